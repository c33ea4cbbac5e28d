import type { Settings } from '../config/settings.js';
import { exitCodes, isKcmonError } from '../lib/errors.js';
import type { Host } from './host.js';
import { type RunOptions, resolveDataDir, resolveOptions } from './options.js';
import { parseArguments } from './parse.js';
import { runCommand } from './run-command.js';
import { createShutdown } from './shutdown.js';

/** Runs one command line to its end. The process leaves by `createShutdown` alone. */
export async function main(host: Host): Promise<void> {
	const io = createShutdown(host);
	try {
		const invocation = parseArguments(host.argv);
		const { flags, command } = invocation;
		const dataDir = resolveDataDir(flags, host);
		const { loadSettings, loadSettingsAnyway } = await import('../config/settings.js');
		// A command that mends the settings, or needs none, must work when they are wrong.
		let settings: Settings | undefined;
		const readSettings = (): Settings => {
			settings ??= loadSettings(dataDir.value);
			return settings;
		};
		const optionsOf = (of: Settings): RunOptions =>
			resolveOptions(invocation, {
				env: host.env,
				settings: of,
				dataDir: dataDir.value,
				isDefaultDataDir: dataDir.origin === 'default',
				stdoutIsTty: host.stdoutIsTty,
			});
		const exitCode = await runCommand({
			invocation,
			dataDir,
			readSettings,
			readOptions: () => optionsOf(readSettings()),
			readOptionsAnyway: () => {
				const { settings: found, problem } = loadSettingsAnyway(dataDir.value);
				if (problem !== undefined) {
					io.stderr(`kcmon: ${problem.message}; going on without that file\n`);
				}

				return optionsOf(found);
			},
			reread: () => {
				const now = loadSettings(dataDir.value);
				return { settings: now, options: optionsOf(now) };
			},
			env: host.env,
			io,
		});
		io.stop(command.name === '' ? 'quit' : 'done', { exitCode });
	} catch (error) {
		if (isKcmonError(error)) {
			io.stop('done', { exitCode: error.exitCode, error });
		} else {
			io.stop('crash', { exitCode: exitCodes.bug, error });
		}
	}
}
