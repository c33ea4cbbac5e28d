import { expect, test } from 'vitest';
import type { KucoinData } from '../../../source/exchange/kucoin/market-data.js';
import type { Sockets } from '../../../source/exchange/kucoin/sockets.js';
import { createStreamWatch } from '../../../source/exchange/kucoin/stream-watch.js';
import type { Streams, SymbolStreams } from '../../../source/exchange/kucoin/streams.js';
import { matchTopic, tickerTopic } from '../../../source/exchange/kucoin/topics.js';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';

/** Tapes whose newest print is number 10 here, and `newest` of the symbol at the venue, which does not answer where that is undefined. */
function createTapes(newest: Record<string, string | undefined>) {
	const clock = createVirtualClock();
	const told: string[] = [];
	const asked: string[] = [];
	const reasons: (string | undefined)[] = [];
	const entries = new Map(
		Object.keys(newest).map(symbol => [
			symbol,
			{ symbol, trades: { lastSequence: () => '10' } } as unknown as SymbolStreams,
		]),
	);
	const supervisor = {
		id: 'public-1',
		state: () => 'live',
		isConfirmed: () => true,
		resubscribe: () => told.push(`${Math.round(clock.monoNow() / 1000)}s subscribes`),
	};
	const watch = createStreamWatch({
		clock,
		data: {
			trades: async (symbol: string) => {
				asked.push(`${Math.round(clock.monoNow() / 1000)}s ${symbol}`);
				if (newest[symbol] === undefined) {
					throw new Error('HTTP 500');
				}

				return [{ sequence: newest[symbol] }];
			},
		} as unknown as KucoinData,
		streams: { of: (symbol: string) => entries.get(symbol) } as unknown as Streams,
		sockets: { supervisorOf: () => supervisor } as unknown as Sockets,
		publish: event => {
			if (event.type === 'topic') {
				told.push(`${Math.round(clock.monoNow() / 1000)}s ${event.symbol} ${event.state}`);
				reasons.push(event.reason);
			}
		},
	});
	watch.setTopics(Object.keys(newest).map(matchTopic));
	const run = async (seconds: number, focused: string | undefined): Promise<void> => {
		for (let second = 0; second < seconds; second++) {
			await clock.advance(1000);
			watch.tick(focused);
		}
	};

	return { clock, watch, told, reasons, asked, run, supervisor };
}

test('compares every tape with the histories each 50 s, the focused one first, one in a second', async () => {
	const tapes = createTapes({ 'BTC-USDT': '10', 'ETH-USDT': '10', 'SOL-USDT': '10' });

	await tapes.run(103, 'SOL-USDT');

	expect(tapes.asked).toEqual([
		'50s SOL-USDT',
		'51s BTC-USDT',
		'52s ETH-USDT',
		'100s SOL-USDT',
		'101s BTC-USDT',
		'102s ETH-USDT',
	]);
	expect(tapes.told).toEqual([]);
});

test('notices a tape that is behind the venue within 65 s, focused or not, and says so of it alone', async () => {
	const tapes = createTapes({ 'BTC-USDT': '10', 'ETH-USDT': '13' });

	await tapes.run(65, 'BTC-USDT');

	expect(tapes.told).toEqual(['53s ETH-USDT silent', '53s subscribes']);
	tapes.watch.data(matchTopic('ETH-USDT'), tapes.clock.monoNow());
	expect(tapes.told.at(-1)).toBe('65s ETH-USDT confirmed');
});

test('takes a tape for well again when the venue has nothing newer, though nobody trades (simulation seed 1)', async () => {
	const newest = { 'BTC-USDT': '10', 'ETH-USDT': '13' };
	const tapes = createTapes(newest);
	await tapes.run(80, 'BTC-USDT');
	expect(tapes.told).toEqual(['53s ETH-USDT silent', '53s subscribes']);

	newest['ETH-USDT'] = '10';
	await tapes.run(20, 'BTC-USDT');

	expect(tapes.told.at(-1)).toMatch(/^(8\d|9[0-3])s ETH-USDT confirmed$/);
});

test('a tape that could not be compared is asked about again in 5 s (simulation seed 890)', async () => {
	const newest: Record<string, string | undefined> = { 'BTC-USDT': undefined };
	const tapes = createTapes(newest);
	await tapes.run(52, 'BTC-USDT');
	newest['BTC-USDT'] = '11';
	await tapes.run(7, 'BTC-USDT');

	expect(tapes.asked).toEqual(['50s BTC-USDT', '55s BTC-USDT']);
	expect(tapes.told).toEqual(['56s BTC-USDT silent', '57s subscribes']);
});

test('a tape without a print of which nobody says for a minute what it lacks is not LIVE, until there is an answer or a print', async () => {
	const newest: Record<string, string | undefined> = { 'BTC-USDT': undefined };
	const tapes = createTapes(newest);
	await tapes.run(60, 'BTC-USDT');
	expect(tapes.told).toEqual(['56s BTC-USDT silent']);
	newest['BTC-USDT'] = '10';
	await tapes.run(8, 'BTC-USDT');
	expect(tapes.told.at(-1)).toBe('67s BTC-USDT confirmed');

	newest['BTC-USDT'] = undefined;
	await tapes.run(60, 'BTC-USDT');
	expect(tapes.told.at(-1)).toMatch(/silent$/);
	tapes.watch.data(matchTopic('BTC-USDT'), tapes.clock.monoNow());
	expect(tapes.told.at(-1)).toBe('128s BTC-USDT confirmed');
});

