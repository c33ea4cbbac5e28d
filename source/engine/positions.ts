import { type Decimal, decimalText, multiplyDecimals, parseDecimal } from '../lib/decimal.js';
import type { Fill } from '../model/order.js';
import { averageCostOf, createPositionBook, type PositionBook } from '../trading/portfolio.js';
import type { PositionEvent } from '../trading/trading-event.js';

/** Profit by kcmon's own fills: of all that the journal knows, and of this session alone. */
export type Positions = {
	/** Counts a fill once, or corrects the fee of one that was counted. `isPast`: it was made before this session. */
	readonly add: (fill: Fill, isPast: boolean) => void;
	/** Base bought by kcmon and not sold, as text. */
	readonly sizeOf: (symbol: string) => string;
	readonly describe: (symbol: string, receivedAt: number) => PositionEvent;
	readonly symbols: () => readonly string[];
	/** What the session lost in a quote currency, positive, or `0`. `priceOf` values what is still held. */
	readonly sessionLoss: (quoteCurrency: string, priceOf: (symbol: string) => string | undefined) => string;
};

type Books = { readonly total: PositionBook; readonly session: PositionBook };

/** `rateOf`: the taker rate of a symbol, for fills whose fee the venue has not told yet. */
export function createPositions(rateOf: (symbol: string) => string): Positions {
	const books = new Map<string, Books>();

	const booksOf = (symbol: string): Books => {
		let known = books.get(symbol);
		if (known === undefined) {
			const dash = symbol.indexOf('-');
			const currencies = { base: symbol.slice(0, dash), quote: symbol.slice(dash + 1) };
			const rate = (): string => rateOf(symbol);
			known = { total: createPositionBook(currencies, rate), session: createPositionBook(currencies, rate) };
			books.set(symbol, known);
		}

		return known;
	};

	const lossOf = ({ session }: Books, price: string | undefined): Decimal => {
		const { size, cost, realized } = session.position();
		const value = price === undefined ? cost : multiplyDecimals(price, size);
		return cost.minus(value).minus(realized);
	};

	return {
		add(fill, isPast) {
			const { total, session } = booksOf(fill.symbol);
			total.add(fill);
			if (!isPast) {
				session.add(fill);
			}
		},
		sizeOf: symbol => decimalText(books.get(symbol)?.total.position().size ?? parseDecimal('0')),
		describe(symbol, receivedAt) {
			const { total, session } = booksOf(symbol);
			const position = total.position();
			const average = averageCostOf(position);
			const now = session.position();
			return {
				type: 'position',
				symbol,
				size: decimalText(position.size),
				averageCost: average === undefined ? undefined : decimalText(average),
				realized: total.realizedText(),
				fees: decimalText(position.fees),
				session: { size: decimalText(now.size), cost: decimalText(now.cost), realized: session.realizedText() },
				receivedAt,
			};
		},
		symbols: () => [...books.keys()],
		sessionLoss(quoteCurrency, priceOf) {
			let loss = parseDecimal('0');
			for (const [symbol, known] of books) {
				if (symbol.endsWith(`-${quoteCurrency}`)) {
					loss = loss.plus(lossOf(known, priceOf(symbol)));
				}
			}

			return loss.gt('0') ? decimalText(loss) : '0';
		},
	};
}
