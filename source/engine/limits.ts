import type { RiskLimits } from '../trading/risk.js';

/** The limits on new risk of a run. They may become tighter while it runs, never looser. */
export type Limits = {
	readonly get: () => RiskLimits;
	/** Takes over what is tighter of each; returns the names of those that changed. */
	readonly tighten: (wanted: RiskLimits) => readonly (keyof RiskLimits)[];
};

const amounts = [
	'maxOrderFunds',
	'maxDayFunds',
	'maxOpenOrders',
	'maxOrdersPerMinute',
	'priceBandBps',
	'maxSessionLoss',
] as const;

/** Stands where no symbol is left: an empty list would allow all. */
const noSymbol = '-';

export function createLimits(initial: RiskLimits): Limits {
	let limits = initial;
	return {
		get: () => limits,
		tighten(wanted) {
			const lower = amounts.filter(name => wanted[name] < limits[name]);
			const symbols = commonSymbols(limits.symbols, wanted.symbols);
			const isNarrower = symbols.join() !== limits.symbols.join();
			limits = {
				...limits,
				...Object.fromEntries(lower.map(name => [name, wanted[name]])),
				...(isNarrower ? { symbols } : {}),
			};
			return [...lower, ...(isNarrower ? (['symbols'] as const) : [])];
		},
	};
}

/** Symbols that both lists allow; an empty list allows all. */
function commonSymbols(now: readonly string[], wanted: readonly string[]): readonly string[] {
	if (now.length === 0 || wanted.length === 0) {
		return now.length === 0 ? wanted : now;
	}

	const common = now.filter(symbol => wanted.includes(symbol));
	return common.length === 0 ? [noSymbol] : common;
}
