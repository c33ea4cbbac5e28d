import { beforeAll, describe, expect, test } from 'vitest';
import { encodeLine, genesisHash } from '../../source/journal/chain.js';
import { openFileJournal } from '../../source/journal/file-journal.js';
import { scanJournal } from '../../source/journal/scan.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createVirtualDisk } from '../../source/simulator/virtual/disk.js';
import { folder, openJournal } from './open.js';

const path = `${folder}/000001.ndjson`;

/** 64 lines of one run, as they lie on disk. */
function writeLines(count: number): readonly string[] {
	const files = createVirtualDisk();
	const journal = openJournal(files);
	for (let index = 2; index <= count; index += 1) {
		journal.append('signal', 'test', { signal_id: `signal-${index}`, text: 'a "quoted" é text' });
	}

	journal.close();
	return (files.read(path) ?? '').trimEnd().split('\n');
}

describe('a journal of 64 lines', () => {
	let lines: readonly string[] = [];
	let text = '';
	beforeAll(() => {
		lines = writeLines(64);
		text = `${lines.join('\n')}\n`;
	});

	const withText = (content: string) => {
		const files = createVirtualDisk();
		files.content.set(path, content);
		return files;
	};

	test('recovers its valid prefix when it is cut at any byte', () => {
		expect(lines).toHaveLength(64);
		let whole = 0;
		let goodLength = 0;
		for (let cut = 0; cut < text.length; cut += 1) {
			// A line counts as soon as only its newline is missing.
			const end = goodLength + (lines[whole]?.length ?? 0);
			if (cut === end) {
				whole += 1;
				goodLength = end + 1;
			}

			const torn = text.slice(goodLength, cut);
			const files = withText(text.slice(0, cut));
			const journal = openJournal(files);
			const seq = journal.append('exit', 'test', {});
			journal.close();

			const found = {
				recovered: journal.recovered().length,
				torn: files.read(`${path}.torn`) ?? '',
				isNoted: journal.recoveryNote() !== undefined,
				seq,
				text: files.read(path)?.startsWith(lines.slice(0, whole).join('\n')),
			};
			expect({ cut, ...found }).toEqual({
				cut,
				recovered: whole,
				torn,
				isNoted: torn !== '',
				seq: whole + 2,
				text: true,
			});
			if (cut % 50 === 0 || torn.length < 2) {
				expect(scanJournal(files, folder)).toMatchObject({ seq: whole + 2, chainBreak: undefined });
			}
		}

		expect(whole).toBe(64);
	}, 60_000);

	test('names file, line and seq of any byte that was flipped in an old line', () => {
		let checked = 0;
		const flipped = text.slice(0, -1);
		let line = 1;
		for (let index = 0; index < flipped.length; index += 1) {
			for (const bit of [1 << (index % 7), 0x80]) {
				const code = text.charCodeAt(index) ^ bit;
				const files = withText(text.slice(0, index) + String.fromCharCode(code) + text.slice(index + 1));

				const { chainBreak } = scanJournal(files, folder);
				if (chainBreak?.file !== path || chainBreak.line !== line || chainBreak.seq !== line) {
					expect({ index, chainBreak }).toEqual({ index, chainBreak: { file: path, line, seq: line } });
				}

				checked += 1;
			}

			line += text[index] === '\n' ? 1 : 0;
		}

		expect(checked).toBe(2 * flipped.length);
	}, 60_000);

	test('refuses to trade on a break, with a typed result and the way out', () => {
		const files = withText(text.replace('signal-20', 'signal-21'));
		const before = new Map(files.content);

		const opening = openFileJournal(
			{ files, clock: createVirtualClock(), random: createSeededRandom(1) },
			{ folder, account: 'paper', version: '1' },
		);

		expect(opening).toMatchObject({
			kind: 'refused',
			chainBreak: { file: path, line: 20, seq: 20 },
			error: {
				code: 'ERR_JOURNAL_CHAIN',
				message: `The journal does not hold at ${path} line 20, seq 20: the hash does not match the line`,
				hint: expect.stringContaining('kcmon journal repair'),
			},
		});
		expect(files.content).toEqual(before);
	});

	test.each([
		['removed', (all: string[]) => all.splice(30, 1), 31],
		['repeated', (all: string[]) => all.splice(30, 0, all[30]!), 32],
		['moved', (all: string[]) => all.splice(30, 2, all[31]!, all[30]!), 31],
	])('finds a line that was %s', (_name, change, line) => {
		const changed = [...lines];
		change(changed);

		const { chainBreak } = scanJournal(withText(`${changed.join('\n')}\n`), folder);

		expect(chainBreak).toMatchObject({ file: path, line });
	});

	test('cuts zeros that a power cut left at the end', () => {
		const files = withText(`${text}${'\0'.repeat(4096)}`);

		const journal = openJournal(files);

		expect(journal.recovered()).toHaveLength(64);
		expect(journal.recoveryNote()).toContain('1 torn line of 000001.ndjson was cut into 000001.ndjson.torn');
		expect(files.read(`${path}.torn`)).toBe('\0'.repeat(4096));
	});

	test('gives the next torn line a file of its own', () => {
		const files = withText(`${text}half`);
		openJournal(files).close();
		files.content.set(path, `${files.read(path)}again`);

		openJournal(files).close();

		expect(files.read(`${path}.torn`)).toBe('half');
		expect(files.read(`${path}.torn.2`)).toBe('again');
	});
});

