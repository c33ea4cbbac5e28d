import { toSafeText } from '../lib/safe-text.js';
import type { State } from './state.js';

const maxGraphemes = 80;

/** Reasons may quote the venue: what is kept is safe to show. */
export const cleanReason = (reason: string | undefined): string =>
	reason === undefined ? '' : toSafeText(reason, { maxGraphemes });

/** Remembers the newest problem, for the health pane. */
export function setProblem(state: State, text: string): void {
	state.lastProblem = toSafeText(text, { maxGraphemes });
}
