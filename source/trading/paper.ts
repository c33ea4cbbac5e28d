import { type BoundedSet, createBoundedSet } from '../lib/bounded-set.js';
import { decimalText, subtractDecimals } from '../lib/decimal.js';
import type { Clock } from '../lib/seams.js';
import type { AccountEvent } from '../model/account-event.js';
import type { MarketEvent } from '../model/market-event.js';
import type { OrderRequest } from '../model/order.js';
import type { CanceledMany, Gateway, SubmitOutcome } from './gateway.js';
import type { PaperMarket } from './paper-market.js';
import { type PaperOrder, toVenueOrder } from './paper-order.js';
import { feeRatesOf } from './paper-rules.js';
import type { PaperState } from './paper-state.js';
import { createPaperVenue } from './paper-venue.js';

export type PaperDeps = {
	readonly clock: Clock;
	readonly market: PaperMarket;
	/** What the private stream would say, in its order, and never from inside a call of the gateway. */
	readonly publish: (event: AccountEvent) => void;
	/** The account has changed and is to be saved; called before the events of the change are published. May throw. */
	readonly changed: () => void;
	/** For a person: why nothing fills, once for each time a book stops being live; that the account was not saved. */
	readonly say: (text: string) => void;
};

export type PaperOptions = {
	/** How long an order or a cancel is on its way. */
	readonly latencyMs: number;
	/** From `openPaperState`, or a saved one through `parsePaperState` of `paper-saved.ts`. */
	readonly state: PaperState;
};

/** The gateway of paper mode: the venue's words and events, filled against the live book. See `fill-model.ts`. */
export type PaperGateway = Gateway & {
	/** Every market event, after the store has applied it. */
	readonly observe: (event: MarketEvent) => void;
	/** The account as it is, for saving. */
	readonly export: () => PaperState;
	/** Ends timers. Orders that are still on their way never arrive. */
	readonly stop: () => void;
};

/** An order that waits for a live book longer than this is refused: a late fill would be at another price. */
const waitForLiveMs = 3000;
const lookForLiveMs = 50;

/** Orders with an end are looked at this often at least: timers do not reach over 30 days or a sleep. */
const expiryCheckMs = 1000;

/** A trade may be told again, after a reconnect for example. */
const printsRemembered = 1000;

/** An order on its way to the book. */
type Flight = {
	readonly request: OrderRequest;
	readonly resolve: (outcome: SubmitOutcome) => void;
	/** Monotonic ms. */
	readonly waitsUntil: number;
};

const notCancelable = 'order_not_exist_or_not_allow_to_cancel';

