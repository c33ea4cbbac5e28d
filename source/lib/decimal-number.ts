/**
 * Plain decimals as a number and how many decimals they were written with: together they are the exact text again, as
 * long as it has at most 15 digits that count and no zeros in front, which is what venues send. 64-bit floats keep
 * 15 decimal digits (C++ `DBL_DIG`), so the nearest number of such a text leads back to it.
 */

export const mostMantissa = 999_999_999_999_999;
export const mostDecimals = 22;
const mostLength = 16;
const point = 46;
const zero = 48;

/** 10^0 to 10^22: the powers of ten that a 64-bit float holds exactly, so that dividing by one rounds once. */
export const powersOfTen = Float64Array.from({ length: mostDecimals + 1 }, (_, power) => Number(`1e${power}`));

/** The text that was written with so many decimals. */
export const textOfDecimal = (value: number, decimals: number): string => value.toFixed(decimals);

/** How many decimals a plain decimal is written with; −1 where number and decimals would not be the text again. */
export function decimalsIn(text: string): number {
	const { length } = text;
	const hasZeroInFront = length > 1 && text.charCodeAt(0) === zero && text.charCodeAt(1) !== point;
	const at = text.indexOf('.');
	if (hasZeroInFront || length === 0 || length > (at === -1 ? mostLength - 1 : mostLength)) {
		return -1;
	}

	return at === -1 ? 0 : length - at - 1;
}
