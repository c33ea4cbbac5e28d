import type { Clock } from '../lib/seams.js';
import { type Accounts, createAccounts } from './accounts.js';
import { createConnectionLimits } from './connection-limits.js';
import { createControl } from './control.js';
import { createDeadMan } from './dead-man.js';
import { runFaultAction } from './fault-actions.js';
import { isInstant } from './fault-catalog.js';
import { checkFault } from './fault-check.js';
import { createFaults, type Fault, type Faults } from './faults.js';
import { createLedger } from './ledger.js';
import { createOrderDesk, type OrderDesk } from './order-desk.js';
import { createPrivateFeed, type PrivateFeed } from './private-feed.js';
import { createPublicFeed } from './public-feed.js';
import { createRandomStream } from './random-streams.js';
import { createRateLimits } from './rate-limits.js';
import { createAccountRoutes } from './rest-account.js';
import { createRestApi, type RestApi } from './rest-api.js';
import type { ApiKey } from './rest-auth.js';
import { callAuctionRoutes } from './rest-call-auction.js';
import { createLedgerRoutes } from './rest-ledgers.js';
import { createOcoRoutes } from './rest-oco-orders.js';
import { createOrderListRoutes } from './rest-order-lists.js';
import { createOrderRoutes } from './rest-orders.js';
import { publicRoutes } from './rest-public.js';
import type { RestReply, RestRequest } from './rest-reply.js';
import { createStopOrderRoutes } from './rest-stop-orders.js';
import { createSocketTokens } from './socket-tokens.js';
import { createStopDesk, type StopDesk } from './stop-desk.js';
import { createVenue, type Venue } from './venue.js';
import { createWsSession, type RawSocketOutput, type WsSession } from './ws-api.js';

export type ExchangeOptions = {
	readonly seed: number;
	/** How many markets: the first eight have real shapes. */
	readonly symbols: number;
	/** Where clients find the sockets, `ws://127.0.0.1:PORT/`. */
	readonly endpoint: () => string;
	/** Ends every connection at once. */
	readonly cutLinks: () => void;
};

/** A whole exchange without a wire: requests and frames go in, replies and frames come out, time comes from the clock. */
export type Exchange = {
	readonly venue: Venue;
	readonly accounts: Accounts;
	readonly desk: OrderDesk;
	readonly stops: StopDesk;
	readonly faults: Faults;
	readonly rest: RestApi;
	/** The exchange's own door (`control.ts`). */
	readonly answerControl: (request: RestRequest) => RestReply;
	/** Switches a checked fault on, or does it at once. */
	readonly control: (fault: Fault) => void;
	readonly openSession: (
		client: { readonly token: string; readonly connectId: string | undefined },
		output: RawSocketOutput,
	) => WsSession;
	/** Runs something later, unless the exchange stops before. */
	readonly after: (delayMs: number, callback: () => void) => void;
	readonly stop: () => void;
};

/** The demo account's invented keys; the second may only read. */
export const demoCredentials = {
	key: '68f0c3a17b9e4d0001de3f07',
	secret: 'b7f5c1e2-6d3a-4f08-9c41-5ad0e2f7311c',
	passphrase: 'embedded-exchange',
} as const;

export const readerCredentials = {
	key: '68f0c3a17b9e4d0001de3f08',
	secret: '0d5e8a34-92cb-4b61-8f3e-c2a7716d09be',
	passphrase: 'only-looking',
} as const;

export const demoOwner = 1;

/**
 * How often the exchange wakes: with sockets open, and with none. A step of the grid that comes late comes with its own
 * time, and a request finds all steps done, so this is a matter of CPU time and latency alone: a bare timer of 10 ms costs
 * 1 % of a core.
 */
const watchedMs = 20;
const unwatchedMs = 100;

const demoBalances = {
	USDT: '100000',
	BTC: '2',
	ETH: '20',
	SOL: '200',
	KCS: '1000',
	PEPE: '500000000',
	SATS: '10000000000',
	EWT: '5000',
} as const;

