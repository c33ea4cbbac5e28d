import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalText } from '../../source/lib/decimal.js';
import type { OrderRequest } from '../../source/model/order.js';
import { type DenialCode, denialCodes, formatDenial } from '../../source/trading/denial.js';
import { notionalOf, reviewOrder } from '../../source/trading/risk.js';
import { instrument, makeContext, makeRequest, market } from './order-samples.js';

type Context = Parameters<typeof makeContext>[0];

/** The code of the denial, or `approved`. */
function review(request: Partial<OrderRequest>, context: Context = {}): string {
	const result = reviewOrder(makeRequest(request), makeContext(context));
	return result.kind === 'denied' ? result.code : 'approved';
}

type Case = readonly [name: string, request: Partial<OrderRequest>, context: Context, result: DenialCode | 'approved'];

const sell = { side: 'sell' } as const;
const iceberg = { iceberg: true, visibleSize: '0.001' } as const;
const stopLoss = { side: 'sell', stop: { direction: 'loss', stopPrice: '45000' }, price: '44900' } as const;

const cases: readonly Case[] = [
	['a plain buy', {}, {}, 'approved'],
	['a plain sell', sell, {}, 'approved'],
	['a market buy by funds', { ...market, size: undefined, funds: '500' }, {}, 'approved'],
	['a market buy by size', market, {}, 'approved'],
	['a market sell by size', { ...market, ...sell }, { sweepPrice: '50000' }, 'approved'],
	['an iceberg', iceberg, {}, 'approved'],
	['a hidden order', { hidden: true }, {}, 'approved'],

	['the mode', {}, { gate: 'READ_ONLY' }, 'READ_ONLY'],
	['another kcmon', {}, { gate: 'VIEWER' }, 'VIEWER'],
	['live and disarmed', {}, { gate: 'NOT_ARMED' }, 'NOT_ARMED'],
	['no comparison yet', {}, { gate: 'NOT_RECONCILED' }, 'NOT_RECONCILED'],
	['stale data', {}, { gate: 'DATA_NOT_LIVE' }, 'DATA_NOT_LIVE'],
	['maintenance', {}, { gate: 'VENUE_NOT_OPEN' }, 'VENUE_NOT_OPEN'],
	['an unknown order', {}, { gate: 'ORDER_UNKNOWN' }, 'ORDER_UNKNOWN'],
	['a broken journal', {}, { gate: 'JOURNAL_BROKEN' }, 'JOURNAL_BROKEN'],

	['no such symbol', {}, { instrument: undefined }, 'UNKNOWN_SYMBOL'],
	['the rules of another symbol', { symbol: 'ETH-USDT' }, {}, 'UNKNOWN_SYMBOL'],
	['trading is off', {}, { instrument: { ...instrument, enableTrading: false } }, 'SYMBOL_NOT_TRADING'],
	['a symbol that is not listed', {}, { limits: { symbols: ['ETH-USDT'] } }, 'SYMBOL_NOT_ALLOWED'],
	['a symbol that is listed', {}, { limits: { symbols: ['ETH-USDT', 'BTC-USDT'] } }, 'approved'],

	['halted', {}, { trading: 'HALTED' }, 'TRADING_HALTED'],
	['halted, selling what was bought', sell, { trading: 'HALTED', position: '1' }, 'TRADING_HALTED'],
	['reducing, a buy', {}, { trading: 'REDUCING', position: '1' }, 'TRADING_REDUCING'],
	['reducing, a sale of all that was bought', sell, { trading: 'REDUCING', position: '0.01' }, 'approved'],
	['reducing, a sale of more', sell, { trading: 'REDUCING', position: '0.00999999' }, 'TRADING_REDUCING'],
	[
		'reducing, a sale by funds',
		{ ...sell, ...market, size: undefined, funds: '5' },
		{ trading: 'REDUCING', position: '1', sweepPrice: '50000' },
		'TRADING_REDUCING',
	],

	['a price off the tick', { price: '50000.05' }, {}, 'PRICE_INCREMENT'],
	['a price on the tick in other words', { price: '50000.10' }, {}, 'approved'],
	['a stop off the tick', { ...stopLoss, stop: { direction: 'loss', stopPrice: '45000.01' } }, {}, 'PRICE_INCREMENT'],
	['a size off its step', { size: '0.010000001' }, {}, 'SIZE_INCREMENT'],
	['a visible size off its step', { ...iceberg, visibleSize: '0.001000001' }, {}, 'SIZE_INCREMENT'],
	['funds off their step', { ...market, size: undefined, funds: '5.0000001' }, {}, 'FUNDS_INCREMENT'],

	['the smallest size', { size: '0.00001' }, {}, 'approved'],
	['a step below the smallest size', { size: '0.00000999' }, {}, 'SIZE_BELOW_MINIMUM'],
	[
		'a size above the largest',
		{ size: '0.5' },
		{ instrument: { ...instrument, baseMaxSize: '0.4' } },
		'SIZE_ABOVE_MAXIMUM',
	],
	[
		'the largest size',
		{ size: '0.4' },
		{
			instrument: { ...instrument, baseMaxSize: '0.4' },
			quoteAvailable: '99999',
			limits: { maxOrderFunds: 20_000, maxDayFunds: 20_000 },
		},
		'approved',
	],
	['a twentieth of an iceberg', { ...iceberg, visibleSize: '0.0005' }, {}, 'approved'],
	['less than a twentieth of an iceberg', { ...iceberg, visibleSize: '0.00049999' }, {}, 'SIZE_BELOW_MINIMUM'],
	[
		'less than the minimum of an iceberg',
		{ ...iceberg, size: '0.0001', visibleSize: '0.000009' },
		{},
		'SIZE_BELOW_MINIMUM',
	],
	['the smallest funds', { ...market, size: undefined, funds: '0.1' }, {}, 'approved'],
	['less than the smallest funds', { ...market, size: undefined, funds: '0.099999' }, {}, 'FUNDS_BELOW_MINIMUM'],
	[
		'more than the largest funds',
		{ ...market, size: undefined, funds: '100' },
		{ instrument: { ...instrument, quoteMaxSize: '99' } },
		'FUNDS_ABOVE_MAXIMUM',
	],
	[
		'price times size at the minimum',
		{ price: '10000', size: '0.00001' },
		{ bestBid: '10000', bestAsk: '10000.1' },
		'approved',
	],
	[
		'price times size below the minimum',
		{ price: '9999.9', size: '0.00001' },
		{ bestBid: '10000', bestAsk: '10000.1' },
		'NOTIONAL_BELOW_MINIMUM',
	],
	[
		'no minimum in the rules',
		{ price: '9999.9', size: '0.00001' },
		{ bestBid: '10000', bestAsk: '10000.1', instrument: { ...instrument, minFunds: undefined } },
		'approved',
	],

	['an empty bid side', {}, { bestBid: undefined }, 'DATA_NOT_LIVE'],
	['an empty ask side', {}, { bestAsk: undefined }, 'DATA_NOT_LIVE'],
	// Mid 50000: 5 % is 2500.
	['a price at the band', { price: '47500' }, { bestBid: '49999', bestAsk: '50001' }, 'approved'],
	['a tick beyond the band', { price: '47499.9' }, { bestBid: '49999', bestAsk: '50001' }, 'PRICE_BAND'],
	['a price above the band', { ...sell, price: '52500.1' }, { bestBid: '49999', bestAsk: '50001' }, 'PRICE_BAND'],
	['a market order beyond what the book gives', { ...market }, { sweepPrice: undefined }, 'PRICE_BAND'],
	['a market order that would sweep far', { ...market }, { sweepPrice: '53000' }, 'PRICE_BAND'],
	// 10 % above the best ask of 50001.
	['a buy at the protection', { price: '55001.1', size: '0.001' }, { limits: { priceBandBps: 5000 } }, 'approved'],
	[
		'a buy beyond the protection',
		{ price: '55001.2', size: '0.001' },
		{ limits: { priceBandBps: 5000 } },
		'PRICE_PROTECTION',
	],
	[
		'a sell at the protection',
		{ ...sell, price: '45000', size: '0.001' },
		{ limits: { priceBandBps: 5000 } },
		'approved',
	],
	[
		'a sell beyond the protection',
		{ ...sell, price: '44999.9', size: '0.001' },
		{ limits: { priceBandBps: 5000 } },
		'PRICE_PROTECTION',
	],
	[
		'no protection in the rules',
		{ price: '56000', size: '0.001' },
		{ limits: { priceBandBps: 5000 }, instrument: { ...instrument, priceLimitRate: undefined } },
		'approved',
	],
	['post-only a tick below the ask', { postOnly: true, price: '50000.9' }, {}, 'approved'],
	['post-only at the ask', { postOnly: true, price: '50001' }, {}, 'POST_ONLY_CROSSES'],
	['post-only sell at the bid', { ...sell, postOnly: true, price: '50000' }, {}, 'POST_ONLY_CROSSES'],
	['post-only sell above the bid', { ...sell, postOnly: true, price: '50000.1' }, {}, 'approved'],
	['a stop far from mid, near its trigger', { ...stopLoss, size: '0.001' }, {}, 'approved'],
	['a stop whose price is far from its trigger', { ...stopLoss, price: '42000', size: '0.001' }, {}, 'PRICE_BAND'],
	[
		'a stop that sells at the market',
		{ ...sell, ...market, stop: stopLoss.stop, size: '0.001' },
		{ sweepPrice: undefined },
		'approved',
	],

	// 0.01 × 50000 × 1.001.
	['a buy of all that is there', {}, { quoteAvailable: '500.5' }, 'approved'],
	['a buy of a little more', {}, { quoteAvailable: '500.499999' }, 'INSUFFICIENT_BALANCE'],
	[
		'a market buy by funds with its fee',
		{ ...market, size: undefined, funds: '100' },
		{ quoteAvailable: '100' },
		'INSUFFICIENT_BALANCE',
	],
	['a sell of all that is there', sell, { baseAvailable: '0.01' }, 'approved'],
	['a sell of a step more', sell, { baseAvailable: '0.00999999' }, 'INSUFFICIENT_BALANCE'],
	[
		'a sell by funds that is covered',
		{ ...sell, ...market, size: undefined, funds: '500' },
		{ sweepPrice: '50000', baseAvailable: '0.01' },
		'approved',
	],
	[
		'a sell by funds that is not',
		{ ...sell, ...market, size: undefined, funds: '500.1' },
		{ sweepPrice: '50000', baseAvailable: '0.01' },
		'INSUFFICIENT_BALANCE',
	],
	['a stop holds nothing until it is triggered', { ...stopLoss, size: '0.02' }, { baseAvailable: '0' }, 'approved'],

	['the largest order', { size: '0.02' }, {}, 'approved'],
	['a step above the largest order', { size: '0.02000001' }, {}, 'MAX_ORDER_FUNDS'],
	['a market order above the largest', { ...market, size: '0.02' }, {}, 'MAX_ORDER_FUNDS'],
	['an exit that is worth more than the largest order', { ...sell, size: '0.03' }, { position: '0.03' }, 'approved'],
	['a sell of more than was bought', { ...sell, size: '0.03' }, { position: '0.02999999' }, 'MAX_ORDER_FUNDS'],
	['the last order of the day', {}, { dayFunds: '9500' }, 'approved'],
	['one order too much for the day', {}, { dayFunds: '9500.01' }, 'MAX_DAY_FUNDS'],
	['an exit after the day is full', sell, { dayFunds: '99999', position: '0.01' }, 'approved'],
	['the last open order', {}, { openOrders: 49 }, 'approved'],
	['one open order too much', {}, { openOrders: 50 }, 'MAX_OPEN_ORDERS'],
	['the last order of a minute', {}, { ordersLastMinute: 59 }, 'approved'],
	['one order too much in a minute', {}, { ordersLastMinute: 60 }, 'MAX_ORDERS_PER_MINUTE'],
	['almost too much lost', {}, { sessionLoss: '499.99999999' }, 'approved'],
	['too much lost', {}, { sessionLoss: '500' }, 'MAX_SESSION_LOSS'],
	['an exit after too much was lost', sell, { sessionLoss: '900', position: '0.01' }, 'approved'],

	['a limit order without a size', { size: undefined }, {}, 'OPTIONS_CONFLICT'],
	['a limit order by funds', { funds: '5' }, {}, 'OPTIONS_CONFLICT'],
	['a limit order without a price', { price: undefined }, {}, 'PRICE_INVALID'],
	['a market order of nothing', { ...market, size: undefined }, {}, 'OPTIONS_CONFLICT'],
	['a market order by size and funds', { ...market, funds: '5' }, {}, 'OPTIONS_CONFLICT'],
	['a market order with a price', { type: 'market' }, {}, 'OPTIONS_CONFLICT'],
	['a market order, post-only', { ...market, postOnly: true }, {}, 'OPTIONS_CONFLICT'],
	['a market order, hidden', { ...market, hidden: true }, {}, 'OPTIONS_CONFLICT'],
	['a market order as iceberg', { ...market, ...iceberg }, {}, 'OPTIONS_CONFLICT'],
	['post-only with IOC', { postOnly: true, timeInForce: 'IOC' }, {}, 'OPTIONS_CONFLICT'],
	['post-only with FOK', { postOnly: true, timeInForce: 'FOK' }, {}, 'OPTIONS_CONFLICT'],
	['an iceberg without its visible size', { iceberg: true }, {}, 'OPTIONS_CONFLICT'],
	['a visible size without an iceberg', { visibleSize: '0.001' }, {}, 'OPTIONS_CONFLICT'],
	['a visible size above the size', { ...iceberg, visibleSize: '0.02' }, {}, 'OPTIONS_CONFLICT'],
	['hidden and iceberg', { ...iceberg, hidden: true }, {}, 'OPTIONS_CONFLICT'],
	['GTT without seconds', { timeInForce: 'GTT' }, {}, 'OPTIONS_CONFLICT'],
	['seconds without GTT', { cancelAfter: 60 }, {}, 'OPTIONS_CONFLICT'],
	['GTT of no second', { timeInForce: 'GTT', cancelAfter: 0 }, {}, 'OPTIONS_CONFLICT'],
	['GTT of half a second', { timeInForce: 'GTT', cancelAfter: 0.5 }, {}, 'OPTIONS_CONFLICT'],
	['GTT of a second', { timeInForce: 'GTT', cancelAfter: 1 }, {}, 'approved'],
	['GTT of thirty days', { timeInForce: 'GTT', cancelAfter: 2_592_000 }, {}, 'approved'],
	['GTT of more than thirty days', { timeInForce: 'GTT', cancelAfter: 2_592_001 }, {}, 'OPTIONS_CONFLICT'],
	['GTT of NaN', { timeInForce: 'GTT', cancelAfter: Number.NaN }, {}, 'OPTIONS_CONFLICT'],
];

