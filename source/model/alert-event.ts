/** Something that a person asked to be told of has happened. */
export type AlertEvent = {
	readonly type: 'alert';
	/** What was set, as the settings spell it. */
	readonly alert: string;
	readonly kind: 'price' | 'spread' | 'volume' | 'signal' | 'order' | 'connection';
	/** Undefined for what is of no symbol. */
	readonly symbol: string | undefined;
	/** What happened, for a person. */
	readonly text: string;
	/** It may go off again; else it is done. */
	readonly repeats: boolean;
	/** Wall ms. */
	readonly receivedAt: number;
};
