import { textOfDecimal } from '../../lib/decimal-number.js';
import { textOfPair } from '../../lib/digit-pair.js';
import { textOfHexWords } from '../../lib/hex-words.js';
import {
	type BookChange,
	type BookDeltaEvent,
	type ChangeNumbers,
	numbersPerChange,
	type Side,
	type TickerEvent,
	type TradeEvent,
} from '../../model/market-event.js';

/** A change of a book, kept as numbers: books read those, and hardly ever does somebody ask for the texts. */
export class HotDelta implements BookDeltaEvent {
	readonly type = 'book-delta';

	constructor(
		readonly symbol: string,
		readonly sequenceStart: number,
		readonly sequenceEnd: number,
		readonly bidNumbers: ChangeNumbers,
		readonly askNumbers: ChangeNumbers,
		readonly time: number,
		readonly receivedAt: number,
	) {}

	get bids(): readonly BookChange[] {
		return textsOf(this.bidNumbers);
	}

	get asks(): readonly BookChange[] {
		return textsOf(this.askNumbers);
	}

	/** What an event is without the numbers. */
	toJSON(): BookDeltaEvent {
		const { type, symbol, sequenceStart, sequenceEnd, bids, asks, time, receivedAt } = this;
		return { type, symbol, sequenceStart, sequenceEnd, bids, asks, time, receivedAt };
	}
}

/** A print that is kept as numbers; so is its id, where that is one. */
export class HotTrade implements TradeEvent {
	readonly type = 'trade';

	constructor(
		readonly symbol: string,
		readonly side: Side,
		readonly priceNumber: number,
		readonly priceDecimals: number,
		readonly sizeNumber: number,
		readonly sizeDecimals: number,
		readonly sequenceHigh: number,
		readonly sequenceLow: number,
		readonly idHigh: number | undefined,
		readonly idLow: number | undefined,
		/** The id that is no number. */
		readonly idText: string,
		readonly time: number,
		readonly receivedAt: number,
		/** Orders' ids as words (`lib/hex-words.ts`), or as the texts that are none. */
		readonly maker1: number,
		readonly maker2: number,
		readonly maker3: number,
		readonly makerText: string,
		readonly taker1: number,
		readonly taker2: number,
		readonly taker3: number,
		readonly takerText: string,
	) {}

	get makerOrderId(): string {
		return this.makerText === '' ? textOfHexWords(this.maker1, this.maker2, this.maker3) : this.makerText;
	}

	get takerOrderId(): string {
		return this.takerText === '' ? textOfHexWords(this.taker1, this.taker2, this.taker3) : this.takerText;
	}

	get price(): string {
		return textOfDecimal(this.priceNumber, this.priceDecimals);
	}

	get size(): string {
		return textOfDecimal(this.sizeNumber, this.sizeDecimals);
	}

	get sequence(): string {
		return textOfPair(this.sequenceHigh, this.sequenceLow);
	}

	get tradeId(): string {
		const { idHigh, idLow } = this;
		return idHigh === undefined || idLow === undefined ? this.idText : textOfPair(idHigh, idLow);
	}

	/** What an event is without the numbers. */
	toJSON(): TradeEvent {
		const { type, symbol, tradeId, side, price, size, sequence, makerOrderId, takerOrderId, time, receivedAt } = this;
		return { type, symbol, tradeId, side, price, size, sequence, makerOrderId, takerOrderId, time, receivedAt };
	}
}

/** A ticker, kept as numbers: of the many that come, few are ever shown. */
export class HotTicker implements TickerEvent {
	readonly type = 'ticker';

	constructor(
		readonly symbol: string,
		readonly priceNumber: number,
		readonly priceDecimals: number,
		readonly sizeNumber: number,
		readonly sizeDecimals: number,
		readonly bidNumber: number,
		readonly bidDecimals: number,
		readonly bidSizeNumber: number,
		readonly bidSizeDecimals: number,
		readonly askNumber: number,
		readonly askDecimals: number,
		readonly askSizeNumber: number,
		readonly askSizeDecimals: number,
		readonly sequenceHigh: number,
		readonly sequenceLow: number,
		readonly time: number,
		readonly receivedAt: number,
	) {}

	get price(): string {
		return textOfDecimal(this.priceNumber, this.priceDecimals);
	}

	get size(): string {
		return textOfDecimal(this.sizeNumber, this.sizeDecimals);
	}

	get bestBid(): string {
		return textOfDecimal(this.bidNumber, this.bidDecimals);
	}

	get bestBidSize(): string {
		return textOfDecimal(this.bidSizeNumber, this.bidSizeDecimals);
	}

	get bestAsk(): string {
		return textOfDecimal(this.askNumber, this.askDecimals);
	}

	get bestAskSize(): string {
		return textOfDecimal(this.askSizeNumber, this.askSizeDecimals);
	}

	get sequence(): string {
		return textOfPair(this.sequenceHigh, this.sequenceLow);
	}

	/** Whether the other says the same of the same sequence, text by text: number and decimals are the text. */
	isSame(other: HotTicker): boolean {
		return (
			this.sequenceLow === other.sequenceLow &&
			this.sequenceHigh === other.sequenceHigh &&
			this.bidNumber === other.bidNumber &&
			this.askNumber === other.askNumber &&
			this.bidSizeNumber === other.bidSizeNumber &&
			this.askSizeNumber === other.askSizeNumber &&
			this.priceNumber === other.priceNumber &&
			this.sizeNumber === other.sizeNumber &&
			this.bidDecimals === other.bidDecimals &&
			this.askDecimals === other.askDecimals &&
			this.bidSizeDecimals === other.bidSizeDecimals &&
			this.askSizeDecimals === other.askSizeDecimals &&
			this.priceDecimals === other.priceDecimals &&
			this.sizeDecimals === other.sizeDecimals
		);
	}

	/** What an event is without the numbers. */
	toJSON(): TickerEvent {
		const { type, symbol, price, size, bestBid, bestBidSize, bestAsk, bestAskSize, sequence, time, receivedAt } = this;
		return { type, symbol, price, size, bestBid, bestBidSize, bestAsk, bestAskSize, sequence, time, receivedAt };
	}
}

function textsOf(numbers: ChangeNumbers): readonly BookChange[] {
	const rows: BookChange[] = [];
	for (let at = 0; at < numbers.length; at += numbersPerChange) {
		rows.push([
			textOfDecimal(numbers[at]!, numbers[at + 1]!),
			textOfDecimal(numbers[at + 2]!, numbers[at + 3]!),
			String(numbers[at + 4]!),
		]);
	}

	return rows;
}
