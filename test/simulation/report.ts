import { missingOf, rows } from './rows.js';
import type { SeedReport } from './run-seed.js';

/** Objectives of recovery, ms: the p50 and p99 that are promised. */
const objectives: Readonly<Record<string, { readonly p50?: number; readonly p99: number }>> = {
	'close, RST: seen': { p99: 250 + 300 },
	'close, RST: LIVE again': { p50: 1500, p99: 5000 },
	'deaf socket: seen': { p99: 24_000 },
	'half-open: seen': { p99: 5000 },
	'deaf socket: LIVE again': { p99: 15_000 },
	'half-open: LIVE again': { p99: 15_000 },
	'short outage: LIVE again': { p99: 15_000 },
	'long outage: LIVE again': { p99: 15_000 },
	'sequence gap: LIVE again': { p99: 2000 },
	'dead topic: seen': { p99: 15_000 },
	'dead topic: LIVE again': { p99: 3000 },
	'sleep: seen': { p99: 1000 },
	'sleep: LIVE again': { p99: 5000 },
	'UNKNOWN order: found': { p99: 3000 },
	'UNKNOWN order: NOT PLACED': { p99: 15_000 },
	'private loss: compared': { p99: 10_000 },
	'restart after kill -9': { p99: 10_000 },
	'kill switch: sent': { p99: 100 },
	'kill switch: verified': { p99: 5000 },
};

const slowestKept = 5;

export type RunReport = {
	readonly seeds: number;
	readonly minutes: number;
	readonly faults: number;
	readonly violations: readonly SeedReport[];
	readonly facts: Readonly<Record<string, number>>;
	readonly rows: readonly { readonly row: number; readonly fault: string; readonly missing: readonly string[] }[];
	readonly recovery: readonly {
		readonly event: string;
		readonly n: number;
		readonly p50: number;
		readonly p99: number;
		readonly goal: string;
		readonly isMet: boolean;
		/** Where the slowest are to be seen, slowest first. */
		readonly slowest: readonly { readonly ms: number; readonly seed: number; readonly atMs: number }[];
	}[];
};

const quantile = (sorted: readonly number[], share: number): number =>
	sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** Joins the reports of all seeds. */
export function summarize(reports: readonly SeedReport[], minutes: number): RunReport {
	const facts: Record<string, number> = {};
	const samples: Record<string, { readonly ms: number; readonly seed: number; readonly atMs: number }[]> = {};
	for (const report of reports) {
		for (const [name, count] of Object.entries(report.facts)) {
			facts[name] = (facts[name] ?? 0) + count;
		}

		for (const [name, list] of Object.entries(report.samples)) {
			samples[name] ??= [];
			samples[name].push(...list.map(([ms, atMs]) => ({ ms, atMs, seed: report.seed })));
		}
	}

	return {
		seeds: reports.length,
		minutes,
		faults: facts.faults ?? 0,
		violations: reports.filter(({ violation }) => violation !== undefined),
		facts,
		rows: rows.map(row => ({ row: row.row, fault: row.fault, missing: missingOf(row, facts) })),
		recovery: Object.entries(samples)
			.sort(([one], [other]) => (one < other ? -1 : 1))
			.map(([event, list]) => {
				const sorted = list.map(({ ms }) => ms).sort((one, other) => one - other);
				const [p50, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
				const slowest = [...list].sort((one, other) => other.ms - one.ms).slice(0, slowestKept);
				const goal = objectives[event];
				const isMet = goal === undefined || (p99 <= goal.p99 && p50 <= (goal.p50 ?? Number.POSITIVE_INFINITY));
				const text = goal === undefined ? '–' : `${goal.p50 === undefined ? '' : `p50 ${goal.p50} `}p99 ${goal.p99}`;
				return { event, n: list.length, p50, p99, goal: text, isMet, slowest };
			}),
	};
}

/** How one seed is run again, by itself and with all that it did. */
export const replayCommand = (seed: number, minutes: number): string =>
	`npm run simulate -- --seed ${seed} --minutes ${minutes} --trace`;
