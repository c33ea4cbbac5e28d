import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVerifier } from '../../source/intake/verify.js';
import type { InboundPost } from '../../source/lib/seams.js';
import { wall } from './signal-rig.js';

const key = Buffer.from('0123456789abcdef0123456789abcdef');
const secret = `whsec_${key.toString('base64')}`;
const otherKey = Buffer.from('another key, used for the change');
const other = `whsec_${otherKey.toString('base64')}`;
const seconds = wall / 1000;
const body = Buffer.from('{"timestamp":1767614399750,"symbol":"BTC-USDT"}');

const sign = (id: string, timestamp: string, bytes: Buffer, with_: Buffer = key): string =>
	`v1,${createHmac('sha256', with_)
		.update(`${id}.${timestamp}.${bytes.toString('latin1')}`, 'latin1')
		.digest('base64')}`;

function signed(change: { id?: string; timestamp?: string; bytes?: Buffer; with_?: Buffer } = {}): InboundPost {
	const { id = 'msg_1', timestamp = String(seconds), bytes = body, with_ = key } = change;
	return {
		target: '/signals/desk',
		body: bytes,
		headers: {
			'webhook-id': id,
			'webhook-timestamp': timestamp,
			'webhook-signature': sign(id, timestamp, bytes, with_),
		},
	};
}

const withHeaders = (post: InboundPost, headers: InboundPost['headers']): InboundPost => ({
	...post,
	headers: { ...post.headers, ...headers },
});

const verifierOf = (secrets: readonly string[], bodySecretField?: string) =>
	createVerifier({ source: 'desk', secrets, bodySecretField });

const verify = verifierOf([secret]);

