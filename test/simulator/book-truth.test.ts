import { expect, test } from 'vitest';
import { formatBig } from '../../source/simulator/fixed-point.js';
import { createQuietWorld, get, openQuietSocket } from './in-process.js';
import type { Frame } from './raw-client.js';

type Book = { sequence: number; readonly bids: Map<string, string>; readonly asks: Map<string, string> };

/** The documented procedure, written down once more: snapshot, then every increment that follows it without a gap. */
function seed(snapshot: { sequence: string; bids: [string, string][]; asks: [string, string][] }): Book {
	return { sequence: Number(snapshot.sequence), bids: new Map(snapshot.bids), asks: new Map(snapshot.asks) };
}

function apply(book: Book, { data }: Frame): 'old' | 'gap' | 'applied' {
	if (data.sequenceEnd <= book.sequence) {
		return 'old';
	}

	if (data.sequenceStart > book.sequence + 1) {
		return 'gap';
	}

	for (const side of ['bids', 'asks'] as const) {
		for (const [price, size, sequence] of data.changes[side]) {
			if (Number(sequence) <= book.sequence || price === '0') {
				continue;
			}

			if (size === '0') {
				book[side].delete(price);
			} else {
				book[side].set(price, size);
			}
		}
	}

	book.sequence = data.sequenceEnd;
	return 'applied';
}

const sorted = (rows: Iterable<readonly [string, string]>, sign: number) =>
	[...rows].sort((a, b) => sign * (Number(a[0]) - Number(b[0])));

test('snapshot and increments together are the book of the exchange at every sequence', () => {
	const { clock, exchange } = createQuietWorld({ seed: 3 });
	for (const symbol of ['BTC-USDT', 'PEPE-USDT', 'SATS-USDT']) {
		const market = exchange.venue.market(symbol)!;
		const socket = openQuietSocket(exchange);
		socket.subscribe(`/market/level2:${symbol}`);
		clock.advanceSync(500);
		const full = market.image(0);
		const text = (ticks: number, decimals: number) => formatBig(BigInt(ticks), decimals);
		const rows = (side: readonly (readonly [number, number])[]) =>
			side.map(([ticks, lots]): [string, string] => [
				text(ticks, market.profile.priceDecimals),
				text(lots, market.profile.baseDecimals),
			]);
		const book = seed({ sequence: String(full.sequence), bids: rows(full.bids), asks: rows(full.asks) });
		clock.advanceSync(20_000);

		const verdicts = { old: 0, gap: 0, applied: 0 };
		let compared = 0;
		for (const frame of socket.frames.filter(({ topic }) => topic === `/market/level2:${symbol}`)) {
			verdicts[apply(book, frame)] += 1;
			if (book.sequence % 7 === 0) {
				const truth = market.imageAt(book.sequence)!;
				expect(sorted(book.bids, -1)).toEqual(rows(truth.bids));
				expect(sorted(book.asks, 1)).toEqual(rows(truth.asks));
				compared += 1;
			}
		}

		expect(verdicts.gap).toBe(0);
		expect(verdicts.applied).toBeGreaterThan(10);
		expect(compared).toBeGreaterThan(2);
	}
});

test('the increments show what the documents warn of: ranges, holes, rows without a price, folded prices', () => {
	const { clock, exchange } = createQuietWorld({ seed: 4 });
	const socket = openQuietSocket(exchange);
	socket.subscribe('/market/level2:BTC-USDT');

	clock.advanceSync(30_000);

	const pushes = socket.frames.filter(({ topic }) => topic === '/market/level2:BTC-USDT').map(({ data }) => data);
	const rowsOf = (data: Frame) => [...data.changes.asks, ...data.changes.bids] as [string, string, string][];
	expect(pushes.some(data => data.sequenceEnd > data.sequenceStart)).toBe(true);
	expect(pushes.some(data => rowsOf(data).length < data.sequenceEnd - data.sequenceStart + 1)).toBe(true);
	expect(pushes.some(data => rowsOf(data).some(row => row[0] === '0'))).toBe(true);
	expect(pushes.some(data => rowsOf(data).length === 0)).toBe(true);
	expect(pushes.some(data => rowsOf(data).some(row => row[1] === '0'))).toBe(true);
	for (const [index, data] of pushes.entries()) {
		if (index > 0) {
			expect(data.sequenceStart).toBe(pushes[index - 1]!.sequenceEnd + 1);
		}
	}
});

test('snapshot, ticker, tape, bars and statistics of REST tell one story', () => {
	const { clock, exchange } = createQuietWorld({ seed: 5 });
	clock.advanceSync(5000);

	const level1 = get(exchange, '/api/v1/market/orderbook/level1?symbol=ETH-USDT').data;
	const book = get(exchange, '/api/v1/market/orderbook/level2_100?symbol=ETH-USDT').data;
	const tape = get(exchange, '/api/v1/market/histories?symbol=ETH-USDT').data;
	const stats = get(exchange, '/api/v1/market/stats?symbol=ETH-USDT').data;
	const now = Math.floor(exchange.venue.time() / 1000);
	const minutes = get(
		exchange,
		`/api/v1/market/candles?symbol=ETH-USDT&type=1min&startAt=${now - 86_400}&endAt=${now + 60}`,
	).data;
	expect([level1.bestBid, level1.bestBidSize]).toEqual(book.bids[0]);
	expect([level1.bestAsk, level1.bestAskSize]).toEqual(book.asks[0]);
	expect(book.bids).toHaveLength(100);
	expect(book.asks).toHaveLength(100);
	expect(level1.price).toBe(tape.at(-1).price);
	expect(stats.last).toBe(level1.price);
	expect(minutes[0][2]).toBe(level1.price);
	expect(Number(stats.high)).toBe(Math.max(...minutes.map((row: string[]) => Number(row[3]))));
	expect(Number(stats.low)).toBe(Math.min(...minutes.map((row: string[]) => Number(row[4]))));
	const volume = minutes.reduce((sum: number, row: string[]) => sum + Number(row[5]), 0);
	expect(Number(stats.vol)).toBeCloseTo(volume, 4);
	expect(tape).toHaveLength(100);
	expect(BigInt(tape[99].sequence)).toBeGreaterThan(BigInt(tape[0].sequence));
});
