import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseSettings, SettingsError } from '../../source/config/check-settings.js';
import { CredentialsError, readCredentialsFile } from '../../source/config/credentials.js';
import { settingKeys, settingOf } from '../../source/config/schema.js';
import { openRecording, RecordingError } from '../../source/exchange/replay/read-recording.js';
import { encodeHeader, encodeRecord } from '../../source/exchange/replay/record.js';
import { toEntry } from '../../source/journal/chain.js';
import { record } from '../../source/journal/entry.js';
import { repairJournal } from '../../source/journal/repair.js';
import { replayEntries } from '../../source/journal/replay.js';
import { scanJournal } from '../../source/journal/scan.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createVirtualDisk } from '../../source/simulator/virtual/disk.js';
import { folder, openJournal } from '../journal/open.js';
import { attempt, budget, seed } from './budget.js';
import { createMutator } from './mutate.js';

/** Whatever a file holds: it is read, or refused by its own error with file and line, and no byte of it reaches a terminal. */

const patience = 3_600_000;
const controls = /[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;
const place = mkdtempSync(join(tmpdir(), 'kcmon-fuzz-'));

afterAll(() => rmSync(place, { recursive: true, force: true }));

const settings = JSON.stringify(
	{
		symbols: ['BTC-USDT', 'ETH-USDT'],
		theme: 'dark',
		fps: 15,
		ascii: false,
		restUrl: 'https://api.kucoin.com',
		risk: { maxOrderFunds: 1000, maxOpenOrders: 50, symbols: ['BTC-USDT'] },
		'tape.largeFunds': 10_000,
		ownLayouts: { mine: 'depth | tape' },
		signals: { sources: ['stdin', 'webhook:8080?source=desk'] },
	},
	null,
	'\t',
);

test('settings of any text are read whole or refused with file, line and key', { timeout: patience }, () => {
	const mutator = createMutator(seed);
	let refused = 0;
	for (let index = 0; index < budget(8000); index += 1) {
		const text =
			mutator.below(2) === 0
				? mutator.text(settings, settings)
				: JSON.stringify(mutator.tree(JSON.parse(settings)), null, mutator.below(2));
		try {
			const found = parseSettings(text, 'settings.json');
			for (const [key] of found) {
				expect(settingKeys).toContain(key);
			}
		} catch (error) {
			if (!(error instanceof SettingsError)) {
				throw new Error(`seed ${seed}: ${String(error)} on ${JSON.stringify(text)}`, { cause: error });
			}

			refused += 1;
			if (!/^settings\.json:\d+: ./.test(error.message) || controls.test(error.message + (error.hint ?? ''))) {
				throw new Error(`seed ${seed}: ${JSON.stringify(error.message)} on ${JSON.stringify(text)}`);
			}
		}
	}

	expect(refused).toBeGreaterThan(budget(8000) / 4);
});

test('every setting refuses what is not of its kind, by name', () => {
	const values = [null, true, -1, 1e300, '', '\u001B[2J', [], [[]], {}, { a: 1 }, 'x'.repeat(3000), ['\u202E']];
	for (const key of settingKeys) {
		for (const value of values) {
			const text = JSON.stringify({ [key]: value });
			const read = attempt(() => parseSettings(text, 'f'), text)?.get(key);
			if (read === undefined) {
				let message = '';
				try {
					parseSettings(text, 'f');
				} catch (error) {
					message = (error as Error).message;
				}

				expect(message.startsWith(`f:1: ${key}`), `${key}: ${message}`).toBe(true);
				expect(message).not.toMatch(controls);
			} else {
				expect([key, read.value]).toEqual([key, value]);
				expect(settingOf(key)).toBeDefined();
			}
		}
	}
});

const secret = 'S3cret-Canary-7f2e91';
const credentials = JSON.stringify({
	key: '670f0b7d8c5e3a0001c0ffee',
	secret,
	passphrase: `${secret}-phrase`,
	webhook_secrets: { desk: [`whsec_${secret}`] },
});

test('credentials of any text are read or refused by field, and no message holds a piece of a secret', {
	timeout: patience,
}, () => {
	const mutator = createMutator(seed);
	const path = join(place, 'credentials.json');
	let refused = 0;
	for (let index = 0; index < budget(1500); index += 1) {
		const text =
			mutator.below(2) === 0
				? mutator.text(credentials, credentials)
				: JSON.stringify(mutator.tree(JSON.parse(credentials)));
		writeFileSync(path, text, { mode: 0o600 });
		try {
			readCredentialsFile(path);
		} catch (error) {
			if (!(error instanceof CredentialsError)) {
				throw new Error(`seed ${seed}: ${String(error)} on ${JSON.stringify(text)}`, { cause: error });
			}

			refused += 1;
			const said = error.message + (error.hint ?? '');
			expect(said).not.toContain('Canary');
			expect(said).not.toMatch(controls);
			expect(said).toMatch(
				/"(?:key|secret|passphrase|webhook_secrets)"|webhook secret of|unknown name|valid JSON|JSON object/,
			);
		}
	}

	expect(refused).toBeGreaterThan(budget(1500) / 4);
});

function writeJournal() {
	const disk = createVirtualDisk();
	const clock = createVirtualClock();
	const journal = openJournal(disk, { clock, segmentBytes: 2000 });
	for (let index = 0; index < 12; index += 1) {
		record(journal, 'kill', `key ${index}`, { scope: 'mine', open: index });
		record(journal, 'risk', 'key !', { state: 'ACTIVE' });
	}

	return { clock, files: new Map([...disk.content].filter(([path]) => path.endsWith('.ndjson'))) };
}

test('a journal with any damage is scanned, replayed to its break and repaired once', { timeout: patience }, () => {
	const mutator = createMutator(seed);
	const { clock, files } = writeJournal();
	const paths = [...files.keys()];
	expect(paths.length).toBeGreaterThan(2);
	let broken = 0;
	for (let index = 0; index < budget(2000); index += 1) {
		const disk = createVirtualDisk();
		for (const [path, text] of files) {
			disk.content.set(path, text);
		}

		const path = mutator.pick(paths);
		const damaged = mutator.text(files.get(path)!, files.get(mutator.pick(paths))!);
		disk.content.set(path, damaged);
		attempt(() => {
			const entries: ReturnType<typeof toEntry>[] = [];
			const scan = scanJournal(disk, folder, line => entries.push(toEntry(line)));
			expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, place) => place + 1));
			replayEntries(entries, clock.wallNow());
			if (scan.chainBreak === undefined) {
				return;
			}

			broken += 1;
			expect(scan.chainBreak.line).toBeGreaterThan(0);
			expect(scan.chainBreak.problem).not.toMatch(controls);
			const report = repairJournal({ files: disk, clock }, folder);
			expect(report).toMatchObject({ kind: 'repaired', kept: scan.seq });
			// Nothing is lost: what is not in the chain any more stands beside it.
			expect(scanJournal(disk, folder)).toMatchObject({ chainBreak: undefined, seq: scan.seq + 1 });
			expect(repairJournal({ files: disk, clock }, folder)).toMatchObject({ kind: 'whole' });
		}, damaged);
	}

	expect(broken).toBeGreaterThan(budget(2000) / 4);
});

