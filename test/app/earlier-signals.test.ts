import { expect, test } from 'vitest';
import { readEarlierSignals } from '../../source/app/earlier-signals.js';
import { encodeSignal } from '../../source/app/events-json.js';
import type { Signal } from '../../source/model/signal-event.js';
import { selectSignals } from '../../source/store/selectors/signals.js';
import { createStore } from '../../source/store/store.js';
import { refusalOfSignal } from '../../source/ui/ticket/signal-ticket.js';
import { createManualClock } from '../store/manual-clock.js';

const signal = (id: string, rest: Partial<Signal> = {}): Signal => ({
	timestamp: 1_700_000_000_000,
	symbol: 'BTC-USDT',
	signalType: 'long_breakout',
	confidence: 0.8,
	id,
	source: 'desk',
	side: 'buy',
	entryLow: '66999',
	entryHigh: '67001',
	stop: '66500',
	targets: ['68000'],
	ttlMs: undefined,
	horizon: undefined,
	reason: 'range broken',
	features: undefined,
	schemaVersion: undefined,
	receivedAt: 1_700_000_000_240,
	lagMs: 240,
	verified: 'hmac',
	duplicateOf: undefined,
	...rest,
});
const line = (one: Signal): string => encodeSignal({ type: 'signal', signal: one, receivedAt: one.receivedAt });
const read = (text: string) => readEarlierSignals({ read: () => text }, '/data');

test('signals of the log come back as they were, without repeats, quarantined and torn lines', () => {
	const quarantined = encodeSignal({
		type: 'signal-quarantined',
		source: 'desk',
		field: 'x',
		problem: 'y',
		receivedAt: 1,
	});
	const text = [
		line(signal('a')),
		quarantined,
		line(signal('b', { duplicateOf: 'a' })),
		line(signal('c')),
		'{"type":"sig',
	].join('');

	expect(read(text).map(({ signal: { id } }) => id)).toEqual(['a', 'c']);
	expect(read(text)[0]?.signal).toEqual(signal('a', { schemaVersion: read(text)[0]?.signal.schemaVersion }));
});

test('the newest fifty are shown, and a log that cannot be read is empty', () => {
	const text = Array.from({ length: 60 }, (_, index) => line(signal(String(index)))).join('');

	expect(
		read(text)
			.map(({ signal: { id } }) => id)
			.slice(0, 1),
	).toEqual(['10']);
	const broken = {
		read: () => {
			throw new Error('EACCES');
		},
	};
	expect(readEarlierSignals(broken, '/data')).toEqual([]);
});

test('they are shown as earlier, count nowhere, and cannot become an order', () => {
	const clock = createManualClock(1_700_000_005_000);
	const store = createStore(clock, ['BTC-USDT']);
	store.restoreSignals(read(line(signal('a'))));
	const at = { wall: clock.wallNow(), mono: 0 };

	const view = selectSignals(store.state, { rows: 5 }, at);
	expect(view).toMatchObject({ received: 0, rows: [{ id: 'a', stage: 'expired', state: 'earlier', ageMs: 5000 }] });
	expect(refusalOfSignal(view.rows[0]!, { requireVerified: true, riskPercent: '1' })).toContain('has expired');

	store.apply({ type: 'signal', signal: signal('a'), receivedAt: 0 });
	store.restoreSignals(read(line(signal('z'))));
	expect(selectSignals(store.state, { rows: 5 }, at).rows.map(({ state }) => state)).toEqual(['new', 'earlier']);
});
