/** Ids as KuCoin makes them. */
export type OrderIds = {
	/** 24 hex; the first 8 are the Unix second. */
	readonly next: (timeMs: number) => string;
};

/** `market` keeps the ids of two markets apart, whatever the order in which they are drawn. */
export function createOrderIds(market: number): OrderIds {
	const place = market.toString(16).padStart(6, '0');
	let counter = 0x07_0000;
	return {
		next: timeMs => {
			counter += 1;
			return `${Math.floor(timeMs / 1000)
				.toString(16)
				.padStart(8, '0')}${place}${counter.toString(16).padStart(10, '0')}`;
		},
	};
}
