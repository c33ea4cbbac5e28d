import { createKucoin, type Kucoin } from '../../../source/exchange/kucoin/venue.js';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import type { Feed, FeedEvent, FeedInterest } from '../../../source/market/feed.js';
import { createClock } from '../../../source/platform/clock.js';
import { createNet } from '../../../source/platform/net.js';
import { type RunningSimulator, startSimulator } from '../../../source/simulator/simulator.js';

export const nothing: FeedInterest = {
	tickers: [],
	trades: [],
	books: [],
	stats: [],
	candles: [],
	minutes: [],
	focused: undefined,
};

export type World = {
	readonly simulator: RunningSimulator;
	readonly kucoin: Kucoin;
	readonly events: FeedEvent[];
	readonly feed: Feed;
	readonly stop: () => Promise<void>;
};

/** The embedded exchange and a feed on it, over real sockets. */
export async function startWorld(
	interest: Partial<FeedInterest>,
	options: {
		readonly seed?: number;
		readonly signed?: boolean;
		readonly symbols?: number;
		readonly onEvent?: (event: FeedEvent) => void;
	} = {},
): Promise<World> {
	const seed = options.seed ?? 7;
	const simulator = await startSimulator({
		seed,
		port: 0,
		scenario: undefined,
		...(options.symbols === undefined ? {} : { symbols: options.symbols }),
	});
	const net = createNet();
	const kucoin = createKucoin(
		{ clock: createClock(), random: createSeededRandom(seed), net },
		{
			restUrl: simulator.restUrl,
			credentials: options.signed === true ? simulator.credentials : undefined,
			compress: false,
			userAgent: 'kcmon/test',
		},
	);
	const events: FeedEvent[] = [];
	const feed = kucoin.createFeed(event => {
		events.push(event);
		options.onEvent?.(event);
	});
	feed.watch({ ...nothing, ...interest });
	feed.start();
	return {
		simulator,
		kucoin,
		events,
		feed,
		stop: async () => {
			await feed.stop();
			await simulator.stop();
			net.close();
		},
	};
}
