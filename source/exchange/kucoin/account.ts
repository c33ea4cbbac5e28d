import type { KucoinGateway } from './gateway.js';
import type { KeyCheckOptions, KeyReport } from './key-check.js';
import type { PrivateFeed, PrivateFeedHandlers } from './private-feed.js';

/** The account of a key: orders, the private stream, and what the key may do. */
export type KucoinAccount = {
	readonly gateway: KucoinGateway;
	/** One stream a program: it is started and stopped by who asked for it. */
	readonly createPrivateFeed: (handlers: PrivateFeedHandlers) => PrivateFeed;
	/** Rejects where the venue refuses the key itself, or cannot be asked. */
	readonly checkKey: (options: KeyCheckOptions) => Promise<KeyReport>;
	/** Last four characters of the key, which a person types to arm. */
	readonly keyTail: string;
};
