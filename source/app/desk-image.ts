import type { State } from '../store/state.js';
import type { Balance } from '../trading/gateway.js';
import type { Order } from '../trading/order-state.js';
import type { FillEvent, GateEvent, PositionEvent, TradingEvent } from '../trading/trading-event.js';

/** An order as JSON can carry it: its maps as lists of entries. */
type WireOrder = Omit<Order, 'venueIds' | 'fills'> & {
	readonly venueIds: readonly (readonly [string, unknown])[];
	readonly fills: readonly (readonly [string, unknown])[];
};

/** What the one who trades knows of orders and account, for another process of the same user to show. */
export type DeskImage = {
	/** Of kcmon: what another version writes is not read. */
	readonly version: string;
	/** What to ask the next image with: monotonic ms of who trades. */
	readonly until: number;
	/** Those that changed since the image before, the oldest change first. */
	readonly orders: readonly WireOrder[];
	/** The newest last. */
	readonly fills: readonly FillEvent[];
	readonly balances: readonly Balance[];
	readonly positions: readonly PositionEvent[];
	readonly gate: GateEvent | undefined;
};

const shownFills = 100;

/** `since`: `until` of the image before, 0 for all. `now` is monotonic ms. */
export function imageOf({ trading }: Pick<State, 'trading'>, since: number, now: number): DeskImage {
	const changed = [...trading.orders.values()].filter(({ changedAt }) => changedAt >= since);
	changed.sort((left, right) => left.changedAt - right.changedAt);
	const fills: FillEvent[] = [];
	for (let index = Math.min(shownFills, trading.fills.size()) - 1; index >= 0; index -= 1) {
		const fill = trading.fills.newest(index);
		if (fill !== undefined) {
			fills.push(fill);
		}
	}

	return {
		version: __KCMON_VERSION__,
		until: now,
		orders: changed.map(({ order }) => ({ ...order, venueIds: [...order.venueIds], fills: [...order.fills] })),
		fills,
		balances: [...trading.balances.values()],
		positions: [...trading.positions.values()],
		gate: trading.gate,
	};
}

/** The image as events for a store that only looks; undefined for what no kcmon of this version wrote. */
export function eventsOfImage(
	value: unknown,
	receivedAt: number,
):
	| { readonly until: number; readonly events: readonly TradingEvent[]; readonly fills: readonly FillEvent[] }
	| undefined {
	const image = (value ?? {}) as Partial<DeskImage>;
	const { version, until, orders, fills, balances, positions, gate } = image;
	if (
		version !== __KCMON_VERSION__ ||
		typeof until !== 'number' ||
		!Array.isArray(orders) ||
		!Array.isArray(fills) ||
		!Array.isArray(balances) ||
		!Array.isArray(positions)
	) {
		return undefined;
	}

	return {
		until,
		events: [
			...(orders as readonly WireOrder[]).map((order): TradingEvent => {
				const { venueIds, fills: executions, ...facts } = order;
				// What JSON left out was undefined.
				return {
					type: 'order',
					order: { ...facts, venueIds: new Map(venueIds), fills: new Map(executions) } as Order,
					receivedAt,
				};
			}),
			{ type: 'balances', balances, complete: true, receivedAt },
			...(positions as readonly PositionEvent[]),
			...(gate === undefined ? [] : [gate]),
		],
		fills: fills as readonly FillEvent[],
	};
}
