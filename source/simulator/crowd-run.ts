import type { Random } from '../lib/seams.js';
import type { Side } from '../model/market-event.js';
import type { MarketProfile } from './market-profiles.js';
import type { MatchingEngine } from './matching-engine.js';
import type { PricePath } from './price-path.js';
import { drawIndex } from './random-streams.js';

/** What the crowd of a market can do, as a run needs it. */
export type RunDeps = {
	readonly profile: MarketProfile;
	readonly engine: MatchingEngine;
	readonly path: PricePath;
	readonly random: Random;
	readonly submit: (side: Side, ticks: number, lots: number, timeInForce: 'IOC') => unknown;
	/** A maker's order; `scale` multiplies its usual size. */
	readonly add: (side: Side, ticks: number, scale: number) => void;
	/** Where makers quote best. */
	readonly anchor: (side: Side) => number;
	readonly stepAside: (side: Side) => void;
};

export type CrowdRun = {
	/** When the next step is due, venue ms. */
	readonly nextAt: () => number;
	readonly step: () => void;
	readonly isOver: () => boolean;
};

const runSteps = 12;
const standSteps = 15;
const stepMs = 40;
const follows = 12;
/** What is given back afterwards, as a share of the run, and how slowly. */
const giveBack = { share: 0.08, seconds: 20 };

/**
 * A run of takers that carries the price by `bps` within half a second, downward where it is negative. Half of the makers
 * in the way step aside; the others are traded with. Where it ends makers quote tightly, many behind it and few ahead, and
 * nobody takes for as long again, so that it is a break and no spike. It begins with a second of the exchange: the bars of
 * a second have all of it in one.
 */
export function startRun(deps: RunDeps, time: number, bps: number): CrowdRun {
	const { profile, engine, path, random, submit, add, anchor, stepAside } = deps;
	const side: Side = bps > 0 ? 'buy' : 'sell';
	const other: Side = side === 'buy' ? 'sell' : 'buy';
	const sign = side === 'buy' ? 1 : -1;
	const startTicks = Math.round(path.fair());
	const stepTicks = sign * Math.max(1, Math.round((startTicks * Math.abs(bps)) / 1e4 / runSteps));
	let done = 0;
	let nextAt = Math.ceil(time / 1000) * 1000;

	const take = (): void => {
		const contra = engine[side === 'buy' ? 'asks' : 'bids'];
		const limit = Math.max(1, startTicks + stepTicks * done);
		const lots = contra.levels
			.filter(({ ticks }) => sign * (limit - ticks) >= 0)
			.reduce((sum, level) => sum + level.shown, 0);
		submit(side, limit, Math.max(lots, 1), 'IOC');
		path.jump(limit);
		// Not tight: where it ends is not known yet.
		add(side, limit - sign * profile.gapTicks * 2, 2);
		if (contra.levels.length < 3) {
			add(other, limit + sign * profile.gapTicks * 40, 2);
		}
	};

	const settle = (): void => {
		for (let level = 0; level < follows; level += 1) {
			const distance = Math.round(level * profile.gapTicks * (0.6 + random() * 0.8));
			add(side, anchor(side) - sign * distance, 1.5 + level / 4);
		}

		add(other, anchor(other), 1);
		path.steer(path.fair() - stepTicks * runSteps * giveBack.share, giveBack.seconds);
	};

	return {
		nextAt: () => nextAt,
		isOver: () => done === runSteps + standSteps,
		step: () => {
			if (done === 0) {
				stepAside(other);
			}

			done += 1;
			nextAt += stepMs;
			if (done <= runSteps) {
				take();
			}

			if (done === runSteps) {
				settle();
			} else if (done > runSteps) {
				add(side, anchor(side) - sign * profile.gapTicks * (2 + drawIndex(random, 20)), 1);
			}
		},
	};
}
