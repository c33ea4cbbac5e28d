import { expect, test } from 'vitest';
import { quoteLongIntegers } from '../../../source/exchange/kucoin/big-ids.js';
import {
	compareDigits,
	decodeAllTickers,
	decodeRestBook,
	decodeRestStats,
	decodeRestTicker,
	decodeRestTrades,
	decodeStatus,
} from '../../../source/exchange/kucoin/decode-rest.js';
import { endpoints } from '../../../source/exchange/kucoin/endpoints.js';
import { readCandles } from '../../../source/exchange/kucoin/history.js';
import { decodeInstrument, decodeInstruments } from '../../../source/exchange/kucoin/instruments.js';
import { createMarketData } from '../../../source/exchange/kucoin/market-data.js';
import type { Rest, RestCall } from '../../../source/exchange/kucoin/rest.js';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';
import { readFixture, readFixtureData } from './fixture.js';

const receivedAt = 1_800_000_000_000;
const dataOf = (name: string): unknown =>
	(JSON.parse(quoteLongIntegers(readFixture(name))) as { readonly data: unknown }).data;

test('reads the list of pairs', () => {
	const [first] = decodeInstruments(readFixtureData('rest-symbols-v2'));

	expect(first).toMatchObject({ symbol: expect.stringMatching(/-/), enableTrading: expect.any(Boolean) });
	expect(decodeInstrument(readFixtureData('rest-symbol-v2'))).toEqual({
		symbol: 'BTC-USDT',
		name: 'BTC-USDT',
		baseCurrency: 'BTC',
		quoteCurrency: 'USDT',
		feeCurrency: 'USDT',
		market: 'USDS',
		priceIncrement: '0.1',
		baseIncrement: '0.00000001',
		quoteIncrement: '0.000001',
		baseMinSize: '0.00001',
		baseMaxSize: '10000000000',
		quoteMinSize: '0.1',
		quoteMaxSize: '99999999',
		minFunds: '0.1',
		priceLimitRate: '0.1',
		makerFeeCoefficient: '1.00',
		takerFeeCoefficient: '1.00',
		enableTrading: true,
		specialTreatment: false,
	});
});

test('leaves an odd pair out without losing the others, and does without the newer fields', () => {
	const { makerFeeCoefficient, takerFeeCoefficient, st, feeCategory, minFunds, ...old } = readFixtureData(
		'rest-symbol-v2',
	) as Record<string, unknown>;

	const list = decodeInstruments([{ ...old, minFunds: null }, { ...old, priceIncrement: 'x' }, null]);
	expect(list).toEqual([
		expect.objectContaining({ makerFeeCoefficient: '1', specialTreatment: false, minFunds: undefined }),
	]);
	expect([makerFeeCoefficient, takerFeeCoefficient, st, feeCategory, minFunds]).not.toContain(undefined);
	expect(() => decodeInstruments([{ ...old, priceIncrement: 'x' }])).toThrow('priceIncrement: expected');
	expect(() => decodeInstruments({})).toThrow('Expected a list of symbols');
});

test('reads a ticker, and none where a field is null', () => {
	const data = readFixtureData('rest-ticker-level1') as object;

	expect(decodeRestTicker(data, 'BTC-USDT', receivedAt)).toMatchObject({ price: '67269', sequence: '14609309753' });
	expect(decodeRestTicker({ ...data, price: null }, 'BTC-USDT', receivedAt)).toBeUndefined();
	expect(() => decodeRestTicker({ ...data, price: 7 }, 'BTC-USDT', receivedAt)).toThrow('price: expected');
});

test('reads statistics, and those of all pairs', () => {
	expect(decodeRestStats(readFixtureData('rest-stats-24h'), receivedAt)).toMatchObject({
		symbol: 'BTC-USDT',
		changeRate: '-0.0114',
		volume: '1738.02898182',
		time: 1_729_175_612_158,
	});
	const { time, ticker } = readFixtureData('rest-all-tickers') as { time: number; ticker: readonly object[] };
	const [row] = ticker;
	const all = decodeAllTickers(
		{ time, ticker: [row, { ...row, last: null, high: null, buy: null }, { ...row, last: 'x' }, null] },
		receivedAt,
	);
	expect(all.map(({ stats }) => stats.last)).toEqual(['67193', undefined]);
	expect(all[0]).toMatchObject({ bestBid: '67192.5', stats: { time } });
});

