import { exitCodes, KcmonError } from '../lib/errors.js';

/** What can look into this process, or stand between it and the exchange. */
export type ProcessFacts = {
	/** Node's own flags of this process. */
	readonly execArgv: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
};

const hooks = /^(?:-r|--require|--import|--loader|--experimental-loader)(?:$|=|\s)/;
const inspectors = /^--inspect/;

/**
 * Throws a `KcmonError` (`ERR_UNSAFE_PROCESS`, exit 2) where live trading would lay the key open: an inspector, code
 * that the environment has loaded before ours, or certificates that nobody checks. Whoever starts node by hand with
 * `--import` says so; of an inherited variable nobody need know.
 */
export function refuseUnsafeLive({ execArgv, env }: ProcessFacts): void {
	const words = (env.NODE_OPTIONS ?? '').split(/\s+/).filter(Boolean);
	const refuse = (what: string, todo: string): never => {
		throw new KcmonError(`Live trading was refused: ${what}`, {
			code: 'ERR_UNSAFE_PROCESS',
			exitCode: exitCodes.usage,
			hint: todo,
		});
	};
	if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
		refuse('NODE_TLS_REJECT_UNAUTHORIZED=0 switches the check of certificates off', 'Unset it');
	}

	if ([...execArgv, ...words].some(word => inspectors.test(word))) {
		refuse("Node's inspector is open, through which the key can be read", 'Start without --inspect');
	}

	const hook = words.find(word => hooks.test(word));
	if (hook !== undefined) {
		refuse(`NODE_OPTIONS loads code into this process (${hook.split('=', 1)[0]})`, 'Unset NODE_OPTIONS');
	}
}
