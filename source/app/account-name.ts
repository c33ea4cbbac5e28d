import type { Random } from '../lib/seams.js';
import type { RunOptions } from './options.js';
import { kucoinName } from './venue-access.js';

/**
 * Whose orders a journal's lines are: `paper`, `live:1a2b` by the end of the key (with `@host` where that is not
 * KuCoin), `demo:…` new for each embedded exchange, since none of them knows an order of another.
 */
export function nameAccount(
	options: Pick<RunOptions, 'mode' | 'restUrl'>,
	venueName: string,
	facts: { readonly keyTail: string | undefined; readonly random: Random },
): string {
	switch (options.mode) {
		case 'demo': {
			const embedded = Math.floor(facts.random() * 36 ** 6).toString(36);
			return options.restUrl === undefined ? `demo:${embedded}` : `demo:${venueName}`;
		}

		case 'live':
			return `live:${facts.keyTail ?? ''}${venueName === kucoinName ? '' : `@${venueName}`}`;
		case 'paper':
		case 'read-only':
			return 'paper';
	}
}
