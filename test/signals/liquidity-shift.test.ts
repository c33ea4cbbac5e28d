import { expect, test } from 'vitest';
import { createLiquidityShift, nameShift } from '../../source/signals/indicators/liquidity-shift.js';
import { createFakeBook } from './fake-book.js';

const start = 1_729_000_000_000;

/** Mid 1000: ten basis points are 1. */
function setUp() {
	const shift = createLiquidityShift();
	const book = createFakeBook();
	book.set(
		start,
		[
			[999.9, 10],
			[999.5, 20],
			[998.5, 500],
		],
		[
			[1000.1, 10],
			[1000.5, 30],
			[1001.5, 500],
		],
	);
	shift.sample(start, 1000, book.view);
	return { shift, book };
}

test('nothing is known before the window has passed', () => {
	const { shift, book } = setUp();
	shift.sample(start + 4999, 1000, book.view);

	expect(shift.bid().change).toBeNaN();
	expect(nameShift(shift.bid(), 0.3)).toBe('unknown');
});

test('orders taken away are pulled, orders added are stacked, by hand', () => {
	const { shift, book } = setUp();
	book.set(
		start + 5000,
		[
			[999.9, 10],
			[999.5, 5],
			[998.5, 500],
		],
		[
			[1000.1, 10],
			[1000.5, 46],
			[1001.5, 9],
		],
	);
	shift.sample(start + 5000, 1000, book.view);

	// Bids within ±10 bps: 30 → 15. Asks: 40 → 56; what lies beyond does not count.
	expect(shift.bid()).toEqual({ change: -0.5, before: 30, now: 15, traded: 0, spanMs: 5000 });
	expect(shift.ask().change).toBeCloseTo(0.4, 12);
	expect(nameShift(shift.bid(), 0.3)).toBe('pulled');
	expect(nameShift(shift.ask(), 0.3)).toBe('stacked');
});

test('depth that was traded away is consumed, not pulled', () => {
	const { shift, book } = setUp();
	shift.trade('sell', 15);
	book.set(
		start + 5000,
		[
			[999.9, 10],
			[999.5, 5],
		],
		[
			[1000.1, 10],
			[1000.5, 30],
		],
	);
	shift.sample(start + 5000, 1000, book.view);

	expect(shift.bid()).toEqual({ change: 0, before: 30, now: 15, traded: 15, spanMs: 5000 });
	expect(nameShift(shift.bid(), 0.3)).toBe('consumed');
	expect(nameShift(shift.ask(), 0.3)).toBe('steady');
});

test('a mid that moves up through the asks changes nothing by itself', () => {
	const { shift, book } = setUp();
	// The ask of 10 was bought; mid is 1000.3 now (three basis points up), and the bids stand where they stood.
	shift.trade('buy', 10);
	book.set(
		start + 5000,
		[
			[999.9, 10],
			[999.5, 20],
			[998.5, 500],
		],
		[
			[1000.7, 30],
			[1001.25, 7],
			[1001.5, 500],
		],
	);
	// 30 at 1000.5 were moved to 1000.7; ten basis points beyond the new mid is 1001.3003, rounded up to 1001.4 of then.
	shift.sample(start + 5000, 1000.3, book.view);

	expect(shift.bid().change).toBe(0);
	expect(shift.ask()).toMatchObject({ before: 40, now: 37, traded: 10 });
	expect(shift.ask().change).toBeCloseTo(7 / 40, 12);
});

test('a book that does not reach that far says nothing', () => {
	const { shift, book } = setUp();
	book.know(999.2, Number.POSITIVE_INFINITY);
	shift.sample(start + 5000, 1000, book.view);

	expect(shift.bid().change).toBeNaN();
	expect(shift.ask().change).toBe(0);
});

test('a mid that jumped by 33 basis points is compared as any other, by hand', () => {
	const { shift, book } = setUp();
	shift.trade('buy', 40);
	book.set(
		start + 5000,
		[[1003.2, 10]],
		[
			[1003.4, 5],
			[1004.2, 1000],
			[1004.5, 7],
		],
	);
	shift.sample(start + 5000, 1003.3, book.view);

	// Ten beyond 1003.3 is 1004.3033, rounded up to 1004.4 of then. Asks to there: 540 before, 1005 now, 40 bought.
	expect(shift.ask()).toMatchObject({ before: 540, now: 1005, traded: 40 });
	expect(shift.ask().change).toBeCloseTo((1005 + 40 - 540) / 540, 12);
});

test('a book known less far than asked for is compared as far as it is known, but not below what is allowed', () => {
	const { shift, book } = setUp();
	book.set(
		start + 5000,
		[[999.9, 10]],
		[
			[1000.1, 10],
			[1000.5, 60],
			[1000.9, 500],
		],
	);
	book.know(Number.NEGATIVE_INFINITY, 1000.65);

	// To six basis points: 40 before, 70 now.
	expect(shift.measure(start + 5000, 1000, book.view, 5).ask).toMatchObject({ change: 0.75, before: 40, now: 70 });
	expect(shift.measure(start + 5000, 1000, book.view, 7).ask.change).toBeNaN();
	expect(shift.measure(start + 5000, 1000, book.view).ask.change).toBeNaN();
	// Nor does it matter which of the two books ends there.
	shift.sample(start + 5000, 1000, book.view);
	book.know(Number.NEGATIVE_INFINITY, 2000);
	expect(shift.measure(start + 10_000, 1000, book.view, 5).ask).toMatchObject({ change: 0, before: 70, now: 70 });
	expect(shift.measure(start + 10_000, 1000, book.view, 7).ask.change).toBeNaN();
});

test('a mid that went further than is kept says nothing', () => {
	const { shift, book } = setUp();
	shift.sample(start + 5000, 1000 * 1.0105, book.view);

	expect(shift.ask().change).toBeNaN();
	expect(shift.bid().change).toBe(0);
});

test('a measure between samples sees what came since the last one', () => {
	const { shift, book } = setUp();
	shift.sample(start + 5000, 1000, book.view);
	book.set(
		start + 5100,
		[[999.9, 30]],
		[
			[1000.1, 10],
			[1000.5, 80],
		],
	);
	shift.sample(start + 5100, 1000, book.view);
	expect(shift.ask().change).toBe(0);

	expect(shift.measure(start + 5100, 1000, book.view).ask.change).toBeCloseTo(50 / 40, 12);
	shift.reset();
	expect(shift.measure(start + 5100, 1000, book.view).ask.change).toBeNaN();
});
