import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { KcmonError } from '../lib/errors.js';
import type { InboundPost } from '../lib/seams.js';
import type { SignalVerification } from '../model/signal-event.js';

export type VerifierOptions = {
	readonly source: string;
	/** Any of them proves a post: two at once while they are exchanged. Without any, everything passes as `none`. */
	readonly secrets: readonly string[];
	/** The field of the event that holds a secret, where the user has allowed secrets in bodies. */
	readonly bodySecretField: string | undefined;
};

/** How a post is proved, or undefined when it is forged, unsigned, or too old or too new. */
export type Verifier = (post: InboundPost, wallNow: number) => SignalVerification | undefined;

const toleranceSeconds = 300;
const standardPrefix = 'whsec_';
const plainSignature = /^x-[a-z0-9-]+-signature(?:-256)?$/;

/**
 * Creates the check of one source's posts:
 * 1. Standard Webhooks: `webhook-signature` holds `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`, several of them
 *    apart by spaces; `webhook-timestamp` is whole seconds, at most 300 from now.
 * 2. `X-…-Signature: sha256=` and the hexadecimal HMAC-SHA256 of the body.
 * 3. A secret in the body, only with `bodySecretField`.
 *
 * A secret that begins with `whsec_` is base64 after it. Throws a `KcmonError` for one that is not.
 * Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
 */
export function createVerifier({ source, secrets, bodySecretField }: VerifierOptions): Verifier {
	const keys = secrets.flatMap(secret => keysOf(secret, source));
	const digests = secrets.map(digestOf);

	return (post, wallNow) => {
		if (secrets.length === 0) {
			return 'none';
		}

		const { headers } = post;
		if (headers['webhook-signature'] !== undefined) {
			return isStandardSigned(post, keys, wallNow) ? 'hmac' : undefined;
		}

		const plain = Object.keys(headers).filter(name => plainSignature.test(name));
		if (plain.length > 0) {
			return plain.some(name => isPlainSigned(post.body, headers[name] ?? '', keys)) ? 'hmac' : undefined;
		}

		return bodySecretField !== undefined && holdsSecret(post.body, bodySecretField, digests) ? 'secret' : undefined;
	};
}

function isStandardSigned({ headers, body }: InboundPost, keys: readonly KeyObject[], wallNow: number): boolean {
	const id = headers['webhook-id'] ?? '';
	const timestamp = headers['webhook-timestamp'] ?? '';
	const isFresh = /^[1-9]\d{0,11}$/.test(timestamp) && Math.abs(wallNow / 1000 - Number(timestamp)) <= toleranceSeconds;
	if (!isFresh || !isDeliveryId(id)) {
		return false;
	}

	const signatures = (headers['webhook-signature'] ?? '').split(' ').filter(part => part.startsWith('v1,'));
	return keys.some(key => {
		// Texts are compared, not bytes: several base64 texts stand for the same bytes.
		const expected = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
		return signatures.some(signature => isEqual(signature, expected));
	});
}

/** What a `webhook-id` may be: it is a key that is kept. */
export function isDeliveryId(id: string): boolean {
	return /^[\x21-\x7e]{1,256}$/.test(id);
}

function isPlainSigned(body: Uint8Array, signature: string, keys: readonly KeyObject[]): boolean {
	return keys.some(key => isEqual(signature, `sha256=${createHmac('sha256', key).update(body).digest('hex')}`));
}

function holdsSecret(body: Uint8Array, field: string, digests: readonly Buffer[]): boolean {
	let value: unknown;
	try {
		value = JSON.parse(Buffer.from(body).toString('utf8'));
	} catch {
		return false;
	}

	const events: readonly unknown[] = Array.isArray(value) ? value : [value];
	return (
		events.length > 0 &&
		events.every(event => {
			const secret =
				typeof event === 'object' && event !== null && Object.hasOwn(event, field)
					? (event as Readonly<Record<string, unknown>>)[field]
					: undefined;
			return typeof secret === 'string' && digests.some(digest => timingSafeEqual(digestOf(secret), digest));
		})
	);
}

function isEqual(text: string, expected: string): boolean {
	const bytes = Buffer.from(text, 'latin1');
	const wanted = Buffer.from(expected, 'latin1');
	return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The decoded secret for Standard Webhooks, its text for senders that sign with it as it stands. */
function keysOf(secret: string, source: string): KeyObject[] {
	const text = createSecretKey(Buffer.from(secret, 'utf8'));
	const encoded = secret.startsWith(standardPrefix) ? secret.slice(standardPrefix.length) : secret;
	const decoded = Buffer.from(encoded, 'base64');
	const isBase64 = decoded.length > 0 && decoded.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
	if (!isBase64 && secret !== encoded) {
		throw new KcmonError(`A webhook secret of ${source} was refused: expected base64 after "${standardPrefix}"`, {
			code: 'ERR_CREDENTIALS',
			hint: 'Make one with: echo "whsec_$(openssl rand -base64 32)"',
			exitCode: 3,
		});
	}

	return isBase64 ? [createSecretKey(decoded), text] : [text];
}
