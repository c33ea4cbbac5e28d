import { conversions } from './conversions.js';
import { exampleMaps } from './examples.js';

/** What is wrong with a part of a setting: where in it, and what stands there rightly. */
export type PartProblem = { readonly path: readonly string[]; readonly expected: string };

const eventFields = [
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
];
const mapNames = Object.keys(exampleMaps);
const sourcePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const pathPattern = /^(?:\$\.?)?(?:[A-Za-z_][A-Za-z0-9_-]*|\[\d{1,3}\])(?:\.[A-Za-z_][A-Za-z0-9_-]*|\[\d{1,3}\])*$/;
const maxTextLength = 20_000;

class Wrong extends Error {
	readonly problem: PartProblem;

	constructor(path: readonly string[], expected: string) {
		super(expected);
		this.problem = { path, expected };
	}
}

/** Checks what the settings say of sources by name, `signals.providers`; undefined where nothing is wrong. */
export function problemOfProviders(value: unknown): PartProblem | undefined {
	try {
		for (const [name, provider] of Object.entries(objectOf(value, []))) {
			if (!sourcePattern.test(name) || name === 'kcmon') {
				throw new Wrong([name], "a source's name of 1 to 32 letters, digits, dots, dashes or underscores, not kcmon");
			}

			checkProvider(provider, [name]);
		}

		return undefined;
	} catch (error) {
		if (error instanceof Wrong) {
			return error.problem;
		}

		throw error;
	}
}

function checkProvider(value: unknown, path: readonly string[]): void {
	const { map, bodySecretField, subscribe, ...rest } = objectOf(value, path);
	refuseUnknown(rest, path, ['map', 'bodySecretField', 'subscribe']);
	if (typeof map === 'string') {
		if (!mapNames.includes(map)) {
			throw new Wrong([...path, 'map'], `one of ${mapNames.join(', ')}, or a map of your own`);
		}
	} else if (map !== undefined) {
		checkMap(map, [...path, 'map']);
	}

	if (
		bodySecretField !== undefined &&
		(typeof bodySecretField !== 'string' || !/^[\w-]{1,64}$/.test(bodySecretField))
	) {
		throw new Wrong([...path, 'bodySecretField'], 'the name of a field, such as secret');
	}

	if (subscribe !== undefined && (typeof subscribe !== 'string' || !isShortText(subscribe))) {
		throw new Wrong([...path, 'subscribe'], 'the text of the first frame');
	}
}

function checkMap(value: unknown, path: readonly string[]): void {
	const { fields, only, ...rest } = objectOf(value, path);
	refuseUnknown(rest, path, ['fields', 'only']);
	for (const [field, rules] of Object.entries(objectOf(fields, [...path, 'fields']))) {
		const place = [...path, 'fields', field];
		if (!eventFields.includes(field)) {
			throw new Wrong(place, `a field of a signal: ${eventFields.join(', ')}`);
		}

		const list: readonly unknown[] = Array.isArray(rules) ? rules : [rules];
		for (const [index, rule] of list.entries()) {
			checkRule(rule, Array.isArray(rules) ? [...place, String(index)] : place);
		}
	}

	if (only !== undefined) {
		const place = [...path, 'only'];
		const { path: wanted, equals, ...others } = objectOf(only, place);
		refuseUnknown(others, place, ['path', 'equals']);
		checkPath(wanted, [...place, 'path']);
		if (typeof equals !== 'string') {
			throw new Wrong([...place, 'equals'], 'a text');
		}
	}
}

function checkRule(rule: unknown, place: readonly string[]): void {
	const { path, value, words, as, ...rest } = objectOf(rule, place);
	refuseUnknown(rest, place, ['path', 'value', 'words', 'as']);
	if (path !== undefined) {
		checkPath(path, [...place, 'path']);
	}

	if (as !== undefined && !(conversions as readonly unknown[]).includes(as)) {
		throw new Wrong([...place, 'as'], `one of ${conversions.join(', ')}`);
	}

	for (const word of words === undefined ? [] : Object.keys(objectOf(words, [...place, 'words']))) {
		if (word !== word.trim().toLowerCase()) {
			throw new Wrong(
				[...place, 'words', word],
				`"${word.trim().toLowerCase()}" for "${word}": words are compared in lower case`,
			);
		}
	}

	if (path === undefined && value === undefined && as !== 'received') {
		throw new Wrong(place, '"path", "value" or "as": "received"');
	}
}

function checkPath(path: unknown, place: readonly string[]): void {
	if (typeof path !== 'string' || !pathPattern.test(path)) {
		throw new Wrong(place, 'a path such as $.order.price or targets[0]');
	}
}

function refuseUnknown(rest: object, place: readonly string[], known: readonly string[]): void {
	const [unknown] = Object.keys(rest);
	if (unknown !== undefined) {
		throw new Wrong([...place, unknown], `only ${known.join(', ')} here`);
	}
}

function objectOf(value: unknown, place: readonly string[]): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Wrong(place, 'an object in braces');
	}

	return value as Readonly<Record<string, unknown>>;
}

const isShortText = (text: string): boolean => text !== '' && text.length <= maxTextLength;