export function createPaperGateway(deps: PaperDeps, options: PaperOptions): PaperGateway {
	const { clock, market } = deps;
	const flights = new Set<Flight>();
	const prints = new Map<string, BoundedSet<string>>();
	/** Symbols of which it was said that nothing fills. */
	const dark = new Set<string>();
	let stopped = false;

	const venue = createPaperVenue(
		{
			market,
			wallNow: clock.wallNow,
			commit: events => {
				try {
					deps.changed();
				} catch (error) {
					// What happened has happened: whoever follows the account has to hear of it all the same.
					deps.say(`The paper account was not saved: ${error instanceof Error ? error.message : 'unknown error'}`);
				}

				for (const event of events) {
					deps.publish(event);
				}
			},
		},
		options.state,
	);

	const isLive = (symbol: string): boolean => {
		if (market.isLive(symbol)) {
			dark.delete(symbol);
			return true;
		}

		const waits = venue.orders.rests(symbol) || [...flights].some(flight => flight.request.symbol === symbol);
		if (waits && !dark.has(symbol)) {
			dark.add(symbol);
			deps.say(`Paper orders in ${symbol} wait: its book is not live`);
		}

		return false;
	};

	const land = (flight: Flight, outcome: SubmitOutcome): void => {
		if (flights.delete(flight)) {
			flight.resolve(outcome);
		}
	};

	const arrive = (flight: Flight): void => {
		const { request } = flight;
		if (!flights.has(flight)) {
			return;
		}

		if (market.instrument(request.symbol) !== undefined && !isLive(request.symbol)) {
			if (clock.monoNow() < flight.waitsUntil) {
				clock.after(lookForLiveMs, () => arrive(flight));
			} else {
				land(flight, {
					kind: 'rejected',
					code: '400100',
					text: `The book of ${request.symbol} was not live for ${waitForLiveMs / 1000} s`,
				});
			}

			return;
		}

		venue.expire();
		if (venue.orders.knows(request.clientOid)) {
			// Refused, but an order of this id does exist: only looking tells which.
			land(flight, { kind: 'unknown', reason: '400100 validation.createOrder.clientOidDuplicated' });
			return;
		}

		const result = venue.place(request);
		land(flight, typeof result === 'string' ? { kind: 'accepted', orderId: result } : { kind: 'rejected', ...result });
	};

	const onItsWay = (): Promise<void> =>
		new Promise(resolve => {
			clock.after(options.latencyMs, resolve);
		});

	const find = (symbol: string, orderId: string | undefined, clientOid: string): PaperOrder | undefined =>
		venue.orders.find(symbol, orderId === undefined ? { clientOid } : { orderId });

	const cancelWhere = async (matches: (order: PaperOrder) => boolean): Promise<CanceledMany> => {
		await onItsWay();
		for (const order of venue.orders.all()) {
			if (order.active && matches(order)) {
				venue.cancel(order);
			}
		}

		return { failedSymbols: [], endedIds: [] };
	};

	const list = (matches: (order: PaperOrder) => boolean) => venue.orders.all().filter(matches).map(toVenueOrder);

	const observe = (event: MarketEvent): void => {
		switch (event.type) {
			case 'trade':
				if (venue.watches(event.symbol) && isNew(event.symbol, event.tradeId) && isLive(event.symbol)) {
					venue.expire();
					venue.onPrint(event);
				}

				return;
			case 'book-delta':
			case 'book-snapshot':
			case 'book-status':
				if (venue.watches(event.symbol) && isLive(event.symbol)) {
					venue.expire();
					venue.onBook(event.symbol);
				}

				return;
			default:
		}
	};

	const isNew = (symbol: string, tradeId: string): boolean => {
		const seen = prints.get(symbol) ?? createBoundedSet<string>(printsRemembered);
		prints.set(symbol, seen);
		return seen.add(tradeId);
	};

	const stopExpiry = clock.every(expiryCheckMs, venue.expire);

	return {
		submit: request =>
			new Promise(resolve => {
				const waitsUntil = clock.monoNow() + options.latencyMs + waitForLiveMs;
				const flight: Flight = { request, resolve, waitsUntil };
				flights.add(flight);
				if (stopped) {
					land(flight, { kind: 'not-sent', reason: 'the paper gateway has stopped' });
				} else {
					clock.after(options.latencyMs, () => arrive(flight));
				}
			}),
		cancel: async ({ symbol, orderId, clientOid }) => {
			const waiting = [...flights].find(flight => flight.request.clientOid === clientOid);
			if (waiting !== undefined) {
				land(waiting, { kind: 'rejected', code: '400100', text: 'Canceled before it reached the book' });
				return { kind: 'requested' };
			}

			await onItsWay();
			const order = find(symbol, orderId, clientOid);
			return order !== undefined && venue.cancel(order) ? { kind: 'requested' } : { kind: 'gone', text: notCancelable };
		},
		cancelAll: () => cancelWhere(() => true),
		cancelSymbol: symbol => cancelWhere(order => order.request.symbol === symbol),
		findByClientOid: async (symbol, clientOid) => {
			const order = venue.orders.find(symbol, { clientOid });
			return order === undefined ? undefined : toVenueOrder(order);
		},
		findById: async (symbol, orderId) => {
			const order = venue.orders.find(symbol, { orderId });
			return order === undefined ? undefined : toVenueOrder(order);
		},
		activeSymbols: async () => [...new Set(list(order => order.active).map(order => order.symbol))],
		activeOrders: async symbol => list(order => order.active && order.request.symbol === symbol),
		doneOrders: async (symbol, since) =>
			list(order => !order.active && order.request.symbol === symbol && order.updatedAt >= since),
		fills: async query =>
			venue.account
				.fills()
				.filter(
					fill =>
						fill.symbol === query.symbol &&
						('orderId' in query ? fill.orderId === query.orderId : fill.time >= query.since),
				),
		balances: async () =>
			venue.account.balances().map(({ currency, total, hold }) => ({
				currency,
				total,
				hold,
				available: decimalText(subtractDecimals(total, hold)),
			})),
		fees: async symbol => feeRatesOf(market.instrument(symbol)),
		venueStatus: async () => 'open',
		venueNow: market.venueNow,
		deadMan: undefined,
		hasNativeStops: false,
		hasNativeOcos: false,
		observe,
		export: venue.export,
		stop: () => {
			stopped = true;
			stopExpiry();
			for (const flight of [...flights]) {
				land(flight, { kind: 'not-sent', reason: 'the paper gateway has stopped' });
			}
		},
	};
}
