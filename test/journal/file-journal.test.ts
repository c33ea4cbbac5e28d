import { expect, test } from 'vitest';
import { openFileJournal } from '../../source/journal/file-journal.js';
import { JournalError, type JournalKind } from '../../source/journal/journal.js';
import { scanJournal } from '../../source/journal/scan.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createVirtualDisk, type DiskTrouble } from '../../source/simulator/virtual/disk.js';
import { folder, openJournal } from './open.js';

const path = `${folder}/000001.ndjson`;
const linesOf = (text: string | undefined) => (text ?? '').trimEnd().split('\n');
const kindsIn = (text: string | undefined) => linesOf(text).map(line => JSON.parse(line).kind);

function setUp(options: { readonly segmentBytes?: number } = {}) {
	const files = createVirtualDisk();
	const clock = createVirtualClock();
	const journal = openJournal(files, { clock, ...options });
	files.calls.length = 0;
	return { files, clock, journal };
}

test.each(['intent', 'cancel.request', 'cancel.outcome', 'fill', 'arm', 'kill', 'risk', 'signal', 'exit'] as const)(
	'has %s on the disk before it returns, with all that was before it',
	kind => {
		const { files, journal } = setUp();
		journal.append('sent', 'order', {});

		journal.append(kind, 'test', { field: 'value' });

		expect(files.durable().get(path)).toBe(files.content.get(path));
		expect(kindsIn(files.durable().get(path))).toEqual(['boot', 'sent', kind]);
		expect(files.calls).toEqual(['append 000001.ndjson', 'append 000001.ndjson sync']);
	},
);

test('makes a run known on the disk before anything else can be written', () => {
	const files = createVirtualDisk();

	openJournal(files);

	expect(kindsIn(files.durable().get(path))).toEqual(['boot']);
});

test('hands other kinds to the system at once and syncs them together within 200 ms', async () => {
	const { files, clock, journal } = setUp();

	for (const kind of ['sent', 'ack', 'event', 'unknown'] satisfies JournalKind[]) {
		journal.append(kind, 'test', {});
		await clock.advance(49);
	}

	expect(kindsIn(files.content.get(path))).toEqual(['boot', 'sent', 'ack', 'event', 'unknown']);
	expect(kindsIn(files.durable().get(path))).toEqual(['boot']);
	await clock.advance(4);
	expect(kindsIn(files.durable().get(path))).toEqual(['boot', 'sent', 'ack', 'event', 'unknown']);
	expect(files.calls.filter(call => call.endsWith('sync'))).toHaveLength(1);
	expect(clock.pending()).toBe(0);
});

test('makes lines that are written together durable with one wait for the disk', () => {
	const { files, journal } = setUp();
	const syncs = () => files.calls.filter(call => call.endsWith('sync')).length;
	const before = syncs();

	journal.together(() => {
		for (let index = 0; index < 20; index += 1) {
			journal.together(() => journal.append('cancel.request', 'key !', { client_oid: `kc${index}` }));
		}

		expect(syncs()).toBe(before);
	});

	expect(syncs()).toBe(before + 1);
	expect(kindsIn(files.durable().get(path)).filter(kind => kind === 'cancel.request')).toHaveLength(20);
	expect(files.durable().get(path)).toBe(files.content.get(path));
	// What never waits does not begin to; and an intent never waits for the others.
	journal.together(() => journal.append('event', 'test', {}));
	expect(syncs()).toBe(before + 1);
	journal.together(() => {
		journal.append('fill', 'test', {});
		journal.append('intent', 'test', { client_oid: 'kc1' });
		expect(kindsIn(files.durable().get(path)).slice(-2)).toEqual(['fill', 'intent']);
	});
	expect(scanJournal(files, folder).chainBreak).toBeUndefined();
});

test('an error in what is written together leaves what was written before it durable', () => {
	const { files, journal } = setUp();

	expect(() =>
		journal.together(() => {
			journal.append('cancel.request', 'test', { client_oid: 'kc1' });
			throw new Error('a bug');
		}),
	).toThrow('a bug');

	expect(kindsIn(files.durable().get(path))).toContain('cancel.request');
	journal.append('fill', 'test', {});
	expect(files.durable().get(path)).toBe(files.content.get(path));
});

