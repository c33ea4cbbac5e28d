import { expect, test } from 'vitest';
import { createAlertWatch } from '../../source/engine/alert-watch.js';
import { type AlertRule, parseAlert } from '../../source/lib/alert-text.js';
import type { AlertEvent } from '../../source/model/alert-event.js';
import type { SocketState } from '../../source/model/health-event.js';
import type { ClientOid } from '../../source/model/order.js';
import type { Signal } from '../../source/model/signal-event.js';
import type { StoreEvent } from '../../source/store/apply.js';
import { createStore } from '../../source/store/store.js';
import { applyEvidence, createOrder, type Evidence, type Order } from '../../source/trading/order-state.js';
import { ticker, trade } from '../market/events.js';
import { createManualClock } from '../store/manual-clock.js';
import { makeRequest } from '../trading/order-samples.js';

const symbol = 'BTC-USDT';
const rulesOf = (...texts: readonly string[]): readonly AlertRule[] => texts.map(text => parseAlert(text)!);

/** A watch over a store whose market socket is live. */
function open(...texts: readonly string[]) {
	const clock = createManualClock();
	const store = createStore(clock, [symbol]);
	const told: AlertEvent[] = [];
	const watch = createAlertWatch({ clock, publish: event => told.push(event) }, store.state);
	const hear = (event: StoreEvent): void => {
		store.apply(event);
		watch.observe(event);
	};
	const socket = (state: SocketState, reason?: string): void =>
		hear({
			type: 'socket',
			socket: 'public-1',
			state,
			generation: 1,
			attempt: state === 'live' ? 0 : 2,
			nextAttemptAt: undefined,
			reason,
			host: 'h',
			reconnects: 0,
			receivedAt: 0,
		});
	socket('live');
	hear({
		type: 'topic',
		topic: `/market/ticker:${symbol}`,
		symbol,
		stream: 'ticker',
		socket: 'public-1',
		state: 'confirmed',
		reason: undefined,
		receivedAt: 0,
	});
	watch.set(rulesOf(...texts));
	let sequence = 0;
	return {
		clock,
		watch,
		told,
		hear,
		socket,
		/** Quotes whose spread is this many basis points of 100, a second later. */
		spread: (bps: number): void => {
			sequence += 1;
			clock.advance(1000);
			hear(ticker(String(sequence), { bestBid: '100', bestAsk: String(100 + bps / 100) }));
			watch.tick();
		},
		texts: () => told.map(({ text }) => text),
		states: () => watch.list().map(({ state }) => state),
	};
}

test('a spread goes off once it was seen on the near side and reaches the limit, and then is done', () => {
	const { spread, texts, states } = open('BTC-USDT spread>5');

	spread(9);
	expect([texts(), states()]).toEqual([[], ['waiting']]);
	spread(2);
	expect(states()).toEqual(['armed']);
	spread(6);
	spread(2);
	spread(7);

	expect(texts()).toEqual(['BTC-USDT spread 6.00 bps']);
	expect(states()).toEqual(['done']);
});

test('a repeating spread waits until it has gone back by a tenth of the limit', () => {
	const { spread, told, texts, states } = open('BTC-USDT spread>5 repeat');

	for (const bps of [2, 5.2, 4.9, 5.2, 4.6, 5.2]) {
		spread(bps);
	}

	expect(texts()).toHaveLength(1);
	expect(states()).toEqual(['waiting']);
	spread(4.4);
	spread(5.2);
	expect(texts()).toHaveLength(2);
	expect(told[0]).toMatchObject({ alert: 'BTC-USDT spread>5 repeat', kind: 'spread', symbol, repeats: true });
});

test('what is not LIVE is not compared', () => {
	const { spread, socket, texts } = open('BTC-USDT spread>5');
	spread(2);
	socket('waiting', 'refused');
	spread(9);

	expect(texts()).toEqual([]);
});

test('the volume of a minute goes off by what traded in it, and old trades leave it', () => {
	const { clock, hear, watch, texts } = open('BTC-USDT volume>1000 repeat');
	const buy = (id: string, size: string): void => {
		hear(trade(id, { price: '100', size }));
		watch.tick();
	};

	watch.tick();
	buy('1', '6');
	clock.advance(30_000);
	buy('2', '3');
	expect(texts()).toEqual([]);
	buy('3', '1');
	expect(texts()).toEqual(['BTC-USDT 1.00K USDT traded in a minute']);

	clock.advance(31_000);
	buy('4', '1');
	buy('5', '5');
	expect(texts()).toHaveLength(2);
});

