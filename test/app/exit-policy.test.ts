import { expect, test } from 'vitest';
import { describeLastExit, planExit } from '../../source/app/exit-policy.js';
import type { StopReason } from '../../source/app/io.js';
import type { JournalEntry, JournalKind } from '../../source/journal/journal.js';

const cancels = { onQuit: 'cancel-mine', onTerm: 'cancel-mine', onHangup: 'cancel-mine' } as const;
const keeps = { onQuit: 'keep', onTerm: 'keep', onHangup: 'keep' } as const;

test.each<StopReason>(['quit', 'interrupt', 'terminate', 'hangup', 'crash', 'done', 'pipe'])(
	'%s without a choice cancels where the settings say so',
	reason => {
		expect(planExit(reason, undefined, cancels)).toEqual({ cancels: true, how: 'canceled' });
	},
);

test.each([
	['quit', 'leave'],
	['terminate', 'leave'],
	['hangup', 'canceled'],
	['crash', 'canceled'],
] as const)('%s that keeps orders treats the switch as %s', (reason, how) => {
	expect(planExit(reason, undefined, keeps)).toEqual({ cancels: false, how });
});

test('a choice counts whatever the settings say', () => {
	expect(planExit('quit', 'leave', cancels)).toEqual({ cancels: false, how: 'leave' });
	expect(planExit('interrupt', 'canceled', keeps)).toEqual({ cancels: false, how: 'canceled' });
});

test('a question that nobody was asked keeps the orders and the switch behind them', () => {
	expect(planExit('quit', undefined, { ...keeps, onQuit: 'ask' })).toEqual({ cancels: false, how: 'canceled' });
});

let seq = 0;
const entry = (kind: JournalKind, body: Record<string, unknown> = {}): JournalEntry => {
	seq += 1;
	return { seq, t: 0, mono: 0, boot: 'b', kind, why: 'test', body };
};

test.each([
	['no run before', [], undefined],
	['a plain quit', [entry('boot'), entry('exit', { reason: 'quit', working: 0 })], undefined],
	['a kill -9', [entry('boot'), entry('intent')], /killed or cut off/],
	[
		'a run that was killed after one that was not',
		[entry('boot'), entry('exit', { reason: 'quit', working: 0 }), entry('boot')],
		/killed or cut off/,
	],
	[
		'a hangup that canceled',
		[entry('boot'), entry('exit', { reason: 'hangup', canceled: 3, working: 0 })],
		/^last exit: hangup, 3 canceled$/,
	],
	[
		'a quit that left orders',
		[entry('boot'), entry('exit', { reason: 'quit', working: 2 })],
		/^last exit: quit, 2 left working$/,
	],
] as const)('of %s it says %s', (_name, entries, words) => {
	const text = describeLastExit(entries);

	if (words === undefined) {
		expect(text).toBeUndefined();
	} else {
		expect(text).toMatch(words);
	}
});
