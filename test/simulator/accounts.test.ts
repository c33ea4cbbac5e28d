import { expect, test } from 'vitest';
import { createRandomStream, drawIndex } from '../../source/simulator/random-streams.js';
import { isRefusal } from '../../source/simulator/rest-reply.js';
import type { UserOrder } from '../../source/simulator/user-order.js';
import { createQuietWorld } from './in-process.js';

const currencies = ['USDT', 'BTC', 'ETH', 'PEPE', 'SATS', 'EWT'] as const;

test('trading conserves every currency: accounts, crowd and fees add up to what was there', () => {
	for (let seed = 1; seed <= 6; seed += 1) {
		const { clock, exchange } = createQuietWorld({ seed });
		const { accounts, desk, venue } = exchange;
		const random = createRandomStream(seed, 'trader');
		accounts.open(2, { USDT: '50000', BTC: '1', PEPE: '100000000', SATS: '1000000000', EWT: '1000' });
		const before = currencies.map(accounts.sum);
		const orders: UserOrder[] = [];
		const symbols = ['BTC-USDT', 'PEPE-USDT', 'SATS-USDT', 'EWT-BTC'];
		for (let step = 0; step < 250; step += 1) {
			const market = venue.market(symbols[drawIndex(random, symbols.length)]!)!;
			const { profile } = market;
			const side = random() < 0.5 ? 'buy' : 'sell';
			const best = market.best(side === 'buy' ? 'sell' : 'buy')!;
			const ticks = Math.max(1, best.ticks + drawIndex(random, 41) - 20);
			const scaled = (units: number, decimals: number) => (units / 10 ** decimals).toFixed(decimals);
			const placed = desk.place(1 + drawIndex(random, 2), {
				symbol: market.symbol,
				side,
				type: random() < 0.2 ? 'market' : 'limit',
				price: scaled(ticks, profile.priceDecimals),
				size: scaled(Math.max(1, Math.round(profile.sizeLots * random() * 3)), profile.baseDecimals),
				timeInForce: (['GTC', 'IOC', 'FOK', 'GTT'] as const)[drawIndex(random, 4)],
				cancelAfter: 1,
				postOnly: random() < 0.1,
				hidden: random() < 0.1,
				stp: (['CN', 'CO', 'CB', undefined] as const)[drawIndex(random, 4)],
			});
			if (!isRefusal(placed)) {
				orders.push(placed);
			}

			const other = orders[drawIndex(random, orders.length)];
			if (other?.active === true && random() < 0.3) {
				desk.cancel(other, 'user');
			}

			clock.advanceSync(10);
		}

		expect(orders.length).toBeGreaterThan(60);
		expect(desk.fills(1).length).toBeGreaterThan(5);
		expect(currencies.map(accounts.sum)).toEqual(before);
		for (const owner of [1, 2]) {
			const working = desk.active(owner, undefined);
			for (const { currency, hold, total } of accounts.balances(owner)) {
				const expected = working
					.filter(order => order.heldCurrency === currency)
					.reduce((sum, order) => sum + order.held, 0n);
				expect(hold).toBe(expected);
				expect(total).toBeGreaterThanOrEqual(hold);
			}
		}

		for (const order of orders) {
			const size = order.dealLots + order.canceledLots + (order.active ? order.engine.remaining : 0);
			expect(size).toBe(order.originLots);
		}
	}
});

test('GTT orders end when their time is up', () => {
	const { clock, exchange } = createQuietWorld();
	const order = exchange.desk.place(1, {
		symbol: 'BTC-USDT',
		side: 'buy',
		type: 'limit',
		price: '50000',
		size: '0.001',
		timeInForce: 'GTT',
		cancelAfter: 3,
	}) as UserOrder;

	clock.advanceSync(2900);
	expect(order.active).toBe(true);
	clock.advanceSync(200);

	expect(order).toMatchObject({ active: false, cancelExist: true });
});

test('the 201st active order of a market is refused with 200003', () => {
	const { exchange } = createQuietWorld();
	const place = (price: number) =>
		exchange.desk.place(1, { symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: String(price), size: '0.00001' });
	for (let count = 0; count < 200; count += 1) {
		expect(isRefusal(place(30_000 + count))).toBe(false);
	}

	expect(place(30_500)).toMatchObject({ ok: false, code: '200003' });
});
