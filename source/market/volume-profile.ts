/** Prices beyond this number are too many to keep: those far from the market go. */
const maxPrices = 16_384;

/** Base volume traded at each price since the program started, by the price's own number. */
export function createVolumeProfile(): {
	readonly add: (price: number, size: number) => void;
	/** Live view, by price. */
	readonly volumes: ReadonlyMap<number, number>;
	readonly clear: () => void;
} {
	const volumes = new Map<number, number>();

	const dropFar = (price: number): void => {
		const near = [...volumes.keys()].sort((a, b) => Math.abs(a - price) - Math.abs(b - price));
		for (const far of near.slice(maxPrices / 2)) {
			volumes.delete(far);
		}
	};

	return {
		add(price, size) {
			volumes.set(price, (volumes.get(price) ?? 0) + size);
			if (volumes.size > maxPrices) {
				dropFar(price);
			}
		},
		volumes,
		clear() {
			volumes.clear();
		},
	};
}
