import { candleIntervals } from '../model/market-event.js';
import { barLength } from './candles.js';
import { Digits } from './json-text.js';
import { currenciesOf, currencyRecord, listed, statsRecord, symbolRecord } from './rest-records.js';
import { refuse, succeed, unknownSymbol } from './rest-reply.js';
import type { Route } from './rest-route.js';
import { encodeBar, encodeRows, formatPrice, formatSize } from './wire.js';

const mostCandles = 1500;
const candlesWithoutBounds = 100;

/** What anybody may read. Source: KuCoin docs, Spot Trading – Market Data. */
export const publicRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/api/v1/timestamp',
		pool: 'Public',
		weight: 3,
		run: ({ venue }) => succeed(venue.stamp(venue.time())),
	},
	{
		method: 'GET',
		path: '/api/v1/status',
		pool: 'Public',
		weight: 3,
		run: ({ venue }) => succeed({ status: venue.status().status, msg: venue.status().message }),
	},
	{
		method: 'GET',
		path: '/api/v2/symbols',
		pool: 'Public',
		weight: 4,
		run: ({ venue, query }) => {
			const group = query.get('market');
			const found = listed(venue).filter(market => group === null || market.profile.markets.includes(group));
			return succeed(found.map(symbolRecord));
		},
	},
	{
		method: 'GET',
		path: '/api/v2/symbols/{symbol}',
		pool: 'Public',
		weight: 4,
		run: ({ venue, params }) => {
			const market = venue.market(params[0] ?? '');
			return market === undefined ? unknownSymbol() : succeed(symbolRecord(market));
		},
	},
	{
		method: 'GET',
		path: '/api/v3/currencies',
		pool: 'Public',
		weight: 3,
		run: ({ venue }) => succeed(currenciesOf(venue).map(currencyRecord)),
	},
	{
		method: 'GET',
		path: '/api/v3/currencies/{currency}',
		pool: 'Public',
		weight: 3,
		run: ({ venue, params }) => {
			const currency = params[0] ?? '';
			return currenciesOf(venue).includes(currency)
				? succeed(currencyRecord(currency))
				: refuse('400100', 'This currency is not supported.');
		},
	},
	{
		method: 'GET',
		path: '/api/v1/markets',
		pool: 'Public',
		weight: 3,
		run: ({ venue }) => succeed([...new Set(listed(venue).flatMap(market => market.profile.markets))]),
	},
	{
		method: 'GET',
		path: '/api/v1/market/orderbook/level1',
		pool: 'Public',
		weight: 2,
		run: context => {
			const market = context.venue.market(context.query.get('symbol') ?? '');
			if (market === undefined) {
				return succeed(null);
			}

			const last = market.lastTrade();
			const bid = market.best('buy');
			const ask = market.best('sell');
			return succeed({
				time: context.venue.stamp(market.time()),
				sequence: String(market.sequence()),
				price: last === undefined ? null : formatPrice(market, last.ticks),
				size: last === undefined ? null : formatSize(market, last.lots),
				bestBid: bid === undefined ? null : formatPrice(market, bid.ticks),
				bestBidSize: bid === undefined ? null : formatSize(market, bid.lots),
				bestAsk: ask === undefined ? null : formatPrice(market, ask.ticks),
				bestAskSize: ask === undefined ? null : formatSize(market, ask.lots),
			});
		},
	},
	{
		method: 'GET',
		path: '/api/v1/market/allTickers',
		pool: 'Public',
		weight: 15,
		run: ({ venue }) =>
			succeed({
				time: venue.stamp(Math.floor(venue.time() / 2000) * 2000),
				ticker: listed(venue).map(market => ({
					...statsRecord(venue, market),
					symbolName: market.profile.instrument.name,
				})),
			}),
	},
	{
		method: 'GET',
		path: '/api/v1/market/stats',
		pool: 'Public',
		weight: 15,
		run: ({ venue, query }) => {
			const market = venue.market(query.get('symbol') ?? '');
			if (market === undefined) {
				return unknownSymbol();
			}

			const { bestBidSize: _bid, bestAskSize: _ask, ...record } = statsRecord(venue, market);
			return succeed({ time: venue.stamp(venue.time()), ...record });
		},
	},
	{
		method: 'GET',
		path: '/api/v1/market/histories',
		pool: 'Public',
		weight: 3,
		run: ({ venue, query }) => {
			const market = venue.market(query.get('symbol') ?? '');
			return market === undefined
				? unknownSymbol()
				: succeed(
						market.tape().map(trade => ({
							sequence: trade.tradeId,
							price: formatPrice(market, trade.ticks),
							size: formatSize(market, trade.lots),
							side: trade.side,
							time: new Digits(`${venue.stamp(trade.time)}000000`),
						})),
					);
		},
	},
	{
		method: 'GET',
		path: '/api/v1/market/candles',
		pool: 'Public',
		weight: 3,
		run: ({ venue, query }) => {
			const market = venue.market(query.get('symbol') ?? '');
			const interval = candleIntervals.find(name => name === query.get('type'));
			if (market === undefined) {
				return unknownSymbol();
			}

			if (interval === undefined) {
				return refuse('400100', 'Incorrect candlestick type');
			}

			const startAt = Number(query.get('startAt') ?? 0);
			const endAt = Number(query.get('endAt') ?? 0);
			if (!Number.isSafeInteger(startAt) || !Number.isSafeInteger(endAt) || startAt < 0 || endAt < 0) {
				return refuse('400100', 'startAt and endAt must be whole seconds');
			}

			const to = endAt === 0 ? venue.time() + 1 : endAt * 1000;
			const from = startAt === 0 ? to - candlesWithoutBounds * barLength(interval) : startAt * 1000;
			const bars = market.candles.query(interval, from, to, mostCandles);
			return succeed(bars.map(bar => new Digits(encodeBar(market, bar))));
		},
	},
	...[20, 100].map(
		(depth): Route => ({
			method: 'GET',
			path: `/api/v1/market/orderbook/level2_${depth}`,
			pool: 'Public',
			weight: 2,
			run: context => bookOutcome(context, depth),
		}),
	),
	{
		method: 'GET',
		path: '/api/v3/market/orderbook/level2',
		pool: 'Spot',
		weight: 3,
		permission: 'General',
		run: context => bookOutcome(context, 0),
	},
	{
		method: 'GET',
		path: '/api/v1/prices',
		pool: 'Public',
		weight: 3,
		run: ({ venue, query }) => {
			const names = query.get('currencies')?.split(',');
			const prices: Record<string, string> = { USDT: '1' };
			for (const market of listed(venue)) {
				const { baseCurrency, quoteCurrency } = market.profile.instrument;
				const last = market.lastTrade();
				if (quoteCurrency === 'USDT' && last !== undefined) {
					prices[baseCurrency] = formatPrice(market, last.ticks);
				}
			}

			return succeed(Object.fromEntries(Object.entries(prices).filter(([name]) => names?.includes(name) ?? true)));
		},
	},
	{ method: 'GET', path: '/api/v1/my-ip', pool: 'Public', weight: 0, run: () => succeed('127.0.0.1') },
	{
		method: 'POST',
		path: '/api/v1/bullet-public',
		pool: 'Public',
		weight: 10,
		run: context => succeed(context.bullet(undefined)),
	},
	{
		method: 'POST',
		path: '/api/v1/bullet-private',
		pool: 'Spot',
		weight: 10,
		permission: 'General',
		run: context => succeed(context.bullet(context.owner)),
	},
];

const bookOutcome: (context: Parameters<Route['run']>[0], depth: number) => ReturnType<Route['run']> = (
	context,
	depth,
) => {
	const { venue, faults } = context;
	const market = venue.market(context.query.get('symbol') ?? '');
	if (market === undefined) {
		return unknownSymbol();
	}

	const here = (fault: { readonly [name: string]: unknown }): boolean =>
		fault.symbol === undefined || fault.symbol === market.symbol;
	if (faults.take('snap.500', here) !== undefined) {
		return refuse('500000', 'Internal Server Error', 500);
	}

	const lag = faults.take('snap.lag', here);
	const old = lag === undefined ? undefined : market.imageAt(market.sequenceAt(venue.time() - Number(lag.ms)));
	const image = old ?? market.image(depth);
	const cut = depth === 0 ? undefined : depth;
	return succeed({
		time: venue.stamp(venue.time()),
		sequence: String(image.sequence),
		bids: new Digits(encodeRows(market, image.bids.slice(0, cut))),
		asks: new Digits(encodeRows(market, image.asks.slice(0, cut))),
	});
};
