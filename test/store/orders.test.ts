import { expect, test } from 'vitest';
import type { Instrument } from '../../source/model/instrument.js';
import type { ClientOid, Fill, OrderRequest } from '../../source/model/order.js';
import { selectLadder } from '../../source/store/selectors/ladder.js';
import { selectOrders } from '../../source/store/selectors/orders.js';
import { selectStatus } from '../../source/store/selectors/status.js';
import { selectTape } from '../../source/store/selectors/tape.js';
import { createStore, type Store } from '../../source/store/store.js';
import { applyEvidence, createOrder, type Evidence, type Order } from '../../source/trading/order-state.js';
import type { GateEvent } from '../../source/trading/trading-event.js';
import { delta, snapshot, ticker, trade } from '../market/events.js';
import { createManualClock, type ManualClock } from './manual-clock.js';

const symbol = 'BTC-USDT';

const open = (): { store: Store; clock: ManualClock } => {
	const clock = createManualClock();
	const store = createStore(clock, [symbol]);
	store.apply(
		snapshot(
			1,
			[
				['100', '5'],
				['99.9', '3'],
			],
			[
				['100.1', '4'],
				['100.2', '2.25'],
			],
		),
	);
	store.apply({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });
	return { store, clock };
};

const at = (clock: ManualClock) => ({ wall: clock.wallNow(), mono: clock.monoNow() });

let count = 0;

const make = (rest: Partial<OrderRequest> = {}, ...evidence: Evidence[]): Order => {
	count += 1;
	const order = createOrder(
		{
			clientOid: `kc1TEST${count}` as ClientOid,
			symbol,
			side: 'buy',
			type: 'limit',
			price: '99.9',
			size: '1',
			funds: undefined,
			timeInForce: 'GTC',
			cancelAfter: undefined,
			postOnly: false,
			hidden: false,
			iceberg: false,
			visibleSize: undefined,
			stop: undefined,
			...rest,
		},
		{ createdAt: 1_700_000_000_000 + count, role: 'plain', bracketId: undefined, signalId: undefined },
	);
	return evidence.reduce(applyEvidence, order);
};

const working: Evidence = { kind: 'venue', orderId: 'v1', state: 'open', filledSize: '0', canceledSize: '0' };

const canceled: Evidence = { ...working, state: 'done', canceledSize: '1', ending: 'canceled' };

const put = (store: Store, order: Order): Order => {
	store.apply({ type: 'order', order, receivedAt: 0 });
	return order;
};

const fillOf = (rest: Partial<Fill> = {}): Fill => ({
	symbol,
	orderId: 'v1',
	tradeId: 't1',
	side: 'buy',
	price: '99.9',
	size: '0.4',
	liquidity: 'maker',
	fee: undefined,
	feeCurrency: undefined,
	time: 5000,
	...rest,
});

const gate = (rest: Partial<GateEvent> = {}): GateEvent => ({
	type: 'gate',
	trading: 'ACTIVE',
	armed: undefined,
	closedBecause: undefined,
	unknown: 0,
	deadManAt: undefined,
	heldExits: 0,
	receivedAt: 0,
	...rest,
});

test('open orders come first, newest first, then what ended lately', () => {
	const { store, clock } = open();
	const first = put(store, make({}, working));
	const second = put(store, make({ side: 'sell', price: '100.2' }, { ...working, orderId: 'v2' }));
	put(store, applyEvidence(first, canceled));
	const third = put(store, make({}, { ...working, orderId: 'v3' }));

	const { orders, openCount } = selectOrders(store.state, symbol, at(clock));
	expect(orders.map(row => [row.clientOid, row.status, row.isFinal])).toEqual([
		[third.clientOid, 'WORKING', false],
		[second.clientOid, 'WORKING', false],
		[first.clientOid, 'CANCELED', true],
	]);
	expect(openCount).toBe(2);
});

