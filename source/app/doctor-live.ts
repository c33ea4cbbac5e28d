import { credentialsPath } from '../config/credentials.js';
import { scanJournal } from '../journal/scan.js';
import { journalFolder } from '../journal/segments.js';
import { isKcmonError } from '../lib/errors.js';
import { createFiles } from '../platform/files.js';
import type { TradingState } from '../trading/risk.js';
import type { Check } from './doctor-check.js';
import type { RunOptions } from './options.js';

/** What `kcmon doctor` found of what live trading asks for. */
export type LiveFacts = {
	readonly options: Pick<RunOptions, 'mode' | 'dataDir' | 'tradeDir' | 'credentialsFile'>;
	readonly hasKey: boolean;
	/** Every other line of the report. */
	readonly checks: readonly Check[];
};

/** Without one of these there is no live trading, whatever else works. */
const needed: ReadonlySet<string> = new Set([
	'node',
	'data directory',
	'lock',
	'journal',
	'settings',
	'credentials',
	'key',
	'REST',
	'DNS',
	'TLS',
	'exchange',
	'service',
	'WebSocket',
	'trading',
]);

/** Whether trading was halted in live, which outlives a restart: from the journal. Nothing where that cannot be read. */
export function checkTradingState(folder: string): Check[] {
	try {
		const state = readLiveState(folder);
		return [
			state === 'ACTIVE'
				? { check: 'trading', state: 'ok', detail: 'ACTIVE: no halt is in force in live' }
				: {
						check: 'trading',
						state: 'warn',
						detail: `${state} in live`,
						todo: 'In kcmon --live: ! and then y lifts it',
					},
		];
	} catch (error) {
		if (isKcmonError(error)) {
			return [];
		}

		throw error;
	}
}

function readLiveState(folder: string): TradingState {
	let state: TradingState = 'ACTIVE';
	const liveBoots = new Set<string>();
	scanJournal(createFiles(), journalFolder(folder), ({ kind, boot, account, state: next }) => {
		if (kind === 'boot' && typeof account === 'string' && account.startsWith('live:')) {
			liveBoots.add(boot);
		}

		if (kind === 'repair' || (kind === 'kill' && liveBoots.has(boot))) {
			state = 'HALTED';
		} else if (kind === 'risk' && liveBoots.has(boot)) {
			state = next === 'ACTIVE' || next === 'REDUCING' ? next : 'HALTED';
		}
	});
	return state;
}

/** The last lines of the report: how live is armed, and whether anything is missing for it. Of the demo there is nothing to say. */
export function checkLive({ options, hasKey, checks }: LiveFacts): Check[] {
	if (options.mode === 'demo') {
		return [];
	}

	const missing = checks.filter(({ check, state }) => needed.has(check) && state !== 'ok').map(({ check }) => check);
	const arming: Check = {
		check: 'arming',
		state: 'ok',
		detail: 'live starts DISARMED; A and the last four characters of the key arm it, for 8 h at most',
	};
	if (!hasKey) {
		const file = options.credentialsFile ?? credentialsPath(options.dataDir);
		const detail = ['not ready: no key', ...missing.filter(name => name !== 'credentials')].join(', ');
		return [
			arming,
			{
				check: 'live',
				state: options.mode === 'live' ? 'fail' : 'skip',
				detail,
				todo: `Make an API key with General and Spot only at KuCoin, write {"key", "secret", "passphrase"} to ${file}, chmod 600 it, then kcmon doctor --live`,
			},
		];
	}

	return [
		arming,
		missing.length === 0
			? { check: 'live', state: 'ok', detail: 'ready: kcmon --live' }
			: {
					check: 'live',
					state: options.mode === 'live' ? 'warn' : 'skip',
					detail: `not ready: ${missing.join(', ')}`,
					todo: 'Mend the lines above that are not ok',
				},
	];
}
