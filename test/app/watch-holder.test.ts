import { expect, test } from 'vitest';
import type { ControlReply, ControlRequest, askHolder as realAsk } from '../../source/app/control-channel.js';
import { imageOf } from '../../source/app/desk-image.js';
import type { Mode } from '../../source/app/options.js';
import { watchHolder } from '../../source/app/watch-holder.js';
import type { ClientOid, Fill } from '../../source/model/order.js';
import { selectOrders } from '../../source/store/selectors/orders.js';
import { selectStatus } from '../../source/store/selectors/status.js';
import { createStore } from '../../source/store/store.js';
import { applyEvidence, createOrder, type Order } from '../../source/trading/order-state.js';
import type { GateEvent } from '../../source/trading/trading-event.js';
import { createManualClock } from '../store/manual-clock.js';

const symbol = 'BTC-USDT';

const order = (name: string): Order =>
	createOrder(
		{
			clientOid: name as ClientOid,
			symbol,
			side: 'buy',
			type: 'limit',
			price: '99.9',
			size: '1',
			funds: undefined,
			timeInForce: 'GTC',
			cancelAfter: undefined,
			postOnly: true,
			hidden: false,
			iceberg: false,
			visibleSize: undefined,
			stop: undefined,
		},
		{ createdAt: 1_700_000_000_000, role: 'plain', bracketId: undefined, signalId: undefined },
	);

const fill: Fill = {
	symbol,
	orderId: 'A1',
	tradeId: '11067996711960577',
	side: 'buy',
	price: '99.9',
	size: '0.4',
	liquidity: 'maker',
	fee: '0.0399',
	feeCurrency: 'USDT',
	time: 1_700_000_000_100,
};

const gate: GateEvent = {
	type: 'gate',
	trading: 'ACTIVE',
	armed: undefined,
	closedBecause: undefined,
	unknown: 0,
	deadManAt: undefined,
	heldExits: 0,
	held: [],
	receivedAt: 0,
};

/** A store that trades and one that looks, with what passes between them as text. */
function setUp(mode: Mode = 'paper') {
	const clock = createManualClock();
	const holder = createStore(clock, [symbol]);
	const viewer = createStore(clock, [symbol]);
	const asked: ControlRequest[] = [];
	let answer: ControlReply | undefined;
	const ask: typeof realAsk = async (_folder, request) => {
		asked.push(request);
		if (answer !== undefined) {
			return answer;
		}

		const result =
			request.ask === 'hello'
				? { pid: 4711, mode: 'paper', venue: 'KuCoin', account: 'paper' }
				: imageOf(holder.state, request.ask === 'image' ? request.since : -1, clock.monoNow());
		return { kind: 'answer', result: JSON.parse(JSON.stringify(result)) };
	};
	const stop = watchHolder({ clock, ask, publish: event => viewer.apply(event) }, { folder: '/nowhere', mode });
	const look = async (): Promise<void> => {
		clock.advance(500);
		// What was asked is answered in turns of the microtask queue.
		await new Promise(done => setImmediate(done));
	};

	return {
		holder,
		asked,
		stop,
		look,
		reply: (next: ControlReply | undefined) => {
			answer = next;
		},
		view: () => selectOrders(viewer.state, symbol, { wall: clock.wallNow(), mono: clock.monoNow() }),
		banner: () =>
			selectStatus(
				viewer.state,
				{ mode: 'PAPER', venue: 'KuCoin', viewerOf: 4711 },
				{ wall: clock.wallNow(), mono: clock.monoNow() },
			).banner,
	};
}

