import type { EngineDeps, EngineEvent } from '../engine/engine.js';
import { createTrading, type Trading, type TradingOptions } from '../engine/trading.js';
import { openFileJournal } from '../journal/file-journal.js';
import type { Journal, JournalError } from '../journal/journal.js';
import { journalFolder } from '../journal/segments.js';
import type { Clock, Files, Random } from '../lib/seams.js';
import { acquireLock } from '../platform/lock.js';
import type { State } from '../store/state.js';
import type { Gateway } from '../trading/gateway.js';
import { nameAccount } from './account-name.js';
import { readDemoState, withCarriedState } from './carried-state.js';
import { createClosedGateway } from './closed-gateway.js';
import { describeLastExit } from './exit-policy.js';
import { openInstance } from './instance.js';
import type { Machine } from './machine.js';
import { createMemoryJournal } from './memory-journal.js';
import type { RunOptions } from './options.js';
import { observeMarket, openPaperAccount, type PaperAccountFile } from './paper-account.js';
import { createMarketOfStore } from './paper-market.js';
import type { VenueAccess } from './venue-access.js';

type CreateTrading = NonNullable<EngineDeps['createTrading']>;

/** Who decides about orders in this process. Where nobody may, `createTrading` makes what refuses them and says why. */
export type Desk =
	| OpenDesk
	/** Another kcmon trades on the data directory. */
	| { readonly kind: 'viewer'; readonly createTrading: CreateTrading; readonly holderPid: number | undefined }
	| { readonly kind: 'read-only'; readonly createTrading: CreateTrading };

export type OpenDesk = {
	readonly kind: 'open';
	/** For the engine; to be called once. */
	readonly createTrading: CreateTrading;
	/** As in the journal: `paper`, `live:1a2b`, `demo:…`. */
	readonly account: string;
	readonly journal: Journal;
	/** Why the journal could not be opened, and what to do about it: then orders are refused, and cancels work. */
	readonly journalProblem: string | undefined;
	/** What the trading asks. After `createTrading` only. */
	readonly gateway: () => Gateway;
	/** For a person, of the start: a torn line, how the last run ended. */
	readonly notes: readonly string[];
	/** Symbols that have to be watched, because paper orders rest in them. */
	readonly restingSymbols: readonly string[];
	/** Closes the journal and gives the lock back. After the trading has stopped. */
	readonly close: () => void;
};

export type DeskDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly files: Files;
	readonly venue: VenueAccess;
	/** @default the machine's own */
	readonly acquireLock?: Machine['acquireLock'];
	/** Stands between trading and the exchange. @default nothing does */
	readonly guard?: (gateway: Gateway) => Gateway;
	/** Subscribes the account's stream to the orders anew. */
	readonly resubscribe?: () => void;
	/** Nothing will be placed: there is nothing to arm, and no dead-man's switch to keep. */
	readonly onlyCancels?: boolean;
};

/**
 * Takes the lock of the data directory, opens its journal and the gateway of the mode. Whoever comes second is a viewer.
 * Throws a `KcmonError` where the directory or the paper account cannot be used.
 */
export async function openDesk(deps: DeskDeps, options: RunOptions): Promise<Desk> {
	if (options.mode === 'read-only') {
		return { kind: 'read-only', createTrading: createRefusal(deps, options, 'READ_ONLY') };
	}

	const lock = await (deps.acquireLock ?? acquireLock)(options.tradeDir);
	if (!lock.held) {
		return { kind: 'viewer', createTrading: createRefusal(deps, options, 'VIEWER'), holderPid: lock.holderPid };
	}

	try {
		return openLocked(deps, options, lock.release);
	} catch (error) {
		lock.release();
		throw error;
	}
}

