import { signalExpiryOf, signalFutureMs, signalKeyOf } from '../../model/signal-event.js';
import { judgeSockets } from '../judge.js';
import type { SignalEntry, State } from '../state.js';
import type { Instant, SignalFacet, SignalFilter, SignalRow, SignalsView } from '../views.js';

/** The newest signals first; `rows` of those that the filter lets through. */
export function selectSignals(
	state: State,
	request: { readonly rows: number; readonly filter?: SignalFilter },
	at: Instant,
): SignalsView {
	const { signals } = state;
	const { filter = {} } = request;
	const now = at.wall + (state.clockOffsetMs ?? 0);
	const rows: SignalRow[] = [];
	for (let index = 0; index < signals.log.size() && rows.length < request.rows; index += 1) {
		const entry = signals.log.newest(index);
		if (entry !== undefined && matches(entry, filter)) {
			rows.push(describeEntry(state, entry, now));
		}
	}

	// Signals come when they come; what can fail is the data that the local ones are made from.
	const { state: dataState, note } = judgeSockets(state, at.mono);
	const links = signals.links();
	const down = links.find(({ isUp }) => !isUp);
	return Object.freeze({
		freshness: {
			state: dataState,
			ageMs: signals.lastAt === undefined ? undefined : at.mono - signals.lastAt,
			note: note === '' && down !== undefined ? `${down.name} ${down.text}` : note,
		},
		rows,
		filter,
		received: signals.received,
		quarantined: signals.quarantined,
		links,
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

/** What the log can be narrowed to: sources, then types, then symbols, each with the most frequent first. */
export function selectSignalFacets(state: State): readonly SignalFacet[] {
	const counts = { source: new Map(), type: new Map(), symbol: new Map() } satisfies Record<
		string,
		Map<string, number>
	>;
	const count = (values: Map<string, number>, value: string): void => {
		values.set(value, (values.get(value) ?? 0) + 1);
	};
	for (let index = 0; index < state.signals.log.size(); index += 1) {
		const entry = state.signals.log.newest(index);
		if (entry?.kind === 'signal') {
			const { source, signalType, symbol } = entry.event.signal;
			count(counts.source, source);
			count(counts.type, signalType);
			count(counts.symbol, symbol);
		} else if (entry !== undefined) {
			count(counts.source, entry.event.source);
		}
	}

	return (['source', 'type', 'symbol'] as const).flatMap(field =>
		[...counts[field]]
			.sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
			.map(([value, rows]) => ({ field, value, count: rows })),
	);
}

function matches(entry: SignalEntry, { source, type, symbol }: SignalFilter): boolean {
	if (entry.kind === 'quarantined') {
		return type === undefined && symbol === undefined && (source === undefined || entry.event.source === source);
	}

	const { signal } = entry.event;
	return (
		(source === undefined || signal.source === source) &&
		(type === undefined || signal.signalType === type) &&
		(symbol === undefined || signal.symbol === symbol)
	);
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
			isCalibrated: false,
			entry: undefined,
			entryLow: undefined,
			entryHigh: undefined,
			stop: undefined,
			targets: [],
			lagMs: 0,
			stage: 'quarantined',
			expiresAt: undefined,
			taken: 0,
			reached: undefined,
			repeats: 0,
			state: 'quarantined',
			reason: event.field === '' ? event.problem : `${event.field}: ${event.problem}`,
			horizon: undefined,
			features: undefined,
			id: '',
			key: String(entry.row),
		};
	}

	const { signal } = entry.event;
	const isUnknown = state.instruments.size > 0 && !state.instruments.has(signal.symbol);
	const taken = state.signals.taken.get(signalKeyOf(signal.source, signal.id))?.size ?? 0;
	const stage = isUnknown ? 'quarantined' : stageOf(entry, now);
	const first = state.signals.outcomeOf(signal.source, signal.id)?.first;
	const reached = first === 'stop' || first === 'target' || first === 'late' ? first : undefined;
	return {
		time: signal.timestamp,
		ageMs: Math.max(0, now - signal.timestamp),
		source: signal.source,
		verified: signal.verified,
		symbol: signal.symbol,
		signalType: signal.signalType,
		side: signal.side,
		confidence: signal.confidence,
		isCalibrated: state.signals.isCalibrated(signal.source, signal.signalType),
		entry: describeZone(signal.entryLow, signal.entryHigh),
		entryLow: signal.entryLow,
		entryHigh: signal.entryHigh,
		stop: signal.stop,
		targets: signal.targets,
		lagMs: signal.lagMs,
		stage,
		expiresAt: signalExpiryOf(signal),
		taken,
		reached,
		repeats: entry.duplicates,
		state:
			entry.isEarlier === true && stage === 'expired' && reached === undefined
				? 'earlier'
				: describeState({ stage, taken, reached, repeats: entry.duplicates }),
		reason: isUnknown ? 'unknown symbol' : signal.reason,
		horizon: signal.horizon,
		features: signal.features,
		id: signal.id,
		key: String(entry.row),
	};
}

function stageOf(
	{ event: { signal }, isEarlier }: SignalEntry & { readonly kind: 'signal' },
	now: number,
): SignalRow['stage'] {
	// What was said to an earlier run was for the market of then.
	if (isEarlier === true) {
		return 'expired';
	}

	if (signal.timestamp - now > signalFutureMs) {
		return 'future';
	}

	const expiresAt = signalExpiryOf(signal);
	return expiresAt !== undefined && now > expiresAt ? 'expired' : 'open';
}

const wordsOfReached = { stop: 'stopped out', target: 'target hit', late: 'late' } as const;

function describeState({
	stage,
	taken,
	reached,
	repeats,
}: Pick<SignalRow, 'stage' | 'taken' | 'reached' | 'repeats'>): string {
	if (stage === 'quarantined') {
		return 'quarantined';
	}

	const words = [
		...(taken === 0 ? [] : [taken === 1 ? 'taken' : `taken ×${taken}`]),
		// That it has expired is no news where its outcome is known.
		...(reached !== undefined
			? [wordsOfReached[reached]]
			: stage === 'future'
				? ['clock?']
				: stage === 'expired'
					? ['expired']
					: []),
		...(repeats === 0 ? [] : [`dup ×${repeats + 1}`]),
	];
	return words.length === 0 ? 'new' : words.join(' · ');
}

function describeZone(low: string | undefined, high: string | undefined): string | undefined {
	if (low === undefined || high === undefined || low === high) {
		return low ?? high;
	}

	return `${low}-${high}`;
}
