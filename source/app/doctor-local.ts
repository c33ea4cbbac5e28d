import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Credentials, findCredentials } from '../config/credentials.js';
import { scanJournal } from '../journal/scan.js';
import { journalFolder } from '../journal/segments.js';
import { isKcmonError } from '../lib/errors.js';
import { createFiles } from '../platform/files.js';
import { acquireLock } from '../platform/lock.js';
import { chooseColorDepth } from '../ui/screen/colors.js';
import { describeOrigin } from './credentials-command.js';
import { type Check, skipped, todoOf } from './doctor-check.js';
import type { Environment, RunOptions } from './options.js';
import type { CommandContext } from './run-command.js';

/** What this process knows of its machine. */
export type LocalFacts = {
	readonly nodeVersion: string;
	readonly stdoutIsTty: boolean;
	readonly columns: number;
	readonly rows: number;
	readonly inspects: boolean;
};

export const readLocalFacts = (): LocalFacts => ({
	nodeVersion: process.versions.node,
	stdoutIsTty: process.stdout.isTTY === true,
	columns: process.stdout.columns ?? 0,
	rows: process.stdout.rows ?? 0,
	inspects: process.execArgv.some(argument => argument.startsWith('--inspect')),
});

/** Size, colors, character set and multiplexer. */
export function checkTerminal(facts: LocalFacts, env: Environment): Check {
	const check = 'terminal';
	if (!facts.stdoutIsTty) {
		const detail = 'standard output is no terminal';
		return { check, state: 'warn', detail, todo: 'The dashboard needs one; kcmon stream does not' };
	}

	const color = chooseColorDepth(env, { isTerminal: true, noColorFlag: false });
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
	const isUtf8 = /utf-?8/i.test(locale);
	const multiplexer = env.TMUX === undefined ? (env.STY === undefined ? [] : ['in screen']) : ['in tmux'];
	const size = `${facts.columns}×${facts.rows}`;
	const detail = [
		size,
		color === 'none' ? 'no color' : `${color === 'truecolor' ? 'true' : color} color`,
		isUtf8 ? 'UTF-8' : `locale ${locale === '' ? 'not set' : locale}`,
		...multiplexer,
	].join(', ');
	if (env.TERM === 'dumb') {
		return { check, state: 'warn', detail, todo: 'Use --plain on a dumb terminal' };
	}

	if (facts.columns < 80 || facts.rows < 24) {
		return { check, state: 'warn', detail, todo: 'Make it 80×24 or larger to see every pane' };
	}

	return isUtf8
		? { check, state: 'ok', detail }
		: { check, state: 'warn', detail, todo: 'Set a UTF-8 locale, or use --ascii' };
}

export function checkNode({ nodeVersion, inspects }: LocalFacts): Check {
	const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
	if (major < 22 || (major === 22 && minor < 13)) {
		return { check: 'node', state: 'fail', detail: nodeVersion, todo: 'Install Node 22.13 or newer' };
	}

	return inspects
		? {
				check: 'node',
				state: 'warn',
				detail: `${nodeVersion}, inspector open`,
				todo: 'Start without --inspect to trade',
			}
		: { check: 'node', state: 'ok', detail: nodeVersion };
}

/** Whether files can be written there, proved by writing one, and whether others can look in. */
export function checkDataDir(dataDir: string): Check {
	const check = 'data directory';
	if (!existsSync(dataDir)) {
		const parent = nearestExisting(dataDir);
		try {
			accessSync(parent, constants.W_OK | constants.X_OK);
			return { check, state: 'ok', detail: `${dataDir}, to be created` };
		} catch {
			return {
				check,
				state: 'fail',
				detail: `${dataDir} cannot be created`,
				todo: `Make ${parent} writable, or name another with --data-dir`,
			};
		}
	}

	const probe = join(dataDir, `.doctor-${process.pid}`);
	try {
		writeFileSync(probe, '', { flag: 'wx', mode: 0o600 });
		rmSync(probe);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		return {
			check,
			state: 'fail',
			detail: `${dataDir} cannot be written: ${code}`,
			todo: 'Mend its owner and mode, or name another with --data-dir',
		};
	}

	const mode = statSync(dataDir).mode & 0o777;
	return process.platform !== 'win32' && (mode & 0o022) !== 0
		? { check, state: 'warn', detail: `${dataDir}, others can write in it`, todo: `chmod 700 ${dataDir}` }
		: { check, state: 'ok', detail: dataDir };
}

