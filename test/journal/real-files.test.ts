import {
	appendFileSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFileJournal } from '../../source/journal/file-journal.js';
import { scanJournal } from '../../source/journal/scan.js';
import { journalFolder } from '../../source/journal/segments.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createFiles } from '../../source/platform/files.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

let dataDir: string;
let folder: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-journal-'));
	folder = journalFolder(dataDir);
});

afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

const open = (segmentBytes?: number) =>
	openFileJournal(
		{ files: createFiles(), clock: createVirtualClock(), random: createSeededRandom(1) },
		{ folder, account: 'paper', version: '1', ...(segmentBytes === undefined ? {} : { segmentBytes }) },
	);

const opened = (segmentBytes?: number) => {
	const opening = open(segmentBytes);
	if (opening.kind === 'refused') {
		throw opening.error;
	}

	return opening.journal;
};

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('keeps its folder at 0700 and every file in it at 0600', () => {
	const journal = opened(1000);
	for (let index = 0; index < 10; index += 1) {
		journal.append('fill', 'test', { index, text: 'é🚀' });
	}

	journal.close();
	appendFileSync(join(folder, '000001.ndjson'), '');
	appendFileSync(
		join(
			folder,
			readdirSync(folder)
				.filter(name => name.endsWith('.ndjson'))
				.at(-1)!,
		),
		'torn',
	);
	opened(1000).close();

	expect(modeOf(folder)).toBe(0o700);
	const names = readdirSync(folder);
	expect(names.filter(name => name.endsWith('.torn'))).toHaveLength(1);
	expect(names.map(name => [name, modeOf(join(folder, name))])).toEqual(names.map(name => [name, 0o600]));
	expect(scanJournal(createFiles(), folder)).toMatchObject({ seq: 12, chainBreak: undefined });
});

test.each(['000001.ndjson', '000003.ndjson'])(
	'refuses a link in place of %s, and leaves what it points to alone',
	name => {
		const journal = opened(400);
		journal.append('fill', 'test', {});
		journal.append('fill', 'test', {});
		journal.close();
		const victim = join(dataDir, 'victim');
		renameSync(join(folder, name), victim);
		symlinkSync(victim, join(folder, name));
		const before = readFileSync(victim, 'utf8');

		expect(open()).toMatchObject({
			kind: 'refused',
			error: { code: 'ERR_JOURNAL_FILE', message: expect.stringContaining('ELOOP') },
		});
		expect(readFileSync(victim, 'utf8')).toBe(before);
	},
);

test('breaks, and does not follow, when a link takes the place of a segment in use', () => {
	const journal = opened();
	const victim = join(dataDir, 'victim');
	writeFileSync(victim, 'precious');
	rmSync(join(folder, '000001.ndjson'));
	symlinkSync(victim, join(folder, '000001.ndjson'));

	expect(() => journal.append('intent', 'key b', {})).toThrow('ELOOP');
	journal.close();
	expect(readFileSync(victim, 'utf8')).toBe('precious');
});

test('says so when there is a file where the folder should be', () => {
	writeFileSync(folder, 'in the way');

	expect(open()).toMatchObject({ kind: 'refused', error: { code: 'ERR_JOURNAL_FILE' } });
});

test('reads a torn character as torn, and puts aside what was there', () => {
	opened().close();
	appendFileSync(join(folder, '000001.ndjson'), Buffer.from([0x7b, 0x22, 0xf0, 0x9f]));

	const journal = opened();

	expect(journal.recovered()).toHaveLength(1);
	expect(readFileSync(join(folder, '000001.ndjson.torn'), 'utf8')).toMatch(/^\{"/);
});
