import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OrderBook } from '../../source/market/order-book.js';
import type { PriceLevels } from '../../source/market/price-levels.js';
import type { BookChange, PriceSize } from '../../source/model/market-event.js';
import { delta, snapshot } from './events.js';

const rowsOf = (levels: PriceLevels): PriceSize[] =>
	Array.from({ length: levels.count }, (_, index) => [levels.priceTextAt(index), levels.sizeTextAt(index)] as const);

const pricesOf = (levels: PriceLevels): number[] =>
	Array.from({ length: levels.count }, (_, index) => levels.priceAt(index));

const documented = (): OrderBook => {
	const book = new OrderBook();
	book.applySnapshot(
		snapshot(
			16,
			[
				['3988.51', '56'],
				['3988.50', '15'],
				['3988.49', '100'],
				['3988.48', '10'],
			],
			[
				['3988.62', '8'],
				['3988.61', '32'],
				['3988.60', '47'],
				['3988.59', '3'],
			],
		),
	);
	return book;
};

test('works the documented example of an increment over a snapshot', () => {
	const book = documented();

	const outcome = book.applyDelta(
		delta(
			15,
			19,
			[['3988.50', '44', '18']],
			[
				['3988.59', '3', '16'],
				['3988.61', '0', '19'],
				['3988.62', '8', '15'],
			],
		),
	);

	expect(outcome).toBe('applied');
	expect(book.sequence).toBe(19);
	expect(rowsOf(book.asks)).toEqual([
		['3988.59', '3'],
		['3988.60', '47'],
		['3988.62', '8'],
	]);
	expect(rowsOf(book.bids)).toEqual([
		['3988.51', '56'],
		['3988.50', '44'],
		['3988.49', '100'],
		['3988.48', '10'],
	]);
});

test.each([
	['ends at the sequence', 10, 16, 'duplicate'],
	['ends before the sequence', 3, 9, 'duplicate'],
	['begins right after the sequence', 17, 17, 'applied'],
	['straddles the sequence', 12, 20, 'applied'],
	['leaves one sequence out', 18, 18, 'gap'],
	['has its range the wrong way round', 20, 17, 'invalid'],
	['has no number for its range', 17, Number.NaN, 'invalid'],
] as const)('an increment that %s is answered so', (_, start, end, outcome) => {
	const book = documented();

	expect(book.applyDelta(delta(start, end, [['3988.40', '1', String(end)]], []))).toBe(outcome);
	expect(book.sequence).toBe(outcome === 'applied' ? end : 16);
	expect(book.bids.sizeOf(3988.4)).toBe(outcome === 'applied' ? 1 : 0);
});

test('an increment before any snapshot is not applied', () => {
	const book = new OrderBook();

	expect(book.applyDelta(delta(1, 1, [['1', '1', '1']], []))).toBe('unseeded');
	expect(book.seeded).toBe(false);
	expect(book.bids.best).toBeNaN();
});

test('a straddling increment applies only the rows above the snapshot', () => {
	const book = documented();

	book.applyDelta(
		delta(
			14,
			18,
			[
				['3988.51', '0', '16'],
				['3988.47', '7', '17'],
			],
			[['3988.60', '1', '15']],
		),
	);

	expect(book.bids.sizeOf(3988.51)).toBe(56);
	expect(book.bids.sizeOf(3988.47)).toBe(7);
	expect(book.asks.sizeOf(3988.6)).toBe(47);
});

test('price 0 moves only the sequence, and so does an increment without rows', () => {
	const book = documented();
	const before = [rowsOf(book.bids), rowsOf(book.asks)];

	expect(book.applyDelta(delta(17, 17, [['0', '0', '17']], [['0', '5', '17']]))).toBe('applied');
	expect(book.applyDelta(delta(18, 21, [], []))).toBe('applied');

	expect(book.sequence).toBe(21);
	expect([rowsOf(book.bids), rowsOf(book.asks)]).toEqual(before);
});

test.each([2, 30])('of two rows of one price the higher sequence stands, in a message of %i rows', count => {
	const filler: BookChange[] = Array.from({ length: count - 2 }, (_, index) => [`39${10 + index}`, '1', '17']);
	const set: BookChange = ['3988.45', '5', '19'];
	const remove: BookChange = ['3988.450', '0', '18'];

	for (const rows of [
		[set, remove],
		[remove, set],
	]) {
		const book = documented();
		book.applyDelta(delta(17, 19, [...rows, ...filler], []));
		expect(book.bids.sizeOf(3988.45)).toBe(5);
	}

	const last = documented();
	last.applyDelta(delta(17, 20, [['3988.45', '0', '20'], set, ...filler], []));
	expect(last.bids.sizeOf(3988.45)).toBe(0);
});

