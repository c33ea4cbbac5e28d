import { expect, test } from 'vitest';
import { createLineSplitter } from '../../source/intake/line-splitter.js';

function collect(maxBytes = 100) {
	const lines: string[] = [];
	const problems: string[] = [];
	const splitter = createLineSplitter(
		{ maxBytes },
		{ onLine: text => lines.push(text), onBadLine: problem => problems.push(problem) },
	);
	return { lines, problems, splitter };
}

const bytes = (text: string) => new TextEncoder().encode(text);

test('gives the same lines however the bytes are cut', () => {
	const text = bytes('{"a":"ü"}\r\n\n€\n{"b":1}\n');
	for (let cut = 1; cut < text.length; cut += 1) {
		const { lines, splitter } = collect();

		for (let from = 0; from < text.length; from += cut) {
			splitter.push(text.subarray(from, from + cut));
		}

		expect(lines.map(line => line.trim())).toEqual(['{"a":"ü"}', '€', '{"b":1}']);
	}
});

test('keeps an unfinished line until it is flushed', () => {
	const { lines, splitter } = collect();

	splitter.push(bytes('one\ntw'));
	expect(lines).toEqual(['one']);
	splitter.push(bytes('o'));
	splitter.flush();

	expect(lines).toEqual(['one', 'two']);
});

test('refuses a line that is too long once, and goes on after it', () => {
	const { lines, problems, splitter } = collect(8);

	splitter.push(bytes('12345'));
	splitter.push(bytes('67890'));
	splitter.push(bytes('x'.repeat(50)));
	splitter.push(bytes('\nnext\n'));

	expect(problems).toHaveLength(1);
	expect(lines).toEqual(['next']);
});

test('refuses bytes that are no UTF-8', () => {
	const { lines, problems, splitter } = collect();

	splitter.push(new Uint8Array([0x22, 0xff, 0xfe, 0x22, 10, 0x31, 10]));

	expect(problems).toEqual(['expected UTF-8 text']);
	expect(lines).toEqual(['1']);
});
