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
		isTradable: symbol => known?.includes(symbol),
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
