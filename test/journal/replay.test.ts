import fc from 'fast-check';
import { expect, test } from 'vitest';
import { record, recordEvidence, recordIntent } from '../../source/journal/entry.js';
import type { Journal, JournalEntry } from '../../source/journal/journal.js';
import { readEvidence, readIntent } from '../../source/journal/read-entry.js';
import { replayEntries } from '../../source/journal/replay.js';
import type { ClientOid, Fill, OrderRequest } from '../../source/model/order.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';
import { createVirtualDisk } from '../../source/simulator/virtual/disk.js';
import { type Evidence, filledSizeOf, statusOf } from '../../source/trading/order-state.js';
import { openJournal } from './open.js';

const request = (clientOid: string, changes: Partial<OrderRequest> = {}): OrderRequest => ({
	clientOid: clientOid as ClientOid,
	symbol: 'BTC-USDT',
	side: 'buy',
	type: 'limit',
	price: '50000',
	size: '0.01',
	funds: undefined,
	timeInForce: 'GTC',
	cancelAfter: undefined,
	postOnly: false,
	hidden: false,
	iceberg: false,
	visibleSize: undefined,
	stop: undefined,
	...changes,
});

const fill = (tradeId: string, changes: Partial<Fill> = {}): Fill => ({
	symbol: 'BTC-USDT',
	orderId: 'v-1',
	tradeId,
	side: 'buy',
	price: '50000',
	size: '0.004',
	liquidity: 'maker',
	fee: undefined,
	feeCurrency: undefined,
	time: 1000,
	...changes,
});

function setUp() {
	const files = createVirtualDisk();
	const clock = createVirtualClock();
	const journal = openJournal(files, { clock });
	const intend = (clientOid: string, changes: Partial<OrderRequest> = {}, notional = '500') =>
		recordIntent(journal, 'key b', request(clientOid, changes), {
			role: 'plain',
			bracketId: undefined,
			signalId: undefined,
			sentAt: clock.wallNow(),
			notional,
		});
	const learn = (clientOid: string, ...evidences: readonly Evidence[]) => {
		for (const evidence of evidences) {
			recordEvidence(journal, 'venue', { client_oid: clientOid, symbol: 'BTC-USDT' }, evidence);
		}
	};

	return { clock, journal, intend, learn, replay: () => reopen(journal, files, clock) };
}

function reopen(journal: Journal, files: ReturnType<typeof createVirtualDisk>, clock: VirtualClock) {
	journal.close();
	return replayEntries(openJournal(files, { clock }).recovered(), clock.wallNow());
}

test('an order whose sending was under way is UNKNOWN, with or without its sent line', () => {
	const { intend, learn, replay } = setUp();
	intend('kc1-a');
	intend('kc1-b');
	learn('kc1-b', { kind: 'sent' });

	const { orders, interrupted } = replay();

	expect(interrupted).toEqual(['kc1-a', 'kc1-b']);
	expect([...orders.values()].map(statusOf)).toEqual(['UNKNOWN', 'UNKNOWN']);
	expect(orders.get('kc1-b')).toMatchObject({ sent: true, unknown: 'kcmon ended before the answer' });
});

test.each<[string, readonly Evidence[], string]>([
	['accepted', [{ kind: 'accepted', orderId: 'v-1' }], 'WORKING'],
	['rejected', [{ kind: 'rejected', code: '200004', text: 'Balance insufficient' }], 'REJECTED'],
	['not sent', [{ kind: 'not-sent', reason: 'refused' }], 'NOT SENT'],
	['unknown', [{ kind: 'unknown', reason: 'timeout' }], 'UNKNOWN'],
	['not placed', [{ kind: 'unknown', reason: 'timeout' }, { kind: 'not-placed' }], 'NOT PLACED'],
	[
		'partly filled',
		[
			{ kind: 'accepted', orderId: 'v-1' },
			{ kind: 'fill', fill: fill('1') },
		],
		'PARTIAL',
	],
	[
		'canceled',
		[{ kind: 'venue', orderId: 'v-1', state: 'done', filledSize: '0', canceledSize: '0.01', ending: 'canceled' }],
		'CANCELED',
	],
])('brings an order back that was %s', (_name, evidences, status) => {
	const { intend, learn, replay } = setUp();
	intend('kc1-a');
	learn('kc1-a', { kind: 'sent' }, ...evidences);

	const { orders, interrupted } = replay();

	expect(statusOf(orders.get('kc1-a')!)).toBe(status);
	expect(interrupted).toEqual([]);
});

