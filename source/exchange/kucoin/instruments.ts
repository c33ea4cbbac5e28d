import type { Instrument } from '../../model/instrument.js';
import { DecodeError, describeProblem } from './decode-error.js';
import type { SymbolRow } from './wire.js';
import { checkSymbolRow } from './wire-check.generated.js';
import { showText } from './wire-text.js';

/** One row of `/api/v2/symbols`, or the text of its problem. Source: KuCoin docs, Get All Symbols. */
export function decodeInstrument(row: unknown): Instrument | string {
	const problem = checkSymbolRow(row);
	if (problem !== undefined) {
		return problem;
	}

	const data = row as SymbolRow;
	return {
		symbol: data.symbol,
		name: showText(data.name ?? data.symbol, 40),
		baseCurrency: data.baseCurrency,
		quoteCurrency: data.quoteCurrency,
		feeCurrency: showText(data.feeCurrency ?? data.quoteCurrency, 20),
		market: showText(data.market ?? '', 20),
		priceIncrement: data.priceIncrement,
		baseIncrement: data.baseIncrement,
		quoteIncrement: data.quoteIncrement,
		baseMinSize: data.baseMinSize,
		baseMaxSize: data.baseMaxSize,
		quoteMinSize: data.quoteMinSize,
		quoteMaxSize: data.quoteMaxSize,
		minFunds: data.minFunds ?? undefined,
		priceLimitRate: data.priceLimitRate ?? undefined,
		makerFeeCoefficient: data.makerFeeCoefficient ?? '1',
		takerFeeCoefficient: data.takerFeeCoefficient ?? '1',
		enableTrading: data.enableTrading,
		specialTreatment: data.st ?? false,
	};
}

/** The whole list. A pair whose row is odd is left out: it must not hide the other thousand. Throws when there is no list. */
export function decodeInstruments(data: unknown): readonly Instrument[] {
	if (!Array.isArray(data)) {
		throw new DecodeError('Expected a list of symbols (GET /api/v2/symbols)');
	}

	const instruments: Instrument[] = [];
	let firstProblem: string | undefined;
	for (const row of data as readonly unknown[]) {
		const instrument = decodeInstrument(row);
		if (typeof instrument === 'string') {
			firstProblem ??= describeProblem(instrument, row);
		} else {
			instruments.push(instrument);
		}
	}

	if (instruments.length === 0) {
		throw new DecodeError(`${firstProblem ?? 'Expected at least one symbol'} (GET /api/v2/symbols)`);
	}

	return instruments;
}