test.each([
	['abc', '1', '17'],
	['-1', '1', '17'],
	['1', '-1', '17'],
	['1', 'NaN', '17'],
	['Infinity', '1', '17'],
	['1', '1', 'x'],
] as const)('a row %j is refused', (...row) => {
	expect(documented().applyDelta(delta(17, 17, [row], []))).toBe('invalid');
});

test('sees that the best bid is not below the best ask', () => {
	const book = documented();

	expect(book.applyDelta(delta(17, 17, [['3988.59', '1', '17']], []))).toBe('crossed');
	expect(book.crossed).toBe(true);
	expect(documented().crossed).toBe(false);
});

test('a snapshot may be in any order, hold empty rows and repeat a price', () => {
	const book = new OrderBook();

	book.applySnapshot(
		snapshot(
			5,
			[
				['9', '1'],
				['10', '2'],
				['8', '0'],
				['9.0', '7'],
			],
			[
				['13', '1'],
				['11', '2'],
				['12', '3'],
			],
		),
	);

	expect(rowsOf(book.bids)).toEqual([
		['10', '2'],
		['9.0', '7'],
	]);
	expect(pricesOf(book.asks)).toEqual([11, 12, 13]);
});

test('a snapshot with a number that is none empties the book', () => {
	const book = documented();

	expect(book.applySnapshot(snapshot(30, [['x', '1']], []))).toBe('invalid');
	expect(book.seeded).toBe(false);
	expect(book.asks.count).toBe(0);
});

describe('a snapshot of limited depth', () => {
	const bids = Array.from({ length: 100 }, (_, index) => [String(1000 - index), '1'] as const);
	const asks = Array.from({ length: 100 }, (_, index) => [String(1001 + index), '1'] as const);
	const limited = (): OrderBook => {
		const book = new OrderBook();
		book.applySnapshot(snapshot(1, bids, asks, { depthLimit: 100 }));
		return book;
	};

	test('is known down to its worst level, and what lies beyond is not taken in', () => {
		const book = limited();

		book.applyDelta(
			delta(
				2,
				2,
				[
					['900', '5', '2'],
					['901', '6', '2'],
				],
				[
					['1101', '5', '2'],
					['1100', '6', '2'],
				],
			),
		);

		expect(book.bidFloor).toBe(901);
		expect(book.askCeiling).toBe(1100);
		expect(book.bids.count).toBe(100);
		expect(book.bids.sizeOf(900)).toBe(0);
		expect(book.bids.sizeOf(901)).toBe(6);
		expect(book.asks.sizeOf(1101)).toBe(0);
		expect(book.asks.sizeOf(1100)).toBe(6);
	});

	test('is known whole on a side with fewer rows than the limit', () => {
		const book = new OrderBook();
		book.applySnapshot(snapshot(1, bids.slice(0, 60), asks, { depthLimit: 100 }));

		book.applyDelta(delta(2, 2, [['1', '5', '2']], []));

		expect(book.bids.sizeOf(1)).toBe(5);
		expect(book.bidFloor).toBe(Number.NEGATIVE_INFINITY);
	});

	test('is used up when fewer than 50 levels are left on a side', () => {
		const book = limited();
		// From the middle, so that the touch does not move.
		const removed = (count: number, from: number): BookChange[] =>
			Array.from({ length: count }, (_, index) => [String(990 - from - index), '0', '2']);
		book.applyDelta(delta(2, 2, removed(50, 0), []));
		expect(book.bids.count).toBe(50);
		expect(book.needsReseed()).toBe(false);

		book.applyDelta(delta(3, 3, [['940', '0', '3']], []));

		expect(book.needsReseed()).toBe(true);
	});

	test('is used up when the touch has moved through half of its range', () => {
		const book = limited();
		const eaten = Array.from({ length: 49 }, (_, index) => [String(1001 + index), '0', '2'] as const);
		book.applyDelta(delta(2, 2, [], eaten));
		expect(book.asks.best).toBe(1050);
		expect(book.needsReseed()).toBe(false);

		const filler = Array.from({ length: 40 }, (_, index) => [String(1051.5 + index), '1', '3'] as const);
		book.applyDelta(delta(3, 3, [], [['1050', '0', '3'], ...filler]));

		expect(book.asks.best).toBe(1051);
		expect(book.asks.count).toBeGreaterThan(50);
		expect(book.needsReseed()).toBe(true);
	});

	test('is never used up on a side that is known whole', () => {
		const book = new OrderBook();
		book.applySnapshot(snapshot(1, bids.slice(0, 10), asks.slice(0, 10), { depthLimit: 100 }));

		expect(book.needsReseed()).toBe(false);
	});
});

