/**
 * Characters whose width every terminal of today agrees on. Of those that East Asian terminals may widen, the ones that a
 * dashboard is made of are counted in: with them wide, nothing would line up anyway, and there is `--ascii`.
 */
export function isCertain(glyph: number): boolean {
	if (glyph < 0x7f) {
		return true;
	}

	for (let index = 0; index < certainRanges.length; index += 2) {
		if (glyph < certainRanges[index]!) {
			return false;
		}

		if (glyph <= certainRanges[index + 1]!) {
			return true;
		}
	}

	return false;
}

// Latin, Greek, Cyrillic · punctuation, currency · letter-like, arrows, mathematics · boxes, blocks, shapes · check marks ·
// Braille · kana · Han · Hangul · full width. The gaps are combining, invisible, emoji or newer characters.
// biome-ignore format: pairs read best side by side
const certainRanges: readonly number[] = [
	0xa1, 0xac, 0xae, 0x2ff, 0x391, 0x3ff, 0x400, 0x482, 0x48a, 0x52f, 0x2010, 0x2027, 0x2030, 0x205e, 0x2070, 0x20bf,
	0x2100, 0x2121, 0x2123, 0x2138, 0x2190, 0x2193, 0x2195, 0x2195, 0x219a, 0x21a8, 0x21ab, 0x22ff, 0x2500, 0x25a9,
	0x25ac, 0x25b5, 0x25b7, 0x25bf, 0x25c1, 0x25fa, 0x2713, 0x2713, 0x2717, 0x2717, 0x2800, 0x28ff, 0x3041, 0x3096,
	0x30a1, 0x30fa, 0x4e00, 0x9fff, 0xac00, 0xd7a3, 0xff01, 0xff60,
];
