import { toSafeText } from '../lib/safe-text.js';
import { createFiles } from '../platform/files.js';
import { createScorecard } from '../signals/scorecard.js';
import { calibratedFrom, type ScoreRow } from '../signals/tally.js';
import { formatCsv } from './csv.js';
import type { AppIo } from './io.js';
import type { RunOptions } from './options.js';
import { createSavedFile } from './saved-file.js';
import { parseScorecard, scorecardPath, signalFolderOf, signalLogPath } from './signal-record.js';
import { formatTable, type TableColumn } from './text-table.js';

/** A line of the log, as it was written. */
type LogLine = Readonly<Record<string, unknown>>;

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });
/** The table of a terminal; JSON and CSV hold everything. */
const newestShown = 50;

/** `kcmon signals [scorecard|log]`: what signals of the mode's exchange were worth, and what was said. */
export function runSignals(options: RunOptions, io: AppIo, part: string | undefined): number {
	const folder = signalFolderOf(options);
	const files = createFiles();
	const warn = (text: string): void => {
		io.stderr(`kcmon: ${toSafeText(text)}\n`);
	};
	const file = createSavedFile(
		{ files, log: { warn } },
		{ folder, path: scorecardPath(folder), what: 'the scorecard of signals' },
	);
	const saved = file.read(parseScorecard);
	const scores = saved === undefined ? [] : createScorecard({ saved }).rows();
	const log = parseLog(files.read(signalLogPath(folder)) ?? '');
	const wanted = { scorecard: part !== 'log', log: part !== 'scorecard' };
	if (options.json) {
		const lines = scores.map(encodeScore);
		const value = part === 'scorecard' ? lines : part === 'log' ? log : { scorecard: lines, log };
		io.stdout(`${JSON.stringify(value)}\n`);
		return 0;
	}

	if (scores.length === 0 && log.length === 0) {
		io.stderr(`kcmon: No signals are recorded yet in ${folder}\n`);
	}

	const parts = options.csv
		? [wanted.scorecard ? scoreCsv(scores) : '', wanted.log ? logCsv(log) : '']
		: [
				wanted.scorecard && scores.length > 0 ? scoreTable(scores) : '',
				wanted.log && log.length > 0 ? logTable(log.slice(-newestShown)) : '',
			];
	io.stdout(parts.filter(text => text !== '').join('\n'));
	return 0;
}

/** A row of the scorecard as scripts read it. Means are basis points, rates 0 to 1; null where nothing is known. */
export function encodeScore(row: ScoreRow): object {
	return {
		source: row.source,
		signal_type: row.signalType,
		signals: row.signals,
		outcomes: row.outcomes,
		hit_rate: row.hitRate ?? null,
		mean_bps: Object.fromEntries(Object.entries(row.meanBps).map(([horizon, mean]) => [horizon, mean ?? null])),
		stop_first: row.stopFirst,
		target_first: row.targetFirst,
		neither: row.neither,
		late: row.late,
		net_bps_after_fees: row.netBpsAfterFees ?? null,
		calibrated: row.isCalibrated,
		brier: row.brier ?? null,
		calibration: row.calibration.map(({ from, to, count, stated, hitRate }) => ({
			from,
			to,
			count,
			stated,
			hit_rate: hitRate,
		})),
	};
}

/** Broken lines, such as a torn last one, are left out. */
function parseLog(text: string): LogLine[] {
	return text.split('\n').flatMap(line => {
		try {
			const value: unknown = JSON.parse(line);
			return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value as LogLine] : [];
		} catch {
			return [];
		}
	});
}

const shown = (value: unknown): string =>
	value === undefined || value === null ? '' : toSafeText(Array.isArray(value) ? value.join(' ') : String(value));
const mean = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(1));