test('tells a side that was emptied from one that came empty', () => {
	const thin = new OrderBook();
	thin.applySnapshot(snapshot(1, [['10', '1']], []));
	expect(thin.lostSide).toBeUndefined();

	thin.applyDelta(delta(2, 2, [['10', '0', '2']], []));

	expect(thin.lostSide).toBe('bid');
});

test('tells what sweeping a side would cost', () => {
	const book = documented();

	expect(book.sweep('ask', 10)).toEqual({
		size: 10,
		funds: 3 * 3988.59 + 7 * 3988.6,
		averagePrice: (3 * 3988.59 + 7 * 3988.6) / 10,
		worstPrice: 3988.6,
		levels: 2,
	});
	expect(book.sweep('bid', 1e9).size).toBe(181);
	expect(new OrderBook().sweep('bid', 1)).toEqual({
		size: 0,
		funds: 0,
		averagePrice: Number.NaN,
		worstPrice: Number.NaN,
		levels: 0,
	});
});

/** Prices of one digit after the point, around a touch that wanders, so that rows collide often. */
const changes = fc.array(
	fc.record({
		isBid: fc.boolean(),
		offset: fc.integer({ min: 0, max: 60 }),
		size: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 9 }) }),
	}),
	{ minLength: 1, maxLength: 400 },
);

const priceText = (isBid: boolean, offset: number): string => ((isBid ? 1000 - offset : 1001 + offset) / 10).toFixed(1);

test('a book made by any increments equals a plain map of prices', () => {
	fc.assert(
		fc.property(changes, fc.integer({ min: 1, max: 20 }), (list, perMessage) => {
			const book = new OrderBook();
			book.applySnapshot(snapshot(0, [], []));
			const model = { bids: new Map<number, string>(), asks: new Map<number, string>() };
			let sequence = 0;
			for (let at = 0; at < list.length; at += perMessage) {
				const start = sequence + 1;
				const bids: BookChange[] = [];
				const asks: BookChange[] = [];
				for (const { isBid, offset, size } of list.slice(at, at + perMessage)) {
					sequence += 1;
					const price = priceText(isBid, offset);
					(isBid ? bids : asks).push([price, String(size), String(sequence)]);
					const side = isBid ? model.bids : model.asks;
					if (size === 0) {
						side.delete(Number(price));
					} else {
						side.set(Number(price), String(size));
					}
				}

				// Rows of a message come in no order.
				expect(book.applyDelta(delta(start, sequence, bids.reverse(), asks))).toBe('applied');
			}

			const expected = (side: Map<number, string>, sign: number): PriceSize[] =>
				[...side].sort((a, b) => sign * (b[0] - a[0])).map(([price, size]) => [price.toFixed(1), size]);
			expect(rowsOf(book.bids)).toEqual(expected(model.bids, 1));
			expect(rowsOf(book.asks)).toEqual(expected(model.asks, -1));
		}),
		{ seed: 5, numRuns: 200 },
	);
});

test('an audit finds the book as it was at any recent sequence', () => {
	fc.assert(
		fc.property(changes, list => {
			const book = new OrderBook();
			book.applySnapshot(snapshot(0, [], []));
			const past: { readonly bids: PriceSize[]; readonly asks: PriceSize[] }[] = [{ bids: [], asks: [] }];
			for (const [index, { isBid, offset, size }] of list.entries()) {
				const row: BookChange = [priceText(isBid, offset), String(size), String(index + 1)];
				book.applyDelta(delta(index + 1, index + 1, isBid ? [row] : [], isBid ? [] : [row]));
				past.push({ bids: rowsOf(book.bids).slice(0, 20), asks: rowsOf(book.asks).slice(0, 20) });
			}

			for (const [sequence, { bids, asks }] of past.entries()) {
				const event = { type: 'book-audit' as const, symbol: 'BTC-USDT', sequence, receivedAt: 0 };
				expect(book.audit({ ...event, bids, asks })).toEqual({ verdict: 'match' });
				const [first, ...others] = bids;
				if (first !== undefined) {
					const wrong: PriceSize = [first[0], '0.5'];
					expect(book.audit({ ...event, bids: [wrong, ...others], asks })).toMatchObject({
						verdict: 'mismatch',
						side: 'bid',
					});
				}
			}
		}),
		{ seed: 6, numRuns: 60 },
	);
});

