import { succeed, unknownSymbol } from './rest-reply.js';
import type { Route } from './rest-route.js';

/** Call auctions, of which no market here has one: empty books, nothing estimated. Source: KuCoin docs, Call Auction. */
export const callAuctionRoutes: readonly Route[] = [
	...[20, 100].map(
		(depth): Route => ({
			method: 'GET',
			path: `/api/v1/market/orderbook/callauction/level2_${depth}`,
			pool: 'Public',
			weight: 2,
			run: ({ venue, query }) => {
				const market = venue.market(query.get('symbol') ?? '');
				return market === undefined
					? unknownSymbol()
					: succeed({ time: venue.stamp(venue.time()), sequence: String(market.sequence()), bids: [], asks: [] });
			},
		}),
	),
	{
		method: 'GET',
		path: '/api/v1/market/callauctionData',
		pool: 'Public',
		weight: 2,
		run: ({ venue, query }) => {
			const market = venue.market(query.get('symbol') ?? '');
			return market === undefined
				? unknownSymbol()
				: succeed({
						symbol: market.symbol,
						estimatedPrice: '0',
						estimatedSize: '0',
						sellOrderRangeLowPrice: '0',
						sellOrderRangeHighPrice: '0',
						buyOrderRangeLowPrice: '0',
						buyOrderRangeHighPrice: '0',
						time: venue.stamp(venue.time()),
					});
		},
	},
];
