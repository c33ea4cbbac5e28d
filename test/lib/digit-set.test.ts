import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBoundedSet } from '../../source/lib/bounded-set.js';
import { pairOf, textOfPair } from '../../source/lib/digit-pair.js';
import { DigitSet } from '../../source/lib/digit-set.js';

test('a pair is the digits again, and what it would not give back is none', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^\d{1,34}$/), digits => {
			const pair = pairOf(digits);
			if (digits.length > 30 || (digits.length > 1 && digits.startsWith('0'))) {
				expect(pair).toBeUndefined();
			} else {
				expect(textOfPair(pair!.high, pair!.low)).toBe(digits);
			}
		}),
		{ numRuns: 5000 },
	);
	for (const text of ['', '1.5', '-1', '1e3', ' 1', 'a']) {
		expect(pairOf(text)).toBeUndefined();
	}
});

test('remembers numbers exactly as a bounded set remembers their texts', () => {
	const ids = fc.oneof(
		fc.nat(60).map(String),
		fc.nat(40).map(id => `1106799671196057${id}`),
	);
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 40 }), fc.array(ids, { maxLength: 400 }), (capacity, told) => {
			const numbers = new DigitSet(capacity);
			const texts = createBoundedSet<string>(capacity);
			for (const id of told) {
				const { high, low } = pairOf(id)!;
				expect(numbers.add(high, low)).toBe(texts.add(id));
			}
		}),
		{ numRuns: 300 },
	);
});
