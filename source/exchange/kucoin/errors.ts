import { exitCodes, KcmonError, NetError } from '../../lib/errors.js';
import { showText } from './wire-text.js';

/**
 * What a failed call says about its effect: `rejected` it had none, and the same call would fail again · `notSent` no
 * byte of it left · `unknown` it may have had its effect · `throttled` refused for its rate · `skew` refused for our clock.
 */
export type Outcome = 'rejected' | 'notSent' | 'unknown' | 'throttled' | 'skew';

type CodeEntry = {
	readonly outcome: Outcome;
	/** What it means, for a person. */
	readonly text: string;
	readonly hint?: string;
};

const checkKey = 'Check key, secret and passphrase, and that the key belongs to this site';
const wait = 'Wait a moment';
const stopRegion = 'KuCoin does not serve this account or address; see its terms';

const noSuchSymbol = '900001';

/** The venue's codes. Source: KuCoin docs, Error Code (REST). A code that is not here has an unknown outcome. */
const codes: ReadonlyMap<string, CodeEntry> = new Map<string, CodeEntry>([
	['400001', { outcome: 'rejected', text: 'a header of the key is missing', hint: 'This is a bug: please report it' }],
	[
		'400002',
		{ outcome: 'skew', text: 'the timestamp is outside the 5 s tolerance', hint: "Check this machine's clock" },
	],
	['400003', { outcome: 'rejected', text: 'the key does not exist', hint: checkKey }],
	['400004', { outcome: 'rejected', text: 'the passphrase is wrong', hint: checkKey }],
	['400005', { outcome: 'rejected', text: 'the signature is wrong', hint: checkKey }],
	[
		'400006',
		{
			outcome: 'rejected',
			text: "this address is not on the key's list",
			hint: "Add this machine's address to the key",
		},
	],
	[
		'400007',
		{
			outcome: 'rejected',
			text: 'the key lacks the permission',
			hint: 'General is needed for reading, Spot for orders',
		},
	],
	['400008', { outcome: 'rejected', text: 'the key is of an old version', hint: 'Make a new key' }],
	['400009', { outcome: 'rejected', text: 'the key version is invalid', hint: 'Make a new key' }],
	['400301', { outcome: 'rejected', text: 'not available for legal reasons', hint: stopRegion }],
	['400302', { outcome: 'rejected', text: 'not available in this region', hint: stopRegion }],
	['400303', { outcome: 'rejected', text: 'identity verification is required', hint: 'Verify the account at KuCoin' }],
	['400304', { outcome: 'rejected', text: 'identity verification is required', hint: 'Verify the account at KuCoin' }],
	['411100', { outcome: 'rejected', text: 'the user is frozen', hint: 'Ask KuCoin' }],
	['401000', { outcome: 'rejected', text: 'the interface is deprecated', hint: 'Update kcmon' }],
	['404000', { outcome: 'rejected', text: 'no such address', hint: 'Check --rest-url' }],
	['404', { outcome: 'rejected', text: 'no such address', hint: 'Check --rest-url' }],
	['415000', { outcome: 'rejected', text: 'the content type is wrong', hint: 'This is a bug: please report it' }],
	['429000', { outcome: 'throttled', text: 'over quota, or the server is overloaded', hint: wait }],
	['429001', { outcome: 'throttled', text: 'the system limit is reached', hint: wait }],
	['429002', { outcome: 'throttled', text: 'the limit of the connection is reached', hint: wait }],
	['200002', { outcome: 'throttled', text: 'too many calls, or canceling is suspended for the pair', hint: wait }],
	['1015', { outcome: 'throttled', text: 'this address is blocked at the edge', hint: 'Wait 30 s or more' }],
	['230005', { outcome: 'unknown', text: 'the system is busy', hint: wait }],
	['408000', { outcome: 'unknown', text: 'the network timed out', hint: wait }],
	['500000', { outcome: 'unknown', text: 'internal error', hint: wait }],
	['501000', { outcome: 'unknown', text: 'the gateway is stopping', hint: wait }],
	['503000', { outcome: 'unknown', text: 'the gateway is busy', hint: wait }],
	['504000', { outcome: 'unknown', text: 'the gateway timed out', hint: wait }],
	['505000', { outcome: 'unknown', text: 'gateway error', hint: wait }],
	['200001', { outcome: 'rejected', text: 'order entry is suspended for the pair' }],
	['200003', { outcome: 'rejected', text: 'too many open orders', hint: 'Cancel some' }],
	['200004', { outcome: 'rejected', text: 'the balance is insufficient', hint: 'Orders draw on the trading account' }],
	['200009', { outcome: 'rejected', text: 'identity verification is required for this asset' }],
	['210021', { outcome: 'rejected', text: 'the balance is insufficient' }],
	['230003', { outcome: 'rejected', text: 'the balance is insufficient' }],
	['300000', { outcome: 'rejected', text: 'the order is invalid' }],
	['400000', { outcome: 'rejected', text: 'the request or symbol is invalid' }],
	['400100', { outcome: 'rejected', text: 'a parameter is invalid' }],
	['400200', { outcome: 'rejected', text: 'placing orders is forbidden' }],
	['400330', { outcome: 'rejected', text: 'the price is too far from the net asset value' }],
	['400350', { outcome: 'rejected', text: 'the holding limit of the asset is reached' }],
	['400370', { outcome: 'rejected', text: 'the price is above the maximum' }],
	['400500', { outcome: 'rejected', text: 'the country is not allowed for this asset', hint: stopRegion }],
	['400600', { outcome: 'rejected', text: 'the pair is not trading yet' }],
	['400700', { outcome: 'rejected', text: 'the account is under risk control', hint: 'Ask KuCoin' }],
	['400760', { outcome: 'rejected', text: 'the price is too low' }],
	['400800', { outcome: 'rejected', text: 'the margin order failed' }],
	['600100', { outcome: 'rejected', text: 'size or funds is off the increment or below the minimum' }],
	['600101', { outcome: 'rejected', text: 'the funds are below the minimum' }],
	['600203', { outcome: 'rejected', text: 'the pair is not enabled for trading' }],
	[noSuchSymbol, { outcome: 'rejected', text: 'the symbol does not exist', hint: 'Symbols look like BTC-USDT' }],
]);

