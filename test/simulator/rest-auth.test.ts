import { expect, test } from 'vitest';
import { type ApiKey, authenticate } from '../../source/simulator/rest-auth.js';

/** Vectors made outside this program: Node's and Python's HMAC, four of them checked against the official SDK. */
const timestamp = '1735689600000';
const key: ApiKey = {
	key: '670f0b7d8c5e3a0001c0ffee',
	secret: 'a1b2c3d4-0000-4000-8000-00000000kcmo',
	passphrase: 'kcmon-Passphrase_1',
	owner: 1,
	permissions: ['General', 'Spot'],
};
const passphraseHeader = 'd9s0ORxiXt7WmbrGQ/RlrXeBcegD56tGMw2jU4HLl6I=';
const order =
	'{"clientOid":"kcmon-000000000001","symbol":"BTC-USDT","type":"limit","side":"buy","price":"50000","size":"0.00001"}';
const vectors = [
	['GET', '/api/v1/accounts', '', 'oHmEBJbpONWGfW5VCLVbjTGYqXh2Q+OjC3CFSVZAVuQ='],
	['GET', '/api/v1/accounts?currency=USDT&type=trade', '', 'h3yfN8Mj1/I0b879xG3GgXHxQf4GTpNvFZ8oFsWCXF0='],
	['GET', '/api/v1/trade-fees?symbols=BTC-USDT,ETH-USDT', '', '2DhwasZlR8YgxFcF7PpiPKtWVMUdvjrOiSbfTd5kjug='],
	['POST', '/api/v1/hf/orders', order, 'zBJ9u2Ec++cXhUF39OplLBNsviOsg0X8EYP/SnsrE2w='],
	[
		'POST',
		'/api/v1/hf/orders/dead-cancel-all',
		'{"timeout":5,"symbols":"BTC-USDT,ETH-USDT"}',
		'pVhxLvDmtC/UTkn+YWZXgsYydUJfn5ahg8BAYi1UlYU=',
	],
	['POST', '/api/v1/bullet-private', '', 'wdvBx7r3Xbp4mXrrGwTojMU6dTem1sZ580WpJ3pU3g0='],
	[
		'DELETE',
		'/api/v1/hf/orders/client-order/kcmon-000000000001?symbol=BTC-USDT',
		'',
		'g0IbIesDN7huraVzFtafEEEevZCGm/Y1bCmpHm91v3g=',
	],
	['DELETE', '/api/v1/hf/orders/cancelAll', '', 'JGbSPkjEppgjOW64VzpZJX5pIOV18sjT4eg8s1vKflY='],
] as const;

const request = (vector: (typeof vectors)[number], headers: Record<string, string | undefined> = {}) => ({
	method: vector[0],
	target: vector[1],
	body: vector[2],
	headers: {
		'kc-api-key': key.key,
		'kc-api-sign': vector[3],
		'kc-api-timestamp': timestamp,
		'kc-api-passphrase': passphraseHeader,
		'kc-api-key-version': '3',
		...headers,
	},
});

const now = Number(timestamp);

test.each(vectors)('accepts the published signature of %s %s', (...vector) => {
	expect(authenticate(request(vector as (typeof vectors)[number]), [key], now, 'Spot')).toBe(key);
});

test('one changed character of what was signed is a wrong signature', () => {
	for (const vector of vectors) {
		const changed = { ...request(vector), target: `${vector[1]}x` };

		expect(authenticate(changed, [key], now, 'Spot')).toMatchObject({ ok: false, code: '400005', status: 401 });
	}
});

test('names each defect of the headers with its own code', () => {
	const [vector] = vectors;
	const cases = [
		[{ 'kc-api-sign': undefined }, '400001', 400],
		[{ 'kc-api-key': 'ffffffffffffffffffffffff' }, '400003', 401],
		[{ 'kc-api-timestamp': 'yesterday' }, '400002', 400],
		[{ 'kc-api-key-version': '1' }, '400009', 401],
		[{ 'kc-api-key-version': undefined }, '400004', 401],
		[{ 'kc-api-passphrase': 'kcmon-Passphrase_1' }, '400004', 401],
		[{ 'kc-api-sign': vectors[1][3] }, '400005', 401],
	] as const;

	for (const [headers, code, status] of cases) {
		expect(authenticate(request(vector, headers), [key], now, 'General'), code).toMatchObject({ code, status });
	}
});

test('the clock may be 5 s off and no more', () => {
	const [vector] = vectors;

	expect(authenticate(request(vector), [key], now + 5000, 'General')).toBe(key);
	expect(authenticate(request(vector), [key], now - 5000, 'General')).toBe(key);
	expect(authenticate(request(vector), [key], now + 5001, 'General')).toMatchObject({ code: '400002', status: 400 });
});

test('a key without the permission is refused after its signature proved good', () => {
	const reader = { ...key, permissions: ['General'] as const };

	expect(authenticate(request(vectors[3]), [reader], now, 'Spot')).toMatchObject({ code: '400007', status: 403 });
});
