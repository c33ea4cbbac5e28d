import { decimalText, multiplyDecimals } from '../lib/decimal.js';
import type { State } from '../store/state.js';
import type { Gateway } from '../trading/gateway.js';

/** What an account of the lowest level pays; used until the venue has told. */
const baseRate = '0.001';

/** The account's rates by symbol, asked for once and again each hour. */
export type FeeRates = {
	/** Fraction, coefficient included. */
	readonly taker: (symbol: string) => string;
	readonly maker: (symbol: string) => string;
};

const refreshMs = 3_600_000;

const retryMs = 30_000;

export function createFeeRates(gateway: Pick<Gateway, 'fees'>, state: State, monoNow: () => number): FeeRates {
	const rates = new Map<string, { taker: string; maker: string }>();
	const askAgainAt = new Map<string, number>();

	const ask = (symbol: string): void => {
		const now = monoNow();
		if (now < (askAgainAt.get(symbol) ?? 0)) {
			return;
		}

		askAgainAt.set(symbol, now + retryMs);
		gateway.fees(symbol).then(
			({ taker, maker }) => {
				rates.set(symbol, { taker, maker });
				askAgainAt.set(symbol, monoNow() + refreshMs);
			},
			() => {
				// The estimate stands until the next time somebody asks.
			},
		);
	};

	const rateOf = (symbol: string, kind: 'taker' | 'maker'): string => {
		ask(symbol);
		const known = rates.get(symbol)?.[kind];
		if (known !== undefined) {
			return known;
		}

		const instrument = state.instruments.get(symbol);
		const coefficient = kind === 'taker' ? instrument?.takerFeeCoefficient : instrument?.makerFeeCoefficient;
		return decimalText(multiplyDecimals(baseRate, coefficient ?? '1'));
	};

	return { taker: symbol => rateOf(symbol, 'taker'), maker: symbol => rateOf(symbol, 'maker') };
}
