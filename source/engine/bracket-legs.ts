import { addDecimals, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { Instrument } from '../model/instrument.js';
import {
	type BracketPlan,
	type BracketState,
	type BracketView,
	exitSideOf,
	type LegView,
	startBracket,
} from '../trading/bracket.js';
import type { OrderDraft } from '../trading/draft.js';
import { filledSizeOf, isFinal, type Order, statusOf } from '../trading/order-state.js';

/** What a bracket needs to know of one of its orders. */
function legViewOf(order: Order): LegView {
	const status = statusOf(order);
	return {
		clientOid: order.clientOid,
		kind: kindOf(order),
		isFinal: isFinal(order),
		filled: filledSizeOf(order),
		size: order.size,
		cancelRequested: order.cancelRequested,
		refused: status === 'REJECTED' || status === 'NOT SENT' || status === 'NOT PLACED',
		createdAt: order.createdAt,
	};
}

function kindOf({ role, request }: Order): LegView['kind'] {
	if (role === 'entry') {
		return 'entry';
	}

	if (request?.stop !== undefined) {
		return request.type === 'limit' ? 'venue-oco' : 'venue-stop';
	}

	return role === 'target' ? 'target' : 'market';
}

/** Everything that a bracket decides by. `orders` are those of the bracket, in the order of their making. */
export function bracketViewOf(
	plan: BracketPlan,
	orders: readonly Order[],
	market: { readonly instrument: Instrument | undefined; readonly takerRate: string; readonly now: number },
): BracketView {
	const { instrument } = market;
	const entry = orders.find(order => order.clientOid === plan.entryOid);
	return {
		entry:
			entry === undefined
				? undefined
				: { ...legViewOf(entry), filled: netFilledOf(entry, instrument?.feeCurrency, market.takerRate) },
		exits: orders.filter(order => order !== entry).map(legViewOf),
		baseIncrement: instrument?.baseIncrement ?? '0.00000001',
		baseMinSize: instrument?.baseMinSize ?? '0',
		now: market.now,
	};
}

/** Venue time of the first execution that is known, ms. */
export const firstFillTime = (order: Order): number =>
	[...order.fills.values()].reduce((first, fill) => Math.min(first, fill.time), Number.POSITIVE_INFINITY);

/** What the entry brought: a fee taken in the base currency is bought and gone. */
function netFilledOf(entry: Order, feeCurrency: string | undefined, takerRate: string): string {
	const base = entry.symbol.slice(0, entry.symbol.indexOf('-'));
	let net = parseDecimal(legViewOf(entry).filled);
	if (entry.side === 'sell') {
		return decimalText(net);
	}

	for (const fill of entry.fills.values()) {
		if (fill.fee === undefined) {
			net = feeCurrency === base ? net.minus(multiplyDecimals(fill.size, takerRate)) : net;
		} else if (fill.feeCurrency === base) {
			net = addDecimals(net, '0').minus(fill.fee);
		}
	}

	return decimalText(net);
}

/** The order that a bracket asks for. */
export function exitDraftOf(
	plan: BracketPlan,
	leg: 'target' | 'venue-stop' | 'venue-oco' | 'market',
	size: string,
	signal: Pick<Order, 'signalId' | 'signalSource'> | undefined,
): OrderDraft {
	const side = exitSideOf(plan);
	const rests = leg === 'target' || leg === 'venue-oco';
	const atVenue = leg === 'venue-stop' || leg === 'venue-oco';
	return {
		symbol: plan.symbol,
		side,
		type: rests ? 'limit' : 'market',
		price: rests ? plan.target : undefined,
		size,
		funds: undefined,
		timeInForce: 'GTC',
		cancelAfter: undefined,
		postOnly: false,
		hidden: false,
		visibleSize: undefined,
		stop:
			atVenue && plan.stop !== undefined
				? { direction: side === 'sell' ? 'loss' : 'entry', stopPrice: plan.stop }
				: undefined,
		exits: undefined,
		role: leg === 'target' || leg === 'venue-oco' ? 'target' : 'stop',
		bracketId: plan.id,
		signalId: signal?.signalId,
		signal: signal?.signalSource === undefined ? undefined : { source: signal.signalSource, terms: undefined },
		why: leg === 'market' ? 'bracket stop' : `bracket ${leg}`,
	};
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const isMaybeText = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string';

/** Reads a state back from the journal; undefined when it is none. */
export function readBracketState(saved: unknown): BracketState | undefined {
	if (!isRecord(saved) || !isRecord(saved.plan)) {
		return undefined;
	}

	const { id, symbol, entryOid, entrySide, stop, target, style, createdAt } = saved.plan;
	if (
		typeof id !== 'string' ||
		typeof symbol !== 'string' ||
		typeof entryOid !== 'string' ||
		(entrySide !== 'buy' && entrySide !== 'sell') ||
		!isMaybeText(stop) ||
		!isMaybeText(target) ||
		(style !== 'held' && style !== 'venue-stop' && style !== 'venue-oco') ||
		typeof createdAt !== 'number'
	) {
		return undefined;
	}

	const { phase, ownCancels } = saved;
	return {
		...startBracket({ id, symbol, entryOid, entrySide, stop, target, style, createdAt }),
		phase: phase === 'abandoned' || phase === 'done' ? phase : 'active',
		triggered: saved.triggered === true,
		targetDropped: saved.targetDropped === true,
		venueStopDropped: saved.venueStopDropped === true,
		ownCancels: Array.isArray(ownCancels) ? ownCancels.filter(entry => typeof entry === 'string') : [],
		counted: typeof saved.counted === 'number' ? saved.counted : 0,
	};
}
