import { createEngine, type EngineDeps } from '../engine/engine.js';
import { createTrading, type Trading } from '../engine/trading.js';
import { KcmonError } from '../lib/errors.js';
import type { Feed } from '../market/feed.js';
import { createFiles } from '../platform/files.js';
import { createRandom } from '../platform/random.js';
import type { Gateway } from '../trading/gateway.js';
import type { CancelDesk } from './cancel-orders.js';
import { gatewayOf, openDesk } from './desk.js';
import { describeReason } from './exit-policy.js';
import { readInstance } from './instance.js';
import { withKeyErrors } from './key-error.js';
import { openLiveKey } from './live-access.js';
import { createMemoryJournal } from './memory-journal.js';
import type { Environment, RunOptions } from './options.js';
import { openVenue, type VenueAccess } from './venue-access.js';

/** Trading for one command that cancels: started, compared with the venue, without market data. */
export type OneShotDesk = CancelDesk & { readonly trading: Trading; readonly close: () => Promise<void> };

/**
 * With the journal where nobody else has it. Where another process has, as one that trades another account or does not
 * answer, without: a cancel is never blocked. Rejects where the venue cannot be asked at all.
 */
export async function openOneShotDesk(options: RunOptions, env: Environment): Promise<OneShotDesk> {
	const venue = await openVenue(options, await openLiveKey(options, env));
	const random = createRandom();
	const files = createFiles();
	const { clock } = venue;
	const undo: (() => Promise<void> | void)[] = [venue.stop];
	let working = 0;
	const close = async (): Promise<void> => {
		for (const step of undo.splice(0).toReversed()) {
			await step();
		}
	};

	try {
		const desk = await openDesk({ clock, random, files, venue, onlyCancels: true }, options);
		let gateway: Gateway = gatewayOf(venue);
		let create: NonNullable<EngineDeps['createTrading']>;
		if (desk.kind === 'open') {
			undo.push(() => {
				desk.journal.append('exit', 'command', { reason: describeReason('done'), working });
				desk.close();
			});
			create = desk.createTrading;
		} else if (options.mode === 'paper') {
			throw new KcmonError('Another kcmon has the paper account and does not answer', {
				code: 'ERR_HOLDER',
				hint: `It is pid ${desk.kind === 'viewer' ? (desk.holderPid ?? 'unknown') : 'unknown'}`,
			});
		} else {
			create = createForgetful(venue, options);
		}

		const engine = createEngine(
			{ clock, createFeed: () => noFeed, createTrading: create },
			{ symbols: options.symbols, streams: nothing, depthOf: 'focused', signals: 'off' },
		);
		undo.push(async () => {
			working = engine.trading?.working() ?? 0;
			await engine.stop();
		});
		gateway = desk.kind === 'open' ? desk.gateway() : gateway;
		// Says at once, and as an error, that the venue cannot be reached or refuses the key.
		await withKeyErrors(gateway.activeSymbols);
		const trading = engine.trading as Trading;
		await trading.start();
		return { clock, trading, gateway, state: engine.store.state, close };
	} catch (error) {
		await close();
		throw error;
	}
}

function createForgetful(venue: VenueAccess, options: RunOptions): NonNullable<EngineDeps['createTrading']> {
	const { clock } = venue;
	return (publish, state) =>
		createTrading(
			{ clock, random: createRandom(), journal: createMemoryJournal(), gateway: gatewayOf(venue), state, publish },
			{
				instance: readInstance(createFiles(), options.tradeDir) ?? noInstance,
				limits: options.trading.limits,
				live: undefined,
				closed: undefined,
			},
		);
}

/** No id has it: `I`, `L`, `O` and `U` are no digits of Crockford's base 32. */
const noInstance = 'UUUU';

const nothing = { tickers: false, trades: false, books: false, stats: false, candles: false } as const;

const noFeed: Feed = {
	start: () => {},
	watch: () => {},
	resyncBook: () => {},
	reconnect: () => {},
	stop: async () => {},
};
