import { expect, test } from 'vitest';
import {
	addDecimals,
	compareDecimals,
	type Decimal,
	multiplyDecimals,
	parseDecimal,
} from '../../source/lib/decimal.js';
import { scaledText } from '../../source/lib/integer-text.js';
import type { Random } from '../../source/lib/seams.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { AccountEvent, OrderUpdateEvent } from '../../source/model/account-event.js';
import type { PriceSize, Side } from '../../source/model/market-event.js';
import type { Fill, OrderRequest } from '../../source/model/order.js';
import { parsePaperState } from '../../source/trading/paper-saved.js';
import type { PaperState } from '../../source/trading/paper-state.js';
import { createPaperWorld, makeRequest, type PaperWorld, symbol } from './paper-world.js';

const opening = { USDT: '5000', BTC: '20' };
const zero = parseDecimal('0');

const pick = (random: Random, most: number): number => Math.floor(random() * (most + 1));
const priceText = (ticks: number): string => scaledText(ticks, 1);
const sizeText = (random: Random, mostHundredths: number): string => scaledText(1 + pick(random, mostHundredths), 2);

/** A book around a mid that walks; sides never meet. */
function makeBook(random: Random, mid: number): { readonly bids: PriceSize[]; readonly asks: PriceSize[] } {
	const levels = (from: number, step: 1 | -1): PriceSize[] => {
		const rows: PriceSize[] = [];
		let ticks = from;
		for (let count = pick(random, 5); count > 0; count -= 1) {
			ticks += step * (1 + pick(random, 3));
			rows.push([priceText(ticks), sizeText(random, 300)]);
		}

		return rows;
	};
	return { bids: levels(mid, -1), asks: levels(mid, 1) };
}

function makeRandomRequest(random: Random, mid: number): ReturnType<typeof makeRequest> {
	const side: Side = random() < 0.5 ? 'buy' : 'sell';
	if (random() < 0.25) {
		const byFunds = random() < 0.5;
		const amount = byFunds ? { funds: sizeText(random, 60_000), size: undefined } : { size: sizeText(random, 500) };
		return makeRequest({ side, type: 'market', price: undefined, ...amount });
	}

	const timeInForce = (['GTC', 'GTC', 'GTT', 'IOC', 'FOK'] as const)[pick(random, 4)]!;
	return makeRequest({
		side,
		price: priceText(mid + pick(random, 24) - 12),
		size: sizeText(random, 600),
		timeInForce,
		cancelAfter: timeInForce === 'GTT' ? 1 + pick(random, 3) : undefined,
		postOnly: random() < 0.2,
		hidden: random() < 0.1,
	});
}

/** Everything that has to hold after every step, worked out from the requests and the fills alone. */
function checkBooks(state: PaperState, requests: ReadonlyMap<string, OrderRequest>, fills: readonly Fill[]): void {
	const totals = new Map<string, Decimal>(Object.entries(opening).map(([name, text]) => [name, parseDecimal(text)]));
	const move = (currency: string, amount: Decimal): void => {
		totals.set(currency, (totals.get(currency) ?? zero).plus(amount));
	};
	const executed = new Map<string, Decimal>();
	for (const fill of fills) {
		const funds = multiplyDecimals(fill.price, fill.size);
		expect(funds.times('0.001').eq(fill.fee!)).toBe(true);
		move('USDT', (fill.side === 'buy' ? zero.minus(funds) : funds).minus(fill.fee!));
		move('BTC', fill.side === 'buy' ? parseDecimal(fill.size) : zero.minus(fill.size));
		executed.set(fill.orderId, addDecimals(executed.get(fill.orderId) ?? '0', fill.size));
	}

	const held = new Map<string, Decimal>();
	for (const order of state.orders) {
		const request = requests.get(order.orderId)!;
		const filled = executed.get(order.orderId) ?? zero;
		expect(filled.eq(order.filledSize)).toBe(true);
		if (request.size !== undefined) {
			const rest = parseDecimal(request.size).minus(filled).minus(order.canceledSize);
			expect(rest.eq(order.active ? order.resting!.remaining : '0')).toBe(true);
		}

		if (request.timeInForce === 'FOK' && request.type === 'limit') {
			expect(filled.eq('0') || filled.eq(request.size!)).toBe(true);
		}

		if (order.active) {
			expect(request.timeInForce === 'GTC' || request.timeInForce === 'GTT').toBe(true);
			const isBuy = request.side === 'buy';
			const need = isBuy
				? multiplyDecimals(request.price!, order.resting!.remaining).times('1.001')
				: parseDecimal(order.resting!.remaining);
			const currency = isBuy ? 'USDT' : 'BTC';
			held.set(currency, (held.get(currency) ?? zero).plus(need));
		}
	}

	for (const { currency, total, hold } of state.balances) {
		expect(totals.get(currency)!.eq(total), `total ${currency} ${total}`).toBe(true);
		expect((held.get(currency) ?? zero).eq(hold), `hold ${currency} ${hold}`).toBe(true);
		expect(compareDecimals(hold, '0')).toBeGreaterThanOrEqual(0);
		expect(compareDecimals(hold, total)).toBeLessThanOrEqual(0);
	}
}

