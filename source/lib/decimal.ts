import Big from 'big.js';

/** An exact decimal number. Immutable. */
export type Decimal = Big;

/** An own constructor: settings of big.js are per constructor, and a binary number is refused (`strict`). */
const Exact = Big();
Exact.strict = true;
Exact.DP = 40;

const plainDecimal = /^-?\d+(\.\d+)?$/;

/** Whether the text is a plain decimal: digits, at most one point between them, maybe a minus. No exponent, no sign `+`, no spaces. */
export const isPlainDecimal = (text: string): boolean => plainDecimal.test(text);

/** Exact value of a plain decimal text. Throws `RangeError` on any other text. */
export function parseDecimal(text: string): Decimal {
	if (!plainDecimal.test(text)) {
		throw new RangeError(`Expected a plain decimal, was ${JSON.stringify(text.slice(0, 40))}`);
	}

	return new Exact(text);
}

const toDecimal = (value: string | Decimal): Decimal => (typeof value === 'string' ? parseDecimal(value) : value);

/** Plain text without exponent and without trailing zeros; zero is `0`, never `-0`. */
export function decimalText(value: Decimal): string {
	const text = value.toFixed();
	return text === '-0' ? '0' : text;
}

export const addDecimals = (left: string | Decimal, right: string | Decimal): Decimal =>
	toDecimal(left).plus(toDecimal(right));

export const subtractDecimals = (left: string | Decimal, right: string | Decimal): Decimal =>
	toDecimal(left).minus(toDecimal(right));

/** Exact: a product of decimals has at most as many decimals as its factors together. */
export const multiplyDecimals = (left: string | Decimal, right: string | Decimal): Decimal =>
	toDecimal(left).times(toDecimal(right));

/** Negative, zero or positive, as `left` is below, equal to or above `right`. `1.0` equals `1`. */
export const compareDecimals = (left: string | Decimal, right: string | Decimal): number =>
	toDecimal(left).cmp(toDecimal(right));

/** Largest multiple of `increment` not above the value. Throws `RangeError` unless the increment is positive. */
export function quantizeDown(value: string | Decimal, increment: string | Decimal): Decimal {
	return quantize(toDecimal(value), toDecimal(increment), 'down');
}

/** Smallest multiple of `increment` not below the value. Throws `RangeError` unless the increment is positive. */
export function quantizeUp(value: string | Decimal, increment: string | Decimal): Decimal {
	return quantize(toDecimal(value), toDecimal(increment), 'up');
}

/** Whether the value is a whole multiple of the increment. */
export const isMultipleOf = (value: string | Decimal, increment: string | Decimal): boolean =>
	quantizeDown(value, increment).eq(toDecimal(value));

function quantize(value: Decimal, increment: Decimal, direction: 'down' | 'up'): Decimal {
	if (increment.lte(new Exact('0'))) {
		throw new RangeError(`Expected a positive increment, was ${decimalText(increment)}`);
	}

	// By remainder, which is exact, and not by quotient, whose decimals would be cut.
	const remainder = value.mod(increment);
	if (remainder.eq(new Exact('0'))) {
		return value;
	}

	const below = remainder.lt(new Exact('0')) ? value.minus(remainder).minus(increment) : value.minus(remainder);
	return direction === 'down' ? below : below.plus(increment);
}
