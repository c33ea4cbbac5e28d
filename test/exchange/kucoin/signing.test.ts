import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createMac, createSigner } from '../../../source/exchange/kucoin/signing.js';

const key = '670f0b7d8c5e3a0001c0ffee';
const secret = 'a1b2c3d4-0000-4000-8000-00000000kcmo';
const passphrase = 'kcmon-Passphrase_1';
const timestamp = 1_735_689_600_000;
const signer = createSigner(key, passphrase, createMac(secret));

/** The documented recipe, on its own. */
const recipe = (message: string): string => createHmac('sha256', secret).update(message).digest('base64');

const order =
	'{"clientOid":"kcmon-000000000001","symbol":"BTC-USDT","type":"limit","side":"buy","price":"50000","size":"0.00001"}';

test.each([
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
] as const)('signs %s %s as published', (method, target, body, expected) => {
	const headers = signer.headers({ method, target, body, timestamp });

	expect(headers['KC-API-SIGN']).toBe(expected);
	expect(headers['KC-API-SIGN']).toBe(recipe(`${timestamp}${method}${target}${body}`));
	expect(headers).toMatchObject({
		'KC-API-KEY': key,
		'KC-API-TIMESTAMP': '1735689600000',
		'KC-API-PASSPHRASE': 'd9s0ORxiXt7WmbrGQ/RlrXeBcegD56tGMw2jU4HLl6I=',
		'KC-API-KEY-VERSION': '3',
	});
});

test('signs a login to the socket order API and its challenge as published', () => {
	expect(signer.socketLogin(timestamp)).toBe('49oxVJaBNyg70l6aRE9mqMBAZCKxDDEahm+vqhxsFQk=');
	expect(encodeURIComponent(signer.socketLogin(timestamp))).toBe('49oxVJaBNyg70l6aRE9mqMBAZCKxDDEahm%2BvqhxsFQk%3D');
	expect(signer.challenge('{"sessionId":"d2c9a1c2-1f44-4ba6-b4ed-31ff3b9243af","timestamp":1735689600123}')).toBe(
		'Xst+LWI0iPXYWNsnt7MdMGWRipuAiY2bLapELYmLXqA=',
	);
});

test.each(['/api/v1/accounts?name=a b', '/api/v1/accounts?name=a%20b', '/api/v1/hf/orders/ü', '/other', '/api/v1/x?'])(
	'refuses a target that tools would encode in different ways: %s',
	target => {
		expect(() => signer.headers({ method: 'GET', target, body: '', timestamp })).toThrow(
			expect.objectContaining({ code: 'ERR_UNSIGNABLE' }),
		);
	},
);

test('shows nothing of the secret or the passphrase', () => {
	const shown = inspect(signer, { depth: 9, showHidden: true });

	expect(shown).not.toContain(secret);
	expect(shown).not.toContain(passphrase);
});
