import { mostDecimals, mostMantissa, powersOfTen } from '../../lib/decimal-number.js';
import { lowDigits, mostPairDigits } from '../../lib/digit-pair.js';
import { hexDigits, hexValues } from '../../lib/hex-words.js';

/**
 * Steps through the bytes of one JSON text without spaces or escapes, value by value. A step that does not find what it
 * should sets `failed`; what is read after that is worth nothing, and the caller looks once, at the end.
 */

const quote = 34;
const comma = 44;
const point = 46;
const zero = 48;
const nine = 57;
const maxWhole = 999_999_999_999_999;
const maxId = 64;
const longestKey = 13;

/** 1 for the characters of an id, as `isId` has them. */
const idBytes = new Uint8Array(256);
for (const letter of '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-') {
	idBytes[letter.charCodeAt(0)] = 1;
}

/** The bytes of an ASCII text that a frame is compared with. */
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, letter => letter.charCodeAt(0));

/** The keys that frequent frames have; a key is told by its place in this list. */
export const keyNames = [
	...['topic', 'type', 'subject', 'data', 'symbol', 'time', 'sequence', 'price', 'size', 'side'],
	...['changes', 'asks', 'bids', 'sequenceStart', 'sequenceEnd', 'makerOrderId', 'takerOrderId', 'tradeId'],
	...['bestBid', 'bestBidSize', 'bestAsk', 'bestAskSize'],
] as const;

export type KeyName = (typeof keyNames)[number];

/** Of a name that is known to be in the list. */
export const keyOf = (name: KeyName): number => keyNames.indexOf(name);

/** Keys as they stand in a frame, with quotes and colon. */
const keyLiterals = keyNames.map(name => bytesOf(`"${name}":`));

/** Tells the known keys apart: length, first, middle and last character. */
const keyCode = (bytes: Uint8Array, start: number, length: number): number =>
	(length << 21) | (bytes[start]! << 14) | (bytes[start + (length >> 1)]! << 7) | bytes[start + length - 1]!;

const keys: ReadonlyMap<number, number> = new Map(
	keyNames.map((name, index) => [keyCode(bytesOf(name), 0, name.length), index]),
);

export class HotCursor {
	bytes: Buffer = Buffer.alloc(0);
	at = 0;
	/** Behind the last byte. */
	end = 0;
	failed = false;
	/** How many decimals the decimal read last is written with. */
	decimals = 0;
	/** Of the pair read last (`lib/digit-pair.ts`). */
	high = 0;
	low = 0;
	/** Of the hexadecimal id read last (`lib/hex-words.ts`). */
	firstWord = 0;
	secondWord = 0;
	thirdWord = 0;
	/** Below zero when a byte of the id under the cursor is no digit. */
	#signs = 0;

	start(bytes: Buffer, length: number): void {
		this.bytes = bytes;
		this.at = 0;
		this.end = length;
		this.failed = false;
	}

	isAtEnd(): boolean {
		return this.at === this.end;
	}

	skip(code: number): void {
		if (this.at < this.end && this.bytes[this.at] === code) {
			this.at += 1;
		} else {
			this.failed = true;
		}
	}

	/** Whether the character stands here; passes it if so. */
	acceptCode(code: number): boolean {
		const isHere = this.at < this.end && this.bytes[this.at] === code;
		if (isHere) {
			this.at += 1;
		}

		return isHere;
	}

	/** Behind a value: a comma (true), or the closing character given (false). */
	hasMore(closing: number): boolean {
		const code = this.at < this.end ? this.bytes[this.at] : 0;
		this.at += 1;
		if (code === comma) {
			return true;
		}

		if (code !== closing) {
			this.failed = true;
		}

		return false;
	}

	/** The bytes that must stand here. */
	expect(expected: Uint8Array): void {
		if (!this.accept(expected)) {
			this.failed = true;
		}
	}

	/** Whether the bytes stand here; passes them if so. */
	accept(expected: Uint8Array): boolean {
		const { bytes, at } = this;
		const { length } = expected;
		if (at + length > this.end) {
			return false;
		}

		for (let index = 0; index < length; index += 1) {
			if (bytes[at + index] !== expected[index]) {
				return false;
			}
		}

		this.at = at + length;
		return true;
	}

	/** A known key and its colon, as its place in `keyNames`; stands at the value. `guess` is tried first. */
	key(guess: number): number {
		if (this.accept(keyLiterals[guess]!)) {
			return guess;
		}

		const { bytes, end } = this;
		const start = this.at + 1;
		const limit = Math.min(end, start + longestKey + 1);
		let index = start;
		while (index < limit && bytes[index] !== quote) {
			index += 1;
		}

		const key = index < limit && index > start ? keys.get(keyCode(bytes, start, index - start)) : undefined;
		if (key === undefined || !this.accept(keyLiterals[key]!)) {
			this.failed = true;
			return -1;
		}

		return key;
	}