test('a tape that is well again is told as its subscription stands, which was lost meanwhile (simulation seed 4659)', async () => {
	const newest: Record<string, string | undefined> = { 'BTC-USDT': undefined };
	const tapes = createTapes(newest);
	await tapes.run(56, 'BTC-USDT');
	expect(tapes.told).toEqual(['56s BTC-USDT silent']);
	tapes.supervisor.isConfirmed = () => false;
	newest['BTC-USDT'] = '10';
	await tapes.run(7, 'BTC-USDT');

	expect(tapes.told.at(-1)).toBe('62s BTC-USDT pending');
});

test('a quiet pair whose book comes as pictures is asked about as well (simulation seed 37)', async () => {
	const clock = createVirtualClock();
	const verdicts: string[] = [];
	const top = { bids: [['10', '1']], asks: [['11', '2']] };
	const entry = { symbol: 'ETH-USDT', book: { lastPicture: () => top, sequence: () => undefined } };
	const watch = createStreamWatch({
		clock,
		data: { book: async () => top } as unknown as KucoinData,
		streams: { of: () => entry } as unknown as Streams,
		sockets: {
			supervisorOf: () => ({ id: 'public-1', state: () => 'live', isConfirmed: () => true, resubscribe: () => {} }),
			move: () => {},
		} as unknown as Sockets,
		publish: event => {
			if (event.type === 'probe') {
				verdicts.push(`${event.stream} ${event.verdict}`);
			}
		},
	});
	watch.setTopics(['/spotMarket/level2Depth50:ETH-USDT']);
	await clock.advance(12_000);
	expect(verdicts[0]).toBe('book quiet');

	top.bids = [['10', '3']];
	entry.book.lastPicture = () => ({ bids: [['10', '1']], asks: [['11', '2']] });
	await clock.advance(12_000);
	expect(verdicts.at(-1)).toBe('book moved');
	watch.stop();
});

test.each([
	['confirmed', true],
	['pending', false],
] as const)(
	'a ticker that is well again is %s, whatever else its socket waits for (simulation seeds 174, 181)',
	async (state, isConfirmed) => {
		const clock = createVirtualClock();
		const told: string[] = [];
		const here = { price: '1', bestBid: '1', bestAsk: '2', bestBidSize: '1', bestAskSize: '1' };
		const supervisor = { id: 'public-1', state: () => 'live', isConfirmed: () => true, resubscribe: () => {} };
		const entry = { symbol: 'ETH-USDT', lastTicker: here } as unknown as SymbolStreams;
		const watch = createStreamWatch({
			clock,
			data: { tryTicker: async () => ({ ...here, bestBid: '0.9' }) } as unknown as KucoinData,
			streams: { of: () => entry } as unknown as Streams,
			sockets: { supervisorOf: () => supervisor } as unknown as Sockets,
			publish: event => {
				if (event.type === 'topic') {
					told.push(event.state);
				}
			},
		});
		const topic = tickerTopic('ETH-USDT');
		watch.setTopics([topic]);
		await clock.advance(8000);
		expect(told).toEqual(['silent']);
		expect(watch.isSilent(topic)).toBe(true);

		// The socket was lost meanwhile: it is not live until all of its topics stand.
		Object.assign(supervisor, { state: () => 'subscribing', isConfirmed: () => isConfirmed });
		watch.data(topic, clock.monoNow());

		expect(watch.isSilent(topic)).toBe(false);
		expect(told).toEqual(['silent', state]);
		watch.stop();
	},
);

test('a topic of which five payloads within a minute cannot be read is silent, once, until one of them can', () => {
	const { clock, watch, told, reasons } = createTapes({ 'BTC-USDT': '10' });
	const topic = matchTopic('BTC-USDT');
	const refuse = (times: number): void => {
		for (let count = 0; count < times; count += 1) {
			watch.malformed(topic);
		}
	};
	refuse(4);
	clock.advanceSync(61_000);
	// Those of before count no more.
	refuse(4);
	expect(told).toEqual([]);

	refuse(3);
	expect(told).toEqual(['61s BTC-USDT silent']);
	expect(reasons).toEqual(['format changed']);
	expect(watch.isSilent(topic)).toBe(true);
	watch.data(topic, clock.monoNow());
	expect(told.at(-1)).toBe('61s BTC-USDT silent');
	clock.advanceSync(61_000);
	watch.data(topic, clock.monoNow());
	expect(told.at(-1)).toBe('122s BTC-USDT confirmed');
});

test.each([
	['are', 59_999, true],
	['are not', 60_000, false],
	['are not', 61_000, false],
] as const)(
	'five refusals of a topic %s a change of its format when the first and the last are %d ms apart',
	(_, apartMs, isSilent) => {
		const { clock, watch, reasons } = createTapes({ 'BTC-USDT': '10' });
		const topic = matchTopic('BTC-USDT');
		watch.malformed(topic);
		clock.advanceSync(apartMs);
		for (let count = 0; count < 4; count += 1) {
			watch.malformed(topic);
		}

		expect(watch.isSilent(topic)).toBe(isSilent);
		expect(reasons).toEqual(isSilent ? ['format changed'] : []);
	},
);
