import type { FrameContext } from '../../connection/protocol.js';
import { watchSleep } from '../../connection/sleep-watch.js';
import type { SocketGroup } from '../../connection/socket-group.js';
import type { TokenBucket } from '../../connection/token-bucket.js';
import type { Cancel, Clock, Net, Random } from '../../lib/seams.js';
import type { Feed, FeedEvent, FeedInterest, FeedOptions } from '../../market/feed.js';
import type { HealthEvent, MalformedEvent, StreamName, TopicEvent } from '../../model/health-event.js';
import { createBoardSync } from './board-sync.js';
import { createCandleSync } from './candle-sync.js';
import type { ClockOffset } from './clock-offset.js';
import type { Payload } from './decode.js';
import type { Site } from './endpoints.js';
import type { KucoinData } from './market-data.js';
import { againMs, createPairList } from './pair-list.js';
import { createProtocol } from './protocol.js';
import { createRecordedSockets } from './recorded-sockets.js';
import type { Rest } from './rest.js';
import { createSeeds } from './seeds.js';
import { tapSockets } from './socket-tap.js';
import { createSockets } from './sockets.js';
import { createStreamWatch } from './stream-watch.js';
import { createStreams, type SymbolStreams } from './streams.js';
import { repeat } from './tasks.js';
import {
	allTickersTopic,
	candlesTopic,
	level2Topic,
	matchTopic,
	parseTopic,
	snapshotTopic,
	tickerTopic,
} from './topics.js';
import { createVenueStatus } from './venue-status.js';

export type FeedDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly net: Net;
	readonly rest: Rest;
	readonly site: Site;
	readonly data: KucoinData;
	readonly clockOffset: ClockOffset;
	/** Registers who hears of a server's failure. */
	readonly onServerFailure: (listener: () => void) => Cancel;
	/** Registers who hears that a question was answered with: no such pair. */
	readonly onUnknownSymbol: (listener: (symbol: string) => void) => Cancel;
	/** Shared with the account's socket: at most 20 connects a minute in all, and one that gets through wakes the others. */
	readonly connects: TokenBucket;
	readonly group: SocketGroup;
};

const canarySymbol = 'BTC-USDT';
const instrumentsEveryMs = 600_000;
const instrumentsRetryMs = 30_000;
const clockEveryMs = 600_000;
/** Data that is this late, or comes from the future: the feed lags or a clock moved, and only a measurement tells which. */
const suspectLateMs = 1500;
const suspectEarlyMs = 500;
const suspectEveryMs = 15_000;
const auditEveryMs = 60_000;

