import { createTopicWatchdog, type ProbeVerdict, type TopicHealth } from '../../connection/topic-watchdog.js';
import type { Clock } from '../../lib/seams.js';
import type { ProbeEvent, StreamName, TopicEvent } from '../../model/health-event.js';
import type { PriceSize, TickerEvent } from '../../model/market-event.js';
import { compareDigits } from './decode-rest.js';
import type { KucoinData } from './market-data.js';
import { describeTopic } from './protocol.js';
import type { Sockets } from './sockets.js';
import type { Streams, SymbolStreams } from './streams.js';
import { depth50Topic, level2Topic, matchTopic, tickerTopic } from './topics.js';

export type StreamWatchDeps = {
	readonly clock: Clock;
	readonly data: KucoinData;
	readonly streams: Streams;
	readonly sockets: Sockets;
	readonly publish: (event: ProbeEvent | TopicEvent) => void;
};

/** Tells a quiet market from a dead topic: silence is legal, being behind is not. */
export type StreamWatch = {
	/** The topics that are subscribed now; tickers and books among them are watched. */
	readonly setTopics: (topics: readonly string[]) => void;
	/** Data of a topic came, at a monotonic time. */
	readonly data: (topic: string, now: number) => void;
	/** A payload of a topic was refused: five in a minute mean that its format changed. */
	readonly malformed: (topic: string) => void;
	/** Once a second: each symbol's prints are compared with the histories each 50 s, the focused one's first. */
	readonly tick: (focused: string | undefined) => void;
	/** Whether a topic is known to be silent: its subscription's standing proves nothing then. */
	readonly isSilent: (topic: string) => boolean;
	readonly stop: () => void;
};

const garbledCount = 5;
const garbledWindowMs = 60_000;
const tapeEveryMs = 50_000;
/** A tape that was found behind, or could not be compared, is asked about sooner: where nobody trades no print shows that it is well. */
const doubtfulTapeEveryMs = 5000;
const tapeGraceMs = 2000;
/** Without a print and without an answer for so long, the last of it an attempt that brings none, nobody knows what a tape lacks. */
const tapeUnknownMs = 55_000;
const answerLateMs = 5000;

/** All monotonic ms. */
type TapeCheck = {
	askedAt: number;
	/** Since when an answer is owed. */
	doubtAt: number | undefined;
	/** Of the last answer, or of the newest print as of the last second. */
	knownAt: number;
	sequence: string | undefined;
};

const isSameQuote = (one: TickerEvent, other: TickerEvent): boolean =>
	one.bestBid === other.bestBid &&
	one.bestAsk === other.bestAsk &&
	one.bestBidSize === other.bestBidSize &&
	one.bestAskSize === other.bestAskSize &&
	one.price === other.price;

const startsWith = (levels: readonly PriceSize[], top: readonly PriceSize[]): boolean =>
	top.every(([price, size], index) => levels[index]?.[0] === price && levels[index]?.[1] === size);

/**
 * The venue's answers for the topic watchdog: a ticker is behind when REST shows another quote, a book when REST knows a
 * later sequence (2 weight units each). Prints may pause for long, so tapes are compared by trade id at intervals, one a second.
 */