/** Every code with words of its own. */
export const knownCodes: readonly string[] = [...codes.keys()];

/** A reused `clientOid` may mean that the order is already there: never a plain refusal. */
const isDuplicateOid = (message: string): boolean => /clientoid/i.test(message) && /duplicat/i.test(message);

/** Judges a reply that is no success. `code` is undefined where the body was no envelope. */
export function judgeReply(status: number, code: string | undefined, message: string): Outcome {
	if (isDuplicateOid(message)) {
		return 'unknown';
	}

	const known = code === undefined ? undefined : codes.get(code);
	if (known !== undefined) {
		return known.outcome;
	}

	return status === 429 ? 'throttled' : 'unknown';
}

const exitCodeOf = (outcome: Outcome, status: number): number =>
	status >= 500 || outcome === 'notSent' ? exitCodes.unreachable : exitCodes.refused;

/** The venue answered, and not with success; or its answer could not be understood. */
export class ApiError extends KcmonError {
	/** The venue's code; undefined where the body was no envelope. */
	readonly venueCode: string | undefined;
	/** The venue's own words, cleaned; empty where there were none. */
	readonly venueText: string;
	readonly status: number;
	readonly outcome: Outcome;
	/** How long the venue wants us to stay away, ms; undefined where it did not say. */
	readonly retryAfterMs: number | undefined;

	constructor(
		what: string,
		reply: { readonly status: number; readonly venueCode: string | undefined; readonly message: string },
		options: {
			readonly code?: string;
			readonly hint?: string;
			readonly outcome?: Outcome;
			readonly retryAfterMs?: number | undefined;
		} = {},
	) {
		const known = reply.venueCode === undefined ? undefined : codes.get(reply.venueCode);
		const outcome = options.outcome ?? judgeReply(reply.status, reply.venueCode, reply.message);
		const words = [known?.text, showText(reply.message)].filter(text => text !== undefined && text !== '').join(': ');
		const hint = options.hint ?? known?.hint;
		super(
			`${what} failed: ${reply.venueCode === undefined ? '' : `${showText(reply.venueCode, 20)} `}${words || 'no reason given'} (HTTP ${reply.status})`,
			{
				code: options.code ?? (reply.venueCode === noSuchSymbol ? 'ERR_UNKNOWN_SYMBOL' : 'ERR_API'),
				exitCode: exitCodeOf(outcome, reply.status),
				...(hint === undefined ? {} : { hint }),
			},
		);
		this.venueCode = reply.venueCode;
		this.venueText = showText(reply.message);
		this.status = reply.status;
		this.outcome = outcome;
		this.retryAfterMs = options.retryAfterMs;
	}
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError;

/** The venue has no such pair. */
export function unknownSymbolError(symbol: string, status = 200): ApiError {
	return new ApiError(`Reading ${showText(symbol, 40)}`, { status, venueCode: noSuchSymbol, message: '' });
}

export const isUnknownSymbol = (error: unknown): boolean => isApiError(error) && error.code === 'ERR_UNKNOWN_SYMBOL';

/** The outcome of any failed call, of the venue's or of the network's making. */
export function outcomeOf(error: unknown): Outcome {
	if (isApiError(error)) {
		return error.outcome;
	}

	return error instanceof NetError && !error.failure.sent ? 'notSent' : 'unknown';
}
