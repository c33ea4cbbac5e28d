import type { Print } from './trade-flow.js';

export type Vpin = {
	readonly update: (print: Print) => void;
	/** Mean of |V_B − V_S| / V over the buckets; undefined until all of them are filled once. */
	readonly value: () => number | undefined;
};

/**
 * Volume-synchronized probability of informed trading: order imbalance over buckets of equal volume. The taker side is
 * known, so no bulk classification is needed. A print that fills a bucket runs over into the next.
 * Source: Easley, López de Prado & O'Hara, Review of Financial Studies 25(5), 2012, 1457–1493.
 */
export function createVpin(bucketVolume: number, buckets = 50): Vpin {
	const imbalances = new Float64Array(buckets);
	let filled = 0;
	let next = 0;
	let sum = 0;
	let buys = 0;
	let sells = 0;

	const close = (): void => {
		const imbalance = Math.abs(buys - sells) / bucketVolume;
		sum += imbalance - imbalances[next]!;
		imbalances[next] = imbalance;
		next = (next + 1) % buckets;
		filled = Math.min(buckets, filled + 1);
		buys = 0;
		sells = 0;
	};

	return {
		update({ side, size }) {
			let rest = size;
			// A print larger than all buckets together leaves nothing else in them.
			rest = Math.min(rest, bucketVolume * (buckets + 1));
			while (rest > 0) {
				const room = bucketVolume - buys - sells;
				const part = Math.min(rest, room);
				if (side === 'buy') {
					buys += part;
				} else {
					sells += part;
				}

				rest -= part;
				if (part === room) {
					close();
				}
			}
		},
		value: () => (filled === buckets ? sum / buckets : undefined),
	};
}
