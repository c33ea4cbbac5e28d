import type { Side } from '../model/market-event.js';
import { type BookSide, createBookSide, type EngineOrder, type PriceLevel } from './book-side.js';
import type { CancelCause, EngineSink } from './matching-engine.js';

/** The orders that wait in a book, and what of them can be seen. */
export type RestingOrders = {
	readonly bids: BookSide;
	readonly asks: BookSide;
	/** The side that an order of `side` trades against. */
	readonly contraOf: (side: Side) => BookSide;
	/** Changes what a level shows. */
	readonly moveShown: (level: PriceLevel, side: Side, change: number) => void;
	readonly dropEmpty: (level: PriceLevel, side: Side) => void;
	/** Puts an order at the end of its level; hidden ones stand behind the visible. */
	readonly rest: (order: EngineOrder) => void;
	/** Ends an order, resting or not. */
	readonly end: (order: EngineOrder, cause: CancelCause) => void;
	/** Takes `lots` off an order, resting or not. */
	readonly shrink: (order: EngineOrder, lots: number) => void;
};

export function createRestingOrders(sink: EngineSink): RestingOrders {
	const bids = createBookSide('buy');
	const asks = createBookSide('sell');
	const sideOf = (side: Side): BookSide => (side === 'buy' ? bids : asks);
	const contraOf = (side: Side): BookSide => (side === 'buy' ? asks : bids);

	const moveShown = (level: PriceLevel, side: Side, change: number): void => {
		if (change !== 0) {
			const before = level.shown;
			level.shown += change;
			sink.onLevel(side, level.ticks, before, level.shown);
		}
	};

	const dropEmpty = (level: PriceLevel, side: Side): void => {
		if (level.queue.length === 0 && level.dark.length === 0) {
			sideOf(side).remove(level);
		}
	};

	const rest = (order: EngineOrder): void => {
		const level = sideOf(order.side).obtain(order.ticks);
		order.resting = true;
		if (order.hidden && order.peak === 0) {
			level.dark.push(order);
			sink.onRest(order);
			return;
		}

		order.shown = order.peak > 0 ? Math.min(order.peak, order.remaining) : order.remaining;
		level.queue.push(order);
		sink.onRest(order);
		moveShown(level, order.side, order.shown);
	};

	const takeOut = (order: EngineOrder): void => {
		const level = sideOf(order.side).find(order.ticks);
		if (level === undefined) {
			return;
		}

		const list = level.queue.includes(order) ? level.queue : level.dark;
		list.splice(list.indexOf(order), 1);
		order.resting = false;
		const { shown } = order;
		order.shown = 0;
		moveShown(level, order.side, -shown);
		dropEmpty(level, order.side);
	};

	const end = (order: EngineOrder, cause: CancelCause): void => {
		if (order.resting) {
			takeOut(order);
		}

		sink.onCanceled(order, cause);
		order.remaining = 0;
	};

	const shrink = (order: EngineOrder, lots: number): void => {
		const oldLots = order.lots;
		order.lots -= lots;
		order.remaining -= lots;
		const level = order.resting ? sideOf(order.side).find(order.ticks) : undefined;
		const excess = order.shown - order.remaining;
		if (level !== undefined && excess > 0) {
			order.shown -= excess;
			moveShown(level, order.side, -excess);
		}

		sink.onReduced(order, oldLots);
	};

	return { bids, asks, contraOf, moveShown, dropEmpty, rest, end, shrink };
}
