import { decimalText, parseDecimal } from '../lib/decimal.js';
import type { AccountEvent } from '../model/account-event.js';
import type { TradeEvent } from '../model/market-event.js';
import type { OrderRequest } from '../model/order.js';
import { applyLevel, applyPrint, crossesLimit } from './fill-model.js';
import { type Arrival, planArrival } from './paper-arrival.js';
import { type BookSide, createTakenLevels, type PaperMarket } from './paper-market.js';
import { createPaperOrder, type PaperOrder } from './paper-order.js';
import { createPaperOrders, type PaperOrders } from './paper-orders.js';
import { findRefusal, mostActive, mostActivePerSymbol, type PaperRefusal } from './paper-rules.js';
import { createPaperSettlement, holdOf, type PaperSettlement } from './paper-settlement.js';
import type { PaperState } from './paper-state.js';

/**
 * The paper account at its venue, changed by one step at a time. Each step that changed something ends in one call of
 * `commit` with all of it, in order, as the private stream would tell it. No time passes in here.
 */
export type PaperVenue = {
	/** Takes an order at this moment: its id, or why not. The book of its symbol has to be LIVE. */
	readonly place: (request: OrderRequest) => string | PaperRefusal;
	/** False when it is not active. */
	readonly cancel: (order: PaperOrder) => boolean;
	/** Ends the orders whose time is over. */
	readonly expire: () => void;
	readonly onPrint: (print: TradeEvent) => void;
	/** After a change of the symbol's book. */
	readonly onBook: (symbol: string) => void;
	/** Whether the next change of the symbol's book, or the next print, matters here. */
	readonly watches: (symbol: string) => boolean;
	readonly orders: Pick<PaperOrders, 'all' | 'find' | 'knows' | 'rests'>;
	readonly account: Pick<PaperSettlement, 'balances' | 'fills'>;
	/** A copy. */
	readonly export: () => PaperState;
};

const sideOf = (side: OrderRequest['side']): BookSide => (side === 'buy' ? 'bid' : 'ask');
const oppositeOf = (side: OrderRequest['side']): BookSide => (side === 'buy' ? 'ask' : 'bid');

