import type { CancelReport } from '../engine/trading.js';
import { exitCodes, KcmonError } from '../lib/errors.js';
import { acquireLock } from '../platform/lock.js';
import { describeCancel } from './cancel-command.js';
import { askHolder } from './control-channel.js';
import { findHolder } from './holder.js';
import type { AppIo } from './io.js';
import { openOneShotDesk } from './one-shot-desk.js';
import { demoDirOf, type Environment, type RunOptions } from './options.js';

const timeoutMs = 60_000;

type Killed = CancelReport & { readonly pid: number | undefined };

/**
 * `kcmon kill`: halts what runs on the data directory, whatever its screen does, and its orders with it. With nothing
 * running and `--live`: cancels at KuCoin what the journal says is ours, and the next start is HALTED.
 */
export async function runKill(options: RunOptions, io: AppIo, env: Environment): Promise<number> {
	const folders = [...new Set([options.tradeDir, options.dataDir, demoDirOf(options.dataDir)])];
	const killed: Killed[] = [];
	for (const folder of folders) {
		const report = await killHolder(folder, io);
		if (report !== undefined) {
			killed.push(report);
		}
	}

	if (killed.length === 0 && options.mode === 'live') {
		killed.push({ ...(await killDirectly(options, env)), pid: undefined });
	}

	if (killed.length === 0) {
		throw new KcmonError(`No kcmon trades on ${options.dataDir}`, {
			code: 'ERR_NOT_RUNNING',
			hint: 'With --live and credentials: cancels at KuCoin what the journal says is ours',
		});
	}

	io.stdout(options.json ? `${JSON.stringify(killed)}\n` : killed.map(describeKill).join(''));
	return killed.every(({ left, verified }) => left === 0 && verified) ? exitCodes.done : exitCodes.failed;
}

/** Undefined where nobody trades on the folder. */
async function killHolder(folder: string, io: AppIo): Promise<Killed | undefined> {
	const holder = await findHolder(folder);
	if (holder === undefined) {
		return undefined;
	}

	const reply =
		holder === 'silent'
			? ({ kind: 'silent' } as const)
			: await askHolder(folder, { ask: 'kill', why: 'kcmon kill' }, { timeoutMs });
	if (reply.kind === 'answer') {
		const pid = await holderPidOf(folder);
		return { ...(reply.result as CancelReport), pid };
	}

	if (reply.kind === 'nobody') {
		return undefined;
	}

	if (reply.kind === 'refused') {
		throw new KcmonError(`The kcmon on ${folder} could not halt: ${reply.problem}`, { code: 'ERR_HOLDER' });
	}

	const pid = await holderPidOf(folder);
	if (pid !== undefined) {
		io.stderr(`kcmon: pid ${pid} does not answer; it was sent SIGUSR2 and halts when it runs again\n`);
		process.kill(pid, 'SIGUSR2');
	}

	throw new KcmonError(`The kcmon on ${folder} did not answer`, {
		code: 'ERR_HOLDER',
		hint: 'End it with kill -9, then kcmon kill --live cancels its orders at KuCoin',
	});
}

async function holderPidOf(folder: string): Promise<number | undefined> {
	const lock = await acquireLock(folder);
	if (lock.held) {
		lock.release();
		return undefined;
	}

	return lock.holderPid;
}

async function killDirectly(options: RunOptions, env: Environment): Promise<CancelReport> {
	const desk = await openOneShotDesk(options, env);
	try {
		return await desk.trading.kill('kcmon kill');
	} finally {
		await desk.close();
	}
}

const describeKill = ({ pid, ...report }: Killed): string =>
	`${pid === undefined ? 'HALTED' : `pid ${pid} is HALTED`}: ${describeCancel(report)}`;
