import { formatPrice } from '../../lib/format.js';
import { judgeFreshness } from '../../market/freshness.js';
import { decimalsOf } from '../../model/instrument.js';
import type { SignalReceivedEvent } from '../../model/signal-event.js';
import type { BoardRecord } from '../board.js';
import type { State } from '../state.js';
import type { Instant, WatchBadge, WatchlistView, WatchRequest, WatchRow } from '../views.js';
import { selectTicker } from './ticker.js';

/** The user's own watchlist, in its order. */
export const favorites = 'favorites';
const movers = 'movers';
const mostMovers = 50;

export const ownWatchlist: WatchRequest = {
	group: favorites,
	sort: 'order',
	isDescending: false,
	filter: '',
	from: 0,
	count: Number.POSITIVE_INFINITY,
};

/** The groups of pairs: the user's, all, those that move most, and one for each quote currency, the largest first. */
export function listWatchGroups(state: State): readonly string[] {
	const counts = new Map<string, number>();
	for (const { quoteCurrency } of state.instruments.values()) {
		counts.set(quoteCurrency, (counts.get(quoteCurrency) ?? 0) + 1);
	}

	const quotes = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([quote]) => quote);
	return [favorites, 'all', movers, ...quotes];
}

/** Pairs of a group in their order, and of these the rows asked for. Without a request, every watched symbol. */
export function selectWatchlist(state: State, at: Instant, request: WatchRequest = ownWatchlist): WatchlistView {
	const { group, sort, isDescending, filter } = request;
	const isOwn = group === favorites;
	const badges = selectBadges(state, at);
	const order = orderOf(state, request, badges);
	const from = Math.max(0, Math.min(request.from, order.length - 1));
	return Object.freeze({
		focused: state.watchlist.focused(),
		group,
		sort,
		isDescending,
		filter,
		freshness: isOwn ? undefined : judgeBoard(state, at),
		order,
		from,
		rows: order.slice(from, from + request.count).map(symbol => rowOf(state, symbol, badges, at)),
	});
}

function judgeBoard(state: State, at: Instant) {
	const { facts } = state.board;
	const socket = facts.socket === undefined ? undefined : state.sockets.get(facts.socket)?.event;
	return judgeFreshness(facts, socket, {}, at.mono);
}

function rowOf(state: State, symbol: string, badges: ReadonlyMap<string, WatchBadge>, at: Instant): WatchRow {
	const record = state.board.rows.get(symbol);
	// A watched pair has data of its own; what that does not tell yet, all pairs may.
	const own = state.symbols.has(symbol) ? selectTicker(state, symbol, at) : undefined;
	return {
		symbol,
		last: written(state, symbol, own?.last ?? record?.last),
		changeRate: own?.changeRate ?? finite(record?.changeRate),
		volume: numberOf(own?.volume) ?? finite(record?.volume),
		quoteVolume: numberOf(own?.quoteVolume) ?? finite(record?.quoteVolume),
		spreadBps: own?.spreadBps ?? finite(spreadOf(record?.bid, record?.ask)),
		freshness: own?.freshness ?? judgeBoard(state, at),
		line: own?.line ?? record?.line?.toArray() ?? [],
		signal: badges.get(symbol),
	};
}

/** With the decimals of the increment, so that a column stands still where the exchange leaves zeros out. */
function written(state: State, symbol: string, price: string | undefined): string | undefined {
	const increment = state.instruments.get(symbol)?.priceIncrement;
	return price === undefined || increment === undefined ? price : formatPrice(price, decimalsOf(increment));
}

const finite = (value: number | undefined): number | undefined =>
	value === undefined || !Number.isFinite(value) ? undefined : value;

const numberOf = (text: string | undefined): number | undefined =>
	text === undefined ? undefined : finite(Number(text));

const spreadOf = (bid = Number.NaN, ask = Number.NaN): number =>
	bid > 0 && ask > 0 ? ((ask - bid) / ((ask + bid) / 2)) * 10_000 : Number.NaN;

/** Newest signal of each symbol. */
function selectBadges(state: State, at: Instant): ReadonlyMap<string, WatchBadge> {
	const badges = new Map<string, WatchBadge>();
	const now = at.wall + (state.clockOffsetMs ?? 0);
	const { log } = state.signals;
	for (let index = 0; index < log.size(); index += 1) {
		const entry = log.newest(index);
		if (entry?.kind === 'signal') {
			const { signal }: SignalReceivedEvent = entry.event;
			if (!badges.has(signal.symbol)) {
				badges.set(signal.symbol, { side: signal.side, ageMs: Math.max(0, now - signal.timestamp) });
			}
		}
	}

	return badges;
}

