import { addDecimals, decimalText } from '../lib/decimal.js';
import { decimalsIn, mostMantissa, powersOfTen, textOfDecimal } from '../lib/decimal-number.js';
import { textOfPair } from '../lib/digit-pair.js';
import type { TradeEvent } from '../model/market-event.js';
import type { TapePrint } from './tape.js';

/** How far back a print of the same instant is looked for: one large order fills many levels. */
const maxLookBack = 64;

const startCapacity = 64;
const isBuy = 1;
const isLarge = 2;

/**
 * Rows of a tape, oldest first, as columns of numbers: whoever asks for a row gets one made, and tens of thousands of them
 * a minute are no work for the collector. At least the newest `maxRows` are kept and at most twice as many; what is older
 * goes in halves, so that a row costs the same however long the program runs.
 */
export class TapeRows {
	readonly #maxRows: number;
	#count = 0;
	#times = new Float64Array(startCapacity);
	#prices = new Float64Array(startCapacity);
	#sizes = new Float64Array(startCapacity);
	#funds = new Float64Array(startCapacity);
	#prints = new Uint32Array(startCapacity);
	#priceDecimals = new Int8Array(startCapacity);
	#sizeDecimals = new Int8Array(startCapacity);
	#flags = new Uint8Array(startCapacity);
	/** Of a row's first print, as a pair (`lib/digit-pair.ts`); an id that is none has a high of −1, and its number in `#idTexts`. */
	#idHighs = new Float64Array(startCapacity);
	#idLows = new Float64Array(startCapacity);
	readonly #idTexts = new Map<number, string>();
	#idsTold = 0;
	/** By that id: ids merged into a row, and texts that number and decimals would not give back. */
	readonly #moreIds = new Map<string, string[]>();
	readonly #priceTexts = new Map<string, string>();
	readonly #sizeTexts = new Map<string, string>();

	constructor(maxRows: number) {
		this.#maxRows = maxRows;
	}

	get count(): number {
		return this.#count;
	}

	/** Newest venue time, ms; 0 without rows. */
	newestTime(): number {
		return this.#count === 0 ? 0 : (this.#times[this.#count - 1] as number);
	}