test('syncs the rest when it is closed, and leaves no timer', () => {
	const { files, clock, journal } = setUp();
	journal.append('event', 'test', {});

	journal.close();

	expect(kindsIn(files.durable().get(path))).toEqual(['boot', 'event']);
	expect(clock.pending()).toBe(0);
});

test('writes nothing once it is closed: another kcmon may have the lock', () => {
	const { files, journal } = setUp();
	journal.close();
	const before = new Map(files.content);

	expect(journal.append('fill', 'late', {})).toBe(1);
	expect(() => journal.append('intent', 'late', {})).toThrow(expect.objectContaining({ code: 'ERR_JOURNAL_CLOSED' }));
	expect(files.content).toEqual(before);
});

test('begins a new segment when one is full, with the last hash of the former', () => {
	const { files, journal } = setUp({ segmentBytes: 2000 });

	for (let index = 0; index < 60; index += 1) {
		journal.append(index % 3 === 0 ? 'fill' : 'event', 'test', { index, text: 'x'.repeat(100) });
	}

	journal.close();
	const names = files.list(folder).filter(name => name.endsWith('.ndjson'));
	expect(names.length).toBeGreaterThan(9);
	expect(names).toEqual([...names].sort());
	expect(names.every(name => (files.read(`${folder}/${name}`) ?? '').length <= 2000)).toBe(true);
	const [last, first] = [linesOf(files.read(path)).at(-1)!, linesOf(files.read(`${folder}/000002.ndjson`))[0]!];
	expect(JSON.parse(first).prev).toBe(JSON.parse(last).h);
	expect(JSON.parse(first).seq).toBe(JSON.parse(last).seq + 1);
	files.content.delete(`${folder}/reserve`);
	expect(files.durable()).toEqual(files.content);
	expect(scanJournal(files, folder)).toMatchObject({ seq: 61, chainBreak: undefined });
	expect(openJournal(files).recovered()).toHaveLength(61);
});

test('goes on in the last segment after a restart, until that is full', () => {
	const { files, journal } = setUp({ segmentBytes: 3000 });
	journal.append('fill', 'test', { text: 'x'.repeat(1000) });
	journal.close();

	const next = openJournal(files, { segmentBytes: 3000 });
	expect(files.list(folder)).toEqual(['000001.ndjson', 'reserve']);
	next.append('fill', 'test', { text: 'x'.repeat(2000) });
	next.close();

	expect(files.list(folder)).toEqual(['000001.ndjson', '000002.ndjson', 'reserve']);
	expect(kindsIn(files.read(path))).toEqual(['boot', 'fill', 'boot']);
	expect(scanJournal(files, folder)).toMatchObject({ seq: 4, chainBreak: undefined });
});

test.each([
	['a segment that is missing', (names: Map<string, string>) => names.delete(`${folder}/000002.ndjson`)],
	['the first segment missing', (names: Map<string, string>) => names.delete(path)],
])('finds %s', (_name, harm) => {
	const { files, journal } = setUp({ segmentBytes: 500 });
	for (let index = 0; index < 12; index += 1) {
		journal.append('fill', 'test', { index });
	}

	journal.close();
	harm(files.content);

	expect(scanJournal(files, folder).chainBreak).toMatchObject({ line: 1, problem: expect.stringMatching(/prev|seq/) });
});

test('finds damage at the end of an old segment where it is, and not in the next', () => {
	const { files, journal } = setUp({ segmentBytes: 500 });
	for (let index = 0; index < 12; index += 1) {
		journal.append('fill', 'test', { index });
	}

	journal.close();
	const lines = linesOf(files.read(path));
	files.content.set(path, `${lines.join('\n')}x`);

	expect(scanJournal(files, folder).chainBreak).toMatchObject({ file: path, line: lines.length, seq: lines.length });
});

const troubles: readonly (readonly [string, DiskTrouble | readonly DiskTrouble[]])[] = [
	['the disk is full', 'append'],
	['the disk takes half a line', 'torn-append'],
	['the disk fails to sync', 'sync'],
];

