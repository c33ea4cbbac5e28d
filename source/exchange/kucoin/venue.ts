import { createListeners } from '../../lib/listeners.js';
import type { Clock, Net, Random } from '../../lib/seams.js';
import type { Feed, FeedEvent, FeedMeter, MarketData } from '../../market/feed.js';
import { createClockOffset } from './clock-offset.js';
import { parseSite } from './endpoints.js';
import { createFeed } from './feed.js';
import { createMarketData, readVenueTime } from './market-data.js';
import { createRest, type Rest } from './rest.js';
import { createMac, createSigner } from './signing.js';

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

/** Throws a `UsageError` for a REST URL that is neither KuCoin's nor loopback. Nothing is sent before it is asked for. */
export function createKucoin(
	deps: { readonly clock: Clock; readonly random: Random; readonly net: Net },
	options: KucoinOptions,
): Kucoin {
	const { clock } = deps;
	const { credentials } = options;
	const site = parseSite(options.restUrl);
	const signer =
		credentials === undefined
			? undefined
			: createSigner(credentials.key, credentials.passphrase, createMac(credentials.secret));
	const serverFailures = createListeners<string>(() => undefined);

	const rest: Rest = createRest({
		...deps,
		site,
		signer,
		userAgent: options.userAgent,
		venueNow: () => clockOffset.venueNow(),
		resyncClock: async () => {
			await clockOffset.measure();
		},
		onServerFailure: text => serverFailures.emit(text),
	});
	const clockOffset = createClockOffset(clock, () => readVenueTime(rest));
	const signed = signer !== undefined;

	return {
		data: createMarketData({ rest, clock }, { signed }),
		createFeed: (publish, meter) => {
			let isRunning = true;
			// A feed that was stopped must not go on asking.
			const data = createMarketData({ rest, clock }, { signed, isWanted: () => isRunning });
			const feed = createFeed(
				{ ...deps, rest, site, data, clockOffset, onServerFailure: serverFailures.add },
				publish,
				{ compress: options.compress, meter },
			);
			return {
				...feed,
				stop: async () => {
					isRunning = false;
					await feed.stop();
				},
			};
		},
	};
}