export function createStreamWatch(deps: StreamWatchDeps): StreamWatch {
	const { clock, data, streams, sockets, publish } = deps;
	const watched = new Set<string>();
	/** By topic: when it was subscribed anew. */
	const silentTapes = new Map<string, number>();
	const refusedAt = new Map<string, readonly number[]>();
	const garbled = new Set<string>();
	/** By symbol. */
	const tapeChecks = new Map<string, TapeCheck>();
	let stopped = false;

	const watchdog = createTopicWatchdog({
		clock,
		probe,
		isConfirmed,
		resubscribe: topic => sockets.supervisorOf(topic)?.resubscribe(topic),
		// Another socket for this topic alone: the others on its socket are well.
		replace: topic => sockets.move(topic),
		onVerdict: tellVerdict,
		onHealth: tellHealth,
	});

	function isConfirmed(topic: string): boolean {
		const supervisor = sockets.supervisorOf(topic);
		return supervisor?.state() === 'live' && supervisor.isConfirmed(topic);
	}

	function tellVerdict(topic: string, verdict: ProbeEvent['verdict'], ageMs = 0): void {
		const { symbol, stream } = describeTopic(topic);
		if (symbol !== undefined) {
			publish({ type: 'probe', symbol, stream, verdict, receivedAt: clock.wallNow(), ageMs });
		}
	}

	function tell(topic: string, state: 'silent' | 'confirmed' | 'pending', reason: string | undefined): void {
		const { symbol, stream } = describeTopic(topic);
		const socket = sockets.supervisorOf(topic)?.id ?? '';
		publish({ type: 'topic', topic, symbol, stream, socket, state, reason, receivedAt: clock.wallNow() });
	}

	const told = new Set<string>();

	function tellHealth(topic: string, health: TopicHealth, reason: string | undefined): void {
		if (health === 'silent') {
			told.add(topic);
			tell(topic, 'silent', reason);
		} else if (health !== 'ageing' && told.delete(topic)) {
			tellStanding(topic);
		}
	}

	/** How its subscription stands was not passed on while it was silent. Other topics of its socket may still be pending. */
	function tellStanding(topic: string): void {
		tell(topic, sockets.supervisorOf(topic)?.isConfirmed(topic) === true ? 'confirmed' : 'pending', undefined);
	}

	async function probe(symbol: string, topics: readonly string[]): Promise<ReadonlyMap<string, ProbeVerdict>> {
		const verdicts = new Map<string, ProbeVerdict>();
		const entry = streams.of(symbol);
		if (entry === undefined) {
			return verdicts;
		}

		/** Undefined where there is nothing to compare: that is no verdict. */
		const asked: readonly (readonly [string, (entry: SymbolStreams) => Promise<boolean | undefined>])[] = [
			[tickerTopic(symbol), isTickerBehind],
			[level2Topic(symbol), isBookBehind],
			[depth50Topic(symbol), isPictureBehind],
		];
		await Promise.allSettled(
			asked
				.filter(([topic]) => topics.includes(topic))
				.map(async ([topic, isBehind]) => {
					const behind = await isBehind(entry);
					if (behind !== undefined) {
						verdicts.set(topic, behind ? 'moved' : 'quiet');
					}
				}),
		);
		return verdicts;
	}

	async function isTickerBehind(entry: SymbolStreams): Promise<boolean> {
		const ticker = await data.tryTicker(entry.symbol);
		if (ticker === undefined) {
			return false;
		}

		if (entry.lastTicker === undefined) {
			// Nothing was pushed since the subscription: what REST says is all there is to know.
			streams.receive(ticker);
			return false;
		}

		return !isSameQuote(entry.lastTicker, ticker);
	}

	async function isBookBehind({ symbol, book }: SymbolStreams): Promise<boolean | undefined> {
		const top = await data.book(symbol, 20);
		const sequence = book?.sequence();
		return sequence === undefined ? undefined : top.sequence > sequence;
	}

	async function isPictureBehind({ symbol, book }: SymbolStreams): Promise<boolean | undefined> {
		const { bids, asks } = await data.book(symbol, 20);
		const shown = book?.lastPicture();
		return shown === undefined ? undefined : !(startsWith(shown.bids, bids) && startsWith(shown.asks, asks));
	}

	async function probeTape(entry: SymbolStreams, check: TapeCheck): Promise<void> {
		const topic = matchTopic(entry.symbol);
		const { askedAt } = check;
		const newest = (await data.trades(entry.symbol)).at(-1);
		await new Promise<void>(resolve => {
			clock.after(tapeGraceMs, resolve);
		});
		if (stopped || streams.of(entry.symbol) !== entry || !watched.has(topic)) {
			return;
		}

		check.doubtAt = undefined;
		check.knownAt = Math.max(check.knownAt, askedAt);
		const last = entry.trades?.lastSequence();
		const moved = newest !== undefined && (last === undefined || compareDigits(newest.sequence, last) > 0);
		tellVerdict(topic, moved ? 'moved' : 'quiet');
		if (moved) {
			const now = clock.monoNow();
			if (!silentTapes.has(topic)) {
				tell(topic, 'silent', 'behind the venue');
			}

			if (now - (silentTapes.get(topic) ?? Number.NEGATIVE_INFINITY) >= tapeEveryMs) {
				silentTapes.set(topic, now);
				sockets.supervisorOf(topic)?.resubscribe(topic);
			}
		} else if (silentTapes.delete(topic)) {
			tellStanding(topic);
		}
	}

	/** The tape that is due: the focused one, or whichever waited longest. */
	function dueTape(focused: string | undefined, now: number): string | undefined {
		let longest: string | undefined;
		let since = now;
		for (const [symbol, { askedAt, doubtAt }] of tapeChecks) {
			const topic = matchTopic(symbol);
			const isDoubtful = doubtAt !== undefined || silentTapes.has(topic);
			const isDue = now - askedAt >= (isDoubtful ? doubtfulTapeEveryMs : tapeEveryMs);
			if (!isDue || sockets.supervisorOf(topic)?.state() !== 'live') {
				continue;
			}

			if (symbol === focused) {
				return symbol;
			}

			if (askedAt < since) {
				longest = symbol;
				since = askedAt;
			}
		}

		return longest;
	}

	function noteUnknownTapes(now: number): void {
		for (const [symbol, check] of tapeChecks) {
			const topic = matchTopic(symbol);
			const sequence = streams.of(symbol)?.trades?.lastSequence();
			// While its subscription does not stand it is not LIVE, and its prints are read when it does.
			if (sequence !== check.sequence || !isConfirmed(topic)) {
				check.sequence = sequence;
				check.knownAt = now;
			}

			const isOwed = check.doubtAt !== undefined && now - check.doubtAt >= answerLateMs;
			if (isOwed && now - check.knownAt >= tapeUnknownMs && !silentTapes.has(topic)) {
				silentTapes.set(topic, Number.NEGATIVE_INFINITY);
				tell(topic, 'silent', 'no answer about it');
			}
		}
	}

	/** Fresh refusals of a topic, older ones forgotten. */
	const refusalsOf = (topic: string): readonly number[] =>
		(refusedAt.get(topic) ?? []).filter(at => clock.monoNow() - at < garbledWindowMs);

	function forgetTape(topic: string): void {
		const { symbol, stream } = describeTopic(topic);
		if (symbol !== undefined && stream === 'trades') {
			tapeChecks.delete(symbol);
		}
	}

	const streamOf = (topic: string): StreamName => describeTopic(topic).stream;

	return {
		setTopics: topics => {
			const now = new Set(topics);
			for (const topic of watched) {
				if (!now.has(topic)) {
					watched.delete(topic);
					silentTapes.delete(topic);
					told.delete(topic);
					garbled.delete(topic);
					refusedAt.delete(topic);
					watchdog.unwatch(topic);
					forgetTape(topic);
				}
			}

			for (const topic of now) {
				if (watched.has(topic)) {
					continue;
				}

				watched.add(topic);
				const { symbol, stream } = describeTopic(topic);
				if (symbol !== undefined && stream === 'trades') {
					const at = clock.monoNow();
					tapeChecks.set(symbol, { askedAt: at, doubtAt: undefined, knownAt: at, sequence: undefined });
				}

				const isBook = symbol !== undefined && (topic === level2Topic(symbol) || topic === depth50Topic(symbol));
				if (symbol !== undefined && (stream === 'ticker' || isBook)) {
					watchdog.watch(topic, symbol);
				}
			}
		},
		data: (topic, now) => {
			watchdog.data(topic, now);
			if (silentTapes.size > 0 && streamOf(topic) === 'trades' && silentTapes.delete(topic)) {
				tell(topic, 'confirmed', undefined);
			}

			if (garbled.size > 0 && garbled.has(topic) && refusalsOf(topic).length === 0) {
				garbled.delete(topic);
				tell(topic, 'confirmed', undefined);
			}
		},
		malformed: topic => {
			if (!watched.has(topic)) {
				return;
			}

			const refusals = [...refusalsOf(topic), clock.monoNow()].slice(-garbledCount);
			refusedAt.set(topic, refusals);
			if (refusals.length >= garbledCount && !garbled.has(topic)) {
				garbled.add(topic);
				tell(topic, 'silent', 'format changed');
			}
		},
		tick: focused => {
			const now = clock.monoNow();
			noteUnknownTapes(now);
			const symbol = dueTape(focused, now);
			const entry = symbol === undefined ? undefined : streams.of(symbol);
			const check = symbol === undefined ? undefined : tapeChecks.get(symbol);
			if (symbol === undefined || entry === undefined || check === undefined) {
				return;
			}

			check.askedAt = now;
			check.doubtAt ??= now;
			probeTape(entry, check).catch(() => tellVerdict(matchTopic(symbol), 'failed'));
		},
		isSilent: topic => silentTapes.has(topic) || told.has(topic) || garbled.has(topic),
		stop: () => {
			stopped = true;
			watchdog.stop();
		},
	};
}
