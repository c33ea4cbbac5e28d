import { createHash } from 'node:crypto';
import type { Clock } from '../lib/seams.js';
import type { Signal, SignalVerification } from '../model/signal-event.js';
import type { PublishSignal } from '../signals/source.js';
import { type FieldMap, mapFields } from './field-map.js';
import { createSignalIds, type SeenId, type SignalIds } from './signal-ids.js';
import { type ParsedSignal, parseJson, parseSignalValue, type SignalFields } from './signal-schema.js';

export type IntakeDeps = {
	readonly clock: Clock;
	readonly publish: PublishSignal;
	/** Whether the venue trades this pair. Asked only when the list of pairs is known. */
	readonly isTradable: (symbol: string) => boolean;
	/**
	 * The venue's list of pairs, which comes after the start: whether it is known, and what calls back once when it is.
	 * @default known
	 */
	readonly pairs?: { readonly areKnown: () => boolean; readonly whenKnown: (run: () => void) => void };
	/** What came before, also in earlier runs. @default a memory of this run alone */
	readonly ids?: SignalIds;
	/** How a source's own shape becomes events. @default as they are */
	readonly mapOf?: (source: string) => FieldMap | undefined;
};

/** How a signal came in, which its maker cannot choose. */
export type Provenance = { readonly source: string; readonly verified: SignalVerification };

export type AcceptOptions = {
	/** A JSON list stands for the events in it. @default false */
	readonly lists?: boolean;
	/** The sender's id of this delivery: the same comes again when the sender tries again. */
	readonly delivery?: string | undefined;
	/** What was taken is known after a loss of power, too; then `accept` throws when it cannot be written. @default false */
	readonly durable?: boolean;
	/** An older event is malformed: its id may be forgotten, so that it could come as a new one. @default Infinity */
	readonly maxAgeMs?: number;
	/** Asked once with the number of events, before anything comes of them. */
	readonly admit?: (events: number) => boolean;
};

/** What became of a text. */
export type Acceptance =
	| { readonly kind: 'taken' | 'duplicate' | 'ignored' | 'refused' }
	/**
	 * `field` in the sender's spelling, of a list with the place of the first that is wrong; empty when the whole is not
	 * JSON. What else a list held is taken, and a repeat when it comes again.
	 */
	| { readonly kind: 'malformed'; readonly field: string };

/** The one door for other people's signals, shared by all adapters so that duplicates are known across them. */
export type Intake = {
	/**
	 * Takes one JSON text. What is wrong in it is published as a quarantined event; of a list, the rest is taken. A pair
	 * that does not trade here is quarantined and yet taken. Throws only with `durable`.
	 */
	readonly accept: (text: string, provenance: Provenance, options?: AcceptOptions) => Acceptance;
	/** Publishes what could not even be read as text. */
	readonly quarantine: (problem: string, source: string) => void;
	/** While the list of pairs is not known: events are taken and told later. Who can wait should. */
	readonly isWaiting: () => boolean;
};

/** An event, and whether its time is that of its receipt. */
type ReadEvent = { readonly parsed: ParsedSignal; readonly isStamped: boolean };
type Taken = { readonly fields: SignalFields; readonly isStamped: boolean };
type Candidate = { readonly fields: SignalFields; readonly seen: SeenId; readonly isRepeat: boolean };

/** So many events wait for the list of pairs; more are refused. */
const maxHeld = 1000;

/**
 * Creates the door: checks each event against the schema, adds when it came and how it was proved, and marks what was
 * seen before. The key is the maker's id within its source, or a SHA-256 of the other fields; of all but the time where that
 * is the time of receipt. Ids are kept before the
 * event is published, so that what was shown once never counts again.
 */
