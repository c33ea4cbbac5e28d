import { createTrading, type Trading, type TradingOptions } from '../../source/engine/trading.js';
import type { Journal, JournalEntry } from '../../source/journal/journal.js';
import type { Clock } from '../../source/lib/seams.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { Instrument } from '../../source/model/instrument.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';
import { createStore, type Store } from '../../source/store/store.js';
import { type OrderDraft, plainDraft } from '../../source/trading/draft.js';
import type { Gateway } from '../../source/trading/gateway.js';
import type { RiskLimits } from '../../source/trading/risk.js';
import type { TradingEvent } from '../../source/trading/trading-event.js';
import { snapshot, ticker, trade } from '../market/events.js';
import { createFakeVenue, type FakeVenue } from './trading-venue.js';

export const symbol = 'BTC-USDT';

export const instrument: Instrument = {
	symbol,
	name: symbol,
	baseCurrency: 'BTC',
	quoteCurrency: 'USDT',
	feeCurrency: 'USDT',
	market: 'USDS',
	priceIncrement: '0.1',
	baseIncrement: '0.001',
	quoteIncrement: '0.01',
	baseMinSize: '0.001',
	baseMaxSize: '10000',
	quoteMinSize: '0.1',
	quoteMaxSize: '100000000',
	minFunds: '0.1',
	priceLimitRate: '0.5',
	makerFeeCoefficient: '1',
	takerFeeCoefficient: '1',
	enableTrading: true,
	specialTreatment: false,
};

export const limits: RiskLimits = {
	maxOrderFunds: 5000,
	maxDayFunds: 100_000,
	maxOpenOrders: 50,
	maxOrdersPerMinute: 600,
	priceBandBps: 2000,
	maxSessionLoss: 500,
	symbols: [],
};

export const draft = (rest: Partial<OrderDraft> = {}): OrderDraft => ({
	...plainDraft,
	symbol,
	side: 'buy',
	price: '99',
	size: '1',
	why: 'key b',
	...rest,
});

/** A journal in memory that outlives the trading that wrote it, as a file outlives a process. */
export type TestJournal = {
	readonly entries: JournalEntry[];
	isBroken: boolean;
	/** The next line finds the disk full; until then nothing shows it. */
	isFull: boolean;
	/** How often the process waited for the disk: for each line, or once for those that are written together. */
	waits: number;
	readonly open: (clock: Clock) => Journal;
};

export function createTestJournal(): TestJournal {
	const entries: JournalEntry[] = [];
	let boots = 0;
	let isTogether = false;
	const shared: TestJournal = {
		entries,
		isBroken: false,
		isFull: false,
		waits: 0,
		open(clock) {
			boots += 1;
			const boot = `boot${boots}`;
			const recovered = [...entries];
			return {
				append(kind, why, body) {
					if (shared.isBroken || shared.isFull) {
						shared.isBroken = true;
						throw new Error('no space left on device');
					}

					shared.waits += Number(!isTogether || kind === 'intent');
					const seq = entries.length + 1;
					// Through text, as a file would: what JSON drops is dropped here too.
					const kept = JSON.parse(JSON.stringify(body)) as Readonly<Record<string, unknown>>;
					entries.push({ seq, t: clock.wallNow(), mono: clock.monoNow(), boot, kind, why, body: kept });
					return seq;
				},
				together: work => {
					const isOutermost = !isTogether;
					const before = entries.length;
					isTogether = true;
					try {
						work();
					} finally {
						if (isOutermost) {
							isTogether = false;
							shared.waits += Number(entries.length > before);
						}
					}
				},
				broken: () => shared.isBroken,
				recovered: () => recovered,
				recoveryNote: () => undefined,
				close: () => {},
			};
		},
	};
	return shared;
}

export type World = {
	readonly clock: VirtualClock;
	readonly venue: FakeVenue;
	readonly journal: TestJournal;
	readonly store: Store;
	readonly trading: Trading;
	readonly events: TradingEvent[];
	readonly notices: () => readonly string[];
	/** How often the stream of orders was to be subscribed anew. */
	readonly resubscribes: () => number;
	/** A new picture of the market around a price, LIVE as of now. */
	readonly quote: (bid?: string, ask?: string) => void;
	readonly print: (price: string) => void;
	/** The process is gone: nothing that it began goes on. */
	readonly crash: () => void;
	readonly isDead: () => boolean;
};

export type WorldOptions = {
	readonly clock?: VirtualClock;
	readonly venue?: FakeVenue;
	readonly journal?: TestJournal;
	readonly options?: Partial<TradingOptions>;
	/** Dies at the n-th touch of journal or venue, counted from 1, before it has an effect. */
	readonly dieAt?: number;
	/** Beyond the first, so that ids of two runs differ. */
	readonly seed?: number;
	readonly wrapGateway?: (gateway: Gateway) => Gateway;
};

const never = <Value>(): Promise<Value> => new Promise(() => {});