const recording: readonly string[] = [
	encodeHeader({
		kcmon: 'recording',
		version: 1,
		program: '0.1.0',
		venue: 'kucoin.com',
		symbols: ['BTC-USDT'],
		started: 1_800_000_000_000,
	}),
	encodeRecord({
		kind: 'frame',
		at: 1,
		wall: 1_800_000_000_001,
		socket: 'public-1',
		generation: 1,
		text: '{"type":"message","topic":"/market/ticker:BTC-USDT","data":{"price":"1"}}',
	}),
	encodeRecord({
		kind: 'reply',
		at: 2,
		wall: 1_800_000_000_002,
		target: '/api/v1/timestamp',
		status: 200,
		headers: { 'gw-ratelimit-limit': '2000' },
		body: '{"code":"200000","data":1}',
	}),
	encodeRecord({
		kind: 'failure',
		at: 3,
		wall: 1_800_000_000_003,
		target: '/api/v2/symbols',
		failure: { kind: 'timeout', text: 'timeout', sent: true },
	}),
	encodeRecord({ kind: 'lost', at: 4, wall: 1_800_000_000_004, count: 2 }),
	encodeRecord({ kind: 'end', at: 5, wall: 1_800_000_000_005 }),
].map(line => line.trimEnd());

test('a recording of any lines is played or refused with file and line', { timeout: patience }, async () => {
	const mutator = createMutator(seed);
	let refused = 0;
	for (let index = 0; index < budget(8000); index += 1) {
		const lines = [...recording];
		const at = mutator.below(lines.length);
		lines[at] =
			mutator.below(2) === 0
				? mutator.text(lines[at]!, mutator.pick(recording))
				: JSON.stringify(mutator.tree(JSON.parse(lines[at]!)));
		async function* batches(): AsyncGenerator<readonly string[]> {
			yield lines;
		}

		try {
			const opened = await openRecording('a.ndjson', { batches: batches(), isTorn: () => false });
			for await (const records of opened.records) {
				for (const each of records) {
					if (each.kind === 'failure') {
						expect(each.failure.text).not.toMatch(controls);
					}
				}
			}
		} catch (error) {
			if (!(error instanceof RecordingError)) {
				throw new Error(`seed ${seed}: ${String(error)} on ${JSON.stringify(lines[at])}`, { cause: error });
			}

			refused += 1;
			expect(error.message).toMatch(/^Recording a\.ndjson, line \d: ./);
			expect(error.message).not.toMatch(controls);
		}
	}

	expect(refused).toBeGreaterThan(budget(8000) / 4);
});
