import { expect, test } from 'vitest';
import { createDeadMan, type DeadManDeps } from '../../source/engine/dead-man.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

test('takes 50 pairs, as many as the exchange allows, and says once that others have orders too', async () => {
	const clock = createVirtualClock();
	const sent: (readonly string[])[] = [];
	const told: string[] = [];
	let pairs = 50;
	const deadMan = createDeadMan({
		clock,
		gateway: {
			deadMan: (_seconds: number, symbols: readonly string[]) => {
				sent.push(symbols);
				return Promise.resolve(undefined);
			},
			venueNow: () => clock.wallNow(),
		},
		ledger: {
			open: () => Array.from({ length: pairs }, (_, index) => ({ symbol: `C${String(index).padStart(2, '0')}-USDT` })),
		},
		state: { venue: undefined },
		scribe: { write: () => undefined },
		notify: (_level: string, text: string) => told.push(text),
		onFired: () => undefined,
		onChange: () => undefined,
	} as unknown as DeadManDeps);
	deadMan.tick();
	await clock.advance(1);
	expect(told).toEqual([]);

	pairs = 53;
	for (let second = 0; second < 45; second += 1) {
		await clock.advance(1000);
		deadMan.tick();
	}

	expect(told).toEqual(['the dead-man switch takes 50 pairs: it does not guard C50-USDT C51-USDT C52-USDT']);
	expect(sent.map(({ length }) => length)).toEqual([50, 50, 50]);
});
