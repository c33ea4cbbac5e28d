import type { Random } from '../lib/seams.js';
import { drawNormal } from './random-streams.js';

export type PricePath = {
	/** What the makers believe the price to be, in fractional ticks. */
	readonly fair: () => number;
	readonly advance: (seconds: number) => void;
	/** A trade moves beliefs towards the taker's side. */
	readonly push: (ticks: number) => void;
	/** Begins anew at `ticks`. */
	readonly jump: (ticks: number) => void;
	/** Moves the price to `ticks` in a straight line over `seconds`, on top of its noise. */
	readonly steer: (ticks: number, seconds: number) => void;
};

/** A random walk of the logarithm of the price, with calm and busy spells and a weak pull towards where it began. */
export function createPricePath(
	random: Random,
	options: { readonly startTicks: number; readonly volatility: number },
): PricePath {
	const anchor = Math.log(options.startTicks);
	let level = anchor;
	let spell = 1;
	let home = anchor;
	let drift = 0;
	let driftSeconds = 0;
	return {
		fair: () => Math.exp(level),
		advance: seconds => {
			// Spells of volatility last some tens of seconds.
			spell *= Math.exp(drawNormal(random) * 0.25 * Math.sqrt(seconds) - 0.03 * Math.log(spell) * seconds);
			spell = Math.min(3, Math.max(0.4, spell));
			level += drawNormal(random) * options.volatility * spell * Math.sqrt(seconds);
			level += (home - level) * 0.00002 * seconds;
			if (driftSeconds > 0) {
				const part = Math.min(seconds, driftSeconds);
				level += drift * part;
				driftSeconds -= part;
			}
		},
		push: ticks => {
			level += ticks / Math.exp(level);
		},
		jump: ticks => {
			level = Math.log(Math.max(1, ticks));
			home = level;
			driftSeconds = 0;
		},
		steer: (ticks, seconds) => {
			home = Math.log(Math.max(1, ticks));
			driftSeconds = Math.max(seconds, 0.001);
			drift = (home - level) / driftSeconds;
		},
	};
}
