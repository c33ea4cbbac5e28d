import type { Random } from '../lib/seams.js';
import type { Side } from '../model/market-event.js';
import type { EngineOrder } from './book-side.js';
import { createCrowdOrder } from './crowd-order.js';
import type { Market } from './market.js';
import { createPricePath, type PricePath } from './price-path.js';
import { createRandomStream, drawExponential, drawIndex, drawNormal } from './random-streams.js';

export type Crowd = {
	/** Sets up the first book and one trade. */
	readonly open: (time: number) => void;
	/** Everything the crowd does up to `time`; `rate` multiplies how often. */
	readonly advance: (time: number, rate: number) => void;
	/** Nobody acted up to `time`, and nobody will make up for it. */
	readonly rest: (time: number) => void;
	/**
	 * From `time` on, a run of takers carries the price by `bps` within half a second, downward where it is negative; makers
	 * quote tightly where it ends, and nobody takes for as long again. Then the price gives a little back.
	 */
	readonly run: (time: number, bps: number) => void;
	readonly path: PricePath;
};

type Run = {
	readonly side: Side;
	readonly startTicks: number;
	readonly stepTicks: number;
	/** Steps to come. */
	left: number;
	nextAt: number;
};

const pathStepMs = 50;
const runSteps = 12;
const standSteps = 15;
const runStepMs = 40;
/** What is given back after a run, as a share of it, and how slowly. */
const giveBack = { share: 0.08, seconds: 20 };

/**
 * The seeded makers and takers of one market. Makers keep a ladder around the fair price, tight at the top and thinner
 * away from it; takers come in runs of one side, mostly small, now and then large or in bursts. What they do goes
 * through the matching engine like everybody's orders, so book, prints, ticker and bars agree by construction.
 */
