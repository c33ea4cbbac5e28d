import { expect, test } from 'vitest';
import { reportError } from '../../source/app/report-error.js';
import { KcmonError, UsageError } from '../../source/lib/errors.js';

test('an expected error is one line and a hint', () => {
	expect(reportError(new UsageError('Unknown flag: --x', 'Did you mean --y?'))).toEqual({
		text: 'kcmon: Unknown flag: --x\nDid you mean --y?\n',
		exitCode: 2,
	});
	expect(reportError(new KcmonError('It failed', { code: 'ERR_TEST' }))).toEqual({
		text: 'kcmon: It failed\n',
		exitCode: 1,
	});
});

test('a bug is its stack and exits 70, whatever was thrown', () => {
	const { text, exitCode } = reportError(new TypeError('x is not a function'));

	expect(text).toMatch(/^kcmon: TypeError: x is not a function\n {4}at .*\n[\s\S]*This is a bug in kcmon/);
	expect(exitCode).toBe(70);
	expect(reportError('thrown text')).toMatchObject({
		text: expect.stringContaining('kcmon: thrown text\n'),
		exitCode: 70,
	});
	expect(reportError(undefined).exitCode).toBe(70);
});

test('foreign text in a message cannot reach the terminal as a command or a second line', () => {
	const { text } = reportError(new UsageError('Unknown command: \u001B]0;owned\u0007\nkcmon: all is well\u202E'));

	expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
	expect(text.split('\n')).toHaveLength(3);
});

test('secrets in addresses and headers are removed', () => {
	const { text } = reportError(
		new Error('GET https://me:canary-1@example.com/x?token=canary-2 with KC-API-SIGN: canary-3 and whsec_canary4'),
	);

	expect(text).not.toContain('canary');
});
