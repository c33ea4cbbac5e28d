import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toSafeText } from '../../source/lib/safe-text.js';

test.each([
	['plain text', 'plain text', 'plain text'],
	['a colour sequence', 'a\u001b[31mred', 'a␛[31mred'],
	['a clipboard sequence', '\u001b]52;c;aGk=\u0007', '␛]52;c;aGk=␛'],
	['a C1 control', 'a\u009b31m', 'a␛31m'],
	['a run of controls', 'a\u0000\u0001\u0002b', 'a␛b'],
	['DEL and backspace', 'ab\u0008\u007f', 'ab␛'],
	['a right-to-left override', 'BTC\u202eTDSU', 'BTC␛TDSU'],
	['bidirectional isolates', '\u2066x\u2069', '␛x␛'],
	['zero-width characters', 'a\u200bb\u200dc\ufeffd', 'a␛b␛c␛d'],
	['an unpaired high surrogate', 'a\ud83db', 'a␛b'],
	['an unpaired low surrogate', 'a\ude00b', 'a␛b'],
	['a paired surrogate', 'a😀b', 'a😀b'],
	['line breaks and tabs', 'a\r\nb\tc\u2028d', 'a b c d'],
	['a tag character', 'a\u{e0041}b', 'a␛b'],
	['a Hangul filler', 'a\u3164b', 'a␛b'],
	['a decomposed letter', 'e\u0301', 'é'],
	['wide characters', '现货 ₿', '现货 ₿'],
])('cleans %s', (_, foreign, expected) => {
	expect(toSafeText(foreign)).toBe(expected);
});

test('cuts by graphemes and says so', () => {
	expect(toSafeText('abcdef', { maxGraphemes: 4 })).toBe('abc…');
	expect(toSafeText('abcd', { maxGraphemes: 4 })).toBe('abcd');
	expect(toSafeText('日本語日本語', { maxGraphemes: 3 })).toBe('日本…');
});

test('a pile of combining marks becomes one mark', () => {
	const pile = `x${'\u0335'.repeat(500)}y`;

	expect(toSafeText(pile)).toBe('␛y');
});

test('a hostile megabyte costs little and stays within the cap', () => {
	const text = toSafeText('\u001b[2J😀'.repeat(100_000), { maxGraphemes: 50 });

	expect([...new Intl.Segmenter('en').segment(text)]).toHaveLength(50);
	expect(text.endsWith('…')).toBe(true);
});

test('whatever comes in, no control, format or unpaired character comes out', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: fc.integer({ min: 0, max: 0xff_ff }).map(code => String.fromCharCode(code)) }),
			foreign => {
				const text = toSafeText(foreign);

				expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
				expect(toSafeText(text)).toBe(text);
			},
		),
		{ seed: 11, numRuns: 1000 },
	);
});
