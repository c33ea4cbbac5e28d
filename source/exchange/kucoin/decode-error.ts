import { KcmonError } from '../../lib/errors.js';
import { showValue } from './wire-text.js';

/** A payload that is not what the venue documents. Names the topic or path, the field and its value. */
export class DecodeError extends KcmonError {
	constructor(message: string) {
		super(message, { code: 'ERR_DECODE' });
	}
}

function valueAt(value: unknown, path: string): unknown {
	let current = value;
	for (const [step] of path.matchAll(/[^.[\]]+/g)) {
		if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) {
			return undefined;
		}

		current = (current as Readonly<Record<string, unknown>>)[step];
	}

	return current;
}

/** `changes.asks[0][0]: expected a plain decimal, was "abc"`, of what a check said about a value. */
export function describeProblem(problem: string, value: unknown): string {
	const path = problem.slice(0, problem.indexOf(': '));
	return `${path === '' ? 'data' : path}${problem.slice(path.length)}, was ${showValue(valueAt(value, path))}`;
}