test.each(troubles)('refuses intents for good when %s once', (_name, trouble) => {
	const { files, journal } = setUp();
	files.fail(trouble, 1);

	expect(() => journal.append('intent', 'key b', { client_oid: 'kc1' })).toThrow(JournalError);
	expect(journal.broken()).toBe(true);
	expect(() => journal.append('intent', 'key b', { client_oid: 'kc2' })).toThrow(
		expect.objectContaining({ code: 'ERR_JOURNAL_BROKEN', message: expect.stringMatching(/ENOSPC|EIO/) }),
	);
	expect(files.read(path)).not.toContain('kc2');
});

test.each(troubles)('gives the reserve back and records cancels in a new segment when %s', (_name, trouble) => {
	const { files, journal } = setUp();
	journal.append('event', 'before', {});
	files.fail(trouble, 1);

	const seq = journal.append('cancel.request', 'key x', { client_oid: 'kc1' });
	journal.append('cancel.outcome', 'venue', { client_oid: 'kc1' });

	expect(seq).toBe(3);
	expect(files.calls).toContain('remove reserve');
	expect(kindsIn(files.durable().get(`${folder}/000002.ndjson`))).toEqual([
		'event',
		'cancel.request',
		'cancel.outcome',
	]);
	const touchedAfter = files.calls.slice(files.calls.indexOf('remove reserve'));
	expect(touchedAfter.filter(call => call.includes('000001'))).toEqual([]);
});

test.each(troubles)('opens again with every line once after %s', (_name, trouble) => {
	const { files, journal } = setUp();
	journal.append('event', 'before', {});
	files.fail(trouble, 1);
	journal.append('cancel.request', 'key x', { client_oid: 'kc1' });
	journal.append('event', 'after', {});
	journal.close();

	expect(scanJournal(files, folder)).toMatchObject({ seq: 4, chainBreak: undefined });
	const next = openJournal(files);
	expect(next.recovered().map(({ kind }) => kind)).toEqual(['boot', 'event', 'cancel.request', 'event']);
	expect(next.broken()).toBe(false);
	expect(() => next.append('intent', 'key b', {})).not.toThrow();
});

test('loses nothing that was durable when the power goes after a failed sync', () => {
	const { files, journal } = setUp();
	journal.append('fill', 'before', {});
	journal.append('event', 'unsynced', {});
	files.fail('sync', 1);
	journal.append('kill', 'key !', {});
	journal.append('cancel.request', 'kill', {});

	const after = createVirtualDisk();
	for (const [name, text] of files.durable()) {
		after.content.set(name, text);
	}

	expect(
		openJournal(after)
			.recovered()
			.map(({ kind }) => kind),
	).toEqual([...['boot', 'fill', 'event', 'kill', 'cancel.request']]);
});

test('keeps lines in memory while nothing can be written, and writes them when the disk is back', async () => {
	const { files, clock, journal } = setUp();
	files.fail(['append', 'replace']);
	journal.append('cancel.request', 'key x', {});
	journal.append('fill', 'venue', {});
	await clock.advance(5000);
	expect(files.list(folder)).not.toContain('000002.ndjson');

	files.fail('none');
	await clock.advance(1000);
	journal.append('event', 'venue', {});
	journal.close();

	const scan = scanJournal(files, folder);
	expect(scan).toMatchObject({ seq: 4, chainBreak: undefined });
	expect(journal.broken()).toBe(true);
	expect(clock.pending()).toBe(0);
});

test('writes what waits in memory when it is closed', () => {
	const { files, journal } = setUp();
	files.fail(['append', 'replace']);
	journal.append('fill', 'venue', {});
	files.fail('none');

	journal.close();

	expect(
		openJournal(files)
			.recovered()
			.map(({ kind }) => kind),
	).toEqual(['boot', 'fill']);
});

test('stays whole when a segment is there though the disk said it failed', async () => {
	const { files, clock, journal } = setUp();
	journal.append('event', 'venue', { number: 1 });
	files.fail(['append', 'replace-after-rename'], 3);

	journal.append('fill', 'venue', { number: 2 });
	journal.append('fill', 'venue', { number: 3 });
	await clock.advance(3000);
	journal.append('fill', 'venue', { number: 4 });
	journal.close();

	expect(scanJournal(files, folder)).toMatchObject({ seq: 5, chainBreak: undefined });
	expect(
		openJournal(files)
			.recovered()
			.map(({ body }) => body.number),
	).toEqual([undefined, 1, 2, 3, 4]);
});

