/** Decimals of every balance, hold and fee: enough that price × size × rate is exact for every market of the venue. */
export const moneyDecimals = 20;

const plainDecimal = /^\d{1,30}(?:\.\d{1,30})?$/;

/**
 * Turns a plain decimal into an integer of units of 10^−decimals. Undefined when the text is not plain (sign, exponent,
 * blank) or has more decimals than fit; trailing zeros do not count.
 */
export function parseUnits(text: string, decimals: number): bigint | undefined {
	if (!plainDecimal.test(text)) {
		return undefined;
	}

	const point = text.indexOf('.');
	const whole = point === -1 ? text : text.slice(0, point);
	const fraction = point === -1 ? '' : text.slice(point + 1).replace(/0+$/, '');
	if (fraction.length > decimals) {
		return undefined;
	}

	return BigInt(whole + fraction.padEnd(decimals, '0'));
}

/** A non-negative safe integer of units as a decimal text without trailing zeros: `formatUnits(672690, 1)` is `67269`. */
export function formatUnits(units: number, decimals: number): string {
	return decimals === 0 ? String(units) : trimmed(String(units), decimals);
}

/** As `formatUnits`, for any size and sign. */
export function formatBig(units: bigint, decimals: number): string {
	if (units < 0n) {
		return `-${formatBig(-units, decimals)}`;
	}

	return decimals === 0 ? units.toString() : trimmed(units.toString(), decimals);
}

/** As `formatBig`, with every decimal written out, as the statistics of the venue have it. */
export function formatPadded(units: bigint, decimals: number, width: number): string {
	const text = formatBig(units, decimals);
	const point = text.indexOf('.');
	return point === -1 ? `${text}.${'0'.repeat(width)}` : text.padEnd(point + 1 + width, '0');
}

function trimmed(digits: string, decimals: number): string {
	const padded = digits.length > decimals ? digits : digits.padStart(decimals + 1, '0');
	const point = padded.length - decimals;
	let end = padded.length;
	while (end > point && padded.charCodeAt(end - 1) === 48) {
		end -= 1;
	}

	return end === point ? padded.slice(0, point) : `${padded.slice(0, point)}.${padded.slice(point, end)}`;
}

/** 10^exponent. */
export const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);
