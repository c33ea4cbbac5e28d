import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';

/** The right to trade on a data directory, or who has it. */
export type Lock =
	| { readonly held: true; readonly release: () => void }
	| { readonly held: false; readonly holderPid: number | undefined };

type Owner = { readonly pid: number; readonly boot: number; readonly host: string };

const lockFileName = 'lock';
const attempts = 3;
// Wide, since setting the clock moves the reckoned time of the boot: a living owner must never look dead.
const sameBootMs = 24 * 3_600_000;

/**
 * The lock where the kernel has none for us: a file that only one process can create. One left by a process that is gone is
 * taken away; one of another host never is.
 */
export function takeFileLock(folder: string): Lock {
	const path = join(folder, lockFileName);
	const me: Owner = { pid: process.pid, boot: bootTime(), host: hostname() };
	const mine = JSON.stringify(me);

	for (let attempt = 0; attempt < attempts; attempt++) {
		if (create(path, mine)) {
			return {
				held: true,
				release: () => {
					if (read(path) === mine) {
						rmSync(path, { force: true });
					}
				},
			};
		}

		const theirs = read(path);
		const owner = parse(theirs);
		if (theirs !== undefined && (owner === undefined || isAlive(owner))) {
			return { held: false, holderPid: owner?.pid };
		}

		if (theirs !== undefined) {
			takeAway(path, theirs);
		}
	}

	return { held: false, holderPid: parse(read(path))?.pid };
}

/** Written beside and linked into place, so that nobody reads half of it. */
function create(path: string, text: string): boolean {
	const temporary = `${path}.${process.pid}.new`;
	writeFileSync(temporary, text, { mode: 0o600 });
	try {
		linkSync(temporary, path);
		return true;
	} catch {
		return false;
	} finally {
		rmSync(temporary, { force: true });
	}
}

function takeAway(path: string, expected: string): void {
	const aside = `${path}.${process.pid}.old`;
	try {
		renameSync(path, aside);
		// Another process may have taken the lock since it was read: then its file goes back.
		if (read(aside) !== expected) {
			linkSync(aside, path);
		}
	} catch {
		// Somebody was faster; the next attempt sees who.
	} finally {
		rmSync(aside, { force: true });
	}
}

function isAlive({ pid, boot, host }: Owner): boolean {
	if (host !== hostname()) {
		return true;
	}

	if (Math.abs(boot - bootTime()) > sameBootMs) {
		return false;
	}

	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function bootTime(): number {
	return Math.round(Date.now() - uptime() * 1000);
}

function read(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

function parse(text: string | undefined): Owner | undefined {
	try {
		const owner = JSON.parse(text ?? '') as Partial<Owner>;
		return typeof owner.pid === 'number' && typeof owner.boot === 'number' && typeof owner.host === 'string'
			? { pid: owner.pid, boot: owner.boot, host: owner.host }
			: undefined;
	} catch {
		return undefined;
	}
}