test('a viewer shows the orders, fills, balances and gate of who trades, each fill once', async () => {
	const { holder, view, look } = setUp();
	let mine = applyEvidence(applyEvidence(order('kc1a'), { kind: 'sent' }), { kind: 'accepted', orderId: 'A1' });
	holder.apply({ type: 'order', order: mine, receivedAt: 0 });
	holder.apply({
		type: 'balances',
		balances: [{ currency: 'USDT', available: '900.1', hold: '99.9', total: '1000' }],
		complete: true,
		receivedAt: 0,
	});
	holder.apply(gate);
	await look();

	expect(view()).toMatchObject({ openCount: 1, trading: 'ACTIVE', closedBecause: 'another kcmon trades here' });
	expect(view().orders).toMatchObject([{ clientOid: 'kc1a', status: 'WORKING', kind: 'limit post', price: '99.9' }]);
	expect(view().balances).toContainEqual({ currency: 'USDT', available: '900.1', hold: '99.9', total: '1000' });

	mine = applyEvidence(mine, { kind: 'fill', fill });
	holder.apply({ type: 'order', order: mine, receivedAt: 1 });
	holder.apply({ type: 'fill', fill, clientOid: 'kc1a', receivedAt: 1 });
	holder.apply({ ...gate, trading: 'HALTED' });
	await look();
	await look();

	expect(view().orders).toMatchObject([{ status: 'PARTIAL', filledSize: '0.4', averagePrice: '99.9' }]);
	expect(view().fills).toMatchObject([{ price: '99.9', size: '0.4', fee: '0.0399' }]);
	expect(view().trading).toBe('HALTED');
	expect(view().freshness.state).not.toBe('STALE');
});

test('a viewer says what the account of who trades lacks, whose stream it does not have itself', async () => {
	const { holder, view, look } = setUp();
	holder.apply({ ...gate, behind: { state: 'STALE', note: 'private stream down · polling' } });
	await look();

	expect(view().freshness).toMatchObject({ state: 'STALE', note: 'private stream down · polling' });
	holder.apply(gate);
	await look();
	expect(view().freshness.note).toBe('');
});

test('only what changed is asked for again', async () => {
	const { asked, look } = setUp();
	await look();
	await look();

	const images = asked.filter(({ ask }) => ask === 'image').map(request => 'since' in request && request.since);
	expect(images[0]).toBe(0);
	expect(images.at(-1)).toBeGreaterThan(0);
	expect(asked.filter(({ ask }) => ask === 'hello')).toHaveLength(1);
});

test.each<[ControlReply, RegExp]>([
	[{ kind: 'silent' }, /does not answer/],
	[{ kind: 'nobody' }, /nobody trades here/],
	[{ kind: 'refused', problem: 'no' }, /could not tell: no/],
])('who trades and answers %o leaves what was known, marked STALE', async (answer, words) => {
	const { holder, view, banner, look, reply } = setUp();
	holder.apply({ type: 'order', order: applyEvidence(order('kc1a'), { kind: 'sent' }), receivedAt: 0 });
	await look();
	expect(banner()).toBeUndefined();
	reply(answer);
	await look();

	expect(view().freshness).toMatchObject({ state: 'STALE', note: expect.stringMatching(words) });
	expect(view().closedBecause).toMatch(words);
	expect(view().orders).toHaveLength(1);
	expect(banner()).toMatch(words);

	reply(undefined);
	await look();
	await look();
	expect(view().freshness.state).not.toBe('STALE');
	expect(banner()).toBeUndefined();
});

test('orders of another mode or another version are not shown as if they were of this one', async () => {
	const other = setUp('live');
	other.holder.apply({ type: 'order', order: order('kc1a'), receivedAt: 0 });
	await other.look();
	expect(other.view().orders).toEqual([]);
	expect(other.view().freshness.note).toMatch(/pid 4711 trades in paper mode: --paper shows its orders/);

	const old = setUp();
	await old.look();
	old.reply({ kind: 'answer', result: { version: '0.0.0', until: 1, orders: [order('kc1a')], fills: [] } });
	await old.look();
	expect(old.view().orders).toEqual([]);
	expect(old.view().freshness.note).toMatch(/another version/);
});

test('asks no more after it was stopped', async () => {
	const { asked, look, stop } = setUp();
	await look();
	stop();
	const before = asked.length;
	await look();

	expect(asked).toHaveLength(before);
});
