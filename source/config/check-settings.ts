import type { PartProblem } from '../intake/check-providers.js';
import { KcmonError } from '../lib/errors.js';
import { nearestName } from '../lib/nearest.js';
import { toSafeText } from '../lib/safe-text.js';
import { JsonTextError, type Located, parseJsonLines, plainValue } from './json-lines.js';
import {
	describeAllowed,
	isSettingKey,
	type SettingKey,
	type SettingSpec,
	type SettingValue,
	settingKeys,
	settingOf,
} from './schema.js';

/** A settings file that kcmon does not start with. Exits 2; the message begins with `FILE:LINE`, and what it quotes is safe to show. */
export class SettingsError extends KcmonError {
	constructor(message: string, hint?: string) {
		super(toSafeText(message, { maxGraphemes: 1000 }), {
			code: 'ERR_SETTINGS',
			exitCode: 2,
			...(hint === undefined ? {} : { hint }),
		});
	}
}

/** One setting as the file has it. */
export type FileSetting = { readonly value: SettingValue; readonly line: number };

/**
 * Reads and checks the text of a settings file: nested objects, or dotted names, or both mixed. Throws a `SettingsError`
 * with file, line, key, value, what is allowed and the nearest name; nothing wrong is ever replaced by a default.
 */
export function parseSettings(text: string, file: string): ReadonlyMap<SettingKey, FileSetting> {
	let root: Located;
	try {
		root = parseJsonLines(text);
	} catch (error) {
		throw error instanceof JsonTextError ? new SettingsError(`${file}:${error.line}: ${error.message}`) : error;
	}

	const found = new Map<SettingKey, FileSetting>();
	collect(root, '', file, found);
	return found;
}

/** What is wrong with a value, `expected …`; undefined where nothing is. */
export function problemOf(spec: SettingSpec, value: unknown): string | undefined {
	switch (spec.type) {
		case 'boolean':
			return typeof value === 'boolean' ? undefined : describeAllowed(spec);
		case 'integer':
		case 'number': {
			const right = typeof value === 'number' && value >= spec.minimum && value <= spec.maximum;
			return right && (spec.type === 'number' || Number.isInteger(value)) ? undefined : describeAllowed(spec);
		}

		case 'text':
			return problemOfText(spec, value);
		case 'record': {
			const problem = spec.problemOf(value);
			return problem === undefined ? undefined : describePart(problem);
		}

		case 'texts': {
			if (!Array.isArray(value) || value.length < spec.minItems || value.length > spec.maxItems) {
				return describeAllowed(spec);
			}

			const wrong = value.find(item => problemOfText(spec, item) !== undefined);
			return wrong === undefined
				? undefined
				: `${problemOfText(spec, wrong)} in the list, not ${JSON.stringify(wrong)}`;
		}
	}
}

function problemOfText(
	spec: Extract<SettingSpec, { readonly type: 'text' | 'texts' }>,
	value: unknown,
): string | undefined {
	const allowed = spec.choices === undefined ? (spec.expected ?? 'a text') : `one of ${spec.choices.join(', ')}`;
	if (typeof value !== 'string') {
		return allowed;
	}

	if (spec.choices !== undefined && !spec.choices.includes(value)) {
		const nearest = nearestName(value, spec.choices);
		return nearest?.likely === true ? `${allowed} (nearest: ${nearest.name})` : allowed;
	}

	if (spec.pattern !== undefined && !new RegExp(spec.pattern).test(value)) {
		return allowed;
	}

	const checked = spec.check?.(value);
	return checked === undefined || checked.ok ? undefined : checked.expected;
}

/** What to say of a key that there is not. */
export function describeUnknownKey(key: string): string {
	const group = settingKeys.filter(known => known.startsWith(`${key}.`));
	if (group.length > 0) {
		return `It is a group: ${group.join(', ')}`;
	}

	const nearest = nearestName(key, settingKeys)!;
	return nearest.likely ? `Did you mean ${nearest.name}?` : `The nearest setting is ${nearest.name}; see kcmon config`;
}

function collect(node: Located, prefix: string, file: string, found: Map<SettingKey, FileSetting>): void {
	if (node.kind !== 'object') {
		const name = prefix === '' ? 'The settings' : prefix;
		throw new SettingsError(`${file}:${node.line}: ${name} was ${shown(node)}, expected an object in braces`);
	}

	for (const { name, line, value } of node.members) {
		const key = prefix === '' ? name : `${prefix}.${name}`;
		if (prefix === '' && name === '$schema') {
			continue;
		}

		if (isSettingKey(key)) {
			const plain = plainValue(value);
			const spec = settingOf(key);
			const part = spec.type === 'record' ? spec.problemOf(plain) : undefined;
			if (part !== undefined && part.path.length > 0) {
				const { node, line: partLine } = partAt(value, line, part.path);
				const name = [key, ...part.path].join('.');
				throw new SettingsError(`${file}:${partLine}: ${name} was ${shown(node)}, expected ${part.expected}`);
			}

			const problem = problemOf(spec, plain);
			if (problem !== undefined) {
				throw new SettingsError(`${file}:${line}: ${key} was ${shown(value)}, expected ${problem}`);
			}

			if (found.has(key)) {
				throw new SettingsError(`${file}:${line}: ${key} appears twice, first on line ${found.get(key)!.line}`);
			}

			found.set(key, { value: plain as SettingValue, line });
		} else if (settingKeys.some(known => known.startsWith(`${key}.`))) {
			collect(value, key, file, found);
		} else {
			const problem = `${file}:${line}: Unknown setting ${JSON.stringify(key)}, was ${shown(value)}`;
			throw new SettingsError(problem, describeUnknownKey(key));
		}
	}
}

const describePart = ({ path, expected }: PartProblem): string =>
	path.length === 0 ? expected : `${expected} at ${path.join('.')}`;

/** A part of a value and its line; of one that is not there, the line of what should hold it. */
function partAt(
	value: Located,
	line: number,
	path: readonly string[],
): { readonly node: Located | undefined; line: number } {
	let node: Located | undefined = value;
	let at = line;
	for (const step of path) {
		const member: Located | undefined =
			node?.kind === 'list'
				? node.items[Number(step)]
				: node?.kind === 'object'
					? node.members.find(({ name }) => name === step)?.value
					: undefined;
		node = member;
		at = member?.line ?? at;
	}

	return { node, line: at };
}

/** A number as it was written: one that is too large for a number is no null. */
function textOf(node: Located): string {
	switch (node.kind) {
		case 'literal':
			return typeof node.value === 'number' ? node.source : JSON.stringify(node.value);
		case 'list':
			return `[${node.items.map(textOf).join(',')}]`;
		case 'object':
			return `{${node.members.map(({ name, value }) => `${JSON.stringify(name)}:${textOf(value)}`).join(',')}}`;
	}
}

/** A value cut to a length that fits one line. */
function shown(node: Located | undefined): string {
	const text = node === undefined ? 'missing' : textOf(node);
	return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