	/** Where a print of that time belongs: behind all that are not later. */
	placeOf(time: number): number {
		let at = this.#count;
		while (at > 0 && (this.#times[at - 1] as number) > time) {
			at -= 1;
		}

		return at;
	}

	/** The row before `before` that the print belongs into; −1 without one. */
	findSame(before: number, trade: TradeEvent, price: number, priceDecimals: number): number {
		const lowest = Math.max(0, before - maxLookBack);
		const { time } = trade;
		const side = trade.side === 'buy' ? isBuy : 0;
		for (let at = before - 1; at >= lowest && this.#times[at] === time; at -= 1) {
			if (
				this.#prices[at] === price &&
				((this.#flags[at] as number) & isBuy) === side &&
				this.#priceDecimals[at] === priceDecimals &&
				(priceDecimals >= 0 || this.#priceTexts.get(this.#idAt(at)) === trade.price)
			) {
				return at;
			}
		}

		return -1;
	}

	insert(
		at: number,
		trade: TradeEvent,
		price: number,
		priceDecimals: number,
		size: number,
		sizeDecimals: number,
		large: boolean,
		idHigh: number,
		idLow: number,
	): void {
		if (this.#count === this.#times.length) {
			this.#grow();
		}

		if (at < this.#count) {
			for (const column of this.#columns()) {
				column.copyWithin(at + 1, at, this.#count);
			}
		}

		this.#times[at] = trade.time;
		this.#prices[at] = price;
		this.#priceDecimals[at] = priceDecimals;
		this.#sizes[at] = size;
		this.#sizeDecimals[at] = sizeDecimals;
		this.#funds[at] = size * price;
		this.#prints[at] = 1;
		this.#flags[at] = (trade.side === 'buy' ? isBuy : 0) | (large ? isLarge : 0);
		this.#count += 1;
		if (idLow === -1) {
			this.#idsTold += 1;
			this.#idTexts.set(this.#idsTold, trade.tradeId);
			this.#idHighs[at] = -1;
			this.#idLows[at] = this.#idsTold;
		} else {
			this.#idHighs[at] = idHigh;
			this.#idLows[at] = idLow;
		}

		if (priceDecimals < 0) {
			this.#priceTexts.set(trade.tradeId, trade.price);
		}

		if (sizeDecimals < 0) {
			this.#sizeTexts.set(trade.tradeId, trade.size);
		}

		if (this.#count === this.#maxRows * 2) {
			this.#dropOld();
		}
	}

	/** Adds a print to a row. Returns the row's funds. */
	merge(at: number, trade: TradeEvent, size: number, sizeDecimals: number, funds: number): number {
		this.#addSize(at, trade, size, sizeDecimals);
		const first = this.#idAt(at);
		const more = this.#moreIds.get(first);
		if (more === undefined) {
			this.#moreIds.set(first, [trade.tradeId]);
		} else {
			more.push(trade.tradeId);
		}

		this.#prints[at] = (this.#prints[at] as number) + 1;
		this.#funds[at] = (this.#funds[at] as number) + funds;
		return this.#funds[at] as number;
	}

	/** A row that was large stays so. */
	markLarge(at: number, large: boolean): void {
		this.#flags[at] = (this.#flags[at] as number) | (large ? isLarge : 0);
	}

	rowAt(at: number): TapePrint {
		const tradeId = this.#idAt(at);
		const priceDecimals = this.#priceDecimals[at] as number;
		const flags = this.#flags[at] as number;
		return {
			time: this.#times[at] as number,
			side: (flags & isBuy) === isBuy ? 'buy' : 'sell',
			price:
				priceDecimals < 0
					? (this.#priceTexts.get(tradeId) as string)
					: textOfDecimal(this.#prices[at] as number, priceDecimals),
			size: this.#sizeText(at),
			prints: this.#prints[at] as number,
			funds: this.#funds[at] as number,
			large: (flags & isLarge) === isLarge,
			tradeId,
			moreIds: this.#moreIds.get(tradeId),
		};
	}

	clear(): void {
		this.#count = 0;
		this.#idTexts.clear();
		this.#moreIds.clear();
		this.#priceTexts.clear();
		this.#sizeTexts.clear();
	}

	#idAt(at: number): string {
		const high = this.#idHighs[at] as number;
		const low = this.#idLows[at] as number;
		return high === -1 ? (this.#idTexts.get(low) as string) : textOfPair(high, low);
	}

	#sizeText(at: number): string {
		const decimals = this.#sizeDecimals[at] as number;
		return decimals < 0
			? (this.#sizeTexts.get(this.#idAt(at)) as string)
			: textOfDecimal(this.#sizes[at] as number, decimals);
	}

	/** The exact sum, without zeros at its end. */
	#addSize(at: number, trade: TradeEvent, size: number, sizeDecimals: number): void {
		const before = this.#sizeDecimals[at] as number;
		let decimals = Math.max(before, sizeDecimals);
		if (before >= 0 && sizeDecimals >= 0) {
			const power = powersOfTen[decimals] as number;
			// Whole units of the last decimal: each is exact, so is their sum.
			const units = Math.round((this.#sizes[at] as number) * power);
			const more = Math.round(size * power);
			let sum = units + more;
			if (units <= mostMantissa && more <= mostMantissa && sum <= mostMantissa) {
				while (decimals > 0 && sum % 10 === 0) {
					sum /= 10;
					decimals -= 1;
				}

				this.#sizes[at] = sum / (powersOfTen[decimals] as number);
				this.#sizeDecimals[at] = decimals;
				return;
			}
		}

		const text = decimalText(addDecimals(this.#sizeText(at), trade.size));
		this.#sizes[at] = Number(text);
		this.#sizeDecimals[at] = decimalsIn(text);
		if (this.#sizeDecimals[at] === -1) {
			this.#sizeTexts.set(this.#idAt(at), text);
		}
	}

	#dropOld(): void {
		const from = this.#count - this.#maxRows;
		for (let at = 0; at < from && this.#hasTexts(); at += 1) {
			const tradeId = this.#idAt(at);
			this.#moreIds.delete(tradeId);
			this.#priceTexts.delete(tradeId);
			this.#sizeTexts.delete(tradeId);
			if (this.#idHighs[at] === -1) {
				this.#idTexts.delete(this.#idLows[at] as number);
			}
		}

		for (const column of this.#columns()) {
			column.copyWithin(0, from, this.#count);
		}

		this.#count = this.#maxRows;
	}

	#hasTexts(): boolean {
		return this.#moreIds.size + this.#priceTexts.size + this.#sizeTexts.size + this.#idTexts.size > 0;
	}

	#columns(): readonly Column[] {
		return [
			this.#times,
			this.#prices,
			this.#sizes,
			this.#funds,
			this.#prints,
			this.#priceDecimals,
			this.#sizeDecimals,
			this.#flags,
			this.#idHighs,
			this.#idLows,
		];
	}

	#grow(): void {
		const capacity = Math.min(this.#times.length * 2, this.#maxRows * 2);
		this.#times = grown(this.#times, new Float64Array(capacity));
		this.#prices = grown(this.#prices, new Float64Array(capacity));
		this.#sizes = grown(this.#sizes, new Float64Array(capacity));
		this.#funds = grown(this.#funds, new Float64Array(capacity));
		this.#prints = grown(this.#prints, new Uint32Array(capacity));
		this.#priceDecimals = grown(this.#priceDecimals, new Int8Array(capacity));
		this.#sizeDecimals = grown(this.#sizeDecimals, new Int8Array(capacity));
		this.#flags = grown(this.#flags, new Uint8Array(capacity));
		this.#idHighs = grown(this.#idHighs, new Float64Array(capacity));
		this.#idLows = grown(this.#idLows, new Float64Array(capacity));
	}
}

type Column = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

function grown<Kind extends Column>(old: Kind, larger: Kind): Kind {
	larger.set(old);
	return larger;
}
