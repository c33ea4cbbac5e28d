import {
	addDecimals,
	compareDecimals,
	decimalText,
	isMultipleOf,
	isPlainDecimal,
	multiplyDecimals,
	parseDecimal,
} from '../lib/decimal.js';
import type { ClientOid, OrderRequest } from '../model/order.js';
import type { Denied } from '../trading/denial.js';
import type { OrderDraft, Preview } from '../trading/draft.js';
import { notionalOf, type RiskContext } from '../trading/risk.js';

/** Longer texts are never numbers of an order; risk refuses them as they are. */
const maxDigits = 40;

/** `007.50` is 7.5 to everybody, but not to every parser of the venue. What is no number stays as typed, to be refused. */
const plainText = (text: string | undefined): string | undefined =>
	text !== undefined && text.length <= maxDigits && isPlainDecimal(text) ? decimalText(parseDecimal(text)) : text;

export function requestOf(draft: OrderDraft, clientOid: ClientOid): OrderRequest {
	return {
		clientOid,
		symbol: draft.symbol,
		side: draft.side,
		type: draft.type,
		price: plainText(draft.price),
		size: plainText(draft.size),
		funds: plainText(draft.funds),
		timeInForce: draft.timeInForce,
		cancelAfter: draft.cancelAfter,
		postOnly: draft.postOnly,
		hidden: draft.hidden,
		iceberg: draft.visibleSize !== undefined,
		visibleSize: plainText(draft.visibleSize),
		stop:
			draft.stop === undefined
				? undefined
				: {
						direction: draft.stop.direction,
						stopPrice: plainText(draft.stop.stopPrice) ?? '',
						...(draft.stop.limitPrice === undefined ? {} : { limitPrice: plainText(draft.stop.limitPrice) ?? '' }),
					},
	};
}

/** Why a signal no longer stands for an order. `now` is venue time, ms. */
export function denySignal(
	{ signalId, signal }: Pick<OrderDraft, 'signalId' | 'signal'>,
	{ now, requireVerified }: { readonly now: number; readonly requireVerified: boolean },
): Denied | undefined {
	const terms = signal?.terms;
	if (terms === undefined) {
		return undefined;
	}

	const context = { source: signal?.source ?? '', signal: (signalId ?? '').slice(0, maxDigits) };
	if (terms.expiresAt !== undefined && now > terms.expiresAt) {
		const ago = `${((now - terms.expiresAt) / 1000).toFixed(1)}s`;
		return { kind: 'denied', code: 'SIGNAL_EXPIRED', field: 'order', context: { ...context, ago } };
	}

	return requireVerified && terms.verified === 'none'
		? { kind: 'denied', code: 'SIGNAL_UNVERIFIED', field: 'order', context }
		: undefined;
}

export type ExitPrices = { readonly stop: string | undefined; readonly target: string | undefined };

/** The exits of a draft as plain numbers; undefined without any. */
export function exitPricesOf(draft: OrderDraft): ExitPrices | undefined {
	const stop = plainText(draft.exits?.stop);
	const target = plainText(draft.exits?.target);
	return stop === undefined && target === undefined ? undefined : { stop, target };
}

/** What is wrong with the exits: each must be a price of the symbol, on its own side of where the entry trades. */
export function denyExits(request: OrderRequest, exits: ExitPrices, context: RiskContext): Denied | undefined {
	const isBuy = request.side === 'buy';
	const entry = request.price ?? (isBuy ? context.bestAsk : context.bestBid);
	for (const field of ['stop', 'target'] as const) {
		const price = exits[field];
		if (price === undefined) {
			continue;
		}

		if (price.length > maxDigits || !isPlainDecimal(price) || compareDecimals(price, '0') <= 0) {
			return { kind: 'denied', code: 'PRICE_INVALID', field, context: { [field]: price.slice(0, maxDigits) } };
		}

		const increment = context.instrument?.priceIncrement;
		if (increment !== undefined && !isMultipleOf(price, increment)) {
			return { kind: 'denied', code: 'PRICE_INCREMENT', field, context: { [field]: price, increment } };
		}

		const distance = entry === undefined ? 0 : compareDecimals(price, entry);
		const mustBeBelow = isBuy === (field === 'stop');
		if (entry === undefined || (mustBeBelow ? distance >= 0 : distance <= 0)) {
			return { kind: 'denied', code: 'BRACKET_INVALID', field, context: { [field]: price, entry: entry ?? '' } };
		}
	}

	return undefined;
}

