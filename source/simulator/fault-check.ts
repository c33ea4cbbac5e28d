import { UsageError } from '../lib/errors.js';
import type { BookRows } from './change-log.js';
import type { Fault, FaultRows } from './faults.js';
import { moneyDecimals, parseUnits } from './fixed-point.js';
import type { Market } from './market.js';
import type { Venue } from './venue.js';

const wrong = (fault: Fault, field: string, reason: string): UsageError =>
	new UsageError(`${fault.fault}.${field} was ${JSON.stringify(fault[field])}, which ${reason}`);

/** The market that a fault names. Throws a `UsageError` when there is none of that name. */
export function marketOf(venue: Venue, fault: Fault): Market {
	const market = venue.market(String(fault.symbol));
	if (market === undefined) {
		throw wrong(fault, 'symbol', 'this exchange does not have');
	}

	return market;
}

/** A price or size of a fault in units. Throws a `UsageError` when it does not fit the increments. */
export function unitsOf(fault: Fault, field: string, decimals: number): number {
	const value = parseUnits(String(fault[field]), decimals);
	if (value === undefined || value === 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) {
		throw wrong(fault, field, 'does not fit the increments');
	}

	return Number(value);
}

/** Levels of a fault in ticks and lots, as given. Throws a `UsageError` when one does not fit or comes twice. */
export function rowsOf(market: Market, fault: Fault, field: 'bids' | 'asks'): BookRows | undefined {
	const rows = fault[field] as FaultRows | undefined;
	const { priceDecimals, baseDecimals } = market.profile;
	const found = rows?.map(([price, size]) => {
		const ticks = parseUnits(price, priceDecimals) ?? 0n;
		const lots = parseUnits(size, baseDecimals) ?? 0n;
		if (
			ticks === 0n ||
			lots === 0n ||
			ticks > BigInt(Number.MAX_SAFE_INTEGER) ||
			lots > BigInt(Number.MAX_SAFE_INTEGER)
		) {
			throw wrong(fault, field, `does not fit the increments at ${price}`);
		}

		return [Number(ticks), Number(lots)] as const;
	});
	if (new Set(found?.map(([ticks]) => ticks)).size !== (found?.length ?? 0)) {
		throw wrong(fault, field, 'names a price twice');
	}

	return found;
}

const signedDecimal = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/** Money of a fault, of either sign. */
export function moneyOf(fault: Fault, field: string): bigint {
	const text = String(fault[field]);
	if (!signedDecimal.test(text)) {
		throw wrong(fault, field, 'is no amount');
	}

	const amount = parseUnits(text.replace('-', ''), moneyDecimals) ?? 0n;
	return text.startsWith('-') ? -amount : amount;
}

/** Throws a `UsageError` that names the field when a fault does not fit this exchange: its markets, increments, ranges. */
export function checkFault(venue: Venue, fault: Fault): void {
	if (fault.symbol !== undefined) {
		const market = marketOf(venue, fault);
		const { priceDecimals, baseDecimals } = market.profile;
		for (const [field, decimals] of [
			['to', priceDecimals],
			['price', priceDecimals],
			['size', baseDecimals],
		] as const) {
			if (fault[field] !== undefined) {
				unitsOf(fault, field, decimals);
			}
		}

		const bids = rowsOf(market, fault, 'bids') ?? [];
		const asks = rowsOf(market, fault, 'asks') ?? [];
		if (
			bids.length > 0 &&
			asks.length > 0 &&
			Math.max(...bids.map(([ticks]) => ticks)) >= Math.min(...asks.map(([ticks]) => ticks))
		) {
			throw new UsageError(`${fault.fault}.bids crosses ${fault.fault}.asks`);
		}
	}

	if (fault.fault === 'bal.skew') {
		moneyOf(fault, 'amount');
	}

	if (fault.fault === 'price.run' && !(Math.abs(Number(fault.bps)) >= 1 && Math.abs(Number(fault.bps)) <= 500)) {
		throw new UsageError(`price.run.bps should be from 1 to 500, or from -500 to -1, was ${String(fault.bps)}`);
	}

	if (fault.fault === 'feed.rate' && !(Number(fault.rate) > 0 && Number(fault.rate) <= 1000)) {
		throw new UsageError(`feed.rate.rate should be above 0 and at most 1000, was ${String(fault.rate)}`);
	}
}
