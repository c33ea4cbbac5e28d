import type { Random } from '../lib/seams.js';
import { createSeededRandom } from '../lib/seeded-random.js';

/**
 * A uniform random stream named by a seed and a text. Streams with different names are independent, so one market's
 * draws never depend on how many other markets exist or who listens.
 */
export function createRandomStream(seed: number, name: string): Random {
	let hash = (seed ^ 0x811c9dc5) >>> 0;
	for (let index = 0; index < name.length; index += 1) {
		hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
		hash = (hash ^ (hash >>> 15)) >>> 0;
	}

	return createSeededRandom(hash);
}

/** Exponential with the given mean, never 0. */
export const drawExponential = (random: Random, mean: number): number => -Math.log(1 - random() * 0.999_999) * mean;

/** Standard normal, by Box and Muller. */
export const drawNormal = (random: Random): number =>
	Math.sqrt(-2 * Math.log(1 - random() * 0.999_999_9)) * Math.cos(2 * Math.PI * random());

/** Integer from 0 to `count` − 1. */
export const drawIndex = (random: Random, count: number): number => Math.floor(random() * count);
