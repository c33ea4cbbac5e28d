import { formatMoney } from './accounts.js';
import type { Ledger, LedgerRow } from './ledger.js';
import { refuse, succeed } from './rest-reply.js';
import type { Route } from './rest-route.js';

const usualLimit = 100;
const longestLimit = 200;
const mostCurrencies = 10;

/** What moved in the accounts. Source: KuCoin docs, Get Account Ledgers – Trade_hf, and – Spot/Margin. */
export function createLedgerRoutes(deps: { readonly ledger: Ledger }): readonly Route[] {
	return [
		{
			method: 'GET',
			path: '/api/v1/hf/accounts/ledgers',
			pool: 'Spot',
			weight: 2,
			permission: 'General',
			run: ({ owner, query, venue }) => {
				const currencies = query.get('currency')?.split(',');
				const limit = Number(query.get('limit') ?? usualLimit);
				if (!Number.isInteger(limit) || limit < 1 || limit > longestLimit) {
					return refuse('400100', `limit should not greater than ${longestLimit}`);
				}

				if ((currencies?.length ?? 0) > mostCurrencies) {
					return refuse('400100', `currency should not be more than ${mostCurrencies}`);
				}

				const lastId = Number(query.get('lastId') ?? 0);
				const startAt = Number(query.get('startAt') ?? 0) - venue.skew();
				const endAt = Number(query.get('endAt') ?? Number.MAX_SAFE_INTEGER) - venue.skew();
				const found = deps.ledger
					.rows(owner)
					.filter(
						row =>
							(lastId === 0 || row.id < lastId) &&
							row.time >= startAt &&
							row.time <= endAt &&
							(currencies?.includes(row.change.currency) ?? true) &&
							(query.get('direction') ?? directionOf(row)) === directionOf(row) &&
							(query.get('bizType') ?? bizType) === bizType,
					);
				return succeed(found.slice(0, limit).map(row => ledgerRecord(row, venue.skew())));
			},
		},
		{
			// Only funding accounts are in here, and nothing moves in the one there is.
			method: 'GET',
			path: '/api/v1/accounts/ledgers',
			pool: 'Management',
			weight: 2,
			permission: 'General',
			run: () => succeed({ currentPage: 1, pageSize: 50, totalNum: 0, totalPage: 0, items: [] }),
		},
	];
}

const bizType = 'TRADE_EXCHANGE';

const directionOf = ({ change }: LedgerRow): 'in' | 'out' =>
	change.availableChange + change.holdChange < 0n ? 'out' : 'in';

/** `amount` is what really moved, its fee included; `createdAt` is a text, `context` JSON in a text. */
function ledgerRecord(row: LedgerRow, skew: number): Readonly<Record<string, unknown>> {
	const { change } = row;
	const moved = change.availableChange + change.holdChange;
	return {
		id: String(row.id),
		currency: change.currency,
		amount: formatMoney(moved < 0n ? -moved : moved),
		fee: formatMoney(change.fee),
		tax: '0',
		balance: formatMoney(change.total),
		accountType: 'TRADE_HF',
		bizType,
		direction: directionOf(row),
		createdAt: String(row.time + skew),
		context: JSON.stringify(change.context),
	};
}
