import type { Random } from './seams.js';

/**
 * A reproducible uniform source: one seed, one sequence, on every machine. Not for secrets.
 * Source: xoshiro128** by Blackman and Vigna, seeded by splitmix32.
 */
export function createSeededRandom(seed: number): Random {
	let mixed = seed >>> 0;
	const mix = () => {
		mixed = (mixed + 0x9e3779b9) >>> 0;
		let z = mixed;
		z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
		z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
		return (z ^ (z >>> 15)) >>> 0;
	};

	let a = mix();
	let b = mix();
	let c = mix();
	let d = mix();

	return () => {
		const product = Math.imul(b, 5);
		const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
		const shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = (d << 11) | (d >>> 21);
		return result / 2 ** 32;
	};
}
