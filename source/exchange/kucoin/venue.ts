import type { Clock, Net, Random } from '../../lib/seams.js';
import type { Feed, FeedEvent, FeedMeter, MarketData } from '../../market/feed.js';

export type Credentials = { readonly key: string; readonly secret: string; readonly passphrase: string };

export type KucoinOptions = {
	/** `https://api.kucoin.com`, or another base without a trailing slash. `http:` for loopback addresses only. */
	readonly restUrl: string;
	/** Only to read the full book with; public data needs none. */
	readonly credentials: Credentials | undefined;
	readonly compress: boolean;
	readonly userAgent: string;
};

/** One KuCoin site: its data on request, and its live feed. */
export type Kucoin = {
	readonly data: MarketData;
	readonly createFeed: (publish: (event: FeedEvent) => void, meter?: FeedMeter) => Feed;
};

export declare function createKucoin(
	deps: { readonly clock: Clock; readonly random: Random; readonly net: Net },
	options: KucoinOptions,
): Kucoin;