test('brings back every field of a request and why it was made', () => {
	const { journal, replay } = setUp();
	const full = request('kc1-a', {
		side: 'sell',
		timeInForce: 'GTT',
		cancelAfter: 60,
		postOnly: true,
		iceberg: true,
		visibleSize: '0.001',
		stop: { direction: 'loss', stopPrice: '49000' },
	});
	recordIntent(journal, 'signal', full, {
		role: 'stop',
		bracketId: 'b-1',
		signalId: 's-1',
		sentAt: 1_767_614_399_000,
		notional: '500',
	});

	const order = replay().orders.get('kc1-a');

	expect(order).toMatchObject({ request: full, role: 'stop', bracketId: 'b-1', signalId: 's-1' });
	expect(order?.createdAt).toBe(1_767_614_399_000);
});

test('an intent that was denied after it was written never left', () => {
	const { journal, intend, replay } = setUp();
	intend('kc1-a');
	const denied = { code: 'JOURNAL_BROKEN', field: 'order', context: {} } as const;
	record(journal, 'denied', 'order', { client_oid: 'kc1-a', symbol: 'BTC-USDT', ...denied });
	record(journal, 'denied', 'order', { symbol: 'BTC-USDT', ...denied });
	record(journal, 'denied', 'order', { client_oid: 'kc1-never', ...denied });

	const { orders, interrupted, strays, unreadable } = replay();

	expect(statusOf(orders.get('kc1-a')!)).toBe('NOT SENT');
	expect({ interrupted, strays: strays.size, unreadable }).toEqual({ interrupted: [], strays: 0, unreadable: 0 });
});

test('gives every fill once, with its fee, in the order of venue time', () => {
	const { intend, learn, replay } = setUp();
	intend('kc1-a');
	learn(
		'kc1-a',
		{ kind: 'fill', fill: fill('2', { time: 2000 }) },
		{ kind: 'fill', fill: fill('1', { time: 1000 }) },
		{ kind: 'fill', fill: fill('2', { time: 2000, fee: '0.2', feeCurrency: 'USDT' }) },
		{ kind: 'fill', fill: fill('2', { time: 2000 }) },
	);

	const { fills, orders } = replay();

	expect(fills).toEqual([
		{ clientOid: 'kc1-a', fill: fill('1', { time: 1000 }) },
		{ clientOid: 'kc1-a', fill: fill('2', { time: 2000, fee: '0.2', feeCurrency: 'USDT' }) },
	]);
	expect(filledSizeOf(orders.get('kc1-a')!)).toBe('0.008');
});

test('keeps evidence of orders that have no intent here', () => {
	const { learn, replay } = setUp();
	learn('kc1-adopted', { kind: 'accepted', orderId: 'v-9' }, { kind: 'fill', fill: fill('7', { fee: '0.1' }) });

	const { orders, strays, fills } = replay();

	expect(orders.size).toBe(0);
	expect(strays.get('kc1-adopted')?.map(({ kind }) => kind)).toEqual(['accepted', 'fill']);
	expect(fills.map(({ fill: { tradeId } }) => tradeId)).toEqual(['7']);
});

test('takes evidence that was written before its intent', () => {
	const { intend, learn, replay } = setUp();
	learn('kc1-a', { kind: 'accepted', orderId: 'v-1' });
	intend('kc1-a');

	const { orders, strays } = replay();

	expect(statusOf(orders.get('kc1-a')!)).toBe('WORKING');
	expect(strays.size).toBe(0);
});

