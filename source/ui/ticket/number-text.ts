import { decimalText, isPlainDecimal, parseDecimal, quantizeDown, quantizeUp } from '../../lib/decimal.js';

/** Whether a number could still come of this text: digits with at most one point. */
export const isDecimalStart = (text: string): boolean => /^\d*\.?\d*$/.test(text);

/** What a person means by `.5`, `5.` or `007`: the plain decimal. Undefined where no number was meant. */
export function plainNumber(text: string): string | undefined {
	if (!isDecimalStart(text) || !/\d/.test(text)) {
		return undefined;
	}

	const whole = text.startsWith('.') ? `0${text}` : text;
	const plain = whole.endsWith('.') ? whole.slice(0, -1) : whole;
	return isPlainDecimal(plain) ? decimalText(parseDecimal(plain)) : undefined;
}

/** The next multiple of the increment above (1) or below (−1); undefined without a number or at zero and below. */
export function stepNumber(text: string, increment: string, by: 1 | -1): string | undefined {
	const plain = plainNumber(text);
	if (plain === undefined || !parseDecimal(increment).gt('0')) {
		return undefined;
	}

	const stepped =
		by === 1 ? quantizeDown(plain, increment).plus(increment) : quantizeUp(plain, increment).minus(increment);
	return stepped.gt('0') ? decimalText(stepped) : undefined;
}
