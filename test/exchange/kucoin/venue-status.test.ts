import { expect, test } from 'vitest';
import type { KucoinData } from '../../../source/exchange/kucoin/market-data.js';
import { createVenueStatus } from '../../../source/exchange/kucoin/venue-status.js';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';

test('asks each 30 s, each 5 s while it cannot be reached, at once when it is reached again, and no more once stopped', async () => {
	const clock = createVirtualClock();
	const told: string[] = [];
	let isUp = true;
	const status = createVenueStatus({
		clock,
		data: {
			status: () => (isUp ? Promise.resolve({ status: 'open', message: '' }) : Promise.reject(new Error('down'))),
		} as unknown as KucoinData,
		publish: event => told.push(`${Math.round(clock.monoNow() / 1000)}s ${event.status}`),
		onReachable: () => told.push('reachable'),
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

	expect(told).toEqual([
		'0s open',
		'30s open',
		'60s unreachable',
		'65s unreachable',
		'68s open',
		'reachable',
		'98s open',
	]);
	expect(clock.pending()).toBe(0);
});

test('hears within 5 s that the venue answers again though no socket was lost (simulation seed 107), and no late word of before', async () => {
	const clock = createVirtualClock();
	const told: string[] = [];
	const slow: (() => void)[] = [];
	let how: 'open' | 'down' | 'slow' = 'down';
	const status = createVenueStatus({
		clock,
		data: {
			status: () => {
				switch (how) {
					case 'open':
						return Promise.resolve({ status: 'open', message: '' });
					case 'down':
						return Promise.reject(new Error('down'));
					default:
						return new Promise((_, reject) => slow.push(() => reject(new Error('timeout'))));
				}
			},
		} as unknown as KucoinData,
		publish: event => told.push(`${Math.round(clock.monoNow() / 1000)}s ${event.status}`),
		onReachable: () => told.push('reachable'),
	});
	status.start();
	await clock.advance(1000);
	how = 'slow';
	status.reached();
	how = 'open';
	await clock.advance(4500);
	expect(told).toEqual(['0s unreachable', '5s open', 'reachable']);

	slow[0]!();
	await clock.advance(1000);
	expect(told).toHaveLength(3);
	status.stop();
});