test('an order is as old as the clock of the exchange says, which dated it', () => {
	const { store, clock } = open();
	const { createdAt } = put(store, make({}, working));
	store.state.clockOffsetMs = -3_600_000;
	const now = { wall: createdAt + 3_605_000, mono: clock.monoNow() };

	expect(selectOrders(store.state, symbol, now).orders[0]?.ageMs).toBe(5000);
});

test('an order that never left and one that never arrived are both NOT PLACED, and the note tells them apart', () => {
	const { store, clock } = open();
	put(store, make({}, { kind: 'not-sent', reason: 'refused' }));
	put(store, make({}, { kind: 'sent' }, { kind: 'unknown', reason: 'HTTP 503' }, { kind: 'not-placed' }));

	const { orders } = selectOrders(store.state, symbol, at(clock));
	expect(orders.map(({ status, note }) => [status, note])).toEqual([
		['NOT PLACED', 'never at the venue: HTTP 503'],
		['NOT PLACED', 'not sent: refused'],
	]);
});

test('a stop shows its trigger, and an empty queue as 0', () => {
	const { store, clock } = open();
	put(store, make({ type: 'market', price: undefined, stop: { direction: 'loss', stopPrice: '98' } }, working));
	put(store, make({ side: 'sell', price: '100' }, { ...working, orderId: 'v2' }));

	const { orders } = selectOrders(store.state, symbol, at(clock));
	expect(orders.map(({ price, trigger, queueAhead }) => [price, trigger, queueAhead])).toEqual([
		['100', undefined, '0'],
		[undefined, '≤ 98', undefined],
	]);
});

test('a row says what explains its order', () => {
	const { store, clock } = open();
	const rows = (order: Order) => {
		put(store, order);
		return selectOrders(store.state, symbol, at(clock)).orders.find(row => row.clientOid === order.clientOid);
	};

	expect(rows(make({}, { kind: 'rejected', code: '200004', text: 'Balance \u001b]0;x insufficient' }))).toMatchObject({
		status: 'REJECTED',
		note: 'rejected 200004 Balance ␛]0;x insufficient',
	});
	clock.advance(3000);
	expect(rows(make({}, { kind: 'sent' }, { kind: 'unknown', reason: 'HTTP 502' }))).toMatchObject({
		status: 'UNKNOWN',
		note: 'UNKNOWN 3s · checking',
	});
	expect(rows(make({}, working, { kind: 'cancel-requested' }))?.status).toBe('CANCELING');
	expect(rows(make({}, { ...working, filledSize: '0.5' }))).toMatchObject({ status: 'PARTIAL', note: 'fills pending' });
	expect(rows(make({}, { kind: 'rejected', code: '1', text: '' }, working))?.note).toBe('RESURRECTED');
	expect(rows({ ...make({}, working), external: true })?.note).toBe('external');
	const fromSignal = { ...make({}, working), role: 'entry', signalId: 'a1', signalSource: 'desk\u001b]0;x' } as const;
	expect(rows(fromSignal)?.note).toBe('signal desk␛]0;x · entry');
	expect(rows({ ...fromSignal, signalSource: undefined })?.note).toBe('signal · entry');
	expect(rows(make({ postOnly: true, timeInForce: 'GTT', cancelAfter: 9 }, working))?.kind).toBe('limit post GTT');
	expect(rows(make({ stop: { direction: 'loss', stopPrice: '90' } }, working))?.kind).toBe('limit stop ≤ 90');
	const stop = { direction: 'loss', stopPrice: '90', limitPrice: '88' } as const;
	const pair = {
		...make({ side: 'sell', price: '110', stop }, { ...working, stop: 'waiting' }),
		role: 'target',
	} as const;
	expect(rows(pair)).toMatchObject({ note: 'target', price: '110', stop: '90', target: undefined });
	expect(rows(applyEvidence(pair, { ...working, stop: 'triggered' }) as typeof pair)?.stop).toBeUndefined();
});

