import { NetError } from '../../lib/errors.js';
import type { Cancel, Clock } from '../../lib/seams.js';
import type { VenueEvent } from '../../model/health-event.js';
import type { KucoinData } from './market-data.js';
import { showText } from './wire-text.js';

export type VenueStatus = {
	readonly start: () => void;
	/** A server's failure was seen: ask soon. */
	readonly suspect: () => void;
	/** Something got through: what was called unreachable is asked again. */
	readonly reached: () => void;
	readonly stop: () => void;
};

const intervalMs = 30_000;
const leastPauseMs = 5000;

/** Asks for the service status each 30 s, soon after an HTTP 5xx, each 5 s while it cannot be reached, and once something can. Source: KuCoin docs, Get Service Status. */
export function createVenueStatus(deps: {
	readonly clock: Clock;
	readonly data: KucoinData;
	readonly publish: (event: VenueEvent) => void;
	/** It answers again after it could not be reached. */
	readonly onReachable: () => void;
}): VenueStatus {
	const { clock, data, publish, onReachable } = deps;
	let cancel: Cancel | undefined;
	let lastAskedAt = Number.NEGATIVE_INFINITY;
	let isUnreachable = false;
	let stopped = false;
	let asked = 0;
	let answered = 0;

	async function ask(): Promise<void> {
		asked += 1;
		const question = asked;
		lastAskedAt = clock.monoNow();
		let event: Pick<VenueEvent, 'status' | 'message'>;
		try {
			const { status, message } = await data.status();
			event = { status, message: showText(message) };
		} catch (error) {
			const message = error instanceof NetError ? error.failure.text : error instanceof Error ? error.message : '';
			event = { status: 'unreachable', message: showText(message) };
		}

		// A later question has been answered meanwhile.
		if (stopped || question < answered) {
			return;
		}

		answered = question;
		const wasUnreachable = isUnreachable;
		isUnreachable = event.status === 'unreachable';
		cancel?.();
		cancel = clock.after(isUnreachable ? leastPauseMs : intervalMs, () => void ask());
		publish({ type: 'venue', ...event, receivedAt: clock.wallNow() });
		if (wasUnreachable && !isUnreachable) {
			onReachable();
		}
	}

	return {
		start: () => void ask(),
		suspect: () => {
			if (!stopped && clock.monoNow() - lastAskedAt >= leastPauseMs) {
				void ask();
			}
		},
		reached: () => {
			if (isUnreachable && !stopped) {
				void ask();
			}
		},
		stop: () => {
			stopped = true;
			cancel?.();
		},
	};
}
