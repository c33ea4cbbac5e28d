import { expect, test } from 'vitest';
import { JsonTextError, parseJsonLines, plainValue } from '../../source/config/json-lines.js';

test.each([
	'{}',
	'[]',
	'null',
	'-0.5e+3',
	'"a\\u00e9\\n\\"b"',
	'{"a":{"b":[1,2,{"c":null}]},"d":[[],{}],"":true}',
	' \t\r\n{ "a" : [ 1 , "x" ] }\n',
])('reads %s as JSON.parse does', text => {
	expect(plainValue(parseJsonLines(text))).toEqual(JSON.parse(text));
});

test('keeps the line of every value', () => {
	const root = parseJsonLines('\uFEFF{\n  "a": 1,\n\n  "b": [\n    2\n  ]\n}\n');

	expect(root).toEqual({
		kind: 'object',
		line: 1,
		members: [
			{ name: 'a', line: 2, value: { kind: 'literal', line: 2, value: 1, source: '1' } },
			{
				name: 'b',
				line: 4,
				value: { kind: 'list', line: 4, items: [{ kind: 'literal', line: 5, value: 2, source: '2' }] },
			},
		],
	});
});

test.each([
	['', 1, 'the end of the file'],
	['{\n"a": 1,\n}', 3, 'Expected a name'],
	['[1,]', 1, 'Expected a value'],
	['{"a" 1}', 1, 'Expected ":"'],
	['{"a": 01}', 1, 'Expected ","'],
	["{'a': 1}", 1, 'Expected a name'],
	['{"a": 1} x', 1, 'Expected the end of the file'],
	['{"a": NaN}', 1, 'Expected a value'],
	['{"a": "\u0007"}', 1, 'Expected a value'],
	['{"a": "open', 1, 'Expected a value'],
	['{\n"a": 1,\n"a": 2}', 3, 'appears twice'],
	['{"__proto__": {}}', 1, 'not allowed'],
	['{"\\u005f_proto__": {}}', 1, 'not allowed'],
	['// note\n{}', 1, 'Expected a value'],
	['['.repeat(100_000), 1, 'Nested deeper'],
])('refuses %o on line %d', (text, line, words) => {
	let caught: unknown;
	try {
		parseJsonLines(text);
	} catch (error) {
		caught = error;
	}

	expect(caught).toBeInstanceOf(JsonTextError);
	expect(caught).toMatchObject({ line, message: expect.stringContaining(words) });
});

test('quotes no more of the text than a character', () => {
	expect(() => parseJsonLines('{"key": topsecret}')).toThrow(/was "t"$/);
});