export function createIntake({ clock, publish, isTradable, pairs, ids, mapOf }: IntakeDeps): Intake {
	const seenIds = ids ?? createSignalIds(clock);
	let held: (() => void)[] = [];
	const isWaiting = (): boolean => pairs?.areKnown() === false;

	/** In the order of arrival: nothing overtakes what is held. */
	const whenKnown = (run: () => void): void => {
		if (isWaiting()) {
			held.push(run);
		} else {
			run();
		}
	};

	pairs?.whenKnown(() => {
		const runs = held;
		held = [];
		for (const run of runs) {
			run();
		}
	});

	const quarantineField = (field: string, problem: string, source: string): void => {
		publish({ type: 'signal-quarantined', source, field, problem, receivedAt: Math.floor(clock.wallNow()) });
	};

	const publishSignal = (
		{ fields, seen, isRepeat }: Candidate,
		{ source, verified }: Provenance,
		receivedAt: number,
	): void => {
		const signal: Signal = {
			...fields,
			id: seen.id,
			source,
			receivedAt,
			lagMs: receivedAt - fields.timestamp,
			verified,
			duplicateOf: isRepeat ? seen.id : undefined,
		};
		publish({ type: 'signal', signal, receivedAt });
	};

	/** The events of a text, each parsed; undefined for what the source's map passes over. */
	const parseEach = (values: readonly unknown[], source: string): readonly (ReadEvent | undefined)[] => {
		const map = mapOf?.(source);
		return values.map(value => {
			const mapped =
				map === undefined
					? { kind: 'event' as const, value, isStamped: false }
					: mapFields(map, value, Math.floor(clock.wallNow()));
			return mapped.kind === 'event'
				? { parsed: parseSignalValue(mapped.value), isStamped: mapped.isStamped }
				: undefined;
		});
	};

	const refuseOld = (event: ReadEvent | undefined, maxAgeMs = Number.POSITIVE_INFINITY): ReadEvent | undefined =>
		event?.parsed.ok === true && clock.wallNow() - event.parsed.fields.timestamp > maxAgeMs
			? { ...event, parsed: { ok: false, field: 'timestamp', problem: 'is older than repeats are remembered' } }
			: event;

	const candidatesOf = (events: readonly Taken[], source: string): readonly Candidate[] => {
		const inThisText = new Set<string>();
		return events.map(({ fields, isStamped }) => {
			const id = fields.id ?? digestOf(isStamped ? { ...fields, timestamp: 0 } : fields, source);
			const seen: SeenId = { source, kind: 'event', id };
			const isRepeat = inThisText.has(id) || seenIds.has(seen);
			inThisText.add(id);
			return { fields, seen, isRepeat };
		});
	};

	/** All are right. What is new is kept in mind before anybody hears of it. */
	const takeEvents = (
		events: readonly Taken[],
		provenance: Provenance,
		{ delivery, durable }: { readonly delivery: string | undefined; readonly durable: boolean },
	): 'taken' | 'duplicate' => {
		const { source } = provenance;
		const candidates = candidatesOf(events, source);
		const receivedAt = Math.floor(clock.wallNow());
		const deliveryId: readonly SeenId[] = delivery === undefined ? [] : [{ source, kind: 'delivery', id: delivery }];
		if (deliveryId.some(seenIds.has)) {
			for (const candidate of candidates.filter(({ isRepeat }) => isRepeat)) {
				whenKnown(() => {
					if (isTradable(candidate.fields.symbol)) {
						publishSignal(candidate, provenance, receivedAt);
					}
				});
			}

			return 'duplicate';
		}

		const fresh = candidates.filter(({ isRepeat }) => !isRepeat).map(({ seen }) => seen);
		if (fresh.length > 0 || deliveryId.length > 0) {
			seenIds.remember([...deliveryId, ...fresh], { sync: durable });
		}

		for (const candidate of candidates) {
			whenKnown(() => {
				if (isTradable(candidate.fields.symbol)) {
					publishSignal(candidate, provenance, receivedAt);
				} else {
					quarantineField('symbol', `is not a pair that trades here, was "${candidate.fields.symbol}"`, source);
				}
			});
		}

		return fresh.length > 0 ? 'taken' : 'duplicate';
	};

	return {
		accept: (text, provenance, { lists = false, delivery, durable = false, maxAgeMs, admit } = {}) => {
			const { source } = provenance;
			const json = parseJson(text);
			const values = json.ok ? (lists && Array.isArray(json.value) ? (json.value as unknown[]) : [json.value]) : [];
			if (held.length + values.length > maxHeld || admit?.(Math.max(1, values.length)) === false) {
				return { kind: 'refused' };
			}

			if (!json.ok || values.length === 0) {
				quarantineField('', json.ok ? 'expected at least one event' : json.problem, source);
				return { kind: 'malformed', field: '' };
			}

			const parsed = parseEach(values, source).map(event => refuseOld(event, maxAgeMs));
			const bad = parsed.findIndex(event => event?.parsed.ok === false);
			const events = parsed.flatMap(event =>
				event?.parsed.ok === true ? [{ fields: event.parsed.fields, isStamped: event.isStamped }] : [],
			);
			// What is right in a list counts: few senders try again after a 400, and then it is known as a repeat.
			const outcome =
				events.length === 0
					? 'ignored'
					: takeEvents(events, provenance, { delivery: bad === -1 ? delivery : undefined, durable });
			for (const event of parsed) {
				if (event?.parsed.ok === false) {
					quarantineField(event.parsed.field, event.parsed.problem, source);
				}
			}

			if (bad === -1) {
				return { kind: outcome };
			}

			const { field } = parsed[bad]!.parsed as Extract<ParsedSignal, { readonly ok: false }>;
			return { kind: 'malformed', field: values.length === 1 ? field : `[${bad}].${field}` };
		},
		quarantine: (problem, source) => quarantineField('', problem, source),
		isWaiting,
	};
}

/** The fields in one fixed order, so that the same event written differently has the same digest. */
function digestOf(fields: SignalFields, source: string): string {
	const features = fields.features && Object.entries(fields.features).sort(([a], [b]) => (a < b ? -1 : 1));
	const canonical = JSON.stringify([
		source,
		fields.timestamp,
		fields.symbol,
		fields.signalType,
		fields.confidence,
		fields.side ?? null,
		fields.entryLow ?? null,
		fields.entryHigh ?? null,
		fields.stop ?? null,
		fields.targets,
		fields.ttlMs ?? null,
		fields.horizon ?? null,
		fields.reason ?? null,
		features ?? null,
		fields.schemaVersion ?? null,
	]);
	return createHash('sha256').update(canonical).digest('hex');
}
