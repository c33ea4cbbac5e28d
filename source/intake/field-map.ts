import { type Conversion, convert } from './conversions.js';

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

export type MappedEvent =
	/** `isStamped`: its time is that of its receipt, so that the same sent again has another. */
	{ readonly kind: 'event'; readonly value: unknown; readonly isStamped: boolean } | { readonly kind: 'ignored' };

/**
 * Turns what was sent into the JSON of an event. What a conversion cannot read is passed on as it is, so that the schema
 * refuses it by the name of its field. `receivedAt` in ms stands where a rule converts to `received`.
 */
export function mapFields(map: FieldMap, sent: unknown, receivedAt: number): MappedEvent {
	if (map.only !== undefined && String(valueAt(sent, map.only.path)) !== map.only.equals) {
		return { kind: 'ignored' };
	}

	const event: Record<string, unknown> = {};
	let isStamped = false;
	for (const [field, rules] of Object.entries(map.fields)) {
		for (const rule of Array.isArray(rules) ? (rules as readonly FieldRule[]) : [rules as FieldRule]) {
			const value = applyRule(rule, sent, receivedAt);
			if (value !== undefined) {
				event[field] = value;
				isStamped ||= field === 'timestamp' && rule.as === 'received';
				break;
			}
		}
	}

	return { kind: 'event', value: event, isStamped };
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
