const maxZ = 8;

/** A z-score as evidence: none below `from`, no more than 8 above zero. */
export const evidence = (z: number, from: number): number =>
	Number.isNaN(z) ? 0 : Math.max(0, Math.min(z, maxZ) - from);

/**
 * Logistic of a weighted sum, 1 / (1 + e^−x), with four decimals. The weights are stated, not fitted: the scorecard says
 * what a stated confidence is worth, and until it holds 200 outcomes it is called uncalibrated.
 */
export function logistic(bias: number, ...terms: readonly number[]): number {
	const sum = terms.reduce((total, term) => total + term, bias);
	return Math.round(1e4 / (1 + Math.exp(-sum))) / 1e4;
}

/**
 * Of a breakout: −0.4 + 0.25·(surge z − threshold) + 0.1·(z of counts − 1) + 0.25·(OFI z − threshold) + (imbalance −
 * threshold); each term from zero up, z-scores capped at 8. At the thresholds it is 0.40; order flow only raises it.
 * Less 1 where nobody knows whether orders stand stacked in the way: 0.20 at the thresholds.
 */
export function breakoutConfidence(parts: {
	readonly surgeZ: number;
	readonly surgeFrom: number;
	readonly countZ: number;
	readonly ofiZ: number;
	readonly ofiFrom: number;
	readonly imbalance: number;
	readonly imbalanceFrom: number;
	readonly isStackKnown: boolean;
}): number {
	return logistic(
		parts.isStackKnown ? -0.4 : -1.4,
		0.25 * evidence(parts.surgeZ, parts.surgeFrom),
		0.1 * evidence(parts.countZ, 1),
		0.25 * evidence(parts.ofiZ, parts.ofiFrom),
		Math.max(0, parts.imbalance - parts.imbalanceFrom),
	);
}
