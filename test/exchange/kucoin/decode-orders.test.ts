import { expect, test } from 'vitest';
import { quoteLongIntegers } from '../../../source/exchange/kucoin/big-ids.js';
import { DecodeError } from '../../../source/exchange/kucoin/decode-error.js';
import {
	decodeBalances,
	decodeFill,
	decodePage,
	decodeStopRecord,
	decodeVenueOrder,
} from '../../../source/exchange/kucoin/decode-orders.js';
import { isPlainDecimal } from '../../../source/lib/decimal.js';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import { readFixture } from './fixture.js';

const read = (text: string): unknown => (JSON.parse(quoteLongIntegers(text)) as { readonly data: unknown }).data;
const itemOf = (name: string): Record<string, unknown> =>
	(read(readFixture(name)) as { readonly items: readonly Record<string, unknown>[] }).items[0]!;

const order = itemOf('rest-hf-orders-done');
const fill = itemOf('rest-hf-fills');
const stop = itemOf('rest-stop-order-list');

const without = (row: Record<string, unknown>, name: string): Record<string, unknown> => {
	const { [name]: _left, ...rest } = row;
	return rest;
};

test('keeps trade ids beyond 2^53 exact, next to each other', () => {
	const [one, other] = ['11029373945659392', '11029373945659393'].map(id =>
		decodeFill(
			(read(readFixture('rest-hf-fills').replace('11029373945659392', id)) as { readonly items: readonly unknown[] })
				.items[0],
			'fills',
		),
	);

	expect(one!.fill.tradeId).toBe('11029373945659392');
	expect(other!.fill.tradeId).toBe('11029373945659393');
	expect(decodeFill({ ...fill, tradeId: 12_345 }, 'fills').fill.tradeId).toBe('12345');
	expect(() => decodeFill({ ...fill, tradeId: 2 ** 53 }, 'fills')).toThrow('tradeId: expected');
});

test('takes a canceled size in either spelling', () => {
	const base = without(order, 'cancelledSize');

	expect(decodeVenueOrder({ ...base, cancelledSize: '0.5' }, 'x').canceledSize).toBe('0.5');
	expect(decodeVenueOrder({ ...base, canceledSize: '0.5' }, 'x').canceledSize).toBe('0.5');
	expect(decodeVenueOrder(base, 'x').canceledSize).toBe('0');
	expect(decodeVenueOrder(without({ ...base, canceledSize: '0.5' }, 'cancelExist'), 'x').cancelExist).toBe(true);
});

test.each([
	[1_729_577_515_444, 1_729_577_515_444],
	['1729577515444', 1_729_577_515_444],
	['1729577515444000000', 1_729_577_515_444],
	[1_729_577_515, 1_729_577_515_000],
])('reads a time as number or text, of any unit: %j', (createdAt, expected) => {
	expect(decodeVenueOrder({ ...order, createdAt }, 'x').createdAt).toBe(expected);
	expect(decodeFill({ ...fill, createdAt }, 'x').fill.time).toBe(expected);
	expect(decodeStopRecord({ ...stop, createdAt }, 'x').order.createdAt).toBe(expected);
});

test.each(['price', 'size', 'funds', 'dealFunds', 'clientOid', 'cancelExist', 'remark'])(
	'does without %s, as absent, null or empty',
	name => {
		for (const value of [undefined, null, name === 'cancelExist' ? null : '']) {
			expect(() => decodeVenueOrder({ ...order, [name]: value }, 'x')).not.toThrow();
		}
	},
);

test.each([
	['id', '../x'],
	['symbol', 'BTC'],
	['side', 'long'],
	['dealSize', '1e5'],
	['dealSize', undefined],
	['dealSize', null],
	['dealSize', 0.1],
	['active', 'true'],
	['active', undefined],
	['createdAt', null],
	['price', '-1'],
	['size', 'NaN'],
])('refuses an order whose %s is %j, and names the field', (name, value) => {
	const decode = (): unknown => decodeVenueOrder({ ...order, [name]: value }, 'GET /x');

	expect(decode).toThrow(DecodeError);
	expect(decode).toThrow(`${name}: expected`);
});

