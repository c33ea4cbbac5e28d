import type { Clock } from '../../lib/seams.js';
import type { ProbeEvent, StreamName, TopicEvent } from '../../model/health-event.js';
import type { TickerEvent } from '../../model/market-event.js';
import { compareDigits } from './decode-rest.js';
import type { KucoinData } from './market-data.js';
import type { Sockets } from './sockets.js';
import type { Streams, SymbolStreams } from './streams.js';
import { createTaskQueue } from './tasks.js';
import { level2Topic, matchTopic, tickerTopic } from './topics.js';

export type StreamWatchDeps = {
	readonly clock: Clock;
	readonly data: KucoinData;
	readonly streams: Streams;
	readonly sockets: Sockets;
	readonly publish: (event: ProbeEvent | TopicEvent) => void;
};

/** Tells a quiet market from a dead topic: silence is legal, being behind is not. */
export type StreamWatch = {
	/** Once a second. */
	readonly tick: (focused: string | undefined) => void;
	/** Whether a topic is known to be silent: its subscription's standing proves nothing then. */
	readonly isSilent: (topic: string) => boolean;
	readonly stop: () => void;
};

const silentAfterMs = 5000;
const probePauseMs = 11_000;
const verifyMs = 2000;
const probesPerTick = 4;
const tapePauseMs = 50_000;
/** After a second failure in vain: subscribing again and again would only flicker. */
const mendPauseMs = 60_000;

type Standing = { probedAt: number; dataAt: number; silent: boolean; mends: number; mendedAt: number };

const isSameQuote = (one: TickerEvent, other: TickerEvent): boolean =>
	one.bestBid === other.bestBid &&
	one.bestAsk === other.bestAsk &&
	one.bestBidSize === other.bestBidSize &&
	one.bestAskSize === other.bestAskSize &&
	one.price === other.price;

/**
 * Watches tickers, books and the focused tape:
 * 1. A ticker or book without data for 5 s is compared with REST (weight 2), each symbol at most every 11 s.
 * 2. Nothing newer there: quiet. Something newer there, and still not here 2 s later: the topic is silent.
 * 3. A silent topic is subscribed anew; if that does not help, on another socket; then once a minute.
 * 4. The focused symbol's prints are compared with the histories every 50 s, since prints may pause for long.
 */