test('an audit is early, unknown or a mismatch, never a guess', () => {
	const book = documented();
	const event = { type: 'book-audit' as const, symbol: 'BTC-USDT', receivedAt: 0, bids: [], asks: [] };
	book.applyDelta(delta(17, 20, [['3988.40', '1', '18']], []));

	expect(book.audit({ ...event, sequence: 21 }).verdict).toBe('early');
	expect(book.audit({ ...event, sequence: 18 }).verdict).toBe('unknown');
	expect(book.audit({ ...event, sequence: 12 }).verdict).toBe('unknown');
	expect(book.audit({ ...event, sequence: 20, bids: [['3988.52', '1']] })).toEqual({
		verdict: 'mismatch',
		side: 'bid',
		price: '3988.52',
	});
	expect(book.audit({ ...event, sequence: 20, bids: [['3988.51', '56.0']] }).verdict).toBe('match');
	expect(book.audit({ ...event, sequence: 16, bids: [['3988.51', '56']] }).verdict).toBe('match');
});

test('an audit further back than the history reaches is unknown', () => {
	const book = documented();
	for (let sequence = 17; sequence < 17 + 2000; sequence += 1) {
		book.applyDelta(delta(sequence, sequence, [['3988.40', String(sequence), String(sequence)]], []));
	}

	const event = { type: 'book-audit' as const, symbol: 'BTC-USDT', receivedAt: 0, bids: [], asks: [] };
	expect(book.audit({ ...event, sequence: 17 }).verdict).toBe('unknown');
	expect(book.audit({ ...event, sequence: 1900 }).verdict).toBe('match');
});

test('tells every price and size as the venue wrote it, also where a number would not', () => {
	const book = new OrderBook();
	const odd = ['007.10', '1234567890123456.5', '0.1000000000000000055511151231257827', '12345678901234567890'] as const;
	const bids = odd.map((price, index) => [price, odd[(index + 1) % odd.length]!] as const);
	book.applySnapshot(snapshot(1, bids, [['98765432109876543210.00', '1.50']]));

	const sorted = [...bids].sort(([one], [other]) => Number(other) - Number(one));
	expect(rowsOf(book.bids)).toEqual(sorted);
	expect(rowsOf(book.asks)).toEqual([['98765432109876543210.00', '1.50']]);

	// A plain size in place of an odd one, and the other way round.
	book.applyDelta(delta(2, 2, [['007.10', '3.20', '2']], [['98765432109876543210.00', '00.5', '2']]));
	expect(rowsOf(book.bids)).toContainEqual(['007.10', '3.20']);
	expect(rowsOf(book.asks)).toEqual([['98765432109876543210.00', '00.5']]);

	// A slot that is used again tells nothing of who had it before.
	book.applyDelta(delta(3, 3, [['007.10', '0', '3']], []));
	book.applyDelta(delta(4, 4, [['8.10', '4.00', '4']], []));
	expect(rowsOf(book.bids)).toContainEqual(['8.10', '4.00']);
	expect(book.bids.count).toBe(4);
});

test('increments that were read as numbers make the same book as their texts', () => {
	const prices = fc.nat(30).map(tick => (100 + tick / 10).toFixed(1));
	const row = fc.tuple(prices, fc.constantFrom('0', '1.5', '0.00300', '12'), fc.nat(5));
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.array(row, { maxLength: 14 }), fc.boolean()), { maxLength: 12 }), pushes => {
			const byText = new OrderBook();
			const byNumber = new OrderBook();
			byText.applySnapshot(snapshot(0, [['99', '1']], [['200', '1']]));
			byNumber.applySnapshot(snapshot(0, [['99', '1']], [['200', '1']]));
			for (const [index, [rows, isBid]] of pushes.entries()) {
				const start = index * 10 + 1;
				const texts = rows.map(([price, size, more]): BookChange => [price, size, String(start + more)]);
				const push = delta(start, start + 9, isBid ? texts : [], isBid ? [] : texts);
				const numbers = texts.flatMap(([price, size, sequence]) => [
					Number(price),
					1,
					Number(size),
					size.includes('.') ? size.length - size.indexOf('.') - 1 : 0,
					Number(sequence),
				]);
				const outcome = byText.applyDelta(push);
				expect(
					byNumber.applyDelta({ ...push, bidNumbers: isBid ? numbers : [], askNumbers: isBid ? [] : numbers }),
				).toBe(outcome);
			}

			expect(rowsOf(byNumber.bids)).toEqual(rowsOf(byText.bids));
			expect(rowsOf(byNumber.asks)).toEqual(rowsOf(byText.asks));
		}),
	);
});