test('recovers what the account wrote before, and nothing of other accounts', () => {
	const files = createVirtualDisk();
	const paper = openJournal(files);
	paper.append('signal', 'test', { signal_id: 'of-paper' });
	paper.close();
	const live = openJournal(files, { account: 'live:1a2b' });
	live.append('signal', 'test', { signal_id: 'of-live' });
	live.close();

	const ids = (account: string) => {
		const journal = openJournal(files, { account });
		journal.close();
		return journal.recovered().flatMap(({ body }) => (body.signal_id === undefined ? [] : [body.signal_id]));
	};

	expect(ids('paper')).toEqual(['of-paper']);
	expect(ids('live:1a2b')).toEqual(['of-live']);
	expect(ids('demo:9')).toEqual([]);
});

test('gives back entries as they were appended', () => {
	const files = createVirtualDisk();
	const clock = createVirtualClock({ wall: 1_700_000_000_000 });
	clock.advanceSync(1500);
	const body = { nested: { price: '0.00000001', list: [1, 'a', null] }, tradeId: '11029373945659393' };
	const journal = openJournal(files, { clock });
	const seq = journal.append('recon', 'each minute', body);
	journal.close();

	const [, entry] = openJournal(files).recovered();

	expect(seq).toBe(2);
	expect(entry).toMatchObject({ seq: 2, t: 1_700_000_001_500, mono: 1500, kind: 'recon', why: 'each minute', body });
	expect(entry?.boot).toMatch(/^[0-9a-z]{12}$/);
});

test('keeps lines of a kind that this version does not know', () => {
	const files = createVirtualDisk();
	const head = { v: 1, seq: 1, t: 1, mono: 1, boot: 'x', kind: 'from-the-future', why: '' } as const;
	files.content.set(path, `${encodeLine({ ...head, field: 1 }, genesisHash).line}\n`);

	expect(openJournal(files).recovered()[0]).toMatchObject({ kind: 'from-the-future', body: { field: 1 } });
});

test('removes what a crash left of a file that was being replaced, and nothing else', () => {
	const files = createVirtualDisk();
	files.content.set(`${folder}/.000001.ndjson.99.0.tmp`, 'half a segment');
	files.content.set(`${folder}/notes.txt`, 'mine');

	openJournal(files).close();

	expect(files.list(folder)).toEqual(['000001.ndjson', 'notes.txt', 'reserve']);
});

test.each([0, 1])(
	'what a killed process left to the system is durable before anything is built on it, with %i syncs that fail (simulation seed 1790)',
	failures => {
		const files = createVirtualDisk();
		const killed = openJournal(files);
		killed.append('recon', 'test', { complete: true });
		files.fail('sync', failures);
		const second = openJournal(files);
		const seq = second.append('exit', 'test', {});
		files.cutPower(() => 0);

		expect(seq).toBe(4);
		expect(
			openJournal(files)
				.recovered()
				.map(({ kind }) => kind),
		).toEqual(['boot', 'recon', 'boot', 'exit']);
	},
);

test('a journal whose last segment can be made durable in no way is not opened', () => {
	const files = createVirtualDisk();
	openJournal(files).append('recon', 'test', { complete: true });
	files.fail(['sync', 'replace']);

	expect(() => openJournal(files)).toThrow(/cannot be opened/);
});
