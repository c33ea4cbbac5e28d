import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSignalIds, retainedMs, type SeenId } from '../../source/intake/signal-ids.js';
import { KcmonError } from '../../source/lib/errors.js';
import type { Files } from '../../source/lib/seams.js';
import { createFiles } from '../../source/platform/files.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';
import { createFolder, wall } from './signal-rig.js';

let place: ReturnType<typeof createFolder>;
let path: string;
beforeEach(() => {
	place = createFolder();
	path = join(place.folder, 'signal-ids.ndjson');
});
afterEach(() => place.remove());

const event = (id: string, source = 'desk'): SeenId => ({ source, kind: 'event', id });
const open = (clock: VirtualClock = createVirtualClock({ wall }), said: string[] = []) =>
	createSignalIds(clock, { path, files: createFiles(), log: text => said.push(text) });
const linesOf = (): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

test('remembers an id within its source and kind', () => {
	const ids = open();

	ids.remember([event('a')], { sync: true });

	expect(ids.has(event('a'))).toBe(true);
	expect(ids.has(event('b'))).toBe(false);
	expect(ids.has(event('a', 'other'))).toBe(false);
	expect(ids.has({ ...event('a'), kind: 'delivery' })).toBe(false);
});

test('has each id on the disk when it returns, for the next run', () => {
	open().remember([event('a'), { source: 'desk', kind: 'delivery', id: 'm' }], { sync: true });

	expect(linesOf().map(line => JSON.parse(line))).toEqual([
		{ at: wall, source: 'desk', kind: 'event', id: 'a' },
		{ at: wall, source: 'desk', kind: 'delivery', id: 'm' },
	]);
	expect(statSync(path).mode & 0o777).toBe(0o600);
	const next = open();
	expect(next.has(event('a'))).toBe(true);
	expect(next.has({ source: 'desk', kind: 'delivery', id: 'm' })).toBe(true);
});

test('takes out what is older than seven days at the start', () => {
	const clock = createVirtualClock({ wall });
	open(clock).remember([event('old')], { sync: false });
	clock.advanceSync(retainedMs);
	open(clock).remember([event('young')], { sync: false });
	expect(open(clock).has(event('old'))).toBe(true);
	clock.advanceSync(1);

	const next = open(clock);

	expect(next.has(event('old'))).toBe(false);
	expect(next.has(event('young'))).toBe(true);
	expect(linesOf()).toHaveLength(1);
});

test('passes over a torn last line and foreign ones, and writes the next on a line of its own', () => {
	open().remember([event('a')], { sync: true });
	appendFileSync(path, '{"at":1,"source":"de');

	const next = open();
	next.remember([event('b')], { sync: true });

	expect(open().has(event('a'))).toBe(true);
	expect(open().has(event('b'))).toBe(true);
	appendFileSync(path, 'null\n[]\n{"at":"x"}\n\n');
	expect(open().has(event('b'))).toBe(true);
	expect(linesOf()).toHaveLength(2);
});

test('throws when it cannot write and must, and says so once when it need not', () => {
	const said: string[] = [];
	const files: Pick<Files, 'read' | 'append' | 'replace'> = {
		read: () => undefined,
		replace: () => undefined,
		append: () => {
			throw new KcmonError('Could not append to x: ENOSPC', { code: 'ERR_FILE' });
		},
	};
	const ids = createSignalIds(createVirtualClock(), { path, files, log: text => said.push(text) });

	expect(() => ids.remember([event('a')], { sync: true })).toThrow('ENOSPC');
	expect(ids.has(event('a'))).toBe(false);
	ids.remember([event('b')], { sync: false });
	ids.remember([event('c')], { sync: false });

	expect(ids.has(event('b'))).toBe(true);
	expect(said).toEqual(['signals seen now may count again after a restart: Could not append to x: ENOSPC']);
});

test('keeps the file bounded in a run that never ends', () => {
	const ids = open();
	const batch = (from: number): SeenId[] => Array.from({ length: 1000 }, (_, index) => event(`id-${from + index}`));

	for (let from = 0; from < 120_000; from += 1000) {
		ids.remember(batch(from), { sync: false });
	}

	expect(linesOf()).toHaveLength(70_000);
	expect(ids.has(event('id-119999'))).toBe(true);
	expect(ids.has(event('id-70000'))).toBe(true);
});

test('needs no file', () => {
	const ids = createSignalIds(createVirtualClock());

	ids.remember([event('a')], { sync: true });

	expect(ids.has(event('a'))).toBe(true);
	expect(existsSync(path)).toBe(false);
});