test.each(cases)('%s', (_name, request, context, result) => {
	expect(review(request, context)).toBe(result);
});

test.each<[Partial<OrderRequest>, string]>([
	[{ timeInForce: 'GTT', cancelAfter: 0 }, 'timeInForce'],
	[{ timeInForce: 'GTT' }, 'timeInForce'],
	[{ postOnly: true, timeInForce: 'IOC' }, 'postOnly'],
	[{ ...iceberg, visibleSize: '0.02' }, 'display'],
	[{ ...iceberg, visibleSize: '0.0000001' }, 'display'],
	[{ ...iceberg, visibleSize: 'x' }, 'display'],
	[{ ...iceberg, hidden: true }, 'display'],
	[{ size: undefined }, 'options'],
])('%j is refused where it can be mended: %s', (request, field) => {
	expect(reviewOrder(makeRequest(request), makeContext({}))).toMatchObject({ kind: 'denied', field });
});

const junk = [
	...['NaN', '1e400', '1e-5', '-1', '-0.1', '0', '0.000', '', ' ', '1,5', '0x10', '+1', '.5', '5.', 'Infinity', '١٢'],
	...['1\n', '1 ', '\u001b[31m1', '1'.repeat(41), `0.${'0'.repeat(40)}1`, 'null', '__proto__', '9'.repeat(500)],
];

