/**
 * An id of 24 small hexadecimal digits, as those of venues' orders are, as three whole numbers of 32 bits: nothing is
 * allocated to keep one, and its text is there when somebody asks.
 */
export const hexDigits = 24;
const wordDigits = 8;

/** By character: its value; −1 where it is no small hexadecimal digit. */
export const hexValues = new Int8Array(256).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
	hexValues[digit.charCodeAt(0)] = value;
}

const textOfWord = (word: number): string => (word >>> 0).toString(16).padStart(wordDigits, '0');

export const textOfHexWords = (first: number, second: number, third: number): string =>
	textOfWord(first) + textOfWord(second) + textOfWord(third);
