import type { Cancel, Clock } from '../lib/seams.js';
import type { Gateway } from '../trading/gateway.js';
import { type Evidence, lacksChild, type Order, statusOf } from '../trading/order-state.js';
import type { OrderLedger } from './order-ledger.js';
import { evidenceOfRecord } from './venue-evidence.js';

/**
 * Finds out what became of orders whose outcome is not known, and of stops whose trigger made an order that is not known: by
 * looking, never by sending again and never by a timer alone. The stream counts too: whatever brings evidence ends the search.
 */
export type UnknownOrders = {
	/** `sentAt`: the client timestamp that went with the order, wall ms. */
	readonly watch: (clientOid: string, sentAt: number, options?: { readonly rateLimited?: boolean }) => void;
	/** Looks at once instead of waiting for the next turn. */
	readonly lookNow: () => void;
	readonly stop: () => void;
};

/** The venue refuses an order that reaches it later than this after its client timestamp. */
export const sendWindowMs = 5000;

/** Beyond the window, for what the venue's gateway has let in and its engine has not yet shown. */
const graceMs = 3000;

/** Since the beginning of the search, each. */
const lookAtMs = [250, 500, 1000, 2000, 4000] as const;

const lookEveryMs = 5000;

/** Between two looks, of which the former took long. */
const leastPauseMs = 250;

const sweepsApartMs = 2000;

/** For what a trigger made to be shown: to sell again beside it is worse than to wait. */
const childGraceMs = 30_000;

/** Whether there is something to find out. */
export const isOpenQuestion = (order: Order): boolean => statusOf(order) === 'UNKNOWN' || lacksChild(order);

type Search = {
	readonly sentAt: number;
	readonly startedAt: number;
	/** The venue said that it counts too many requests: one clean look that finds nothing makes that a refusal. */
	readonly rateLimited: boolean;
	attempt: number;
	/** Monotonic ms of the first clean sweep, after the order could no longer arrive, that found nothing. */
	emptyAt: number | undefined;
	cancel: Cancel;
};

