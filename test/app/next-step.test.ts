import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { nextStepOf, nextStepOfNetFailure, nextSteps } from '../../source/app/next-step.js';
import { parseArguments } from '../../source/app/parse.js';
import { reportError } from '../../source/app/report-error.js';
import { KcmonError, NetError, UsageError } from '../../source/lib/errors.js';

const root = resolve(import.meta.dirname, '../../source');
const sources = readdirSync(root, { recursive: true, withFileTypes: true })
	.filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
	.map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

/** Codes that Node gives its own errors; kcmon reads them and throws none. */
const foreign = /^ERR_(?:SSL|TLS|STREAM)/;

/** Every code that a place of the source gives to an error. */
const codes = [
	...new Set(sources.flatMap(text => [...text.matchAll(/'(ERR_[A-Z_]+)'/g)].map(([, code]) => code!))),
].filter(code => !foreign.test(code));

test('the source gives errors many codes', () => {
	expect(codes.length).toBeGreaterThan(30);
});

test.each(codes)('%s says what to do next', code => {
	const error = new KcmonError('Something failed', { code });

	expect(nextStepOf(error)).toMatch(/^.{12,160}$/);
	expect(reportError(error).text.split('\n')).toHaveLength(3);
});

test('no code has a next step that nobody can meet', () => {
	expect(Object.keys(nextSteps).filter(code => !codes.includes(code))).toEqual([]);
});

test.each(Object.keys(nextStepOfNetFailure))('a connection that failed by %s says what to do next', kind => {
	const error = new NetError('GET / failed', { kind: kind as 'dns', text: 'x', sent: false });

	expect(reportError(error).text).toBe(`kcmon: GET / failed\n${nextStepOfNetFailure[kind as 'dns']}\n`);
});

test('the hint of the place comes first', () => {
	expect(nextStepOf(new UsageError('No', 'Do this'))).toBe('Do this');
});

test.each([
	'--nope',
	'tickr',
	'book',
	'book BTC-USDT ETH-USDT',
	'journal',
	'journal burn',
	'record',
	'backtest',
	'completions tcsh',
	'config set theme',
	'stream --depth',
	'doctor now',
	'--fps',
	'--demo=1',
])('a wrong command line, "%s", says what to do next', line => {
	let error: unknown;
	try {
		parseArguments(line.split(' '));
	} catch (caught) {
		error = caught;
	}

	expect(error).toBeInstanceOf(UsageError);
	const [message, step, end] = reportError(error).text.split('\n');
	expect(message).toMatch(/^kcmon: /);
	expect(step).not.toBe('');
	expect(end).toBe('');
});
