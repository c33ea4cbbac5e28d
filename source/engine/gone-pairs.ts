import { isKcmonError } from '../lib/errors.js';
import type { State } from '../store/state.js';

/** Whether the venue's list of pairs was read and has no such pair. */
export const isGonePair = (state: Pick<State, 'instruments'>, symbol: string): boolean =>
	state.instruments.size > 0 && !state.instruments.has(symbol);

/**
 * A pair that the venue has no more says nothing of its orders, and must not keep the others from being asked about: undefined
 * then. That it does not exist has to be the word of the list too: of a pair that is listed such an answer is a failure to ask.
 */
export async function unlessGone<Answer>(
	state: Pick<State, 'instruments'>,
	symbol: string,
	asking: Promise<Answer>,
): Promise<Answer | undefined> {
	try {
		return await asking;
	} catch (error) {
		if (isKcmonError(error) && error.code === 'ERR_UNKNOWN_SYMBOL' && isGonePair(state, symbol)) {
			return undefined;
		}

		throw error;
	}
}
