import { expect, test } from 'vitest';
import { createWorld, draft, start, statusOfOrder } from './trading-world.js';

const fromSignal = (
	terms: Partial<NonNullable<NonNullable<Parameters<typeof draft>[0]>['signal']>['terms'] & object>,
) =>
	draft({
		signalId: 'a1',
		signal: { source: 'voiceofchain', terms: { verified: 'hmac', expiresAt: undefined, ...terms } },
		exits: { stop: '95', target: '110' },
		why: 'signal voiceofchain',
	});

test('an expired signal is denied in the review and when it is sent, by venue time', async () => {
	const world = createWorld();
	await start(world);
	const order = fromSignal({ expiresAt: world.clock.wallNow() + 5000 });
	expect(world.trading.preview(order).denied).toBeUndefined();

	await world.clock.advance(5001);
	world.quote();

	expect(world.trading.preview(order).denied).toMatchObject({ code: 'SIGNAL_EXPIRED' });
	expect(world.trading.submit(order)).toMatchObject({
		code: 'SIGNAL_EXPIRED',
		context: { source: 'voiceofchain', signal: 'a1', ago: '0.0s' },
	});
	expect(world.journal.entries.some(({ kind }) => kind === 'intent')).toBe(false);
});

test('the clock of the venue decides, not that of this machine', async () => {
	const world = createWorld();
	await start(world);
	world.store.apply({ type: 'clock', offsetMs: 60_000, rttMs: 1, receivedAt: 0 });

	expect(world.trading.submit(fromSignal({ expiresAt: world.clock.wallNow() + 5000 }))).toMatchObject({
		code: 'SIGNAL_EXPIRED',
	});
});

test('a source that proves nothing of itself arms no order, unless the settings say so', async () => {
	const strict = createWorld();
	const lenient = createWorld({ options: { requireVerified: false } });
	await start(strict);
	await start(lenient);

	expect(strict.trading.submit(fromSignal({ verified: 'none' }))).toMatchObject({ code: 'SIGNAL_UNVERIFIED' });
	expect(lenient.trading.submit(fromSignal({ verified: 'none' }))).toMatchObject({ kind: 'submitted' });
});

test('the journal names the signal of an entry and of its exits, and so does the screen after a restart', async () => {
	const world = createWorld();
	await start(world);
	const report = world.trading.submit(fromSignal({ verified: 'secret' }));
	await world.clock.advance(100);
	const entry = report.kind === 'submitted' ? report.clientOid : '';
	world.venue.fill(world.venue.of(entry)!.orderId, '1', '99');
	await world.clock.advance(3000);

	const intents = world.journal.entries.filter(({ kind }) => kind === 'intent').map(({ body }) => body);
	expect(intents).toMatchObject([
		{ role: 'entry', signal_id: 'a1', signal_source: 'voiceofchain' },
		{ role: 'target', signal_id: 'a1', signal_source: 'voiceofchain' },
	]);
	expect(world.store.state.signals.taken.get('voiceofchain\na1')).toEqual(new Set([entry]));

	world.crash();
	const next = createWorld({ clock: world.clock, venue: world.venue, journal: world.journal, seed: 2 });
	await start(next);
	expect(statusOfOrder(next, entry)).toBe('FILLED');
	expect(next.store.state.signals.taken.get('voiceofchain\na1')).toEqual(new Set([entry]));
});

test('what the venue refused was not taken', async () => {
	const world = createWorld();
	await start(world);
	world.venue.script = 'reject';

	const report = world.trading.submit(fromSignal({}));
	await world.clock.advance(100);

	expect(statusOfOrder(world, report.kind === 'submitted' ? report.clientOid : '')).toBe('REJECTED');
	expect(world.store.state.signals.taken.get('voiceofchain\na1')?.size).toBe(0);
});
