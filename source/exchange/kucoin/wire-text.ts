import { toSafeText } from '../../lib/safe-text.js';

/** Checks of the texts and numbers that KuCoin's payloads are made of. Plain loops: they run on every frame. */

const zero = 48;
const nine = 57;
const point = 46;
const minus = 45;
const maxDecimalLength = 64;

function isDecimalFrom(text: string, start: number): boolean {
	const { length } = text;
	if (length === start || length > maxDecimalLength) {
		return false;
	}

	let digits = 0;
	let pointAt = -1;
	for (let index = start; index < length; index += 1) {
		const code = text.charCodeAt(index);
		if (code >= zero && code <= nine) {
			digits += 1;
		} else if (code === point && pointAt === -1 && index > start) {
			pointAt = index;
		} else {
			return false;
		}
	}

	return digits > 0 && pointAt !== length - 1;
}

/** A plain decimal, not negative: `0.00453030`, `67523`. No sign, exponent, hex, space, bare point or empty text. */
export const isDecimal = (text: string): boolean => isDecimalFrom(text, 0);

/** A plain decimal that may carry a minus. */
export const isSignedDecimal = (text: string): boolean => isDecimalFrom(text, text.charCodeAt(0) === minus ? 1 : 0);

/** One to forty digits: a sequence, a time in nanoseconds. */
export function isDigits(text: string): boolean {
	const { length } = text;
	if (length === 0 || length > 40) {
		return false;
	}

	for (let index = 0; index < length; index += 1) {
		const code = text.charCodeAt(index);
		if (code < zero || code > nine) {
			return false;
		}
	}

	return true;
}

/** An id of the venue: letters, digits, `-` and `_`, 1 to 64 of them. */
export const isId = (text: string): boolean => /^[\w-]{1,64}$/.test(text);

/** A JSON number's own text, exponents included: what `quoteNumbers` leaves in place of a number. */
export const isNumberText = (text: string): boolean =>
	text.length <= maxDecimalLength && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/.test(text);

/** The same, not negative: a price, a volume. */
export const isAmountText = (text: string): boolean => text.charCodeAt(0) !== minus && isNumberText(text);

/** A whole number of a sequence, exact: at or below 2^53 − 1 and not negative. */
export const isSequence = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** A time of any of the venue's units: finite and after 1970. */
export const isTime = (value: number): boolean => value > 0 && value < 1e20;

/**
 * Milliseconds of a time whose unit is told by its size: below 1e11 seconds, below 1e14 milliseconds, below 1e17
 * microseconds, else nanoseconds. Source: the venue mixes all four (KuCoin docs, each topic's field table).
 */
export function toMilliseconds(value: number): number {
	if (value < 1e11) {
		return value * 1000;
	}

	if (value < 1e14) {
		return value;
	}

	return Math.floor(value < 1e17 ? value / 1e3 : value / 1e6);
}

/** The same of a text of digits; nanoseconds lose only what is below a millisecond. */
export function textToMilliseconds(text: string): number {
	return text.length > 15 && text.length < 20 ? Number(text.slice(0, 13)) : toMilliseconds(Number(text));
}

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/**
 * A JSON number's text as a plain decimal with every digit that counts: `4.61E-6` becomes `0.00000461`, and zeros that only
 * pad (`315.20000000000000000000`) go, since a number does not mean them.
 */
export function toPlainDecimal(text: string): string {
	const mark = text.search(/[eE]/);
	if (mark === -1) {
		return trimZeros(text);
	}

	const negative = text.startsWith('-');
	const [whole = '', fraction = ''] = text.slice(negative ? 1 : 0, mark).split('.');
	const exponent = Number(text.slice(mark + 1));
	const digits = whole + fraction;
	const pointAt = whole.length + exponent;
	let plain: string;
	if (pointAt <= 0) {
		plain = `0.${'0'.repeat(-pointAt)}${digits}`;
	} else if (pointAt >= digits.length) {
		plain = digits + '0'.repeat(pointAt - digits.length);
	} else {
		plain = `${digits.slice(0, pointAt)}.${digits.slice(pointAt)}`;
	}

	plain = trimZeros(plain.replace(/^0+(?=\d)/, ''));
	return negative ? `-${plain}` : plain;
}

/** A foreign value as short plain text for a message: ASCII only, escaped, at most 60 characters. */
export function showValue(value: unknown): string {
	const text = (value === undefined ? 'missing' : JSON.stringify(value)) ?? String(value);
	const clipped = text.length > 60 ? `${text.slice(0, 57)}...` : text;
	return clipped.replace(/[^ -~]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A foreign sentence as one clean line of at most `limit` characters. */
export const showText = (text: string, limit = 200): string => toSafeText(text.trim(), { maxGraphemes: limit });
