import { CredentialsError } from '../config/credentials.js';
import type { KeyReport } from '../exchange/kucoin/key-check.js';
import { isKcmonError, NetError } from '../lib/errors.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { Gateway } from '../trading/gateway.js';

export type KeyWatchDeps = {
	readonly clock: Clock;
	readonly check: () => Promise<KeyReport>;
	/** Tells a person. */
	readonly say: (level: 'info' | 'warning' | 'danger', text: string) => void;
};

/** Whether the key is known to be fit for live trading: without that no order leaves, and nothing is armed. */
export type KeyWatch = {
	/** Asks once. Throws a `CredentialsError` when the venue names the key unfit; an unreachable venue is asked again later. */
	readonly begin: () => Promise<void>;
	/** Why not yet; undefined = it is fit. */
	readonly problem: () => string | undefined;
	readonly stop: () => void;
};

const againMs = 10_000;

export function createKeyWatch({ clock, check, say }: KeyWatchDeps): KeyWatch {
	let problem: string | undefined = 'the key has not been checked yet';
	let timer: Cancel | undefined;
	let isStopped = false;

	/** Undefined: the venue could not be asked. */
	const ask = async (): Promise<KeyReport | undefined> => {
		try {
			return await check();
		} catch (error) {
			const isUnreachable = error instanceof NetError || (isKcmonError(error) && error.exitCode === 4);
			if (!isUnreachable) {
				throw error;
			}

			problem = `the key could not be checked: ${error.message}`;
			return undefined;
		}
	};

	const repeat = (): void => {
		if (isStopped) {
			return;
		}

		timer = clock.after(againMs, () => {
			ask().then(
				report => {
					if (report === undefined) {
						repeat();
					} else {
						judge(report);
						say(problem === undefined ? 'info' : 'danger', problem ?? 'the key was checked and is fit');
					}
				},
				(error: unknown) => {
					problem = isKcmonError(error) ? error.message : 'the check of the key failed';
					say('danger', problem);
					repeat();
				},
			);
		});
	};

	const judge = (report: KeyReport): void => {
		problem = report.refusals.length === 0 ? undefined : `live is refused: ${report.refusals.join('; ')}`;
		for (const warning of report.warnings) {
			say('warning', warning);
		}
	};

	return {
		begin: async () => {
			let report: KeyReport | undefined;
			try {
				report = await ask();
			} catch (error) {
				throw isKcmonError(error) ? refusalOf(error.message, error.hint) : error;
			}

			if (report === undefined) {
				repeat();
				return;
			}

			judge(report);
			if (problem !== undefined) {
				throw refusalOf(`Live trading was refused: ${report.refusals.join('; ')}`);
			}
		},
		problem: () => problem,
		stop: () => {
			isStopped = true;
			timer?.();
		},
	};
}

const refusalOf = (message: string, hint = 'kcmon --read-only needs no key, kcmon credentials check says more') =>
	new CredentialsError(message, hint);

/** The gateway, through which no order leaves before the key is known to be fit. Everything else passes. */
export function guardGateway<Guarded extends Gateway>(gateway: Guarded, watch: Pick<KeyWatch, 'problem'>): Guarded {
	return {
		...gateway,
		submit: async (order, sentAt) => {
			const problem = watch.problem();
			return problem === undefined ? gateway.submit(order, sentAt) : { kind: 'not-sent', reason: problem };
		},
	};
}
