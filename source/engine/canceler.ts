import { record } from '../journal/entry.js';
import type { Cancel, Clock } from '../lib/seams.js';
import { type CancelOutcome, findAt, type Gateway, type VenueAddress } from '../trading/gateway.js';
import { hasGuess, isFinal, isInDoubt, liveAddressesOf, type Order } from '../trading/order-state.js';
import type { OrderLedger } from './order-ledger.js';
import type { Scribe } from './scribe.js';
import { evidenceOfRecord, noteEndedStops } from './venue-evidence.js';

/** Cancels orders of ours, each again and again until there is evidence of its end. Nothing blocks it. */
export type Canceler = {
	/** Sends all of them before it does anything else. What is final, or is being canceled already, is left alone. */
	readonly cancel: (orders: readonly Order[], why: string) => void;
	/** Cancels that wait for their evidence. */
	readonly pending: () => number;
	readonly stop: () => void;
};

/** Between one attempt and the next; then the last for ever. */
const delaysMs = [250, 500, 1000, 2000, 4000] as const;

type Attempts = { count: number; timer: Cancel; last: CancelOutcome['kind'] | undefined; readonly why: string };

export function createCanceler(
	deps: {
		readonly clock: Clock;
		readonly gateway: Pick<Gateway, 'cancel' | 'findById' | 'findByClientOid'>;
		readonly ledger: OrderLedger;
		readonly scribe: Scribe;
	},
	onGone: (order: Order) => void,
): Canceler {
	const { clock, gateway, ledger, scribe } = deps;
	const running = new Map<string, Attempts>();
	let isStopped = false;

	const openOrder = (clientOid: string): Order | undefined => {
		const order = ledger.get(clientOid);
		return order === undefined || isFinal(order) || hasNoAddress(order) ? undefined : order;
	};

	const finish = (clientOid: string): void => {
		running.get(clientOid)?.timer();
		running.delete(clientOid);
	};

	const send = (order: Order): Promise<CancelOutcome> => {
		try {
			return gateway.cancel(addressOf(order));
		} catch (error) {
			return Promise.reject(error);
		}
	};

	/** The venue's own record of the order, as evidence. */
	const lookUp = async (order: Order): Promise<void> => {
		const found = await findAt(gateway, addressOf(order));
		if (found !== undefined) {
			ledger.apply(order.clientOid, evidenceOfRecord(found), 'looked up after cancel');
		}
	};

	const settle = async (clientOid: string, attempts: Attempts, sending: Promise<CancelOutcome>): Promise<void> => {
		let outcome: CancelOutcome;
		try {
			outcome = await sending;
		} catch (error) {
			outcome = { kind: 'failed', reason: String(error), retryAfterMs: undefined };
		}

		const order = ledger.get(clientOid);
		if (order === undefined) {
			finish(clientOid);
			return;
		}

		// Every word of the venue is new once; a repetition of it is no news.
		if (outcome.kind !== attempts.last || outcome.kind === 'failed') {
			scribe.write(journal => {
				record(journal, 'cancel.outcome', attempts.why, {
					client_oid: clientOid,
					symbol: order.symbol,
					outcome: outcome.kind,
					...describe(outcome),
				});
			});
		}

		attempts.last = outcome.kind;
		if (outcome.kind === 'requested') {
			noteEndedStops(ledger, outcome.endedIds ?? []);
		}

		if (outcome.kind === 'gone' && openOrder(clientOid) !== undefined) {
			await lookUp(order).catch(() => {});
			if (openOrder(clientOid) !== undefined) {
				onGone(order);
			}
		}

		if (!isStopped && running.get(clientOid) === attempts) {
			again(clientOid, attempts, outcome.kind === 'failed' ? outcome.retryAfterMs : undefined);
		}
	};

	const again = (clientOid: string, attempts: Attempts, waitMs = 0): void => {
		const delay = delaysMs[Math.min(attempts.count, delaysMs.length - 1)] as number;
		attempts.count += 1;
		attempts.timer = clock.after(Math.max(delay, waitMs), async () => {
			const order = openOrder(clientOid);
			if (order === undefined) {
				finish(clientOid);
				return;
			}

			// The request was taken: its event may have been lost, so the record is asked before the request is repeated.
			if (attempts.last === 'requested') {
				await lookUp(order).catch(() => {});
			}

			const left = openOrder(clientOid);
			if (left === undefined || isStopped) {
				finish(clientOid);
			} else {
				await settle(clientOid, attempts, send(left));
			}
		});
	};

	return {
		cancel(orders, why) {
			const sent: [Order, Attempts, Promise<CancelOutcome>][] = [];
			for (const order of orders) {
				if (openOrder(order.clientOid) !== undefined && !running.has(order.clientOid)) {
					const attempts: Attempts = { count: 0, timer: () => {}, last: undefined, why };
					running.set(order.clientOid, attempts);
					sent.push([order, attempts, send(order)]);
				}
			}

			// The disk comes after the wire, and once for all: until this returns no byte of them leaves the process.
			scribe.together(() => {
				for (const [{ clientOid }] of sent) {
					ledger.apply(clientOid, { kind: 'cancel-requested' }, why);
				}
			});
			for (const [{ clientOid }, attempts, sending] of sent) {
				void settle(clientOid, attempts, sending);
			}
		},
		pending: () => running.size,
		stop() {
			isStopped = true;
			for (const clientOid of [...running.keys()]) {
				finish(clientOid);
			}
		},
	};
}

/** Nobody knows what it became: there is nothing to cancel until somebody does. */
const hasNoAddress = (order: Order): boolean => isInDoubt(order) && !hasGuess(order);

/** What is in the book goes first: what is left beside it is canceled at the next attempt. */
const addressOf = (order: Order): VenueAddress =>
	liveAddressesOf(order)[0] ?? {
		symbol: order.symbol,
		orderId: order.orderId,
		clientOid: order.clientOid,
		family: order.family,
	};

function describe(outcome: CancelOutcome): { readonly reason?: string } {
	switch (outcome.kind) {
		case 'requested':
			return {};
		case 'gone':
			return { reason: outcome.text };
		case 'failed':
			return { reason: outcome.reason };
	}
}
