import type { Random } from '../lib/seams.js';
import { createCandleFeed } from './candle-feed.js';
import { minuteMs } from './candle-history.js';
import type { Faults } from './faults.js';
import { createLevel2Faults } from './level2-faults.js';
import type { Market } from './market.js';
import { createSubscribers } from './subscribers.js';
import type { Topic } from './topics.js';
import type { Venue } from './venue.js';
import {
	encodeDepth,
	encodeLevel1,
	encodeLevel2,
	encodeMatch,
	encodeMessage,
	encodeTicker,
	type KeyOrder,
} from './wire.js';
import { encodeSnapshot } from './wire-snapshot.js';
import type { Listener } from './ws-api.js';

export type PublicFeed = {
	readonly add: (listener: Listener, topic: Topic) => void;
	readonly remove: (listener: Listener, topic: Topic) => void;
	readonly removeAll: (listener: Listener) => void;
	/** Everyone who listens to a topic, or to anything. */
	readonly listeners: (key: string | undefined) => ReadonlySet<Listener>;
};

const tickerMs = 100;
const snapshotMs = 2000;

/** What all sockets hear of the markets, each payload encoded once; at the documented rates, and only when it changed. */
export function createPublicFeed(deps: {
	readonly venue: Venue;
	readonly faults: Faults;
	readonly random: Random;
}): PublicFeed {
	const { venue, faults, random } = deps;
	const subscribers = createSubscribers();
	const { wanted } = subscribers;
	const changed = new Set<Market>();
	const touched = new Set<Market>();
	const lastSent = new Map<string, string>();
	const corrupt = createLevel2Faults(faults);

	const keyOrder = (): KeyOrder => {
		const draw = random();
		return draw < 0.94 ? 0 : draw < 0.98 ? 1 : 2;
	};

	const publish = (key: string, text: string, symbol: string | undefined): void => {
		const listeners = subscribers.listeners(key);
		if (listeners.size === 0) {
			return;
		}

		const mutes = (fault: { readonly [name: string]: unknown }): boolean =>
			(fault.topic === undefined || key.startsWith(String(fault.topic))) &&
			(fault.symbol === undefined || fault.symbol === symbol);
		if (faults.active('mute.topic', mutes) !== undefined) {
			return;
		}

		for (const listener of listeners) {
			listener.send(text);
		}
	};

	const candles = createCandleFeed({
		venue,
		random,
		wanted,
		send: (market, key, data) => {
			publish(key, encodeMessage(key, 'trade.candles.update', data, keyOrder()), market.symbol);
		},
	});

	const pushTicker = (market: Market): void => {
		const key = `/market/ticker:${market.symbol}`;
		const all = wanted('/market/ticker:all');
		if (!all && !wanted(key)) {
			return;
		}

		const data = encodeTicker(market, venue.stamp);
		if (data === undefined) {
			return;
		}

		// The sequence alone is no change.
		const content = data.replace(/"sequence":"\d+",/, '');
		if (lastSent.get(key) === content) {
			return;
		}

		lastSent.set(key, content);
		publish(key, encodeMessage(key, 'trade.ticker', data, keyOrder()), market.symbol);
		if (all) {
			publish(
				'/market/ticker:all',
				encodeMessage('/market/ticker:all', market.symbol, data, keyOrder()),
				market.symbol,
			);
		}
	};

	const pushDepth = (market: Market, prefix: string, depth: number, time: number): void => {
		const key = `${prefix}:${market.symbol}`;
		if (wanted(key)) {
			const body = encodeDepth(market, depth);
			if (lastSent.get(key) !== body) {
				lastSent.set(key, body);
				publish(key, encodeMessage(key, 'level2', `${body}${venue.stamp(time)}}`, keyOrder()), market.symbol);
			}
		}
	};

	const pushLevel1 = (market: Market, time: number): void => {
		const key = `/spotMarket/level1:${market.symbol}`;
		if (wanted(key)) {
			const data = encodeLevel1(market, 0);
			if (lastSent.get(key) !== data) {
				lastSent.set(key, data);
				publish(key, encodeMessage(key, 'level1', encodeLevel1(market, venue.stamp(time)), keyOrder()), market.symbol);
			}
		}
	};

	const pushSnapshots = (time: number): void => {
		for (const market of venue.markets) {
			if (market.removed) {
				continue;
			}

			const key = `/market/snapshot:${market.symbol}`;
			const groups = market.profile.markets.map(name => `/market/snapshot:${name}`).filter(wanted);
			const stats = wanted(key) || groups.length > 0 ? venue.stats(market) : undefined;
			if (stats !== undefined) {
				const at = venue.stamp(time);
				publish(
					key,
					encodeMessage(key, 'trade.snapshot', encodeSnapshot(market, stats, at, 'symbol'), keyOrder()),
					market.symbol,
				);
				for (const group of groups) {
					const data = encodeSnapshot(market, stats, at, 'market');
					publish(group, encodeMessage(group, 'trade.snapshot', data, keyOrder()), market.symbol);
				}
			}
		}
	};

	venue.subscribe({
		onDelta: (market, delta) => {
			changed.add(market);
			touched.add(market);
			const key = `/market/level2:${market.symbol}`;
			if (wanted(key)) {
				for (const sent of corrupt(market, delta)) {
					const data = encodeLevel2(market, sent, venue.stamp(sent.time));
					publish(key, encodeMessage(key, 'trade.l2update', data, keyOrder()), market.symbol);
				}
			}
		},
		onTrade: (market, trade) => {
			changed.add(market);
			const key = `/market/match:${market.symbol}`;
			if (wanted(key)) {
				const data = encodeMatch(market, trade, venue.stamp(trade.time));
				publish(key, encodeMessage(key, 'trade.l3match', data, keyOrder()), market.symbol);
			}

			candles.onTrade(market, trade);
		},
		onGrid: time => {
			for (const market of touched) {
				pushLevel1(market, time);
			}

			touched.clear();
			if (time % tickerMs === 0) {
				for (const market of changed) {
					pushTicker(market);
					pushDepth(market, '/spotMarket/level2Depth5', 5, time);
					pushDepth(market, '/spotMarket/level2Depth50', 50, time);
				}

				changed.clear();
			}

			if (time % snapshotMs === 0) {
				pushSnapshots(time);
			}

			if (time % minuteMs === 0) {
				candles.onMinute();
			}
		},
	});

	return {
		add: (listener, topic) => {
			if (topic.kind === 'candles') {
				candles.watch(topic);
			}

			subscribers.add(listener, topic.key);
			if (topic.kind === 'ticker-all') {
				for (const market of venue.markets) {
					const data = market.removed ? undefined : encodeTicker(market, venue.stamp);
					if (data !== undefined) {
						listener.send(encodeMessage(topic.key, market.symbol, data, keyOrder()));
					}
				}
			}
		},
		remove: (listener, topic) => {
			subscribers.remove(listener, topic.key);
		},
		removeAll: subscribers.removeAll,
		listeners: subscribers.listeners,
	};
}
