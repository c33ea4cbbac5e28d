/**
 * Numbers that `JSON.parse` would damage are quoted in the text before it is parsed, outside strings only, so that they
 * arrive as texts with every digit. KuCoin sends fills' trade ids, candle and history times and order stamps as such
 * numbers; 11029373945659393 and 11029373945659392 would become the same double.
 */

const quote = 34;
const backslash = 92;
const minus = 45;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Part of a JSON number after its first character: digits, point, exponent, signs. */
const isNumberPart = (code: number): boolean =>
	isDigit(code) || code === 46 || code === 69 || code === 101 || code === 43 || code === minus;

function endOfString(text: string, start: number): number {
	let end = text.indexOf('"', start + 1);
	while (end !== -1) {
		let slashes = 0;
		while (text.charCodeAt(end - 1 - slashes) === backslash) {
			slashes += 1;
		}

		if (slashes % 2 === 0) {
			return end + 1;
		}

		end = text.indexOf('"', end + 1);
	}

	return text.length;
}

function quoteWhere(text: string, wanted: (start: number, end: number) => boolean): string {
	let output = '';
	let copied = 0;
	let index = 0;
	while (index < text.length) {
		const code = text.charCodeAt(index);
		if (code === quote) {
			index = endOfString(text, index);
		} else if (isDigit(code) || code === minus) {
			const start = index;
			index += 1;
			while (index < text.length && isNumberPart(text.charCodeAt(index))) {
				index += 1;
			}

			if (wanted(start, index)) {
				output += `${text.slice(copied, start)}"${text.slice(start, index)}"`;
				copied = index;
			}
		} else {
			index += 1;
		}
	}

	return copied === 0 ? text : output + text.slice(copied);
}

/**
 * Quotes integers of 16 digits and more, negative ones too. Numbers with a point or an exponent stay numbers.
 * Text that is not JSON comes out as text that is not JSON.
 */
export function quoteLongIntegers(text: string): string {
	return quoteWhere(text, (start, end) => {
		const first = text.charCodeAt(start) === minus ? start + 1 : start;
		if (end - first < 16) {
			return false;
		}

		for (let index = first; index < end; index += 1) {
			if (!isDigit(text.charCodeAt(index))) {
				return false;
			}
		}

		// A leading zero is not JSON; quoting it would mend what must be refused.
		return text.charCodeAt(first) !== 48;
	});
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Quotes every number, so that decimals of more digits than a double holds keep them. */
export function quoteNumbers(text: string): string {
	return quoteWhere(text, (start, end) => jsonNumber.test(text.slice(start, end)));
}
