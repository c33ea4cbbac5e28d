import { isPlainDecimal } from '../lib/decimal.js';
import type { ClientOid, Fill, OrderRequest } from '../model/order.js';
import type { Evidence } from '../trading/order-state.js';
import type { EntryBodies, IntentBody, IntentFacts } from './entry.js';
import type { JournalEntry } from './journal.js';

export type ReadIntent = { readonly request: OrderRequest; readonly facts: IntentFacts };

export type ReadEvidence = { readonly clientOid: string; readonly symbol: string; readonly evidence: Evidence };

/** The order of an `intent` line; undefined when a field that every intent has is missing. */
export function readIntent(entry: JournalEntry): ReadIntent | undefined {
	const body = entry.body as Partial<IntentBody>;
	const { client_oid, symbol, side, type, time_in_force, role, sent_at } = body;
	if (
		!isText(client_oid) ||
		!isText(symbol) ||
		(side !== 'buy' && side !== 'sell') ||
		(type !== 'limit' && type !== 'market') ||
		!isText(time_in_force) ||
		!isText(role) ||
		!isTime(sent_at) ||
		!areDecimals([body.price, body.size, body.funds, body.visible_size, body.stop?.stop_price, body.stop?.limit_price])
	) {
		return undefined;
	}

	const stop =
		body.stop === undefined
			? undefined
			: {
					direction: body.stop.direction,
					stopPrice: body.stop.stop_price,
					...(body.stop.limit_price === undefined ? {} : { limitPrice: body.stop.limit_price }),
				};
	return {
		request: {
			clientOid: client_oid as ClientOid,
			symbol,
			side,
			type,
			price: body.price,
			size: body.size,
			funds: body.funds,
			timeInForce: time_in_force,
			cancelAfter: body.cancel_after,
			postOnly: body.post_only === true,
			hidden: body.hidden === true,
			iceberg: body.iceberg === true,
			visibleSize: body.visible_size,
			stop,
		},
		facts: {
			role,
			bracketId: body.bracket_id,
			signalId: body.signal_id,
			signalSource: body.signal_source,
			sentAt: sent_at,
			notional: isAmount(body.notional) ? body.notional : '0',
		},
	};
}

/** The evidence of a line about one order; undefined for every other line. */
export function readEvidence(entry: JournalEntry): ReadEvidence | undefined {
	const { client_oid: clientOid, symbol } = entry.body;
	const evidence = isText(clientOid) ? evidenceOf(entry) : undefined;
	return evidence === undefined || !isText(clientOid)
		? undefined
		: { clientOid, symbol: isText(symbol) ? symbol : '', evidence };
}

function evidenceOf({ kind, body }: JournalEntry): Evidence | undefined {
	switch (kind) {
		case 'sent':
			return { kind: 'sent' };
		case 'ack':
			return isText(body.order_id) ? { kind: 'accepted', orderId: body.order_id } : undefined;
		case 'reject':
			return { kind: 'rejected', code: textOf(body.code), text: textOf(body.text) };
		case 'not-sent':
			return { kind: 'not-sent', reason: textOf(body.reason) };
		case 'denied':
			// An intent that was refused after it was written never left.
			return { kind: 'not-sent', reason: `denied ${textOf(body.code)}` };
		case 'unknown':
			return { kind: 'unknown', reason: textOf(body.reason) };
		case 'resolved':
			return body.outcome === 'not-placed' || body.outcome === 'given-up' ? { kind: body.outcome } : undefined;
		case 'cancel.request':
			return { kind: 'cancel-requested' };
		case 'event':
			return readVenue(body as Partial<EntryBodies['event']>);
		case 'fill':
			return readFill(body as Partial<EntryBodies['fill']>);
		default:
			return undefined;
	}
}

function readVenue(body: Partial<EntryBodies['event']>): Evidence | undefined {
	const { order_id, state, filled_size, canceled_size, ending, stop, triggered_order_id, is_guess } = body;
	if (!isText(order_id) || !isText(state) || !isAmount(filled_size) || !isAmount(canceled_size)) {
		return undefined;
	}

	return {
		kind: 'venue',
		orderId: order_id,
		state,
		filledSize: filled_size,
		canceledSize: canceled_size,
		...(ending === undefined ? {} : { ending }),
		...(stop === undefined ? {} : { stop }),
		...(triggered_order_id === undefined ? {} : { triggeredOrderId: triggered_order_id }),
		...(is_guess === true ? { isGuess: true } : {}),
	};
}

function readFill(body: Partial<EntryBodies['fill']>): Evidence | undefined {
	const { symbol, order_id, trade_id, side, price, size, liquidity, fee, fee_currency, time } = body;
	if (
		!isText(symbol) ||
		!isText(order_id) ||
		!isText(trade_id) ||
		!isText(side) ||
		!isText(liquidity) ||
		!isAmount(price) ||
		!isAmount(size) ||
		!isTime(time) ||
		!areDecimals([fee])
	) {
		return undefined;
	}

	const fill: Fill = {
		symbol,
		orderId: order_id,
		tradeId: trade_id,
		side,
		price,
		size,
		liquidity,
		fee,
		feeCurrency: fee_currency,
		time,
	};
	return { kind: 'fill', fill };
}

const isText = <Text extends string>(value: Text | unknown): value is Text => typeof value === 'string';
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isAmount = (value: unknown): value is string => typeof value === 'string' && isPlainDecimal(value);
const areDecimals = (values: readonly unknown[]): boolean =>
	values.every(value => value === undefined || isAmount(value));
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