test('agrees with the example of the Standard Webhooks libraries', () => {
	const example = createVerifier({
		source: 'desk',
		secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
		bodySecretField: undefined,
	});
	const post: InboundPost = {
		target: '/signals/desk',
		body: Buffer.from('{"test": 2432232314}'),
		headers: {
			'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
			'webhook-timestamp': '1614265330',
			'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		},
	};

	expect(example(post, 1_614_265_330_000)).toBe('hmac');
});

test('takes either of two secrets, and any of several signatures', () => {
	const both = verifierOf([other, secret]);
	const signature = signed().headers['webhook-signature']!;

	expect(verify(signed(), wall)).toBe('hmac');
	expect(both(signed(), wall)).toBe('hmac');
	expect(both(signed({ with_: otherKey }), wall)).toBe('hmac');
	expect(verify(signed({ with_: otherKey }), wall)).toBeUndefined();
	expect(verify(withHeaders(signed(), { 'webhook-signature': `v1a,xyz v1,AAAA ${signature}` }), wall)).toBe('hmac');
	expect(verify(withHeaders(signed(), { 'webhook-signature': signature.replace('v1,', 'v2,') }), wall)).toBeUndefined();
});

test.each([
	['300 s old', String(seconds - 300), 'hmac'],
	['300 s ahead', String(seconds + 300), 'hmac'],
	['301 s old', String(seconds - 301), undefined],
	['301 s ahead', String(seconds + 301), undefined],
	['in milliseconds', String(wall), undefined],
	['with a fraction', `${seconds}.0`, undefined],
	['with a sign', `+${seconds}`, undefined],
	['with a leading zero', `0${seconds}`, undefined],
	['with a space', ` ${seconds}`, undefined],
	['hexadecimal', `0x${seconds.toString(16)}`, undefined],
	['with an exponent', '1.7676144e9', undefined],
	['a word', 'now', undefined],
	['empty', '', undefined],
])('judges a timestamp that is %s', (_name, timestamp, expected) => {
	expect(verify(signed({ timestamp }), wall)).toBe(expected);
});

test('refuses what is not signed at all, or has no id', () => {
	expect(verify({ target: '/', body, headers: {} }, wall)).toBeUndefined();
	expect(verify(withHeaders(signed(), { 'webhook-id': undefined }), wall)).toBeUndefined();
	expect(verify(signed({ id: '' }), wall)).toBeUndefined();
});

test('takes the hexadecimal signature of the body in an X-…-Signature header', () => {
	const hex = createHmac('sha256', 'plain words').update(body).digest('hex');
	const plain = verifierOf(['plain words']);
	const post = (name: string, value: string): InboundPost => ({ target: '/', body, headers: { [name]: value } });

	expect(plain(post('x-botely-signature', `sha256=${hex}`), wall)).toBe('hmac');
	expect(plain(post('x-hub-signature-256', `sha256=${hex}`), wall)).toBe('hmac');
	expect(plain(post('x-botely-signature', hex), wall)).toBeUndefined();
	expect(plain(post('x-botely-signature', `sha256=${hex.toUpperCase()}`), wall)).toBeUndefined();
	expect(plain(post('x-botely-signature', `sha1=${hex}`), wall)).toBeUndefined();
	expect(plain(post('botely', `sha256=${hex}`), wall)).toBeUndefined();
});

test('does not fall back to another proof when a standard signature is wrong', () => {
	const hex = createHmac('sha256', key).update(body).digest('hex');
	const post = withHeaders(signed(), { 'webhook-signature': 'v1,AAAA', 'x-desk-signature': `sha256=${hex}` });

	expect(verify(post, wall)).toBeUndefined();
});

test('takes a secret in the body only where that is switched on', () => {
	const inBody = (value: unknown): InboundPost => ({
		target: '/',
		headers: {},
		body: Buffer.from(JSON.stringify(value)),
	});
	const open = verifierOf(['open sesame'], 'secret');

	expect(open(inBody({ secret: 'open sesame' }), wall)).toBe('secret');
	expect(open(inBody([{ secret: 'open sesame' }, { secret: 'open sesame' }]), wall)).toBe('secret');
	expect(open(inBody([{ secret: 'open sesame' }, {}]), wall)).toBeUndefined();
	expect(open(inBody([]), wall)).toBeUndefined();
	expect(open(inBody({ secret: 'open sesam' }), wall)).toBeUndefined();
	expect(open(inBody({ secret: ['open sesame'] }), wall)).toBeUndefined();
	expect(open({ target: '/', headers: {}, body: Buffer.from('open sesame') }, wall)).toBeUndefined();
	expect(verifierOf(['open sesame'])(inBody({ secret: 'open sesame' }), wall)).toBeUndefined();
});

test('takes everything as unverified without a secret, and refuses a secret that is no base64', () => {
	expect(verifierOf([])({ target: '/', body, headers: {} }, wall)).toBe('none');
	expect(() => verifierOf(['whsec_not base64!'])).toThrow('A webhook secret of desk was refused');
	expect(() => verifierOf(['whsec_not base64!'])).not.toThrow(/not base64!/);
});

test('lets none of ten thousand mutations of a signed post through', () => {
	const original = signed();
	const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
	const mutate = (bytes: Buffer, at: number, xor: number): Buffer => {
		const copy = Buffer.from(bytes);
		copy[at % copy.length]! ^= xor;
		return copy;
	};

	fc.assert(
		fc.property(fc.nat({ max: 3 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (part, at, xor) => {
			if (part === 3) {
				return verify({ ...original, body: mutate(body, at, xor) }, wall) === undefined;
			}

			const name = names[part]!;
			const value = mutate(Buffer.from(original.headers[name]!, 'latin1'), at, xor).toString('latin1');
			return verify(withHeaders(original, { [name]: value }), wall) === undefined;
		}),
		{ numRuns: 10_000 },
	);
	expect(verify(original, wall)).toBe('hmac');
});

test('lets no other text of the same signature bytes through', () => {
	const signature = signed().headers['webhook-signature']!;
	const unpadded = signature.replace(/=+$/, '');
	// The last character but the padding has bits that decoding ignores.
	const twin = `${signature.slice(0, -2)}${String.fromCharCode(signature.charCodeAt(signature.length - 2) + 1)}=`;

	for (const value of [unpadded, twin, `${signature}=`, signature.replace('v1,', 'v1, '), `${signature},`]) {
		expect(verify(withHeaders(signed(), { 'webhook-signature': value }), wall)).toBeUndefined();
	}
});
