import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { FileFacts, OpenFile, OpenForReading } from '../lib/seams.js';

/**
 * Opens a file of the machine for reading. Facts are those of the open file, not of its name, so that nobody can swap
 * the file between the check and the reading.
 */
export const openForReading: OpenForReading = path => {
	let descriptor: number;
	try {
		// Opening a pipe that nobody writes to would block without O_NONBLOCK.
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}

		throw error;
	}

	return openFile(descriptor);
};

function openFile(descriptor: number): OpenFile {
	let isOpen = true;
	return {
		facts: () => factsOf(descriptor),
		read: (position, maxBytes) => {
			const bytes = Buffer.allocUnsafe(maxBytes);
			const count = readSync(descriptor, bytes, 0, maxBytes, position);
			return bytes.subarray(0, count);
		},
		close: () => {
			if (isOpen) {
				isOpen = false;
				closeSync(descriptor);
			}
		},
	};
}

function factsOf(descriptor: number): FileFacts {
	const stat = fstatSync(descriptor);
	return {
		identity: `${stat.dev}:${stat.ino}`,
		size: stat.size,
		isRegular: stat.isFile(),
		isOwn: process.getuid === undefined || stat.uid === process.getuid(),
		isWritableByOthers: process.platform !== 'win32' && (stat.mode & 0o022) !== 0,
	};
}
