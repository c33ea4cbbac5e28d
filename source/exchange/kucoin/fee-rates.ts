import { compareDecimals, decimalText, multiplyDecimals } from '../../lib/decimal.js';
import type { FillRow } from './decode-orders.js';
import { requireShape } from './decode-rest.js';
import { accountEndpoints } from './endpoints.js';
import { unknownSymbolError } from './errors.js';
import type { Rest } from './rest.js';
import type { TradeFees } from './wire.js';
import { checkTradeFees } from './wire-check.generated.js';

export type Rates = { readonly taker: string; readonly maker: string };

export type FeeRates = {
	/** The account's rates for a pair, fractions. Calls of one moment share requests. */
	readonly of: (symbol: string) => Promise<Rates>;
	/** What was really charged tells whether the venue's rates hold the pair's coefficient. */
	readonly learn: (row: FillRow) => void;
};

const symbolsPerCall = 10;

/**
 * `trade-fees` with the pair's coefficient. Whether the venue's rates hold it already is not documented: until a fill of the
 * pair shows the rate charged, the higher of the two is told, so that no cost is understated. Source: KuCoin docs, Get
 * Actual Fee – Spot/Margin (10 pairs a call), Get All Symbols (coefficients).
 */
export function createFeeRates(deps: {
	readonly rest: Rest;
	/** Coefficients of a pair; 1 and 1 for an unknown one. */
	readonly coefficients: (symbol: string) => Promise<Rates>;
}): FeeRates {
	const charged = new Map<string, { taker?: string; maker?: string }>();
	let batch: { readonly symbols: Set<string>; readonly rates: Promise<ReadonlyMap<string, Rates>> } | undefined;

	async function read(symbols: readonly string[]): Promise<ReadonlyMap<string, Rates>> {
		const data = await deps.rest.call({
			method: 'GET',
			endpoint: accountEndpoints.tradeFees,
			query: { symbols: symbols.join(',') },
			signed: true,
		});
		requireShape(checkTradeFees, data, `GET ${accountEndpoints.tradeFees.path}`);
		return new Map(
			(data as TradeFees).map(row => [row.symbol, { taker: row.takerFeeRate, maker: row.makerFeeRate }] as const),
		);
	}

	const combine = (rate: string, coefficient: string, seen: string | undefined): string => {
		const product = decimalText(multiplyDecimals(rate, coefficient));
		if (seen !== undefined && (compareDecimals(seen, rate) === 0 || compareDecimals(seen, product) === 0)) {
			return seen;
		}

		return compareDecimals(product, rate) > 0 ? product : rate;
	};

	/** Collects the pairs asked for in one turn of the loop. */
	function readBatched(symbol: string): Promise<ReadonlyMap<string, Rates>> {
		if (batch === undefined || (batch.symbols.size >= symbolsPerCall && !batch.symbols.has(symbol))) {
			const symbols = new Set<string>();
			const rates = Promise.resolve().then(() => {
				batch = batch?.symbols === symbols ? undefined : batch;
				return read([...symbols]);
			});
			batch = { symbols, rates };
		}

		batch.symbols.add(symbol);
		return batch.rates;
	}

	return {
		of: async symbol => {
			const [all, coefficient] = await Promise.all([readBatched(symbol), deps.coefficients(symbol)]);
			const rates = all.get(symbol);
			if (rates === undefined) {
				throw unknownSymbolError(symbol);
			}

			const seen = charged.get(symbol);
			return {
				taker: combine(rates.taker, coefficient.taker, seen?.taker),
				maker: combine(rates.maker, coefficient.maker, seen?.maker),
			};
		},
		learn: ({ fill, feeRate, feeKind }) => {
			if (feeRate !== undefined) {
				charged.set(fill.symbol, { ...charged.get(fill.symbol), [feeKind]: feeRate });
			}
		},
	};
}
