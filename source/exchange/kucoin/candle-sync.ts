import type { Cancel, Clock } from '../../lib/seams.js';
import type { FeedInterest } from '../../market/feed.js';
import type { CandleEvent, CandleInterval } from '../../model/market-event.js';
import { isUnknownSymbol } from './errors.js';
import { intervalMs } from './history.js';
import type { KucoinData } from './market-data.js';
import { createTaskQueue } from './tasks.js';
import { candlesTopic } from './topics.js';

export type CandleSyncDeps = {
	readonly clock: Clock;
	readonly data: Pick<KucoinData, 'candles'>;
	/** The venue's clock, ms. */
	readonly venueNow: () => number;
	/** Venue time of the symbol's last trade, as far as its ticker told. */
	readonly lastTradeAt: (symbol: string) => number | undefined;
	readonly publish: (event: CandleEvent) => void;
	readonly resubscribe: (topic: string) => void;
};

/**
 * The bars of the wanted symbols and intervals: history by REST behind every confirmed subscription, pushes, and between
 * the two no seam. The venue marks no bar as closed and pushes on trades only, so a bar that is over is read once more; so is
 * one that is overdue while trades go on. Bars that say nothing new are not published again.
 */
export type CandleSync = {
	readonly watch: (wanted: FeedInterest['candles']) => void;
	/** The topic stands, at first or after a break: the whole span is read anew. */
	readonly confirmed: (symbol: string, interval: CandleInterval) => void;
	/** A push; what is not wanted is dropped. */
	readonly live: (event: CandleEvent) => void;
	/** Once a second. */
	readonly tick: () => void;
	readonly stop: () => void;
};

/** Bars of history unless the interest says how many: one reply holds 1500. */
export const defaultBars = 300;
const atOnce = 2;
/** A closed bar is read once more after so long, when its last trades are sure to be in it. */
const proveAfterMs = 2000;
const overdueMs = 5000;
const resubscribeMs = 20_000;
const askAgainMs = 10_000;
/** No exchange has bars from before: a century of months would begin before the epoch, which the venue refuses. */
const beforeAnyTrade = Date.UTC(2000, 0, 1);
const retryMs = 5000;
/** Where the venue says that it has no such pair. */
const unknownRetryMs = 60_000;

type Entry = {
	readonly symbol: string;
	readonly interval: CandleInterval;
	bars: number;
	isConfirmed: boolean;
	/** History is known from here on, ms; undefined before it was read. */
	readFrom: number | undefined;
	/** Start of the newest bar heard of. */
	newest: number | undefined;
	/** The newest bars as they were published last, by start. */
	readonly told: Map<number, CandleEvent>;
	/** Monotonic ms of the last look at an overdue bar. */
	askedAt: number | undefined;
};

const toldBars = 8;

const isSameBar = (one: CandleEvent, other: CandleEvent): boolean =>
	one.volume === other.volume &&
	one.close === other.close &&
	one.high === other.high &&
	one.low === other.low &&
	one.open === other.open &&
	one.turnover === other.turnover;

const keyOf = (symbol: string, interval: string): string => `${symbol} ${interval}`;

