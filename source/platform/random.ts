import type { Random } from '../lib/seams.js';

/** The machine's own uniform source, for jitter and ids. Not for secrets. */
export const createRandom = (): Random => Math.random;
