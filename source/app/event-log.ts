import type { EngineEvent } from '../engine/engine.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Clock } from '../lib/seams.js';
import { describeSocket } from '../market/freshness.js';
import type { Logger } from '../platform/logger.js';

const badFramesPerMinute = 20;

/** Writes what an operator wants to know later: connects, losses, gaps, refused frames. Never a price, never a secret. */
export function createEventLog({ clock, log }: { readonly clock: Clock; readonly log: Logger }) {
	let minuteFrom = clock.monoNow();
	let badFrames = 0;

	/** A broken feed can refuse thousands of frames a second. */
	const logBadFrame = (text: string): void => {
		const now = clock.monoNow();
		if (now - minuteFrom >= 60_000) {
			if (badFrames > badFramesPerMinute) {
				log.warn(`${badFrames - badFramesPerMinute} more refused frames in the last minute`);
			}

			minuteFrom = now;
			badFrames = 0;
		}

		badFrames += 1;
		if (badFrames <= badFramesPerMinute) {
			log.warn(text);
		}
	};

	return (event: EngineEvent): void => {
		switch (event.type) {
			case 'socket':
				if (event.state === 'live') {
					log.info(`${event.socket} live at ${event.host ?? 'unknown host'}, generation ${event.generation}`);
				} else if (event.state === 'waiting' || event.state === 'stale') {
					log.warn(`${event.socket} ${event.state}: ${toSafeText(describeSocket(event, clock.monoNow()))}`);
				}

				return;
			case 'topic':
				if (event.state === 'failed' || event.state === 'silent') {
					log.warn(`${event.topic} ${event.state}: ${toSafeText(event.reason ?? '')}`);
				}

				return;
			case 'book-status':
				if (event.status !== 'live') {
					log.info(`book ${event.symbol} ${event.status}: ${toSafeText(event.reason)}`);
				}

				return;
			case 'malformed':
				logBadFrame(`refused frame on ${toSafeText(event.topic ?? event.socket)}: ${toSafeText(event.reason)}`);
				return;
			case 'venue':
				log.info(`venue ${event.status} ${toSafeText(event.message)}`);
				return;
			case 'clock':
				log.info(`clock offset ${Math.round(event.offsetMs)} ms, round trip ${Math.round(event.rttMs)} ms`);
				return;
			case 'signal-quarantined':
				log.warn(`signal of ${event.source} quarantined: ${event.field} ${event.problem}`);
				return;
			default:
		}
	};
}
