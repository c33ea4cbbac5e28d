import { compareDecimals } from '../lib/decimal.js';
import { toSafeText } from '../lib/safe-text.js';
import { isSymbol } from '../model/instrument.js';
import type { Side } from '../model/market-event.js';
import type { Signal } from '../model/signal-event.js';

/** What the maker of a signal says; the rest is added on receipt. */
export type SignalFields = Omit<Signal, 'id' | 'source' | 'receivedAt' | 'lagMs' | 'verified' | 'duplicateOf'> & {
	readonly id: string | undefined;
};

export type ParsedSignal =
	| { readonly ok: true; readonly fields: SignalFields }
	/** `field` in the sender's spelling; empty when the text is not a JSON object. */
	| { readonly ok: false; readonly field: string; readonly problem: string };

/** A longer line or body is refused unread. */
export const maxSignalBytes = 20 * 1024;

const limits = { id: 128, signalType: 64, horizon: 32, reason: 280, targets: 8, features: 64, featureName: 64 };
/** 2001 to 2286: outside it the sender counts in seconds, microseconds or nanoseconds. */
const timeBounds = { from: 1e12, to: 1e13 };
const decimalPattern = /^\d{1,20}(?:\.\d{1,20})?$/;
const namePattern = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const schemaVersion = 1;

class FieldProblem extends Error {
	readonly field: string;

	constructor(field: string, problem: string) {
		super(problem);
		this.field = field;
	}
}

/**
 * Reads one JSON text as an event of the signal schema. Every field has exactly the type and range that the schema
 * names; nothing is coerced, and fields it does not name are dropped. Texts come out cleaned for the terminal.
 */
export function parseSignal(text: string): ParsedSignal {
	const json = parseJson(text);
	return json.ok ? parseSignalValue(json.value) : json;
}

/** As `parseSignal`, for a value that was JSON. */
export function parseSignalValue(value: unknown): ParsedSignal {
	try {
		return { ok: true, fields: readFields(checkObject(value)) };
	} catch (error) {
		if (error instanceof FieldProblem) {
			return { ok: false, field: error.field, problem: error.message };
		}

		throw error;
	}
}

/** Reads a text as JSON; what is wrong is told as of a signal. */
export function parseJson(
	text: string,
): { readonly ok: true; readonly value: unknown } | Extract<ParsedSignal, { readonly ok: false }> {
	try {
		return { ok: true, value: JSON.parse(text) };
	} catch {
		return { ok: false, field: '', problem: `expected JSON, was ${show(text)}` };
	}
}

type Fields = Readonly<Record<string, unknown>>;

function checkObject(value: unknown): Fields {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new FieldProblem('', `expected a JSON object, was ${show(value)}`);
	}

	refusePrototype(value, '');
	return value as Fields;
}

function readFields(fields: Fields): SignalFields {
	const timestamp = readTimestamp(fields);
	const symbol = readSymbol(fields);
	const signalType = readName(fields);
	const confidence = readConfidence(fields);
	const entryLow = optional(fields, 'entry_low', readDecimal);
	const entryHigh = optional(fields, 'entry_high', readDecimal);
	if (entryLow !== undefined && entryHigh !== undefined && compareDecimals(entryLow, entryHigh) > 0) {
		throw new FieldProblem('entry_high', `expected at least entry_low ${entryLow}, was ${show(entryHigh)}`);
	}

	const side = optional(fields, 'side', readSide);
	return {
		timestamp,
		symbol,
		signalType,
		confidence,
		id: optional(fields, 'id', readId),
		side,
		entryLow,
		entryHigh,
		stop: optional(fields, 'stop', readDecimal),
		targets: optional(fields, 'targets', (value, field) => readTargets(value, field, side)) ?? [],
		ttlMs: optional(fields, 'ttl_ms', readDuration),
		horizon: optional(fields, 'horizon', (value, field) => readText(value, field, limits.horizon)),
		reason: optional(fields, 'reason', (value, field) => readText(value, field, limits.reason)),
		features: optional(fields, 'features', readFeatures),
		schemaVersion: optional(fields, 'schema_version', readVersion),
	};
}

function required(fields: Fields, field: string): unknown {
	if (!Object.hasOwn(fields, field)) {
		throw new FieldProblem(field, 'is missing');
	}

	return fields[field];
}

function optional<T>(fields: Fields, field: string, read: (value: unknown, field: string) => T): T | undefined {
	return Object.hasOwn(fields, field) ? read(fields[field], field) : undefined;
}

function readTimestamp(fields: Fields): number {
	const value = required(fields, 'timestamp');
	if (!Number.isSafeInteger(value)) {
		throw new FieldProblem('timestamp', `expected whole milliseconds since 1970, was ${show(value)}`);
	}

	const timestamp = value as number;
	if (timestamp < timeBounds.from || timestamp >= timeBounds.to) {
		throw new FieldProblem('timestamp', `expected milliseconds between 2001 and 2286, was ${timestamp}`);
	}

	return timestamp;
}

