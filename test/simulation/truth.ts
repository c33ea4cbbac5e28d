import { demoOwner } from '../../source/simulator/exchange.js';
import type { Market, Trade } from '../../source/simulator/market.js';
import type { Fill, UserOrder } from '../../source/simulator/user-order.js';
import { formatPrice, formatSize } from '../../source/simulator/wire.js';
import { clientOidPrefix } from '../../source/trading/client-oid.js';
import type { World } from './world.js';

/** Best prices and last trade of a market, as texts of the wire. */
export type Top = {
	readonly from: number;
	readonly sequence: number;
	readonly bid: string;
	readonly ask: string;
	readonly last: string;
};

/** What is so at the exchange, now and a little while ago. Times are the world's ms. */
export type Truth = {
	readonly market: (symbol: string) => Market;
	/** Newest last; every state of the last minutes. */
	readonly tops: (symbol: string) => readonly Top[];
	/** Since when a sequence is no longer the newest; undefined while it is. */
	readonly supersededAt: (symbol: string, sequence: number) => number | undefined;
	readonly topAt: (symbol: string, sequence: number) => Top | undefined;
	/** World time of every print with its text of price, newest last. */
	readonly prints: (symbol: string) => readonly { readonly at: number; readonly trade: Trade }[];
	/** Orders that kcmon made, stop orders' children among them. */
	readonly ownOrders: () => readonly UserOrder[];
	/** When the exchange took an order of ours; undefined when it has none of the kind. */
	readonly placedAt: (clientOid: string) => number | undefined;
	readonly ownFills: () => readonly Fill[];
	readonly fillAt: (key: string) => Fill | undefined;
	readonly fillCount: () => number;
};

const topsKept = 8192;

export const fillKeyOf = (fill: Fill): string =>
	`${fill.order.market.symbol} ${fill.order.engine.id} ${fill.trade.tradeId}`;

export const isOwn = (order: UserOrder): boolean => order.clientOid.startsWith(clientOidPrefix);

const pairOf = (market: Market, side: 'buy' | 'sell'): string => {
	const best = market.best(side);
	return best === undefined ? '' : `${formatPrice(market, best.ticks)} ${formatSize(market, best.lots)}`;
};

export function createTruth({ exchange, clock }: Pick<World, 'exchange' | 'clock'>): Truth {
	const { venue, desk } = exchange;
	const tops = new Map<string, Top[]>(venue.markets.map(({ symbol }) => [symbol, []]));
	const prints = new Map<string, { at: number; trade: Trade }[]>(venue.markets.map(({ symbol }) => [symbol, []]));
	const byKey = new Map<string, Fill>();
	let seenFills = 0;

	const record = (market: Market): void => {
		const list = tops.get(market.symbol)!;
		const last = market.lastTrade();
		list.push({
			from: clock.monoNow(),
			sequence: market.sequence(),
			bid: pairOf(market, 'buy'),
			ask: pairOf(market, 'sell'),
			last: last === undefined ? '' : formatPrice(market, last.ticks),
		});
		if (list.length > topsKept) {
			list.splice(0, topsKept / 2);
		}
	};
	for (const market of venue.markets) {
		record(market);
	}

	venue.subscribe({
		onDelta: record,
		onTrade: (market, trade) => {
			const list = prints.get(market.symbol)!;
			list.push({ at: clock.monoNow(), trade });
			if (list.length > 1000) {
				list.splice(0, 500);
			}
		},
	});

	const takeFills = (): void => {
		const fills = desk.fills(demoOwner);
		for (const fill of fills.slice(0, fills.length - seenFills)) {
			byKey.set(fillKeyOf(fill), fill);
		}

		seenFills = fills.length;
	};

	/** The last index whose sequence is at most this. */
	const indexOf = (list: readonly Top[], sequence: number): number => {
		let low = 0;
		let high = list.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (list[middle]!.sequence <= sequence) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}

		return low - 1;
	};

	const ownOrders = (): readonly UserOrder[] =>
		[...desk.active(demoOwner, undefined), ...desk.done(demoOwner, undefined)].filter(isOwn);

	return {
		market: symbol => venue.markets.find(market => market.symbol === symbol)!,
		tops: symbol => tops.get(symbol)!,
		supersededAt: (symbol, sequence) => {
			const list = tops.get(symbol)!;
			return list[indexOf(list, sequence) + 1]?.from;
		},
		topAt: (symbol, sequence) => {
			const list = tops.get(symbol)!;
			const found = list[indexOf(list, sequence)];
			return found?.sequence === sequence ? found : undefined;
		},
		prints: symbol => prints.get(symbol)!,
		ownOrders,
		placedAt: clientOid => {
			const stop = exchange.stops.list(demoOwner).find(({ body }) => body.clientOid === clientOid);
			const createdAt = (ownOrders().find(order => order.clientOid === clientOid) ?? stop)?.createdAt;
			return createdAt === undefined ? undefined : clock.monoNow() - (clock.wallNow() - createdAt);
		},
		ownFills: () => desk.fills(demoOwner).filter(fill => isOwn(fill.order)),
		fillAt: key => {
			if (!byKey.has(key)) {
				takeFills();
			}

			return byKey.get(key);
		},
		fillCount: () => desk.fills(demoOwner).length,
	};
}
