import { decimalText, subtractDecimals } from '../../lib/decimal.js';
import { buildLadder } from '../../market/ladder.js';
import { judgeStream } from '../judge.js';
import type { State } from '../state.js';
import type { Instant, LadderRequest, LadderView } from '../views.js';
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
	const isQuoted = bestBid !== undefined && bestAsk !== undefined;
	const mid = isQuoted ? (book.bids.best + book.asks.best) / 2 : undefined;
	return Object.freeze({
		symbol: name,
		freshness: judgeStream(state, symbol, 'book', at.mono),
		rows: ladder.steps.map(step => ({ ...step, ownBid: undefined, ownAsk: undefined })),
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
