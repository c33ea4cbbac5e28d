import { textOfDecimal } from '../../lib/decimal-number.js';
import { textOfPair } from '../../lib/digit-pair.js';
import {
	type BookChange,
	type BookDeltaEvent,
	type ChangeNumbers,
	numbersPerChange,
	type Side,
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
		readonly makerOrderId: string,
		readonly takerOrderId: string,
		readonly time: number,
		readonly receivedAt: number,
	) {}

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
