import {
	closeSync,
	constants,
	fstatSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KcmonError } from '../lib/errors.js';
import type { Pieces } from '../lib/pieces.js';
import type { Files } from '../lib/seams.js';
import { codeOf } from './net-failure.js';

const fileMode = 0o600;
const folderMode = 0o700;
// Windows has neither; there a link cannot be told.
const noFollow = constants.O_NOFOLLOW ?? 0;

let temporaries = 0;

/** The machine's files. Everything throws a `KcmonError` (`ERR_FILE`) that names the path and the system's code. */
export function createFiles(): Files {
	return {
		read: path =>
			attempt('read', path, () => {
				try {
					return readRegular(path);
				} catch (error) {
					if (codeOf(error) === 'ENOENT') {
						return undefined;
					}

					throw error;
				}
			}),
		replace: (path, text) => attempt('replace', path, () => replaceFile(path, text)),
		append: (path, text, { sync }) =>
			attempt('append to', path, () => {
				const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | noFollow;
				withFile(path, flags, file => {
					writeAll(file, text);
					if (sync) {
						fsyncSync(file);
					}
				});
			}),
		list: folder =>
			attempt('list', folder, () => {
				try {
					return readdirSync(folder).sort();
				} catch (error) {
					if (codeOf(error) === 'ENOENT') {
						return [];
					}

					throw error;
				}
			}),
		remove: path => attempt('remove', path, () => rmSync(path, { force: true })),
		makeFolder: path =>
			attempt('create', path, () => {
				mkdirSync(path, { recursive: true, mode: folderMode });
			}),
	};
}

/** Of a device or a pipe that stands in its place there may be no end. */
function readRegular(path: string): string {
	const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	try {
		if (!fstatSync(file).isFile()) {
			throw Object.assign(new Error('not a regular file'), { code: 'not a regular file' });
		}

		return readFileSync(file, 'utf8');
	} finally {
		closeSync(file);
	}
}

/** 1. Write all to a new file beside it. 2. fsync it. 3. Rename it over the old one. 4. fsync the folder, which holds the name. */
function replaceFile(path: string, text: Pieces): void {
	const folder = dirname(path);
	const temporary = join(folder, `.${basename(path)}.${process.pid}.${temporaries++}.tmp`);
	const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow;

	try {
		withFile(temporary, flags, file => {
			for (const piece of typeof text === 'string' ? [text] : text) {
				writeAll(file, piece);
			}

			fsyncSync(file);
		});
		renameSync(temporary, path);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}

	syncFolder(folder);
}

function syncFolder(folder: string): void {
	// Windows cannot open a folder; its rename is durable by itself.
	if (process.platform !== 'win32') {
		withFile(folder, constants.O_RDONLY, fsyncSync);
	}
}

function withFile(path: string, flags: number, use: (file: number) => void): void {
	const file = openSync(path, flags, fileMode);
	try {
		use(file);
	} finally {
		closeSync(file);
	}
}

function writeAll(file: number, text: string): void {
	const bytes = Buffer.from(text, 'utf8');
	let written = 0;
	while (written < bytes.length) {
		written += writeSync(file, bytes, written);
	}
}

function attempt<Value>(verb: string, path: string, run: () => Value): Value {
	try {
		return run();
	} catch (error) {
		throw new KcmonError(`Could not ${verb} ${path}: ${codeOf(error) || 'failed'}`, { code: 'ERR_FILE', cause: error });
	}
}
