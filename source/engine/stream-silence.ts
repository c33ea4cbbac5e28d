import { isFinal } from '../trading/order-state.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import type { AccountIntake } from './account-intake.js';
import type { OrderLedger } from './order-ledger.js';

/** Whether the account's stream still speaks of orders. It has no sequence: only what is due and does not come can tell. */
export type StreamSilence = {
	/** The venue took an order of ours: the stream has to say so. */
	readonly expect: (clientOid: string) => void;
	/** The stream spoke of an order. */
	readonly heard: () => void;
	/** The stream is known to be down, or back: what was due meanwhile may have been lost with it. */
	readonly streamChanged: (isLost: boolean) => void;
	/** It owed a word, and has not spoken of any order since. */
	readonly isDeaf: () => boolean;
};

export type StreamSilenceDeps = {
	readonly after: (delayMs: number, callback: () => void) => void;
	readonly ledger: Pick<OrderLedger, 'get'>;
	readonly intake: Pick<AccountIntake, 'hasHeardOf'>;
	readonly compare: (why: string) => void;
	/** Subscribes the stream to the orders anew. */
	readonly resubscribe: () => void;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	readonly onChange: () => void;
};

/** An order that the venue took has an event on the stream by then. */
const eventDueMs = 5000;

export function createStreamSilence(deps: StreamSilenceDeps): StreamSilence {
	let isDeaf = false;
	let isLost = false;
	let breaks = 0;

	const setDeaf = (next: boolean): void => {
		if (isDeaf !== next) {
			isDeaf = next;
			deps.onChange();
		}
	};

	const judge = (clientOid: string, mayBeMissed: boolean): void => {
		const order = deps.ledger.get(clientOid);
		if (order === undefined || deps.intake.hasHeardOf(clientOid)) {
			return;
		}

		// It lived and ended unheard: what it moved is compared, and nothing is left that could go on unseen.
		if (isFinal(order)) {
			if (order.seen) {
				deps.compare('order stream silent');
				deps.resubscribe();
			}

			return;
		}

		deps.compare('order stream silent');
		// Stops and pairs are told by a topic of their own, which not every site has.
		if (mayBeMissed || order.family !== 'plain') {
			return;
		}

		if (!isDeaf) {
			deps.notify('warning', 'order stream silent: subscribed anew, and asked by REST each 5 s');
		}

		setDeaf(true);
		deps.resubscribe();
	};

	return {
		expect(clientOid) {
			const wasLost = isLost;
			const before = breaks;
			deps.after(eventDueMs, () => judge(clientOid, wasLost || breaks !== before));
		},
		heard: () => setDeaf(false),
		streamChanged(lost) {
			isLost = lost;
			breaks += lost ? 1 : 0;
		},
		isDeaf: () => isDeaf,
	};
}
