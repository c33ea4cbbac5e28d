import { repairJournal } from '../journal/repair.js';
import { createChainError, type JournalScan, scanJournal } from '../journal/scan.js';
import { journalFolder } from '../journal/segments.js';
import { assertNever } from '../lib/assert-never.js';
import { exitCodes, KcmonError, UsageError } from '../lib/errors.js';
import { createClock } from '../platform/clock.js';
import { createFiles } from '../platform/files.js';
import { acquireLock } from '../platform/lock.js';
import type { AppIo } from './io.js';
import { createJournalCsv } from './journal-csv.js';

export type JournalCommandOptions = {
	readonly action: 'verify' | 'export' | 'repair';
	readonly dataDir: string;
	/** `verify`: the report as JSON. `export`: the entries as they are written, which is the default. */
	readonly json: boolean;
	/** `export`: orders and fills as a table. */
	readonly csv: boolean;
};

const chunkLength = 64 * 1024;

/** `kcmon journal verify | export [--json | --csv] | repair`. Resolves with the exit code. Throws a `JournalError` on a break. */
export async function runJournal(options: JournalCommandOptions, io: AppIo): Promise<number> {
	if (options.csv && (options.json || options.action !== 'export')) {
		throw new UsageError('--csv goes with kcmon journal export, without --json');
	}

	switch (options.action) {
		case 'verify':
			return verify(options, io);
		case 'export':
			return exportEntries(options, io);
		case 'repair':
			return repair(options, io);
		default:
			return assertNever(options.action);
	}
}

async function verify({ dataDir, json }: JournalCommandOptions, io: AppIo): Promise<number> {
	const folder = journalFolder(dataDir);
	const scan = scanJournal(createFiles(), folder);
	const { chainBreak, seq, segments } = scan;
	const torn = listTorn(scan);
	if (json) {
		const report = { ok: chainBreak === undefined, folder, lines: seq, segments: segments.length, hash: scan.hash };
		io.stdout(`${JSON.stringify({ ...report, torn, break: chainBreak ?? null })}\n`);
		return chainBreak === undefined ? exitCodes.done : exitCodes.failed;
	}

	for (const file of torn) {
		io.stderr(`kcmon: ${file} ends in a torn line; the next start cuts it into ${file}.torn\n`);
	}

	if (chainBreak !== undefined) {
		throw createChainError(chainBreak);
	}

	io.stdout(`${folder}: the chain holds, ${count(seq, 'line')} in ${count(segments.length, 'segment')}\n`);
	return exitCodes.done;
}

/** What holds is printed also when the chain breaks further on; then the command fails after it. */
async function exportEntries({ dataDir, csv }: JournalCommandOptions, io: AppIo): Promise<number> {
	const table = createJournalCsv();
	const lines: string[] = [];
	const { chainBreak } = scanJournal(createFiles(), journalFolder(dataDir), (entry, line) => {
		if (csv) {
			table.add(entry);
		} else {
			lines.push(line);
		}
	});

	await printLines(csv ? table.lines() : lines, io);
	if (chainBreak !== undefined) {
		throw createChainError(chainBreak);
	}

	return exitCodes.done;
}

async function repair({ dataDir }: JournalCommandOptions, io: AppIo): Promise<number> {
	const lock = await acquireLock(dataDir);
	if (!lock.held) {
		const who = lock.holderPid === undefined ? '' : ` (pid ${lock.holderPid})`;
		throw new KcmonError(`Another kcmon${who} is using ${dataDir}`, {
			code: 'ERR_LOCK',
			hint: 'Quit it first: it writes to the journal',
		});
	}

	try {
		const report = repairJournal({ files: createFiles(), clock: createClock() }, journalFolder(dataDir));
		if (report.kind === 'whole') {
			io.stdout(`Nothing to repair: the chain holds, ${count(report.seq, 'line')}\n`);
			return exitCodes.done;
		}

		const { chainBreak, kept, linesAside, filesAside } = report;
		io.stdout(`Kept ${count(kept, 'line')} before ${chainBreak.file} line ${chainBreak.line}\n`);
		io.stdout(`Set ${count(linesAside, 'line')} aside:\n${filesAside.map(file => `  ${file}\n`).join('')}`);
		io.stderr('kcmon: trading starts HALTED, as a halt may be among them; ! and y lift it\n');
		return exitCodes.done;
	} finally {
		lock.release();
	}
}

const listTorn = ({ segments }: JournalScan): readonly string[] =>
	segments.filter(({ torn }) => torn !== '').map(({ path }) => path);

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

async function printLines(lines: Iterable<string>, io: AppIo): Promise<void> {
	let chunk = '';
	for (const line of lines) {
		chunk += `${line}\n`;
		if (chunk.length >= chunkLength) {
			await print(chunk, io);
			chunk = '';
		}
	}

	await print(chunk, io);
}

/** Waits for a reader that is slower than we are, so that the whole journal does not queue up. */
async function print(text: string, io: AppIo): Promise<void> {
	if (text === '' || io.stdout(text) || io.stopping.aborted) {
		return;
	}

	await new Promise<void>(resolve => {
		const done = () => {
			stopListening();
			io.stopping.removeEventListener('abort', done);
			resolve();
		};
		const stopListening = io.onDrain(done);
		io.stopping.addEventListener('abort', done);
	});
}