test('a working order of a bracket says where it gets out, until it has ended', () => {
	const { store, clock } = open();
	const bracketId = 'kc1TESTb';
	const entry = { ...make({ price: '100' }, working), role: 'entry', bracketId } as const;
	const target = { ...make({ side: 'sell', price: '110' }, working), role: 'target', bracketId } as const;
	const stop = {
		...make({ side: 'sell', price: undefined, type: 'market' }, working),
		role: 'stop',
		bracketId,
	} as const;
	const exitsNow = (order: Order) => {
		put(store, order);
		const row = selectOrders(store.state, symbol, at(clock)).orders.find(each => each.clientOid === order.clientOid);
		return [row?.stop, row?.target];
	};
	expect(exitsNow(entry)).toEqual([undefined, undefined]);
	store.apply(gate({ planned: [{ bracketId, stop: '95', target: '110' }] }));

	expect(exitsNow(entry)).toEqual(['95', '110']);
	// Its own price is the target.
	expect(exitsNow(target)).toEqual(['95', undefined]);
	expect(exitsNow(stop)).toEqual([undefined, undefined]);
	expect(exitsNow({ ...entry, bracketId: 'another' })).toEqual([undefined, undefined]);
	expect(exitsNow(applyEvidence(entry, { ...working, state: 'done', ending: 'canceled' }))).toEqual([
		undefined,
		undefined,
	]);
});

test('exits are said to be watched where they are: here, or by the kcmon that this one looks on at', () => {
	const { store, clock } = open();
	const held = [
		{ bracketId: 'b1', symbol, side: 'sell', stop: '95', size: '1', createdAt: clock.wallNow() },
	] as const satisfies GateEvent['held'];
	const target = { ...make({ side: 'sell', price: '110' }, working), role: 'target', bracketId: 'b1' } as const;
	put(store, target);
	const notes = () => selectOrders(store.state, symbol, at(clock)).orders.map(({ note }) => note);

	store.apply(gate({ heldExits: 1, held }));
	expect(notes()).toEqual(['watched here · dies with this process', 'target · dies with this process']);
	expect(selectOrders(store.state, symbol, at(clock)).isHeldElsewhere).toBe(false);

	store.apply(gate({ heldExits: 1, held, isHeldElsewhere: true }));
	expect(notes()).toEqual(['watched there · dies with its process', 'target · dies with its process']);
	expect(selectOrders(store.state, symbol, at(clock)).isHeldElsewhere).toBe(true);
});

test('an order that turns out to be ours has no row of its own any more', () => {
	const { store, clock } = open();
	const child = { ...working, orderId: 'child' } as const;
	put(store, { ...make({ side: 'sell' }, { ...child, state: 'done', filledSize: '1' }), external: true });
	put(store, { ...make({ side: 'sell' }, { ...child, orderId: 'web' }), external: true });
	const stop = make({ side: 'sell', stop: { direction: 'loss', stopPrice: '95' } });
	const triggered = { ...working, orderId: 'vs1', stop: 'triggered', triggeredOrderId: 'child' } as const;
	expect(selectOrders(store.state, symbol, at(clock)).orders).toHaveLength(2);

	put(store, applyEvidence(stop, triggered));

	expect(selectOrders(store.state, symbol, at(clock)).orders.map(row => [row.clientOid, row.external])).toEqual([
		[stop.clientOid, false],
		[expect.stringMatching(/./), true],
	]);
	expect(store.state.trading.finals).toBe(0);
});

