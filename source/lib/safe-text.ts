declare const safe: unique symbol;

/** Text that may reach a terminal or a log: no control characters, no direction or zero-width tricks, one line. */
export type SafeText = string & { readonly [safe]: true };

export type SafeTextOptions = {
	/** Longer text is cut and ends in `…`. @default 280 */
	readonly maxGraphemes?: number;
};

/** Stands where something was removed, so that a person sees that the sender tried. */
export const removedMark = '\u241b';

const defaultMaxGraphemes = 280;

const plainAscii = /^[\x20-\x7e]*$/;

/** What ends a line or moves the cursor harmlessly becomes a space. */
const whitespace = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/**
 * Runs of C0, DEL and C1 (Cc), of bidirectional, zero-width and tag characters (Cf), of unpaired surrogates (Cs: with
 * the `u` flag half of a pair is none), and of what draws nothing though it is no control: joiners, fillers, variation
 * selectors (Default_Ignorable_Code_Point).
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]+/gu;

/** A grapheme of more code units than this is a pile of combining marks, not a character. */
const maxUnitsOfGrapheme = 12;

let segmenter: Intl.Segmenter | undefined;

/**
 * Makes foreign text safe to show (CWE-150): NFC; every run of control, direction, zero-width and unpaired characters
 * is replaced by `␛`; line breaks and tabs become a space; the length is capped by graphemes.
 */
export function toSafeText(foreign: string, options: SafeTextOptions = {}): SafeText {
	const maxGraphemes = options.maxGraphemes ?? defaultMaxGraphemes;
	if (foreign.length <= maxGraphemes && plainAscii.test(foreign)) {
		return foreign as SafeText;
	}

	// Bounds the work on a hostile megabyte; no honest text has so many code units a grapheme.
	const bounded = foreign.slice(0, maxGraphemes * 2 * maxUnitsOfGrapheme);
	const cleaned = bounded.normalize('NFC').replace(whitespace, ' ').replace(unsafe, removedMark);
	return capGraphemes(cleaned, maxGraphemes, bounded.length < foreign.length) as SafeText;
}

function capGraphemes(text: string, maxGraphemes: number, cutBefore: boolean): string {
	segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
	let result = '';
	let count = 0;
	for (const { segment } of segmenter.segment(text)) {
		if (count === maxGraphemes) {
			return `${withoutLast(result)}…`;
		}

		result += segment.length > maxUnitsOfGrapheme ? removedMark : segment;
		count += 1;
	}

	return cutBefore ? `${withoutLast(result)}…` : result;
}

/** Makes room for the ellipsis within the cap. */
function withoutLast(text: string): string {
	const segments = [...(segmenter as Intl.Segmenter).segment(text)];
	const last = segments.at(-1);
	return last === undefined ? '' : text.slice(0, last.index);
}
