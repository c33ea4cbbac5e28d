/** An alert that the user set: once price is seen on the other side and then reaches it. */
export type PriceAlert = {
	readonly id: string;
	readonly symbol: string;
	/** Plain decimal, as it was typed. */
	readonly price: string;
	readonly when: 'at-or-above' | 'at-or-below';
	/** Again, after price went back by the hysteresis. Else it is done after once. */
	readonly repeat: boolean;
};

export type AlertState = 'waiting' | 'armed' | 'done';

export type PriceAlerts = {
	/** Replaces them all. One that was there already, unchanged, keeps its state. */
	readonly set: (alerts: readonly PriceAlert[]) => void;
	/** Whether there are any of the symbol. */
	readonly has: (symbol: string) => boolean;
	/**
	 * A traded price of the symbol at a venue time, ms; returns the alerts that it reaches. Prices may come out of order, a
	 * history behind what is newer: an older one arms nothing, and reaches only what was armed before it.
	 */
	readonly reach: (symbol: string, price: number, time: number) => readonly PriceAlert[];
	readonly list: () => readonly (PriceAlert & { readonly state: AlertState })[];
};

type Entry = {
	readonly alert: PriceAlert;
	readonly price: number;
	state: AlertState;
	hasGoneOff: boolean;
	/** Venue times of the newest price judged, and of the one that armed it. */
	newestAt: number;
	armedAt: number;
};

const none: readonly PriceAlert[] = [];

/**
 * Alerts on traded prices. `waiting`: price has not been seen on the near side yet, so an alert set at a price that is
 * past already does not go off at once. `armed`: it goes off when reached.
 */
export function createPriceAlerts(hysteresisBps: number): PriceAlerts {
	let bySymbol = new Map<string, Entry[]>();

	const isSame = (left: PriceAlert, right: PriceAlert): boolean =>
		left.id === right.id &&
		left.symbol === right.symbol &&
		left.price === right.price &&
		left.when === right.when &&
		left.repeat === right.repeat;

	return {
		set(alerts) {
			const before = [...bySymbol.values()].flat();
			bySymbol = new Map();
			for (const alert of alerts) {
				const price = Number(alert.price);
				if (!(price > 0 && price < Number.POSITIVE_INFINITY)) {
					throw new RangeError(`Expected the price of alert ${alert.id} to be positive, was "${alert.price}"`);
				}

				const kept = before.find(entry => isSame(entry.alert, alert));
				const entry: Entry = kept ?? {
					alert,
					price,
					state: 'waiting',
					hasGoneOff: false,
					newestAt: Number.NEGATIVE_INFINITY,
					armedAt: Number.NEGATIVE_INFINITY,
				};
				bySymbol.set(alert.symbol, [...(bySymbol.get(alert.symbol) ?? []), entry]);
			}
		},
		has: symbol => bySymbol.size > 0 && bySymbol.has(symbol),
		reach(symbol, price, time) {
			const entries = bySymbol.get(symbol);
			if (entries === undefined) {
				return none;
			}

			const reached: PriceAlert[] = [];
			for (const entry of entries) {
				const sign = entry.alert.when === 'at-or-above' ? 1 : -1;
				const distance = sign * (entry.price - price);
				if (entry.state === 'armed' && distance <= 0 && time >= entry.armedAt) {
					reached.push(entry.alert);
					entry.hasGoneOff = true;
					entry.state = entry.alert.repeat ? 'waiting' : 'done';
				} else if (entry.state === 'waiting' && distance > 0 && time >= entry.newestAt) {
					const away = (distance / entry.price) * 1e4;
					// The first arming needs no distance; only a repetition could chatter.
					entry.state = entry.hasGoneOff && away < hysteresisBps ? 'waiting' : 'armed';
					entry.armedAt = time;
				}

				entry.newestAt = Math.max(entry.newestAt, time);
			}

			return reached;
		},
		list: () => [...bySymbol.values()].flat().map(({ alert, state }) => ({ ...alert, state })),
	};
}