test.each<[string, (journal: Journal) => void, string]>([
	['nothing', () => {}, 'ACTIVE'],
	['a kill', journal => record(journal, 'kill', 'key !', { scope: 'mine' }), 'HALTED'],
	[
		'a kill that was lifted',
		journal => {
			record(journal, 'kill', 'key !', { scope: 'mine' });
			record(journal, 'risk', 'key !', { state: 'ACTIVE' });
		},
		'ACTIVE',
	],
	['a balance that did not match', journal => record(journal, 'risk', 'recon', { state: 'REDUCING' }), 'REDUCING'],
	['a state of another version', journal => journal.append('risk', 'x', { state: 'PAUSED' }), 'HALTED'],
])('starts after %s as it was', (_name, act, state) => {
	const { journal, replay } = setUp();
	act(journal);

	expect(replay().trading).toBe(state);
});

test('counts the funds of the day and the orders of the last minute', async () => {
	const { clock, intend, learn, replay } = setUp();
	// The clock starts at noon UTC.
	intend('kc1-yesterday', {}, '1000');
	await clock.advance(12 * 3_600_000);
	intend('kc1-midnight', {}, '100.5');
	learn('kc1-midnight', { kind: 'rejected', code: '200004', text: '' });
	intend('kc1-early', {}, '0.1');
	await clock.advance(60_000);
	intend('kc1-now', {}, '0.2');
	await clock.advance(1);

	const { dayFunds, intentTimes } = replay();

	expect(dayFunds).toBe('0.3');
	expect(intentTimes).toEqual([clock.wallNow() - 1]);
});

test('brings back brackets that are not done, as they were last', () => {
	const { journal, replay } = setUp();
	const step = (id: string, state: string, done: boolean) =>
		record(journal, 'bracket', 'bracket', { bracket_id: id, symbol: 'BTC-USDT', done, state: { at: state } });
	step('b-1', 'entry', false);
	step('b-2', 'entry', false);
	step('b-1', 'exits', false);
	step('b-2', 'closed', true);

	const { brackets } = replay();

	expect([...brackets]).toEqual([
		['b-1', { bracket_id: 'b-1', symbol: 'BTC-USDT', done: false, state: { at: 'exits' } }],
	]);
});

test('remembers the signals acted on, counts those of the day, and until when the venue was compared', async () => {
	const { clock, journal, replay } = setUp();
	record(journal, 'signal', 'auto', { signal_id: 'old', source: 'desk', auto: true, funds: '70' });
	await clock.advance(7 * 86_400_000);
	record(journal, 'signal', 'auto', { signal_id: 'new', source: 'desk', auto: true, funds: '50.5' });
	record(journal, 'signal', 'auto', { signal_id: 'new', source: 'other', auto: true, funds: '1' });
	record(journal, 'recon', 'start', { complete: true, since: 500 });
	record(journal, 'recon', 'minute', { complete: false, since: 900 });
	await clock.advance(1);

	const { signals, autoToday, comparedUntil } = replay();

	expect([...signals.keys()]).toEqual(['desk\nold', 'desk\nnew', 'other\nnew']);
	expect(autoToday).toEqual({ orders: 2, funds: '51.5' });
	expect(comparedUntil).toBe(500);
});

test('forgets orders that ended long ago, not what is open or incomplete, and no fill', async () => {
	const { clock, intend, learn, replay } = setUp();
	const done = { kind: 'venue', orderId: 'v-1', state: 'done', canceledSize: '0' } as const;
	const final = { fee: '0.01', feeCurrency: 'USDT', size: '0.01' };
	for (const name of ['kc1-complete', 'kc1-no-fee', 'kc1-no-fill', 'kc1-open']) {
		intend(name);
	}

	learn('kc1-complete', { kind: 'fill', fill: fill('1', final) }, { ...done, filledSize: '0.01', ending: 'filled' });
	learn('kc1-no-fee', { kind: 'fill', fill: fill('2', { size: '0.01' }) });
	learn('kc1-no-fill', { ...done, filledSize: '0.01', ending: 'filled' });
	learn('kc1-open', { kind: 'accepted', orderId: 'v-4' });
	await clock.advance(3 * 86_400_000);

	const { orders, fills } = replay();

	expect([...orders.keys()]).toEqual(['kc1-no-fee', 'kc1-no-fill', 'kc1-open']);
	expect(fills).toHaveLength(2);
});