function openLocked(deps: DeskDeps, options: RunOptions, release: () => void): OpenDesk {
	const { clock, random, venue } = deps;
	const { tradeDir, trading } = options;
	const keyTail = venue.kucoin.account?.keyTail;
	const paper =
		options.mode === 'paper'
			? openPaperAccount(deps, {
					folder: tradeDir,
					latencyMs: trading.paperLatencyMs,
					balances: trading.paperBalances,
				})
			: undefined;
	const tradingOptions: TradingOptions = {
		instance: openInstance(deps, tradeDir),
		limits: trading.limits,
		live: options.mode === 'live' && keyTail !== undefined && deps.onlyCancels !== true ? { keyTail } : undefined,
		closed: undefined,
		requireVerified: options.signalUse.requireVerified,
		auto: options.signalUse.auto,
	};
	const account = nameAccount(options, venue.name, { random, keyTail });
	const { journal, problem } = openJournal(deps, options, account);
	// How a run ended is written by who knows why it did.
	const withoutExit: Journal = {
		...journal,
		append: (kind, why, body) => (kind === 'exit' ? 0 : journal.append(kind, why, body)),
	};
	let gateway: Gateway | undefined;

	return {
		kind: 'open',
		account,
		journal,
		journalProblem: problem,
		createTrading: (publish, state) => {
			if (paper !== undefined) {
				const paperTrading = createPaperTrading(
					{ clock, random, paper, journal: withoutExit, publish, state },
					tradingOptions,
				);
				gateway = paperTrading.gateway;
				return paperTrading;
			}

			const direct = gatewayOf(venue);
			gateway = direct;
			return createTrading(
				{
					clock,
					random,
					journal: withoutExit,
					gateway: deps.guard?.(direct) ?? direct,
					state,
					publish,
					resubscribe: deps.resubscribe,
				},
				tradingOptions,
			);
		},
		gateway: () => gateway as Gateway,
		notes: [journal.recoveryNote(), describeLastExit(journal.recovered())].filter(note => note !== undefined),
		restingSymbols: paper?.symbols ?? [],
		close: () => {
			journal.close();
			release();
		},
	};
}

/** The exchange's own account. Demo and live always have a key. */
export function gatewayOf(venue: VenueAccess): Gateway {
	return venue.kucoin.account?.gateway ?? createClosedGateway(venue.clock);
}

function openJournal(
	{ clock, random, files }: DeskDeps,
	{ mode, tradeDir }: RunOptions,
	account: string,
): { readonly journal: Journal; readonly problem: string | undefined } {
	const carried = mode === 'demo' ? readDemoState(files, tradeDir) : undefined;
	const opening = openFileJournal(
		{ files, clock, random },
		{ folder: journalFolder(tradeDir), account, version: __KCMON_VERSION__ },
	);
	return opening.kind === 'refused'
		? { journal: createMemoryJournal(), problem: describeRefusal(opening.error) }
		: { journal: withCarriedState(opening.journal, carried), problem: undefined };
}

const describeRefusal = ({ message, hint }: JournalError): string =>
	[message, 'orders are refused', hint].filter(text => text !== undefined).join(' · ');

const createRefusal =
	(deps: DeskDeps, options: RunOptions, closed: 'READ_ONLY' | 'VIEWER'): CreateTrading =>
	(publish, state) =>
		createTrading(
			{ ...deps, journal: createMemoryJournal(), gateway: createClosedGateway(deps.clock), state, publish },
			{ instance: '0000', limits: options.trading.limits, live: undefined, closed },
		);

type PaperTradingDeps = Pick<DeskDeps, 'clock' | 'random'> & {
	readonly paper: PaperAccountFile;
	readonly journal: Journal;
	readonly state: State;
	readonly publish: (event: EngineEvent) => void;
};

/** Trading whose venue is this process: market events fill it, and what it tells comes back as the account's stream. */
function createPaperTrading(
	{ clock, random, paper, journal, state, publish }: PaperTradingDeps,
	options: TradingOptions,
): Trading & { readonly gateway: Gateway } {
	const gateway = paper.createGateway({
		market: createMarketOfStore(state, clock),
		publish: event => trading.receive(event),
		say: text => publish({ type: 'notice', level: 'warning', text, receivedAt: clock.wallNow() }),
	});
	const trading: Trading = createTrading({ clock, random, journal, gateway, state, publish }, options);
	return {
		...trading,
		gateway,
		observe: event => {
			observeMarket(gateway, event);
			trading.observe(event);
		},
		stop: async how => {
			await trading.stop(how);
			gateway.stop();
		},
	};
}
