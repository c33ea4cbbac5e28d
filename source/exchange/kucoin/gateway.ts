import { KcmonError } from '../../lib/errors.js';
import { familyOf, type OrderFamily } from '../../model/order.js';
import type { Balance, Gateway, VenueOrder } from '../../trading/gateway.js';
import type { ClockOffset } from './clock-offset.js';
import { DecodeError } from './decode-error.js';
import { decodeBalances, decodeVenueOrder } from './decode-orders.js';
import { requireShape } from './decode-rest.js';
import { accountEndpoints, below, type Endpoint } from './endpoints.js';
import { isApiError } from './errors.js';
import { createFeeRates, type Rates } from './fee-rates.js';
import { createOcoOrders } from './oco-orders.js';
import { encodeOco, encodeOrder } from './order-body.js';
import { createOrderLists } from './order-lists.js';
import { lookUp } from './order-lookup.js';
import { judgeCancel, judgeSubmit } from './order-outcome.js';
import type { Rest } from './rest.js';
import { createStopOrders } from './stop-orders.js';
import type { CanceledAll, DeadManReply, Placed } from './wire.js';
import { checkCanceledAll, checkDeadMan, checkPlaced } from './wire-check.generated.js';
import { showText, showValue, textToMilliseconds, toMilliseconds } from './wire-text.js';

export type GatewayDeps = {
	readonly rest: Rest;
	readonly clockOffset: ClockOffset;
	/** The venue's service status by REST. */
	readonly status: Gateway['venueStatus'];
	/** A pair's own factors of the fee rates. */
	readonly coefficients: (symbol: string) => Promise<Rates>;
};

/** KuCoin's gateway, with what only this venue has. */
export type KucoinGateway = Gateway & {
	/** Money on the funding account, which orders do not draw on. */
	readonly fundingBalances: () => Promise<readonly Balance[]>;
};

const placements = {
	plain: accountEndpoints.place,
	stop: accountEndpoints.placeStop,
	oco: accountEndpoints.placeOco,
} as const satisfies Record<OrderFamily, Endpoint>;

const mostDeadManSymbols = 50;

/**
 * Orders by the HF interface, stops and pairs by theirs. What a placement came to is told by `order-outcome.ts`; nothing here sends one twice.
 * Sources: KuCoin docs, Add Order, Cancel Order By OrderId and By ClientOid, Cancel All, Get Order By OrderId, Set DCP,
 * Add Stop Order, Add OCO Order.
 */
