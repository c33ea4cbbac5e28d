import type { OrderLedger } from './order-ledger.js';

/** What the stream says of stops that are no orders here, as a reason to compare with the venue, which names their owners. */
export type StopNews = {
	/** A leg is never known by its own id: its pair is asked for. */
	readonly add: (orderId: string, isLeg: boolean) => void;
};

/** The answer to a placement may come after the event of it; and both legs of a pair speak. */
const waitMs = 300;

export function createStopNews(
	after: (delayMs: number, callback: () => void) => void,
	ledger: Pick<OrderLedger, 'byOrderId'>,
	compare: (why: string) => void,
): StopNews {
	const ids = new Map<string, boolean>();

	return {
		add(orderId, isLeg) {
			ids.set(orderId, isLeg);
			if (ids.size > 1) {
				return;
			}

			after(waitMs, () => {
				const isNews = [...ids].some(([id, leg]) => leg || ledger.byOrderId(id) === undefined);
				ids.clear();
				if (isNews) {
					compare('a stop or a pair changed');
				}
			});
		},
	};
}
