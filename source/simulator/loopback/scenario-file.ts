import { readFileSync } from 'node:fs';
import { UsageError } from '../../lib/errors.js';
import { parseScenario, type Scenario } from '../scenarios.js';

/** Reads and checks a scenario file. Throws a `UsageError` when it cannot be read or is wrong. */
export function readScenario(path: string): Scenario {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
		throw new UsageError(`Scenario ${path} could not be read: ${reason}`);
	}

	return parseScenario(text, path);
}