function readSymbol(fields: Fields): string {
	const value = required(fields, 'symbol');
	if (typeof value !== 'string' || !isSymbol(value)) {
		throw new FieldProblem('symbol', `expected the form BASE-QUOTE, was ${show(value)}`);
	}

	return value;
}

function readName(fields: Fields): string {
	const value = required(fields, 'signal_type');
	if (typeof value !== 'string' || value.length > limits.signalType || !namePattern.test(value)) {
		throw new FieldProblem('signal_type', `expected a snake_case name, was ${show(value)}`);
	}

	return value;
}

function readConfidence(fields: Fields): number {
	const value = required(fields, 'confidence');
	if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
		throw new FieldProblem('confidence', `expected a number from 0 to 1, was ${show(value)}`);
	}

	return value;
}

function readSide(value: unknown, field: string): Side {
	if (value !== 'buy' && value !== 'sell') {
		throw new FieldProblem(field, `expected "buy" or "sell", was ${show(value)}`);
	}

	return value;
}

function readDecimal(value: unknown, field: string): string {
	if (typeof value !== 'string' || !decimalPattern.test(value) || /^[0.]+$/.test(value)) {
		throw new FieldProblem(field, `expected a positive decimal string, was ${show(value)}`);
	}

	return value;
}

function readTargets(value: unknown, field: string, side: Side | undefined): readonly string[] {
	if (!Array.isArray(value) || value.length > limits.targets) {
		throw new FieldProblem(field, `expected a list of at most ${limits.targets} decimal strings, was ${show(value)}`);
	}

	const targets = value.map(target => readDecimal(target, field));
	const steps = targets.slice(1).map((target, index) => compareDecimals(target, targets[index]!));
	const rising = steps.every(step => step >= 0);
	const falling = steps.every(step => step <= 0);
	if ((side !== 'sell' && rising) || (side !== 'buy' && falling)) {
		return targets;
	}

	throw new FieldProblem(field, `expected the nearest first, was ${show(targets)}`);
}

function readDuration(value: unknown, field: string): number {
	if (!Number.isSafeInteger(value) || (value as number) < 0) {
		throw new FieldProblem(field, `expected whole milliseconds, not negative, was ${show(value)}`);
	}

	return value as number;
}

function readId(value: unknown, field: string): string {
	if (typeof value !== 'string' || value === '' || value.length > limits.id) {
		throw new FieldProblem(field, `expected a text of 1 to ${limits.id} characters, was ${show(value)}`);
	}

	// The id is a key: cleaning it would make two different ones equal.
	if (/[\p{C}\p{Zl}\p{Zp}]/u.test(value)) {
		throw new FieldProblem(field, `expected printable characters only, was ${show(value)}`);
	}

	return value;
}

function readText(value: unknown, field: string, limit: number): string {
	if (typeof value !== 'string' || [...value].length > limit) {
		throw new FieldProblem(field, `expected a text of at most ${limit} characters, was ${show(value)}`);
	}

	return toSafeText(value);
}

function readFeatures(value: unknown, field: string): Readonly<Record<string, number>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new FieldProblem(field, `expected an object of numbers, was ${show(value)}`);
	}

	refusePrototype(value, field);
	const entries = Object.entries(value);
	if (entries.length > limits.features) {
		throw new FieldProblem(field, `expected at most ${limits.features} numbers, was ${entries.length}`);
	}

	return Object.fromEntries(
		entries.map(([name, feature]) => {
			if (name === '' || name.length > limits.featureName || /[\p{C}\p{Zl}\p{Zp}]/u.test(name)) {
				throw new FieldProblem(field, `expected names of 1 to ${limits.featureName} characters, was ${show(name)}`);
			}

			if (typeof feature !== 'number' || !Number.isFinite(feature)) {
				throw new FieldProblem(field, `expected a number for ${show(name)}, was ${show(feature)}`);
			}

			return [name, feature];
		}),
	);
}

function readVersion(value: unknown, field: string): number {
	if (value !== schemaVersion) {
		throw new FieldProblem(field, `expected ${schemaVersion}, was ${show(value)}`);
	}

	return schemaVersion;
}

/** JSON.parse makes `__proto__` a plain field, yet copying it elsewhere would change what the copy inherits. */
function refusePrototype(value: object, field: string): void {
	if (Object.hasOwn(value, '__proto__')) {
		throw new FieldProblem(field === '' ? '__proto__' : field, 'a field named __proto__ is refused');
	}
}

/** A short, clean picture of what was sent. */
function show(value: unknown): string {
	const text = jsonOf(value);
	return toSafeText(text.length > 48 ? `${text.slice(0, 47)}…` : text);
}

/** Reading JSON takes any depth, writing it does not: 20 KiB hold ten thousand brackets. */
function jsonOf(value: unknown): string {
	try {
		return JSON.stringify(value) ?? 'nothing';
	} catch {
		return 'something nested too deep to show';
	}
}
