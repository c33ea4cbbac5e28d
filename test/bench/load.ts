const firstSequence = 14_610_502_970;
export const mid = 67_000;

export const symbolsOf = (count: number): readonly string[] =>
	Array.from({ length: count }, (_, index) => `B${index}-USDT`);

function snapshotOf(): unknown {
	const side = (sign: 1 | -1): string[][] =>
		Array.from({ length: 100 }, (_, index) => [
			(mid + sign * (index + 1) * 0.1).toFixed(1),
			(1 + (index % 7) * 0.37).toFixed(8),
		]);
	return { time: Date.now(), sequence: String(firstSequence), bids: side(-1), asks: side(1) };
}

const instrumentOf = (symbol: string): unknown => ({
	symbol,
	name: symbol,
	baseCurrency: symbol.split('-')[0],
	quoteCurrency: 'USDT',
	feeCurrency: 'USDT',
	market: 'USDS',
	baseMinSize: '0.00001',
	quoteMinSize: '0.1',
	baseMaxSize: '10000000000',
	quoteMaxSize: '99999999',
	baseIncrement: '0.00000001',
	quoteIncrement: '0.000001',
	priceIncrement: '0.1',
	priceLimitRate: '0.1',
	minFunds: '0.1',
	isMarginEnabled: true,
	enableTrading: true,
	feeCategory: 1,
	makerFeeCoefficient: '1.00',
	takerFeeCoefficient: '1.00',
	st: false,
	callauctionIsEnabled: false,
});

/** A fixed generator: every run and every client sees the same load. */
function createRandom(): () => number {
	let state = 0x2545f491;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 4_294_967_296;
	};
}

/**
 * Where frames come from, one after the other: `level2` and `match` are shares, the rest are tickers. Venue times run from
 * `startsAt` in steps of `stepMs`.
 */
export type Load = {
	readonly symbols: readonly string[];
	/** Of these there are books and trades: all of the symbols, or the first so many. */
	readonly books: readonly string[];
	/** Rows of `/api/v2/symbols`. */
	readonly instruments: readonly unknown[];
	/** What every book begins with. */
	readonly snapshot: () => unknown;
	readonly next: () => string;
};

export function createLoad(
	symbolCount: number,
	options: {
		readonly bookCount?: number;
		readonly startsAt?: number;
		readonly stepMs?: number;
		/** @default 0.7 */
		readonly level2?: number;
		/** @default 0.2 */
		readonly match?: number;
	} = {},
): Load {
	const { bookCount = symbolCount, startsAt = Date.now(), stepMs = 1, level2 = 0.7, match = 0.2 } = options;
	const symbols = symbolsOf(symbolCount);
	const books = symbols.slice(0, bookCount);
	const random = createRandom();
	const sequences = new Map(books.map(symbol => [symbol, firstSequence]));
	let tradeId = 11_067_996_711_960_577n;
	let index = -1;
	const next = (): string => {
		index += 1;
		const time = Math.round(startsAt + index * stepMs);
		const kind = random();
		const among = kind < level2 + match ? books : symbols;
		const symbol = among[Math.floor(random() * among.length)]!;
		const isBid = random() < 0.5;
		const distance = Math.floor(random() ** 2 * 90) + 1;
		const price = (mid + (isBid ? -1 : 1) * distance * 0.1).toFixed(1);
		const size = (random() * 2).toFixed(8);
		if (kind < level2) {
			const sequence = sequences.get(symbol)! + 1;
			sequences.set(symbol, sequence);
			const change = `[["${price}","${random() < 0.1 ? '0' : size}","${sequence}"]]`;
			const changes = isBid ? `{"asks":[],"bids":${change}}` : `{"asks":${change},"bids":[]}`;
			return `{"topic":"/market/level2:${symbol}","type":"message","subject":"trade.l2update","data":{"changes":${changes},"sequenceEnd":${sequence},"sequenceStart":${sequence},"symbol":"${symbol}","time":${time}}}`;
		}

		if (kind < level2 + match) {
			tradeId += 2n;
			return `{"topic":"/market/match:${symbol}","type":"message","subject":"trade.l3match","data":{"makerOrderId":"671b5007389355000701b1d3","price":"${price}","sequence":"${tradeId}","side":"${isBid ? 'sell' : 'buy'}","size":"${size}","symbol":"${symbol}","takerOrderId":"671b50161777ff00074c168d","time":"${time}000000","tradeId":"${tradeId}","type":"match"}}`;
		}

		return `{"topic":"/market/ticker:${symbol}","type":"message","subject":"trade.ticker","data":{"bestAsk":"${(mid + 0.1).toFixed(1)}","bestAskSize":"1.92318539","bestBid":"${(mid - 0.1).toFixed(1)}","bestBidSize":"0.01045638","price":"${price}","sequence":"${firstSequence + index}","size":"${size}","time":${time}}}`;
	};
	return { symbols, books, instruments: symbols.map(instrumentOf), snapshot: snapshotOf, next };
}
