import { KcmonError, NetError } from '../../lib/errors.js';
import { type CancelOutcome, type SubmitOutcome, throttledPrefix } from '../../trading/gateway.js';
import { isApiError } from './errors.js';
import { showText } from './wire-text.js';

const mentionsDuplicate = (text: string): boolean => /client.?oid/i.test(text) && /duplicat/i.test(text);

const wordsOf = (error: unknown): string =>
	error instanceof NetError ? error.failure.text : error instanceof KcmonError ? error.message : 'unexpected failure';

/**
 * What a failed placement came to.
 *
 * 1. No byte left (DNS, refused, TLS, our own budget): `not-sent`.
 * 2. A code that the venue documents as a refusal, and a server that was in order: `rejected`. A used `clientOid` is none:
 *    the order may be there.
 * 3. 429000: `unknown` with a reason that begins with `429000`, which one clean negative lookup turns into a refusal.
 * 4. Anything else, a page, a timeout, a reset, 5xx, a code that is not listed: `unknown`.
 */
export function judgeSubmit(error: unknown): SubmitOutcome {
	if (error instanceof NetError) {
		return { kind: error.failure.sent ? 'unknown' : 'not-sent', reason: error.failure.text };
	}

	if (!isApiError(error)) {
		return { kind: 'unknown', reason: showText(wordsOf(error)) };
	}

	if (error.outcome === 'notSent') {
		return { kind: 'not-sent', reason: showText(error.venueText || error.message) };
	}

	const { venueCode: code, status, venueText } = error;
	const reason = showText([code ?? `HTTP ${status}`, venueText].filter(Boolean).join(' '));
	if (code === '429000') {
		return { kind: 'unknown', reason: `${throttledPrefix} ${showText(venueText)}`.trimEnd() };
	}

	const isRefused = status < 500 && (error.outcome === 'rejected' || error.outcome === 'skew');
	return code !== undefined && isRefused && !mentionsDuplicate(venueText)
		? { kind: 'rejected', code, text: showText(venueText || error.message) }
		: { kind: 'unknown', reason };
}

/** Whether the venue said that there is no such order, or that it cannot be canceled any more: it spells that in many ways. */
export function isNoSuchOrder(error: unknown): boolean {
	if (!isApiError(error) || error.status >= 500 || error.venueCode === undefined) {
		return false;
	}

	if (/^order_not_exist/i.test(error.venueCode)) {
		return true;
	}

	return (
		error.venueCode === '400100' &&
		/order[\s_]*(?:is[\s_]+|does[\s_]+|do[\s_]+)?not[\s_]*(?:exists?|found)|not[\s_]*allow(?:ed)?[\s_]*to[\s_]*cancel/i.test(
			error.venueText,
		)
	);
}

/** What a failed cancel came to. It may be repeated: a second one of the same order does no harm. */
export function judgeCancel(error: unknown): CancelOutcome {
	if (isNoSuchOrder(error)) {
		return { kind: 'gone', text: showText(isApiError(error) ? error.venueText : '') };
	}

	return {
		kind: 'failed',
		reason: showText(
			isApiError(error)
				? [error.venueCode ?? `HTTP ${error.status}`, error.venueText].filter(Boolean).join(' ')
				: wordsOf(error),
		),
		retryAfterMs: isApiError(error) ? error.retryAfterMs : undefined,
	};
}
