import type { CancelReport, Trading } from '../engine/trading.js';
import type { Clock } from '../lib/seams.js';
import type { State } from '../store/state.js';
import type { OrderEntry } from '../store/trading-record.js';
import type { Gateway } from '../trading/gateway.js';
import type { CancelWish } from './control-channel.js';

export type CancelDesk = {
	readonly clock: Clock;
	readonly trading: Pick<Trading, 'cancel' | 'cancelAll'>;
	/** The orders, as far as `trading` has told of them. */
	readonly state: State;
	readonly gateway: Pick<Gateway, 'cancel' | 'findById'>;
};

/** `unknown`: ids that no working order has. */
export type CancelResult = CancelReport & { readonly unknown: readonly string[] };

const patienceMs = 15_000;
const lookEveryMs = 100;

/** Cancels what was named and waits for the venue's word. An id may be the venue's or ours, and names its order whoever made it. */
export async function cancelOrders(desk: CancelDesk, wish: CancelWish): Promise<CancelResult> {
	if (wish.scope === 'ids') {
		return cancelByIds(desk, wish.ids);
	}

	return { ...(await desk.trading.cancelAll(wish, 'command')), unknown: [] };
}

async function cancelByIds(desk: CancelDesk, ids: readonly string[]): Promise<CancelResult> {
	const named = [...new Set(ids)].map(id => ({ id, entry: findOrder(desk.state, id) }));
	const found = [...new Set(named.flatMap(({ entry }) => (entry === undefined ? [] : [entry])))];
	const outcomes = await Promise.all(found.map(entry => cancelOne(desk, entry)));
	const canceled = outcomes.filter(isGone => isGone).length;
	return {
		requested: found.length,
		canceled,
		left: found.length - canceled,
		verified: canceled === found.length,
		brackets: 0,
		unknown: named.filter(({ entry }) => entry === undefined).map(({ id }) => id),
	};
}

function findOrder(state: State, id: string): OrderEntry | undefined {
	return [...state.trading.orders.values()].find(
		({ order, isFinal }) => !isFinal && (order.clientOid === id || order.orderId === id || order.venueIds.has(id)),
	);
}

/** Whether the order is over. */
async function cancelOne({ clock, trading, state, gateway }: CancelDesk, { order }: OrderEntry): Promise<boolean> {
	const until = clock.monoNow() + patienceMs;
	const { symbol, orderId, clientOid, family, external } = order;
	if (!external) {
		trading.cancel(clientOid, 'command');
		while (findOrder(state, clientOid) !== undefined && clock.monoNow() < until) {
			await pause(clock);
		}

		return findOrder(state, clientOid) === undefined;
	}

	if (orderId === undefined) {
		return false;
	}

	// Not one of those that trading keeps: asked and looked up here.
	while (clock.monoNow() < until) {
		await gateway.cancel({ symbol, orderId, clientOid, family });
		for (let look = 0; look < 5; look += 1) {
			const record = await gateway.findById(symbol, orderId, family).catch(() => 'unknown' as const);
			if (record !== 'unknown' && record?.active !== true) {
				return true;
			}

			await pause(clock);
		}
	}

	return false;
}

const pause = (clock: Clock): Promise<void> => new Promise(resolve => clock.after(lookEveryMs, resolve));