test('fills are shown once with the fee that came later, and average what they cost', () => {
	const { store, clock } = open();
	const instrument = { symbol, priceIncrement: '0.1', baseIncrement: '0.1' } as Instrument;
	store.apply({ type: 'instruments', instruments: [instrument], receivedAt: 0 });
	let order = make({}, working, { kind: 'fill', fill: fillOf() });
	put(store, order);
	store.apply({ type: 'fill', fill: fillOf(), clientOid: order.clientOid, receivedAt: 0 });
	expect(selectOrders(store.state, symbol, at(clock)).fills).toEqual([expect.objectContaining({ fee: undefined })]);
	order = applyEvidence(order, { kind: 'fill', fill: fillOf({ fee: '0.04', feeCurrency: 'USDT' }) });
	order = applyEvidence(order, { kind: 'fill', fill: fillOf({ tradeId: 't2', price: '99.8', size: '0.2' }) });
	put(store, order);

	const view = selectOrders(store.state, symbol, at(clock));
	expect(view.fills).toEqual([expect.objectContaining({ price: '99.9', fee: '0.04', feeCurrency: 'USDT' })]);
	expect(view.orders[0]).toMatchObject({ filledSize: '0.6', averagePrice: '99.867', status: 'PARTIAL' });
});

test('an average has the digits of its own pair, watched or not, known or not', () => {
	const { store, clock } = open();
	const cheap = { symbol: 'SHIB-USDT', price: '0.00001234' };
	const averageOf = () => selectOrders(store.state, symbol, at(clock)).orders[0]?.averagePrice;
	put(store, make(cheap, working, { kind: 'fill', fill: fillOf(cheap) }));
	expect(averageOf()).toBe('0.00001234');

	const instrument = { symbol: 'SHIB-USDT', priceIncrement: '0.000000001' } as Instrument;
	store.apply({ type: 'instruments', instruments: [instrument], receivedAt: 0 });
	expect(averageOf()).toBe('0.00001234');
});

test('the ladder marks working size at its own price, and in groups on the side of the order', () => {
	const { store, clock } = open();
	put(store, make({ size: '1.5' }, { ...working, filledSize: '0.5' }));
	put(store, make({ size: '0.25' }, { ...working, orderId: 'v2' }));
	put(store, make({ side: 'sell', price: '100.2' }, { ...working, orderId: 'v3' }));
	put(store, make({ price: '100' }, working, canceled));
	put(store, { ...make({ price: '100' }, { ...working, orderId: 'v5' }), external: true });

	const marks = (groupTicks: number) =>
		selectLadder(store.state, symbol, { rows: 6, groupTicks, anchor: undefined }, at(clock))
			.rows.filter(row => row.ownBid !== undefined || row.ownAsk !== undefined)
			.map(row => [row.price, row.ownBid, row.ownAsk]);
	expect(marks(1)).toEqual([
		['100.2', undefined, '1'],
		['99.9', '1.25', undefined],
	]);
	expect(marks(5)).toEqual([
		['100.5', undefined, '1'],
		['99.5', '1.25', undefined],
	]);
});

test('the queue ahead begins with the level, shrinks by prints and with the level, and ends with our own fill', () => {
	const { store, clock } = open();
	const order = put(store, make({}, working));
	const ahead = () => selectOrders(store.state, symbol, at(clock)).orders[0]?.queueAhead;
	expect(ahead()).toBe('3.00');
	store.apply(trade('1', { side: 'sell', price: '99.9', size: '0.5' }));
	expect(ahead()).toBe('2.50');
	store.apply(trade('2', { side: 'buy', price: '99.9', size: '1' }));
	expect(ahead()).toBe('2.50');
	store.apply(delta(2, 2, [['99.9', '2', '2']], []));
	expect(ahead()).toBe('1.00');
	store.apply(delta(3, 3, [['99.9', '9', '3']], []));
	expect(ahead()).toBe('1.00');
	put(store, applyEvidence(order, { kind: 'fill', fill: fillOf() }));
	expect(Number(ahead())).toBe(0);
	put(store, applyEvidence(order, canceled));
	expect(ahead()).toBeUndefined();
	expect(store.state.trading.queues.size).toBe(0);
});