function orderOf(state: State, request: WatchRequest, badges: ReadonlyMap<string, WatchBadge>): readonly string[] {
	const { group, sort, isDescending } = request;
	const filter = request.filter.toUpperCase();
	const all = group === favorites ? state.watchlist.symbols() : [...state.board.rows.keys()];
	const isQuote = group !== favorites && group !== 'all' && group !== movers;
	const found = all.filter(symbol => symbol.includes(filter) && (!isQuote || symbol.endsWith(`-${group}`)));
	const shown = group === movers ? moversOf(state, found, badges) : found;
	if (sort === 'order' && (group === favorites || group === movers)) {
		return isDescending ? shown.toReversed() : shown;
	}

	if (sort === 'symbol' || sort === 'order') {
		return [...shown].sort((a, b) => (a < b ? -1 : 1) * (isDescending ? -1 : 1));
	}

	// Pairs of several quote currencies are compared by what their turnover is worth.
	const worth = sort === 'value' && !isQuote ? createWorth(state) : () => 1;
	const keyed = shown.map(symbol => ({ symbol, key: figure(state, symbol, sort, badges) * worth(symbol) }));
	// What is not known comes last, whichever way.
	const rank = (key: number): number => (Number.isNaN(key) ? 1 : 0);
	keyed.sort(
		(a, b) =>
			rank(a.key) - rank(b.key) ||
			(Number.isNaN(a.key) ? 0 : (a.key - b.key) * (isDescending ? -1 : 1)) ||
			(a.symbol < b.symbol ? -1 : 1),
	);
	return keyed.map(({ symbol }) => symbol);
}

/** Those of the pairs that traded in the last 24 hours and moved most, either way; the one that moved most first. */
function moversOf(state: State, pairs: readonly string[], badges: ReadonlyMap<string, WatchBadge>): readonly string[] {
	return pairs
		.map(symbol => ({ symbol, by: Math.abs(figure(state, symbol, 'change', badges)) }))
		.filter(({ symbol, by }) => by > 0 && figure(state, symbol, 'value', badges) > 0)
		.sort((a, b) => b.by - a.by)
		.slice(0, mostMovers)
		.map(({ symbol }) => symbol);
}

/** What one unit of a pair's quote currency is worth in USDT; NaN where no pair tells. */
function createWorth(state: State): (symbol: string) => number {
	const known = new Map([['USDT', 1]]);
	const priceOf = (symbol: string): number => figure(state, symbol, 'last', new Map());
	return symbol => {
		const quote = symbol.slice(symbol.lastIndexOf('-') + 1);
		let price = known.get(quote);
		if (price === undefined) {
			price = priceOf(`${quote}-USDT`);
			price = Number.isNaN(price) ? 1 / priceOf(`USDT-${quote}`) : price;
			known.set(quote, price);
		}

		return price;
	};
}

/** A figure to sort by; NaN where it is not known. */
function figure(
	state: State,
	name: string,
	sort: Exclude<WatchRequest['sort'], 'order' | 'symbol'>,
	badges: ReadonlyMap<string, WatchBadge>,
): number {
	const symbol = state.symbols.get(name);
	const record: Partial<BoardRecord> = state.board.rows.get(name) ?? {};
	const ticker = symbol?.ticker.last() ?? symbol?.savedTicker;
	const stats = symbol?.stats;
	const number = (text: string | undefined, other: number | undefined): number =>
		text === undefined ? (other ?? Number.NaN) : Number(text);
	switch (sort) {
		case 'last':
			return number(ticker?.price ?? stats?.last, record.price);
		case 'change':
			return number(stats?.changeRate, record.changeRate);
		case 'volume':
			return number(stats?.volume, record.volume);
		case 'value':
			return number(stats?.quoteVolume, record.quoteVolume);
		case 'spread':
			return ticker === undefined
				? spreadOf(record.bid, record.ask)
				: spreadOf(Number(ticker.bestBid), Number(ticker.bestAsk));
		case 'signal':
			return badges.get(name)?.ageMs ?? Number.NaN;
	}
}
