import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { OrderBook } from '../../source/market/order-book.js';
import type { MarketEvent } from '../../source/model/market-event.js';
import type { Signal } from '../../source/model/signal-event.js';
import type { BookView } from '../../source/signals/book-view.js';
import { createScorecard } from '../../source/signals/scorecard.js';
import { createSignalEngine } from '../../source/signals/signal-engine.js';

const start = 1_729_000_000_000;

/** Five minutes of one nervous symbol: jumps, bursts of prints, gaps, silence, times that step back, prints twice. */
function makeMarket(symbol: string, seed: number): MarketEvent[] {
	const next = createSeededRandom(seed);
	const events: MarketEvent[] = [];
	let time = start;
	let mid = 10_000;
	let sequence = 1;
	const text = (ticks: number): string => (ticks / 100).toFixed(2);
	const snapshot = (): void => {
		const rows = (sign: 1 | -1) =>
			Array.from({ length: 30 }, (_, index) => [text(mid + sign * (index + 1)), (1 + next() * 5).toFixed(3)] as const);
		sequence += 1;
		events.push({
			type: 'book-snapshot',
			symbol,
			source: 'level2',
			sequence,
			depthLimit: 0,
			bids: rows(-1),
			asks: rows(1),
			time,
			receivedAt: time + 30,
		});
		events.push({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: time + 30 });
	};

	snapshot();
	while (time < start + 300_000) {
		time += Math.floor(next() * (next() < 0.01 ? 8000 : 120)) - (next() < 0.02 ? 40 : 0);
		const kind = next();
		if (kind < 0.6) {
			const isBid = next() < 0.5;
			const price = text(isBid ? mid - 1 - Math.floor(next() * 20) : mid + 1 + Math.floor(next() * 20));
			const size = next() < 0.2 ? '0' : (next() * 8).toFixed(3);
			sequence += 1;
			const row = [[price, size, String(sequence)]] as const;
			events.push({
				type: 'book-delta',
				symbol,
				sequenceStart: sequence,
				sequenceEnd: sequence,
				bids: isBid ? row : [],
				asks: isBid ? [] : row,
				time,
				receivedAt: time + Math.floor(next() * 60),
			});
		} else if (kind < 0.97) {
			const burst = next() < 0.03 ? 12 : 1;
			for (let print = 0; print < burst; print += 1) {
				events.push({
					type: 'trade',
					symbol,
					tradeId: String(events.length),
					side: next() < 0.6 ? 'buy' : 'sell',
					price: text(mid),
					size: (next() * 2 + 0.01).toFixed(3),
					sequence: String(1e9 + events.length),
					makerOrderId: 'm',
					takerOrderId: 't',
					time,
					receivedAt: time + 50,
				});
			}

			if (next() < 0.05) {
				events.push(events.at(-1)!);
			}
		} else {
			mid += Math.floor(next() * 41) - 20;
			events.push({ type: 'book-status', symbol, status: 'gap', reason: 'missing', receivedAt: time });
			snapshot();
		}
	}

	return events;
}

function play(events: readonly MarketEvent[]): { readonly signals: readonly Signal[]; readonly text: string } {
	const signals: Signal[] = [];
	const scorecard = createScorecard();
	const engine = createSignalEngine({
		scorecard,
		rules: { 'surge.z': 2, 'liquidity.holdMs': 0, 'breakout.surgeZ': 1, 'breakout.atrBars': 2 },
		publish: event => {
			if (event.type === 'signal') {
				signals.push(event.signal);
				scorecard.track(event.signal);
			}
		},
	});
	const books = new Map<string, { book: OrderBook; status: string; view: BookView }>();
	for (const event of events) {
		if (!('symbol' in event)) {
			continue;
		}

		let entry = books.get(event.symbol);
		if (entry === undefined) {
			const book = new OrderBook();
			const made = { book, status: 'sync', view: undefined as unknown as BookView };
			made.view = {
				bids: book.bids,
				asks: book.asks,
				get isLive() {
					return made.status === 'live' && !book.crossed;
				},
				get time() {
					return book.time;
				},
				get bidFloor() {
					return book.bidFloor;
				},
				get askCeiling() {
					return book.askCeiling;
				},
			};
			entry = made;
			books.set(event.symbol, entry);
		}

		if (event.type === 'book-snapshot') {
			entry.book.applySnapshot(event);
		} else if (event.type === 'book-delta') {
			entry.book.applyDelta(event);
		} else if (event.type === 'book-status') {
			entry.status = event.status;
		}

		engine.observe(event, entry.view);
	}

	const panels = [...books.keys()].map(symbol => engine.panel(symbol));
	return { signals, text: JSON.stringify({ signals, panels, score: scorecard.state() }) };
}

const anySeed = fc.integer({ min: 1, max: 2 ** 31 - 1 });

test('the same events give the same signals, panels and scores, byte for byte', () => {
	let told = 0;
	fc.assert(
		fc.property(anySeed, seed => {
			const events = makeMarket('BTC-USDT', seed);
			const first = play(events);
			told += first.signals.length;
			expect(play(events).text).toBe(first.text);
		}),
		{ numRuns: 12 },
	);

	// A market that says nothing would prove nothing.
	expect(told).toBeGreaterThan(12);
});

test("another symbol's events change nothing", () => {
	fc.assert(
		fc.property(anySeed, anySeed, (seed, otherSeed) => {
			const events = makeMarket('BTC-USDT', seed);
			const others = makeMarket('ETH-USDT', otherSeed);
			const mixed: MarketEvent[] = [];
			const random = createSeededRandom(seed ^ otherSeed);
			for (let left = 0, right = 0; left < events.length || right < others.length; ) {
				if (right >= others.length || (left < events.length && random() < 0.5)) {
					mixed.push(events[left]!);
					left += 1;
				} else {
					mixed.push(others[right]!);
					right += 1;
				}
			}

			const alone = play(events).signals;
			expect(play(mixed).signals.filter(({ symbol }) => symbol === 'BTC-USDT')).toEqual(alone);
		}),
		{ numRuns: 8 },
	);
});

test('signals are sound: sides, prices, confidence, ids once, and a cooldown between two of a kind', () => {
	fc.assert(
		fc.property(anySeed, seed => {
			const { signals } = play(makeMarket('BTC-USDT', seed));
			expect(new Set(signals.map(({ id }) => id)).size).toBe(signals.length);
			const lastAt = new Map<string, number>();
			for (const signal of signals) {
				expect(signal.confidence).toBeGreaterThanOrEqual(0);
				expect(signal.confidence).toBeLessThanOrEqual(1);
				expect(signal.reason!.length).toBeGreaterThan(10);
				expect(Object.values(signal.features!).every(Number.isFinite)).toBe(true);
				expect(signal.timestamp - (lastAt.get(signal.signalType) ?? 0)).toBeGreaterThanOrEqual(60_000);
				lastAt.set(signal.signalType, signal.timestamp);
				if (signal.stop !== undefined) {
					const sign = signal.side === 'buy' ? 1 : -1;
					expect(sign * (Number(signal.entryLow) - Number(signal.stop))).toBeGreaterThan(0);
					expect(sign * (Number(signal.targets[0]) - Number(signal.entryLow))).toBeGreaterThan(0);
				}
			}
		}),
		{ numRuns: 12 },
	);
});