describe.each(junk)('junk %j', text => {
	test.each<[keyof OrderRequest, Partial<OrderRequest>, DenialCode]>([
		['price', { price: text }, 'PRICE_INVALID'],
		['size', { size: text }, 'SIZE_INVALID'],
		['visibleSize', { iceberg: true, visibleSize: text }, 'SIZE_INVALID'],
		['funds', { ...market, size: undefined, funds: text }, 'FUNDS_INVALID'],
		['stop', { stop: { direction: 'loss', stopPrice: text } }, 'PRICE_INVALID'],
	])('is refused as %s', (_field, request, code) => {
		expect(review(request)).toBe(code);
	});
});

/** The draft is refused by these before it becomes a request. */
const ofDrafts = ['BRACKET_INVALID', 'SIGNAL_EXPIRED', 'SIGNAL_UNVERIFIED'];
const reachable = Object.keys(denialCodes).filter(code => !ofDrafts.includes(code));

test('every code that a review can give is reached by a case', () => {
	const reached = new Set<string>([...cases.map(([, , , result]) => result), 'SIZE_INVALID', 'FUNDS_INVALID']);

	expect(reachable.filter(code => !reached.has(code))).toEqual([]);
});

test('approves the very request, unchanged', () => {
	const request = makeRequest();

	const result = reviewOrder(request, makeContext());

	expect(result.kind === 'approved' && result.order).toBe(request);
	expect(request).toEqual(makeRequest());
});

