import { addDecimals, decimalText, parseDecimal, subtractDecimals } from '../lib/decimal.js';

/** What of the day's and the minute's allowance is used. Times are wall ms. */
export type OrderUsage = {
	/** What the journal says was used before, as of `now`. */
	readonly restore: (used: { readonly dayFunds: string; readonly times: readonly number[] }, now: number) => void;
	/** Counts an order once. `funds` is its notional in quote currency, `undefined` for exits, which count as orders only. */
	readonly add: (clientOid: string, time: number, funds: string | undefined) => void;
	/** An order that never came to be gives its funds back; that it was tried still counts. */
	readonly giveBack: (clientOid: string) => void;
	/** Since 00:00 UTC. */
	readonly dayFunds: (now: number) => string;
	readonly ordersLastMinute: (now: number) => number;
};

const dayMs = 86_400_000;

const minuteMs = 60_000;

export function createOrderUsage(): OrderUsage {
	let day = Number.NEGATIVE_INFINITY;
	let funds = '0';
	const byOrder = new Map<string, string>();
	let times: number[] = [];

	const turnTo = (now: number): void => {
		const today = Math.floor(now / dayMs);
		// A clock that steps back does not hand out a second allowance.
		if (today > day) {
			day = today;
			funds = '0';
			byOrder.clear();
		}
	};

	return {
		restore(used, now) {
			turnTo(now);
			funds = decimalText(addDecimals(funds, used.dayFunds));
			times = [...used.times, ...times];
		},
		add(clientOid, time, notional) {
			turnTo(time);
			times.push(time);
			if (notional !== undefined && Math.floor(time / dayMs) === day && !byOrder.has(clientOid)) {
				byOrder.set(clientOid, notional);
				funds = decimalText(addDecimals(funds, notional));
			}
		},
		giveBack(clientOid) {
			const notional = byOrder.get(clientOid);
			if (notional !== undefined) {
				byOrder.set(clientOid, '0');
				const rest = subtractDecimals(funds, notional);
				funds = decimalText(rest.gt('0') ? rest : parseDecimal('0'));
			}
		},
		dayFunds(now) {
			turnTo(now);
			return funds;
		},
		ordersLastMinute(now) {
			times = times.filter(time => time > now - minuteMs);
			return times.length;
		},
	};
}
