import type { Random } from '../lib/seams.js';
import type { Side } from '../model/market-event.js';
import type { EngineOrder } from './book-side.js';
import { createCrowdOrder } from './crowd-order.js';
import { type CrowdRun, startRun } from './crowd-run.js';
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

const pathStepMs = 50;
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
	let run: CrowdRun | undefined;

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

	/** Half of those who stand on a side withdraw. */
	const stepAside = (side: Side): void => {
		for (let index = makers[side].length - 1; index >= 0; index -= 2) {
			withdraw(side, index);
		}
	};

	return {
		path,
		run: (time, bps) => {
			run = startRun({ profile, engine, path, random, submit, add, anchor, stepAside }, time, bps);
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
			while (run !== undefined && run.nextAt() <= time) {
				market.act(time, run.step);
				// Nobody else comes between.
				rest(run.nextAt());
				run = run.isOver() ? undefined : run;
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