function scoreTable(scores: readonly ScoreRow[]): string {
	return formatTable(
		[
			left('SOURCE'),
			left('TYPE'),
			right('N'),
			right('OUTCOMES'),
			right('HIT %'),
			right('5S BPS'),
			right('30S'),
			right('300S'),
			right('STOP'),
			right('TARGET'),
			right('NEITHER'),
			right('NET BPS'),
			left('CONFIDENCE'),
		],
		scores.map(row => [
			shown(row.source),
			shown(row.signalType),
			`${row.signals}`,
			`${row.outcomes}`,
			row.hitRate === undefined ? '-' : (row.hitRate * 100).toFixed(0),
			mean(row.meanBps['5s']),
			mean(row.meanBps['30s']),
			mean(row.meanBps['300s']),
			`${row.stopFirst}`,
			`${row.targetFirst}`,
			`${row.neither}`,
			mean(row.netBpsAfterFees),
			describeCalibration(row),
		]),
	);
}

/** What a stated confidence of the type is worth, in words. */
function describeCalibration(row: ScoreRow): string {
	if (!row.isCalibrated) {
		return `uncalibrated (${row.outcomes} of ${calibratedFrom})`;
	}

	const stated = row.calibration.reduce((sum, bin) => sum + bin.stated * bin.count, 0) / row.outcomes;
	return `said ${(stated * 100).toFixed(0)} %, was ${((row.hitRate ?? 0) * 100).toFixed(0)} %`;
}

function scoreCsv(scores: readonly ScoreRow[]): string {
	return formatCsv(
		[
			'source',
			'signal_type',
			'signals',
			'outcomes',
			'hit_rate',
			'mean_bps_5s',
			'mean_bps_30s',
			'mean_bps_300s',
			'stop_first',
			'target_first',
			'neither',
			'late',
			'net_bps_after_fees',
			'calibrated',
			'brier',
		],
		scores.map(row => [
			row.source,
			row.signalType,
			row.signals,
			row.outcomes,
			row.hitRate ?? null,
			row.meanBps['5s'] ?? null,
			row.meanBps['30s'] ?? null,
			row.meanBps['300s'] ?? null,
			row.stopFirst,
			row.targetFirst,
			row.neither,
			row.late,
			row.netBpsAfterFees ?? null,
			String(row.isCalibrated),
			row.brier ?? null,
		]),
	);
}

const logFields = [
	'timestamp',
	'received_at',
	'source',
	'verified',
	'symbol',
	'signal_type',
	'side',
	'confidence',
	'entry_low',
	'entry_high',
	'stop',
	'targets',
	'ttl_ms',
	'horizon',
	'id',
	'duplicate_of',
	'state',
	'field',
	'problem',
	'reason',
] as const;

const logCsv = (log: readonly LogLine[]): string =>
	formatCsv(
		logFields,
		log.map(line => logFields.map(field => shown(line[field]))),
	);

function logTable(log: readonly LogLine[]): string {
	return formatTable(
		[
			left('TIME (UTC)'),
			left('SOURCE'),
			left('TRUST'),
			left('SYMBOL'),
			left('TYPE'),
			left('SIDE'),
			right('CONF'),
			right('ENTRY'),
			right('STOP'),
			left('TARGETS'),
			left('WHY'),
		],
		log.map(line => [
			typeof line.received_at === 'number' && Math.abs(line.received_at) < 8e15
				? new Date(line.received_at).toISOString().replace('T', ' ').slice(0, 19)
				: '',
			shown(line.source),
			shown(line.verified),
			shown(line.symbol),
			line.state === 'quarantined' ? 'quarantined' : shown(line.signal_type),
			shown(line.side),
			typeof line.confidence === 'number' ? line.confidence.toFixed(2) : '',
			shown(line.entry_low),
			shown(line.stop),
			shown(line.targets),
			whyOf(line),
		]),
	);
}

function whyOf(line: LogLine): string {
	if (line.state === 'quarantined') {
		return `${shown(line.field)}: ${shown(line.problem)}`;
	}

	return line.duplicate_of === undefined || line.duplicate_of === null ? shown(line.reason) : 'a repeat';
}
