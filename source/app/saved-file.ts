import type { Files } from '../lib/seams.js';
import type { Logger } from '../platform/logger.js';

/** One file that a run leaves to the next, replaced as a whole or not at all, with the file of the run before as `.bak`. */
export type SavedFile = {
	/** What `parse` makes of the file, or of the one before where it throws; undefined, with a line in the log, of neither. */
	readonly read: <Value>(parse: (text: string) => Value) => Value | undefined;
	/** A failure is said once in the log, until one succeeds. */
	readonly save: (text: string) => void;
};

export function createSavedFile(
	{ files, log }: { readonly files: Files; readonly log: Pick<Logger, 'warn'> },
	{ folder, path, what }: { readonly folder: string; readonly path: string; readonly what: string },
): SavedFile {
	const backup = `${path}.bak`;
	let previous: string | undefined;
	let lastProblem = '';

	const readOne = <Value>(file: string, parse: (text: string) => Value): { readonly value: Value } | undefined => {
		try {
			const text = files.read(file);
			if (text === undefined) {
				return undefined;
			}

			const value = parse(text);
			previous = text;
			return { value };
		} catch (error) {
			log.warn(`${file} was not used: ${messageOf(error)}`);
			return undefined;
		}
	};

	return {
		read: parse => (readOne(path, parse) ?? readOne(backup, parse))?.value,
		save(text) {
			try {
				files.makeFolder(folder);
				if (previous !== undefined) {
					files.replace(backup, previous);
					previous = undefined;
				}

				files.replace(path, text);
				lastProblem = '';
			} catch (error) {
				const problem = messageOf(error);
				if (problem !== lastProblem) {
					lastProblem = problem;
					log.warn(`${what} was not saved: ${problem}`);
				}
			}
		},
	};
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