test('a small volume is told only of a whole minute in sight', () => {
	const { clock, hear, watch, texts } = open('BTC-USDT volume<100');
	hear(trade('1', { price: '100', size: '2' }));
	watch.tick();
	clock.advance(59_000);
	watch.tick();
	expect(texts()).toEqual([]);
	hear(trade('2', { price: '100', size: '2' }));
	clock.advance(1000);
	watch.tick();
	clock.advance(60_000);
	watch.tick();

	expect(texts()).toEqual(['BTC-USDT 0.00 USDT traded in a minute']);
});

const signal = (rest: Partial<Signal> = {}): StoreEvent => ({
	type: 'signal',
	signal: {
		timestamp: 1,
		symbol,
		signalType: 'long_breakout',
		confidence: 0.8,
		id: 'a',
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
		verified: 'none',
		duplicateOf: undefined,
		...rest,
	},
	receivedAt: 1,
});

test('signals go off by symbol, type and confidence; a repeated one does not', () => {
	const { hear, texts } = open('BTC-USDT signal long_breakout>0.7 repeat');

	hear(signal({ id: 'a', confidence: 0.69 }));
	hear(signal({ id: 'b', signalType: 'momentum_up' }));
	hear(signal({ id: 'c', symbol: 'ETH-USDT' }));
	hear(signal({ id: 'd', duplicateOf: 'a' }));
	hear(signal({ id: 'e', confidence: 0.7 }));
	hear(signal({ id: 'f' }));

	expect(texts()).toEqual(['BTC-USDT long_breakout buy 0.70 from desk', 'BTC-USDT long_breakout buy 0.80 from desk']);
});

test('a price alert of the rules is told as an alert by its own text', () => {
	const { hear, told } = open('signal repeat');

	hear(
		signal({
			source: 'kcmon',
			signalType: 'price_alert',
			id: 'kcmon:price_alert:BTC-USDT>70000 repeat:1763800000000',
			reason: 'traded at 70001, at or above 70000',
		}),
	);

	expect(told).toMatchObject([
		{
			alert: 'BTC-USDT>70000 repeat',
			kind: 'price',
			repeats: true,
			text: 'BTC-USDT traded at 70001, at or above 70000',
		},
	]);
});

let orders = 0;

function order(rest: Parameters<typeof makeRequest>[0] = {}): Order {
	orders += 1;
	return createOrder(makeRequest({ clientOid: `kc1ALERT${orders}` as ClientOid, ...rest }), {
		createdAt: 1,
		role: 'plain',
		bracketId: undefined,
		signalId: undefined,
	});
}

const told = (value: Order): StoreEvent => ({ type: 'order', order: value, receivedAt: 0 });
const rejected: Evidence = { kind: 'rejected', code: '200004', text: 'balance' };

test('an order goes off when its state changes to what was named', () => {
	const { hear, texts } = open('order rejected repeat', 'BTC-USDT order filled');
	const one = order({ price: '67000', size: '0.01' });

	hear(told(one));
	hear(told(applyEvidence(one, rejected)));
	hear(told(applyEvidence(one, rejected)));

	expect(texts()).toEqual(['BTC-USDT buy 0.01 at 67000 is REJECTED']);
});

test('an order that a start finds in its end is no news', () => {
	const { hear, texts } = open('order repeat');

	hear(told(applyEvidence(order(), rejected)));

	expect(texts()).toEqual([]);
});

test('a connection that was there goes off when it is gone for as long as was said, once for each time', () => {
	const { clock, socket, watch, texts } = open('connection>3 repeat');
	const pass = (seconds: number): void => {
		for (let second = 0; second < seconds; second += 1) {
			clock.advance(1000);
			watch.tick();
		}
	};
	pass(1);
	socket('waiting', 'refused');
	pass(3);
	expect(texts()).toEqual([]);
	pass(10);
	expect(texts()).toEqual(['no market data for 3s: refused']);
	socket('live');
	pass(1);
	socket('waiting', 'refused');
	pass(4);

	expect(texts()).toHaveLength(2);
});

test('an alert that stays in the list keeps its state, and one that is set again begins anew', () => {
	const { spread, watch, states } = open('BTC-USDT spread>5');
	spread(2);
	spread(6);
	watch.set(rulesOf('BTC-USDT spread>5', 'connection'));
	expect(states()).toEqual(['done', 'waiting']);
	watch.set([]);
	watch.set(rulesOf('BTC-USDT spread>5'));

	expect(states()).toEqual(['waiting']);
});
