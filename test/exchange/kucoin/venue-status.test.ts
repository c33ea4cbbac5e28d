import { expect, test } from 'vitest';
import type { KucoinData } from '../../../source/exchange/kucoin/market-data.js';
import { createVenueStatus } from '../../../source/exchange/kucoin/venue-status.js';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';

test('asks each 30 s, at once when an unreachable venue is reached again, and no more once stopped', async () => {
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
	status.reached();
	isUp = false;
	await clock.advance(37_000);
	isUp = true;
	status.reached();
	await clock.advance(36_000);
	status.stop();
	await clock.advance(100_000);

	expect(told).toEqual(['0s open', '30s open', '60s unreachable', '68s open', '98s open']);
	expect(clock.pending()).toBe(0);
});
