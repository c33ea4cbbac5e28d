import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBoundedSet } from '../../source/lib/bounded-set.js';
import { compareIntegerTexts, scaledText } from '../../source/lib/integer-text.js';
import { createListeners } from '../../source/lib/listeners.js';
import { lowerBound } from '../../source/lib/lower-bound.js';
import { encodeNdjsonLine, parseNdjsonLine } from '../../source/lib/ndjson.js';
import { createRingBuffer } from '../../source/lib/ring-buffer.js';

test('a ring keeps the newest values in order', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.integer(), { maxLength: 40 }), (capacity, values) => {
			const ring = createRingBuffer<number>(capacity);
			for (const value of values) {
				ring.push(value);
			}

			expect(ring.toArray()).toEqual(values.slice(-capacity));
			expect(ring.size()).toBe(Math.min(capacity, values.length));
			expect(ring.newest(0)).toBe(values.at(-1));
			expect(ring.newest(capacity)).toBeUndefined();
			expect(ring.toArray(2)).toEqual(values.slice(-Math.min(2, capacity)));
		}),
		{ seed: 1 },
	);
});

test('a ring that was cleared starts anew', () => {
	const ring = createRingBuffer<number>(2);
	ring.push(1);
	ring.push(2);
	ring.push(3);

	ring.clear();
	ring.push(4);

	expect(ring.toArray()).toEqual([4]);
	expect(() => createRingBuffer(0)).toThrow(RangeError);
});

test('a bounded set remembers its capacity at least and twice as much at most', () => {
	const values = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 120 });
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 8 }), values, (capacity, list) => {
			const set = createBoundedSet<number>(capacity);
			const added: number[] = [];
			for (const value of list) {
				const isNew = set.add(value);

				expect(isNew || added.slice(-2 * capacity).includes(value)).toBe(true);
				expect(isNew && added.slice(-capacity).includes(value)).toBe(false);
				if (isNew) {
					added.push(value);
				}
			}

			expect(added.slice(-capacity).every(set.has)).toBe(true);
			expect(set.size()).toBeLessThanOrEqual(2 * capacity);
			set.clear();
			expect(set.size()).toBe(0);
		}),
		{ seed: 12 },
	);
	expect(() => createBoundedSet(0)).toThrow(RangeError);
});

test('one bad listener does not stop the rest', () => {
	const heard: string[] = [];
	const errors: unknown[] = [];
	const listeners = createListeners<string>(error => errors.push(error));
	listeners.add(value => heard.push(`first ${value}`));
	listeners.add(() => {
		throw new Error('bad');
	});
	const leave = listeners.add(value => heard.push(`last ${value}`));

	listeners.emit('one');
	leave();
	leave();
	listeners.emit('two');

	expect(heard).toEqual(['first one', 'last one', 'first two']);
	expect(errors).toEqual([new Error('bad'), new Error('bad')]);
	expect(listeners.size()).toBe(2);
});

test('a listener that leaves or joins while an event is told does not disturb the telling', () => {
	const heard: string[] = [];
	const listeners = createListeners<number>(error => {
		throw error;
	});
	const leave = listeners.add(value => {
		heard.push(`a${value}`);
		leave();
		listeners.add(next => heard.push(`c${next}`));
	});
	listeners.add(value => heard.push(`b${value}`));

	listeners.emit(1);
	listeners.emit(2);

	expect(heard).toEqual(['a1', 'b1', 'b2', 'c2']);
});

test('lower bound agrees with a linear search', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: -1, max: 51 }), (values, key) => {
			const keys = [...values].sort((a, b) => a - b);
			const at = keys.findIndex(value => value >= key);

			expect(lowerBound(keys, keys.length, key)).toBe(at === -1 ? keys.length : at);
		}),
		{ seed: 2 },
	);
});

test('integers of any length are compared exactly', () => {
	fc.assert(
		fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.bigInt({ min: 0n, max: 10n ** 30n }), (a, b) => {
			expect(Math.sign(compareIntegerTexts(`00${a}`, String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
		}),
		{ seed: 4 },
	);
	expect(compareIntegerTexts('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
	expect(compareIntegerTexts('00', '0')).toBe(0);
});

test('whole units become decimals without rounding', () => {
	expect(scaledText(1234, 2)).toBe('12.34');
	expect(scaledText(5, 8)).toBe('0.00000005');
	expect(scaledText(-5, 1)).toBe('-0.5');
	expect(scaledText(7, 0)).toBe('7');
	expect(scaledText(10n ** 25n + 1n, 3)).toBe('10000000000000000000000.001');
});

test('a line of NDJSON is one line whatever it holds', () => {
	const value = { text: 'a\nb\u2028c\u2029d\u0000', list: [1, null] };

	const line = encodeNdjsonLine(value);

	expect(line.trimEnd()).not.toMatch(/[\n\r\u2028\u2029\u0000]/);
	expect(parseNdjsonLine(line)).toEqual({ ok: true, value });
	expect(parseNdjsonLine('  \n')).toEqual({ ok: false, problem: 'empty' });
	expect(parseNdjsonLine('{"a":')).toEqual({ ok: false, problem: 'not JSON' });
});
