import { assertNever } from '../lib/assert-never.js';
import type { FeedEvent } from '../market/feed.js';
import type { AlertEvent } from '../model/alert-event.js';
import type { ProcessSampleEvent } from '../model/health-event.js';
import type { SignalEvent } from '../model/signal-event.js';
import type { TradingEvent } from '../trading/trading-event.js';
import {
	applyClock,
	applyMalformed,
	applyPong,
	applyProbe,
	applySocket,
	applySocketSample,
	applyTopic,
	applyVenue,
} from './apply-health.js';
import {
	applyBookAudit,
	applyBookDelta,
	applyBookSnapshot,
	applyBookStatus,
	applyCandle,
	applyInstruments,
	applyStats,
	applyTicker,
	applyTrade,
} from './apply-market.js';
import { applySignal } from './apply-signal.js';
import { applyTrading } from './apply-trading.js';
import { applyBoard } from './board.js';
import { cleanReason } from './problem.js';
import { noteQueueLevels, noteQueuePrint } from './queue-ahead.js';
import type { State } from './state.js';

/** Everything that changes the store. */
export type StoreEvent = FeedEvent | SignalEvent | AlertEvent | ProcessSampleEvent | TradingEvent;

/** Changes the state by one event. `now` is monotonic ms. The frequent events come first. */
export function applyEvent(state: State, event: StoreEvent, now: number): void {
	switch (event.type) {
		case 'book-delta':
			state.counters.events += 1;
			applyBookDelta(state, event, now);
			if (state.trading.queues.size > 0) {
				noteQueueLevels(state, event.symbol);
			}

			return;
		case 'trade':
			state.counters.events += 1;
			applyTrade(state, event, now);
			if (state.trading.queues.size > 0) {
				noteQueuePrint(state, event);
			}

			return;
		case 'ticker':
			state.counters.events += 1;
			applyTicker(state, event, now);
			return;
		case 'book-snapshot':
			state.counters.events += 1;
			applyBookSnapshot(state, event, now);
			return;
		case 'candle':
			state.counters.events += 1;
			applyCandle(state, event, now);
			return;
		case 'stats':
			state.counters.events += 1;
			applyStats(state, event, now);
			return;
		case 'board':
			applyBoard(state.board, event, now);
			return;
		case 'book-status':
			applyBookStatus(state, event);
			return;
		case 'book-audit':
			applyBookAudit(state, event);
			return;
		case 'instruments':
			applyInstruments(state, event);
			return;
		case 'socket':
			applySocket(state, event, now);
			return;
		case 'socket-sample':
			applySocketSample(state, event, now);
			return;
		case 'topic':
			applyTopic(state, event, now);
			return;
		case 'probe':
			applyProbe(state, event, now);
			return;
		case 'malformed':
			applyMalformed(state, event);
			return;
		case 'clock':
			applyClock(state, event);
			return;
		case 'pong':
			applyPong(state, event);
			return;
		case 'venue':
			applyVenue(state, event);
			return;
		case 'signal':
		case 'signal-quarantined':
			applySignal(state, event, now);
			return;
		case 'order':
		case 'fill':
		case 'balances':
		case 'position':
		case 'gate':
		case 'notice':
			applyTrading(state, event, now);
			return;
		case 'alert':
			state.alerts.log.push({ ...event, text: cleanReason(event.text) });
			state.alerts.count += 1;
			return;
		case 'process-sample':
			state.process = event;
			return;
		default:
			assertNever(event);
	}
}
