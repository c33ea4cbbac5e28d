import {
	appendFileSync,
	chmodSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createFileSource } from '../../source/intake/file.js';
import { createIntake } from '../../source/intake/intake.js';
import type { SignalEvent } from '../../source/model/signal-event.js';
import { openForReading } from '../../source/platform/open-file.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

const line = (id: string) =>
	`${JSON.stringify({ timestamp: 1_767_614_400_000, symbol: 'BTC-USDT', signal_type: 'x', confidence: 1, id })}\n`;

const undo: (() => void)[] = [];
afterEach(() => {
	for (const action of undo.splice(0)) {
		action();
	}
});

function build({ fromStart = false, content = '' as string | null } = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'kcmon-signals-'));
	const path = join(folder, 'signals.ndjson');
	if (content !== null) {
		writeFileSync(path, content, { mode: 0o600 });
	}

	const clock = createVirtualClock();
	const events: SignalEvent[] = [];
	const said: string[] = [];
	const intake = createIntake({ clock, publish: event => events.push(event), isTradable: () => true });
	const source = createFileSource(
		{ clock, open: openForReading, intake, log: text => said.push(text.replace(path, 'FILE')) },
		{ path, source: 'desk', fromStart },
	);
	undo.push(() => {
		source.stop();
		rmSync(folder, { recursive: true });
	});
	source.start();
	const ids = async () => {
		await clock.advance(250);
		return events.map(event => (event.type === 'signal' ? event.signal.id : event.problem));
	};
	return { path, folder, clock, events, said, source, ids };
}

test('reads only what is appended after the start', async () => {
	const { path, ids } = build({ content: line('old') });

	expect(await ids()).toEqual([]);
	appendFileSync(path, line('a') + line('b'));

	expect(await ids()).toEqual(['a', 'b']);
});

test('reads all of it from the start when asked', async () => {
	const { ids } = build({ content: line('a') + line('b'), fromStart: true });

	expect(await ids()).toEqual(['a', 'b']);
});

test('lets an unfinished line wait for its line break', async () => {
	const text = line('a');
	const { path, ids } = build();

	appendFileSync(path, text.slice(0, 20));
	expect(await ids()).toEqual([]);
	appendFileSync(path, text.slice(20, -1));
	expect(await ids()).toEqual([]);
	appendFileSync(path, '\n');

	expect(await ids()).toEqual(['a']);
});

test('takes a line that was unfinished at the start as a whole', async () => {
	const text = line('a');
	const { path, ids } = build({ content: line('old') + text.slice(0, 30) });

	appendFileSync(path, text.slice(30));

	expect(await ids()).toEqual(['a']);
});

test('follows the name across a rotation and still hears the old file', async () => {
	const { path, folder, ids, said } = build();
	appendFileSync(path, line('a'));
	expect(await ids()).toEqual(['a']);

	appendFileSync(path, line('b'));
	renameSync(path, join(folder, 'old'));
	writeFileSync(path, line('c'), { mode: 0o600 });
	expect((await ids()).toSorted()).toEqual(['a', 'b', 'c']);
	appendFileSync(join(folder, 'old'), line('d'));
	appendFileSync(path, line('e'));

	expect((await ids()).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
	expect(said.join()).toContain('another file has its name');
});

test('reads a truncated file from its beginning', async () => {
	const { path, ids, said } = build();
	appendFileSync(path, line('a') + line('b'));
	await ids();

	truncateSync(path);
	appendFileSync(path, line('c'));

	expect(await ids()).toEqual(['a', 'b', 'c']);
	expect(said).toEqual(['signals from FILE: was truncated, read from its beginning']);
});

test('notices a file that was emptied and grew past the place reached between two looks', async () => {
	const { path, ids } = build();
	appendFileSync(path, line('a'));
	await ids();

	truncateSync(path);
	appendFileSync(path, line('first') + line('second') + line('third'));

	expect(await ids()).toEqual(['a', 'first', 'second', 'third']);
});

test('waits for a file that is not there and reads it from its beginning', async () => {
	const { path, ids, said, source } = build({ content: null });

	expect(await ids()).toEqual([]);
	expect(said).toEqual(['signals from FILE: no such file yet']);
	expect(source.link()).toEqual({ name: 'desk', place: `file ${path}`, isUp: false, text: 'no such file yet' });
	writeFileSync(path, line('a'), { mode: 0o600 });

	expect(await ids()).toEqual(['a']);
	expect(source.link()).toMatchObject({ isUp: true, text: 'following' });
});

test('refuses a file that others may write to, until its mode is mended', async () => {
	const { path, ids, said } = build();
	chmodSync(path, 0o622);
	appendFileSync(path, line('forged'));

	expect(await ids()).toEqual([]);
	expect(said).toEqual(['signals from FILE: refused: group or others may write to it (chmod go-w mends it)']);
	chmodSync(path, 0o600);
	await ids();
	appendFileSync(path, line('a'));

	expect(await ids()).toEqual(['a']);
});

test('refuses what is not a regular file', async () => {
	const { path, ids, said } = build({ content: null });

	mkdirSync(path, { mode: 0o700 });

	expect(await ids()).toEqual([]);
	expect(said.at(-1)).toBe('signals from FILE: refused: it is not a regular file');
});

test('paces a long file and loses nothing of it', async () => {
	const count = 4_000;
	const { clock, events } = build({
		content: Array.from({ length: count }, (_, index) => line(`${index}`)).join(''),
		fromStart: true,
	});

	await clock.advance(3_000);

	expect(events).toHaveLength(count);
	expect(events.at(-1)).toMatchObject({ signal: { id: `${count - 1}` } });
});