export function createCrowd(market: Market, seed: number): Crowd {
	const { profile, engine } = market;
	const random: Random = createRandomStream(seed, `crowd:${market.symbol}`);
	const path = createPricePath(random, profile);
	const makers: Record<Side, EngineOrder[]> = { buy: [], sell: [] };
	let nextQuote = 0;
	let nextTake = 0;
	let nextPath = 0;
	let burst = 0;
	let takerSide: Side = 'buy';
	let run: Run | undefined;

	const submit = (side: Side, ticks: number, lots: number, timeInForce: 'GTC' | 'IOC'): EngineOrder => {
		const order = createCrowdOrder(market, { side, ticks, lots, timeInForce });
		engine.submit(order);
		return order;
	};

	const drawLots = (scale: number): number => {
		const lots = profile.sizeLots * scale * Math.exp(drawNormal(random) * 1.1);
		const minimum = Math.ceil(Number(profile.instrument.baseMinSize) * 10 ** profile.baseDecimals);
		// Many people type round sizes.
		const rounding = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, lots))) - (random() < 0.4 ? 0 : 3));
		return Math.max(minimum, Math.round(lots / rounding) * rounding);
	};

	const anchor = (side: Side): number => {
		const bid = Math.max(1, Math.floor(path.fair() - profile.spreadTicks / 2 + 0.5));
		return side === 'buy' ? bid : bid + profile.spreadTicks;
	};

	const add = (side: Side, ticks: number, scale: number): void => {
		const other = engine[side === 'buy' ? 'asks' : 'bids'].best();
		const crosses = other !== undefined && (side === 'buy' ? ticks >= other.ticks : ticks <= other.ticks);
		if (ticks >= 1 && !crosses) {
			makers[side].push(submit(side, ticks, drawLots(scale), 'GTC'));
		}
	};

	const addSomewhere = (side: Side): void => {
		const level = Math.floor(drawExponential(random, profile.levels / 2.6));
		const distance = level === 0 ? 0 : Math.round(level * profile.gapTicks * (0.6 + random() * 0.8));
		add(side, anchor(side) + (side === 'buy' ? -distance : distance), 1 + level / 30);
	};

	const withdraw = (side: Side, index: number): void => {
		const list = makers[side];
		const order = list[index];
		if (order !== undefined) {
			list[index] = list.at(-1)!;
			list.pop();
			engine.cancel(order, 'user');
		}
	};

	/** One maker changes a size: cancel and new at one price, folded by the wire into one row of two sequences. */
	const amend = (side: Side): void => {
		const list = makers[side];
		const index = drawIndex(random, list.length);
		const order = list[index];
		if (order?.resting === true) {
			withdraw(side, index);
			add(side, order.ticks, 1);
		}
	};

	/** Follows the fair price: takes or withdraws what is on its wrong side, and closes the spread. */
	const tighten = (side: Side): boolean => {
		const want = anchor(side);
		const other: Side = side === 'buy' ? 'sell' : 'buy';
		const contra = engine[other === 'sell' ? 'asks' : 'bids'].bestShown();
		if (contra !== undefined && (side === 'buy' ? contra.ticks <= want : contra.ticks >= want)) {
			if (random() < 0.35) {
				submit(side, want, Math.max(1, Math.round(contra.shown * (0.4 + random()))), 'IOC');
			} else {
				const index = makers[other].findIndex(order => order.ticks === contra.ticks && order.resting);
				if (index === -1) {
					// Somebody else's order: only a trade can take it away.
					submit(side, want, contra.shown, 'IOC');
				} else {
					withdraw(other, index);
				}
			}

			return true;
		}

		const own = engine[side === 'buy' ? 'bids' : 'asks'].bestShown();
		if (own === undefined || (side === 'buy' ? own.ticks < want : own.ticks > want)) {
			add(side, want, 0.5 + random());
			return true;
		}

		return false;
	};

	const quote = (): void => {
		const side: Side = random() < 0.5 ? 'buy' : 'sell';
		const draw = random();
		if (draw < 0.03) {
			market.skipSequence(draw < 0.012);
			if (draw < 0.02) {
				return;
			}
		}

		if (random() < 0.6 && tighten(side)) {
			return;
		}

		const list = makers[side];
		if (list.length > profile.levels * 3) {
			for (let index = list.length - 1; index >= 0; index -= 1) {
				if (!list[index]!.resting) {
					list[index] = list.at(-1)!;
					list.pop();
				}
			}
		}

		const held = engine[side === 'buy' ? 'bids' : 'asks'].levels.length;
		const crowded = held / profile.levels;
		if (draw > 0.9 && list.length > 0) {
			amend(side);
		} else if (random() < 0.5 * Math.min(1.5, crowded) && list.length > 0 && held > 3) {
			withdraw(side, drawIndex(random, list.length));
		} else {
			addSomewhere(side);
		}
	};

	const takeOnce = (): void => {
		if (burst > 0) {
			burst -= 1;
		} else {
			const pull = path.fair() - anchor('buy') - profile.spreadTicks / 2;
			const keep = 0.68 + Math.min(0.1, Math.abs(pull) / 50);
			takerSide = random() < keep ? takerSide : takerSide === 'buy' ? 'sell' : 'buy';
			if (random() < 0.07) {
				burst = 3 + drawIndex(random, 9);
			}
		}

		const large = random() < 0.012;
		const scale = large ? 14 + random() * 30 : 0.35;
		const contra = engine[takerSide === 'buy' ? 'asks' : 'bids'].bestShown();
		if (contra === undefined) {
			return;
		}

		// Takers do not walk more than a few ticks; large ones do.
		const reach = Math.max(1, Math.round(profile.gapTicks * (large ? 8 : 1.5)));
		const limit = Math.max(1, contra.ticks + (takerSide === 'buy' ? reach : -reach));
		submit(takerSide, limit, drawLots(scale), 'IOC');
		path.push((takerSide === 'buy' ? 1 : -1) * profile.spreadTicks * (large ? 2.5 : 0.12));
	};

	const rest = (time: number): void => {
		nextPath = Math.max(nextPath, time);
		nextQuote = Math.max(nextQuote, time);
		nextTake = Math.max(nextTake, time);
	};

	/** Half of those who stand in the way of a run do not wait for it. */
	const stepAside = (side: Side): void => {
		for (let index = makers[side].length - 1; index >= 0; index -= 2) {
			withdraw(side, index);
		}
	};

	/** Makers quote tightly where a run has ended: many behind it, few in its way. */
	const follow = (side: Side): void => {
		for (let level = 0; level < 12; level += 1) {
			const distance = Math.round(level * profile.gapTicks * (0.6 + random() * 0.8));
			add(side, anchor(side) + (side === 'buy' ? -distance : distance), 1.5 + level / 4);
		}

		const other = side === 'buy' ? 'sell' : 'buy';
		add(other, anchor(other), 1);
	};

	const takeRun = ({ side, startTicks, stepTicks }: Run, done: number): void => {
		const contra = engine[side === 'buy' ? 'asks' : 'bids'];
		const limit = Math.max(1, startTicks + stepTicks * done);
		const lots = contra.levels
			.filter(({ ticks }) => (side === 'buy' ? ticks <= limit : ticks >= limit))
			.reduce((sum, level) => sum + level.shown, 0);
		submit(side, limit, Math.max(lots, 1), 'IOC');
		path.jump(limit);
		// Not tight: where it ends is not known yet.
		const away = Math.sign(stepTicks) * profile.gapTicks;
		add(side, limit - away * 2, 2);
		if (contra.levels.length < 3) {
			add(side === 'buy' ? 'sell' : 'buy', limit + away * 40, 2);
		}
	};

	const runOnce = (current: Run): void => {
		const { side, stepTicks } = current;
		if (current.left === runSteps + standSteps) {
			stepAside(side === 'buy' ? 'sell' : 'buy');
		}

		current.left -= 1;
		current.nextAt += runStepMs;
		if (current.left >= standSteps) {
			takeRun(current, runSteps + standSteps - current.left);
		}

		if (current.left === standSteps) {
			follow(side);
			path.steer(path.fair() - stepTicks * runSteps * giveBack.share, giveBack.seconds);
		} else if (current.left < standSteps) {
			const distance = profile.gapTicks * (2 + drawIndex(random, 20));
			add(side, anchor(side) + (side === 'buy' ? -distance : distance), 1);
		}
	};

	return {
		path,
		run: (time, bps) => {
			const startTicks = Math.round(path.fair());
			const ticks = (startTicks * bps) / 1e4 / runSteps;
			run = {
				side: bps > 0 ? 'buy' : 'sell',
				startTicks,
				stepTicks: Math.sign(ticks) * Math.max(1, Math.round(Math.abs(ticks))),
				left: runSteps + standSteps,
				// A second of the exchange has all of it.
				nextAt: Math.ceil(time / 1000) * 1000,
			};
		},
		open: time => {
			market.act(time, () => {
				for (let count = 0; count < profile.levels * 2.4; count += 1) {
					addSomewhere(count % 2 === 0 ? 'buy' : 'sell');
				}

				for (const side of ['buy', 'sell'] as const) {
					add(side, anchor(side), 1);
				}

				takeOnce();
			});
			nextQuote = time;
			nextTake = time;
			nextPath = time;
		},
		advance: (time, rate) => {
			while (run !== undefined && run.nextAt <= time) {
				const current = run;
				market.act(time, () => runOnce(current));
				// Nobody else comes between.
				rest(current.nextAt);
				run = current.left === 0 ? undefined : current;
			}

			while (nextPath <= time) {
				path.advance(pathStepMs / 1000);
				nextPath += pathStepMs;
			}

			while (nextQuote <= time) {
				market.act(time, quote);
				nextQuote += drawExponential(random, 1000 / (profile.quotesPerSecond * rate));
			}

			while (nextTake <= time) {
				market.act(time, takeOnce);
				const mean = burst > 0 ? 25 : 1000 / (profile.takersPerSecond * rate);
				nextTake += drawExponential(random, mean);
			}
		},
		rest,
	};
}
