import type { Cancel, Clock } from '../lib/seams.js';
import type { Fill } from '../model/order.js';
import type { Gateway, VenueOrder } from '../trading/gateway.js';
import { hasGuess, isFinal, lacksChild, type Order, statusOf, untracedReason } from '../trading/order-state.js';
import type { OrderLedger } from './order-ledger.js';
import { baseOf, findTraces, guessChild, hasMoved, noTraces, type Traces } from './trigger-child.js';
import { evidenceOfRecord } from './venue-evidence.js';

/**
 * Finds out what became of orders whose outcome is not known, and of stops whose trigger made an order that is not known: by
 * looking, never by sending again and never by a timer alone. The stream counts too: whatever brings evidence ends the search.
 *
 * That what a trigger made is found nowhere proves nothing, since the venue does not say under which name it is: the order
 * stays UNKNOWN then, for a person to decide. An order that is the only one it can be is taken for it, as a guess.
 */
export type UnknownOrders = {
	/** `sentAt`: the client timestamp that went with the order, ms of the venue's clock as it was known then. */
	readonly watch: (clientOid: string, sentAt: number, options?: { readonly rateLimited?: boolean }) => void;
	/** Looks at once instead of waiting for the next turn. */
	readonly lookNow: () => void;
	readonly stop: () => void;
};

/** The venue refuses an order that reaches it later than this after its client timestamp. */
export const sendWindowMs = 5000;

/** Beyond the window, for what the venue's gateway has let in and its engine has not yet shown. */
const graceMs = 5000;

/**
 * Since the beginning of the search, each: while the order may still arrive at most 2 s apart, then twice as soon as nothing can
 * arrive any more.
 */
const lookAtMs = [250, 500, 1000, 2000, 4000, 6000, 8000, 10_250, 12_500] as const;

const lookEveryMs = 5000;

/** Between two looks, of which the former took long. */
const leastPauseMs = 250;

const sweepsApartMs = 2000;

/** For what a trigger made to be shown under its stop's name. */
const childGraceMs = 5000;

/** Of what was looked for in vain. */
const lookAgainMs = 30_000;

/** Whether there is something to find out. */
export const isOpenQuestion = (order: Order): boolean =>
	!isFinal(order) && ((statusOf(order) === 'UNKNOWN' && !hasGuess(order)) || lacksChild(order));

type Search = {
	readonly sentAt: number;
	readonly startedAt: number;
	/** The venue said that it counts too many requests: one clean look that finds nothing makes that a refusal. */
	readonly rateLimited: boolean;
	attempt: number;
	/** Monotonic ms of the first clean sweep, after the order could no longer arrive, that found nothing. */
	emptyAt: number | undefined;
	/** What there was of the base currency when the search began. */
	readonly baseTotal: string | undefined;
	cancel: Cancel;
};

