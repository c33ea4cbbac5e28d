import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildLadder, type Ladder, type LadderOptions } from '../../source/market/ladder.js';
import { OrderBook } from '../../source/market/order-book.js';
import type { PriceSize } from '../../source/model/market-event.js';
import { snapshot } from './events.js';

const bookOf = (bids: readonly PriceSize[], asks: readonly PriceSize[]): OrderBook => {
	const book = new OrderBook();
	book.applySnapshot(snapshot(1, bids, asks));
	return book;
};

const ladderOf = (book: OrderBook, options: Partial<LadderOptions> = {}): Ladder =>
	buildLadder(book, { rows: 6, tick: '0.1', groupTicks: 1, anchor: undefined, volumes: new Map(), ...options });

const shape = (ladder: Ladder): string[] =>
	ladder.steps.map(({ price, bidSize, askSize }) => `${price} ${bidSize || ''}|${askSize || ''}`);

const plain = bookOf(
	[
		['100.0', '1'],
		['99.9', '2'],
		['99.6', '4'],
	],
	[
		['100.1', '3'],
		['100.2', '5'],
		['100.5', '7'],
	],
);

test('shows every tick around the touch, empty ones too', () => {
	const ladder = ladderOf(plain);

	expect(shape(ladder)).toEqual(['100.3 |', '100.2 |5', '100.1 |3', '100.0 1|', '99.9 2|', '99.8 |']);
	expect(ladder.spreadIndex).toBe(3);
	expect(ladder.steps.map(step => step.cumulative)).toEqual([8, 8, 3, 1, 3, 3]);
	expect(ladder.steps[1]?.cumulativeFunds).toBeCloseTo(3 * 100.1 + 5 * 100.2, 9);
	expect(ladder.maxSize).toBe(5);
	expect(ladder.imbalance).toBeCloseTo((3 - 8) / 11, 12);
});

test('the imbalance is that of both sides of the touch wherever the ladder stands', () => {
	const centered = ladderOf(plain).imbalance;

	// What the window shows is one side alone, or less of one than of the other.
	for (const anchor of [98.4, 99.7, 100.2, 102]) {
		expect(ladderOf(plain, { anchor }).imbalance).toBe(centered);
	}
});

test('a bid groups down and an ask groups up', () => {
	const ladder = ladderOf(plain, { groupTicks: 5, rows: 4 });

	expect(shape(ladder)).toEqual(['101.0 |', '100.5 |15', '100.0 1|', '99.5 6|']);
	expect(ladder.group).toBe('0.5');
	expect(ladder.spreadIndex).toBe(2);
});

test('stays where the anchor is while the touch moves', () => {
	const before = ladderOf(plain, { anchor: 100.2 });
	const moved = bookOf([['100.2', '1']], [['100.3', '1']]);

	const after = ladderOf(moved, { anchor: 100.2 });

	expect(after.steps.map(step => step.price)).toEqual(before.steps.map(step => step.price));
	expect(before.spreadIndex).toBe(5);
	expect(after.spreadIndex).toBe(3);
});

test('counts what lies between the touch and a window further away', () => {
	const ladder = ladderOf(plain, { anchor: 99.5, rows: 3 });

	expect(shape(ladder)).toEqual(['99.6 4|', '99.5 |', '99.4 |']);
	expect(ladder.spreadIndex).toBe(0);
	expect(ladder.steps[0]?.cumulative).toBe(7);
});

test('folds a spread that would fill the ladder', () => {
	const wide = bookOf(
		[
			['90.0', '1'],
			['89.9', '2'],
		],
		[
			['110.0', '3'],
			['110.1', '4'],
		],
	);

	expect(shape(ladderOf(wide, { rows: 4 }))).toEqual(['110.1 |4', '110.0 |3', '90.0 1|', '89.9 2|']);
	expect(shape(ladderOf(wide, { rows: 4, anchor: 100 }))).toEqual(['110.1 |4', '110.0 |3', '90.0 1|', '89.9 2|']);
});

test.each([
	['no book', [], [], []],
	['bids only', [['1.0', '1']], [], ['1.2 |', '1.1 |', '1.0 1|', '0.9 |']],
	['asks only', [], [['1.0', '1']], ['1.1 |', '1.0 |1', '0.9 |', '0.8 |']],
	['a price next to nothing', [['0.1', '1']], [['0.2', '1']], ['0.3 |', '0.2 |1', '0.1 1|']],
] as const)('makes do with %s', (_, bids, asks, expected) => {
	expect(shape(ladderOf(bookOf(bids, asks), { rows: 4 }))).toEqual(expected);
});

test.each([
	['0.00000001', '0.00000012', ['0.00000013', '0.00000012']],
	['0.05', '27000.15', ['27000.20', '27000.15']],
	['1', '9007199254740', ['9007199254741', '9007199254740']],
	['0.0001', '0.0010', ['0.0011', '0.0010']],
])('keeps the prices of a tick of %s exact', (tick, price, expected) => {
	const ladder = ladderOf(bookOf([[price, '1']], []), { tick, rows: 2 });

	expect(ladder.steps.map(step => step.price)).toEqual(expected);
});

test('sums what was traded in each group, whichever way is cheaper', () => {
	const volumes = new Map([
		[100.0, 1],
		[100.1, 2],
		[100.4, 4],
		[99.6, 8],
	]);
	const few = ladderOf(plain, { groupTicks: 5, rows: 4, volumes });
	const many = ladderOf(plain, { groupTicks: 5, rows: 4000, volumes });
	const at = (ladder: Ladder, price: string): number | undefined =>
		ladder.steps.find(step => step.price === price)?.tradedVolume;

	for (const ladder of [few, many]) {
		expect(at(ladder, '100.5')).toBe(6);
		expect(at(ladder, '100.0')).toBe(7);
		expect(at(ladder, '99.5')).toBe(8);
	}
});

test('the sum of all rows is the sum of the book, at any grouping and anchor', () => {
	const side = fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 60 });
	fc.assert(
		fc.property(side, side, fc.integer({ min: 1, max: 40 }), (bidOffsets, askOffsets, groupTicks) => {
			const book = bookOf(
				bidOffsets.map(offset => [((5000 - offset) / 100).toFixed(2), String(offset)]),
				askOffsets.map(offset => [((5000 + offset) / 100).toFixed(2), String(offset)]),
			);
			const ladder = ladderOf(book, { tick: '0.01', rows: 1200, groupTicks });
			const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

			expect(sum(ladder.steps.map(step => step.bidSize))).toBe(sum(bidOffsets));
			expect(sum(ladder.steps.map(step => step.askSize))).toBe(sum(askOffsets));
			expect(ladder.steps.at(-1)?.cumulative).toBe(sum(bidOffsets));
			expect(ladder.steps[0]?.cumulative).toBe(sum(askOffsets));
			const prices = ladder.steps.map(step => step.priceNumber);
			expect(prices).toEqual([...prices].sort((a, b) => b - a));
		}),
		{ seed: 9, numRuns: 200 },
	);
});
