import { expect, test } from 'vitest';
import { repairJournal } from '../../source/journal/repair.js';
import { replayEntries } from '../../source/journal/replay.js';
import { scanJournal } from '../../source/journal/scan.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createVirtualDisk, type VirtualDisk } from '../../source/simulator/virtual/disk.js';
import { folder, openJournal } from './open.js';

const clock = createVirtualClock();

/** Three segments of four lines, the second line of the middle one damaged. */
function setUp() {
	const files = createVirtualDisk();
	const journal = openJournal(files, { segmentBytes: 1000 });
	for (let index = 2; index <= 12; index += 1) {
		journal.append('fill', 'test', { number: index, text: 'x'.repeat(20 - String(index).length) });
	}

	journal.close();
	const segments = files.list(folder).filter(name => name.endsWith('.ndjson'));
	expect(segments).toHaveLength(4);
	const middle = `${folder}/000002.ndjson`;
	const [first, second] = (files.read(middle) ?? '').split('\n');
	files.content.set(middle, (files.read(middle) ?? '').replace(second!, second!.replace('"number":', '"numbes":')));
	return { files, seqBefore: JSON.parse(first!).seq as number };
}

test('keeps the valid prefix, sets the rest aside byte by byte, and says so in a new segment', () => {
	const { files, seqBefore } = setUp();
	const middle = (files.read(`${folder}/000002.ndjson`) ?? '').split('\n');
	const later = ['000003.ndjson', '000004.ndjson'].map(name => files.read(`${folder}/${name}`));

	const report = repairJournal({ files, clock }, folder);

	expect(report).toMatchObject({
		kind: 'repaired',
		kept: seqBefore,
		linesAside: 12 - seqBefore,
		filesAside: [2, 3, 4].map(number => `${folder}/00000${number}.ndjson.broken`),
		chainBreak: { file: `${folder}/000002.ndjson`, line: 2, seq: seqBefore + 1 },
	});
	expect(files.read(`${folder}/000002.ndjson`)).toBe(`${middle[0]}\n`);
	expect(files.read(`${folder}/000002.ndjson.broken`)).toBe(middle.slice(1).join('\n'));
	expect([3, 4].map(number => files.read(`${folder}/00000${number}.ndjson.broken`))).toEqual(later);
	expect(files.list(folder).filter(name => name.endsWith('.ndjson'))).toEqual([
		...['000001.ndjson', '000002.ndjson', '000005.ndjson'],
	]);
	const scan = scanJournal(files, folder);
	expect(scan).toMatchObject({ seq: seqBefore + 1, chainBreak: undefined });
	expect(JSON.parse(files.read(`${folder}/000005.ndjson`) ?? '')).toMatchObject({
		kind: 'repair',
		why: 'kcmon journal repair',
		seq: seqBefore + 1,
		segment: '000002.ndjson',
		line: 2,
		lines_aside: 12 - seqBefore,
		files_aside: ['000002.ndjson.broken', '000003.ndjson.broken', '000004.ndjson.broken'],
	});
});

test('opens after a repair, and starts halted for every account', () => {
	const { files } = setUp();
	repairJournal({ files, clock }, folder);

	for (const account of ['paper', 'live:1a2b']) {
		const journal = openJournal(files, { account });
		expect(replayEntries(journal.recovered(), clock.wallNow()).trading).toBe('HALTED');
		journal.close();
	}
});

test('changes nothing of a journal that holds', () => {
	const files = createVirtualDisk();
	openJournal(files).close();
	const before = new Map(files.content);

	expect(repairJournal({ files, clock }, folder)).toEqual({ kind: 'whole', seq: 1 });
	expect(repairJournal({ files, clock }, '/none')).toEqual({ kind: 'whole', seq: 0 });
	expect(files.content).toEqual(before);
});

test('repairs damage of the very first line', () => {
	const files = createVirtualDisk();
	openJournal(files).close();
	const path = `${folder}/000001.ndjson`;
	files.content.set(path, (files.read(path) ?? '').replace('paper', 'papes'));

	expect(repairJournal({ files, clock }, folder)).toMatchObject({ kind: 'repaired', kept: 0, linesAside: 1 });
	expect(scanJournal(files, folder)).toMatchObject({ seq: 1, chainBreak: undefined });
	openJournal(files).close();
});

test('leaves a broken journal to another repair when it stops at any step', () => {
	const steps = setUp().files;
	steps.calls.length = 0;
	repairJournal({ files: steps, clock }, folder);
	const count = steps.calls.length;
	expect(count).toBeGreaterThan(6);

	for (let stopAt = 0; stopAt < count; stopAt += 1) {
		const { files, seqBefore } = setUp();
		expect(() => repairJournal({ files: stopAfter(files, stopAt), clock }, folder)).toThrow('the power went');
		expect(scanJournal(files, folder).chainBreak).toBeDefined();

		expect(repairJournal({ files, clock }, folder)).toMatchObject({ kind: 'repaired', kept: seqBefore });
		expect(scanJournal(files, folder)).toMatchObject({ seq: seqBefore + 1, chainBreak: undefined });
		const aside = files.list(folder).filter(name => name.includes('.broken'));
		const asideText = aside.map(name => files.read(`${folder}/${name}`)).join('');
		for (let number = seqBefore + 2; number <= 12; number += 1) {
			expect(asideText).toContain(`"number":${number},`);
		}
	}
});

function stopAfter(files: VirtualDisk, changes: number): VirtualDisk {
	let left = changes;
	const guard = <Values extends readonly unknown[]>(run: (...values: Values) => void) => {
		return (...values: Values): void => {
			if (left <= 0) {
				throw new Error('the power went');
			}

			left -= 1;
			run(...values);
		};
	};
	return { ...files, replace: guard(files.replace), remove: guard(files.remove), append: guard(files.append) };
}
