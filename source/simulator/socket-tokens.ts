import type { Random } from '../lib/seams.js';

export type SocketGrant = { readonly owner: number | undefined };

export type SocketTokens = {
	/** `owner` is the account of a private token; undefined = public data only. */
	readonly issue: (owner: number | undefined) => string;
	readonly check: (token: string) => SocketGrant | 'invalid' | 'expired';
	/** Life of tokens from now on; those already given are cut to it as well. */
	readonly setLife: (ms: number) => void;
	/** Every token given so far is expired. */
	readonly expireAll: () => void;
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
export const tokenLifeMs = 24 * 3_600_000;

/** Permissions to open a socket: opaque, good for any number of connects until they expire. */
export function createSocketTokens(deps: { readonly time: () => number; readonly random: Random }): SocketTokens {
	const grants = new Map<
		string,
		{ readonly owner: number | undefined; readonly issuedAt: number; readonly number: number }
	>();
	let life = tokenLifeMs;
	let expiredBefore = Number.NEGATIVE_INFINITY;
	let count = 0;

	const letters = (count: number): string =>
		Array.from({ length: count }, () => alphabet[Math.floor(deps.random() * alphabet.length)]).join('');

	return {
		issue: owner => {
			const now = deps.time();
			for (const [token, grant] of grants) {
				// Long dead ones are only told apart from invented ones for a while.
				if (now - grant.issuedAt > 2 * tokenLifeMs) {
					grants.delete(token);
				}
			}

			const token = `2neAiuYvAU61ZDXA${letters(160)}.${letters(22)}==`;
			count += 1;
			grants.set(token, { owner, issuedAt: now, number: count });
			return token;
		},
		check: token => {
			const grant = grants.get(token);
			if (grant === undefined) {
				return 'invalid';
			}

			const old = grant.number <= expiredBefore || deps.time() - grant.issuedAt >= life;
			return old ? 'expired' : { owner: grant.owner };
		},
		setLife: ms => {
			life = ms;
		},
		expireAll: () => {
			expiredBefore = count;
		},
	};
}
