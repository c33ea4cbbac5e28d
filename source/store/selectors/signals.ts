import { judgeSockets } from '../judge.js';
import type { SignalEntry, State } from '../state.js';
import type { Instant, SignalRow, SignalsView } from '../views.js';

/** A signal from further ahead has a clock that cannot be trusted. */
const futureMs = 5000;

/** The newest signals first. */
export function selectSignals(state: State, request: { readonly rows: number }, at: Instant): SignalsView {
	const { signals } = state;
	const now = at.wall + (state.clockOffsetMs ?? 0);
	const rows: SignalRow[] = [];
	for (let index = 0; index < Math.min(request.rows, signals.log.size()); index += 1) {
		const entry = signals.log.newest(index);
		if (entry !== undefined) {
			rows.push(describeEntry(state, entry, now));
		}
	}

	// Signals come when they come; what can fail is the data that the local ones are made from.
	const { state: dataState, note } = judgeSockets(state, at.mono);
	return Object.freeze({
		freshness: {
			state: dataState,
			ageMs: signals.lastAt === undefined ? undefined : at.mono - signals.lastAt,
			note,
		},
		rows,
		received: signals.received,
		quarantined: signals.quarantined,
		duplicates: signals.duplicates,
		sources: [...signals.sources].map(([name, source]) => ({
			name,
			state: [
				`${source.received} received`,
				...(source.quarantined > 0 ? [`${source.quarantined} quarantined`] : []),
				...(source.duplicates > 0 ? [`${source.duplicates} dup`] : []),
			].join(' · '),
		})),
	});
}

function describeEntry(state: State, entry: SignalEntry, now: number): SignalRow {
	if (entry.kind === 'quarantined') {
		const { event } = entry;
		return {
			time: event.receivedAt,
			ageMs: Math.max(0, now - event.receivedAt),
			source: event.source,
			verified: 'none',
			symbol: '',
			signalType: '',
			side: undefined,
			confidence: 0,
			entry: undefined,
			stop: undefined,
			targets: [],
			lagMs: 0,
			state: 'quarantined',
			reason: event.field === '' ? event.problem : `${event.field}: ${event.problem}`,
			id: '',
		};
	}

	const { signal } = entry.event;
	const isUnknown = state.instruments.size > 0 && !state.instruments.has(signal.symbol);
	return {
		time: signal.timestamp,
		ageMs: Math.max(0, now - signal.timestamp),
		source: signal.source,
		verified: signal.verified,
		symbol: signal.symbol,
		signalType: signal.signalType,
		side: signal.side,
		confidence: signal.confidence,
		entry: describeZone(signal.entryLow, signal.entryHigh),
		stop: signal.stop,
		targets: signal.targets,
		lagMs: signal.lagMs,
		state: isUnknown ? 'quarantined' : stateOf(entry, now),
		reason: isUnknown ? 'unknown symbol' : signal.reason,
		id: signal.id,
	};
}

function stateOf(entry: SignalEntry & { readonly kind: 'signal' }, now: number): string {
	const { signal } = entry.event;
	if (signal.timestamp - now > futureMs) {
		return 'clock?';
	}

	if (signal.ttlMs !== undefined && now > signal.timestamp + signal.ttlMs) {
		return 'expired';
	}

	return entry.duplicates > 0 ? `dup ×${entry.duplicates + 1}` : 'new';
}

function describeZone(low: string | undefined, high: string | undefined): string | undefined {
	if (low === undefined || high === undefined || low === high) {
		return low ?? high;
	}

	return `${low}-${high}`;
}