test('reads both books, the sequence as an exact number', () => {
	for (const name of ['rest-orderbook-level2-part', 'rest-orderbook-level2-full-v3']) {
		expect(decodeRestBook(readFixtureData(name), 'BTC-USDT', 100, receivedAt)).toMatchObject({
			sequence: 14_610_502_970,
			depthLimit: 100,
			bids: [['66976.4', '0.69109872'], expect.anything()],
		});
	}

	const data = readFixtureData('rest-orderbook-level2-part') as object;
	expect(() => decodeRestBook({ ...data, sequence: '9007199254740993' }, 'BTC-USDT', 20, 0)).toThrow('exact integer');
	expect(() => decodeRestBook({ ...data, bids: null }, 'BTC-USDT', 20, 0)).toThrow('bids: expected a list');
});

test('reads the last prints oldest first, nanoseconds as milliseconds', () => {
	const rows = dataOf('rest-trade-histories') as readonly unknown[];
	const trades = decodeRestTrades([...rows].reverse(), 'BTC-USDT', receivedAt);

	expect(trades.map(({ sequence }) => sequence)).toEqual([
		'10976028003549185',
		'10976028003549188',
		'10976028003549191',
	]);
	expect(trades[0]).toMatchObject({ tradeId: '10976028003549185', time: 1_729_177_117_877, side: 'buy' });
});

test('compares sequences of any length', () => {
	expect(compareDigits('9', '10')).toBeLessThan(0);
	expect(compareDigits('11029373945659393', '11029373945659392')).toBeGreaterThan(0);
	expect(compareDigits('007', '7')).toBe(0);
});

test('reads the service status', () => {
	expect(decodeStatus(readFixtureData('rest-status'))).toEqual({ status: 'open', message: '' });
	expect(() => decodeStatus({ status: 'maybe' })).toThrow('status: expected open, close, cancelonly, was "maybe"');
});

function createRestOf(answer: (call: RestCall) => unknown): { readonly rest: Rest; readonly calls: RestCall[] } {
	const calls: RestCall[] = [];
	return {
		calls,
		rest: {
			call: async call => {
				calls.push(call);
				return answer(call);
			},
		},
	};
}

test('turns candles oldest first, each once, closes and highs in their places', async () => {
	const { rest, calls } = createRestOf(() => {
		const rows = readFixtureData('rest-candles') as readonly unknown[];
		return [...rows, rows[0]];
	});
	const candles = await readCandles({ rest, clock: createVirtualClock() }, 'BTC-USDT', '1min', {
		from: 1_566_789_600_000,
		to: 1_566_789_720_000,
	});

	expect(candles.map(({ start }) => start)).toEqual([1_566_789_600_000, 1_566_789_660_000, 1_566_789_720_000]);
	expect(candles[2]).toMatchObject({ open: '10411.5', close: '10401.9', high: '10411.5', low: '10396.3' });
	expect(calls[0]).toMatchObject({ query: { startAt: 1_566_789_600, endAt: 1_566_789_720, type: '1min' } });
});

test('reads a long span page by page, at most 1500 rows each', async () => {
	const { rest, calls } = createRestOf(({ query }) => {
		const rows: string[][] = [];
		for (let start = Math.ceil(Number(query!.startAt) / 60) * 60; start <= Number(query!.endAt); start += 60) {
			rows.unshift([String(start), '1', '1', '1', '1', '1', '1']);
		}

		expect(rows.length).toBeLessThanOrEqual(1500);
		return rows;
	});
	const candles = await readCandles({ rest, clock: createVirtualClock() }, 'BTC-USDT', '1min', {
		from: 60_000_000,
		to: 60_000_000 + 4000 * 60_000,
	});

	expect(candles).toHaveLength(4001);
	expect(calls).toHaveLength(3);
});

test.each([null, undefined])('takes %s for a pair that the venue does not have', async data => {
	const { rest } = createRestOf(() => data);
	const market = createMarketData({ rest, clock: createVirtualClock() }, { signed: false });

	await expect(market.ticker('NOPE-USDT')).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SYMBOL' });
	await expect(market.book('NOPE-USDT', 20)).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SYMBOL' });
	await expect(market.trades('not a symbol')).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SYMBOL' });
});

test('seeds the book whole with a key, and by 100 levels where the key is refused', async () => {
	const { ApiError } = await import('../../../source/exchange/kucoin/errors.js');
	const { rest, calls } = createRestOf(({ endpoint }) => {
		if (endpoint === endpoints.bookFull) {
			throw new ApiError('GET', { status: 401, venueCode: '400003', message: '' });
		}

		return readFixtureData('rest-orderbook-level2-part');
	});
	const market = createMarketData({ rest, clock: createVirtualClock() }, { signed: true });

	expect(await market.seedBook('BTC-USDT')).toMatchObject({ depthLimit: 100 });
	expect(await market.seedBook('BTC-USDT')).toMatchObject({ depthLimit: 100 });
	expect(calls.map(({ endpoint }) => endpoint.path)).toEqual([
		endpoints.bookFull.path,
		endpoints.book100.path,
		endpoints.book100.path,
	]);
});
