import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecimals, isMultipleOf, multiplyDecimals, parseDecimal } from '../../source/lib/decimal.js';
import { reviewOrder } from '../../source/trading/risk.js';
import { resolveSize, type SizeRule, type SizingContext } from '../../source/trading/sizing.js';
import { instrument, makeContext, makeRequest } from './order-samples.js';

const context = (changes: Partial<SizingContext> = {}): SizingContext => ({
	side: 'buy',
	price: '50000',
	instrument,
	baseAvailable: '0.123456789',
	quoteAvailable: '1000',
	takerFee: '0.001',
	...changes,
});

test.each<[SizeRule, Partial<SizingContext>, string]>([
	[{ kind: 'size', size: '0.01' }, {}, '0.01'],
	[{ kind: 'size', size: '0.0100000019' }, {}, '0.01'],
	[{ kind: 'size', size: '0.000000009' }, {}, '0'],
	[{ kind: 'funds', funds: '100' }, {}, '0.002'],
	[{ kind: 'funds', funds: '100' }, { price: '30000' }, '0.00333333'],
	// A buy holds price × size × 1.001.
	[{ kind: 'percent', percent: 100 }, {}, '0.01998001'],
	[{ kind: 'percent', percent: 25 }, {}, '0.004995'],
	[{ kind: 'percent', percent: 100 }, { side: 'sell' }, '0.12345678'],
	[{ kind: 'percent', percent: 50 }, { side: 'sell' }, '0.06172839'],
	// 1 % of 1000 = 10; a unit loses 1000 to the stop and 0.1 % of 50000 + 49000 in fees: 1099.
	[{ kind: 'risk', percent: '1', stop: '49000' }, {}, '0.00909918'],
	[{ kind: 'risk', percent: '1', stop: '51000' }, { side: 'sell', takerFee: '0' }, '0.01'],
	[{ kind: 'risk', percent: '1', stop: '50000' }, { takerFee: '0' }, '0'],
	[{ kind: 'percent', percent: 0 }, {}, '0'],
	[{ kind: 'percent', percent: 1e-7 }, {}, '0'],
	[{ kind: 'percent', percent: -25 }, {}, '0'],
	[{ kind: 'size', size: '-1' }, {}, '0'],
	[{ kind: 'funds', funds: '100' }, { price: '0' }, '0'],
	[{ kind: 'funds', funds: '100' }, { price: '-5' }, '0'],
	[{ kind: 'percent', percent: 100 }, { quoteAvailable: '0' }, '0'],
])('makes of %j with %j the size %s', (rule, changes, size) => {
	expect(resolveSize(rule, context(changes))).toBe(size);
});

test.each<SizeRule>([
	{ kind: 'size', size: '1e400' },
	{ kind: 'size', size: 'NaN' },
	{ kind: 'size', size: '' },
	{ kind: 'funds', funds: '1,5' },
	{ kind: 'percent', percent: Number.NaN },
	{ kind: 'percent', percent: Number.POSITIVE_INFINITY },
	{ kind: 'risk', percent: '1%', stop: '49000' },
	{ kind: 'risk', percent: '1', stop: '\u001b[31m' },
])('refuses %j', rule => {
	expect(() => resolveSize(rule, context())).toThrow(RangeError);
});

const scaled = (max: bigint, decimals: number) =>
	fc.bigInt({ min: 1n, max }).map(value => {
		const digits = value.toString().padStart(decimals + 1, '0');
		return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
	});

test('all of the balance is never more than the balance with its fee, and risk never calls it too much', () => {
	fc.assert(
		fc.property(
			scaled(10n ** 7n, 1),
			scaled(10n ** 14n, 10),
			fc.constantFrom('0', '0.001', '0.0008', '0.00075', '0.003'),
			(price, quoteAvailable, takerFee) => {
				const size = resolveSize({ kind: 'percent', percent: 100 }, context({ price, quoteAvailable, takerFee }));

				const hold = multiplyDecimals(price, size).times(parseDecimal('1').plus(takerFee));
				expect(hold.lte(quoteAvailable)).toBe(true);
				expect(isMultipleOf(size, instrument.baseIncrement)).toBe(true);
				const more = multiplyDecimals(price, parseDecimal(size).plus(instrument.baseIncrement));
				expect(compareDecimals(more.times(parseDecimal('1').plus(takerFee)), quoteAvailable)).toBeGreaterThan(0);

				const review = reviewOrder(
					makeRequest({ price, size }),
					makeContext({ bestBid: price, bestAsk: price, quoteAvailable, takerFee }),
				);
				expect(review).not.toMatchObject({ code: 'INSUFFICIENT_BALANCE' });
			},
		),
		{ seed: 21, numRuns: 500 },
	);
});