test('tells the first thing that is wrong: the gate before the fields', () => {
	const request = makeRequest({ price: 'NaN', size: '-1' });

	expect(reviewOrder(request, makeContext({ gate: 'NOT_ARMED' }))).toMatchObject({ code: 'NOT_ARMED', field: 'order' });
	expect(reviewOrder(request, makeContext())).toMatchObject({ code: 'PRICE_INVALID', field: 'price' });
});

test('names the values that decided', () => {
	const result = reviewOrder(makeRequest({ size: '0.03' }), makeContext());

	expect(result).toEqual({
		kind: 'denied',
		code: 'MAX_ORDER_FUNDS',
		field: 'size',
		context: { funds: '1500', limit: '1000' },
	});
	expect(result.kind === 'denied' && formatDenial(result)).toBe('MAX_ORDER_FUNDS funds=1500 limit=1000');
});

const amounts = { maxOrderFunds: 1e21, maxDayFunds: 1e21, maxSessionLoss: 1e21, priceBandBps: 1e21 };

test('takes limits that write themselves with an exponent', () => {
	const huge = { ...amounts, maxOpenOrders: 1e21, maxOrdersPerMinute: 1e21 };
	expect(review({}, { limits: huge })).toBe('approved');
	expect(review({}, { limits: { maxOrderFunds: 1e-7 } })).toBe('MAX_ORDER_FUNDS');
	expect(review({}, { limits: { maxSessionLoss: 1e-7 }, sessionLoss: '0.0000001' })).toBe('MAX_SESSION_LOSS');
	expect(review({}, { limits: { maxSessionLoss: 1e-7 }, sessionLoss: '0.00000009' })).toBe('approved');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0])(
	'allows nothing by a limit of %d',
	limit => {
		expect(review({}, { limits: { maxOrderFunds: limit } })).toBe('MAX_ORDER_FUNDS');
		expect(review({}, { limits: { maxDayFunds: limit } })).toBe('MAX_DAY_FUNDS');
		expect(review({}, { limits: { maxOpenOrders: limit } })).toBe('MAX_OPEN_ORDERS');
		expect(review({}, { limits: { maxOrdersPerMinute: limit } })).toBe('MAX_ORDERS_PER_MINUTE');
		expect(review({}, { limits: { maxSessionLoss: limit } })).toBe('MAX_SESSION_LOSS');
		expect(review({ price: '50000' }, { limits: { priceBandBps: limit } })).toBe('PRICE_BAND');
	},
);

