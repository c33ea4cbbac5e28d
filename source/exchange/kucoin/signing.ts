import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { KcmonError } from '../../lib/errors.js';

/** base64(HMAC-SHA256(secret, message)), everything as UTF-8 bytes. */
export type Mac = (message: string) => string;

export type Signer = {
	/** The five headers of one request. `body` is the exact text sent; empty for GET, DELETE and a POST without one. */
	readonly headers: (request: {
		readonly method: 'GET' | 'POST' | 'DELETE';
		/** Path with `?` and query, byte for byte as sent. */
		readonly target: string;
		readonly body: string;
		/** Milliseconds by the venue's clock, read when the request leaves. */
		readonly timestamp: number;
	}) => Readonly<Record<string, string>>;
	/** Signature of a login to the socket order API: of key and timestamp. */
	readonly socketLogin: (timestamp: number) => string;
	/** Answer to the socket order API's challenge, of its raw text. */
	readonly challenge: (text: string) => string;
	/** Value of `KC-API-PASSPHRASE`. */
	readonly passphrase: string;
};

/** A `Mac` whose secret is held as a key object: it prints as nothing and is not in the heap as text of ours. */
export function createMac(secret: string): Mac {
	const bytes = Buffer.from(secret, 'utf8');
	const key: KeyObject = createSecretKey(bytes);
	bytes.fill(0);
	return message => createHmac('sha256', key).update(message, 'utf8').digest('base64');
}

const safeTarget = /^\/api\/[\w/.,-]*(?:\?[\w.,=&-]+)?$/;

/**
 * Signs requests by version 3 of KuCoin's keys.
 *
 * 1. prehash = timestamp + METHOD + path with query + body, nothing between.
 * 2. `KC-API-SIGN` = base64(HMAC-SHA256(secret, prehash)); the secret is taken as it is, not decoded.
 * 3. `KC-API-PASSPHRASE` = base64(HMAC-SHA256(secret, passphrase)), the same for every request.
 *
 * The venue's tools disagree whether a query is signed before or after URL encoding, so a target that would need any is
 * refused (`ERR_UNSIGNABLE`). Source: KuCoin docs, Authentication; the socket signatures: WebSocket Add Order.
 */
export function createSigner(key: string, passphrase: string, mac: Mac): Signer {
	const signedPassphrase = mac(passphrase);
	return {
		passphrase: signedPassphrase,
		headers: ({ method, target, body, timestamp }) => {
			if (!safeTarget.test(target)) {
				throw new KcmonError(`Expected a request target without characters to encode, was ${target.slice(0, 120)}`, {
					code: 'ERR_UNSIGNABLE',
				});
			}

			return {
				'KC-API-KEY': key,
				'KC-API-TIMESTAMP': String(timestamp),
				'KC-API-SIGN': mac(`${timestamp}${method}${target}${body}`),
				'KC-API-PASSPHRASE': signedPassphrase,
				'KC-API-KEY-VERSION': '3',
			};
		},
		socketLogin: timestamp => mac(`${key}${timestamp}`),
		challenge: text => mac(text),
	};
}
