import { expect, test } from 'vitest';
import { parseLayout } from '../../source/lib/layout-text.js';

const one = { share: 1 };

test('rows are separated by /, neighbors by |, and a size stands behind its part', () => {
	expect(parseLayout('ticker=3 / depth*2 | (tape / orders)*3')).toEqual({
		ok: true,
		value: {
			kind: 'rows',
			size: one,
			parts: [
				{ kind: 'pane', pane: 'ticker', size: { cells: 3 } },
				{
					kind: 'columns',
					size: one,
					parts: [
						{ kind: 'pane', pane: 'depth', size: { share: 2 } },
						{
							kind: 'rows',
							size: { share: 3 },
							parts: [
								{ kind: 'pane', pane: 'tape', size: one },
								{ kind: 'pane', pane: 'orders', size: one },
							],
						},
					],
				},
			],
		},
	});
});

test('one pane is a layout', () => {
	expect(parseLayout(' depth ')).toEqual({ ok: true, value: { kind: 'pane', pane: 'depth', size: one } });
});

test.each([
	['', 'a pane before the end'],
	['depth |', 'a pane before the end'],
	['/ depth', 'a pane before /'],
	['dept | tape', 'for dept (nearest: depth)'],
	['Depth', 'for Depth (nearest: depth)'],
	['depth tape', '/ or | before tape'],
	['depth)', '/ or | before )'],
	['(depth / tape', 'a closing parenthesis'],
	['depth / depth', 'depth once'],
	['depth*0', 'behind * a whole number from 1 to 20'],
	['depth*', 'behind * a whole number from 1 to 20'],
	['depth=201', 'behind = a whole number from 1 to 200'],
	['depth*1.5', '/ or | before .'],
	[`depth${' '.repeat(500)}`, 'at most 500 characters'],
])('%o is refused: %s', (text, problem) => {
	expect(parseLayout(text)).toMatchObject({ ok: false, expected: expect.stringContaining(problem) });
});
