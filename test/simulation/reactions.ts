import type { EngineEvent } from '../../source/engine/engine.js';
import type { Facts } from './facts.js';

/** Counts what the client says about its troubles, in its own words without their numbers. */
export function noteReactions(event: EngineEvent, facts: Facts): void {
	switch (event.type) {
		case 'socket':
			if (event.state === 'waiting' && event.reason !== undefined) {
				facts.count(`socket ${plain(event.reason)}`);
			}

			return;
		case 'topic':
			if (event.state === 'silent' || event.state === 'failed') {
				facts.count(`topic ${event.stream} ${event.state} ${plain(event.reason ?? '')}`);
			}

			return;
		case 'book-status':
			if (event.status !== 'live') {
				facts.count(`book ${event.status} ${plain(event.reason)}`);
			}

			return;
		case 'probe':
			facts.count(`probe ${event.verdict}`);
			return;
		case 'notice':
			facts.count(`notice ${plain(event.text).slice(0, 40)}`);
			return;
		case 'clock':
			if (Math.abs(event.offsetMs) > 1000) {
				facts.count('clock found more than 1 s off');
			}

			return;
		case 'socket-sample':
			if (event.duplicates > 0) {
				facts.count('samples with duplicates dropped');
			}

			return;
		case 'malformed':
			facts.count('malformed refused');
			return;
		case 'venue':
			facts.count(`venue ${event.status}`);
			return;
		case 'gate':
			facts.count(`gate ${event.trading}`);
			if (event.closedBecause !== undefined) {
				facts.count(`gate ${plain(event.closedBecause)}`);
			}

			return;
		case 'order':
			if (event.order.external) {
				facts.count('external order');
			}

			return;
		default:
	}
}

const plain = (text: string): string => text.replaceAll(/[+-]?\d[\d.]*/g, '#');
