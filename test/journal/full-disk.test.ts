import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmdirSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFileJournal } from '../../source/journal/file-journal.js';
import type { Journal } from '../../source/journal/journal.js';
import { scanJournal } from '../../source/journal/scan.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createFiles } from '../../source/platform/files.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';

/**
 * A real file system that is really full: the reserve of 8 MiB, and a little more. It takes root and Linux to mount one; the
 * whole program on a disk that takes no more bytes is in test/terminal/exits.test.ts, for which nobody needs to be root.
 */
const place = mkdtempSync(join(tmpdir(), 'kcmon-full-'));
const isMounted =
	process.platform === 'linux' &&
	spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8400k', 'tmpfs', place], { stdio: 'ignore' }).status === 0;
const files = createFiles();
let runs = 0;

beforeAll(() => {
	expect(statfsSync(place).blocks).toBeGreaterThan(0);
});

afterAll(() => {
	if (isMounted) {
		expect(spawnSync('umount', [place]).status).toBe(0);
	}

	rmdirSync(place);
});

function open(clock: VirtualClock): Journal {
	runs += 1;
	const opening = openFileJournal(
		{ files, clock, random: createSeededRandom(runs) },
		{ folder: join(place, 'journal'), account: 'paper', version: '1' },
	);
	if (opening.kind === 'refused') {
		throw opening.error;
	}

	return opening.journal;
}

test.skipIf(!isMounted)(
	'on a disk that is really full no intent passes, cancels are still written, and nothing durable is lost (skipped without the right to mount a small one)',
	async () => {
		const clock = createVirtualClock();
		const folder = join(place, 'journal');
		const journal = open(clock);
		expect(journal.recoveryNote()).toBeUndefined();
		const intents: string[] = [];
		let refusal: unknown;
		for (let index = 0; refusal === undefined && index < 10_000; index += 1) {
			const clientOid = `kc1${index}`;
			try {
				journal.append('intent', 'key b', { client_oid: clientOid, padding: 'x'.repeat(400) });
				intents.push(clientOid);
			} catch (error) {
				refusal = error;
			}
		}

		expect(refusal).toMatchObject({ code: 'ERR_JOURNAL_BROKEN', message: expect.stringContaining('ENOSPC') });
		expect(intents.length).toBeGreaterThan(20);
		expect(journal.broken()).toBe(true);
		expect(readdirSync(folder)).not.toContain('reserve');

		// The room of the reserve is for these.
		for (const clientOid of intents) {
			journal.append('cancel.request', 'key X', { client_oid: clientOid });
		}

		await clock.advance(1000);
		journal.append('fill', 'venue', { trade_id: '1' });
		expect(() => journal.append('intent', 'key b', {})).toThrow(/cannot be written/);
		journal.close();

		expect(scanJournal(files, folder).chainBreak).toBeUndefined();
		const next = open(createVirtualClock());
		const kept = (kind: string): readonly unknown[] =>
			next.recovered().flatMap(entry => (entry.kind === kind ? [entry.body.client_oid] : []));
		expect(kept('intent')).toEqual(expect.arrayContaining(intents));
		expect(kept('cancel.request')).toEqual(intents);
		expect(next.recovered().filter(({ kind }) => kind === 'fill')).toHaveLength(1);
		// It opened, and says that there is no room for the next trouble.
		expect(next.broken()).toBe(false);
		next.close();
		rmSync(folder, { recursive: true });
	},
);

test.skipIf(process.platform !== 'linux')(
	'a device that refuses bytes, and one that refuses a sync, are errors with path and code',
	() => {
		expect(() => files.append('/dev/full', 'line\n', { sync: true })).toThrow(
			/Could not append to \/dev\/full: ENOSPC/,
		);
		expect(() => files.append('/dev/null', 'line\n', { sync: true })).toThrow(
			/Could not append to \/dev\/null: EINVAL/,
		);
		expect(() => files.append('/dev/null', 'line\n', { sync: false })).not.toThrow();
	},
);

test('a journal whose segment was made a link to a device is refused or breaks, and never follows it', () => {
	const folder = mkdtempSync(join(tmpdir(), 'kcmon-link-'));
	try {
		symlinkSync('/dev/full', join(folder, '000001.ndjson'));
		const opening = openFileJournal(
			{ files, clock: createVirtualClock(), random: createSeededRandom(1) },
			{ folder, account: 'paper', version: '1' },
		);
		expect(opening).toMatchObject({ kind: 'refused' });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