test('counts lines that it cannot understand, and goes on', () => {
	const { journal, intend, replay } = setUp();
	journal.append('intent', 'x', { client_oid: 'kc1-bad', symbol: 'BTC-USDT' });
	journal.append('intent', 'x', {
		...{ client_oid: 'kc1-e', symbol: 'B-U', side: 'buy', type: 'limit' },
		price: '1e5',
	});
	journal.append('fill', 'x', { client_oid: 'kc1-a', price: 'NaN' });
	journal.append('event', 'x', {});
	journal.append('bracket', 'x', { bracket_id: 5 });
	journal.append('signal', 'x', {});
	intend('kc1-a');

	const { orders, unreadable } = replay();

	expect([...orders.keys()]).toEqual(['kc1-a']);
	expect(unreadable).toBe(4);
});

const amount = fc
	.bigInt({ min: 1n, max: 10n ** 12n })
	.map(value => `${value / 100_000_000n}.${(value % 100_000_000n).toString().padStart(8, '0')}`);
const id = fc.string({ minLength: 1, maxLength: 24 });
const evidence: fc.Arbitrary<Evidence> = fc.oneof(
	fc.constantFrom<Evidence>(
		{ kind: 'sent' },
		{ kind: 'not-placed' },
		{ kind: 'given-up' },
		{ kind: 'cancel-requested' },
	),
	id.map<Evidence>(orderId => ({ kind: 'accepted', orderId })),
	fc.tuple(id, id).map<Evidence>(([code, text]) => ({ kind: 'rejected', code, text })),
	id.map<Evidence>(reason => ({ kind: 'not-sent', reason })),
	id.map<Evidence>(reason => ({ kind: 'unknown', reason })),
	fc.tuple(id, amount, amount, fc.constantFrom('received', 'open', 'done' as const)).map<Evidence>(
		([orderId, filledSize, canceledSize, state]) =>
			({
				...{ kind: 'venue', orderId, filledSize, canceledSize },
				...(state === 'done'
					? { state, ending: 'filled', triggeredOrderId: orderId, isGuess: true }
					: { state: state as 'open' }),
			}) as Evidence,
	),
	fc
		.tuple(id, id, amount, amount, fc.option(amount, { nil: undefined }))
		.map<Evidence>(([orderId, tradeId, price, size, fee]) => ({
			kind: 'fill',
			fill: fill(tradeId, { orderId, price, size, fee, feeCurrency: fee === undefined ? undefined : 'USDT' }),
		})),
);

test('reads every evidence back as it was written', () => {
	fc.assert(
		fc.property(evidence, given => {
			const entries: JournalEntry[] = [];
			const journal: Pick<Journal, 'append'> = {
				append: (kind, why, body) => entries.push({ seq: 1, t: 1, mono: 1, boot: 'b', kind, why, body }),
			};
			recordEvidence(journal, 'venue', { client_oid: 'kc1-a', symbol: 'BTC-USDT' }, given);

			const [written] = JSON.parse(JSON.stringify(entries)) as JournalEntry[];

			expect(readEvidence(written!)).toEqual({ clientOid: 'kc1-a', symbol: 'BTC-USDT', evidence: given });
		}),
		{ seed: 11, numRuns: 500 },
	);
});

test('a line of another kind is no evidence and no intent', () => {
	const entry = { seq: 1, t: 1, mono: 1, boot: 'b', why: '', kind: 'gate', body: { client_oid: 'kc1-a' } } as const;

	expect(readEvidence(entry)).toBeUndefined();
	expect(readIntent({ ...entry, kind: 'intent' })).toBeUndefined();
	expect(readEvidence({ ...entry, kind: 'resolved', body: { client_oid: 'a', outcome: 'found' } })).toBeUndefined();
});