export function createExchange(deps: { readonly clock: Clock }, options: ExchangeOptions): Exchange {
	const { clock } = deps;
	const venue = createVenue({ clock }, options);
	const stream = (name: string) => createRandomStream(options.seed, name);
	const faults = createFaults({ time: venue.time, random: stream('faults') });
	const tokens = createSocketTokens({ time: venue.time, random: stream('tokens') });
	const limits = createRateLimits({ time: venue.time });
	const connections = createConnectionLimits({ time: venue.time });
	const feed = createPublicFeed({ venue, faults, random: stream('wire') });
	const pending = new Set<() => void>();
	const after = (delayMs: number, callback: () => void): void => {
		const cancel = clock.after(delayMs, () => {
			pending.delete(cancel);
			venue.advance();
			callback();
		});
		pending.add(cancel);
	};

	const privateFeed: PrivateFeed = createPrivateFeed({ venue, feed, faults, after });
	const ledger = createLedger(venue.startedAt);
	const accounts = createAccounts(change => {
		ledger.add(change, venue.time());
		privateFeed.onBalance(change);
	});
	const desk = createOrderDesk({ venue, accounts, faults }, privateFeed.onOrder);
	const deadMan = createDeadMan({ venue, desk });
	const stops = createStopDesk({ venue, desk }, privateFeed.onStop);
	accounts.open(demoOwner, demoBalances);
	const keys: readonly ApiKey[] = [
		{ ...demoCredentials, owner: demoOwner, permissions: ['General', 'Spot'] },
		{ ...readerCredentials, owner: demoOwner, permissions: ['General'] },
	];
	const rest = createRestApi({
		venue,
		faults,
		tokens,
		limits,
		random: stream('rest'),
		keys,
		// Fixed paths before those with a name in braces.
		routes: [
			...publicRoutes,
			...callAuctionRoutes,
			...createAccountRoutes({ accounts, keys }),
			...createLedgerRoutes({ ledger }),
			...createOrderRoutes({ desk, deadMan }),
			...createOrderListRoutes({ desk }),
			...createStopOrderRoutes({ stops }),
			...createOcoRoutes({ stops, desk }),
		],
		endpoint: options.endpoint,
		after,
	});
	const wsRandom = stream('ws');
	const sessions = new Set<WsSession>();
	const control = (fault: Fault): void => {
		venue.advance();
		checkFault(venue, fault);
		if (isInstant(fault)) {
			runFaultAction({ venue, feed, tokens, limits, connections, stops, cutLinks: options.cutLinks }, fault);
		} else {
			faults.add(fault);
		}
	};

	const answerControl = createControl({ venue, faults, control });
	let stopTicks = clock.every(unwatchedMs, venue.advance);
	const setPace = (intervalMs: number): void => {
		stopTicks();
		stopTicks = clock.every(intervalMs, venue.advance);
	};

	const stopIdle = clock.every(1000, () => {
		for (const session of sessions) {
			session.checkIdle();
		}
	});
	return {
		venue,
		accounts,
		desk,
		stops,
		faults,
		rest: {
			handle: request => {
				venue.advance();
				return rest.handle(request);
			},
		},
		answerControl: request => {
			venue.advance();
			return answerControl(request);
		},
		control,
		openSession: (client, output) => {
			venue.advance();
			const session = createWsSession(
				{ venue, tokens, connections, feed, faults, random: wsRandom, after },
				client,
				output,
			);
			const registered: WsSession = {
				...session,
				receive: text => {
					venue.advance();
					session.receive(text);
				},
				closed: () => {
					if (sessions.delete(registered) && sessions.size === 0) {
						setPace(unwatchedMs);
					}

					session.closed();
				},
			};
			sessions.add(registered);
			if (sessions.size === 1) {
				setPace(watchedMs);
			}

			return registered;
		},
		after,
		stop: () => {
			stopTicks();
			stopIdle();
			for (const cancel of pending) {
				cancel();
			}

			pending.clear();
		},
	};
}
