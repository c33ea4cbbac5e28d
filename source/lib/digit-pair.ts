/**
 * A whole number of up to 30 digits, as ids and sequences of venues are, as two exact numbers: what stands before its last
 * fifteen digits, and those. Nothing is allocated to compare two of them.
 */
export type DigitPair = { readonly high: number; readonly low: number };

export const lowDigits = 15;
export const mostPairDigits = 30;

/** The digits of a pair again. */
export const textOfPair = (high: number, low: number): string =>
	high === 0 ? String(low) : String(high) + String(low).padStart(lowDigits, '0');

/** Undefined for a text that a pair would not give back. */
export function pairOf(text: string): DigitPair | undefined {
	const { length } = text;
	if (length === 0 || length > mostPairDigits || (length > 1 && text.startsWith('0')) || !/^\d+$/.test(text)) {
		return undefined;
	}

	const at = Math.max(0, length - lowDigits);
	return { high: Number(text.slice(0, at)), low: Number(text.slice(at)) };
}
