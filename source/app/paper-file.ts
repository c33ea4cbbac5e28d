import { join } from 'node:path';
import { KcmonError } from '../lib/errors.js';
import type { Files } from '../lib/seams.js';
import { parsePaperState } from '../trading/paper-saved.js';
import type { PaperState } from '../trading/paper-state.js';

/** The paper account of a data directory. */
export const paperPath = (folder: string): string => join(folder, 'paper.json');

/** Undefined before the first paper account. Throws a `KcmonError` (`ERR_PAPER_STATE`) that names what is wrong in it. */
export function readPaperFile(files: Pick<Files, 'read'>, folder: string): PaperState | undefined {
	const path = paperPath(folder);
	const text = files.read(path);
	if (text === undefined) {
		return undefined;
	}

	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new KcmonError(`The saved paper account ${path} is not usable: it is not JSON`, {
			code: 'ERR_PAPER_STATE',
			hint: 'Put a copy of the file back, or remove it to start with a fresh paper account',
		});
	}

	return parsePaperState(value);
}

/** Durable when it returns: an event that was told must not be forgotten by the account it belongs to. */
export function writePaperFile(files: Files, folder: string, state: PaperState): void {
	files.replace(paperPath(folder), JSON.stringify(state));
}
