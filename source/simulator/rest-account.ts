import { type Accounts, formatMoney } from './accounts.js';
import { moneyOf } from './fault-check.js';
import { formatBig } from './fixed-point.js';
import type { ApiKey } from './rest-auth.js';
import { refuse, succeed, unknownSymbol } from './rest-reply.js';
import type { Route, RouteContext } from './rest-route.js';
import { feePpm } from './user-order.js';
import { accountIdOf } from './wire-private.js';

/** Money that orders do not draw on: whoever adds the two up is wrong. */
const funding = {
	id: '68f0c3a17b9e4d0001de3fa1',
	currency: 'USDT',
	type: 'main',
	balance: '250',
	available: '250',
	holds: '0',
} as const;

/** Balances, fees and the key itself. Source: KuCoin docs, Account & Funding. */
export function createAccountRoutes(deps: {
	readonly accounts: Accounts;
	readonly keys: readonly ApiKey[];
}): readonly Route[] {
	const rows = ({ owner, query, faults }: RouteContext): readonly Record<string, string>[] => {
		const currency = query.get('currency');
		const type = query.get('type');
		const skew = faults.active('bal.skew');
		const trading = deps.accounts.balances(owner).map(({ currency: name, total, hold }) => {
			const off = skew?.currency === name ? moneyOf(skew, 'amount') : 0n;
			return {
				id: accountIdOf(owner, name),
				currency: name,
				type: 'trade',
				balance: formatMoney(total),
				available: formatMoney(total - hold - off),
				holds: formatMoney(hold + off),
			};
		});
		return [...trading, funding]
			.filter(row => currency === null || row.currency === currency)
			.filter(row => type === null || row.type === type);
	};

	return [
		{
			method: 'GET',
			path: '/api/v1/accounts',
			pool: 'Management',
			weight: 5,
			permission: 'General',
			run: context => succeed(rows(context)),
		},
		{
			method: 'GET',
			path: '/api/v1/accounts/{accountId}',
			pool: 'Management',
			weight: 5,
			permission: 'General',
			run: context => {
				const row = rows({ ...context, query: new URLSearchParams() }).find(({ id }) => id === context.params[0]);
				if (row === undefined) {
					return refuse('400100', 'accountId not exist');
				}

				const { currency, balance, available, holds } = row;
				return succeed({ currency, balance, available, holds });
			},
		},
		{
			method: 'GET',
			path: '/api/v2/user-info',
			pool: 'Management',
			weight: 20,
			permission: 'General',
			run: () =>
				succeed({
					level: 0,
					subQuantity: 0,
					spotSubQuantity: 0,
					marginSubQuantity: 0,
					futuresSubQuantity: 0,
					optionSubQuantity: 0,
					maxSubQuantity: 5,
					maxDefaultSubQuantity: 5,
					maxSpotSubQuantity: 0,
					maxMarginSubQuantity: 0,
					maxFuturesSubQuantity: 0,
					maxOptionSubQuantity: 0,
				}),
		},
		{
			method: 'GET',
			path: '/api/v1/user/api-key',
			pool: 'Management',
			weight: 20,
			permission: 'General',
			run: ({ owner, apiKey }) => {
				const key = deps.keys.find(candidate => candidate.key === apiKey);
				return succeed({
					remark: 'embedded exchange',
					apiKey,
					apiVersion: 3,
					permission: key?.permissions.join(',') ?? '',
					ipWhitelist: '127.0.0.1',
					createdAt: 1_728_443_843_000,
					uid: 100_000_000 + owner,
					isMaster: true,
				});
			},
		},
		{
			method: 'GET',
			path: '/api/v1/hf/accounts/opened',
			pool: 'Spot',
			weight: 30,
			permission: 'General',
			run: () => succeed(true),
		},
		{
			method: 'GET',
			path: '/api/v1/base-fee',
			pool: 'Spot',
			weight: 3,
			permission: 'General',
			run: () => succeed({ takerFeeRate: '0.001', makerFeeRate: '0.001' }),
		},
		{
			method: 'GET',
			path: '/api/v1/trade-fees',
			pool: 'Spot',
			weight: 3,
			permission: 'General',
			run: ({ venue, query }) => {
				const symbols = (query.get('symbols') ?? '').split(',').filter(symbol => symbol !== '');
				if (symbols.length === 0 || symbols.length > 10) {
					return refuse('400100', 'symbols should be between 1 and 10');
				}

				const markets = symbols.map(symbol => venue.market(symbol));
				return markets.includes(undefined)
					? unknownSymbol()
					: succeed(
							markets.map(market => ({
								symbol: market!.symbol,
								takerFeeRate: formatBig(feePpm(market!, 'taker'), 6),
								makerFeeRate: formatBig(feePpm(market!, 'maker'), 6),
							})),
						);
			},
		},
	];
}
