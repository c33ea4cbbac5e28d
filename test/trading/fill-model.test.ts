import { expect, test } from 'vitest';
import { compareDecimals, parseDecimal } from '../../source/lib/decimal.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { PriceSize } from '../../source/model/market-event.js';
import { applyLevel, applyPrint, type Resting, sweepBook } from '../../source/trading/fill-model.js';

const asks: readonly PriceSize[] = [
	['100.1', '0.5'],
	['100.2', '1'],
	['100.5', '10'],
];

const resting = (change: Partial<Resting> = {}): Resting => ({
	side: 'buy',
	price: '100',
	remaining: '2',
	queueAhead: '5',
	...change,
});

const sell = (price: string, size: string, time = 1): Parameters<typeof applyPrint>[1] => ({
	side: 'sell',
	price,
	size,
	time,
});

test('a buyer walks the asks level by level at their prices', () => {
	const sweep = sweepBook('buy', asks, { size: '2' }, undefined);

	expect(sweep).toEqual({
		fills: [
			{ price: '100.1', size: '0.5' },
			{ price: '100.2', size: '1' },
			{ price: '100.5', size: '0.5' },
		],
		remaining: '0',
	});
});

test('a sweep stops at the limit price, which is included', () => {
	expect(sweepBook('buy', asks, { size: '2' }, '100.2')).toEqual({
		fills: [
			{ price: '100.1', size: '0.5' },
			{ price: '100.2', size: '1' },
		],
		remaining: '0.5',
	});
	expect(sweepBook('buy', asks, { size: '2' }, '100').fills).toEqual([]);
});

test('a seller walks the bids downwards to the limit', () => {
	const bids: readonly PriceSize[] = [
		['99.9', '1'],
		['99.8', '1'],
	];

	expect(sweepBook('sell', bids, { size: '3' }, '99.8')).toEqual({
		fills: [
			{ price: '99.9', size: '1' },
			{ price: '99.8', size: '1' },
		],
		remaining: '1',
	});
	expect(sweepBook('sell', bids, { size: '3' }, '99.85').remaining).toBe('2');
});

test('funds buy whole increments and leave the dust', () => {
	// 0.5 × 100.1 = 50.05; the other 49.95 buy 0.4985… at 100.2: 0.498 for 49.8996.
	const sweep = sweepBook('buy', asks, { funds: '100', baseIncrement: '0.001' }, undefined);

	expect(sweep).toEqual({
		fills: [
			{ price: '100.1', size: '0.5' },
			{ price: '100.2', size: '0.498' },
		],
		remaining: '0.0504',
	});
});

test('an empty book fills nothing', () => {
	expect(sweepBook('buy', [], { size: '1' }, undefined)).toEqual({ fills: [], remaining: '1' });
});

test('prints at the price shorten the queue before they fill', () => {
	const first = applyPrint(resting(), sell('100', '3'));
	const second = applyPrint(first.resting, sell('100', '2.5'));
	const third = applyPrint(second.resting, sell('100', '9'));

	expect([first.filled, first.resting.queueAhead]).toEqual(['0', '2']);
	expect([second.filled, second.resting.queueAhead, second.resting.remaining]).toEqual(['0.5', '0', '1.5']);
	expect([third.filled, third.resting.remaining]).toEqual(['1.5', '0']);
});

test('a print through the price fills at most what was printed and clears the queue', () => {
	const { filled, resting: after } = applyPrint(resting(), sell('99.9', '0.7'));

	expect(filled).toBe('0.7');
	expect([after.remaining, after.queueAhead]).toEqual(['1.3', '0']);
});

test('prints of the own side, and away from the price, change nothing', () => {
	for (const print of [{ ...sell('100', '9'), side: 'buy' as const }, sell('100.1', '9')]) {
		const before = resting();
		expect(applyPrint(before, print)).toEqual({ resting: before, filled: '0' });
	}
});

test('for a seller the print above is the one that goes through', () => {
	const order = resting({ side: 'sell' });

	expect(applyPrint(order, { ...sell('100.1', '1'), side: 'buy' }).filled).toBe('1');
	expect(applyPrint(order, { ...sell('99.9', '1'), side: 'buy' }).filled).toBe('0');
});

test('a level above the queue says nothing of it; a smaller one cuts it', () => {
	const before = resting();

	expect(applyLevel(before, '7', 1)).toBe(before);
	expect(applyLevel(before, '5', 1)).toBe(before);
	expect(applyLevel(before, '1.50', 1).queueAhead).toBe('1.5');
});

