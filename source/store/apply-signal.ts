import {
	type SignalEvent,
	type SignalQuarantinedEvent,
	type SignalReceivedEvent,
	signalKeyOf,
} from '../model/signal-event.js';
import { signalLogRows } from './initial-state.js';
import { cleanReason } from './problem.js';
import type { SignalSourceRecord, State } from './state.js';

/** Ids are kept a little longer than rows: a repeat of a row that is gone is still a repeat. */
const maxIds = signalLogRows * 2;

export function applySignal(state: State, event: SignalEvent, now: number): void {
	state.signals.lastAt = now;
	if (event.type === 'signal') {
		applyReceived(state, event);
	} else {
		applyQuarantined(state, event);
	}
}

/** Shows what earlier runs have logged, oldest first, ahead of anything of this run. It counts nowhere. */
export function restoreSignals({ signals }: State, events: readonly SignalReceivedEvent[]): void {
	if (signals.rows > 0) {
		return;
	}

	for (const event of events) {
		signals.rows += 1;
		signals.log.push({ kind: 'signal', row: signals.rows, event, duplicates: 0, isEarlier: true });
	}
}

function applyReceived(state: State, event: SignalReceivedEvent): void {
	const { signals } = state;
	const { signal } = event;
	const source = sourceOf(state, signal.source);
	source.lastAt = event.receivedAt;
	const key = signalKeyOf(signal.source, signal.duplicateOf ?? signal.id);
	const original = signals.byId.get(key);
	if (signal.duplicateOf !== undefined || original !== undefined) {
		signals.duplicates += 1;
		source.duplicates += 1;
		if (original !== undefined) {
			original.duplicates += 1;
			return;
		}
	} else {
		signals.received += 1;
		source.received += 1;
	}

	signals.rows += 1;
	const entry = {
		kind: 'signal' as const,
		row: signals.rows,
		event,
		duplicates: signal.duplicateOf === undefined ? 0 : 1,
	};
	signals.log.push(entry);
	signals.byId.set(key, entry);
	if (signals.byId.size > maxIds) {
		const oldest = signals.byId.keys().next();
		if (oldest.done !== true) {
			signals.byId.delete(oldest.value);
		}
	}
}

function applyQuarantined(state: State, event: SignalQuarantinedEvent): void {
	state.signals.quarantined += 1;
	const source = sourceOf(state, event.source);
	source.quarantined += 1;
	source.lastAt = event.receivedAt;
	state.signals.rows += 1;
	state.signals.log.push({
		kind: 'quarantined',
		row: state.signals.rows,
		event: { ...event, field: cleanReason(event.field), problem: cleanReason(event.problem) },
	});
}

function sourceOf(state: State, name: string): SignalSourceRecord {
	let source = state.signals.sources.get(name);
	if (source === undefined) {
		source = { received: 0, quarantined: 0, duplicates: 0, lastAt: 0 };
		state.signals.sources.set(name, source);
	}

	return source;
}