export function createStreamWatch(deps: StreamWatchDeps): StreamWatch {
	const { clock, data, streams, sockets, publish } = deps;
	const standings = new Map<string, Standing>();
	const queue = createTaskQueue(probesPerTick);
	let cursor = 0;
	let stopped = false;
	let tapeProbedAt = clock.monoNow();
	let tapeSymbol: string | undefined;

	const pause = (ms: number): Promise<void> => new Promise(resolve => clock.after(ms, resolve));

	function standingOf(topic: string): Standing {
		let standing = standings.get(topic);
		if (standing === undefined) {
			const now = clock.monoNow();
			standing = { probedAt: Number.NEGATIVE_INFINITY, dataAt: now, silent: false, mends: 0, mendedAt: now };
			standings.set(topic, standing);
		}

		return standing;
	}

	function tell(
		topic: string,
		symbol: string,
		stream: StreamName,
		state: 'silent' | 'confirmed',
		reason?: string,
	): void {
		const socket = sockets.supervisorOf(topic)?.id ?? '';
		publish({ type: 'topic', topic, symbol, stream, socket, state, reason, receivedAt: clock.wallNow() });
	}

	/** Notes fresh data, and says so where the topic was silent. */
	function noteData(topic: string, symbol: string, stream: StreamName): Standing {
		const standing = standingOf(topic);
		const at = sockets.supervisorOf(topic)?.lastDataAt(topic);
		if (at !== undefined && at > standing.dataAt) {
			standing.dataAt = at;
			if (standing.silent) {
				standing.silent = false;
				standing.mends = 0;
				tell(topic, symbol, stream, 'confirmed');
			}
		}

		return standing;
	}

	function mend(topic: string, standing: Standing): void {
		const now = clock.monoNow();
		if (standing.mends >= 2 && now - standing.mendedAt < mendPauseMs) {
			return;
		}

		standing.mends += 1;
		standing.mendedAt = now;
		if (standing.mends === 2) {
			sockets.move(topic);
		} else {
			sockets.supervisorOf(topic)?.resubscribe(topic);
		}
	}

	function judge(
		topic: string,
		entry: SymbolStreams,
		stream: StreamName,
		verdict: 'quiet' | 'moved' | 'failed',
		since: number,
	): void {
		const standing = noteData(topic, entry.symbol, stream);
		if (stopped || standing.dataAt > since || streams.of(entry.symbol) !== entry) {
			return;
		}

		publish({ type: 'probe', symbol: entry.symbol, stream, verdict, receivedAt: clock.wallNow() });
		if (verdict === 'moved') {
			standing.silent = true;
			tell(topic, entry.symbol, stream, 'silent', 'behind REST');
			mend(topic, standing);
		}
	}

	async function probe(
		topic: string,
		entry: SymbolStreams,
		stream: StreamName,
		readIsBehind: () => Promise<() => boolean>,
	): Promise<void> {
		const standing = standingOf(topic);
		const since = standing.dataAt;
		try {
			const isBehind = await readIsBehind();
			if (isBehind()) {
				await pause(verifyMs);
				judge(topic, entry, stream, isBehind() ? 'moved' : 'quiet', since);
			} else {
				judge(topic, entry, stream, 'quiet', since);
			}
		} catch {
			judge(topic, entry, stream, 'failed', since);
		}
	}

	async function readTicker(entry: SymbolStreams): Promise<() => boolean> {
		const ticker = await data.tryTicker(entry.symbol);
		if (ticker !== undefined && entry.lastTicker === undefined) {
			streams.receive(ticker);
		}

		return () => ticker !== undefined && (entry.lastTicker === undefined || !isSameQuote(entry.lastTicker, ticker));
	}

	async function readBook(entry: SymbolStreams): Promise<() => boolean> {
		const top = await data.book(entry.symbol, 20);
		return () => {
			const sequence = entry.book?.sequence();
			return sequence !== undefined && top.sequence > sequence;
		};
	}

	async function readTape(entry: SymbolStreams): Promise<() => boolean> {
		const newest = (await data.trades(entry.symbol)).at(-1);
		return () => {
			const last = entry.trades?.lastSequence();
			return newest !== undefined && (last === undefined || compareDigits(newest.sequence, last) > 0);
		};
	}

	/** Starts a probe when the topic has been silent for long enough; true when it did. */
	function consider(
		topic: string,
		entry: SymbolStreams,
		stream: StreamName,
		read: (entry: SymbolStreams) => Promise<() => boolean>,
	): boolean {
		const supervisor = sockets.supervisorOf(topic);
		if (supervisor === undefined || supervisor.state() !== 'live') {
			return false;
		}

		const standing = noteData(topic, entry.symbol, stream);
		const now = clock.monoNow();
		if (now - standing.dataAt < silentAfterMs || now - standing.probedAt < probePauseMs) {
			return false;
		}

		standing.probedAt = now;
		queue.add(topic, () => probe(topic, entry, stream, () => read(entry)));
		return true;
	}

	function considerSymbol(entry: SymbolStreams): number {
		let probes = 0;
		if (entry.ticker && consider(tickerTopic(entry.symbol), entry, 'ticker', readTicker)) {
			probes += 1;
		}

		if (entry.book?.mode() === 'level2' && consider(level2Topic(entry.symbol), entry, 'book', readBook)) {
			probes += 1;
		}

		return probes;
	}

	function considerTape(focused: string | undefined): void {
		const now = clock.monoNow();
		if (focused !== tapeSymbol) {
			tapeSymbol = focused;
			tapeProbedAt = now;
		}

		const entry = focused === undefined ? undefined : streams.of(focused);
		if (entry?.trades === undefined) {
			return;
		}

		const topic = matchTopic(entry.symbol);
		noteData(topic, entry.symbol, 'trades');
		if (now - tapeProbedAt >= tapePauseMs && sockets.supervisorOf(topic)?.state() === 'live') {
			tapeProbedAt = now;
			queue.add(topic, () => probe(topic, entry, 'trades', () => readTape(entry)));
		}
	}

	function forget(): void {
		if (standings.size > 2000) {
			for (const topic of standings.keys()) {
				if (sockets.supervisorOf(topic) === undefined) {
					standings.delete(topic);
				}
			}
		}
	}

	return {
		tick: focused => {
			considerTape(focused);
			const entries = [...streams.all()];
			let probes = 0;
			const first = focused === undefined ? undefined : streams.of(focused);
			if (first !== undefined) {
				probes += considerSymbol(first);
			}

			for (let step = 0; step < entries.length && probes < probesPerTick; step += 1) {
				cursor = (cursor + 1) % entries.length;
				const entry = entries[cursor]!;
				if (entry !== first) {
					probes += considerSymbol(entry);
				}
			}

			forget();
		},
		isSilent: topic => standings.get(topic)?.silent ?? false,
		stop: () => {
			stopped = true;
			queue.stop();
		},
	};
}