	/** A text in quotes that stands at `at`: passes it and gives it. */
	#take(start: number, index: number, isGood: boolean): string {
		this.#close(start, index, isGood);
		return this.failed ? '' : this.bytes.toString('latin1', start, index);
	}

	#close(start: number, index: number, isGood: boolean): void {
		const { bytes } = this;
		if (!isGood || bytes[start - 1] !== quote || index >= this.end || bytes[index] !== quote) {
			this.failed = true;
		}

		this.at = index + 1;
	}

	/** A printable ASCII text without quotes or backslashes. */
	word(): string {
		const { bytes, end } = this;
		const start = this.at + 1;
		let index = start;
		while (index < end && bytes[index] !== quote && bytes[index]! >= 32 && bytes[index]! < 127 && bytes[index] !== 92) {
			index += 1;
		}

		return this.#take(start, index, index - start < 4096);
	}

	/** A plain decimal in quotes whose number and decimals are the text again. */
	decimal(): number {
		const { bytes, end } = this;
		const start = this.at + 1;
		let index = start;
		let mantissa = 0;
		let pointAt = -1;
		while (index < end) {
			const code = bytes[index]!;
			if (code >= zero && code <= nine) {
				mantissa = mantissa * 10 + (code - zero);
			} else if (code === point && pointAt === -1 && index > start) {
				pointAt = index;
			} else {
				break;
			}

			index += 1;
		}

		const decimals = pointAt === -1 ? 0 : index - pointAt - 1;
		const hasZeroInFront = bytes[start] === zero && index > start + 1 && pointAt !== start + 1;
		const isGood = index > start && pointAt !== index - 1 && !hasZeroInFront;
		this.#close(start, index, isGood && mantissa <= mostMantissa && decimals <= mostDecimals);
		this.decimals = decimals;
		return decimals === 0 || this.failed ? mantissa : mantissa / powersOfTen[decimals]!;
	}

	/** A whole number in quotes whose pair is the text again: at most 30 digits, without zeros in front. */
	pair(): void {
		const { bytes } = this;
		const start = this.at + 1;
		const index = this.#digitsFrom(start);
		const length = index - start;
		const hasZeroInFront = length > 1 && bytes[start] === zero;
		this.#close(start, index, length > 0 && length <= mostPairDigits && !hasZeroInFront);
		const split = Math.max(start, index - lowDigits);
		this.high = this.#numberIn(start, split);
		this.low = this.#numberIn(split, index);
	}

	#numberIn(start: number, end: number): number {
		const { bytes } = this;
		let value = 0;
		for (let at = start; at < end && !this.failed; at += 1) {
			value = value * 10 + (bytes[at]! - zero);
		}

		return value;
	}

	/** Whether the same text in quotes stands here as from `start` to `end` of the frame; passes it if so. */
	acceptSame(start: number, end: number): boolean {
		const { bytes, at } = this;
		const length = end - start;
		if (at + length > this.end) {
			return false;
		}

		for (let index = 0; index < length; index += 1) {
			if (bytes[at + index] !== bytes[start + index]) {
				return false;
			}
		}

		this.at = at + length;
		return true;
	}

	/** Digits in quotes that are an exact number: at most 15, without zeros in front. */
	wholeText(): number {
		this.skip(quote);
		const value = this.whole();
		this.skip(quote);
		return value;
	}

	/** A venue time in quotes, in nanoseconds of 16 to 19 digits: milliseconds. */
	nanoseconds(): number {
		const start = this.at + 1;
		const index = this.#digitsFrom(start);
		this.#close(start, index, index - start > 15 && index - start < 20);
		return this.#numberIn(start, start + 13);
	}

	/** Whether an id of 24 small hexadecimal digits stands here, in quotes; passes it if so. */
	acceptHex(): boolean {
		const { bytes, at } = this;
		const last = at + hexDigits + 1;
		if (last >= this.end || bytes[at] !== quote || bytes[last] !== quote) {
			return false;
		}

		this.#signs = 0;
		const first = this.#hexWord(at + 1);
		const second = this.#hexWord(at + 9);
		const third = this.#hexWord(at + 17);
		if (this.#signs < 0) {
			return false;
		}

		this.firstWord = first;
		this.secondWord = second;
		this.thirdWord = third;
		this.at = last + 1;
		return true;
	}

	/** Eight digits as 32 bits; a byte that is none leaves `#signs` below zero. */
	#hexWord(start: number): number {
		const { bytes } = this;
		let word = 0;
		let signs = 0;
		for (let index = start; index < start + 8; index += 1) {
			const value = hexValues[bytes[index]!]!;
			signs |= value;
			word = (word << 4) | value;
		}

		this.#signs |= signs;
		return word;
	}

	/** An id in quotes, as `isId` has it. */
	id(): string {
		const { bytes, end } = this;
		const start = this.at + 1;
		let index = start;
		while (index < end && idBytes[bytes[index]!] === 1) {
			index += 1;
		}

		return this.#take(start, index, index > start && index - start <= maxId);
	}

	/** A whole number of at most 15 digits: exact. */
	whole(): number {
		const { bytes, end } = this;
		const start = this.at;
		let index = start;
		let value = 0;
		while (index < end) {
			const code = bytes[index]!;
			if (!(code >= zero && code <= nine)) {
				break;
			}

			value = value * 10 + (code - zero);
			index += 1;
		}

		this.at = index;
		// A leading zero is not JSON, and a fraction or exponent behind fails at the next separator.
		if (index === start || value > maxWhole || (index > start + 1 && bytes[start] === zero)) {
			this.failed = true;
		}

		return value;
	}

	#digitsFrom(start: number): number {
		const { bytes, end } = this;
		let index = start;
		while (index < end && bytes[index]! >= zero && bytes[index]! <= nine) {
			index += 1;
		}

		return index;
	}
}
