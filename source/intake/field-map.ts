import { UsageError } from '../lib/errors.js';
import { type Conversion, conversions, convert } from './conversions.js';

/** Where one field of the event comes from. */
export type FieldRule = {
	/** A path into what was sent: `$.a.b[0]`, or without the `$.`. */
	readonly path?: string;
	/** Taken when there is no path, or nothing at it. */
	readonly value?: unknown;
	/** Words or numbers of the sender and what they mean here: `{"high": 0.9}`. A word that is not among them is as nothing. */
	readonly words?: Readonly<Record<string, unknown>>;
	readonly as?: Conversion;
};

/** How a sender's own shape becomes an event of ours. Of several rules for a field the first that yields something counts. */
export type FieldMap = {
	readonly fields: Readonly<Record<string, FieldRule | readonly FieldRule[]>>;
	/** Messages that do not have this text at this path, such as greetings of a server, are passed over. */
	readonly only?: { readonly path: string; readonly equals: string };
};

export type MappedEvent = { readonly kind: 'event'; readonly value: unknown } | { readonly kind: 'ignored' };

const eventFields = new Set([
	'timestamp',
	'symbol',
	'signal_type',
	'confidence',
	'id',
	'side',
	'entry_low',
	'entry_high',
	'stop',
	'targets',
	'ttl_ms',
	'horizon',
	'reason',
	'schema_version',
]);
const pathPattern = /^(?:\$\.?)?(?:[A-Za-z_][A-Za-z0-9_-]*|\[\d{1,3}\])(?:\.[A-Za-z_][A-Za-z0-9_-]*|\[\d{1,3}\])*$/;

/**
 * Turns what was sent into the JSON of an event. What a conversion cannot read is passed on as it is, so that the schema
 * refuses it by the name of its field. `receivedAt` in ms stands where a rule converts to `received`.
 */
export function mapFields(map: FieldMap, sent: unknown, receivedAt: number): MappedEvent {
	if (map.only !== undefined && String(valueAt(sent, map.only.path)) !== map.only.equals) {
		return { kind: 'ignored' };
	}

	const event: Record<string, unknown> = {};
	for (const [field, rules] of Object.entries(map.fields)) {
		for (const rule of Array.isArray(rules) ? (rules as readonly FieldRule[]) : [rules as FieldRule]) {
			const value = applyRule(rule, sent, receivedAt);
			if (value !== undefined) {
				event[field] = value;
				break;
			}
		}
	}

	return { kind: 'event', value: event };
}

function applyRule(rule: FieldRule, sent: unknown, receivedAt: number): unknown {
	if (rule.as === 'received') {
		return receivedAt;
	}

	const found = rule.path === undefined ? undefined : valueAt(sent, rule.path);
	if (found === undefined || found === null || found === '') {
		return rule.value;
	}

	if (rule.words !== undefined) {
		const word = String(found).trim().toLowerCase();
		return Object.hasOwn(rule.words, word) ? rule.words[word] : undefined;
	}

	return rule.as === undefined ? found : convert(rule.as, found);
}

function valueAt(sent: unknown, path: string): unknown {
	let value = sent;
	for (const [step] of path.replace(/^\$/, '').matchAll(/[^.[\]]+/g)) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
			return undefined;
		}

		value = (value as Readonly<Record<string, unknown>>)[step];
	}

	return value;
}

/** Checks a field map as the settings hold it. Throws a `UsageError` that names what is wrong, under the name `where`. */
export function readFieldMap(json: unknown, where: string): FieldMap {
	const { fields, only, ...rest } = objectOf(json, where);
	refuseUnknown(Object.keys(rest), where);
	for (const [field, rules] of Object.entries(objectOf(fields, `${where}.fields`))) {
		if (!eventFields.has(field)) {
			throw new UsageError(
				`${where}.fields: "${field}" is no field of a signal, known are ${[...eventFields].join(', ')}`,
			);
		}

		const list: readonly unknown[] = Array.isArray(rules) ? rules : [rules];
		for (const rule of list) {
			checkRule(rule, `${where}.fields.${field}`);
		}
	}

	if (only !== undefined) {
		const { path, equals, ...others } = objectOf(only, `${where}.only`);
		refuseUnknown(Object.keys(others), `${where}.only`);
		checkPath(path, `${where}.only.path`);
		if (typeof equals !== 'string') {
			throw new UsageError(`${where}.only.equals: expected a text`);
		}
	}

	return json as FieldMap;
}

function checkRule(rule: unknown, where: string): void {
	const { path, value, words, as, ...rest } = objectOf(rule, where);
	refuseUnknown(Object.keys(rest), where);
	if (path !== undefined) {
		checkPath(path, `${where}.path`);
	}

	if (as !== undefined && !(conversions as readonly unknown[]).includes(as)) {
		throw new UsageError(`${where}.as: expected one of ${conversions.join(', ')}`);
	}

	if (words !== undefined) {
		const foreign = Object.keys(objectOf(words, `${where}.words`)).find(word => word !== word.trim().toLowerCase());
		if (foreign !== undefined) {
			throw new UsageError(
				`${where}.words: expected "${foreign.trim().toLowerCase()}" for "${foreign}": words are compared in lower case`,
			);
		}
	}

	if (path === undefined && value === undefined && as !== 'received') {
		throw new UsageError(`${where}: expected "path", "value" or "as": "received"`);
	}
}

function checkPath(path: unknown, where: string): void {
	if (typeof path !== 'string' || !pathPattern.test(path)) {
		throw new UsageError(`${where}: expected a path such as $.order.price or targets[0]`);
	}
}

function refuseUnknown(names: readonly string[], where: string): void {
	if (names.length > 0) {
		throw new UsageError(`${where}: unknown name "${names[0]}"`);
	}
}

function objectOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new UsageError(`${where}: expected an object`);
	}

	return value as Readonly<Record<string, unknown>>;
}
