/** One thing that `kcmon doctor` looked at. `warn` does not keep kcmon from working; `skip` was not looked at, and says why. */
export type Check = {
	readonly check: string;
	readonly state: 'ok' | 'warn' | 'fail' | 'skip';
	readonly detail: string;
	/** What a person can do; only where something is wrong. */
	readonly todo?: string;
	/** A failure of the way to the exchange, not of this machine. */
	readonly remote?: true;
};

export const todoOf = (todo: string | undefined): { readonly todo?: string } => (todo === undefined ? {} : { todo });

export const skipped = (check: string, why: string): Check => ({ check, state: 'skip', detail: `not checked: ${why}` });
