import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFiles } from '../../source/platform/files.js';

const files = createFiles();
let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-files-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('replaces a file as a whole, with mode 0600, and leaves nothing beside it', () => {
	const path = join(folder, 'state.json');

	files.replace(path, 'first');
	expect(modeOf(path)).toBe(0o600);
	files.replace(path, 'second, €');

	expect(files.read(path)).toBe('second, €');
	expect(readdirSync(folder)).toEqual(['state.json']);
});

test('keeps the old file when the new one cannot be written', () => {
	const path = join(folder, 'state.json');
	files.replace(path, 'old');
	rmSync(folder, { recursive: true });

	expect(() => files.replace(path, 'new')).toThrow(
		expect.objectContaining({ code: 'ERR_FILE', message: `Could not replace ${path}: ENOENT` }),
	);
	expect(existsSync(folder)).toBe(false);
});

test('replaces a file by pieces one after the other, and not at all where one of them cannot be made', () => {
	const path = join(folder, 'state');
	files.replace(path, ['first, ', '€, ', 'last']);
	expect(files.read(path)).toBe('first, €, last');

	const broken = function* (): Iterable<string> {
		yield 'half';
		throw new RangeError('no more');
	};

	expect(() => files.replace(path, broken())).toThrow();
	expect(files.read(path)).toBe('first, €, last');
	expect(files.list(folder)).toEqual(['state']);
});

test('replaces a link by a file and leaves what it pointed to alone', () => {
	const victim = join(folder, 'victim');
	const path = join(folder, 'state.json');
	writeFileSync(victim, 'precious');
	symlinkSync(victim, path);

	files.replace(path, 'mine');

	expect(readFileSync(victim, 'utf8')).toBe('precious');
	expect(lstatSync(path).isSymbolicLink()).toBe(false);
	expect(files.read(path)).toBe('mine');
});

test.each([true, false])('appends with mode 0600, durable or not: %s', sync => {
	const path = join(folder, 'journal.ndjson');

	files.append(path, 'one\n', { sync });
	files.append(path, 'two\n', { sync });

	expect(files.read(path)).toBe('one\ntwo\n');
	expect(modeOf(path)).toBe(0o600);
});

test('never appends through a link', () => {
	const victim = join(folder, 'victim');
	writeFileSync(victim, 'precious');
	symlinkSync(victim, join(folder, 'journal'));

	expect(() => files.append(join(folder, 'journal'), 'x', { sync: true })).toThrow('ELOOP');
	expect(readFileSync(victim, 'utf8')).toBe('precious');
});

test('reads what is not there as undefined, and other trouble as an error', () => {
	expect(files.read(join(folder, 'none'))).toBeUndefined();
	expect(() => files.read(folder)).toThrow('Could not read');
});

test('creates folders with mode 0700, lists and removes', () => {
	const inner = join(folder, 'a', 'b');

	files.makeFolder(inner);
	files.makeFolder(inner);
	files.replace(join(inner, 'z'), '');
	files.replace(join(inner, 'y'), '');

	expect(modeOf(inner)).toBe(0o700);
	expect(files.list(inner)).toEqual(['y', 'z']);
	files.remove(join(inner, 'z'));
	files.remove(join(inner, 'z'));
	expect(files.list(inner)).toEqual(['y']);
	expect(files.list(join(folder, 'none'))).toEqual([]);
});

test('says which path could not be written', () => {
	const path = join(folder, 'locked');
	files.makeFolder(path);
	chmodSync(path, 0o500);
	const target = join(path, 'file', 'below');

	expect(() => files.append(target, 'x', { sync: false })).toThrow(`Could not append to ${target}: `);
});
