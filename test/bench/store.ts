// What the store costs per event, without a socket: run with `node --import` on a bundle of this file.
// Prints ns per event, medians of several rounds; figures are of this machine and hour.
import { performance } from 'node:perf_hooks';
import { OrderBook } from '../../source/market/order-book.js';
import type { BookDeltaEvent, BookSnapshotEvent, PriceSize, TradeEvent } from '../../source/model/market-event.js';
import { selectLadder } from '../../source/store/selectors/ladder.js';
import { createStore } from '../../source/store/store.js';

let seed = 1;
const random = (): number => {
	seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
	return seed / 2 ** 32;
};

const symbols = Array.from({ length: 20 }, (_, index) => `S${index}-USDT`);
const depth = 1000;
const levels = (sign: 1 | -1): PriceSize[] =>
	Array.from({ length: depth }, (_, index) => [
		((680_000 + sign * (index + 1)) / 10).toFixed(1),
		(random() * 2).toFixed(8),
	]);

const snapshotOf = (symbol: string): BookSnapshotEvent => ({
	type: 'book-snapshot',
	symbol,
	source: 'level2',
	sequence: 1_000_000_000,
	depthLimit: 0,
	bids: levels(-1),
	asks: levels(1),
	time: Date.now(),
	receivedAt: Date.now(),
});

const nextSequence = new Map(symbols.map(symbol => [symbol, 1_000_000_001]));

/** Mostly near the touch, as on a real book: half of the changes within ten ticks. */
const deltaOf = (symbol: string): BookDeltaEvent => {
	const sequence = nextSequence.get(symbol) as number;
	nextSequence.set(symbol, sequence + 1);
	const isBid = random() < 0.5;
	const ticks = 1 + Math.floor(random() < 0.5 ? random() * 10 : random() ** 3 * depth);
	const price = ((680_000 + (isBid ? -ticks : ticks)) / 10).toFixed(1);
	const size = random() < 0.3 ? '0' : (random() * 2).toFixed(8);
	const row = [price, size, String(sequence)] as const;
	return {
		type: 'book-delta',
		symbol,
		sequenceStart: sequence,
		sequenceEnd: sequence,
		bids: isBid ? [row] : [],
		asks: isBid ? [] : [row],
		time: Date.now(),
		receivedAt: Date.now(),
	};
};

const tradeOf = (symbol: string, index: number): TradeEvent => ({
	type: 'trade',
	symbol,
	tradeId: String(11_067_996_711_960_577n + BigInt(index)),
	side: random() < 0.5 ? 'buy' : 'sell',
	price: (68_000 + Math.floor(random() * 20) / 10).toFixed(1),
	size: random().toFixed(8),
	sequence: String(index),
	makerOrderId: 'm',
	takerOrderId: 't',
	time: Date.now() + Math.floor(index / 3),
	receivedAt: Date.now(),
});

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;
const count = 100_000;
const rounds = 7;
const clock = {
	wallNow: () => Date.now(),
	monoNow: () => performance.now(),
	after: () => () => {},
	every: () => () => {},
};

const measure = <T>(make: (index: number) => T, use: (value: T) => void): number => {
	const times: number[] = [];
	for (let round = 0; round < rounds; round += 1) {
		const inputs = Array.from({ length: count }, (_, index) => make(round * count + index));
		const before = performance.now();
		for (const input of inputs) {
			use(input);
		}

		times.push(((performance.now() - before) * 1e6) / count);
	}

	return Math.round(median(times));
};

const book = new OrderBook();
book.applySnapshot(snapshotOf('S0-USDT'));
console.log(
	'book alone, ns per delta:',
	measure(
		() => deltaOf('S0-USDT'),
		delta => book.applyDelta(delta),
	),
);

for (const some of [symbols.slice(0, 1), symbols]) {
	const store = createStore(clock, some);
	for (const symbol of some) {
		nextSequence.set(symbol, 1_000_000_001);
		store.apply(snapshotOf(symbol));
		store.apply({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });
	}

	const pick = (index: number): string => some[index % some.length] as string;
	console.log(
		`store, ${some.length} symbols, ns per delta:`,
		measure(index => deltaOf(pick(index)), store.apply),
	);
	console.log(
		`store, ${some.length} symbols, ns per trade:`,
		measure(index => tradeOf(pick(index), index), store.apply),
	);
	const request = { rows: 40, groupTicks: 1, anchor: undefined };
	const view = measure(
		() => ({ wall: Date.now(), mono: performance.now() }),
		at => {
			if (at.mono % 10 < 1) {
				selectLadder(store.state, some[0] as string, request, at);
			}
		},
	);
	console.log(`  (one ladder view in ten calls: ${view} ns a call)`, store.state.counters);
}
