import { UsageError } from '../lib/errors.js';
import type { Clock } from '../lib/seams.js';
import { createClock } from '../platform/clock.js';
import { createFiles } from '../platform/files.js';
import type { Gateway } from '../trading/gateway.js';
import { createPaperGateway } from '../trading/paper.js';
import { openPaperState, type PaperState } from '../trading/paper-state.js';
import { gatewayOf } from './desk.js';
import { openLiveKey } from './live-access.js';
import type { Environment, RunOptions } from './options.js';
import { readPaperFile } from './paper-file.js';
import { darkMarket } from './paper-market.js';
import { openVenue } from './venue-access.js';

/** The account of the mode, to read. */
export type AccountAccess = {
	readonly clock: Clock;
	readonly gateway: Gateway;
	readonly close: () => Promise<void>;
};

/** Opens it. Sends nothing yet. Throws a `CredentialsError` in live mode without a key, a `UsageError` where there is no account. */
export async function openAccount(options: RunOptions, env: Environment): Promise<AccountAccess> {
	requireAccount(options);
	if (options.mode === 'paper') {
		return openPaper(options);
	}

	const venue = await openVenue(options, await openLiveKey(options, env));
	return { clock: venue.clock, gateway: gatewayOf(venue), close: venue.stop };
}

export function requireAccount({ mode }: Pick<RunOptions, 'mode'>): void {
	if (mode === 'read-only') {
		throw new UsageError('There is no account with --read-only', 'Name --live, --demo, or none for the paper account');
	}
}

/** The paper account as it was last saved, or as it would begin. */
export function readPaperState({ tradeDir, trading }: RunOptions, clock: Pick<Clock, 'wallNow'>): PaperState {
	return readPaperFile(createFiles(), tradeDir) ?? openPaperState(Math.floor(clock.wallNow()), trading.paperBalances);
}

function openPaper(options: RunOptions): AccountAccess {
	const clock = createClock();
	const gateway = createPaperGateway(
		// A copy: whoever trades on the data directory has the account itself.
		{ clock, market: darkMarket(clock), publish: () => {}, changed: () => {}, say: () => {} },
		{ latencyMs: 0, state: readPaperState(options, clock) },
	);
	return { clock, gateway, close: async () => gateway.stop() };
}
