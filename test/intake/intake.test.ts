import { expect, test } from 'vitest';
import { createIntake } from '../../source/intake/intake.js';
import type { SignalEvent } from '../../source/model/signal-event.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

const wall = 1_767_614_400_000;

function build(known?: readonly string[]) {
	const events: SignalEvent[] = [];
	const intake = createIntake({
		clock: createVirtualClock({ wall }),
		publish: event => events.push(event),
		isTradable: symbol => known?.includes(symbol) ?? true,
	});
	const accept = (fields: object, source = 'desk') => {
		intake.accept(JSON.stringify({ ...basic, ...fields }), { source, verified: 'none' });
		return events.at(-1)!;
	};
	return { events, accept, intake };
}

const basic = { timestamp: wall - 250, symbol: 'BTC-USDT', signal_type: 'momentum_up', confidence: 0.5 };

test('adds when it came, how late it was and how it was proved', () => {
	const { accept } = build();

	const event = accept({ id: 'a' });

	expect(event).toMatchObject({
		type: 'signal',
		receivedAt: wall,
		signal: { id: 'a', source: 'desk', lagMs: 250, verified: 'none', receivedAt: wall, duplicateOf: undefined },
	});
});

test('marks an id seen before as a duplicate, within its source', () => {
	const { accept } = build();

	accept({ id: 'a' });

	expect(accept({ id: 'a', confidence: 0.9 })).toMatchObject({ signal: { duplicateOf: 'a' } });
	expect(accept({ id: 'a' }, 'other')).toMatchObject({ signal: { duplicateOf: undefined } });
});

test('gives an event without an id the digest of its other fields', () => {
	const { accept, events } = build();

	accept({ features: { a: 1, b: 2 } });
	accept({ features: { b: 2, a: 1 } });
	accept({ features: { a: 1, b: 3 } });

	const ids = events.map(event => (event.type === 'signal' ? event.signal.id : ''));
	const repeats = events.map(event => (event.type === 'signal' ? event.signal.duplicateOf : ''));
	expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
	expect(repeats).toEqual([undefined, ids[0], undefined]);
});

test('quarantines a pair that does not trade, once the pairs are known', () => {
	const { accept } = build(['ETH-USDT']);

	expect(accept({})).toEqual({
		type: 'signal-quarantined',
		source: 'desk',
		field: 'symbol',
		problem: 'is not a pair that trades here, was "BTC-USDT"',
		receivedAt: wall,
	});
	expect(accept({ symbol: 'ETH-USDT' })).toMatchObject({ type: 'signal' });
	expect(build().accept({})).toMatchObject({ type: 'signal' });
});

test('knows a pair that does not trade as a repeat when it comes again', () => {
	const { accept } = build([]);

	expect(accept({ id: 'a' })).toMatchObject({ type: 'signal-quarantined' });
	expect(accept({ id: 'a' })).toMatchObject({ type: 'signal-quarantined' });
});

test('an event that comes before the list of pairs is told when the list is there, as known or unknown, in order', () => {
	const events: SignalEvent[] = [];
	const clock = createVirtualClock({ wall });
	let areKnown = false;
	let tell = (): void => {};
	const intake = createIntake({
		clock,
		publish: event => events.push(event),
		isTradable: symbol => symbol === 'BTC-USDT',
		pairs: {
			areKnown: () => areKnown,
			whenKnown: run => {
				tell = run;
			},
		},
	});
	const accept = (id: string, symbol: string) =>
		intake.accept(JSON.stringify({ ...basic, id, symbol }), { source: 'desk', verified: 'none' });

	expect(accept('a', 'NOPE-USDT')).toEqual({ kind: 'taken' });
	expect(accept('b', 'BTC-USDT')).toEqual({ kind: 'taken' });
	expect(accept('b', 'BTC-USDT')).toEqual({ kind: 'duplicate' });
	expect(events).toEqual([]);
	expect(intake.isWaiting()).toBe(true);
	clock.advanceSync(700);
	areKnown = true;
	tell();

	expect(events).toMatchObject([
		{ type: 'signal-quarantined', field: 'symbol' },
		{ type: 'signal', receivedAt: wall, signal: { id: 'b', lagMs: 250, duplicateOf: undefined } },
		{ type: 'signal', signal: { id: 'b', duplicateOf: 'b' } },
	]);
	accept('c', 'BTC-USDT');
	expect(events.at(-1)).toMatchObject({ signal: { id: 'c', receivedAt: wall + 700 } });
});

test('while the list of pairs does not come, a thousand events are kept and more are refused', () => {
	const intake = createIntake({
		clock: createVirtualClock({ wall }),
		publish: () => {},
		isTradable: () => true,
		pairs: { areKnown: () => false, whenKnown: () => {} },
	});
	const kinds = Array.from(
		{ length: 1001 },
		(_, index) =>
			intake.accept(JSON.stringify({ ...basic, id: `${index}` }), { source: 'desk', verified: 'none' }).kind,
	);

	expect(kinds.indexOf('refused')).toBe(1000);
});

test('the same again is a repeat where its time is only that of its receipt', () => {
	const events: SignalEvent[] = [];
	const clock = createVirtualClock({ wall });
	const intake = createIntake({
		clock,
		publish: event => events.push(event),
		isTradable: () => true,
		mapOf: () => ({
			fields: {
				timestamp: { as: 'received' },
				symbol: { path: 'ticker' },
				signal_type: { value: 'alert' },
				confidence: { value: 0.5 },
				entry_low: { path: 'price' },
			},
		}),
	});
	const post = (price: string) =>
		intake.accept(JSON.stringify({ ticker: 'BTC-USDT', price }), { source: 'desk', verified: 'hmac' }).kind;

	expect(post('100')).toBe('taken');
	clock.advanceSync(60_000);
	expect([post('100'), post('101')]).toEqual(['duplicate', 'taken']);
	expect(events).toMatchObject([
		{ signal: { timestamp: wall, duplicateOf: undefined } },
		{ signal: { timestamp: wall + 60_000, duplicateOf: expect.any(String) } },
		{ signal: { duplicateOf: undefined } },
	]);
});