test('the tape shows which prints were ours, whichever of the two is told first', () => {
	const { store, clock } = open();
	store.apply(trade('t1', { time: 1000 }));
	store.apply(trade('t2', { time: 1000 }));
	store.apply(trade('t3', { time: 2000 }));
	const own = () =>
		selectTape(store.state, symbol, { rows: 9, minFunds: 0 }, at(clock)).rows.map(row => [row.time, row.own]);
	expect(own()).toEqual([
		[2000, false],
		[1000, false],
	]);
	store.apply({ type: 'fill', fill: fillOf({ tradeId: 't2' }), clientOid: 'x', receivedAt: 0 });
	store.apply({ type: 'fill', fill: fillOf({ tradeId: 't4' }), clientOid: 'x', receivedAt: 0 });
	store.apply(trade('t4', { time: 3000 }));
	expect(own()).toEqual([
		[3000, true],
		[2000, false],
		[1000, true],
	]);
});

test('balances show the focused pair first, then what is not zero', () => {
	const { store, clock } = open();
	expect(selectOrders(store.state, symbol, at(clock)).balances).toEqual([]);
	const balance = (currency: string, total: string) => ({ currency, available: total, hold: '0', total });
	store.apply({
		type: 'balances',
		complete: true,
		balances: [balance('XRP', '1'), balance('ETH', '0'), balance('USDT', '5'), balance('ADA', '2')],
		receivedAt: 0,
	});
	store.apply({ type: 'balances', complete: false, balances: [balance('USDT', '6')], receivedAt: 0 });

	expect(selectOrders(store.state, symbol, at(clock)).balances.map(row => [row.currency, row.total])).toEqual([
		['BTC', '0'],
		['USDT', '6'],
		['ADA', '2'],
		['XRP', '1'],
	]);
});

test('a profit from an average that goes on for ever is what the fills came to', () => {
	const { store, clock } = open();
	store.apply(ticker('1', { bestBid: '67453.1', bestAsk: '67453.2' }));
	// 0.01 at 67439.7 and 0.005 at 67454.2 with a fee of 0.1 %: 1012.679668 for 0.015.
	store.apply({
		type: 'position',
		symbol,
		size: '0.015',
		averageCost: '67511.9778666666666666666666666666666666666667',
		realized: '0',
		fees: '1.011668',
		session: { size: '0.015', cost: '1012.679668', realized: '0' },
		receivedAt: 0,
	});

	expect(selectOrders(store.state, symbol, at(clock))).toMatchObject({
		position: { unrealized: '-0.882418' },
		sessionProfit: '-0.882418',
	});
});

test('working orders of ours stand before newer ones of other programs', () => {
	const { store, clock } = open();
	const [older, newer] = [put(store, make({}, working)), put(store, make({}, { ...working, orderId: 'v2' }))];
	const others = ['web1', 'web2'].map(orderId => put(store, { ...make({}, { ...working, orderId }), external: true }));

	expect(selectOrders(store.state, symbol, at(clock)).orders.map(({ clientOid }) => clientOid)).toEqual(
		[newer, older, ...others.reverse()].map(({ clientOid }) => clientOid),
	);
});

test('fees in other currencies than the quote are told, and whether the profit holds them', () => {
	const { store, clock } = open();
	const [base] = symbol.split('-') as [string, string];
	store.apply({
		type: 'position',
		symbol,
		size: '1.998',
		averageCost: '100.1',
		realized: '0',
		fees: '0',
		otherFees: [
			{ currency: base, fee: '0.002' },
			{ currency: 'KCS', fee: '-0.000749565' },
		],
		receivedAt: 0,
	});

	expect(selectOrders(store.state, symbol, at(clock)).position?.otherFees).toEqual([
		{ currency: base, fee: '0.002', isInProfit: true },
		{ currency: 'KCS', fee: '-0.00074957', isInProfit: false },
	]);
});

