import { expect, test } from 'vitest';
import { createSignalHook, type SignalHookSettings } from '../../source/app/signal-hook.js';
import type { RunProgram } from '../../source/lib/seams.js';
import type { Signal } from '../../source/model/signal-event.js';

const signal = (id: string, rest: Partial<Signal> = {}): Signal => ({
	timestamp: 1,
	symbol: 'BTC-USDT',
	signalType: 'long_breakout',
	confidence: 0.8,
	id,
	source: 'desk',
	side: 'buy',
	entryLow: undefined,
	entryHigh: undefined,
	stop: undefined,
	targets: [],
	ttlMs: undefined,
	horizon: undefined,
	reason: undefined,
	features: undefined,
	schemaVersion: undefined,
	receivedAt: 1,
	lagMs: 0,
	verified: 'hmac',
	duplicateOf: undefined,
	...rest,
});

function setUp(settings: Partial<SignalHookSettings> = {}) {
	const runs: { command: readonly string[]; input: string; end: (problem?: string) => void; isStopped: boolean }[] = [];
	const said: string[] = [];
	const logged: string[] = [];
	const run: RunProgram = (command, { input }, onEnd) => {
		const one = { command, input, end: (problem?: string) => onEnd(problem), isStopped: false };
		runs.push(one);
		return () => {
			one.isStopped = true;
			onEnd('it was stopped');
		};
	};
	const hook = createSignalHook(
		{ run, say: text => said.push(text), log: { warn: text => logged.push(text) } },
		{ command: ['act', '--now'], timeoutMs: 1000, minConfidence: 0, types: [], ...settings },
	);
	const hear = (one: Signal): void => hook.hear({ type: 'signal', signal: one, receivedAt: 1 });
	return { hook, hear, runs, said, logged };
}

test('a new signal runs the command with the event of the stream; a repeated or quarantined one does not', () => {
	const { hook, hear, runs } = setUp();

	hear(signal('a'));
	hear(signal('a', { duplicateOf: 'a' }));
	hook.hear({ type: 'signal-quarantined', source: 'desk', field: 'x', problem: 'y', receivedAt: 1 });

	expect(runs).toHaveLength(1);
	expect(runs[0]?.command).toEqual(['act', '--now']);
	expect(JSON.parse(runs[0]?.input ?? '')).toMatchObject({ type: 'signal', id: 'a', source: 'desk', verified: 'hmac' });
});

test('types and least confidence narrow what it is run for', () => {
	const { hear, runs } = setUp({ types: ['momentum_up'], minConfidence: 0.5 });

	hear(signal('a'));
	hear(signal('b', { signalType: 'momentum_up', confidence: 0.49 }));
	hear(signal('c', { signalType: 'momentum_up' }));

	expect(runs.map(({ input }) => JSON.parse(input).id)).toEqual(['c']);
});

test('four run at a time, a hundred wait in order, and what is more is said and left out', () => {
	const { hear, runs, said } = setUp();
	for (let index = 0; index < 106; index += 1) {
		hear(signal(String(index)));
	}

	expect(runs).toHaveLength(4);
	expect(said).toEqual(['signals.exec: 100 signals wait for it, so newer ones are left out']);
	for (let index = 0; index < runs.length; index += 1) {
		runs[index]?.end();
	}

	expect(runs.map(({ input }) => JSON.parse(input).id)).toEqual(
		Array.from({ length: 104 }, (_, index) => String(index)),
	);
});

test('a failure is said once and logged each time, and again after it worked', () => {
	const { hear, runs, said, logged } = setUp();
	for (const problem of ['it ended with status 1', 'it ended with status 1', undefined, 'it ended with status 1']) {
		hear(signal(String(runs.length)));
		runs.at(-1)?.end(problem);
	}

	expect(said).toEqual(['signals.exec: it ended with status 1', 'signals.exec: it ended with status 1']);
	expect(logged).toEqual(['signals.exec: it ended with status 1']);
});

test('at the end what runs is stopped, and nothing waiting is begun', () => {
	const { hook, hear, runs, said } = setUp();
	for (let index = 0; index < 6; index += 1) {
		hear(signal(String(index)));
	}

	hook.stop();
	hear(signal('late'));

	expect(runs).toHaveLength(4);
	expect(runs.every(({ isStopped }) => isStopped)).toBe(true);
	expect(said).toEqual([]);
});

test('without a command nothing is run', () => {
	const { hear, runs } = setUp({ command: [] });
	hear(signal('a'));

	expect(runs).toEqual([]);
});
