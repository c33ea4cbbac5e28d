import { expect, test } from 'vitest';
import type { EngineOrder } from '../../source/simulator/book-side.js';
import { createMatchingEngine, type EngineSink } from '../../source/simulator/matching-engine.js';
import { createRandomStream, drawIndex } from '../../source/simulator/random-streams.js';

type Told = string;

function createWorld() {
	const told: Told[] = [];
	const trades: { maker: string; taker: string; ticks: number; lots: number }[] = [];
	const sink: EngineSink = {
		onTrade: (maker, taker, lots) => {
			trades.push({ maker: maker.id, taker: taker.id, ticks: maker.ticks, lots });
			told.push(`trade ${maker.id} ${lots}@${maker.ticks}`);
		},
		onLevel: () => {},
		onRest: order => told.push(`rest ${order.id}`),
		onFilled: order => told.push(`filled ${order.id}`),
		onReduced: (order, old) => told.push(`reduced ${order.id} ${old}->${order.lots}`),
		onCanceled: (order, cause) => told.push(`canceled ${order.id} ${order.remaining} ${cause}`),
	};
	const engine = createMatchingEngine({ priceLimitRate: 0.1 }, sink);
	const order = (id: string, side: 'buy' | 'sell', ticks: number, lots: number, more: Partial<EngineOrder> = {}) => {
		const made: EngineOrder = {
			id,
			owner: 1,
			side,
			type: 'limit',
			ticks,
			lots,
			remaining: lots,
			funds: undefined,
			timeInForce: 'GTC',
			postOnly: false,
			hidden: false,
			peak: 0,
			stp: undefined,
			shown: 0,
			resting: false,
			...more,
		};
		engine.submit(made);
		return made;
	};
	const shown = (side: 'bids' | 'asks') =>
		engine[side].levels.filter(level => level.shown > 0).map(level => [level.ticks, level.shown]);
	return { engine, order, told, trades, shown };
}

test('better prices trade first, then older orders, at the price of the maker', () => {
	const { order, trades } = createWorld();
	order('late-best', 'sell', 101, 5);
	order('first', 'sell', 100, 5);
	order('second', 'sell', 100, 5);

	order('taker', 'buy', 101, 12);

	expect(trades).toEqual([
		{ maker: 'first', taker: 'taker', ticks: 100, lots: 5 },
		{ maker: 'second', taker: 'taker', ticks: 100, lots: 5 },
		{ maker: 'late-best', taker: 'taker', ticks: 101, lots: 2 },
	]);
});

test('what a GTC order cannot fill rests; what an IOC order cannot fill ends', () => {
	const { order, told, shown } = createWorld();
	order('maker', 'sell', 100, 3);

	order('gtc', 'buy', 100, 5);
	order('ioc', 'sell', 100, 9, { timeInForce: 'IOC' });

	expect(told.slice(1)).toEqual([
		'trade maker 3@100',
		'filled maker',
		'rest gtc',
		'trade gtc 2@100',
		'filled gtc',
		'canceled ioc 7 time-in-force',
	]);
	expect(shown('bids')).toEqual([]);
});

test('FOK is all or nothing', () => {
	const { order, told, trades } = createWorld();
	order('a', 'sell', 100, 3, { owner: 2 });
	order('b', 'sell', 101, 3, { owner: 2 });

	order('too-large', 'buy', 101, 7, { timeInForce: 'FOK' });
	order('too-cheap', 'buy', 100, 6, { timeInForce: 'FOK' });
	expect(trades).toEqual([]);
	expect(told.filter(line => line.startsWith('canceled'))).toHaveLength(2);

	order('fits', 'buy', 101, 6, { timeInForce: 'FOK' });
	expect(trades.map(trade => trade.lots)).toEqual([3, 3]);
});

test('post-only that would take a visible order is canceled in full; at the edge it rests', () => {
	const { order, told, trades } = createWorld();
	order('maker', 'sell', 100, 3);

	order('crossing', 'buy', 100, 5, { postOnly: true });
	order('fits', 'buy', 99, 5, { postOnly: true });

	expect(trades).toEqual([]);
	expect(told).toContain('canceled crossing 5 post-only');
	expect(told).toContain('rest fits');
});

test('post-only does trade with hidden orders', () => {
	const { order, trades } = createWorld();
	order('dark', 'sell', 100, 3, { hidden: true });

	order('maker-only', 'buy', 100, 5, { postOnly: true });

	expect(trades).toEqual([{ maker: 'dark', taker: 'maker-only', ticks: 100, lots: 3 }]);
});

test('hidden orders are not in the visible book and stand behind visible ones', () => {
	const { order, trades, shown } = createWorld();
	order('dark', 'sell', 100, 4, { hidden: true });
	order('light', 'sell', 100, 4);
	expect(shown('asks')).toEqual([[100, 4]]);

	order('taker', 'buy', 100, 8);

	expect(trades.map(trade => trade.maker)).toEqual(['light', 'dark']);
});

test('an iceberg shows a part at a time and goes to the end of the queue for the next', () => {
	const { order, trades, shown } = createWorld();
	order('ice', 'sell', 100, 10, { peak: 4 });
	order('plain', 'sell', 100, 3);
	expect(shown('asks')).toEqual([[100, 7]]);

	order('taker', 'buy', 100, 9);

	expect(trades.map(({ maker, lots }) => [maker, lots])).toEqual([
		['ice', 4],
		['plain', 3],
		['ice', 2],
	]);
	expect(shown('asks')).toEqual([[100, 2]]);
});

