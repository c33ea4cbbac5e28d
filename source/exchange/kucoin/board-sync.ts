import type { Cancel, Clock } from '../../lib/seams.js';
import type { BoardEvent, BoardRow, MarketEvent, StatsEvent, TickerEvent } from '../../model/market-event.js';
import type { KucoinData } from './market-data.js';
import { allTickersTopic, prefixes, prefixOf } from './topics.js';

export type BoardSyncDeps = {
	readonly clock: Clock;
	readonly data: Pick<KucoinData, 'allTickers'>;
	readonly publish: (event: MarketEvent) => void;
	readonly resubscribe: (topic: string) => void;
	/** The venue's markets (`USDS`, `BTC` …), whose snapshots carry the figures of the day. */
	readonly markets: () => readonly string[];
};

/**
 * Every pair of the venue at once: one reply of REST, then last prices and quotes by `/market/ticker:all` and the figures of
 * the day by one snapshot topic a market. What comes is told in batches, of each pair its newest. Source: KuCoin docs,
 * All Tickers, Market Snapshot.
 */
export type BoardSync = {
	/** Whether the board is wanted. */
	readonly watch: (isWanted: boolean) => void;
	/** Empty while nobody wants the board. */
	readonly topics: () => readonly string[];
	readonly owns: (topic: string) => boolean;
	readonly confirmed: (topic: string) => void;
	readonly ticker: (event: TickerEvent) => void;
	readonly stats: (event: StatsEvent) => void;
	readonly stop: () => void;
};

const batchMs = 250;
/** A market of hundreds of pairs is never silent for so long. */
const silentMs = 15_000;
const retryMs = 5000;

export function createBoardSync(deps: BoardSyncDeps): BoardSync {
	const { clock, data } = deps;
	let isWanted = false;
	let waiting = new Map<string, BoardRow>();
	let stopTimer: Cancel | undefined;
	let stopRetry: Cancel | undefined;
	let heardAt = 0;
	/** Pairs that pushed since the topic stands. */
	const heard = new Set<string>();

	const add = (row: BoardRow): void => {
		const before = waiting.get(row.symbol);
		waiting.set(row.symbol, before === undefined ? row : { ...before, ...row });
	};

	function flush(): void {
		if (waiting.size > 0) {
			const rows = [...waiting.values()];
			waiting = new Map();
			deps.publish({ type: 'board', rows, receivedAt: clock.wallNow() } satisfies BoardEvent);
		}

		if (clock.monoNow() - heardAt > silentMs) {
			heardAt = clock.monoNow();
			deps.resubscribe(allTickersTopic);
		}
	}

	async function readAll(): Promise<void> {
		try {
			for (const { stats, bestBid, bestAsk } of await data.allTickers()) {
				// A price that was pushed meanwhile is newer.
				const prices = heard.has(stats.symbol)
					? {}
					: { ...(stats.last === undefined ? {} : { last: stats.last }), bestBid, bestAsk };
				add({ ...figuresOf(stats), ...prices });
			}
		} catch {
			stopRetry?.();
			stopRetry = clock.after(retryMs, () => {
				if (isWanted) {
					void readAll();
				}
			});
		}
	}

	const close = (): void => {
		isWanted = false;
		stopTimer?.();
		stopTimer = undefined;
		stopRetry?.();
		stopRetry = undefined;
		waiting.clear();
	};

	return {
		watch: wanted => {
			if (wanted && !isWanted) {
				isWanted = true;
				heardAt = clock.monoNow();
				stopTimer = clock.every(batchMs, flush);
			} else if (!wanted && isWanted) {
				close();
			}
		},
		topics: () =>
			isWanted ? [allTickersTopic, ...deps.markets().map(market => `${prefixes.snapshot}:${market}`)] : [],
		owns: topic =>
			topic === allTickersTopic ||
			(prefixOf(topic) === prefixes.snapshot && !topic.includes('-', prefixes.snapshot.length)),
		confirmed: topic => {
			if (isWanted && topic === allTickersTopic) {
				heard.clear();
				void readAll();
			}
		},
		ticker: ({ symbol, price, bestBid, bestAsk }) => {
			if (isWanted) {
				heardAt = clock.monoNow();
				heard.add(symbol);
				add({ symbol, last: price, bestBid, bestAsk });
			}
		},
		stats: event => {
			if (isWanted) {
				add(figuresOf(event));
			}
		},
		stop: close,
	};
}

const figuresOf = ({ symbol, changeRate, volume, quoteVolume }: StatsEvent): BoardRow => ({
	symbol,
	changeRate,
	volume,
	quoteVolume,
});
