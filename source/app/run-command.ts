import type { Settings } from '../config/settings.js';
import { assertNever } from '../lib/assert-never.js';
import { UsageError } from '../lib/errors.js';
import type { ReadSettings } from './apply-settings.js';
import type { AppIo } from './io.js';
import type { Effective, Environment, RunOptions } from './options.js';
import type { Invocation } from './parse.js';

/** What a command may need of the line, the environment and the settings; read only when it asks. */
export type CommandContext = {
	readonly invocation: Invocation;
	readonly dataDir: Effective<string>;
	/** Throws a `SettingsError`. */
	readonly readSettings: () => Settings;
	/** Throws a `SettingsError` or a `UsageError`. */
	readonly readOptions: () => RunOptions;
	/** The same for what must work whatever is in the settings file: says what is wrong with it, and goes on. */
	readonly readOptionsAnyway: () => RunOptions;
	/** Both, of the settings file as it is now. Throws as they do. */
	readonly reread: () => ReadSettings;
	readonly env: Environment;
	readonly io: AppIo;
};

/** Runs the command and resolves with its exit code. Each command is loaded when it is asked for: most need little. */
export async function runCommand(context: CommandContext): Promise<number> {
	const { invocation, io, readOptions, readOptionsAnyway } = context;
	const { name } = invocation.command;
	switch (name) {
		case '': {
			const options = readOptions();
			// Keys come from the terminal itself when standard input brings signals.
			const hasKeys = io.stdinIsTty || options.signals.some(spec => /^stdin(?:\?|$)/.test(spec));
			if (!io.stdoutIsTty || !hasKeys) {
				throw new UsageError('The dashboard needs a terminal', 'Use kcmon stream for events as lines, or kcmon --help');
			}

			const { runDashboard } = await import('./dashboard.js');
			return runDashboard(options, io, context);
		}

		case 'stream': {
			const { runStream } = await import('./stream.js');
			return runStream(readOptions(), io, context.env);
		}

		case 'probe': {
			const { runProbe } = await import('./probe.js');
			return runProbe(readOptions(), io);
		}

		case 'ticker':
		case 'book':
		case 'trades':
		case 'candles': {
			const { runBook, runCandles, runTicker, runTrades } = await import('./snapshot.js');
			const run = { ticker: runTicker, book: runBook, trades: runTrades, candles: runCandles }[name];
			return run(readOptions(), io);
		}

		case 'balances':
		case 'orders':
		case 'fills': {
			const { runBalances, runFills, runOrders } = await import('./account-commands.js');
			return { balances: runBalances, orders: runOrders, fills: runFills }[name](readOptions(), io, context.env);
		}

		case 'cancel': {
			const { runCancel } = await import('./cancel-command.js');
			return runCancel(readOptionsAnyway(), io, context);
		}

		case 'kill': {
			const { runKill } = await import('./kill-command.js');
			return runKill(readOptionsAnyway(), io, context.env);
		}

		case 'journal': {
			const { runJournal } = await import('./journal-command.js');
			const { tradeDir: dataDir, json, csv } = readOptionsAnyway();
			return runJournal({ action: invocation.words[0] as 'verify' | 'export' | 'repair', dataDir, json, csv }, io);
		}

		case 'record': {
			const { runRecord } = await import('./record-command.js');
			return runRecord(invocation.words[0] as string, readOptions(), io);
		}

		case 'replay': {
			const { runReplay } = await import('./replay-command.js');
			const isStream = invocation.flags.has('stream');
			return runReplay({ file: invocation.words[0] as string, isStream }, readOptions(), io, context.env);
		}

		case 'signals': {
			const { runSignals } = await import('./signals-command.js');
			return runSignals(readOptions(), io, invocation.words[0]);
		}

		case 'backtest': {
			const { runBacktest } = await import('./backtest-command.js');
			return runBacktest(invocation.words, readOptions(), io);
		}

		case 'exchange': {
			const { runExchange } = await import('./exchange-command.js');
			return runExchange(readOptions(), io);
		}

		case 'doctor': {
			const { runDoctor } = await import('./doctor.js');
			return runDoctor(context);
		}

		case 'config': {
			const { runConfig } = await import('./config-command.js');
			return runConfig(context);
		}

		case 'credentials': {
			const { runCredentials } = await import('./credentials-command.js');
			return runCredentials(context);
		}

		case 'keys': {
			const { runKeys } = await import('./keys.js');
			return runKeys(context);
		}

		case 'reset-term': {
			const { resetTerm } = await import('./reset-term.js');
			return resetTerm(io);
		}

		case 'completions': {
			const { formatCompletions } = await import('./completions.js');
			io.stdout(formatCompletions(invocation.words[0] as 'bash' | 'zsh' | 'fish'));
			return 0;
		}

		default:
			return assertNever(name);
	}
}
