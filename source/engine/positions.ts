import { type Decimal, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { Side } from '../model/market-event.js';
import type { Fill } from '../model/order.js';
import { averageCostOf, type BracketPart, soldOf } from '../trading/portfolio.js';
import { createPositionBook, type PositionBook } from '../trading/position-book.js';
import type { PositionEvent } from '../trading/trading-event.js';

/** Profit by kcmon's own fills: of all that the journal knows, and of this session alone. */
export type Positions = {
	/** Counts a fill once, or corrects the fee of one that was counted. */
	readonly add: (
		fill: Fill,
		about: {
			/** Undefined for an order without exits. */
			readonly part: BracketPart | undefined;
			/** It was made before this session. */
			readonly isPast: boolean;
		},
	) => void;
	/** Base bought by kcmon and not sold, as text. */
	readonly sizeOf: (symbol: string) => string;
	readonly describe: (symbol: string, receivedAt: number) => PositionEvent;
	readonly symbols: () => readonly string[];
	/**
	 * What the session lost in a quote currency, positive, or `0`. `priceOf` is what would be got for what is still held
	 * (`sell`), and paid for what brackets may still buy back (`buy`).
	 */
	readonly sessionLoss: (quoteCurrency: string, priceOf: (symbol: string, side: Side) => string | undefined) => string;
};

type Books = { readonly total: PositionBook; readonly session: PositionBook };

/**
 * `rateOf`: the taker rate of a symbol, for fills whose fee the venue has not told yet. `isRunning`: whether a bracket may
 * still buy back what its entry sold.
 */
export function createPositions(
	rateOf: (symbol: string) => string,
	isRunning: (bracketId: string) => boolean,
): Positions {
	const books = new Map<string, Books>();

	const booksOf = (symbol: string): Books => {
		let known = books.get(symbol);
		if (known === undefined) {
			const dash = symbol.indexOf('-');
			const currencies = { base: symbol.slice(0, dash), quote: symbol.slice(dash + 1) };
			const create = () => createPositionBook(currencies, () => rateOf(symbol), isRunning);
			known = { total: create(), session: create() };
			books.set(symbol, known);
		}

		return known;
	};

	const lossOf = ({ session }: Books, priceOf: (side: Side) => string | undefined): Decimal => {
		const position = session.position();
		const { size, cost, realized } = position;
		const sold = soldOf(position);
		const bid = priceOf('sell');
		const ask = priceOf('buy');
		const value = bid === undefined ? cost : multiplyDecimals(bid, size);
		const dear = ask === undefined ? sold.net : multiplyDecimals(ask, sold.size);
		return cost.minus(value).plus(dear).minus(sold.net).minus(realized);
	};

	return {
		add(fill, { part, isPast }) {
			const { total, session } = booksOf(fill.symbol);
			total.add(fill, { part, isBefore: false });
			session.add(fill, { part, isBefore: isPast });
		},
		sizeOf: symbol => decimalText(books.get(symbol)?.total.position().size ?? parseDecimal('0')),
		describe(symbol, receivedAt) {
			const { total, session } = booksOf(symbol);
			const position = total.position();
			const average = averageCostOf(position);
			const sold = soldOf(position);
			const now = session.position();
			const nowSold = soldOf(now);
			const otherFees = [...position.otherFees].filter(([, fee]) => !fee.eq('0'));
			return {
				type: 'position',
				symbol,
				size: decimalText(position.size),
				averageCost: average === undefined ? undefined : decimalText(average),
				...(sold.size.gt('0')
					? { sold: { size: decimalText(sold.size), average: decimalText(sold.net.div(sold.size)) } }
					: {}),
				realized: decimalText(position.realized),
				fees: decimalText(position.fees),
				...(otherFees.length === 0
					? {}
					: { otherFees: otherFees.map(([currency, fee]) => ({ currency, fee: decimalText(fee) })) }),
				session: {
					size: decimalText(now.size.minus(nowSold.size)),
					cost: decimalText(now.cost.minus(nowSold.net)),
					realized: decimalText(now.realized),
				},
				receivedAt,
			};
		},
		symbols: () => [...books.keys()],
		sessionLoss(quoteCurrency, priceOf) {
			let loss = parseDecimal('0');
			for (const [symbol, known] of books) {
				if (symbol.endsWith(`-${quoteCurrency}`)) {
					loss = loss.plus(lossOf(known, side => priceOf(symbol, side)));
				}
			}

			return loss.gt('0') ? decimalText(loss) : '0';
		},
	};
}
