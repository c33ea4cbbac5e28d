import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Outcome, type RestRequest, refuse } from './rest-reply.js';
import type { Permission } from './rest-route.js';

/** One API key of one account. */
export type ApiKey = {
	readonly key: string;
	readonly secret: string;
	readonly passphrase: string;
	readonly owner: number;
	readonly permissions: readonly Permission[];
};

const toleranceMs = 5000;

const digest = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('base64');

/** The text a signature covers: digits of the timestamp, method, raw request target, raw body. */
export const prehashOf = (timestamp: string, request: RestRequest): string =>
	`${timestamp}${request.method}${request.target}${request.body}`;

/**
 * Checks the five KC-API headers of a request: present (400001), known key (400003), time within 5 s (400002), passphrase
 * (400004), signature (400005), permission (400007). Returns the key, or the refusal.
 * Source: KuCoin docs, Authentication; the order of the checks is our guess.
 */
export function authenticate(
	request: RestRequest,
	keys: readonly ApiKey[],
	now: number,
	permission: Permission,
): ApiKey | Outcome {
	const header = (name: string): string | undefined => request.headers[`kc-api-${name}`];
	const [name, sign, timestamp, passphrase] = [
		header('key'),
		header('sign'),
		header('timestamp'),
		header('passphrase'),
	];
	if (name === undefined || sign === undefined || timestamp === undefined || passphrase === undefined) {
		return refuse(
			'400001',
			'Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE.',
			400,
		);
	}

	const key = keys.find(candidate => candidate.key === name);
	if (key === undefined) {
		return refuse('400003', 'KC-API-KEY not exists', 401);
	}

	if (!/^\d{1,16}$/.test(timestamp) || Math.abs(Number(timestamp) - now) > toleranceMs) {
		return refuse('400002', 'Invalid KC-API-TIMESTAMP', 400);
	}

	const version = header('key-version');
	if (version !== undefined && version !== '2' && version !== '3') {
		return refuse('400009', 'Invalid KC-API-KEY-VERSION', 401);
	}

	// Without a version the key is read as one of the first kind, and its passphrase as plain text.
	const expected = digest(key.secret, key.passphrase);
	if (version === undefined || !equalTexts(passphrase, expected)) {
		return refuse('400004', 'Invalid KC-API-PASSPHRASE', 401);
	}

	if (!equalTexts(sign, digest(key.secret, prehashOf(timestamp, request)))) {
		return refuse('400005', 'Invalid KC-API-SIGN', 401);
	}

	return key.permissions.includes(permission) ? key : refuse('400007', 'Access denied, require more permission.', 403);
}

function equalTexts(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one), Buffer.from(other)];
	return a.length === b.length && timingSafeEqual(a, b);
}
