import { expect, test } from 'vitest';
import { createRedactor, redactedMark, redactPatterns } from '../../source/lib/redact.js';

test.each([
	['connecting wss://ws-api-spot.kucoin.com/?token=2neAiuYvAU.a_b-c==&connectId=7', '2neAiu'],
	['{"url":"wss://h/endpoint?token=abc123"}', 'abc123'],
	['GET https://user:hunter2@host/path', 'hunter2'],
	['"KC-API-SIGN":"f00ba4=="', 'f00ba4'],
	["'KC-API-PASSPHRASE': 'open sesame'", 'open'],
	['kc-api-key: 61a8', '61a8'],
	['{\\"KC-API-KEY\\":\\"61a8\\"}', '61a8'],
	['{"token":"abc.def","pingInterval":18000}', 'abc.def'],
	['passphrase=hello&x=1', 'hello'],
	['secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw leaked', 'MfKQ9r8'],
])('takes the secret out of %s', (text, secret) => {
	const clean = redactPatterns(text);

	expect(clean).not.toContain(secret);
	expect(clean).toContain(redactedMark);
});

test('leaves ordinary lines alone', () => {
	const line =
		'{"level":30,"msg":"live","topic":"/market/ticker:BTC-USDT","socket":"public-1","host":"ws-api-spot.kucoin.com"}';

	expect(redactPatterns(line)).toBe(line);
});

test('takes out a registered value in its plain, JSON, URL and base64 forms', () => {
	const redactor = createRedactor();
	const secret = 'p"a ss\\wörd/+';
	redactor.register(secret);

	for (const form of [
		secret,
		JSON.stringify({ field: secret }),
		`x=${encodeURIComponent(secret)}`,
		Buffer.from(secret).toString('base64'),
	]) {
		const clean = redactor.redact(`before ${form} after`);
		expect(clean).toContain(redactedMark);
		expect(clean).not.toContain('wör');
		expect(clean).toContain('before');
		expect(clean).toContain('after');
	}
});

test('takes out the longer of two secrets that overlap', () => {
	const redactor = createRedactor();
	redactor.register('abcd');
	redactor.register('abcdefgh');

	expect(redactor.redact('x abcdefgh y')).toBe(`x ${redactedMark} y`);
});

test('does not shred the log for a value of less than four characters', () => {
	const redactor = createRedactor();
	redactor.register('a');

	expect(redactor.redact('a banana')).toBe('a banana');
});

test('takes out what looks like a secret and was never registered', () => {
	const redactor = createRedactor();

	expect(redactor.redact('connecting wss://ws-api-spot.kucoin.com/?token=2neAiuYvAU')).toBe(
		`connecting wss://ws-api-spot.kucoin.com/?${redactedMark}`,
	);
});
