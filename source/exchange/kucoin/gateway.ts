import { KcmonError } from '../../lib/errors.js';
import type { Clock } from '../../lib/seams.js';
import type { Balance, Gateway, VenueOrder } from '../../trading/gateway.js';
import type { ClockOffset } from './clock-offset.js';
import { decodeBalances, decodeVenueOrder } from './decode-orders.js';
import { requireShape } from './decode-rest.js';
import { accountEndpoints, below, type Endpoint } from './endpoints.js';
import { isApiError } from './errors.js';
import { createFeeRates, type Rates } from './fee-rates.js';
import { encodeOrder } from './order-body.js';
import { createOrderLists } from './order-lists.js';
import { lookUp } from './order-lookup.js';
import { judgeCancel, judgeSubmit } from './order-outcome.js';
import type { Rest } from './rest.js';
import { createStopOrders } from './stop-orders.js';
import type { CanceledAll, DeadManReply, Placed } from './wire.js';
import { checkCanceledAll, checkDeadMan, checkPlaced } from './wire-check.generated.js';
import { showText, showValue, textToMilliseconds, toMilliseconds } from './wire-text.js';

export type GatewayDeps = {
	readonly clock: Clock;
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

type Placement = { readonly isStop: boolean; readonly orderId: string | undefined };

const mostDeadManSymbols = 50;
const mostPlacements = 10_000;

/**
 * Orders by the HF interface. What a placement came to is told by `order-outcome.ts`; nothing here sends one twice.
 * Sources: KuCoin docs, Add Order, Cancel Order By OrderId and By ClientOid, Cancel All, Get Order By OrderId, Set DCP,
 * Add Stop Order.
 */
export function createGateway(deps: GatewayDeps): KucoinGateway {
	const { clock, rest, clockOffset } = deps;
	const lists = createOrderLists({ rest, venueNow: clockOffset.venueNow });
	const stops = createStopOrders({
		rest,
		callCancel,
		findChild: (symbol, clientOid) => findPlain(symbol, 'client-order', clientOid),
	});
	const fees = createFeeRates({ rest, coefficients: deps.coefficients });
	/** How the last orders of this run were placed: a plain one needs no look among the stop orders. */
	const placements = new Map<string, Placement>();

	const remember = (clientOid: string, placement: Placement): void => {
		placements.set(clientOid, placement);
		if (placements.size > mostPlacements) {
			placements.delete(placements.keys().next().value as string);
		}
	};

	/** The timestamp of a moment of ours by the venue's clock. */
	const stampOf = (wall: number): number => Math.round(wall + clockOffset.venueNow() - clock.wallNow());

	const submit: Gateway['submit'] = async (order, sentAt) => {
		const timestamp = stampOf(sentAt);
		const isStop = order.stop !== undefined;
		const endpoint = isStop ? accountEndpoints.placeStop : accountEndpoints.place;
		remember(order.clientOid, { isStop, orderId: undefined });
		let data: unknown;
		try {
			data = await rest.call({
				method: 'POST',
				endpoint,
				body: encodeOrder(order, timestamp),
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

		remember(order.clientOid, { isStop, orderId });
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
			if (order.isStop) {
				return await stops.cancel(order);
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
		const data = await callCancel(accountEndpoints.cancelAll, {});
		requireShape(checkCanceledAll, data ?? {}, `DELETE ${accountEndpoints.cancelAll.path}`);
		const failed = new Set(((data ?? {}) as CanceledAll).failedSymbols?.map(symbolOfFailure));
		const waiting = await lists.stops(undefined);
		for (const symbol of new Set(waiting.map(stop => stop.symbol))) {
			await stops.cancelSymbol(symbol).catch(() => failed.add(symbol));
		}

		return [...failed];
	};

	async function findPlain(symbol: string, ...parts: readonly string[]): Promise<VenueOrder | undefined> {
		const endpoint = below(accountEndpoints.order, ...parts);
		const data = await lookUp(rest, endpoint, { symbol });
		return data === undefined ? undefined : decodeVenueOrder(data, `GET ${endpoint.path}`);
	}

	const findByClientOid: Gateway['findByClientOid'] = async (symbol, clientOid) => {
		const placement = placements.get(clientOid);
		if (placement?.isStop === true) {
			// The order that a trigger made bears the same name: the stop order, which knows of both, comes first.
			const stop =
				placement.orderId === undefined
					? await stops.findByClientOid(symbol, clientOid)
					: await stops.findById(symbol, placement.orderId);
			return stop ?? findPlain(symbol, 'client-order', clientOid);
		}

		const found = await findPlain(symbol, 'client-order', clientOid);
		return found === undefined && placement === undefined ? stops.findByClientOid(symbol, clientOid) : found;
	};

	const findById: Gateway['findById'] = async (symbol, orderId) =>
		(await findPlain(symbol, orderId)) ?? stops.findById(symbol, orderId);

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
			await stops.cancelSymbol(symbol);
		},
		findByClientOid,
		findById,
		activeSymbols: async () => {
			const [plain, waiting] = await Promise.all([lists.activeSymbols(), lists.stops(undefined)]);
			return [...new Set([...plain, ...waiting.map(({ symbol }) => symbol)])];
		},
		activeOrders: async symbol => (await Promise.all([lists.active(symbol), lists.stops(symbol)])).flat(),
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
	};
}

function symbolOfFailure(row: unknown): string {
	const symbol = typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>).symbol : row;
	return showText(String(symbol), 40);
}