/** The venue's word on each order: a first event, sizes that only grow, one end and nothing after it. */
function checkStories(events: readonly AccountEvent[]): void {
	const last = new Map<string, OrderUpdateEvent>();
	for (const event of events) {
		if (event.type !== 'order-update') {
			continue;
		}

		const before = last.get(event.orderId);
		last.set(event.orderId, event);
		expect(before === undefined).toBe(event.kind === 'received');
		expect(before?.status).not.toBe('done');
		expect(compareDecimals(event.filledSize ?? '0', before?.filledSize ?? '0')).toBeGreaterThanOrEqual(0);
	}
}

const makersOf = (fills: readonly Fill[]): Decimal =>
	fills.filter(fill => fill.liquidity === 'maker').reduce((sum, fill) => sum.plus(fill.size), zero);

test('books balance exactly and no order is filled beyond its word, over random markets and orders', async () => {
	let executed = 0;
	let restarts = 0;
	for (let seed = 1; seed <= 60; seed += 1) {
		const random = createSeededRandom(seed);
		const requests = new Map<string, OrderRequest>();
		const fills: Fill[] = [];
		const events: AccountEvent[] = [];
		let world: PaperWorld = createPaperWorld({ balances: opening });
		let known = 0;
		let mid = 1000;
		let live = true;

		/** Fills since the last look; each keeps to its order's limit. */
		const collect = async (): Promise<readonly Fill[]> => {
			const all = await world.gateway.fills({ symbol, since: 0 });
			const fresh = all.slice(known);
			known = all.length;
			fills.push(...fresh);
			for (const { orderId, price, side, size, liquidity } of fresh) {
				const request = requests.get(orderId)!;
				const against = request.price === undefined ? 0 : compareDecimals(price, request.price);
				expect(side === 'buy' ? against <= 0 : against >= 0).toBe(true);
				expect(compareDecimals(size, '0')).toBeGreaterThan(0);
				expect(liquidity === 'maker' ? against : 0).toBe(0);
				const mayTake = !request.postOnly || request.timeInForce === 'IOC' || request.timeInForce === 'FOK';
				expect(mayTake || liquidity === 'maker').toBe(true);
			}

			return fresh;
		};

		for (let round = 0; round < 60; round += 1) {
			const what = random();
			if (what < 0.3) {
				mid += pick(random, 8) - 4;
				const { bids, asks } = makeBook(random, mid);
				world.setBook(bids, asks);
				const offered = [...bids, ...asks].reduce((sum, [, size]) => sum.plus(size), zero);
				expect(compareDecimals(makersOf(await collect()), offered)).toBeLessThanOrEqual(0);
			} else if (what < 0.55) {
				const size = sizeText(random, 400);
				world.print(random() < 0.5 ? 'buy' : 'sell', priceText(mid + pick(random, 10) - 5), size);
				const fresh = await collect();
				expect(compareDecimals(makersOf(fresh), size)).toBeLessThanOrEqual(0);
				expect(live || fresh.length === 0).toBe(true);
			} else if (what < 0.8) {
				const request = makeRandomRequest(random, mid);
				const sent = world.gateway.submit(request, world.clock.wallNow());
				await world.clock.advance(live ? 10 : 4000);
				const outcome = await sent;
				expect(live || outcome.kind === 'rejected').toBe(true);
				if (outcome.kind === 'accepted') {
					requests.set(outcome.orderId, request);
				}

				await collect();
			} else if (what < 0.9) {
				const active = await world.gateway.activeOrders(symbol);
				const order = active[pick(random, active.length - 1)];
				if (order !== undefined) {
					await world.cancel(order.orderId);
				}
			} else if (what < 0.94) {
				live = !live;
				world.setLive(live);
			} else if (what < 0.97) {
				await world.clock.advance(pick(random, 2000));
			} else {
				const state = parsePaperState(JSON.parse(JSON.stringify(world.gateway.export())));
				events.push(...world.events);
				const { wallNow } = world.clock;
				const next = createPaperWorld({ state });
				next.clock.advanceSync(wallNow() - next.clock.wallNow());
				world = next;
				live = true;
				restarts += 1;
			}

			await collect();
			checkBooks(world.gateway.export(), requests, fills);
		}

		events.push(...world.events);
		checkStories(events);
		const ended = world.gateway.cancelAll();
		await world.clock.advance(10);
		await ended;
		for (const { hold } of await world.gateway.balances()) {
			expect(hold).toBe('0');
		}

		executed += fills.length;
	}

	// The streams are no use if nothing happens in them.
	expect(executed).toBeGreaterThan(500);
	expect(restarts).toBeGreaterThan(20);
});
