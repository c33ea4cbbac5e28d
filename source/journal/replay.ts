import { addDecimals, decimalText, isPlainDecimal } from '../lib/decimal.js';
import type { Fill } from '../model/order.js';
import { signalKeyOf } from '../model/signal-event.js';
import {
	applyEvidence,
	createOrder,
	type Evidence,
	fillKey,
	hasFillsPending,
	isOpen,
	type Order,
	statusOf,
} from '../trading/order-state.js';
import { type BracketPart, partOf } from '../trading/portfolio.js';
import type { TradingState } from '../trading/risk.js';
import type { EntryBodies } from './entry.js';
import type { JournalEntry } from './journal.js';
import { readEvidence, readIntent } from './read-entry.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** The venue tells of ended orders for two days, of their fills for seven. */
const keepEndedMs = 2 * dayMs;
const keepUnsettledMs = 7 * dayMs;

export type RecordedFill = {
	readonly clientOid: string;
	readonly fill: Fill;
	/** Of the bracket that its order belongs to, done or not. */
	readonly part: BracketPart | undefined;
};

/** What a run has to know of the runs before it. */
export type Replay = {
	/**
	 * Orders with all their evidence, by `clientOid`: the open ones, those whose fills or fees are not complete, and
	 * those of the last two days and of brackets that are not done. One whose sending was under way when the program ended is UNKNOWN.
	 */
	readonly orders: ReadonlyMap<string, Order>;
	/** Those made UNKNOWN so. */
	readonly interrupted: readonly string[];
	/** Evidence under ids that have no intent here, such as orders that were adopted. */
	readonly strays: ReadonlyMap<string, readonly Evidence[]>;
	/** Every fill there ever was, once, with its fee where that is known, in the order of venue time. */
	readonly fills: readonly RecordedFill[];
	readonly trading: TradingState;
	/** Brackets that are not done, as they were last. */
	readonly brackets: ReadonlyMap<string, EntryBodies['bracket']>;
	/** Quote funds of the orders since 00:00 UTC that were not refused. */
	readonly dayFunds: string;
	/** Wall times of the intents of the last minute. */
	readonly intentTimes: readonly number[];
	/** Signals acted on by themselves, by `signalKeyOf`, and when. */
	readonly signals: ReadonlyMap<string, number>;
	/** Of those, since 00:00 UTC. */
	readonly autoToday: { readonly orders: number; readonly funds: string };
	/** Venue time up to which the venue's records were compared completely. */
	readonly comparedUntil: number | undefined;
	/** Lines of orders that could not be understood: of a newer version, or made by hand. */
	readonly unreadable: number;
};

