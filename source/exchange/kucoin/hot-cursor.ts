/**
 * Steps through one JSON text without spaces or escapes, value by value. A step that does not find what it should sets
 * `failed`; what is read after that is worth nothing, and the caller looks once, at the end.
 */

const quote = 34;
const comma = 44;
const point = 46;
const zero = 48;
const nine = 57;
const colon = 58;
const backslash = 92;
const maxDecimal = 64;
const maxDigits = 40;
const maxId = 64;
const longestKey = 13;

/** V8 makes a text of up to so many characters a copy; a longer piece keeps the whole text alive that it was cut from. */
const copied = 12;

/** A piece of a frame for those who keep it: never more than its own characters stay in memory. */
function cut(text: string, start: number, end: number): string {
	let piece = text.slice(start, Math.min(start + copied, end));
	for (let at = start + copied; at < end; at += copied) {
		piece += text.slice(at, Math.min(at + copied, end));
	}

	return piece;
}

const isIdCode = (code: number): boolean =>
	(code >= zero && code <= nine) ||
	(code >= 97 && code <= 122) ||
	(code >= 65 && code <= 90) ||
	code === 95 ||
	code === 45;

/** Tells the known keys apart: length, first, middle and last character. */
const keyCode = (text: string, start: number, length: number): number =>
	(length << 21) |
	(text.charCodeAt(start) << 14) |
	(text.charCodeAt(start + (length >> 1)) << 7) |
	text.charCodeAt(start + length - 1);

const keys: ReadonlyMap<number, string> = new Map(
	[
		...['topic', 'type', 'subject', 'data', 'symbol', 'time', 'sequence', 'price', 'size', 'side'],
		...['changes', 'asks', 'bids', 'sequenceStart', 'sequenceEnd', 'makerOrderId', 'takerOrderId', 'tradeId'],
		...['bestBid', 'bestBidSize', 'bestAsk', 'bestAskSize'],
	].map(key => [keyCode(key, 0, key.length), key]),
);

export class HotCursor {
	text = '';
	at = 0;
	failed = false;

	start(text: string): void {
		this.text = text;
		this.at = 0;
		this.failed = false;
	}

	isAtEnd(): boolean {
		return this.at === this.text.length;
	}

	skip(code: number): void {
		if (this.text.charCodeAt(this.at) === code) {
			this.at += 1;
		} else {
			this.failed = true;
		}
	}

	/** Behind a value: a comma (true), or the closing character given (false). */
	hasMore(closing: number): boolean {
		const code = this.text.charCodeAt(this.at);
		this.at += 1;
		if (code === comma) {
			return true;
		}

		if (code !== closing) {
			this.failed = true;
		}

		return false;
	}

	/** The exact text that must stand here, quotes included. */
	expect(expected: string): void {
		if (this.text.startsWith(expected, this.at)) {
			this.at += expected.length;
		} else {
			this.failed = true;
		}
	}

	/** Whether the text stands here; passes it if so. */
	accept(expected: string): boolean {
		const isHere = this.text.startsWith(expected, this.at);
		if (isHere) {
			this.at += expected.length;
		}

		return isHere;
	}

	/** A known key and its colon; stands at the value. Gives the one text of the key, so that none is made. */
	key(): string {
		const { text, at } = this;
		const start = at + 1;
		let index = start;
		while (text.charCodeAt(index) !== quote && index - start < longestKey) {
			index += 1;
		}

		const key = keys.get(keyCode(text, start, index - start));
		const isFramed =
			text.charCodeAt(at) === quote && text.charCodeAt(index) === quote && text.charCodeAt(index + 1) === colon;
		if (key === undefined || !isFramed || !text.startsWith(key, start)) {
			this.failed = true;
			return '';
		}

		this.at = index + 2;
		return key;
	}

	/** A number that tells texts in quotes apart, mostly: of the last characters of the one that stands here. */
	mark(): number {
		const { text } = this;
		const from = this.at + 10;
		const index = text.indexOf('"', from);
		let mark = text.charCodeAt(from);
		for (let at = Math.max(from, index - 12); at < index; at += 1) {
			mark = (Math.imul(mark, 31) + text.charCodeAt(at)) | 0;
		}

		return mark;
	}

	/** A printable ASCII text. */
	word(): string {
		const { text } = this;
		const start = this.at + 1;
		let index = start;
		let code = text.charCodeAt(index);
		// Also ends at the end of the frame, where the code is NaN.
		while (code >= 32 && code < 127 && code !== quote && code !== backslash) {
			index += 1;
			code = text.charCodeAt(index);
		}

		return this.#finish(start, index, index - start < 4096);
	}

	/** A plain decimal in quotes, as `isDecimal` has it. */
	decimal(): string {
		const { text } = this;
		const start = this.at + 1;
		let index = start;
		let pointAt = -1;
		for (;;) {
			const code = text.charCodeAt(index);
			if (code === point && pointAt === -1 && index > start) {
				pointAt = index;
			} else if (!(code >= zero && code <= nine)) {
				break;
			}

			index += 1;
		}

		return this.#finish(start, index, index > start && pointAt !== index - 1 && index - start <= maxDecimal);
	}

	/** Digits in quotes, as `isDigits` has them. */
	digits(): string {
		const { text } = this;
		const start = this.at + 1;
		let index = start;
		let code = text.charCodeAt(index);
		while (code >= zero && code <= nine) {
			index += 1;
			code = text.charCodeAt(index);
		}

		return this.#finish(start, index, index > start && index - start <= maxDigits);
	}

	/** An id in quotes, as `isId` has it. */
	id(): string {
		const { text } = this;
		const start = this.at + 1;
		let index = start;
		while (isIdCode(text.charCodeAt(index))) {
			index += 1;
		}

		return this.#finish(start, index, index > start && index - start <= maxId);
	}

	/** A whole number of at most 15 digits: exact. */
	whole(): number {
		const { text } = this;
		const start = this.at;
		let index = start;
		let value = 0;
		let code = text.charCodeAt(index);
		while (code >= zero && code <= nine) {
			value = value * 10 + (code - zero);
			index += 1;
			code = text.charCodeAt(index);
		}

		this.at = index;
		const length = index - start;
		// A leading zero is not JSON, and a fraction or exponent behind fails at the next separator.
		if (length === 0 || length > 15 || (length > 1 && text.charCodeAt(start) === zero)) {
			this.failed = true;
		}

		return value;
	}

	#finish(start: number, index: number, isGood: boolean): string {
		const { text } = this;
		if (!isGood || text.charCodeAt(start - 1) !== quote || text.charCodeAt(index) !== quote) {
			this.failed = true;
		}

		this.at = index + 1;
		return index - start <= copied ? text.slice(start, index) : cut(text, start, index);
	}
}
