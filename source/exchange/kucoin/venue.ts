import { createSocketGroup } from '../../connection/socket-group.js';
import { createConnectsBucket } from '../../connection/token-bucket.js';
import { createListeners } from '../../lib/listeners.js';
import type { Clock, Net, Random } from '../../lib/seams.js';
import type { Feed, FeedEvent, FeedOptions, MarketData } from '../../market/feed.js';
import type { Instrument } from '../../model/instrument.js';
import type { KucoinAccount } from './account.js';
import { createClockOffset } from './clock-offset.js';
import { parseSite } from './endpoints.js';
import type { Rates } from './fee-rates.js';
import { createFeed } from './feed.js';
import { createGateway } from './gateway.js';
import { checkKey } from './key-check.js';
import { createMarketData, readVenueTime } from './market-data.js';
import { createPrivateFeed } from './private-feed.js';
import { createRest, type LimitedRest, type Rest } from './rest.js';
import { createMac, createSigner, type Signer } from './signing.js';

export type Credentials = { readonly key: string; readonly secret: string; readonly passphrase: string };

export type KucoinOptions = {
	/** `https://api.kucoin.com`, or another base without a trailing slash. `http:` for loopback addresses only. */
	readonly restUrl: string;
	/** For the account, and to read the full book with; public data needs none. */
	readonly credentials: Credentials | undefined;
	readonly compress: boolean;
	readonly userAgent: string;
};

/** One KuCoin site: its data on request, and its live feed. */
export type Kucoin = {
	readonly data: MarketData;
	readonly createFeed: (publish: (event: FeedEvent) => void, options?: FeedOptions) => Feed;
	/** The account of the key; undefined without one. Nothing is sent before it is asked for. */
	readonly account: KucoinAccount | undefined;
};

/** Throws a `UsageError` for a REST URL that is neither KuCoin's nor loopback. Nothing is sent before it is asked for. */
export function createKucoin(
	deps: { readonly clock: Clock; readonly random: Random; readonly net: Net },
	options: KucoinOptions,
): Kucoin {
	const { clock } = deps;
	// No closure below may hold the options: they have the secrets as texts.
	const { compress, userAgent } = options;
	const site = parseSite(options.restUrl);
	const signer = signerOf(options.credentials);
	const keyTail = options.credentials?.key.slice(-4) ?? '';
	const serverFailures = createListeners<string>(() => undefined);
	const unknownSymbols = createListeners<string>(() => undefined);

	const rest: LimitedRest = createRest({
		...deps,
		site,
		signer,
		userAgent,
		venueNow: () => clockOffset.venueNow(),
		resyncClock: async () => {
			await clockOffset.measure();
		},
		onServerFailure: text => serverFailures.emit(text),
		onUnknownSymbol: symbol => unknownSymbols.emit(symbol),
	});
	const clockOffset = createClockOffset(clock, () => readVenueTime(rest));
	const signed = signer !== undefined;
	const connects = createConnectsBucket(clock);
	const group = createSocketGroup(deps);
	const allData = createMarketData({ rest, clock }, { signed });

	const createAccount = (): KucoinAccount => {
		let instruments: Promise<readonly Instrument[]> | undefined;
		const coefficients = async (symbol: string): Promise<Rates> => {
			instruments ??= allData.instruments();
			const list = await instruments.catch((error: unknown) => {
				instruments = undefined;
				throw error;
			});
			const found = list.find(instrument => instrument.symbol === symbol);
			return { taker: found?.takerFeeCoefficient ?? '1', maker: found?.makerFeeCoefficient ?? '1' };
		};

		return {
			gateway: createGateway({
				rest,
				clockOffset,
				coefficients,
				status: async () => (await allData.status()).status,
			}),
			createPrivateFeed: handlers =>
				createPrivateFeed({ ...deps, rest, site, connects, group, offsetMs: clockOffset.offsetMs }, handlers, {
					compress,
				}),
			checkKey: async keyOptions => {
				// Before the first signed call: a clock that is off by more than 5 s refuses them all.
				await clockOffset.measure();
				return checkKey(rest, keyOptions);
			},
			keyTail,
		};
	};

	return {
		data: allData,
		account: signed ? createAccount() : undefined,
		createFeed: (publish, feedOptions = {}) => {
			let isRunning = true;
			const asking = askingRest(rest, feedOptions.playback?.onAsk);
			// A feed that was stopped must not go on asking.
			const live = new Set<string>();
			const data = createMarketData(
				{ rest: asking, clock },
				{
					signed,
					onUnknownSymbol: unknownSymbols.emit,
					isWanted: () => isRunning,
					isReachable: () => live.size > 0,
				},
			);
			const feed = createFeed(
				{
					...deps,
					rest,
					site,
					data,
					clockOffset,
					connects,
					group,
					onServerFailure: serverFailures.add,
					onUnknownSymbol: unknownSymbols.add,
				},
				event => {
					if (event.type === 'socket' && event.state === 'live') {
						live.add(event.socket);
					} else if (event.type === 'socket') {
						live.delete(event.socket);
					}

					publish(event);
				},
				{ compress, ...feedOptions },
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

const askingRest = (rest: Rest, onAsk: (() => void) | undefined): Rest =>
	onAsk === undefined
		? rest
		: {
				call: call => {
					onAsk();
					return rest.call(call);
				},
			};

/** The secret becomes a key object here, and the passphrase its MAC. */
function signerOf(credentials: Credentials | undefined): Signer | undefined {
	return credentials === undefined
		? undefined
		: createSigner(credentials.key, credentials.passphrase, createMac(credentials.secret));
}