/** What the ticket shows of a request that has been reviewed. Never throws, whatever was typed. */
export function previewOf(
	request: OrderRequest,
	context: RiskContext,
	details: {
		readonly denied: Denied | undefined;
		readonly exits: ExitPrices | undefined;
		readonly sweep: { readonly size: string; readonly funds: string } | undefined;
		readonly makerFee: string;
	},
): Preview {
	const { denied, exits, sweep } = details;
	const isBuy = request.side === 'buy';
	const instrument = context.instrument;
	const dash = request.symbol.indexOf('-');
	const numbersFit = [request.price, request.size, request.funds].every(
		text => text === undefined || (text.length <= maxDigits && isPlainDecimal(text)),
	);
	const isPriced = request.type === 'market' || request.price !== undefined;
	const notional = numbersFit && isPriced ? notionalOf(request, context) : undefined;
	const cost = request.type === 'market' && sweep !== undefined ? parseDecimal(sweep.funds) : notional;
	const rate = request.postOnly ? details.makerFee : context.takerFee;
	return {
		denied,
		cost: cost === undefined ? undefined : decimalText(cost),
		fee: cost === undefined ? undefined : decimalText(cost.times(rate)),
		distanceBps: numbersFit ? distanceOf(request, context) : undefined,
		estimatedSize: request.funds === undefined ? undefined : sweep?.size,
		...outcomesOf(request, context, exits, numbersFit, sweep),
		available: isBuy ? context.quoteAvailable : context.baseAvailable,
		availableCurrency: isBuy
			? (instrument?.quoteCurrency ?? request.symbol.slice(dash + 1))
			: (instrument?.baseCurrency ?? request.symbol.slice(0, dash)),
		takerFee: context.takerFee,
	};
}

function distanceOf(request: OrderRequest, context: RiskContext): number | undefined {
	const { bestBid, bestAsk } = context;
	const price = request.price ?? context.sweepPrice;
	if (bestBid === undefined || bestAsk === undefined || price === undefined) {
		return undefined;
	}

	const mid = addDecimals(bestBid, bestAsk).times('0.5');
	return Number(parseDecimal(price).minus(mid).div(mid).times('10000').toFixed(6));
}

/** Loss from entry to stop and gain to target, both fees included. */
function outcomesOf(
	request: OrderRequest,
	context: RiskContext,
	exits: ExitPrices | undefined,
	numbersFit: boolean,
	sweep: { readonly size: string } | undefined,
): Pick<Preview, 'riskFunds' | 'rewardFunds'> {
	const entry = request.price ?? context.sweepPrice;
	const size = request.size ?? sweep?.size;
	const nothing = { riskFunds: undefined, rewardFunds: undefined };
	if (exits === undefined || !numbersFit || entry === undefined || size === undefined) {
		return nothing;
	}

	const gainAt = (exit: string | undefined) => {
		if (exit === undefined || exit.length > maxDigits || !isPlainDecimal(exit)) {
			return undefined;
		}

		const move = request.side === 'buy' ? parseDecimal(exit).minus(entry) : parseDecimal(entry).minus(exit);
		const fees = addDecimals(entry, exit).times(context.takerFee);
		return multiplyDecimals(move.minus(fees), size);
	};
	const loss = gainAt(exits.stop);
	const gain = gainAt(exits.target);
	return {
		riskFunds: loss === undefined ? undefined : decimalText(parseDecimal('0').minus(loss)),
		rewardFunds: gain === undefined ? undefined : decimalText(gain),
	};
}
