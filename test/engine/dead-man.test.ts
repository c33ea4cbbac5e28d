import { expect, test } from 'vitest';
import { createDeadMan, type DeadManDeps } from '../../source/engine/dead-man.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

const pair = (index: number): string => `C${String(index).padStart(2, '0')}-USDT`;

function createBench() {
	const clock = createVirtualClock();
	const sent: (readonly [seconds: number, ...symbols: readonly string[]])[] = [];
	const told: string[] = [];
	const state = { venue: undefined as { status: string } | undefined, instruments: new Map<string, unknown>() };
	const open = { symbols: [] as readonly string[] };
	const deadMan = createDeadMan({
		clock,
		gateway: {
			deadMan: (seconds: number, symbols: readonly string[]) => {
				sent.push([seconds, ...symbols]);
				return Promise.resolve(undefined);
			},
			venueNow: () => clock.wallNow(),
		},
		ledger: { open: () => open.symbols.map(symbol => ({ symbol })) },
		state,
		scribe: { write: () => undefined },
		notify: (_level: string, text: string) => told.push(text),
		onFired: () => undefined,
		onChange: () => undefined,
	} as unknown as DeadManDeps);
	const run = async (seconds: number): Promise<void> => {
		for (let second = 0; second < seconds; second += 1) {
			deadMan.tick();
			await clock.advance(1000);
		}
	};
	return { sent, told, state, open, run };
}

test('takes 50 pairs, as many as the exchange allows, and says which others have orders, each once', async () => {
	const { sent, told, open, run } = createBench();
	open.symbols = Array.from({ length: 50 }, (_, index) => pair(index));
	await run(1);
	expect(told).toEqual([]);

	open.symbols = Array.from({ length: 53 }, (_, index) => pair(index));
	await run(45);
	expect(told).toEqual(['the dead-man switch takes 50 pairs: it does not guard C50-USDT C51-USDT C52-USDT']);
	expect(sent.map(([, ...symbols]) => symbols.length)).toEqual([50, 50, 50]);

	open.symbols = ['AAA-USDT', ...open.symbols];
	await run(1);
	expect(told.slice(1)).toEqual(['the dead-man switch takes 50 pairs: it does not guard C49-USDT']);
});

test('is cleared at once where the venue closes, as it might fire when it opens again, and set anew then', async () => {
	const { sent, state, open, run } = createBench();
	open.symbols = ['BTC-USDT'];
	await run(2);
	state.venue = { status: 'cancelonly' };
	await run(3);
	expect(sent).toEqual([
		[60, 'BTC-USDT'],
		[-1, 'BTC-USDT'],
	]);

	state.venue = { status: 'open' };
	await run(1);
	expect(sent.at(-1)).toEqual([60, 'BTC-USDT']);
});

test('leaves out a pair that the venue has no more, which might cost the others their guard', async () => {
	const { sent, state, open, run } = createBench();
	open.symbols = ['BTC-USDT', 'OLD-USDT'];
	await run(1);
	state.instruments = new Map([['BTC-USDT', {}]]);
	await run(25);

	expect(sent).toEqual([
		[60, 'BTC-USDT', 'OLD-USDT'],
		[60, 'BTC-USDT'],
	]);
});