export function createCandleSync(deps: CandleSyncDeps): CandleSync {
	const { clock, data, venueNow } = deps;
	const queue = createTaskQueue(atOnce);
	const entries = new Map<string, Entry>();
	const timers = new Set<Cancel>();

	function tell(entry: Entry, event: CandleEvent): void {
		const before = entry.told.get(event.start);
		// A reply that was on its way when a push came is older than it: a bar only grows.
		if (before !== undefined && (isSameBar(before, event) || Number(event.volume) < Number(before.volume))) {
			return;
		}

		if (entry.newest === undefined || event.start > entry.newest) {
			entry.newest = event.start;
		}

		if (event.start > entry.newest - toldBars * intervalMs[entry.interval]) {
			entry.told.delete(event.start);
			entry.told.set(event.start, event);
			const [first] = entry.told.keys();
			if (entry.told.size > toldBars && first !== undefined) {
				entry.told.delete(first);
			}
		}

		deps.publish(event);
	}

	function read(entry: Entry, from: number, to: number, done: () => void): void {
		const key = `${keyOf(entry.symbol, entry.interval)} ${from}`;
		const isWanted = (): boolean => entries.get(keyOf(entry.symbol, entry.interval)) === entry;
		queue.add(key, async () => {
			if (!isWanted()) {
				return;
			}

			try {
				const candles = await data.candles(entry.symbol, entry.interval, { from, to });
				if (isWanted()) {
					done();
					for (const candle of candles) {
						tell(entry, candle);
					}
				}
			} catch (error) {
				after(isUnknownSymbol(error) ? unknownRetryMs : retryMs, () => {
					if (isWanted() && entry.isConfirmed) {
						read(entry, from, to, done);
					}
				});
			}
		});
	}

	function after(ms: number, run: () => void): void {
		const cancel = clock.after(ms, () => {
			timers.delete(cancel);
			run();
		});
		timers.add(cancel);
	}

	/** From the bar before `start` to now. */
	function readTail(entry: Entry, start: number): void {
		const length = intervalMs[entry.interval];
		read(entry, start - length, venueNow() + length, () => {});
	}

	function readHistory(entry: Entry): void {
		const length = intervalMs[entry.interval];
		const to = venueNow() + length;
		const from = Math.max(beforeAnyTrade, to - (entry.bars - 1) * length);
		read(entry, from, to, () => {
			entry.readFrom = Math.min(from, entry.readFrom ?? from);
		});
	}

	function readOlder(entry: Entry): void {
		const length = intervalMs[entry.interval];
		const from = Math.max(beforeAnyTrade, venueNow() - (entry.bars - 2) * length);
		if (entry.readFrom !== undefined && from < entry.readFrom) {
			read(entry, from, entry.readFrom, () => {
				entry.readFrom = Math.min(from, entry.readFrom ?? from);
			});
		}
	}

	function lookAfter(entry: Entry): void {
		if (!entry.isConfirmed || entry.newest === undefined) {
			return;
		}

		const endedMs = venueNow() - (entry.newest + intervalMs[entry.interval]);
		const lastTradeAt = deps.lastTradeAt(entry.symbol);
		const isMissed = lastTradeAt !== undefined && lastTradeAt >= entry.newest + intervalMs[entry.interval];
		const now = clock.monoNow();
		if (endedMs < overdueMs || !isMissed || (entry.askedAt !== undefined && now - entry.askedAt < askAgainMs)) {
			return;
		}

		entry.askedAt = now;
		readTail(entry, entry.newest);
		if (endedMs >= resubscribeMs) {
			deps.resubscribe(candlesTopic(entry.symbol, entry.interval));
		}
	}

	return {
		watch: wanted => {
			const keys = new Set(wanted.map(({ symbol, interval }) => keyOf(symbol, interval)));
			for (const key of entries.keys()) {
				if (!keys.has(key)) {
					entries.delete(key);
				}
			}

			for (const { symbol, interval, bars = defaultBars } of wanted) {
				const known = entries.get(keyOf(symbol, interval));
				if (known === undefined) {
					entries.set(keyOf(symbol, interval), {
						symbol,
						interval,
						bars,
						isConfirmed: false,
						readFrom: undefined,
						newest: undefined,
						told: new Map(),
						askedAt: undefined,
					});
				} else if (bars > known.bars) {
					known.bars = bars;
					readOlder(known);
				}
			}
		},
		confirmed: (symbol, interval) => {
			const entry = entries.get(keyOf(symbol, interval));
			if (entry !== undefined) {
				entry.isConfirmed = true;
				// What was told before a break may be told again: only that proves it to be current.
				entry.told.clear();
				readHistory(entry);
			}
		},
		live: event => {
			const entry = entries.get(keyOf(event.symbol, event.interval));
			if (entry === undefined) {
				return;
			}

			const { newest } = entry;
			tell(entry, event);
			if (newest !== undefined && event.start > newest) {
				after(proveAfterMs, () => {
					if (entries.get(keyOf(event.symbol, event.interval)) === entry) {
						readTail(entry, newest + intervalMs[entry.interval]);
					}
				});
			}
		},
		tick: () => {
			for (const entry of entries.values()) {
				lookAfter(entry);
			}
		},
		stop: () => {
			queue.stop();
			entries.clear();
			for (const cancel of timers) {
				cancel();
			}

			timers.clear();
		},
	};
}
