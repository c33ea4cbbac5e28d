import { expect, test } from 'vitest';
import { createEngine, type EngineDeps, type EngineEvent, type EngineOptions } from '../../source/engine/engine.js';
import type { Feed } from '../../source/market/feed.js';
import type { SignalReceivedEvent } from '../../source/model/signal-event.js';
import { createScorecard } from '../../source/signals/scorecard.js';
import { breakoutEvents } from '../signals/breakout-events.js';
import { breakAt } from '../signals/breakout-market.js';
import { createManualClock } from '../store/manual-clock.js';

const feed: Feed = {
	start: () => {},
	watch: () => {},
	resyncBook: () => {},
	reconnect: () => {},
	stop: async () => {},
};

function build(deps: Partial<EngineDeps> = {}, options: Partial<EngineOptions> = {}) {
	const heard: EngineEvent[] = [];
	const engine = createEngine(
		{ clock: createManualClock(), createFeed: () => feed, ...deps },
		{
			symbols: ['BTC-USDT', 'ETH-USDT'],
			streams: { tickers: true, trades: true, books: true, stats: true, candles: false },
			depthOf: 'all',
			...options,
		},
	);
	engine.subscribe(event => heard.push(event));
	engine.start();
	const signals = (): SignalReceivedEvent[] => heard.filter(event => event.type === 'signal');
	return { engine, heard, signals };
}

const breakouts = (signals: readonly SignalReceivedEvent[]) =>
	signals.filter(({ signal }) => signal.signalType === 'long_breakout');

test('a breakout in the store’s own book is told once to everybody, right after the event that completes it', () => {
	const { engine, heard, signals } = build();
	for (const event of breakoutEvents()) {
		engine.publish(event);
	}

	expect(breakouts(signals())).toHaveLength(1);
	const [event] = breakouts(signals());
	expect(event!.signal).toMatchObject({
		timestamp: breakAt + 250,
		receivedAt: breakAt + 290,
		source: 'kcmon',
		verified: 'local',
		entryLow: '100.06',
		stop: '99.71',
		targets: ['100.41', '100.76'],
	});
	expect(heard[heard.indexOf(event!) - 1]).toMatchObject({ type: 'book-snapshot', time: breakAt + 250 });
	expect(engine.store.state.signals.sources.get('kcmon')).toMatchObject({ received: signals().length, duplicates: 0 });
});

test('the same events give the same signals, byte for byte, whenever they come', () => {
	const play = (wall: number): string => {
		const { engine, signals } = build({ clock: createManualClock(wall) });
		for (const event of breakoutEvents()) {
			engine.publish(event);
		}

		return JSON.stringify(signals());
	};

	const first = play(1_700_000_000_000);
	expect(first).toContain('long_breakout');
	expect(play(1_900_000_000_000)).toBe(first);
});

test('nothing is computed where signals are off, nor of a symbol that nobody watches', () => {
	const off = build({}, { signals: 'off' });
	const elsewhere = build({}, { symbols: ['ETH-USDT'] });
	for (const event of breakoutEvents()) {
		off.engine.publish(event);
		elsewhere.engine.publish(event);
	}

	expect(off.engine.signals).toBeUndefined();
	expect(off.signals()).toEqual([]);
	expect(elsewhere.signals()).toEqual([]);
	expect(elsewhere.engine.signals!.panel('BTC-USDT')).toBeUndefined();
});

test('a symbol that was removed begins anew with the book that it gets when it comes back', () => {
	const { engine } = build();
	const events = breakoutEvents();
	for (const event of events.slice(0, 100)) {
		engine.publish(event);
	}

	expect(engine.signals!.panel('BTC-USDT')!.features.mid).toBeCloseTo(100, 1);
	engine.execute({ type: 'symbol.remove', symbol: 'BTC-USDT' });
	expect(engine.signals!.panel('BTC-USDT')).toBeUndefined();

	engine.execute({ type: 'symbol.add', symbol: 'BTC-USDT' });
	for (const event of events) {
		engine.publish(event);
	}

	expect(engine.signals!.panel('BTC-USDT')!.features.mid).toBeCloseTo(100.05, 5);
});

test('the scorecard follows signals of the rules and signals from outside', () => {
	const scorecard = createScorecard();
	const { engine, signals } = build({ signals: { scorecard } });
	const events = breakoutEvents();
	for (const event of events.slice(0, -100)) {
		engine.publish(event);
	}

	const own = breakouts(signals())[0]!;
	engine.publish({
		...own,
		signal: { ...own.signal, source: 'voiceofchain', id: 'v1', verified: 'none' },
	});
	for (const event of events.slice(-100)) {
		engine.publish(event);
	}

	const rows = new Map(scorecard.rows().map(row => [`${row.source} ${row.signalType}`, row]));
	expect(rows.get('kcmon long_breakout')).toMatchObject({ signals: 1 });
	expect(rows.get('voiceofchain long_breakout')).toMatchObject({ signals: 1, outcomes: 0 });
	expect(scorecard.outcomeOf('voiceofchain', 'v1')!.marks[0]).toBeTypeOf('number');
});