/** Whether a kcmon runs on this directory now: the lock is taken for a moment and given back. */
export async function checkLock(dataDir: string): Promise<Check> {
	const check = 'lock';
	if (!existsSync(dataDir)) {
		return { check, state: 'ok', detail: 'free' };
	}

	try {
		const lock = await acquireLock(dataDir);
		if (lock.held) {
			lock.release();
			return { check, state: 'ok', detail: 'free' };
		}

		const holder = lock.holderPid === undefined ? 'another kcmon' : `pid ${lock.holderPid}`;
		const todo = 'A second kcmon opens as a viewer; name another --data-dir to run apart';
		return { check, state: 'warn', detail: `held by ${holder}`, todo };
	} catch (error) {
		const detail = isKcmonError(error) ? error.message : `not known: ${(error as NodeJS.ErrnoException).code}`;
		return { check, state: 'warn', detail, todo: 'Mend the owner and mode of the data directory' };
	}
}

/** Whether the chain of the journal holds. What a crash left of a last line is cut at the next start. */
export function checkJournal(dataDir: string): Check {
	const check = 'journal';
	try {
		const { seq, segments, chainBreak } = scanJournal(createFiles(), journalFolder(dataDir));
		if (chainBreak !== undefined) {
			const { file, line, problem } = chainBreak;
			return { check, state: 'fail', detail: `${file}:${line}: ${problem}`, todo: 'kcmon journal repair' };
		}

		const isTorn = segments.at(-1)?.torn !== undefined && segments.at(-1)?.torn !== '';
		return {
			check,
			state: 'ok',
			detail: seq === 0 ? 'empty' : `${seq} lines hold${isTorn ? ', the last one is torn and will be cut' : ''}`,
		};
	} catch (error) {
		if (isKcmonError(error)) {
			return { check, state: 'fail', detail: error.message, todo: 'Mend the owner and mode of the data directory' };
		}

		throw error;
	}
}

export function checkSettings({ readSettings, readOptions }: CommandContext): Check {
	try {
		const { file } = readSettings();
		readOptions();
		return { check: 'settings', state: 'ok', detail: existsSync(file) ? file : 'defaults, no file' };
	} catch (error) {
		if (isKcmonError(error) && error.code === 'ERR_SETTINGS') {
			return { check: 'settings', state: 'fail', detail: error.message, ...todoOf(error.hint) };
		}

		throw error;
	}
}

/** Their place and shape. What the exchange allows the key is another question. */
export async function checkCredentials(
	options: RunOptions,
	env: Environment,
): Promise<{ readonly check: Check; readonly credentials: Credentials | undefined }> {
	const check = 'credentials';
	const answer = (found: Check, credentials?: Credentials) => ({ check: found, credentials });
	if (options.mode === 'demo') {
		return answer(skipped(check, 'the demo brings its own'));
	}

	try {
		const found = await findCredentials({
			dataDir: options.dataDir,
			file: options.credentialsFile,
			command: options.credentialsCommand,
			env,
		});
		return found?.credentials === undefined
			? answer({ check, state: 'ok', detail: 'none; public data and paper trading need none' })
			: answer({ check, state: 'ok', detail: describeOrigin(found.origin) }, found.credentials);
	} catch (error) {
		if (isKcmonError(error)) {
			return answer({ check, state: 'fail', detail: error.message, ...todoOf(error.hint) });
		}

		throw error;
	}
}

function nearestExisting(path: string): string {
	const parent = dirname(path);
	return existsSync(parent) || parent === path ? parent : nearestExisting(parent);
}
