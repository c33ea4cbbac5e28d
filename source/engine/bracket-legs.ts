import {
	addDecimals,
	decimalText,
	multiplyDecimals,
	parseDecimal,
	quantizeDown,
	quantizeUp,
	subtractDecimals,
} from '../lib/decimal.js';
import type { Instrument } from '../model/instrument.js';
import type { Side } from '../model/market-event.js';
import {
	type BracketPlan,
	type BracketState,
	type BracketView,
	exitSideOf,
	type LegView,
	startBracket,
} from '../trading/bracket.js';
import type { OrderDraft } from '../trading/draft.js';
import {
	filledSizeOf,
	hasTriggered,
	isFinal,
	isInDoubt,
	lacksChild,
	type Order,
	statusOf,
} from '../trading/order-state.js';

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
		guards: guardsOf(order),
		inDoubt: isInDoubt(order),
		lacksChild: lacksChild(order),
		refused: status === 'REJECTED' || status === 'NOT SENT' || status === 'NOT PLACED',
		createdAt: order.createdAt,
	};
}

/** A stop alone becomes a market order, which needs no watching; what a pair becomes may rest in the book. */
const guardsOf = (order: Order): boolean =>
	order.family !== 'plain' && order.seen && !isInDoubt(order) && !(order.family === 'oco' && hasTriggered(order));

function kindOf({ role, family }: Order): LegView['kind'] {
	if (role === 'entry') {
		return 'entry';
	}

	if (family !== 'plain') {
		return family === 'oco' ? 'venue-oco' : 'venue-stop';
	}

	return role === 'target' ? 'target' : 'market';
}

/** Everything that a bracket decides by. `orders` are those of the bracket, in the order of their making. */
export function bracketViewOf(
	plan: BracketPlan,
	orders: readonly Order[],
	market: {
		readonly instrument: Instrument | undefined;
		readonly takerRate: string;
		readonly venueHolds: BracketView['venueHolds'];
		readonly now: number;
	},
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
		venueHolds: market.venueHolds,
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
	from: {
		readonly signal: Pick<Order, 'signalId' | 'signalSource'> | undefined;
		readonly instrument: Instrument | undefined;
	},
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
				? {
						direction: side === 'sell' ? 'loss' : 'entry',
						stopPrice: plan.stop,
						...(leg === 'venue-oco' ? { limitPrice: stopLimitOf(plan.stop, side, from.instrument) } : {}),
					}
				: undefined,
		exits: undefined,
		role: leg === 'target' || leg === 'venue-oco' ? 'target' : 'stop',
		bracketId: plan.id,
		signalId: from.signal?.signalId,
		signal:
			from.signal?.signalSource === undefined ? undefined : { source: from.signal.signalSource, terms: undefined },
		why: leg === 'market' ? 'bracket stop' : `bracket ${leg}`,
	};
}

/** How far beyond its trigger the stop leg of a pair may trade: the venue takes no pair whose stop is a market order. */
const stopSlip = '0.05';

/** The venue refuses a limit order that is further from the other side than the pair's rate: half of it is safe from that. */
function stopLimitOf(stop: string, side: Side, instrument: Instrument | undefined): string {
	const half = multiplyDecimals(instrument?.priceLimitRate ?? '0', '0.5');
	const slip = half.gt('0') && half.lt(stopSlip) ? half : parseDecimal(stopSlip);
	const increment = instrument?.priceIncrement ?? '0.00000001';
	if (side === 'buy') {
		return decimalText(quantizeUp(addDecimals('1', slip).times(stop), increment));
	}

	const price = quantizeDown(subtractDecimals('1', slip).times(stop), increment);
	return price.gt('0') ? decimalText(price) : increment;
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