test.each<[string, Partial<OrderRequest>, Parameters<typeof notionalOf>[1], string | undefined]>([
	['a limit order by its price', {}, makeContext(), '500'],
	['funds as they are', { ...market, size: undefined, funds: '12.5' }, makeContext(), '12.5'],
	['a market buy by the worst price it reaches', market, makeContext({ sweepPrice: '50100' }), '501'],
	['a market buy by the ask when the book is thin', market, makeContext({ sweepPrice: undefined }), '500.01'],
	[
		'a market sell by the bid when the book is thin',
		{ ...market, side: 'sell' },
		makeContext({ sweepPrice: undefined }),
		'500',
	],
	[
		'a stop at the market by its trigger',
		{ ...market, stop: { direction: 'loss', stopPrice: '45000' } },
		makeContext(),
		'450',
	],
	['nothing without a price', market, { sweepPrice: undefined, bestAsk: undefined, bestBid: undefined }, undefined],
	['nothing without a size', { size: undefined }, makeContext(), undefined],
])('values %s', (_name, request, context, expected) => {
	const notional = notionalOf(makeRequest(request), context);

	expect(notional === undefined ? undefined : decimalText(notional)).toBe(expected);
});

const text = fc.oneof(
	fc.string({ maxLength: 50 }),
	fc.constantFrom(...junk),
	fc.double({ noNaN: false }).map(String),
	fc
		.bigInt({ min: 0n, max: 10n ** 12n })
		.map(value => `${value / 10n ** 8n}.${(value % 10n ** 8n).toString().padStart(8, '0')}`),
);
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
	fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const often = (value: fc.Arbitrary<string>) =>
	fc.oneof(
		{ weight: 8, arbitrary: value },
		{ weight: 1, arbitrary: text },
		{ weight: 1, arbitrary: fc.constant(undefined) },
	);