export function createPaperVenue(
	deps: {
		readonly market: PaperMarket;
		/** Our wall clock, ms. */
		readonly wallNow: () => number;
		readonly commit: (events: readonly AccountEvent[]) => void;
	},
	state: PaperState,
): PaperVenue {
	const { market, wallNow } = deps;
	const orders = createPaperOrders(structuredClone(state.orders));
	const settlement = createPaperSettlement({ venueNow: market.venueNow, wallNow }, state);
	const taken = createTakenLevels();
	/** Venue time of the newest print that orders of a symbol have met. */
	const metUntil = new Map<string, number>();
	let nextOrder = state.next.order;
	/** No order ends by its time before this, venue ms. */
	let nextExpiry = 0;

	const step = <Result>(action: () => Result): Result => {
		const result = action();
		const events = settlement.takeEvents();
		if (events.length > 0) {
			deps.commit(events);
		}

		return result;
	};

	const finish = (order: PaperOrder, kind: 'filled' | 'canceled'): void => {
		order.active = false;
		order.resting = undefined;
		settlement.tell(order, kind);
		settlement.release(order);
		orders.end(order);
	};

	const refuseCount = ({ clientOid, symbol }: OrderRequest): PaperRefusal | undefined => {
		if (orders.knows(clientOid)) {
			return { code: '400100', text: 'validation.createOrder.clientOidDuplicated' };
		}

		const active = orders.all().filter(order => order.active);
		const isFull =
			active.length >= mostActive ||
			active.filter(order => order.request.symbol === symbol).length >= mostActivePerSymbol;
		return isFull ? { code: '200003', text: 'Your orders have reached the limit' } : undefined;
	};

	const place = (request: OrderRequest): string | PaperRefusal => {
		const { symbol, side } = request;
		const instrument = market.instrument(symbol);
		const refusal = findRefusal(request, instrument) ?? refuseCount(request);
		if (refusal !== undefined || instrument === undefined) {
			return refusal!;
		}

		const opposite = oppositeOf(side);
		const now = market.venueNow();
		const arrival = planArrival(request, instrument, {
			shown: market.levels(symbol, opposite),
			free: taken.free(symbol, opposite, market.levels(symbol, opposite), 'taker', now),
		});
		const orderId = `paper-${wallNow().toString(36)}-${nextOrder}`;
		const order = createPaperOrder(request, instrument, { orderId, now });
		settlement.tell(order, 'received');
		if (!settlement.hold(order, holdOf(order, arrival))) {
			settlement.takeEvents();
			return { code: '200004', text: 'Balance insufficient!' };
		}

		nextOrder += 1;
		orders.add(order);
		for (const { price, size } of arrival.fills) {
			settlement.execute(order, price, size, 'taker');
			taken.take(symbol, opposite, price, size, now);
		}

		settle(order, arrival);
		return order.orderId;
	};

	const settle = (order: PaperOrder, { ending, remaining }: Arrival): void => {
		const { symbol, side, price, size } = order.request;
		if (ending === 'rests') {
			order.resting = {
				side,
				price: price!,
				remaining,
				queueAhead: decimalText(parseDecimal(market.sizeAt(symbol, sideOf(side), price!))),
				since: market.bookTime(symbol),
			};
			orders.rest(order);
			nextExpiry = Math.min(nextExpiry, order.expiresAt ?? nextExpiry);
			settlement.tell(order, 'open');
			return;
		}

		if (ending === 'canceled') {
			order[size === undefined ? 'canceledFunds' : 'canceledSize'] = remaining;
		}

		finish(order, ending);
	};

	const cancel = (order: PaperOrder): boolean => {
		if (order.resting === undefined) {
			return false;
		}

		order.canceledSize = order.resting.remaining;
		finish(order, 'canceled');
		return true;
	};

	const expire = (): void => {
		const now = market.venueNow();
		if (now < nextExpiry) {
			return;
		}

		nextExpiry = Number.POSITIVE_INFINITY;
		for (const order of orders.all()) {
			const { expiresAt } = order;
			if (expiresAt !== undefined && expiresAt <= now) {
				cancel(order);
			} else if (expiresAt !== undefined && order.active) {
				nextExpiry = Math.min(nextExpiry, expiresAt);
			}
		}
	};

	/** A maker's fill at its own price; what is left of it stands in `resting` already. */
	const executeResting = (order: PaperOrder, size: string): void => {
		settlement.execute(order, order.request.price!, size, 'maker');
		if (order.resting?.remaining === '0') {
			finish(order, 'filled');
		}
	};

	const onPrint = (print: TradeEvent): void => {
		const { side, price, time } = print;
		metUntil.set(print.symbol, Math.max(time, metUntil.get(print.symbol) ?? 0));
		let left = parseDecimal(print.size);
		for (const order of orders.resting(print.symbol)) {
			const { resting } = order;
			if (resting === undefined || resting.side === side || time <= resting.since) {
				continue;
			}

			const after = applyPrint(resting, { side, price, size: decimalText(left), time });
			order.resting = { ...after.resting, since: resting.since };
			if (after.filled !== '0') {
				left = left.minus(after.filled);
				executeResting(order, after.filled);
			}
		}
	};

	/** The other side has come to the price of a resting order: whoever shows there would have met it first. */
	const meetOpposite = (order: PaperOrder): void => {
		const { symbol, side, price } = order.request;
		const limit = Number(price);
		const opposite = oppositeOf(side);
		const now = market.venueNow();
		for (const [at, size] of taken.free(symbol, opposite, market.levels(symbol, opposite), 'maker', now)) {
			const { resting } = order;
			// The numbers decide nearly always, and never wrongly: rounding keeps their order.
			const isApart = side === 'buy' ? Number(at) > limit : Number(at) < limit;
			if (resting === undefined || isApart || !crossesLimit(side, at, price)) {
				return;
			}

			const remaining = parseDecimal(resting.remaining);
			const filled = remaining.gt(size) ? size : resting.remaining;
			taken.take(symbol, opposite, at, filled, now);
			order.resting = { ...resting, queueAhead: '0', remaining: decimalText(remaining.minus(filled)) };
			executeResting(order, decimalText(parseDecimal(filled)));
		}
	};

	const onBook = (symbol: string): void => {
		if (!orders.rests(symbol)) {
			taken.forget(symbol, market.venueNow());
		}

		taken.refresh(symbol, (side, price) => market.sizeAt(symbol, side, price));
		for (const order of orders.resting(symbol)) {
			const { resting } = order;
			if (resting === undefined) {
				continue;
			}

			const { queueAhead, since } = resting;
			const shown = queueAhead === '0' ? '0' : market.sizeAt(symbol, sideOf(resting.side), resting.price);
			if (shown !== queueAhead && Number(shown) <= Number(queueAhead)) {
				order.resting = { ...applyLevel(resting, shown, market.bookTime(symbol)), since };
			}

			meetOpposite(order);
		}
	};

	/** A print that counted already may be told again after a restart: what is saved starts behind it. */
	const savedOf = (order: PaperOrder): PaperOrder => {
		const { resting } = order;
		const since = Math.max(resting?.since ?? 0, metUntil.get(order.request.symbol) ?? 0);
		return { ...order, resting: resting === undefined ? undefined : { ...resting, since } };
	};

	return {
		place: request => step(() => place(request)),
		cancel: order => step(() => cancel(order)),
		expire: () => step(expire),
		onPrint: print => step(() => onPrint(print)),
		onBook: symbol => step(() => onBook(symbol)),
		watches: symbol => orders.rests(symbol) || taken.has(symbol),
		orders,
		account: settlement,
		export: () =>
			structuredClone({
				v: 1,
				balances: settlement.balances(),
				orders: orders.all().map(savedOf),
				fills: settlement.fills(),
				next: { order: nextOrder, ...settlement.nextIds() },
			}),
	};
}
