import { type Credentials, secretsOf } from '../config/credentials.js';
import { exitCodes, isKcmonError } from '../lib/errors.js';
import { type Check, skipped, todoOf } from './doctor-check.js';
import { checkLive, checkTradingState } from './doctor-live.js';
import {
	checkCredentials,
	checkDataDir,
	checkJournal,
	checkLock,
	checkNode,
	checkSettings,
	checkTerminal,
	type LocalFacts,
	readLocalFacts,
} from './doctor-local.js';
import { checkVenue } from './doctor-venue.js';
import type { RunOptions } from './options.js';
import type { CommandContext } from './run-command.js';
import { formatTable } from './text-table.js';

/** `kcmon doctor`: prints what was found and resolves with 0, 1 (this machine) or 4 (the way to the exchange). */
export async function runDoctor(context: CommandContext, facts: LocalFacts = readLocalFacts()): Promise<number> {
	const { io, dataDir, invocation } = context;
	const settings = checkSettings(context);
	const options = settings.state === 'ok' ? context.readOptions() : undefined;
	const found = options === undefined ? undefined : await checkCredentials(options, context.env);
	secretsOf(found?.credentials).forEach(io.hide);
	const checks: Check[] = [
		checkTerminal(facts, context.env),
		checkNode(facts),
		checkDataDir(dataDir.value),
		await checkLock(options?.tradeDir ?? dataDir.value),
		checkJournal(options?.tradeDir ?? dataDir.value),
		...(options === undefined || options.mode === 'demo' ? [] : checkTradingState(options.tradeDir)),
		settings,
		...(found === undefined ? [] : [found.check]),
		...(options === undefined
			? [skipped('exchange', 'the settings come first')]
			: await checkRemote(context, options, found?.credentials)),
	];
	if (options !== undefined) {
		checks.push(...checkLive({ options, hasKey: found?.credentials !== undefined, checks }));
	}

	const failed = checks.filter(({ state }) => state === 'fail');
	if (invocation.flags.has('json')) {
		const plain = checks.map(({ check, state, detail, todo }) => ({ check, state, detail, todo: todo ?? null }));
		io.stdout(`${JSON.stringify({ ok: failed.length === 0, checks: plain })}\n`);
	} else {
		io.stdout(formatChecks(checks));
	}

	if (failed.some(({ remote }) => remote !== true)) {
		return exitCodes.failed;
	}

	return failed.length === 0 ? exitCodes.done : exitCodes.unreachable;
}

async function checkRemote(
	context: CommandContext,
	options: RunOptions,
	credentials: Credentials | undefined,
): Promise<Check[]> {
	try {
		// Everything that speaks to the exchange, loaded only now.
		const { openVenue } = await import('./venue-access.js');
		const venue = await openVenue(options, credentials);
		context.io.onStop(() => venue.stop());
		return await checkVenue(venue, options);
	} catch (error) {
		if (!isKcmonError(error)) {
			throw error;
		}

		return [{ check: 'exchange', state: 'fail', detail: error.message, remote: true, ...todoOf(error.hint) }];
	}
}

function formatChecks(checks: readonly Check[]): string {
	const rows = checks.flatMap(({ check, state, detail, todo }) => [
		[check, state, detail],
		...(todo === undefined ? [] : [['', '', `→ ${todo}`]]),
	]);
	return formatTable(
		['check', 'state', 'detail'].map(title => ({ title, align: 'left' })),
		rows,
	);
}
