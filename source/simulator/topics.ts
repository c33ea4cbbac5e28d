import { type CandleInterval, candleIntervals } from '../model/market-event.js';
import type { Venue } from './venue.js';

/** One stream that a socket can listen to; `key` is the single-symbol topic that its pushes carry. */
export type Topic =
	| {
			readonly kind: 'ticker' | 'snapshot' | 'level1' | 'depth5' | 'depth50' | 'level2' | 'match';
			readonly key: string;
			readonly symbol: string;
	  }
	| { readonly kind: 'ticker-all'; readonly key: string }
	| { readonly kind: 'market-snapshot'; readonly key: string; readonly market: string }
	| { readonly kind: 'candles'; readonly key: string; readonly symbol: string; readonly interval: CandleInterval }
	| { readonly kind: 'private'; readonly key: string }
	/** A good topic of a symbol that does not exist: acknowledged, and silent for ever. */
	| { readonly kind: 'silent'; readonly key: string };

const perSymbol = {
	'/market/ticker': 'ticker',
	'/spotMarket/level1': 'level1',
	'/spotMarket/level2Depth5': 'depth5',
	'/spotMarket/level2Depth50': 'depth50',
	'/market/level2': 'level2',
	'/market/match': 'match',
} as const;

const privateTopics = new Set([
	'/spotMarket/tradeOrdersV2',
	'/spotMarket/tradeOrders',
	'/spotMarket/advancedOrders',
	'/account/balance',
]);
/** Known and always quiet here: no market has a call auction. */
const quietPublic = new Set(['/callauction/level2Depth50', '/callauction/callauctionData']);

export const isPrivateTopic = (topic: string): boolean => privateTopics.has(topic);

/** Splits a client's topic into streams; undefined when no such topic exists. */
export function parseTopics(text: string, venue: Venue): readonly Topic[] | undefined {
	if (privateTopics.has(text)) {
		return [{ kind: 'private', key: text }];
	}

	const colon = text.indexOf(':');
	if (colon === -1) {
		return undefined;
	}

	const prefix = text.slice(0, colon);
	const parts = text
		.slice(colon + 1)
		.split(',')
		.filter(part => part !== '');
	if (parts.length === 0) {
		return undefined;
	}

	if (quietPublic.has(prefix)) {
		return parts.map(part => ({ kind: 'silent', key: `${prefix}:${part}` }));
	}

	if (prefix === '/market/candles') {
		return parts.map(part => candleTopicOf(`${prefix}:${part}`, part, venue));
	}

	if (prefix === '/market/snapshot') {
		return parts.map(part => {
			const key = `${prefix}:${part}`;
			if (venue.market(part) !== undefined) {
				return { kind: 'snapshot', key, symbol: part };
			}

			return venue.markets.some(market => market.profile.markets.includes(part))
				? { kind: 'market-snapshot', key, market: part }
				: { kind: 'silent', key };
		});
	}

	const kind = Object.hasOwn(perSymbol, prefix) ? perSymbol[prefix as keyof typeof perSymbol] : undefined;
	if (kind === undefined) {
		return undefined;
	}

	return parts.map(part => {
		const key = `${prefix}:${part}`;
		if (kind === 'ticker' && part === 'all') {
			return { kind: 'ticker-all', key };
		}

		return venue.market(part) === undefined ? { kind: 'silent', key } : { kind, key, symbol: part };
	});
}

function candleTopicOf(key: string, part: string, venue: Venue): Topic {
	const cut = part.lastIndexOf('_');
	const symbol = part.slice(0, cut);
	const interval = candleIntervals.find(name => name === part.slice(cut + 1));
	return cut > 0 && interval !== undefined && venue.market(symbol) !== undefined
		? { kind: 'candles', key, symbol, interval }
		: { kind: 'silent', key };
}