const rarely = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

test('never throws and never approves beyond a limit, whatever is typed', () => {
	let approved = 0;
	fc.assert(
		fc.property(
			fc.record({
				side: fc.constantFrom('buy', 'sell' as const),
				type: fc.constantFrom('limit', 'limit', 'limit', 'market' as const),
				price: often(fc.integer({ min: 475_000, max: 525_000 }).map(value => String(value / 10))),
				size: often(fc.integer({ min: 1, max: 40 }).map(value => `0.0${String(value).padStart(2, '0')}`)),
				funds: seldom(text),
				timeInForce: fc.constantFrom('GTC', 'GTC', 'GTT', 'IOC', 'FOK' as const),
				cancelAfter: seldom(fc.double()),
				postOnly: rarely,
				hidden: rarely,
				iceberg: rarely,
				visibleSize: seldom(text),
				stop: seldom(fc.record({ direction: fc.constantFrom('loss', 'entry' as const), stopPrice: text })),
			}),
			fc.oneof(fc.double({ noNaN: false }), fc.constantFrom(500, 1000, 1e21)),
			(fields, limit) => {
				const request = makeRequest(fields);
				const context = makeContext({ limits: { maxOrderFunds: limit } });

				const result = reviewOrder(request, context);

				if (result.kind === 'approved') {
					approved += 1;
					expect(notionalOf(request, context)!.toNumber()).toBeLessThanOrEqual(limit);
				} else {
					expect(Object.keys(denialCodes)).toContain(result.code);
				}
			},
		),
		{ seed: 17, numRuns: 5000 },
	);
	expect(approved).toBeGreaterThan(200);
});
