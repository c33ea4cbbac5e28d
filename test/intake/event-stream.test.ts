import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventStreamParser } from '../../source/intake/event-stream.js';

function parse(pieces: readonly (string | Uint8Array)[], maxBytes = 1000): string[] {
	const log: string[] = [];
	const parser = createEventStreamParser(
		{ maxBytes },
		{
			onEvent: ({ type, data }) => log.push(`${type} ${data}`),
			onId: id => log.push(`id ${id}`),
			onRetry: ms => log.push(`retry ${ms}`),
			onTooLong: () => log.push('too long'),
		},
	);
	for (const piece of pieces) {
		parser.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
	}

	return log;
}

test('the id of an event that is cut off counts as little as the event', () => {
	expect(parse(['id: 42\ndata: a\n\nid: 43\ndata: {half'])).toEqual(['id 42', 'message a']);
});

test.each<[string, string, string[]]>([
	['two lines of data', 'data: YHOO\ndata: +2\n\n', ['message YHOO\n+2']],
	[
		'the examples of the standard',
		': test\n\ndata: first\nid: 1\n\ndata:second\nid\n\ndata:  third\n\n',
		['id 1', 'message first', 'id ', 'message second', 'message  third'],
	],
	['data without a value', 'data\n\ndata\ndata\n\ndata:', ['message ', 'message \n']],
	['CRLF and CR', 'data: a\r\n\r\ndata: b\r\rdata: c\n\n', ['message a', 'message b', 'message c']],
	['a type, once', 'event: signal\ndata: a\n\ndata: b\n\n', ['signal a', 'message b']],
	['a type without data', 'event: signal\n\ndata: b\n\n', ['message b']],
	['a retry of digits only', 'retry: 250\nretry: 2s\nretry:\n\n', ['retry 250']],
	['an id with a zero', 'id: a\0b\ndata: x\n\n', ['message x']],
	['a byte-order mark', '\ufeffdata: a\n\n', ['message a']],
	['a foreign field', 'date: a\nDATA: b\n\n', []],
	['an unfinished event', 'data: a\n', []],
])('reads %s', (_name, text, expected) => {
	expect(parse([text])).toEqual(expected);
});

test('reads the same in whatever pieces it comes', () => {
	const text = '\ufeffid: é\r\ndata: {"a":"ü€𝄞"}\r\n\r\n: ping\n\nevent: x\ndata: 1\rdata: 2\r\rretry: 5\n\n';
	const whole = parse([text]);
	expect(whole).toHaveLength(4);

	fc.assert(
		fc.property(fc.array(fc.nat({ max: 90 }), { maxLength: 12 }), cuts => {
			const bytes = Buffer.from(text);
			const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
			expect(parse(at.slice(1).map((end, index) => bytes.subarray(at[index], end)))).toEqual(whole);
		}),
	);
});

test('keeps no more than it may of an event, and goes on with the next', () => {
	const long = 'x'.repeat(60);

	expect(parse([`data: ${long}\ndata: ${long}\n\ndata: ok\n\n`], 100)).toEqual(['too long', 'message ok']);
	expect(parse([`data: ${long}${long}`, `${long}\n\ndata: ok\n\n`], 100)).toEqual(['too long', 'message ok']);
	expect(parse([`data: a\n: ${long}${long}\n\n`], 100)).toEqual(['message a']);
	expect(parse([...Array(50).fill(': ping\n'), 'data: a\n\n'], 100)).toEqual(['message a']);
});
