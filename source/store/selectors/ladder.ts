import {
	addDecimals,
	decimalText,
	parseDecimal,
	quantizeDown,
	quantizeUp,
	subtractDecimals,
} from '../../lib/decimal.js';
import { buildLadder } from '../../market/ladder.js';
import { judgeStream } from '../judge.js';
import type { State } from '../state.js';
import type { Instant, LadderRequest, LadderView } from '../views.js';
import { ownSizes } from './orders.js';
import { sizeDecimalsOf, symbolOf, tickOf } from './symbol-of.js';

/** The rows of the book around an anchor. An unknown symbol, or one without a book yet, gives no rows. */
export function selectLadder(state: State, name: string, request: LadderRequest, at: Instant): LadderView {
	const symbol = symbolOf(state, name);
	const { book, tape } = symbol;
	const groupTicks = Math.max(1, Math.floor(request.groupTicks));
	const ladder = buildLadder(book, {
		rows: book.seeded ? request.rows : 0,
		tick: tickOf(symbol),
		groupTicks,
		anchor: request.anchor,
		volumes: tape.volumes,
	});
	const bestBid = book.bids.count > 0 ? book.bids.priceTextAt(0) : undefined;
	const bestAsk = book.asks.count > 0 ? book.asks.priceTextAt(0) : undefined;
	const own = groupOwn(state, name, ladder.group);
	const isQuoted = bestBid !== undefined && bestAsk !== undefined;
	const mid = isQuoted ? (book.bids.best + book.asks.best) / 2 : undefined;
	return Object.freeze({
		symbol: name,
		freshness: judgeStream(state, symbol, 'book', at.mono),
		rows: ladder.steps.map(step => ({
			...step,
			ownBid: own?.bids.get(step.priceNumber),
			ownAsk: own?.asks.get(step.priceNumber),
		})),
		spreadIndex: ladder.spreadIndex,
		bestBid,
		bestAsk,
		mid,
		spread: isQuoted ? decimalText(subtractDecimals(bestAsk, bestBid)) : undefined,
		spreadBps: mid === undefined ? undefined : ((book.asks.best - book.bids.best) / mid) * 10_000,
		group: ladder.group,
		groupTicks,
		maxSize: ladder.maxSize,
		sizeDecimals: sizeDecimalsOf(symbol),
		source: book.source,
		sequence: book.seeded ? String(book.sequence) : '',
		imbalance: ladder.imbalance,
	});
}

type OwnMarks = { readonly bids: Map<number, string>; readonly asks: Map<number, string> };

/** Our working sizes by the price of the row that holds them: bids belong to the row at or below, asks to the one above. */
function groupOwn(state: State, name: string, group: string): OwnMarks | undefined {
	const own = state.trading.orders.size === 0 ? [] : ownSizes(state, name);
	if (own.length === 0 || !parseDecimal(group).gt('0')) {
		return undefined;
	}

	const marks: OwnMarks = { bids: new Map(), asks: new Map() };
	for (const { side, price, size } of own) {
		const isBuy = side === 'buy';
		const row = Number(decimalText(isBuy ? quantizeDown(price, group) : quantizeUp(price, group)));
		const sums = isBuy ? marks.bids : marks.asks;
		sums.set(row, decimalText(addDecimals(sums.get(row) ?? '0', size)));
	}

	return marks;
}
