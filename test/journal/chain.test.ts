import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkLine, encodeLine, genesisHash } from '../../source/journal/chain.js';

const head = { v: 1, seq: 1, t: 1_700_000_000_000, mono: 12.5, boot: 'b', kind: 'signal', why: 'test' } as const;

test('hashes what was before and the bytes of the line before its hash', () => {
	const { line, hash } = encodeLine({ ...head, signal_id: 's-1' }, genesisHash);

	const before = line.slice(0, line.lastIndexOf(',"h"'));
	expect(hash).toBe(
		createHash('sha256')
			.update(genesisHash + before)
			.digest('hex'),
	);
	expect(Object.keys(JSON.parse(line))).toEqual([
		...['v', 'seq', 't', 'mono', 'boot', 'kind', 'why', 'signal_id', 'prev', 'h'],
	]);
	expect(JSON.parse(line).h).toBe(hash);
});

test('writes plain ASCII whatever the text, and reads it back', () => {
	const why = 'Zoë 買う 🚀 \u2028\u0085\u007f\n\u001b[31m \ud800';

	const { line } = encodeLine({ ...head, why }, genesisHash);

	expect(line).toMatch(/^[\x20-\x7e]+$/);
	expect(JSON.parse(line).why).toBe(why);
	expect(checkLine(line, genesisHash, 1).kind).toBe('good');
});

test('is not misled by a hash inside the fields', () => {
	const inner = { x: 1, h: 'a'.repeat(64) };

	const { line, hash } = encodeLine({ ...head, inner, text: `,"h":"${'b'.repeat(64)}"}` }, genesisHash);

	expect(checkLine(line, genesisHash, 1)).toMatchObject({ kind: 'good', entry: { h: hash, inner } });
});

test('refuses a line of another place', () => {
	const first = encodeLine(head, genesisHash);
	const second = encodeLine({ ...head, seq: 2 }, first.hash);

	expect(checkLine(second.line, first.hash, 2).kind).toBe('good');
	expect(checkLine(second.line, genesisHash, 2)).toMatchObject({
		kind: 'broken',
		problem: expect.stringContaining('prev'),
	});
	expect(checkLine(second.line, first.hash, 3)).toMatchObject({ kind: 'broken', problem: 'seq is 2, expected 3' });
});

test.each(['', '{', '\0\0\0\0', 'null', '{"h":"x"}', `{"a":1,"h":"${'0'.repeat(64)}"}`, `[1,"h":"${'0'.repeat(64)}"}`])(
	'never takes %j for a line, and never throws',
	text => {
		expect(checkLine(text, genesisHash, 1).kind).not.toBe('good');
	},
);