export function createGateway(deps: GatewayDeps): KucoinGateway {
	const { rest, clockOffset } = deps;
	const lists = createOrderLists({ rest, venueNow: clockOffset.venueNow });
	const findChild = (symbol: string, clientOid: string) => findPlain(symbol, 'client-order', clientOid);
	const stops = createStopOrders({ rest, callCancel, findChild });
	const ocos = createOcoOrders({ rest, callCancel, findChild, findPlain: (symbol, id) => findPlain(symbol, id) });
	const fees = createFeeRates({ rest, coefficients: deps.coefficients });
	const submit: Gateway['submit'] = async (order, timestamp) => {
		const family = familyOf(order);
		let data: unknown;
		try {
			data = await rest.call({
				method: 'POST',
				endpoint: placements[family],
				body: family === 'oco' ? encodeOco(order) : encodeOrder(order, timestamp),
				signed: true,
				urgency: 'order',
				timestamp,
			});
		} catch (error) {
			if (isApiError(error) && error.outcome === 'skew') {
				void clockOffset.measure();
			}

			return judgeSubmit(error);
		}

		if (checkPlaced(data) !== undefined) {
			return { kind: 'unknown', reason: 'a success that names no order' };
		}

		const { orderId, clientOid } = data as Placed;
		if (clientOid && clientOid !== order.clientOid) {
			return { kind: 'unknown', reason: `the reply names another order, ${showValue(clientOid)}` };
		}

		return { kind: 'accepted', orderId };
	};

	/** A cancel may be repeated: after a refused timestamp it is, at once. */
	async function callCancel(endpoint: Endpoint, query: Readonly<Record<string, string>>): Promise<unknown> {
		const call = { method: 'DELETE', endpoint, query, signed: true, urgency: 'cancel' } as const;
		try {
			return await rest.call(call);
		} catch (error) {
			if (!isApiError(error) || error.outcome !== 'skew') {
				throw error;
			}

			await clockOffset.measure();
			return rest.call(call);
		}
	}

	const cancel: Gateway['cancel'] = async order => {
		const { orderId, clientOid, symbol } = order;
		try {
			if (order.family !== 'plain') {
				return await (order.family === 'oco' ? ocos : stops).cancel(order);
			}

			const endpoint =
				orderId === undefined
					? below(accountEndpoints.cancel, 'client-order', clientOid)
					: below(accountEndpoints.cancel, orderId);
			await callCancel(endpoint, { symbol });
			return { kind: 'requested' };
		} catch (error) {
			return judgeCancel(error);
		}
	};

	const cancelAll: Gateway['cancelAll'] = async () => {
		// Three ways in at once: what waits beside the book is no order to the first.
		const [inBook, { endedIds, isWhole }] = await Promise.all([
			callCancel(accountEndpoints.cancelAll, {}).then(failedSymbolsOf, () => undefined),
			stops.cancelAll(),
		]);
		return { failedSymbols: isWhole ? inBook : undefined, endedIds: ocos.withPairs(endedIds) };
	};

	async function findPlain(symbol: string, ...parts: readonly string[]): Promise<VenueOrder | undefined> {
		const endpoint = below(accountEndpoints.order, ...parts);
		const data = await lookUp(rest, endpoint, { symbol });
		if (data === undefined) {
			return undefined;
		}

		const order = decodeVenueOrder(data, `GET ${endpoint.path}`);
		// What is answered is taken for the order that was asked for, down to its fills: it has to be that one.
		const named = parts.length === 1 ? order.orderId : order.clientOid;
		if ((named !== '' && named !== parts.at(-1)) || order.symbol !== symbol) {
			throw new DecodeError(`Expected the order that was asked for, was ${showValue(named)} (GET ${endpoint.path})`);
		}

		return order;
	}

	const findByClientOid: Gateway['findByClientOid'] = async (symbol, clientOid, family) => {
		const plain =
			family === 'oco' || family === 'stop' ? undefined : await findPlain(symbol, 'client-order', clientOid);
		if (family === 'plain' || plain !== undefined) {
			return plain;
		}

		const beside =
			(family === 'oco' ? undefined : await stops.findByClientOid(symbol, clientOid)) ??
			(family === 'stop' ? undefined : await ocos.findByClientOid(clientOid));
		// A stop or a pair that the venue forgot with its trigger lives on in what the trigger made.
		return beside ?? (family === undefined ? undefined : findPlain(symbol, 'client-order', clientOid));
	};

	const findById: Gateway['findById'] = async (symbol, orderId, family) => {
		if (family === 'oco' || family === 'stop') {
			return (family === 'oco' ? ocos : stops).findById(orderId);
		}

		const plain = await findPlain(symbol, orderId);
		return plain !== undefined || family === 'plain'
			? plain
			: ((await stops.findById(orderId)) ?? ocos.findById(orderId));
	};

	/** Symbols with stops or pairs, which no list of plain orders names. */
	async function symbolsBesideBook(): Promise<ReadonlySet<string>> {
		const pairs = await lists.ocos(undefined);
		const waiting = await lists.stops(undefined);
		return new Set([...pairs, ...waiting].map(({ symbol }) => symbol));
	}

	/** Pairs first: whether the site has any decides what becomes of their legs among the stops. */
	async function besideBook(symbol: string): Promise<readonly VenueOrder[]> {
		const rows = await lists.ocos(symbol);
		const pairs = await Promise.all(rows.map(({ orderId }) => ocos.findById(orderId)));
		const waiting = pairs.filter(pair => pair !== undefined).filter(({ active, triggered }) => active && !triggered);
		return [...(await lists.stops(symbol)), ...waiting];
	}

	async function readBalances(type: 'trade' | 'main'): Promise<readonly Balance[]> {
		const endpoint = accountEndpoints.accounts;
		return decodeBalances(await rest.call({ method: 'GET', endpoint, query: { type }, signed: true }), type);
	}

	const deadMan: Gateway['deadMan'] = async (timeoutSeconds, symbols) => {
		// An empty list would mean every pair of the account.
		const timeout = symbols.length === 0 ? -1 : timeoutSeconds;
		if (symbols.length > mostDeadManSymbols) {
			throw new KcmonError(`The dead-man's switch takes at most ${mostDeadManSymbols} pairs, was ${symbols.length}`, {
				code: 'ERR_DEAD_MAN',
			});
		}

		const data = await rest.call({
			method: 'POST',
			endpoint: accountEndpoints.deadMan,
			body: JSON.stringify(timeout === -1 ? { timeout } : { timeout, symbols: symbols.join(',') }),
			signed: true,
			urgency: 'order',
		});
		if (timeout === -1) {
			return undefined;
		}

		requireShape(checkDeadMan, data, `POST ${accountEndpoints.deadMan.path}`);
		const { triggerTime } = data as DeadManReply;
		const time =
			typeof triggerTime === 'string' ? textToMilliseconds(triggerTime) : toMilliseconds(Number(triggerTime ?? 0));
		return time > 0 ? time : undefined;
	};

	return {
		submit,
		cancel,
		cancelAll,
		cancelSymbol: async symbol => {
			await callCancel(accountEndpoints.cancelSymbol, { symbol });
			const { endedIds, isWhole } = await stops.cancelSymbol(symbol);
			return { failedSymbols: isWhole ? [] : [symbol], endedIds: ocos.withPairs(endedIds) };
		},
		findByClientOid,
		findById,
		activeSymbols: async () => {
			const [plain, beside] = await Promise.all([lists.activeSymbols(), symbolsBesideBook()]);
			return [...new Set([...plain, ...beside])];
		},
		activeOrders: async symbol => (await Promise.all([lists.active(symbol), besideBook(symbol)])).flat(),
		doneOrders: lists.done,
		fills: async ({ symbol, ...by }) => {
			const rows = await lists.fills(symbol, by);
			for (const row of rows) {
				fees.learn(row);
			}

			return rows.map(({ fill }) => fill);
		},
		balances: () => readBalances('trade'),
		fundingBalances: () => readBalances('main'),
		fees: fees.of,
		venueStatus: deps.status,
		venueNow: clockOffset.venueNow,
		deadMan,
		get hasNativeStops() {
			return lists.hasStops();
		},
		get hasNativeOcos() {
			return lists.hasOcos();
		},
	};
}

function failedSymbolsOf(data: unknown): readonly string[] | undefined {
	const isRead = checkCanceledAll(data ?? {}) === undefined;
	return isRead ? [...new Set(((data ?? {}) as CanceledAll).failedSymbols?.map(symbolOfFailure))] : undefined;
}

function symbolOfFailure(row: unknown): string {
	const symbol = typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>).symbol : row;
	return showText(String(symbol), 40);
}
