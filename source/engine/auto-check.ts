import { compareDecimals } from '../lib/decimal.js';
import type { SignalVerification } from '../model/signal-event.js';
import { type Signal, signalExpiryOf, signalFutureMs } from '../model/signal-event.js';

/** What automatic orders may do, beside what risk allows any order. Funds are in the quote currency of the pair. */
export type AutoSettings = {
	/** Names of sources; with none, nothing is taken. */
	readonly sources: readonly string[];
	/** With none, all. */
	readonly types: readonly string[];
	/** 0 to 1. */
	readonly minConfidence: number;
	/** By the venue's clock, from the signal's own stamp. */
	readonly maxAgeMs: number;
	readonly maxOrdersPerDay: number;
	/** Plain decimals. */
	readonly maxOrderFunds: string;
	readonly maxDayFunds: string;
	/** Of the account, from entry to stop, per cent; a plain decimal. */
	readonly riskPercent: string;
};

/** A shared secret or nothing at all can be copied or guessed: such a source may fill a ticket, never send one. */
const trusted: ReadonlySet<SignalVerification> = new Set(['hmac', 'local']);

/** Whether a person has asked for automatic orders from signals like this. */
export function isWanted(signal: Signal, settings: AutoSettings): boolean {
	return (
		signal.duplicateOf === undefined &&
		settings.sources.includes(signal.source) &&
		(settings.types.length === 0 || settings.types.includes(signal.signalType))
	);
}

/** Why a wanted signal is left to a person, by itself; undefined where nothing is wrong with it. `now`: venue time, ms. */
export function refuseSignal(signal: Signal, settings: AutoSettings, now: number): string | undefined {
	const { verified, confidence, side, stop, timestamp } = signal;
	const expiresAt = signalExpiryOf(signal);
	if (!trusted.has(verified)) {
		return verified === 'none' ? 'its source is unverified' : 'a shared secret arms a ticket, not auto mode';
	}

	if (confidence < settings.minConfidence) {
		return `confidence ${confidence} is below ${settings.minConfidence}`;
	}

	if (side !== 'buy') {
		return side === undefined ? 'it names no side' : 'auto mode only buys: spot cannot be sold short';
	}

	if (stop === undefined) {
		return 'it names no stop';
	}

	if (timestamp - now > signalFutureMs) {
		return 'it is from the future';
	}

	if (now - timestamp > settings.maxAgeMs || (expiresAt !== undefined && now > expiresAt)) {
		return `it is ${((now - timestamp) / 1000).toFixed(1)}s old`;
	}

	return undefined;
}

/** Whether the market has run away from the plan of a buy: there is no trade left between its stop and its target. */
export function refuseMarket(
	{ stop, target }: { readonly stop: string; readonly target: string | undefined },
	{ bestBid, bestAsk }: { readonly bestBid: string; readonly bestAsk: string },
): string | undefined {
	if (compareDecimals(bestBid, stop) <= 0) {
		return `the market is at its stop already: bid ${bestBid}`;
	}

	return target !== undefined && compareDecimals(bestAsk, target) >= 0
		? `the market is at its target already: ask ${bestAsk}`
		: undefined;
}