/** Draws the state of trading from the entries of one account. Pure; `now` is wall time. */
export function replayEntries(entries: readonly JournalEntry[], now: number): Replay {
	const orders = new Map<string, Order>();
	const strays = new Map<string, Evidence[]>();
	const notionals = new Map<string, string>();
	const brackets = new Map<string, EntryBodies['bracket']>();
	const signals = new Map<string, number>();
	const intentTimes: number[] = [];
	let autoToday = { orders: 0, funds: '0' };
	let trading: TradingState = 'ACTIVE';
	let comparedUntil: number | undefined;
	let unreadable = 0;

	const applyIntent = (entry: JournalEntry) => {
		const intent = readIntent(entry);
		if (intent === undefined) {
			unreadable += 1;
			return;
		}

		const { request, facts } = intent;
		if (orders.has(request.clientOid)) {
			return;
		}

		const { role, bracketId, signalId, signalSource, sentAt } = facts;
		const early = strays.get(request.clientOid) ?? [];
		strays.delete(request.clientOid);
		orders.set(
			request.clientOid,
			early.reduce(applyEvidence, createOrder(request, { createdAt: sentAt, role, bracketId, signalId, signalSource })),
		);
		if (entry.t >= now - (now % dayMs)) {
			notionals.set(request.clientOid, facts.notional);
		}

		if (entry.t > now - minuteMs) {
			intentTimes.push(entry.t);
		}
	};

	const applyOrderLine = (entry: JournalEntry) => {
		const read = readEvidence(entry);
		if (read === undefined) {
			// These two kinds are not always evidence.
			unreadable += entry.kind === 'denied' || entry.kind === 'resolved' ? 0 : 1;
			return;
		}

		const order = orders.get(read.clientOid);
		if (order !== undefined) {
			orders.set(read.clientOid, applyEvidence(order, read.evidence));
		} else if (entry.kind !== 'denied') {
			strays.set(read.clientOid, [...(strays.get(read.clientOid) ?? []), read.evidence]);
		}
	};

	for (const entry of entries) {
		const { body } = entry;
		switch (entry.kind) {
			case 'intent':
				applyIntent(entry);
				break;
			case 'sent':
			case 'ack':
			case 'reject':
			case 'not-sent':
			case 'unknown':
			case 'resolved':
			case 'denied':
			case 'cancel.request':
			case 'event':
			case 'fill':
				applyOrderLine(entry);
				break;
			case 'kill':
			case 'repair':
				// The lines that a repair set aside may have held a halt.
				trading = 'HALTED';
				break;
			case 'risk':
				trading = isTradingState(body.state) ? body.state : 'HALTED';
				break;
			case 'bracket':
				if (typeof body.bracket_id === 'string') {
					brackets.set(body.bracket_id, body as EntryBodies['bracket']);
				}

				break;
			case 'signal':
				if (typeof body.signal_id === 'string') {
					signals.set(signalKeyOf(typeof body.source === 'string' ? body.source : '', body.signal_id), entry.t);
					if (body.auto === true && entry.t >= now - (now % dayMs)) {
						const { funds } = body;
						autoToday = {
							orders: autoToday.orders + 1,
							funds: decimalText(addDecimals(autoToday.funds, isAmount(funds) ? funds : '0')),
						};
					}
				}

				break;
			case 'recon':
				if (body.complete === true && typeof body.since === 'number') {
					comparedUntil = Math.max(comparedUntil ?? 0, body.since);
				}

				break;
			default:
		}
	}

	const interrupted = [...orders].filter(([, order]) => isUnderWay(order)).map(([clientOid]) => clientOid);
	for (const clientOid of interrupted) {
		const reason = 'kcmon ended before the answer';
		orders.set(clientOid, applyEvidence(orders.get(clientOid)!, { kind: 'unknown', reason }));
	}

	const dayFunds = [...notionals]
		.filter(([clientOid]) => !wasRefused(orders.get(clientOid)!))
		.reduce((sum, [, notional]) => addDecimals(sum, notional), addDecimals('0', '0'));

	const openBrackets = new Map([...brackets].filter(([, { done }]) => !done));
	// An exit is for what its entry filled, however long ago that was.
	const isOfBracket = ({ bracketId }: Order): boolean => bracketId !== undefined && openBrackets.has(bracketId);
	return {
		orders: new Map([...orders].filter(([, order]) => isOfBracket(order) || isWorthKeeping(order, now))),
		interrupted,
		strays,
		fills: listFills(orders, strays),
		trading,
		brackets: openBrackets,
		dayFunds: decimalText(dayFunds),
		intentTimes,
		signals,
		autoToday,
		comparedUntil,
		unreadable,
	};
}

const isAmount = (value: unknown): value is string => typeof value === 'string' && isPlainDecimal(value);

const isTradingState = (value: unknown): value is TradingState =>
	value === 'ACTIVE' || value === 'REDUCING' || value === 'HALTED';

const isUnderWay = (order: Order): boolean => statusOf(order) === 'INTENT' || statusOf(order) === 'SENDING';

function wasRefused(order: Order): boolean {
	const status = statusOf(order);
	return status === 'REJECTED' || status === 'NOT SENT' || status === 'NOT PLACED';
}

function isWorthKeeping(order: Order, now: number): boolean {
	const lacksFees = [...order.fills.values()].some(({ fee }) => fee === undefined);
	const isUnsettled = lacksFees || hasFillsPending(order);
	return (
		isOpen(order) || order.createdAt > now - keepEndedMs || (isUnsettled && order.createdAt > now - keepUnsettledMs)
	);
}

function listFills(
	orders: ReadonlyMap<string, Order>,
	strays: ReadonlyMap<string, readonly Evidence[]>,
): Replay['fills'] {
	const fills: RecordedFill[] = [];
	for (const [clientOid, order] of orders) {
		for (const fill of order.fills.values()) {
			fills.push({ clientOid, fill, part: partOf(order) });
		}
	}

	for (const [clientOid, evidences] of strays) {
		const known = new Map<string, Fill>();
		for (const evidence of evidences) {
			if (evidence.kind === 'fill') {
				const key = fillKey(evidence.fill);
				known.set(key, evidence.fill.fee === undefined ? (known.get(key) ?? evidence.fill) : evidence.fill);
			}
		}

		fills.push(...[...known.values()].map(fill => ({ clientOid, fill, part: undefined })));
	}

	return fills.sort((left, right) => left.fill.time - right.fill.time);
}