test('a failure in the background breaks it too', async () => {
	const { files, clock, journal } = setUp();
	journal.append('event', 'venue', {});
	files.fail('sync', 1);

	await clock.advance(200);

	expect(journal.broken()).toBe(true);
	expect(() => journal.append('intent', 'key b', {})).toThrow(JournalError);
	journal.close();
	expect(openJournal(files).recovered()).toHaveLength(2);
});

test('survives any run of troubles with a chain that holds and no durable line lost', async () => {
	for (let seed = 1; seed <= 300; seed += 1) {
		const random = createSeededRandom(seed);
		const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
		const files = createVirtualDisk();
		const clock = createVirtualClock();
		const journal = openJournal(files, { clock, segmentBytes: 900 });
		const appended: number[] = [];
		for (let step = 0; step < 40; step += 1) {
			const trouble = pick<DiskTrouble>([
				'none',
				'none',
				'append',
				'torn-append',
				'sync',
				'replace',
				'replace-after-rename',
			]);
			files.fail(trouble, 1 + Math.floor(random() * 2));
			appended.push(journal.append(pick<JournalKind>(['event', 'fill', 'cancel.request', 'ack']), 'test', { step }));
			await clock.advance(pick([0, 30, 250, 1200]));
		}

		files.fail('none');
		journal.close();
		const scan = scanJournal(files, folder);
		expect({ seed, chainBreak: scan.chainBreak, seq: scan.seq }).toEqual({ seed, chainBreak: undefined, seq: 41 });
		expect(appended).toEqual(Array.from({ length: 40 }, (_, index) => index + 2));
		const after = createVirtualDisk();
		for (const [name, text] of files.durable()) {
			after.content.set(name, text);
		}

		const steps = openJournal(after)
			.recovered()
			.flatMap(({ body }) => (body.step === undefined ? [] : [body.step]));
		expect({ seed, steps }).toEqual({ seed, steps: Array.from({ length: 40 }, (_, index) => index) });
	}
});

test('opens without a reserve where there is no room for it, and says so', () => {
	const files = createVirtualDisk();
	openJournal(files).close();
	files.remove(`${folder}/reserve`);
	files.fail('replace');

	expect(openJournal(files, { ownReserve: true }).recoveryNote()).toBe('the disk has no room for the reserve of 8 MiB');
});

test('keeps a reserve of 8 MiB, and makes it anew once it was given back', () => {
	const files = createVirtualDisk();
	const journal = openJournal(files, { ownReserve: true });
	expect(files.durable().get(`${folder}/reserve`)).toHaveLength(8 * 1024 * 1024);
	files.fail('append', 1);
	journal.append('fill', 'venue', {});
	journal.close();
	expect(files.list(folder)).not.toContain('reserve');

	openJournal(files, { ownReserve: true });

	expect(files.read(`${folder}/reserve`)).toHaveLength(8 * 1024 * 1024);
});

test.each(['append', 'sync', 'replace'] as const)('says so when it cannot be written from the start (%s)', trouble => {
	const files = createVirtualDisk();
	openJournal(files).close();
	files.fail(trouble === 'replace' ? ['append', 'replace'] : trouble);

	const opening = openFileJournal(
		{ files, clock: createVirtualClock(), random: createSeededRandom(1) },
		{ folder, account: 'paper', version: '1' },
	);

	const hint = trouble === 'sync' ? /permissions/ : /Make room on the disk/;
	expect(opening).toMatchObject({
		kind: 'refused',
		chainBreak: undefined,
		error: {
			code: 'ERR_JOURNAL_FILE',
			message: expect.stringMatching(/ENOSPC|EIO/),
			hint: expect.stringMatching(hint),
		},
	});
});

test.each(['v', 'seq', 't', 'mono', 'boot', 'kind', 'why', 'prev', 'h'])(
	'takes no field named %s from a body',
	name => {
		const { files, journal } = setUp();
		const before = files.content.get(path);

		expect(() => journal.append('event', 'test', { [name]: 'x' })).toThrow(
			expect.objectContaining({ code: 'ERR_JOURNAL_ENTRY' }),
		);
		expect(files.content.get(path)).toBe(before);
		expect(journal.append('event', 'test', {})).toBe(2);
	},
);