export function createUnknownOrders(
	clock: Clock,
	gateway: Pick<
		Gateway,
		'findByClientOid' | 'findById' | 'activeOrders' | 'doneOrders' | 'fills' | 'balances' | 'venueNow' | 'venueStatus'
	>,
	ledger: OrderLedger,
	deps: {
		readonly totalOf: (currency: string) => string | undefined;
		/** An order of nobody here was taken for what a trigger made. */
		readonly onGuess: (order: Order, child: VenueOrder) => void;
	},
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

	/** When it left, by the venue's clock as it is known now: no later than the search began, whatever the clocks were then. */
	const sentTime = ({ sentAt, startedAt }: Search): number =>
		Math.min(sentAt, gateway.venueNow() - (clock.monoNow() - startedAt));

	/** Whether the order can no longer reach the venue, by both clocks: a wall clock alone may have jumped. */
	const isPastWindow = (search: Search): boolean => {
		const deadline = sentTime(search) + sendWindowMs + graceMs;
		return gateway.venueNow() > deadline && clock.monoNow() - search.startedAt > sendWindowMs + graceMs;
	};

	/** Everywhere the venue could show it. Undefined when it was found; throws when the venue could not be asked. */
	const sweep = async (clientOid: string, search: Search): Promise<Traces | undefined> => {
		const order = ledger.get(clientOid)!;
		const { symbol } = order;
		// Of a stop that was triggered nothing is asked but what came of it, which is an order in the book.
		const direct = await gateway.findByClientOid(symbol, clientOid, lacksChild(order) ? 'plain' : order.family);
		if (direct !== undefined) {
			ledger.apply(clientOid, evidenceOfRecord(direct), 'found by client id');
			return undefined;
		}

		// And a little more, so that an order that the venue stamped early is in there.
		const since = sentTime(search) - sendWindowMs;
		const listed = [...(await gateway.activeOrders(symbol)), ...(await gateway.doneOrders(symbol, since))];
		const record = listed.find(entry => entry.clientOid === clientOid);
		if (record !== undefined) {
			ledger.apply(clientOid, evidenceOfRecord(record), 'found in a list');
			return undefined;
		}

		const fills = await gateway.fills({ symbol, since });
		if (await searchFills(clientOid, symbol, fills, new Set(listed.map(({ orderId }) => orderId)))) {
			return undefined;
		}

		const isKnown = (of: { readonly orderId: string; readonly clientOid?: string }): boolean =>
			ledger.byOrderId(of.orderId) !== undefined || ledger.get(of.clientOid ?? '') !== undefined;
		return order.family === 'plain' ? noTraces : findTraces(order, { orders: listed, fills }, isKnown);
	};

	/** A fill names only its order: one that belongs to no known order is asked for whose it is. */
	const searchFills = async (
		clientOid: string,
		symbol: string,
		fills: readonly Fill[],
		listed: ReadonlySet<string>,
	): Promise<boolean> => {
		const asked = new Set<string>();
		for (const { orderId } of fills) {
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

	const noteEmpty = async (order: Order, search: Search, wasPast: boolean, traces: Traces): Promise<void> => {
		const { clientOid } = order;
		if (lacksChild(order)) {
			if (clock.monoNow() - search.startedAt >= childGraceMs) {
				noteUntraced(order, traces);
			}

			return;
		}

		if (search.rateLimited) {
			ledger.apply(clientOid, { kind: 'rejected', code: '429000', text: 'Too many requests' }, 'not found');
			return;
		}

		if (!wasPast || order.untraced) {
			return;
		}

		const now = clock.monoNow();
		search.emptyAt ??= now;
		if (now - search.emptyAt < sweepsApartMs) {
			return;
		}

		// While the venue is down its lists prove nothing.
		const isOpen = (await gateway.venueStatus()) === 'open';
		const mayLive = await mayHaveTriggered(order, search, traces);
		if (!isUnknown(clientOid)) {
			return;
		}

		if (mayLive) {
			ledger.apply(clientOid, { kind: 'unknown', reason: untracedReason }, 'something like it is there');
		} else if (isOpen) {
			ledger.apply(clientOid, { kind: 'not-placed' }, 'found nowhere, twice, after it could arrive');
		} else {
			search.emptyAt = undefined;
		}
	};

	/** A stop of which no answer came may have been taken, triggered and forgotten since: then something of it is to be seen. */
	const mayHaveTriggered = async (order: Order, search: Search, traces: Traces): Promise<boolean> => {
		if (order.family === 'plain') {
			return false;
		}

		if (traces.orders.length > 0 || traces.fills.length > 0) {
			return true;
		}

		const { baseTotal: before } = search;
		const base = baseOf(order.symbol);
		const now = (await gateway.balances()).find(({ currency }) => currency === base)?.total ?? '0';
		const ours = [...ledger.all()].flatMap(({ fills }) => [...fills.values()]);
		const since = sentTime(search);
		return (
			before !== undefined &&
			hasMoved(
				order,
				{ before, now },
				ours.filter(({ time }) => time >= since),
			)
		);
	};

	const noteUntraced = (order: Order, traces: Traces): void => {
		const { clientOid } = order;
		const child = order.cancelRequested ? undefined : guessChild(order, traces);
		const [id] = [...order.venueIds].find(([, { stop }]) => stop === 'triggered') ?? [];
		if (child === undefined || id === undefined) {
			ledger.apply(clientOid, { kind: 'unknown', reason: untracedReason }, 'what came of it is found nowhere');
			return;
		}

		deps.onGuess(order, child);
		const triggered = { kind: 'venue', orderId: id, state: 'open', filledSize: '0', canceledSize: '0' } as const;
		ledger.apply(
			clientOid,
			{ ...triggered, stop: 'triggered', triggeredOrderId: child.orderId, isGuess: true },
			'the only order that its trigger can have made',
		);
		ledger.apply(clientOid, evidenceOfRecord(child), 'the only order that its trigger can have made');
	};

	const look = async (clientOid: string, search: Search): Promise<void> => {
		if (looking.has(clientOid)) {
			return;
		}

		looking.add(clientOid);
		const wasPast = isPastWindow(search);
		try {
			const traces = await sweep(clientOid, search);
			const order = ledger.get(clientOid);
			if (traces !== undefined && order !== undefined && isOpenQuestion(order)) {
				await noteEmpty(order, search, wasPast, traces);
			}
		} catch {
			// A sweep that could not ask everywhere is no sweep.
			search.emptyAt = undefined;
		} finally {
			looking.delete(clientOid);
		}
	};

	/** By the time since the search began, however long the looks before took. */
	const delayOf = (clientOid: string, { attempt, startedAt }: Search): number => {
		if (ledger.get(clientOid)?.untraced === true) {
			return lookAgainMs;
		}

		const last = lookAtMs.length - 1;
		const at = lookAtMs[attempt] ?? (lookAtMs[last] as number) + lookEveryMs * (attempt - last);
		return Math.max(leastPauseMs, startedAt + at - clock.monoNow());
	};

	const schedule = (clientOid: string, search: Search): void => {
		search.cancel = clock.after(delayOf(clientOid, search), async () => {
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
				baseTotal: deps.totalOf(baseOf(ledger.get(clientOid)?.symbol ?? '')),
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