test('a limit order beyond price protection is canceled, a market order stops there', () => {
	const { order, told, trades } = createWorld();
	order('near', 'sell', 1000, 1);
	order('edge', 'sell', 1100, 1);
	order('far', 'sell', 1101, 1);

	order('wild', 'buy', 1101, 1);
	expect(told).toContain('canceled wild 1 price-protection');

	order('market', 'buy', 0, 3, { type: 'market' });
	expect(trades.map(trade => trade.ticks)).toEqual([1000, 1100]);
	expect(told.at(-1)).toBe('canceled market 1 price-protection');
});

test('a market order by funds spends them to the last lot and cancels the dust', () => {
	const { order, told, trades } = createWorld();
	order('maker', 'sell', 70, 100);

	order('spender', 'buy', 0, 0, { type: 'market', funds: 1000n, remaining: Number.MAX_SAFE_INTEGER });

	expect(trades).toEqual([{ maker: 'maker', taker: 'spender', ticks: 70, lots: 14 }]);
	expect(told.at(-1)).toContain('canceled spender');
	expect(told.at(-1)).toContain('dust');
});

test.each([
	['CN', ['canceled new 5 self-trade'], [[100, 3]]],
	['CO', ['canceled old 3 self-trade', 'rest new'], []],
	['CB', ['canceled old 3 self-trade', 'canceled new 5 self-trade'], []],
	['DC', ['canceled old 3 self-trade', 'reduced new 5->2', 'rest new'], []],
] as const)('self-trade prevention %s', (stp, expected, asks) => {
	const { order, told, trades, shown } = createWorld();
	order('old', 'sell', 100, 3);

	order('new', 'buy', 100, 5, { stp });

	expect(trades).toEqual([]);
	expect(told.slice(1)).toEqual(expected);
	expect(shown('asks')).toEqual(asks);
});

test('self-trade prevention DC takes a smaller newcomer off a larger resting order', () => {
	const { order, told, shown } = createWorld();
	order('old', 'sell', 100, 9);

	order('new', 'buy', 100, 4, { stp: 'DC' });

	expect(told.slice(1)).toEqual(['reduced old 9->5', 'canceled new 4 self-trade']);
	expect(shown('asks')).toEqual([[100, 5]]);
});

test('without the flag self-trades happen, and the flag of the maker does not count', () => {
	const { order, trades } = createWorld();
	order('old', 'sell', 100, 3, { stp: 'CN' });

	order('new', 'buy', 100, 3);

	expect(trades).toHaveLength(1);
});

test('a partial cancel keeps the place in the queue', () => {
	const { engine, order, trades } = createWorld();
	const first = order('first', 'sell', 100, 5);
	order('second', 'sell', 100, 5);

	expect(engine.reduce(first, 2)).toBe(true);
	order('taker', 'buy', 100, 4);

	expect(trades.map(({ maker, lots }) => [maker, lots])).toEqual([
		['first', 3],
		['second', 1],
	]);
});

test('whatever is sent, the book is never crossed, shown sizes add up and no lot is lost', () => {
	for (let seed = 1; seed <= 30; seed += 1) {
		const { engine, order, trades } = createWorld();
		const random = createRandomStream(seed, 'engine');
		const orders: EngineOrder[] = [];
		const broken: string[] = [];
		for (let step = 0; step < 600; step += 1) {
			const side = random() < 0.5 ? 'buy' : 'sell';
			const lots = 1 + drawIndex(random, 40);
			const market = random() < 0.08;
			const timeInForce = (['GTC', 'GTC', 'GTC', 'IOC', 'FOK'] as const)[drawIndex(random, 5)]!;
			orders.push(
				order(`${step}`, side, market ? 0 : 980 + drawIndex(random, 40), lots, {
					type: market ? 'market' : 'limit',
					owner: 1 + drawIndex(random, 3),
					timeInForce,
					postOnly: random() < 0.1,
					hidden: random() < 0.05,
					peak: random() < 0.05 ? Math.ceil(lots / 5) : 0,
					stp: ([undefined, 'CN', 'CO', 'CB'] as const)[drawIndex(random, 4)],
				}),
			);
			if (random() < 0.25) {
				engine.cancel(orders[drawIndex(random, orders.length)]!, 'user');
			}

			broken.push(...brokenRules(engine).map(rule => `seed ${seed} step ${step}: ${rule}`));
		}

		expect(broken).toEqual([]);
		expect(trades.length).toBeGreaterThan(50);
		const filled = new Map<string, number>();
		for (const { maker, taker, lots } of trades) {
			filled.set(maker, (filled.get(maker) ?? 0) + lots);
			filled.set(taker, (filled.get(taker) ?? 0) + lots);
		}

		for (const sent of orders.filter(({ resting }) => resting)) {
			expect((filled.get(sent.id) ?? 0) + sent.remaining).toBe(sent.lots);
		}
	}
});

function brokenRules({ bids, asks }: ReturnType<typeof createMatchingEngine>): string[] {
	const broken: string[] = [];
	if ((bids.best()?.ticks ?? 0) >= (asks.best()?.ticks ?? Number.POSITIVE_INFINITY)) {
		broken.push('crossed');
	}

	for (const level of [...bids.levels, ...asks.levels]) {
		const resting = [...level.queue, ...level.dark];
		if (resting.length === 0 || level.queue.reduce((sum, order) => sum + order.shown, 0) !== level.shown) {
			broken.push(`level ${level.ticks} is empty or shows the wrong size`);
		}

		if (resting.some(order => order.remaining <= 0 || order.shown > order.remaining || !order.resting)) {
			broken.push(`level ${level.ticks} holds an order that should not rest`);
		}
	}

	return broken;
}
