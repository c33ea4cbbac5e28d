import {
	addDecimals,
	compareDecimals,
	type Decimal,
	decimalText,
	multiplyDecimals,
	parseDecimal,
	quantizeDown,
	quantizeUp,
	subtractDecimals,
} from '../../lib/decimal.js';
import { decimalsOf } from '../../model/instrument.js';
import type { Side } from '../../model/market-event.js';
import type { Plan } from '../rule.js';

export type PlanInput = {
	readonly side: Side;
	/** The broken line of the channel. */
	readonly level: number;
	/** Best ask of a buy, best bid of a sell; the venue's text. */
	readonly entry: string;
	/** The other side's best price, for the spread. */
	readonly opposite: string;
	readonly tick: string;
	/** In the unit of the price. */
	readonly atr: number;
	readonly stopTicks: number;
	readonly stopAtr: number;
	/** Fraction of a round trip's one leg, as a plain decimal. */
	readonly takerFee: string;
};

/**
 * Stop beyond the broken level by the larger of so many ticks and so many ATR, rounded away from the entry to the tick;
 * targets at once and twice the risk. Exact decimals throughout. Undefined when something is not known.
 */
export function planBreakout(input: PlanInput): Plan | undefined {
	const { side, level, entry, opposite, tick, atr } = input;
	if (!(level > 0 && atr >= 0)) {
		return undefined;
	}

	// A mid may lie on half a tick; the digits beyond are binary rounding.
	const digits = decimalsOf(tick) + 1;
	const line = parseDecimal(level.toFixed(digits));
	const byTicks = multiplyDecimals(tick, numberText(input.stopTicks, 6));
	const byRange = parseDecimal(numberText(atr * input.stopAtr, digits + 3));
	const distance = compareDecimals(byTicks, byRange) >= 0 ? byTicks : byRange;
	const isBuy = side === 'buy';
	const stop = isBuy
		? quantizeDown(subtractDecimals(line, distance), tick)
		: quantizeUp(addDecimals(line, distance), tick);
	const risk = isBuy ? subtractDecimals(entry, stop) : subtractDecimals(stop, entry);
	if (compareDecimals(risk, '0') <= 0 || compareDecimals(stop, '0') <= 0) {
		return undefined;
	}

	const targets: Decimal[] = [];
	let target = parseDecimal(entry);
	for (let count = 0; count < 2; count += 1) {
		target = isBuy ? addDecimals(target, risk) : subtractDecimals(target, risk);
		if (compareDecimals(target, '0') > 0) {
			targets.push(target);
		}
	}

	const spread = isBuy ? subtractDecimals(entry, opposite) : subtractDecimals(opposite, entry);
	const cost = addDecimals(multiplyDecimals(multiplyDecimals(entry, input.takerFee), '2'), spread);
	return {
		entry: decimalText(parseDecimal(entry)),
		stop: decimalText(stop),
		targets: targets.map(decimalText),
		riskBps: bpsOf(risk, entry),
		costBps: bpsOf(cost, entry),
	};
}

const bpsOf = (amount: Decimal, entry: string): number => (Number(decimalText(amount)) / Number(entry)) * 1e4;

/** A number as a plain decimal: never with an exponent, never with a sign that a decimal cannot have. */
const numberText = (value: number, digits: number): string => value.toFixed(Math.min(100, digits));
