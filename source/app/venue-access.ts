import { type Credentials, createKucoin, type Kucoin } from '../exchange/kucoin/venue.js';
import type { Clock } from '../lib/seams.js';
import type { MarketData } from '../market/feed.js';
import { createMachine, type Machine } from './machine.js';
import type { RunOptions } from './options.js';

/** The exchange of a run: KuCoin, another address, or the embedded one, all through the same code. */
export type VenueAccess = {
	readonly clock: Clock;
	readonly kucoin: Kucoin;
	readonly data: MarketData;
	/** `KuCoin`, or the host in its place. */
	readonly name: string;
	/** Of the embedded exchange, where one runs in this process. */
	readonly ownUrl?: string | undefined;
	/** Drops kept connections and ends the embedded exchange where one runs. */
	readonly stop: () => Promise<void>;
};

export const kucoinName = 'KuCoin';
const kucoinUrl = 'https://api.kucoin.com';

/** `hasRuns`: where the market is the embedded one and no scenario is named, it breaks out now and then (`demo-runs.ts`). */
export type VenueOptions = RunOptions & { readonly hasRuns?: boolean };

/**
 * Opens the exchange that the options name. Sends nothing yet. `credentials` are the user's, for live mode; a demo
 * signs with its own.
 */
export async function openVenue(
	options: VenueOptions,
	credentials?: Credentials,
	{ clock, random, openNet }: Pick<Machine, 'clock' | 'random' | 'openNet'> = createMachine(),
): Promise<VenueAccess> {
	const net = openNet();
	const site = await findSite(options, credentials);
	const kucoin = createKucoin(
		{ clock, random, net },
		{
			restUrl: site.restUrl,
			credentials: site.credentials,
			compress: options.lowBandwidth === 'on',
			userAgent: `kcmon/${__KCMON_VERSION__}`,
		},
	);
	const stop = async (): Promise<void> => {
		net.close();
		await site.stop();
	};
	return { clock, kucoin, data: kucoin.data, name: site.name, ownUrl: site.ownUrl, stop };
}

type Site = Pick<VenueAccess, 'name' | 'stop'> & {
	readonly restUrl: string;
	readonly credentials: Credentials | undefined;
	readonly ownUrl?: string;
};

async function findSite(options: VenueOptions, credentials: Credentials | undefined): Promise<Site> {
	if (options.mode === 'demo' && options.restUrl === undefined) {
		// The exchange is a large part of the program that nobody else needs.
		const [{ startSimulator }, { demoRuns }] = await Promise.all([
			import('../simulator/simulator.js'),
			import('../simulator/demo-runs.js'),
		]);
		const scenario = options.scenario ?? (options.hasRuns === true ? demoRuns : undefined);
		const exchange = await startSimulator({ seed: options.seed, port: 0, scenario });
		const { restUrl, credentials, stop } = exchange;
		return { restUrl, credentials, name: 'demo exchange', ownUrl: restUrl, stop };
	}

	const stop = async (): Promise<void> => {};
	if (options.restUrl === undefined || options.restUrl === kucoinUrl) {
		return { restUrl: kucoinUrl, credentials, name: kucoinName, stop };
	}

	const name = new URL(options.restUrl).host;
	if (options.mode !== 'demo') {
		return { restUrl: options.restUrl, credentials, name, stop };
	}

	const { demoCredentials } = await import('../simulator/exchange.js');
	return { restUrl: options.restUrl, credentials: demoCredentials, name, stop };
}