test('profit is what the fills came to, valued at mid', () => {
	const { store, clock } = open();
	store.apply(ticker('1', { bestBid: '101', bestAsk: '103' }));
	store.apply({
		type: 'position',
		symbol,
		size: '2',
		averageCost: '100',
		realized: '7.5',
		fees: '0.3',
		session: { size: '1', cost: '100', realized: '-1' },
		receivedAt: 0,
	});

	const view = selectOrders(store.state, symbol, at(clock));
	expect(view.position).toMatchObject({ size: '2', averageCost: '100', realized: '7.5', unrealized: '4', fees: '0.3' });
	expect(view).toMatchObject({ sessionProfit: '1', isSessionOld: false });

	// What nobody can sell at now is not shown as if.
	clock.advance(10 * 60_000);
	const later = selectOrders(store.state, symbol, at(clock));
	expect(later.position?.unrealized).toBeUndefined();
	expect(later).toMatchObject({ sessionProfit: '1', isSessionOld: true });
});

test('the gate is shown where it matters, and a notice for ten seconds', () => {
	const { store, clock } = open();
	const run = { mode: 'LIVE', venue: 'KuCoin' } as const;
	expect(selectStatus(store.state, run, at(clock))).toMatchObject({ armed: 'DISARMED', trading: 'ACTIVE' });
	store.apply(gate({ trading: 'HALTED', armed: true, deadManAt: clock.wallNow() + 59_500, closedBecause: 'x' }));
	store.apply({ type: 'notice', level: 'danger', text: 'a\u001b[2Jb', receivedAt: 0 });

	expect(selectStatus(store.state, run, at(clock))).toMatchObject({
		armed: 'ARMED',
		trading: 'HALTED',
		banner: 'HALTED · ! and y lifts it',
		warning: { text: 'a␛[2Jb', at: clock.monoNow() },
	});
	expect(selectOrders(store.state, symbol, at(clock))).toMatchObject({
		trading: 'HALTED',
		armed: true,
		deadManInS: 60,
		closedBecause: 'x',
		notice: { level: 'danger', text: 'a␛[2Jb' },
	});
	store.apply(gate({ unknown: 2 }));
	expect(selectStatus(store.state, run, at(clock)).banner).toBe('2 orders UNKNOWN · checking');
	clock.advance(10_001);
	expect(selectOrders(store.state, symbol, at(clock)).notice).toBeUndefined();
	expect(selectStatus(store.state, run, at(clock)).warning).toBeUndefined();

	store.apply({ type: 'notice', level: 'info', text: 'all is well', receivedAt: 0 });
	expect(selectStatus(store.state, run, at(clock)).warning).toBeUndefined();
});

test('an account without a stream of its own is as live as the market that fills its orders', () => {
	const { store, clock } = open();
	const freshness = () => selectOrders(store.state, symbol, at(clock)).freshness.state;
	const socket = (state: 'live' | 'waiting', generation: number) =>
		store.apply({
			type: 'socket',
			socket: 'public-1',
			state,
			generation,
			attempt: 0,
			nextAttemptAt: undefined,
			reason: undefined,
			host: 'ws-api.kucoin.com',
			reconnects: 0,
			receivedAt: 0,
		});

	expect(freshness()).toBe('SYNC');
	store.apply(gate({}));
	expect(freshness()).not.toBe('LIVE');
	socket('live', 1);
	expect(freshness()).toBe('LIVE');
	socket('waiting', 2);
	expect(freshness()).not.toBe('LIVE');
});

test('the status counts orders of ours that are not final', () => {
	const { store, clock } = open();
	put(store, make({}));
	put(store, make({}, canceled));
	store.apply(gate({ unknown: 1 }));

	expect(selectStatus(store.state, { mode: 'DEMO', venue: 'x' }, at(clock))).toMatchObject({ working: 1, unknown: 1 });
});

test('no more than 500 final orders are kept, the newest', () => {
	const { store } = open();
	const made = Array.from({ length: 510 }, () => put(store, make({}, canceled)));

	expect(store.state.trading.orders.size).toBe(500);
	expect(store.state.trading.orders.has(made[9]!.clientOid)).toBe(false);
	expect(store.state.trading.orders.has(made[10]!.clientOid)).toBe(true);
});
