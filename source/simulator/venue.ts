import type { Clock } from '../lib/seams.js';
import type { EngineOrder } from './book-side.js';
import { type Crowd, createCrowd } from './crowd.js';
import { createDayStats, type DayStats } from './day-stats.js';
import { type BookDelta, createMarket, type Market, type OrderEvent, type Trade } from './market.js';
import { createMarketProfiles } from './market-profiles.js';

export type VenueListener = {
	readonly onDelta?: (market: Market, delta: BookDelta) => void;
	readonly onTrade?: (market: Market, trade: Trade, maker: EngineOrder, taker: EngineOrder) => void;
	readonly onOrder?: (market: Market, order: EngineOrder, event: OrderEvent) => void;
	/** After every step of the grid; `time` is a multiple of `gridMs`. */
	readonly onGrid?: (time: number) => void;
};

export type ServiceStatus = 'open' | 'close' | 'cancelonly';

export type Venue = {
	readonly seed: number;
	/** When it opened, ms since the epoch. */
	readonly startedAt: number;
	readonly markets: readonly Market[];
	/** Undefined for a market that never was or was removed. */
	readonly market: (symbol: string) => Market | undefined;
	readonly crowd: (symbol: string) => Crowd | undefined;
	readonly stats: (market: Market) => DayStats | undefined;
	/** Time inside the venue, ms since the epoch: never jumps back. While a step of the grid runs, the time of that step. */
	readonly time: () => number;
	/** A time of the venue as it tells it to others, its clock fault included. */
	readonly stamp: (time: number) => number;
	/** Sets how wrong the told clock is, ms, and by how much more every second. */
	readonly setSkew: (ms: number, driftMsPerS: number) => void;
	readonly skew: () => number;
	readonly setStatus: (status: ServiceStatus, message: string) => void;
	readonly status: () => { readonly status: ServiceStatus; readonly message: string };
	/** Multiplies how often the crowd of a market, or of all, acts. */
	readonly setRate: (symbol: string | undefined, rate: number) => void;
	/** Silences the crowd of a market, or lets it go on from the last price. */
	readonly setQuiet: (market: Market, quiet: boolean) => void;
	/** Runs an action in the first step of the grid at or after `time`, before the crowd; in the next when that is past. */
	readonly at: (time: number, action: () => void) => void;
	readonly subscribe: (listener: VenueListener) => void;
	/**
	 * Runs every step of the grid up to now. The owner calls it often, and before anybody looks: how often changes nothing.
	 */
	readonly advance: () => void;
};

/** Everything happens on a grid of venue time, so that the jitter of timers changes nothing. */
export const gridMs = 10;
const warmUpMs = 60_000;
/** After a longer stop (sleep, debugger) the venue jumps instead of catching up. */
const longestCatchUpMs = 5000;

/** The exchange without any I/O: markets, their crowd and the clock that drives them. */
export function createVenue(
	deps: { readonly clock: Clock },
	options: { readonly seed: number; readonly symbols: number },
): Venue {
	const { clock } = deps;
	const wallStart = Math.floor(clock.wallNow());
	const monoStart = clock.monoNow();
	const now = (): number => wallStart + Math.floor(clock.monoNow() - monoStart);
	const time = (): number => (stepping ? grid : now());
	const listeners: VenueListener[] = [];
	const rates = new Map<string, number>();
	const quiet = new Set<Market>();
	const planned: { readonly time: number; readonly action: () => void }[] = [];
	const skewNow = (): number => (drift === 0 ? skew : skew + Math.round((drift * (time() - skewedAt)) / 1000));
	let grid = Math.ceil((wallStart - warmUpMs) / gridMs) * gridMs;
	let stepping = false;
	let skew = 0;
	let skewedAt = 0;
	let drift = 0;
	let status: { status: ServiceStatus; message: string } = { status: 'open', message: '' };

	const markets = createMarketProfiles(options.symbols, options.seed).map((profile, index) =>
		createMarket(
			{ profile, index, seed: options.seed, openedAt: grid, startedAt: wallStart },
			{
				onDelta: (market, delta) => {
					for (const listener of listeners) {
						listener.onDelta?.(market, delta);
					}
				},
				onTrade: (market, trade, maker, taker) => {
					for (const listener of listeners) {
						listener.onTrade?.(market, trade, maker, taker);
					}
				},
				onOrder: (market, order, event) => {
					for (const listener of listeners) {
						listener.onOrder?.(market, order, event);
					}
				},
			},
		),
	);
	const bySymbol = new Map(markets.map(market => [market.symbol, market]));
	const crowds = new Map(markets.map(market => [market.symbol, createCrowd(market, options.seed)]));
	const statistics = new Map(markets.map(market => [market.symbol, createDayStats(market)]));
	const pairs = markets.map(market => ({ market, crowd: crowds.get(market.symbol)! }));

	const step = (): void => {
		grid += gridMs;
		stepping = true;
		try {
			while (planned.length > 0 && planned[0]!.time <= grid) {
				planned.shift()!.action();
			}

			for (const { market, crowd } of pairs) {
				if (market.enabled && !market.removed && status.status === 'open' && !quiet.has(market)) {
					crowd.advance(grid, rates.get(market.symbol) ?? rates.get('*') ?? 1);
				} else {
					crowd.rest(grid);
				}
			}

			for (const listener of listeners) {
				listener.onGrid?.(grid);
			}
		} finally {
			stepping = false;
		}
	};

	for (const { crowd } of pairs) {
		crowd.open(grid);
	}

	while (grid + gridMs <= wallStart) {
		step();
	}

	return {
		seed: options.seed,
		startedAt: wallStart,
		markets,
		market: symbol => {
			const market = bySymbol.get(symbol);
			return market?.removed === true ? undefined : market;
		},
		crowd: symbol => crowds.get(symbol),
		stats: market => statistics.get(market.symbol)?.(time()),
		time,
		stamp: at => at + skewNow(),
		setSkew: (ms, driftMsPerS) => {
			skew = ms;
			drift = driftMsPerS;
			skewedAt = time();
		},
		skew: skewNow,
		setStatus: (next, message) => {
			status = { status: next, message };
		},
		status: () => status,
		setRate: (symbol, rate) => {
			if (symbol === undefined) {
				rates.clear();
			}

			rates.set(symbol ?? '*', rate);
		},
		setQuiet: (market, silent) => {
			if (silent) {
				quiet.add(market);
			} else if (quiet.delete(market)) {
				crowds.get(market.symbol)?.path.jump(market.lastTrade()?.ticks ?? market.profile.startTicks);
			}
		},
		at: (wanted, action) => {
			const index = planned.findIndex(plan => plan.time > wanted);
			planned.splice(index === -1 ? planned.length : index, 0, { time: wanted, action });
		},
		subscribe: listener => {
			listeners.push(listener);
		},
		advance: () => {
			if (stepping) {
				return;
			}

			const until = now();
			if (until - grid > longestCatchUpMs) {
				grid = Math.floor((until - longestCatchUpMs) / gridMs) * gridMs;
				for (const { crowd } of pairs) {
					crowd.rest(grid);
				}
			}

			while (grid + gridMs <= until) {
				step();
			}
		},
	};
}
