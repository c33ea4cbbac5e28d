import { createHash } from 'node:crypto';
import { type BoundedSet, createBoundedSet } from '../lib/bounded-set.js';
import type { Clock } from '../lib/seams.js';
import type { Signal, SignalVerification } from '../model/signal-event.js';
import type { PublishSignal } from '../signals/source.js';
import { parseSignal, type SignalFields } from './signal-schema.js';

export type IntakeDeps = {
	readonly clock: Clock;
	readonly publish: PublishSignal;
	/** Whether the venue trades this pair; undefined while its list of pairs is not known. */
	readonly isTradable: (symbol: string) => boolean | undefined;
};

/** How a signal came in, which its maker cannot choose. */
export type Provenance = { readonly source: string; readonly verified: SignalVerification };

/** The one door for other people's signals, shared by all adapters so that duplicates are known across them. */
export type Intake = {
	/** Takes one JSON text. What is wrong with it is published as a quarantined event; nothing is thrown. */
	readonly accept: (text: string, provenance: Provenance) => void;
	/** Publishes what could not even be read as text. */
	readonly quarantine: (problem: string, source: string) => void;
};

const rememberedIds = 10_000;

/**
 * Creates the door: checks each event against the schema, adds when it came and how it was proved, and marks what was
 * seen before. The key is the maker's id within its source, or a SHA-256 of the other fields.
 */
export function createIntake({ clock, publish, isTradable }: IntakeDeps): Intake {
	const seen: BoundedSet<string> = createBoundedSet(rememberedIds);

	const quarantineField = (field: string, problem: string, source: string): void => {
		publish({ type: 'signal-quarantined', source, field, problem, receivedAt: Math.floor(clock.wallNow()) });
	};

	return {
		accept: (text, { source, verified }) => {
			const parsed = parseSignal(text);
			if (!parsed.ok) {
				quarantineField(parsed.field, parsed.problem, source);
				return;
			}

			const { fields } = parsed;
			if (isTradable(fields.symbol) === false) {
				quarantineField('symbol', `is not a pair that trades here, was "${fields.symbol}"`, source);
				return;
			}

			const receivedAt = Math.floor(clock.wallNow());
			const id = fields.id ?? digestOf(fields, source);
			const isNew = seen.add(`${source}\n${id}`);
			const signal: Signal = {
				...fields,
				id,
				source,
				receivedAt,
				lagMs: receivedAt - fields.timestamp,
				verified,
				duplicateOf: isNew ? undefined : id,
			};
			publish({ type: 'signal', signal, receivedAt });
		},
		quarantine: (problem, source) => quarantineField('', problem, source),
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