test('a print that the smaller level has told already counts once', () => {
	// 5 ahead and 3 behind; 7 are sold: of them 2 would have been ours.
	const printFirst = applyPrint(resting(), sell('100', '7', 10));
	const levelFirst = applyPrint(applyLevel(resting(), '1', 10), sell('100', '7', 10));

	expect(printFirst.filled).toBe('2');
	expect(levelFirst.filled).toBe('2');
});

test('a print after a cancel is new, and the cancel is not held against it', () => {
	const canceled = applyLevel(resting(), '1', 10);

	expect(applyPrint(canceled, sell('100', '2', 11)).filled).toBe('1');
});

test('cancels of long ago are not taken for the trade that shrinks the level now', () => {
	const canceled = applyLevel(resting({ queueAhead: '50' }), '5', 1000);
	const traded = applyLevel(canceled, '0', 2000);

	expect(applyPrint(traded, sell('100', '8', 2000)).filled).toBe('2');
});

/** The trades of one limit sell of `size` down to `limit`, and what it leaves, in a book without our order. */
function sellInto(bids: ReadonlyMap<number, number>, size: number, limit: number) {
	const trades: { readonly price: number; readonly size: number; readonly left: number }[] = [];
	let rest = size;
	for (const price of [...bids.keys()].sort((left, right) => right - left)) {
		const shown = bids.get(price)!;
		const taken = Math.min(rest, shown);
		if (price >= limit && taken > 0) {
			trades.push({ price, size: taken, left: shown - taken });
			rest -= taken;
		}
	}

	return { trades, rest };
}

test('fills what a real queue would have filled, however prints and levels interleave', () => {
	for (let seed = 1; seed <= 400; seed += 1) {
		const random = createSeededRandom(seed);
		const pick = (most: number): number => Math.floor(random() * (most + 1));
		const [ahead, behind, better, lower, ours] = [pick(9), pick(9), pick(5), pick(5), 1 + pick(9)];
		const size = 1 + pick(30);
		const limit = 98 + pick(2);
		const bids = new Map([
			[101, better],
			[100, ahead + behind],
			[99, lower],
		]);
		const { trades, rest } = sellInto(bids, size, limit);
		const time = 50;
		let order = resting({ remaining: String(ours), queueAhead: String(ahead) });
		let filled = 0;
		// Some prints of the level come in two: one for each order that was met.
		const prints = trades.flatMap(trade => {
			const first = pick(trade.size);
			return [first, trade.size - first].filter(part => part > 0).map(part => ({ price: trade.price, size: part }));
		});
		const levels = trades.filter(trade => trade.price === 100);
		while (prints.length > 0 || levels.length > 0) {
			if (prints.length > 0 && (levels.length === 0 || random() < 0.5)) {
				const print = prints.shift()!;
				const after = applyPrint(order, sell(String(print.price), String(print.size), time));
				order = after.resting;
				filled += Number(after.filled);
			} else {
				order = applyLevel(order, String(levels.shift()!.left), time);
			}
		}

		// What is left of the sell shows as an ask at or below our price: the gateway fills it from there.
		const total = Math.min(ours, filled + rest);

		expect(total, `seed ${seed}`).toBe(Math.min(ours, Math.max(0, size - better - ahead)));
	}
});

test('never fills more than the order or the print, and never grows the queue, over random streams', () => {
	for (let seed = 1; seed <= 200; seed += 1) {
		const random = createSeededRandom(seed);
		const amount = (): string => (Math.floor(random() * 1000) / 100).toFixed(2);
		let order = resting({ remaining: '20', queueAhead: amount() });
		let filled = parseDecimal('0');
		for (let at = 0; at < 60; at += 1) {
			const before = order;
			if (random() < 0.4) {
				order = applyLevel(order, amount(), at);
			} else {
				const size = amount();
				const price = ['99.9', '100', '100.1'][Math.floor(random() * 3)]!;
				const after = applyPrint(order, { side: random() < 0.7 ? 'sell' : 'buy', price, size, time: at - 1 });
				order = after.resting;
				filled = filled.plus(after.filled);

				expect(compareDecimals(after.filled, size)).toBeLessThanOrEqual(0);
				expect(compareDecimals(after.filled, '0')).toBeGreaterThanOrEqual(0);
			}

			expect(compareDecimals(order.queueAhead, before.queueAhead)).toBeLessThanOrEqual(0);
			expect(compareDecimals(order.queueAhead, '0')).toBeGreaterThanOrEqual(0);
			expect(filled.plus(order.remaining).eq('20')).toBe(true);
		}
	}
});