test('reads a market order of any spelling as one, and a fee that is paid back', () => {
	expect(decodeVenueOrder({ ...order, type: 'MARKET' }, 'x').type).toBe('market');
	expect(decodeVenueOrder({ ...order, type: 'limit_maker' }, 'x').type).toBe('limit');
	expect(decodeFill({ ...fill, fee: '-0.1' }, 'x').fill.fee).toBe('-0.1');
	expect(decodeFill({ ...fill, fee: '' }, 'x').fill.fee).toBeUndefined();
	expect(decodeFill({ ...fill, liquidity: 'maker', forceTaker: true }, 'x').feeKind).toBe('taker');
	expect(decodeFill({ ...fill, liquidity: 'maker' }, 'x').feeKind).toBe('maker');
});

test('cleans the client id of a foreign order', () => {
	const { clientOid } = decodeVenueOrder({ ...order, clientOid: 'a\u001B[2Jb\u202E' }, 'x');

	expect(clientOid).not.toMatch(/[\u0000-\u001F\u202E]/);
});

test.each([
	[null, { items: [], lastId: undefined }],
	[undefined, { items: [], lastId: undefined }],
	[{ items: [] }, { items: [], lastId: undefined }],
	[
		{ items: [1], lastId: 0 },
		{ items: [1], lastId: undefined },
	],
	[
		{ items: [], lastId: 7 },
		{ items: [], lastId: '7' },
	],
	[
		{ items: [], lastId: '30112407110000000001' },
		{ items: [], lastId: '30112407110000000001' },
	],
])('reads the page %j', (data, page) => {
	expect(decodePage(data, 'x')).toEqual(page);
});

test('refuses accounts that are none', () => {
	expect(() => decodeBalances({}, 'trade')).toThrow('expected a list');
	expect(() =>
		decodeBalances([{ currency: 'USDT', type: 'trade', balance: '1', available: 1, holds: '0' }], 'trade'),
	).toThrow('available: expected');
	expect(decodeBalances([], 'trade')).toEqual([]);
});

const strange: readonly unknown[] = [
	undefined,
	null,
	'',
	'x',
	'-1',
	'1e400',
	'NaN',
	Number.NaN,
	Number.POSITIVE_INFINITY,
	2 ** 53,
	-1,
	0,
	true,
	[],
	{},
	'9'.repeat(70),
	'\u001B[31m',
	'../../etc',
];

test('refuses or reads any mutation of recorded rows, and nothing in between', () => {
	const random = createSeededRandom(5);
	const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
	let readRows = 0;
	let refusedRows = 0;
	for (let round = 0; round < 20_000; round += 1) {
		const row = pick([order, fill, stop]);
		const mutated = { ...row, [pick(Object.keys(row))]: pick(strange), [pick(Object.keys(row))]: pick(strange) };
		try {
			const amounts =
				row === fill
					? [decodeFill(mutated, 'x').fill].flatMap(({ price, size, fee }) => [price, size, fee ?? '0'])
					: [row === stop ? decodeStopRecord(mutated, 'x').order : decodeVenueOrder(mutated, 'x')].flatMap(
							({ price, size, funds, filledSize, filledFunds, canceledSize }) => [
								price,
								size,
								funds,
								filledSize,
								filledFunds,
								canceledSize,
							],
						);
			expect(amounts.every(isPlainDecimal), JSON.stringify(mutated)).toBe(true);
			readRows += 1;
		} catch (error) {
			expect(error).toBeInstanceOf(DecodeError);
			refusedRows += 1;
		}
	}

	expect(readRows).toBeGreaterThan(1000);
	expect(refusedRows).toBeGreaterThan(1000);
});
