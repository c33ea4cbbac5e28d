import { assertNever } from '../lib/assert-never.js';
import type { Side } from '../model/market-event.js';
import type { OrderRequest, OrderRole, OrderType, TimeInForce } from '../model/order.js';
import type { DenialCode, Denied } from '../trading/denial.js';
import type { Evidence } from '../trading/order-state.js';
import type { TradingState } from '../trading/risk.js';
import type { Journal, JournalKind } from './journal.js';

/**
 * What a line of each kind carries besides its head. Plain JSON: amounts are decimal strings, ids are texts, times are
 * ms since the epoch. Scripts read the names: they are only ever added to. What is not known is left out.
 */
export type EntryBodies = {
	/** First line of a run. Lines of one account are of no use to another: `paper`, `live:1a2b`, `demo:…`. */
	readonly boot: { readonly account: string; readonly version: string };
	readonly intent: IntentBody;
	readonly sent: OrderName;
	readonly ack: OrderName & { readonly order_id: string };
	readonly reject: OrderName & { readonly code: string; readonly text: string };
	readonly 'not-sent': OrderName & { readonly reason: string };
	readonly unknown: OrderName & { readonly reason: string };
	/** How an UNKNOWN ended. `found` is no evidence: the lines after it settle it. `given-up`: by a person. */
	readonly resolved: OrderName & { readonly outcome: 'not-placed' | 'given-up' | 'found' };
	readonly event: OrderName & VenueEventBody;
	readonly fill: OrderName & FillBody;
	readonly 'cancel.request': OrderName;
	readonly 'cancel.outcome': OrderName & {
		readonly outcome: 'requested' | 'gone' | 'failed';
		readonly reason?: string;
	};
	/** With a `client_oid` when the order had an intent already: then it never left. */
	readonly denied: {
		readonly client_oid?: string;
		readonly symbol?: string;
		readonly code: DenialCode;
		readonly field: Denied['field'];
		readonly context: Readonly<Record<string, string>>;
	};
	/** The whole state of a bracket after a step; the last line of a `bracket_id` counts. */
	readonly bracket: {
		readonly bracket_id: string;
		readonly symbol: string;
		readonly done: boolean;
		/** As its state machine wants it back: plain JSON. */
		readonly state: unknown;
	};
	/** A comparison with the venue. `since`: venue time from which the next has to look for fills. */
	readonly recon: { readonly complete: boolean; readonly since?: number; readonly [detail: string]: unknown };
	readonly gate: { readonly open: boolean; readonly reason?: string };
	/** ACTIVE, REDUCING or HALTED from here on. */
	readonly risk: { readonly state: TradingState };
	/** Also sets HALTED. */
	readonly kill: { readonly scope: 'mine' | 'symbol' | 'account'; readonly [detail: string]: unknown };
	readonly arm: { readonly armed: boolean };
	readonly dcp: { readonly seconds: number; readonly [detail: string]: unknown };
	/** A signal that was acted on without a person: written ahead of its order. `funds` counts toward the day. */
	readonly signal: {
		readonly signal_id: string;
		readonly source?: string;
		readonly auto?: boolean;
		readonly funds?: string;
		readonly [detail: string]: unknown;
	};
	/** Automatic orders were turned on or off by a person. */
	readonly auto: { readonly on: boolean };
};

/** Whose line it is. */
export type OrderName = { readonly client_oid: string; readonly symbol: string };

export type IntentBody = OrderName & {
	readonly side: Side;
	readonly type: OrderType;
	readonly price?: string;
	readonly size?: string;
	readonly funds?: string;
	readonly time_in_force: TimeInForce;
	readonly cancel_after?: number;
	readonly post_only: boolean;
	readonly hidden: boolean;
	readonly iceberg: boolean;
	readonly visible_size?: string;
	readonly stop?: {
		readonly direction: 'loss' | 'entry';
		readonly stop_price: string;
		/** Of a pair: what its stop leg becomes. */
		readonly limit_price?: string;
	};
	readonly role: OrderRole;
	readonly bracket_id?: string;
	readonly signal_id?: string;
	/** Who made that signal. */
	readonly signal_source?: string;
	/** The client timestamp that goes with the order. */
	readonly sent_at: number;
	/** What risk counted it as, in quote currency. */
	readonly notional: string;
};

export type VenueEventBody = {
	readonly order_id: string;
	readonly state: 'received' | 'open' | 'done';
	readonly filled_size: string;
	readonly canceled_size: string;
	readonly ending?: 'filled' | 'canceled';
	readonly stop?: 'waiting' | 'triggered';
	readonly triggered_order_id?: string;
	/** The venue did not name it. */
	readonly is_guess?: boolean;
};

