import { expect, test } from 'vitest';
import { createEventWriter } from '../../source/app/event-writer.js';

/** A standard output whose reader takes nothing while `isSlow`. */
function build() {
	const written: string[] = [];
	const reader = { isSlow: false, drain: () => {} };
	const writer = createEventWriter({
		stdout: text => {
			written.push(text);
			return !reader.isSlow;
		},
		onDrain: callback => {
			reader.drain = callback;
			return () => {
				reader.drain = () => {};
			};
		},
	});
	const lines = () => written.join('').split('\n').slice(0, -1);
	const slowDown = () => {
		reader.isSlow = true;
		writer.writeEach('first\n');
		writer.flush();
	};
	const catchUp = () => {
		reader.isSlow = false;
		reader.drain();
		writer.flush();
	};
	return { written, writer, reader, lines, slowDown, catchUp };
}

test('joins the lines of one turn into one write', async () => {
	const { written, writer } = build();

	writer.writeEach('a\n');
	writer.writeNewest('k', () => 'b\n');
	expect(written).toEqual([]);
	await Promise.resolve();

	expect(written).toEqual(['a\nb\n']);
});

test('keeps only the newest of a state while the reader is slow, and each of a sequence', () => {
	const { writer, lines, slowDown, catchUp } = build();
	let state = 0;

	slowDown();
	for (state = 1; state < 100; state += 1) {
		writer.writeNewest('book', () => `book ${state}\n`);
		writer.writeEach(`trade ${state}\n`);
	}

	expect(lines()).toEqual(['first']);
	catchUp();

	expect(lines().filter(line => line.startsWith('book'))).toEqual(['book 100']);
	expect(lines().filter(line => line.startsWith('trade'))).toHaveLength(99);
	expect(writer.isBehind()).toBe(false);
});

test('never keeps more than a bounded number of lines, drops the oldest and counts them', () => {
	const { writer, lines, slowDown, catchUp } = build();

	slowDown();
	for (let index = 0; index < 35_000; index += 1) {
		writer.writeEach(`${index}\n`);
	}

	catchUp();

	expect(writer.shed()).toBe(25_000);
	expect(lines()).toHaveLength(10_001);
	expect(lines()[1]).toBe('25000');
	expect(lines().at(-1)).toBe('34999');
});

test('stops again when the reader fills up in the middle, and goes on at its next turn', () => {
	const { writer, written, reader, slowDown } = build();
	const big = `${'x'.repeat(70_000)}\n`;
	slowDown();
	for (let index = 0; index < 3; index += 1) {
		writer.writeEach(big);
	}

	// It takes one batch at a time.
	reader.drain();
	expect(written).toHaveLength(2);
	reader.drain();
	reader.drain();

	expect(written).toHaveLength(4);
});

test('writes nothing after it was closed', () => {
	const { writer, lines } = build();

	writer.writeEach('a\n');
	writer.close();
	writer.writeEach('b\n');
	writer.flush();

	expect(lines()).toEqual(['a']);
});