/** KuCoin's public feed: topics over sockets, books in step, seeds and proofs by REST. */
export function createFeed(
	deps: FeedDeps,
	publish: (event: FeedEvent) => void,
	options: FeedOptions & { readonly compress: boolean },
): Feed {
	const { clock, data, clockOffset } = deps;
	const timers = new Set<Cancel>();
	/** Undefined until the list of pairs was read; then what the venue has. */
	const pairs = createPairList(clock);
	/** The list could not be read at first: subscribe what is asked for, unchecked. */
	let unchecked = false;
	let interest: FeedInterest = {
		tickers: [],
		trades: [],
		books: [],
		stats: [],
		candles: [],
		minutes: [],
		focused: undefined,
	};
	let refused = new Set<string>();
	let markets: readonly string[] = [];
	let running = false;

	const tell = (event: FeedEvent): void => {
		if (running) {
			publish(event);
		}
	};

	const { meter, tap, playback } = options;
	const protocol = createProtocol({ ...deps, meter, onPayload }, { signed: false });
	const sockets =
		playback === undefined
			? createSockets(
					{ ...deps, ...tapSockets({ protocol, publish: onHealth }, tap) },
					{ compress: options.compress, canary: tickerTopic(canarySymbol) },
				)
			: createRecordedSockets({ clock, protocol, publish: onHealth }, playback);
	const streams = createStreams({
		clock,
		data,
		publish: tell,
		resubscribe: topic => sockets.supervisorOf(topic)?.resubscribe(topic),
		onTopicsChanged: () => sendTopics(),
	});
	const seeds = createSeeds({
		clock,
		data,
		streams,
		isConfirmed: topic => sockets.supervisorOf(topic)?.isConfirmed(topic) === true,
		publish: tell,
	});
	const candles = createCandleSync({
		clock,
		data,
		venueNow: clockOffset.venueNow,
		lastTradeAt: symbol => streams.of(symbol)?.lastTicker?.time,
		publish: tell,
		resubscribe: topic => sockets.supervisorOf(topic)?.resubscribe(topic),
	});
	const board = createBoardSync({
		clock,
		data,
		publish: tell,
		resubscribe: topic => sockets.supervisorOf(topic)?.resubscribe(topic),
		markets: () => markets,
	});
	const watch = createStreamWatch({ clock, data, streams, sockets, publish: tell });
	const status = createVenueStatus({ clock, data, publish: tell, onReachable: deps.group.reachable });

	function latencyOf(event: Payload): number | undefined {
		switch (event.type) {
			case 'trade':
			case 'book-delta':
			case 'book-snapshot':
				return event.receivedAt + clockOffset.offsetMs() - event.time;
			default:
				return undefined;
		}
	}

	function onPayload(event: Payload, topic: string, { socket, now }: FrameContext): number | undefined {
		const latency = latencyOf(event);
		if (latency !== undefined) {
			sockets.samplerOf(socket)?.latency(latency);
			if (latency > suspectLateMs || latency < -suspectEarlyMs) {
				suspectClock(now);
			}
		}

		watch.data(topic, now);
		if (event.type === 'ticker' && topic === allTickersTopic) {
			board.ticker(event);
		} else if (event.type === 'stats' && board.owns(topic)) {
			board.stats(event);
		} else if (event.type === 'candle') {
			candles.live(event);
		} else {
			streams.receive(event);
		}

		return latency;
	}

	function onHealth(event: HealthEvent): void {
		switch (event.type) {
			case 'topic':
				onTopic(event);
				break;
			case 'malformed':
				onMalformed(event);
				break;
			default:
				tell(event);
				if (event.type === 'socket' && event.state === 'live') {
					status.reached();
					retryInstruments();
				}
		}
	}

	function onMalformed(event: MalformedEvent): void {
		tell(event);
		if (event.topic === undefined) {
			return;
		}

		watch.malformed(event.topic);
		const topic = parseTopic(event.topic);
		if (topic?.kind === 'level2') {
			streams.of(topic.symbols[0] ?? '')?.book?.resync('malformed push');
		}
	}

	function isOwn(event: TopicEvent, entry: SymbolStreams | undefined): boolean {
		if (entry === undefined) {
			return false;
		}

		// The canary on a socket that is not the topic's home is nobody's business.
		const home = sockets.supervisorOf(event.topic);
		return (home === undefined || home.id === event.socket) && (event.stream !== 'ticker' || entry.ticker);
	}

	function onTopic(event: TopicEvent): void {
		if (board.owns(event.topic)) {
			tell(event);
			if (event.state === 'confirmed') {
				board.confirmed(event.topic);
			}

			return;
		}

		const entry = event.symbol === undefined ? undefined : streams.of(event.symbol);
		if (!isOwn(event, entry)) {
			if (
				event.state === 'removed' &&
				sockets.supervisorOf(event.topic) === undefined &&
				event.symbol !== undefined &&
				event.topic !== tickerTopic(canarySymbol)
			) {
				tell(event);
			}

			return;
		}

		// A silent topic stays so until it brings data, whatever its subscription's standing.
		if (!watch.isSilent(event.topic) || event.state === 'failed' || event.state === 'removed') {
			tell(event);
		}

		if (event.state === 'failed' && event.symbol !== undefined) {
			suspectInstruments(event.symbol);
		} else if (event.state === 'confirmed') {
			onConfirmed(event, entry!);
		} else if (event.state === 'pending' && parseTopic(event.topic)?.kind === 'level2') {
			entry?.book?.lost(sockets.supervisorOf(event.topic)?.state() === 'live' ? 'resubscribing' : 'socket lost');
		}
	}

	function onConfirmed(event: TopicEvent, entry: SymbolStreams): void {
		const topic = parseTopic(event.topic);
		switch (topic?.kind) {
			case 'level2':
				entry.book?.confirmed();
				if (interest.minutes.includes(entry.symbol) && !entry.intervals.includes('1min')) {
					seeds.minutes(entry.symbol);
				}

				break;
			case 'match':
				entry.trades?.backfill();
				break;
			case 'ticker':
				entry.isTickerFresh = true;
				seeds.ticker(entry.symbol);
				break;
			case 'candles':
				candles.confirmed(entry.symbol, topic.interval!);
				break;
			default:
				break;
		}
	}

	const isListRead = (): boolean => pairs.has(canarySymbol) !== undefined;
	const isKnown = (symbol: string): boolean => pairs.has(symbol) ?? unchecked;

	function refuse(symbol: string, stream: StreamName, topic: string): void {
		refused.add(topic);
		tell({
			type: 'topic',
			topic,
			symbol,
			stream,
			socket: '',
			state: 'failed',
			reason: pairs.had(symbol) ? 'DELISTED' : 'no such symbol',
			receivedAt: clock.wallNow(),
		});
	}

	/** Says once of each wanted topic that its pair does not exist. */
	function refuseUnknown(): void {
		if (!isListRead()) {
			return;
		}

		const before = refused;
		refused = new Set();
		const wanted: readonly (readonly [string, StreamName, string])[] = [
			...interest.tickers.map(symbol => [symbol, 'ticker', tickerTopic(symbol)] as const),
			...interest.trades.map(symbol => [symbol, 'trades', matchTopic(symbol)] as const),
			...interest.books.map(symbol => [symbol, 'book', level2Topic(symbol)] as const),
			...interest.stats.map(symbol => [symbol, 'stats', snapshotTopic(symbol)] as const),
			...interest.candles.map(({ symbol, interval }) => [symbol, 'candles', candlesTopic(symbol, interval)] as const),
		];
		for (const [symbol, stream, topic] of wanted) {
			if (isKnown(symbol)) {
				continue;
			}

			if (before.has(topic)) {
				refused.add(topic);
			} else {
				refuse(symbol, stream, topic);
			}
		}
	}

	function sendTopics(): void {
		if (running) {
			sockets.useCanary(isKnown(canarySymbol));
			const topics = [...streams.topics(isKnown), ...board.topics()];
			sockets.setTopics(topics);
			watch.setTopics(topics);
			refuseUnknown();
		}
	}

	let isReadingInstruments = false;
	async function readInstruments(): Promise<void> {
		if (isReadingInstruments) {
			return;
		}

		isReadingInstruments = true;
		try {
			const instruments = pairs.take(await data.instruments());
			markets = [...new Set(instruments.map(({ market }) => market))];
			tell({ type: 'instruments', instruments, receivedAt: clock.wallNow() });
		} catch {
			if (running && !isListRead()) {
				unchecked = true;
				after(instrumentsRetryMs, retryInstruments);
			}
		} finally {
			isReadingInstruments = false;
		}

		if (running && pairs.isDoubtful()) {
			after(againMs, () => void readInstruments());
		}

		sendTopics();
	}

	function retryInstruments(): void {
		if (unchecked && !isListRead()) {
			void readInstruments();
		}
	}

	/** A pair of the list is said not to exist: the list is old. */
	function suspectInstruments(symbol: string): void {
		if (running && !isReadingInstruments && pairs.suspect(symbol)) {
			void readInstruments();
		}
	}

	let suspectedAt = Number.NEGATIVE_INFINITY;
	function suspectClock(now: number): void {
		if (running && now - suspectedAt >= suspectEveryMs) {
			suspectedAt = now;
			void measureClock();
		}
	}

	async function measureClock(): Promise<void> {
		await clockOffset.measure();
	}

	async function audit(): Promise<void> {
		const { focused } = interest;
		const book = focused === undefined ? undefined : streams.of(focused)?.book;
		if (book?.sequence() === undefined) {
			return;
		}

		const { symbol, sequence, bids, asks, receivedAt } = await data.book(focused!, 20);
		tell({ type: 'book-audit', symbol, sequence, bids, asks, receivedAt });
	}

	function tick(): void {
		for (const supervisor of sockets.all()) {
			let duplicates = 0;
			for (const { symbol, book } of streams.all()) {
				if (book !== undefined && sockets.supervisorOf(level2Topic(symbol)) === supervisor) {
					duplicates += book.duplicates();
				}
			}

			const sample = sockets.samplerOf(supervisor.id)?.sample(supervisor, duplicates);
			if (sample !== undefined) {
				tell(sample);
			}
		}

		watch.tick(interest.focused);
		candles.tick();
	}

	function after(delayMs: number, run: () => void): void {
		const cancel = clock.after(delayMs, () => {
			timers.delete(cancel);
			if (running) {
				run();
			}
		});
		timers.add(cancel);
	}

	return {
		start: () => {
			if (running) {
				return;
			}

			running = true;
			streams.watch(interest);
			candles.watch(interest.candles);
			board.watch(interest.board === true);
			// The socket is made while the list of pairs is read.
			sockets.setTopics([]);
			timers.add(repeat(clock, instrumentsEveryMs, readInstruments));
			// Signed calls measure as well, after the venue has refused a timestamp.
			timers.add(clockOffset.onSample(sample => tell({ type: 'clock', ...sample, receivedAt: clock.wallNow() })));
			timers.add(repeat(clock, clockEveryMs, measureClock));
			timers.add(clock.every(auditEveryMs, () => void audit().catch(() => undefined)));
			timers.add(clock.every(1000, tick));
			timers.add(watchSleep(clock, () => void measureClock()));
			timers.add(deps.onServerFailure(status.suspect));
			timers.add(deps.onUnknownSymbol(suspectInstruments));
			status.start();
			seeds.stats();
		},
		watch: next => {
			const statsBefore = interest.stats;
			interest = next;
			if (running) {
				streams.watch(next);
				candles.watch(next.candles);
				board.watch(next.board === true);
				sendTopics();
				if (next.stats.some(symbol => !statsBefore.includes(symbol))) {
					seeds.stats();
				}
			}
		},
		resyncBook: (symbol, reason) => streams.of(symbol)?.book?.resync(reason),
		reconnect: () => sockets.reconnect(),
		stop: async () => {
			running = false;
			for (const cancel of timers) {
				cancel();
			}

			timers.clear();
			status.stop();
			watch.stop();
			seeds.stop();
			candles.stop();
			board.stop();
			streams.stop();
			sockets.stop();
		},
	};
}