export type FillBody = {
	readonly order_id: string;
	readonly trade_id: string;
	readonly side: Side;
	readonly price: string;
	readonly size: string;
	readonly liquidity: 'taker' | 'maker';
	readonly fee?: string;
	readonly fee_currency?: string;
	/** Venue time. */
	readonly time: number;
};

/** Why an order is made and what it counts as, beside the request itself. */
export type IntentFacts = {
	readonly role: OrderRole;
	readonly bracketId: string | undefined;
	readonly signalId: string | undefined;
	readonly signalSource?: string | undefined;
	/** Client timestamp, ms of the venue's clock. */
	readonly sentAt: number;
	/** What risk counted it as, in quote currency. */
	readonly notional: string;
};

/** Appends a line whose fields are checked by its kind. Returns its number; throws as `Journal.append`. */
export function record<Kind extends JournalKind & keyof EntryBodies>(
	journal: Pick<Journal, 'append'>,
	kind: Kind,
	why: string,
	body: EntryBodies[Kind],
): number {
	return journal.append(kind, why, body);
}

/** Makes an order durable before a byte of it leaves. Throws a `JournalError`; then nothing may be sent. */
export function recordIntent(
	journal: Pick<Journal, 'append'>,
	why: string,
	request: OrderRequest,
	facts: IntentFacts,
): number {
	return record(journal, 'intent', why, encodeIntent(request, facts));
}

/** Writes down one piece of evidence as the line that reads back to it. */
export function recordEvidence(
	journal: Pick<Journal, 'append'>,
	why: string,
	order: OrderName,
	evidence: Evidence,
): number {
	const name: OrderName = { client_oid: order.client_oid, symbol: order.symbol };
	switch (evidence.kind) {
		case 'sent':
			return record(journal, 'sent', why, name);
		case 'accepted':
			return record(journal, 'ack', why, { ...name, order_id: evidence.orderId });
		case 'rejected':
			return record(journal, 'reject', why, { ...name, code: evidence.code, text: evidence.text });
		case 'not-sent':
			return record(journal, 'not-sent', why, { ...name, reason: evidence.reason });
		case 'unknown':
			return record(journal, 'unknown', why, { ...name, reason: evidence.reason });
		case 'not-placed':
		case 'given-up':
			return record(journal, 'resolved', why, { ...name, outcome: evidence.kind });
		case 'cancel-requested':
			return record(journal, 'cancel.request', why, name);
		case 'venue':
			return record(journal, 'event', why, {
				...name,
				order_id: evidence.orderId,
				state: evidence.state,
				filled_size: evidence.filledSize,
				canceled_size: evidence.canceledSize,
				...(evidence.ending === undefined ? {} : { ending: evidence.ending }),
				...(evidence.stop === undefined ? {} : { stop: evidence.stop }),
				...(evidence.triggeredOrderId === undefined ? {} : { triggered_order_id: evidence.triggeredOrderId }),
				...(evidence.isGuess === true ? { is_guess: true } : {}),
			});
		case 'fill': {
			const { fill } = evidence;
			return record(journal, 'fill', why, {
				...name,
				order_id: fill.orderId,
				trade_id: fill.tradeId,
				side: fill.side,
				price: fill.price,
				size: fill.size,
				liquidity: fill.liquidity,
				...(fill.fee === undefined ? {} : { fee: fill.fee }),
				...(fill.feeCurrency === undefined ? {} : { fee_currency: fill.feeCurrency }),
				time: fill.time,
			});
		}

		default:
			return assertNever(evidence);
	}
}

function encodeIntent(request: OrderRequest, facts: IntentFacts): IntentBody {
	const { price, size, funds, cancelAfter, visibleSize, stop } = request;
	return {
		client_oid: request.clientOid,
		symbol: request.symbol,
		side: request.side,
		type: request.type,
		...(price === undefined ? {} : { price }),
		...(size === undefined ? {} : { size }),
		...(funds === undefined ? {} : { funds }),
		time_in_force: request.timeInForce,
		...(cancelAfter === undefined ? {} : { cancel_after: cancelAfter }),
		post_only: request.postOnly,
		hidden: request.hidden,
		iceberg: request.iceberg,
		...(visibleSize === undefined ? {} : { visible_size: visibleSize }),
		...(stop === undefined
			? {}
			: {
					stop: {
						direction: stop.direction,
						stop_price: stop.stopPrice,
						...(stop.limitPrice === undefined ? {} : { limit_price: stop.limitPrice }),
					},
				}),
		role: facts.role,
		...(facts.bracketId === undefined ? {} : { bracket_id: facts.bracketId }),
		...(facts.signalId === undefined ? {} : { signal_id: facts.signalId }),
		...(facts.signalSource === undefined ? {} : { signal_source: facts.signalSource }),
		sent_at: facts.sentAt,
		notional: facts.notional,
	};
}