export function createUnknownOrders(
	clock: Clock,
	gateway: Pick<
		Gateway,
		'findByClientOid' | 'findById' | 'activeOrders' | 'doneOrders' | 'fills' | 'venueNow' | 'venueStatus'
	>,
	ledger: OrderLedger,
): UnknownOrders {
	const searches = new Map<string, Search>();
	const looking = new Set<string>();

	const isUnknown = (clientOid: string): boolean => {
		const order = ledger.get(clientOid);
		return order !== undefined && isOpenQuestion(order);
	};

	const finish = (clientOid: string): void => {
		searches.get(clientOid)?.cancel();
		searches.delete(clientOid);
	};

	/** Whether the order can no longer reach the venue, by both clocks: a wall clock alone may have jumped. */
	const isPastWindow = (search: Search): boolean => {
		const offset = gateway.venueNow() - clock.wallNow();
		const deadline = search.sentAt + offset + sendWindowMs + graceMs;
		return gateway.venueNow() > deadline && clock.monoNow() - search.startedAt > sendWindowMs + graceMs;
	};

	/** Everywhere the venue could show it. True when it was found; throws when the venue could not be asked. */
	const sweep = async (clientOid: string, search: Search): Promise<boolean> => {
		const order = ledger.get(clientOid)!;
		const { symbol } = order;
		// Of a stop that was triggered nothing is asked but what came of it, which is an order in the book.
		const direct = await gateway.findByClientOid(symbol, clientOid, lacksChild(order) ? 'plain' : order.family);
		if (direct !== undefined) {
			ledger.apply(clientOid, evidenceOfRecord(direct), 'found by client id');
			return true;
		}

		// The venue's clock, and a little more, so that an order that it stamped early is in there.
		const since = search.sentAt + (gateway.venueNow() - clock.wallNow()) - sendWindowMs;
		const listed = [...(await gateway.activeOrders(symbol)), ...(await gateway.doneOrders(symbol, since))];
		const record = listed.find(entry => entry.clientOid === clientOid);
		if (record !== undefined) {
			ledger.apply(clientOid, evidenceOfRecord(record), 'found in a list');
			return true;
		}

		return searchFills(clientOid, symbol, since, new Set(listed.map(({ orderId }) => orderId)));
	};

	/** A fill names only its order: one that belongs to no known order is asked for whose it is. */
	const searchFills = async (
		clientOid: string,
		symbol: string,
		since: number,
		listed: ReadonlySet<string>,
	): Promise<boolean> => {
		const asked = new Set<string>();
		for (const { orderId } of await gateway.fills({ symbol, since })) {
			if (listed.has(orderId) || asked.has(orderId) || ledger.byOrderId(orderId) !== undefined) {
				continue;
			}

			asked.add(orderId);
			const record = await gateway.findById(symbol, orderId, 'plain');
			if (record?.clientOid === clientOid) {
				ledger.apply(clientOid, evidenceOfRecord(record), 'found by its fill');
				return true;
			}
		}

		return false;
	};

	const noteEmpty = async (clientOid: string, search: Search, wasPast: boolean): Promise<void> => {
		const order = ledger.get(clientOid);
		if (search.rateLimited && order !== undefined && statusOf(order) === 'UNKNOWN') {
			ledger.apply(clientOid, { kind: 'rejected', code: '429000', text: 'Too many requests' }, 'not found');
			return;
		}

		const isChild = order !== undefined && lacksChild(order);
		if (!wasPast || (isChild && clock.monoNow() - search.startedAt < childGraceMs)) {
			return;
		}

		const now = clock.monoNow();
		search.emptyAt ??= now;
		if (now - search.emptyAt < sweepsApartMs) {
			return;
		}

		// While the venue is down its lists prove nothing.
		if ((await gateway.venueStatus()) === 'open' && isUnknown(clientOid)) {
			for (const evidence of conclusionOf(order as Order)) {
				ledger.apply(clientOid, evidence, 'found nowhere, twice, after it could arrive');
			}
		} else {
			search.emptyAt = undefined;
		}
	};

	const look = async (clientOid: string, search: Search): Promise<void> => {
		if (looking.has(clientOid)) {
			return;
		}

		looking.add(clientOid);
		const wasPast = isPastWindow(search);
		try {
			if (!(await sweep(clientOid, search)) && isUnknown(clientOid)) {
				await noteEmpty(clientOid, search, wasPast);
			}
		} catch {
			// A sweep that could not ask everywhere is no sweep.
			search.emptyAt = undefined;
		} finally {
			looking.delete(clientOid);
		}
	};

	/** By the time since the search began, however long the looks before took. */
	const delayOf = ({ attempt, startedAt }: Search): number => {
		const last = lookAtMs.length - 1;
		const at = lookAtMs[attempt] ?? (lookAtMs[last] as number) + lookEveryMs * (attempt - last);
		return Math.max(leastPauseMs, startedAt + at - clock.monoNow());
	};

	const schedule = (clientOid: string, search: Search): void => {
		search.cancel = clock.after(delayOf(search), async () => {
			search.attempt += 1;
			if (!isUnknown(clientOid)) {
				finish(clientOid);
				return;
			}

			await look(clientOid, search);
			if (searches.get(clientOid) !== search) {
				return;
			}

			if (isUnknown(clientOid)) {
				schedule(clientOid, search);
			} else {
				finish(clientOid);
			}
		});
	};

	return {
		watch(clientOid, sentAt, options = {}) {
			if (searches.has(clientOid)) {
				return;
			}

			const search: Search = {
				sentAt,
				startedAt: clock.monoNow(),
				rateLimited: options.rateLimited ?? false,
				attempt: 0,
				emptyAt: undefined,
				cancel: () => {},
			};
			searches.set(clientOid, search);
			schedule(clientOid, search);
		},
		lookNow() {
			for (const [clientOid, search] of searches) {
				void look(clientOid, search);
			}
		},
		stop() {
			for (const search of searches.values()) {
				search.cancel();
			}

			searches.clear();
		},
	};
}

/** What two clean sweeps that found nothing say: it was never placed, or the trigger made no order. */
function conclusionOf(order: Order): readonly Evidence[] {
	if (!lacksChild(order)) {
		return [{ kind: 'not-placed' }];
	}

	return [...order.venueIds]
		.filter(([, { stop }]) => stop === 'triggered')
		.map(([orderId]) => ({
			kind: 'venue' as const,
			orderId,
			state: 'done' as const,
			filledSize: '0',
			canceledSize: '0',
			ending: 'canceled' as const,
			stop: 'triggered' as const,
		}));
}
