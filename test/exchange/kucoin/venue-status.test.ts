import { expect, test } from 'vitest';
import type { KucoinData } from '../../../source/exchange/kucoin/market-data.js';
import { createVenueStatus } from '../../../source/exchange/kucoin/venue-status.js';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';

test('asks each 30 s, each 5 s while there is no answer, and no more once stopped', async () => {
	const clock = createVirtualClock();
	const told: string[] = [];
	let isUp = true;
	const status = createVenueStatus({
		clock,
		data: {
			status: () => (isUp ? Promise.resolve({ status: 'open', message: '' }) : Promise.reject(new Error('down'))),
		} as unknown as KucoinData,
		publish: event => told.push(`${Math.round(clock.monoNow() / 1000)}s ${event.status}`),
	});
	status.start();
	await clock.advance(31_000);
	isUp = false;
	await clock.advance(37_000);
	isUp = true;
	await clock.advance(36_000);
	status.stop();
	await clock.advance(100_000);

	expect(told).toEqual(['0s open', '30s open', '60s unreachable', '65s unreachable', '70s open', '100s open']);
	expect(clock.pending()).toBe(0);
});
