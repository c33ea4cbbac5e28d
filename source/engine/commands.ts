import type { CandleInterval } from '../model/market-event.js';

/** What a person or a script may ask of the engine. Orders join in the trading issue. */
export type Command =
	| { readonly type: 'symbol.focus'; readonly symbol: string }
	| { readonly type: 'symbol.add'; readonly symbol: string }
	| { readonly type: 'symbol.remove'; readonly symbol: string }
	| { readonly type: 'candles.interval'; readonly interval: CandleInterval }
	| { readonly type: 'feed.reconnect' };
