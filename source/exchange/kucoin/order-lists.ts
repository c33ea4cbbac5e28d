import type { VenueOrder } from '../../trading/gateway.js';
import { DecodeError } from './decode-error.js';
import {
	decodeFill,
	decodePage,
	decodeStopRecord,
	decodeVenueOrder,
	type FillRow,
	requireList,
} from './decode-orders.js';
import { requireShape } from './decode-rest.js';
import { accountEndpoints, type Endpoint } from './endpoints.js';
import { isApiError } from './errors.js';
import { spotTradeType } from './order-body.js';
import type { Rest } from './rest.js';
import type { OcoRow, OpenSymbols, StopPage } from './wire.js';
import { checkOcoRow, checkOpenSymbols, checkStopPage } from './wire-check.generated.js';

const pageLimit = 100;
const stopPageSize = 500;
/** More than an account can have in the days that the venue looks back. */
const mostPages = 1000;
/** How far the venue looks back: filled orders and fills. It cuts an earlier start silently. */
const lookBackMs = 7 * 86_400_000;

type Query = Readonly<Record<string, string | number>>;

/** Lists of orders and fills, whole: every page, every row checked. A row that cannot be read fails the list, since it may be ours. */
export type OrderLists = {
	readonly activeSymbols: () => Promise<readonly string[]>;
	readonly active: (symbol: string) => Promise<readonly VenueOrder[]>;
	/** Since a venue time, newest update first. */
	readonly done: (symbol: string, since: number) => Promise<readonly VenueOrder[]>;
	/** Newest first. */
	readonly fills: (
		symbol: string,
		by: { readonly since: number } | { readonly orderId: string },
	) => Promise<readonly FillRow[]>;
	/** Stops of spot trading that wait, without the legs of pairs; of all symbols without one. */
	readonly stops: (symbol: string | undefined) => Promise<readonly VenueOrder[]>;
	/** False once the site has said that it has no stop orders. */
	readonly hasStops: () => boolean;
	/** Pairs that wait: what they are is asked for one by one. */
	readonly ocos: (symbol: string | undefined) => Promise<readonly OcoRow[]>;
	readonly hasOcos: () => boolean;
};

const missingCodes: ReadonlySet<string | undefined> = new Set(['404', '404000', '401000']);

/** An address that the site does not have, or has no more, holds no orders. */
export const isMissingAddress = (error: unknown): boolean =>
	isApiError(error) && (error.status === 404 || missingCodes.has(error.venueCode));

export function createOrderLists(deps: { readonly rest: Rest; readonly venueNow: () => number }): OrderLists {
	let hasStops = true;
	let hasOcos = true;
	let wasRead = false;

	const read = (endpoint: Endpoint, query: Query): Promise<unknown> =>
		deps.rest.call({ method: 'GET', endpoint, query, signed: true });

	const startOf = (since: number): number => Math.max(0, Math.floor(Math.max(since, deps.venueNow() - lookBackMs)));

	/** Follows `lastId` to older pages until one is short. Source: KuCoin docs, Get Closed Orders, Get Trade History (HF). */
	async function readPages<Row>(
		endpoint: Endpoint,
		query: Query,
		decode: (row: unknown, where: string) => Row,
	): Promise<readonly Row[]> {
		const where = `GET ${endpoint.path}`;
		const rows: Row[] = [];
		let lastId: string | undefined;
		for (let pages = 0; pages < mostPages; pages += 1) {
			const page = decodePage(
				await read(endpoint, { ...query, limit: pageLimit, ...(lastId === undefined ? {} : { lastId }) }),
				where,
			);
			for (const row of page.items) {
				rows.push(decode(row, where));
			}

			if (page.items.length < pageLimit || page.lastId === undefined) {
				return rows;
			}

			if (page.lastId === lastId) {
				break;
			}

			lastId = page.lastId;
		}

		throw new DecodeError(`lastId: expected to move from page to page, was ${lastId} (${where})`);
	}

	/** Follows `currentPage`. Undefined where the site has no such list. Source: KuCoin docs, Get Stop Orders List, Get OCO Order List. */
	async function readCounted(
		endpoint: Endpoint,
		symbol: string | undefined,
		filter: Query = {},
	): Promise<readonly unknown[] | undefined> {
		const where = `GET ${endpoint.path}`;
		const found: unknown[] = [];
		for (let currentPage = 1; currentPage <= mostPages; currentPage += 1) {
			const query = { ...(symbol === undefined ? {} : { symbol }), ...filter, currentPage, pageSize: stopPageSize };
			let data: unknown;
			try {
				data = await read(endpoint, query);
			} catch (error) {
				if (isMissingAddress(error)) {
					return undefined;
				}

				throw error;
			}

			if (data === null || data === undefined) {
				break;
			}

			requireShape(checkStopPage, data, where);
			const { items, totalPage } = data as StopPage;
			found.push(...(items as readonly unknown[]));
			if (items.length === 0 || (totalPage === undefined ? items.length < stopPageSize : currentPage >= totalPage)) {
				break;
			}
		}

		return found;
	}

	async function stops(symbol: string | undefined): Promise<readonly VenueOrder[]> {
		const endpoint = accountEndpoints.stopOrders;
		const rows = hasStops ? await readCounted(endpoint, symbol, { tradeType: spotTradeType }) : [];
		hasStops &&= rows !== undefined;
		return (rows ?? [])
			.map(row => decodeStopRecord(row, `GET ${endpoint.path}`))
			.filter(({ order, isLeg, isSpot }) => order.active && isSpot && !(isLeg && hasOcos))
			.map(({ order }) => order);
	}

	/** A site whose list was never one of pairs has none that could be placed; those of an earlier run are asked for by id. */
	async function ocos(symbol: string | undefined): Promise<readonly OcoRow[]> {
		const endpoint = accountEndpoints.ocos;
		if (!hasOcos) {
			return [];
		}

		try {
			const rows = (await readCounted(endpoint, symbol)) as readonly OcoRow[] | undefined;
			for (const row of rows ?? []) {
				requireShape(checkOcoRow, row, `GET ${endpoint.path}`);
			}

			hasOcos = rows !== undefined;
			wasRead ||= hasOcos;
			return (rows ?? []).filter(({ status }) => status.toUpperCase() === 'NEW');
		} catch (error) {
			if (wasRead || !(error instanceof DecodeError)) {
				throw error;
			}

			hasOcos = false;
			return [];
		}
	}

	return {
		stops,
		hasStops: () => hasStops,
		ocos,
		hasOcos: () => hasOcos,
		activeSymbols: async () => {
			const data = await read(accountEndpoints.activeSymbols, {});
			if (data === null || data === undefined) {
				return [];
			}

			requireShape(checkOpenSymbols, data, `GET ${accountEndpoints.activeSymbols.path}`);
			return (data as OpenSymbols).symbols ?? [];
		},
		active: async symbol => {
			const endpoint = accountEndpoints.active;
			const where = `GET ${endpoint.path}`;
			const data = await read(endpoint, { symbol });
			return data === null || data === undefined
				? []
				: requireList(data, where).map(row => decodeVenueOrder(row, where));
		},
		done: (symbol, since) => readPages(accountEndpoints.done, { symbol, startAt: startOf(since) }, decodeVenueOrder),
		fills: (symbol, by) =>
			readPages(
				accountEndpoints.fills,
				'orderId' in by ? { symbol, orderId: by.orderId } : { symbol, startAt: startOf(by.since) },
				decodeFill,
			),
	};
}
