import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KcmonError } from '../lib/errors.js';
import { type Lock, takeFileLock } from './lock-file.js';
import { codeOf } from './net-failure.js';

export type { Lock };

export type LockOptions = {
	/** How to lock: the kernel's way on Linux, a file elsewhere. @default by platform */
	readonly by?: 'socket' | 'file';
};

const pidFileName = 'lock.pid';
const namedWithinMs = 2000;
const pidEveryMs = 50;

/**
 * Takes the single-writer lock of a data directory, or says who holds it. On Linux it is an abstract socket named by user,
 * device and inode of the directory: a second bind fails, and the kernel frees the name however the process ends.
 * Throws a `KcmonError` (`ERR_LOCK`) when neither can be known.
 */
export async function acquireLock(folder: string, options: LockOptions = {}): Promise<Lock> {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const by = options.by ?? (process.platform === 'linux' ? 'socket' : 'file');
	if (by === 'file') {
		return takeFileLock(folder);
	}

	const { dev, ino } = statSync(folder);
	const release = await bind(`\0kcmon-${process.getuid?.() ?? 0}-${dev}-${ino}`);
	const pidFile = join(folder, pidFileName);
	if (release === undefined) {
		return { held: false, holderPid: await awaitPid(pidFile) };
	}

	// Only for people: the lock itself is the kernel's.
	writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
	return { held: true, release };
}

function bind(name: string): Promise<(() => void) | undefined> {
	return new Promise((resolve, reject) => {
		const server = createServer(connection => connection.destroy());
		server.once('error', error => {
			const code = codeOf(error);
			if (code === 'EADDRINUSE') {
				resolve(undefined);
			} else {
				reject(new KcmonError(`Could not lock the data directory: ${code}`, { code: 'ERR_LOCK', cause: error }));
			}
		});
		server.listen({ path: name, exclusive: true }, () => {
			// The lock must not keep the process alive.
			server.unref();
			resolve(() => server.close());
		});
	});
}

/** Who holds it names itself a moment after it took it; until then the file names nobody, or the one before. */
async function awaitPid(path: string): Promise<number | undefined> {
	let pid = readPid(path);
	for (let waited = 0; !(pid !== undefined && isRunning(pid)) && waited < namedWithinMs; waited += pidEveryMs) {
		await setTimeout(pidEveryMs);
		pid = readPid(path);
	}

	return pid;
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Of another user.
		return codeOf(error) === 'EPERM';
	}
}

function readPid(path: string): number | undefined {
	try {
		const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
		return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
	} catch {
		return undefined;
	}
}
