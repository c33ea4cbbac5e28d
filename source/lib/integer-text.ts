/**
 * Compares two texts of decimal digits as integers of any length: negative, zero or positive. Sequences and ids may
 * exceed 2^53, where numbers would call different ones equal.
 */
export function compareIntegerTexts(left: string, right: string): number {
	if (left === right) {
		return 0;
	}

	const a = withoutLeadingZeros(left);
	const b = withoutLeadingZeros(right);
	if (a.length !== b.length) {
		return a.length - b.length;
	}

	return a < b ? -1 : a > b ? 1 : 0;
}

function withoutLeadingZeros(text: string): string {
	let start = 0;
	while (start < text.length - 1 && text.charCodeAt(start) === 48) {
		start += 1;
	}

	return start === 0 ? text : text.slice(start);
}

/**
 * `units` × 10^−decimals as plain text, exact: 1234 with 2 decimals is `12.34`. `units` is a whole number; beyond
 * 2^53 pass a bigint.
 */
export function scaledText(units: number | bigint, decimals: number): string {
	const negative = units < 0;
	// A safe integer is written without an exponent.
	const whole = typeof units === 'bigint' || Number.isSafeInteger(units) ? units : BigInt(Math.round(units));
	const digits = negative ? String(whole).slice(1) : String(whole);
	const sign = negative ? '-' : '';
	if (decimals === 0) {
		return sign + digits;
	}

	const padded = digits.padStart(decimals + 1, '0');
	return `${sign}${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}
