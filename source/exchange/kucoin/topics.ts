import { isSymbol } from '../../model/instrument.js';
import { type CandleInterval, candleIntervals } from '../../model/market-event.js';

/** Prefixes of the spot topics. Source: KuCoin docs, WebSocket, Spot public and private channels. */
export const prefixes = {
	ticker: '/market/ticker',
	snapshot: '/market/snapshot',
	level1: '/spotMarket/level1',
	depth5: '/spotMarket/level2Depth5',
	depth50: '/spotMarket/level2Depth50',
	level2: '/market/level2',
	match: '/market/match',
	candles: '/market/candles',
	auction: '/callauction/callauctionData',
	orders: '/spotMarket/tradeOrdersV2',
	balance: '/account/balance',
	stopOrders: '/spotMarket/advancedOrders',
} as const;

export type TopicKind = keyof typeof prefixes;

const kinds: ReadonlyMap<string, TopicKind> = new Map(
	Object.entries(prefixes).map(([kind, prefix]) => [prefix, kind as TopicKind]),
);

export type Topic = {
	readonly kind: TopicKind;
	readonly prefix: string;
	/** Empty for topics of the account. */
	readonly symbols: readonly string[];
	/** Of candles only. */
	readonly interval: CandleInterval | undefined;
	/** What stands behind the colon, `all` and names of markets included. */
	readonly argument: string;
};

export const allTickersTopic = `${prefixes.ticker}:all`;
export const tickerTopic = (symbol: string): string => `${prefixes.ticker}:${symbol}`;
export const matchTopic = (symbol: string): string => `${prefixes.match}:${symbol}`;
export const level2Topic = (symbol: string): string => `${prefixes.level2}:${symbol}`;
export const depth50Topic = (symbol: string): string => `${prefixes.depth50}:${symbol}`;
export const snapshotTopic = (symbol: string): string => `${prefixes.snapshot}:${symbol}`;
export const candlesTopic = (symbol: string, interval: CandleInterval): string =>
	`${prefixes.candles}:${symbol}_${interval}`;

const maxSymbolsPerFrame = 100;

/** Topics whose documentation shows one symbol only; a list is not proved to work. */
const single: ReadonlySet<string> = new Set([prefixes.candles, prefixes.snapshot, prefixes.auction]);

const privatePrefixes: ReadonlySet<string> = new Set([prefixes.orders, prefixes.balance, prefixes.stopOrders]);

/** `/market/ticker` of `/market/ticker:BTC-USDT`. */
export function prefixOf(topic: string): string {
	const colon = topic.indexOf(':');
	return colon === -1 ? topic : topic.slice(0, colon);
}

export const isPrivateTopic = (topic: string): boolean => privatePrefixes.has(prefixOf(topic));

/** Undefined for a prefix that kcmon does not know, or an argument that cannot be. */
export function parseTopic(topic: string): Topic | undefined {
	if (topic.length > 4000) {
		return undefined;
	}

	const prefix = prefixOf(topic);
	const kind = kinds.get(prefix);
	if (kind === undefined) {
		return undefined;
	}

	const argument = topic.slice(prefix.length + 1);
	if (privatePrefixes.has(prefix)) {
		return { kind, prefix, symbols: [], interval: undefined, argument };
	}

	if (kind === 'candles') {
		const mark = argument.indexOf('_');
		const symbol = argument.slice(0, mark);
		const interval = candleIntervals.find(name => name === argument.slice(mark + 1));
		return mark === -1 || interval === undefined || !isSymbol(symbol)
			? undefined
			: { kind, prefix, symbols: [symbol], interval, argument };
	}

	return { kind, prefix, symbols: argument.split(',').filter(isSymbol), interval: undefined, argument };
}

/**
 * Lists of topics that may share one client frame: the same prefix, at most 100 symbols. A list stands where its first
 * topic stood. Source: KuCoin docs, WebSocket, Subscribe (100 topics a frame).
 */
export function groupTopics(topics: readonly string[]): readonly (readonly string[])[] {
	const groups: string[][] = [];
	const open = new Map<string, string[]>();
	for (const topic of topics) {
		const prefix = prefixOf(topic);
		const group = open.get(prefix);
		if (group !== undefined && group.length < maxSymbolsPerFrame && !single.has(prefix) && topic.includes(':')) {
			group.push(topic);
		} else {
			const next = [topic];
			groups.push(next);
			open.set(prefix, next);
		}
	}

	return groups;
}

function encode(type: 'subscribe' | 'unsubscribe', id: string, topics: readonly string[]): string {
	const first = topics[0] ?? '';
	const prefix = prefixOf(first);
	const topic = topics.length < 2 ? first : `${prefix}:${topics.map(name => name.slice(prefix.length + 1)).join(',')}`;
	return JSON.stringify({ id, type, topic, privateChannel: isPrivateTopic(first), response: true });
}

export const encodeSubscribe = (id: string, topics: readonly string[]): string => encode('subscribe', id, topics);
export const encodeUnsubscribe = (id: string, topics: readonly string[]): string => encode('unsubscribe', id, topics);
export const encodePing = (id: string): string => JSON.stringify({ id, type: 'ping' });