/** One process with its store; the clock, the venue and the journal may be those of another. */
export function createWorld(given: WorldOptions = {}): World {
	const clock = given.clock ?? createVirtualClock();
	const venue = given.venue ?? createFakeVenue(clock);
	const journal = given.journal ?? createTestJournal();
	const store = createStore(clock, [symbol]);
	const events: TradingEvent[] = [];
	let touches = 0;
	let resubscribes = 0;
	let isDead = false;

	/** Counts a touch of the world outside. False: the process has died. */
	const touch = (): boolean => {
		touches += 1;
		if (given.dieAt !== undefined && touches >= given.dieAt) {
			isDead = true;
		}

		return !isDead;
	};

	const mortalClock: Clock = {
		...clock,
		after: (ms, callback) => clock.after(ms, () => (isDead ? undefined : callback())),
		every: (ms, callback) => clock.every(ms, () => (isDead ? undefined : callback())),
	};
	const opened = journal.open(clock);
	const mortalJournal: Journal = {
		...opened,
		append(kind, why, body) {
			if (!touch()) {
				throw new Error('the process is dead');
			}

			return opened.append(kind, why, body);
		},
	};
	const mortal =
		<Arguments extends readonly unknown[], Value>(call: (...args: Arguments) => Promise<Value>) =>
		(...args: Arguments): Promise<Value> =>
			touch()
				? call(...args).then(
						value => (isDead ? never<Value>() : value),
						error => (isDead ? never<Value>() : Promise.reject(error)),
					)
				: never();
	const { gateway } = venue;
	const mortalGateway: Gateway = {
		submit: mortal(gateway.submit),
		cancel: mortal(gateway.cancel),
		cancelAll: mortal(gateway.cancelAll),
		cancelSymbol: mortal(gateway.cancelSymbol),
		findByClientOid: mortal(gateway.findByClientOid),
		findById: mortal(gateway.findById),
		activeSymbols: mortal(gateway.activeSymbols),
		activeOrders: mortal(gateway.activeOrders),
		doneOrders: mortal(gateway.doneOrders),
		fills: mortal(gateway.fills),
		balances: mortal(gateway.balances),
		fees: mortal(gateway.fees),
		venueStatus: mortal(gateway.venueStatus),
		venueNow: gateway.venueNow,
		deadMan: gateway.deadMan === undefined ? undefined : mortal(gateway.deadMan),
		get hasNativeStops() {
			return gateway.hasNativeStops;
		},
		get hasNativeOcos() {
			return gateway.hasNativeOcos;
		},
	};

	const trading = createTrading(
		{
			clock: mortalClock,
			random: createSeededRandom(given.seed ?? 1),
			journal: mortalJournal,
			gateway: given.wrapGateway?.(mortalGateway) ?? mortalGateway,
			state: store.state,
			publish(event) {
				store.apply(event);
				events.push(event);
			},
			resubscribe() {
				resubscribes += 1;
			},
		},
		{ instance: 'TEST', limits, live: undefined, closed: undefined, ...given.options },
	);
	venue.onEvent = event => {
		if (!isDead) {
			trading.receive(event);
		}
	};

	let sequence = 0;
	const quote = (bid = '99.9', ask = '100.1'): void => {
		sequence += 1;
		store.apply({ type: 'instruments', instruments: [instrument], receivedAt: clock.wallNow() });
		store.apply(
			snapshot(
				sequence,
				[
					[bid, '50'],
					['60', '500'],
				],
				[
					[ask, '50'],
					['160', '500'],
				],
			),
		);
		store.apply({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: clock.wallNow() });
		store.apply(ticker(String(sequence), { price: bid, bestBid: bid, bestAsk: ask, time: clock.wallNow() }));
	};

	let tradeId = 0;
	const print = (price: string): void => {
		tradeId += 1;
		venue.price = price;
		const event = { ...trade(String(tradeId)), price, time: clock.wallNow(), receivedAt: clock.wallNow() };
		store.apply(event);
		if (!isDead) {
			trading.observe(event);
		}
	};

	quote();
	return {
		clock,
		venue,
		journal,
		store,
		trading,
		events,
		notices: () => events.flatMap(event => (event.type === 'notice' ? [event.text] : [])),
		resubscribes: () => resubscribes,
		quote,
		print,
		crash() {
			isDead = true;
		},
		isDead: () => isDead,
	};
}

/** Starts it and lets the first comparison pass. */
export async function start(world: World): Promise<void> {
	const started = world.trading.start();
	await world.clock.advance(1000);
	if (!world.isDead()) {
		await started;
	}

	world.quote();
}

export const statusOfOrder = (world: World, clientOid: string): string | undefined =>
	world.store.state.trading.orders.get(clientOid)?.status;

/** The account's socket is live on the screen. */
export function showAccountLive({ store }: World): void {
	store.apply({
		type: 'socket',
		socket: 'private',
		state: 'live',
		generation: 1,
		attempt: 0,
		nextAttemptAt: undefined,
		reason: undefined,
		host: 'ws-auth.kucoin.com',
		reconnects: 0,
		receivedAt: 0,
	});
}
