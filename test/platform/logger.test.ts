import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogFile } from '../../source/platform/log-file.js';
import { createLogger } from '../../source/platform/logger.js';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-log-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const linesOf = (name = 'kcmon.log') =>
	readFileSync(join(folder, name), 'utf8')
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line) as Record<string, unknown>);

test('writes JSON lines of its level and above to a private file', () => {
	const logger = createLogger({ folder, level: 'info' });

	logger.info('live', { socket: 'public-1' });
	logger.debug('unseen');
	logger.error('lost', { reason: 'refused' });

	expect(linesOf()).toMatchObject([
		{ level: 30, msg: 'live', socket: 'public-1' },
		{ level: 50, msg: 'lost', reason: 'refused' },
	]);
	expect(statSync(join(folder, 'kcmon.log')).mode & 0o777).toBe(0o600);
});

test('takes secrets out of messages, fields and errors', () => {
	const logger = createLogger({ folder, level: 'trace' });
	logger.hide('sk-canary-1');

	logger.info('key sk-canary-1', { url: 'wss://host/?token=canary-2', headers: { 'KC-API-SIGN': 'canary-3' } });
	logger.error('failed', { err: new Error('with sk-canary-1 and https://h/p?x=canary-4') });

	const text = readFileSync(join(folder, 'kcmon.log'), 'utf8');
	expect(text).not.toContain('canary');
	expect(linesOf()).toHaveLength(2);
});

test('keeps control characters of foreign text escaped', () => {
	const logger = createLogger({ folder, level: 'info' });

	logger.info('text \u001b]0;title\u0007 \u009b2J');

	const text = readFileSync(join(folder, 'kcmon.log'), 'utf8');
	expect(text).not.toContain('\u001b');
	expect(text).not.toContain('\u0007');
});

test('sets full segments aside and keeps three', () => {
	const logger = createLogger({ folder, level: 'info', maxBytes: 1000, segments: 3 });

	for (let line = 0; line < 100; line++) {
		logger.info(`line ${line}`);
	}

	expect(readdirSync(folder).sort()).toEqual(['kcmon.log', 'kcmon.log.1', 'kcmon.log.2']);
	for (const name of readdirSync(folder)) {
		expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1000);
	}

	expect(linesOf().at(-1)!.msg).toBe('line 99');
	const [last] = linesOf().map(({ msg }) => Number(String(msg).slice(5)));
	expect(linesOf('kcmon.log.1').at(-1)!.msg).toBe(`line ${last! - 1}`);
});

test('goes on in the segment of an earlier run', () => {
	createLogger({ folder, level: 'info' }).info('first run');

	createLogger({ folder, level: 'info' }).info('second run');

	expect(linesOf().map(({ msg }) => msg)).toEqual(['first run', 'second run']);
});

test('counts what cannot be written and never throws', () => {
	const blocked = join(folder, 'file');
	writeFileSync(blocked, '');
	const logger = createLogger({ folder: join(blocked, 'inside'), level: 'info' });

	logger.info('lost');
	logger.error('lost too');
	logger.close();

	expect(logger.dropped()).toBe(2);
});

test('never writes through a link', () => {
	const victim = join(folder, 'victim');
	writeFileSync(victim, 'precious');
	symlinkSync(victim, join(folder, 'log'));
	const file = createLogFile({ path: join(folder, 'log'), maxBytes: 1000, segments: 2 });

	file.write('x\n');

	expect(readFileSync(victim, 'utf8')).toBe('precious');
	expect(file.dropped()).toBe(1);
});

test('costs a line, not the program, when a field cannot be read', () => {
	const logger = createLogger({ folder, level: 'info' });
	const hostile = {
		get trap(): string {
			throw new Error('no');
		},
	};

	logger.info('hostile', hostile);
	logger.info('after');

	expect(linesOf().at(-1)!.msg).toBe('after');
});
