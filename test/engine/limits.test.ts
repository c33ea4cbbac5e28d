import { expect, test } from 'vitest';
import { createLimits } from '../../source/engine/limits.js';
import { createTradingPort } from '../../source/engine/trading-port.js';
import { createWorld, draft, limits, start } from './trading-world.js';

test('each limit becomes what is tighter, and never looser', () => {
	const { get, tighten } = createLimits({ ...limits, maxOrderFunds: 1000, maxOpenOrders: 50 });

	expect(tighten({ ...get(), maxOrderFunds: 100, maxOpenOrders: 60 })).toEqual(['maxOrderFunds']);
	expect(get()).toMatchObject({ maxOrderFunds: 100, maxOpenOrders: 50 });
	expect(tighten({ ...get(), maxOrderFunds: 5000 })).toEqual([]);
	expect(get().maxOrderFunds).toBe(100);
});

test.each([
	[[], ['A-USDT'], ['A-USDT']],
	[['A-USDT', 'B-USDT'], [], ['A-USDT', 'B-USDT']],
	[['A-USDT', 'B-USDT'], ['B-USDT', 'C-USDT'], ['B-USDT']],
	// An empty list would allow all.
	[['A-USDT'], ['C-USDT'], ['-']],
])('of the symbols %j, tightened to %j, %j are left', (now, wanted, left) => {
	const { get, tighten } = createLimits({ ...limits, symbols: now });

	tighten({ ...limits, symbols: wanted });

	expect(get().symbols).toEqual(left);
});

test('a limit that was tightened while it runs denies the next order', async () => {
	const world = createWorld();
	await start(world);
	const port = createTradingPort(world.trading, world.store.state);
	expect(world.trading.submit(draft()).kind).toBe('submitted');
	expect(port.maxOrderFunds()).toBe(String(limits.maxOrderFunds));

	expect(world.trading.tightenLimits({ ...limits, maxOrderFunds: 1 })).toEqual(['maxOrderFunds']);

	// What a screen sizes and warns by is what the next order is judged by.
	expect(port.maxOrderFunds()).toBe('1');

	expect(world.trading.submit(draft())).toMatchObject({ code: 'MAX_ORDER_FUNDS', context: { limit: '1' } });
});
