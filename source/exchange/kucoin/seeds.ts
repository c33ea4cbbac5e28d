import type { Cancel, Clock } from '../../lib/seams.js';
import type { ProbeEvent } from '../../model/health-event.js';
import type { MarketEvent } from '../../model/market-event.js';
import { isUnknownSymbol } from './errors.js';
import { intervalMs } from './history.js';
import type { KucoinData } from './market-data.js';
import type { Streams } from './streams.js';
import { createTaskQueue } from './tasks.js';
import { tickerTopic } from './topics.js';

export type SeedsDeps = {
	readonly clock: Clock;
	readonly data: KucoinData;
	readonly streams: Streams;
	readonly isConfirmed: (topic: string) => boolean;
	readonly publish: (event: MarketEvent | ProbeEvent) => void;
};

/** What a push feed does not tell by itself, read by REST: the state before the first change. */
export type Seeds = {
	readonly ticker: (symbol: string) => void;
	/** The last two hours in candles of one minute, told whoever else wants candles. */
	readonly minutes: (symbol: string) => void;
	/** Statistics of all symbols that want them, in one call where there are several. */
	readonly stats: () => void;
	readonly stop: () => void;
};

const atOnce = 6;
const maxTickers = 100;
const minuteCount = 120;
const retryMs = 10_000;
/** Where the venue says that it has no such pair. */
const unknownRetryMs = 60_000;
const forgetMs = 30_000;

export function createSeeds(deps: SeedsDeps): Seeds {
	const { clock, data, streams, publish } = deps;
	const queue = createTaskQueue(atOnce);
	const retries = new Set<Cancel>();
	/** By symbol: how often its ticker was to be read. */
	const subscriptions = new Map<string, number>();
	let tickersAsked = 0;
	let forgottenAt = clock.monoNow();

	async function seedTicker(symbol: string): Promise<void> {
		const subscription = subscriptions.get(symbol);
		const ticker = await data.tryTicker(symbol);
		if (ticker === undefined) {
			return;
		}

		streams.receive(ticker);
		// Read behind the subscription, it is all there is to know, however old: a quiet pair would wait for the watchdog's question.
		const isNewest =
			streams.of(symbol)?.lastTicker?.sequence === ticker.sequence && subscriptions.get(symbol) === subscription;
		if (isNewest && deps.isConfirmed(tickerTopic(symbol))) {
			publish({
				type: 'probe',
				symbol,
				stream: 'ticker',
				verdict: 'quiet',
				receivedAt: clock.wallNow(),
				ageMs: ticker.ageMs ?? 0,
			});
		}
	}

	async function seedMinutes(symbol: string): Promise<void> {
		const to = clock.wallNow() + intervalMs['1min'];
		for (const candle of await data.candles(symbol, '1min', { from: to - minuteCount * intervalMs['1min'], to })) {
			if (streams.of(symbol)?.book !== undefined) {
				publish(candle);
			}
		}
	}

	function queueMinutes(symbol: string): void {
		queue.add(`minutes:${symbol}`, () =>
			seedMinutes(symbol).catch((error: unknown) => {
				const cancel = clock.after(isUnknownSymbol(error) ? unknownRetryMs : retryMs, () => {
					retries.delete(cancel);
					if (streams.of(symbol)?.book !== undefined) {
						queueMinutes(symbol);
					}
				});
				retries.add(cancel);
			}),
		);
	}

	async function seedStats(): Promise<void> {
		const wanted = [...streams.all()].filter(({ stats }) => stats);
		if (wanted.length === 1) {
			publish(await data.stats(wanted[0]!.symbol));
			return;
		}

		const rows = await data.allTickers();
		for (const { stats } of rows) {
			if (streams.of(stats.symbol)?.stats) {
				publish(stats);
			}
		}
	}

	return {
		ticker: symbol => {
			const now = clock.monoNow();
			subscriptions.set(symbol, (subscriptions.get(symbol) ?? 0) + 1);
			if (now - forgottenAt > forgetMs) {
				forgottenAt = now;
				tickersAsked = 0;
			}

			// Beyond that many the weight would starve the books; the rest waits for its first push.
			if (tickersAsked < maxTickers) {
				tickersAsked += 1;
				queue.add(`ticker:${symbol}`, () => seedTicker(symbol));
			}
		},
		minutes: queueMinutes,
		stats: () => {
			if ([...streams.all()].some(({ stats }) => stats)) {
				queue.add('stats', seedStats);
			}
		},
		stop: () => {
			queue.stop();
			for (const cancel of retries) {
				cancel();
			}

			retries.clear();
		},
	};
}
