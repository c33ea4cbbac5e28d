import type { Sample } from './measure.js';

export type SoakResult = {
	readonly startedAt: string;
	readonly node: string;
	readonly machine: string;
	readonly minutes: number;
	/** Messages a second that were aimed at. */
	readonly wantedRate: number;
	readonly samples: readonly Sample[];
	readonly faults: readonly { readonly atMs: number; readonly name: string }[];
	/** Full-screen clears the program wrote after its first frame. */
	readonly clears: number;
	readonly ordersSent: number;
	readonly exitCode: number;
	/** Whether every socket was LIVE again before the program was told to quit. */
	readonly isLiveAtEnd: boolean;
	/** What the screen showed before it was told to quit. */
	readonly lastScreen: string;
};

const settledAfterMs = 10 * 60_000;
const median = (values: readonly number[]): number =>
	[...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
const quantile = (values: readonly number[], share: number): number =>
	[...values].sort((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
	Number.NaN;

/** Median of the samples of one minute: a single sample stands for a moment of the garbage collector. */
function around(samples: readonly Sample[], atMs: number, field: 'rssMb' | 'anonMb' | 'heapUsedMb'): number {
	const near = samples.filter(sample => Math.abs(sample.atMs - atMs) <= 60_000);
	return median(near.map(sample => sample[field]));
}

/** What was measured, the goal, and whether it was met; undefined where there is none. */
export type Row = {
	readonly what: string;
	readonly measured: string;
	readonly goal?: string;
	readonly isMet?: boolean;
};

const goalRate = 500;
/** Shorter runs are trials: connects and the first minutes weigh too much in their rate. One that aims lower cannot meet it. */
const ratedAfterMs = 30 * 60_000;
/** Sockets and timers of a fault that is under way. */
const restless = 6;

/** Rows of the table of a run. */
export function rowsOf(result: SoakResult): readonly Row[] {
	const { samples } = result;
	const first = samples[0]!;
	const last = samples.at(-1)!;
	const settled = samples.filter(({ atMs }) => atMs >= Math.min(settledAfterMs, last.atMs / 2));
	const settledAt = settled[0]!.atMs;
	const growth = around(samples, last.atMs - 60_000, 'rssMb') - around(samples, settledAt + 60_000, 'rssMb');
	const span = (last.atMs - first.atMs) / 1000;
	const rate = (last.messages - first.messages) / span;
	const isRated = last.atMs >= ratedAfterMs && result.wantedRate >= goalRate;
	const loop = samples.map(({ loopP99Ms }) => loopP99Ms);
	const half = Math.ceil(settled.length / 2);
	const counted = (what: string, field: 'openFiles' | 'resources'): Row => {
		const all = settled.map(sample => sample[field]);
		const [before, after] = [median(all.slice(0, half)), median(all.slice(half))];
		return {
			what: `${what}, least and most after that; median of its halves`,
			measured: `${Math.min(...all)} – ${Math.max(...all)}; ${before}, ${after}`,
			goal: 'no growth',
			isMet: after <= before + restless,
		};
	};
	const fixed = (value: number, digits = 1): string => value.toFixed(digits);
	return [
		{ what: 'length', measured: `${fixed(last.atMs / 60_000)} min`, goal: `${result.minutes} asked` },
		{
			what: 'messages',
			measured: `${last.messages - first.messages}, ${fixed(rate, 0)}/s`,
			goal: `${goalRate}/s`,
			...(isRated ? { isMet: rate >= goalRate } : {}),
		},
		{ what: 'faults', measured: String(result.faults.length), goal: 'one a minute' },
		{ what: 'orders sent', measured: String(result.ordersSent) },
		{
			what: 'reconnects, gaps, malformed frames',
			measured: `${last.reconnects}, ${last.gaps}, ${last.malformed}`,
		},
		{ what: 'RSS at minute 1, settled, at the end', measured: rssLine(samples, settledAt, last.atMs) },
		{
			what: `RSS growth after minute ${fixed(settledAt / 60_000, 0)}`,
			measured: `${fixed(growth)} MB`,
			goal: '< 50 MB',
			isMet: growth < 50,
		},
		{
			what: 'JavaScript heap in use, settled and at the end',
			measured: heapLine(samples, settledAt, last.atMs),
		},
		counted('open files', 'openFiles'),
		counted('active resources', 'resources'),
		{
			what: 'loop delay p99 per 10 s: median, 99th percentile, worst',
			measured: `${fixed(median(loop))}, ${fixed(quantile(loop, 0.99))}, ${fixed(Math.max(...loop))} ms`,
			goal: '< 50 ms',
			isMet: quantile(loop, 0.99) < 50,
		},
		{ what: 'CPU', measured: `${fixed(((last.cpuSeconds - first.cpuSeconds) / span) * 100)} % of a core` },
		{ what: 'load of the machine, median', measured: fixed(median(samples.map(({ load }) => load))) },
		{ what: 'full-screen clears', measured: String(result.clears), goal: '0', isMet: result.clears === 0 },
		{
			what: 'uncaught errors and rejections',
			measured: result.exitCode === 0 ? '0 (it ends with code 0; one would end it with 70)' : `exit ${result.exitCode}`,
			goal: '0',
			isMet: result.exitCode === 0,
		},
		{
			what: 'LIVE at the end',
			measured: result.isLiveAtEnd ? 'yes' : 'no',
			goal: 'yes',
			isMet: result.isLiveAtEnd,
		},
	];
}

/** The goals that a run missed, by name. */
export const missedOf = (rows: readonly Row[]): readonly string[] =>
	rows.flatMap(({ what, isMet }) => (isMet === false ? [what] : []));

const cellsOf = ({ what, measured, goal = '', isMet }: Row): readonly string[] => [
	what,
	measured,
	goal,
	isMet === undefined ? '' : isMet ? 'yes' : '**no**',
];

function rssLine(samples: readonly Sample[], settledAt: number, end: number): string {
	return [60_000, settledAt + 60_000, end - 60_000]
		.map(at => `${around(samples, at, 'rssMb').toFixed(0)}`)
		.join(', ')
		.concat(' MB');
}

function heapLine(samples: readonly Sample[], settledAt: number, end: number): string {
	return [settledAt + 60_000, end - 60_000]
		.map(at => `${around(samples, at, 'heapUsedMb').toFixed(1)}`)
		.join(', ')
		.concat(' MB');
}

/** Aligned rows for the terminal. */
export function formatTable(table: readonly Row[]): string {
	const rows = table.map(cellsOf);
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
	return rows
		.map(row =>
			row
				.map((cell, column) => cell.padEnd(widths[column]!))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** The page of the documents: what ran, where, and what came of it. */
export function formatPage(result: SoakResult): string {
	const rows = rowsOf(result).map(row => `| ${cellsOf(row).join(' | ')} |`);
	return `# The soak

Written by \`npm run soak\`; every figure is of this one run. The dashboard runs in a pseudo-terminal of 140×40 on a loopback exchange in
a process of its own, with one fault a minute and, each minute, an order placed and canceled by keys.

Started ${result.startedAt}, ${result.node}, ${result.machine}.

| what | measured | goal | met |
| --- | --- | --- | --- |
${rows.join('\n')}

![Memory, open files and loop delay over the run](soak.svg)

The faults, in turn: ${[...new Set(result.faults.map(({ name }) => `\`${name}\``))].join(', ')}.
`;
}

const width = 900;
const panelHeight = 150;
const left = 60;
const top = 24;

/** Three curves over the minutes, with a tick for every fault. */
export function drawPlot(result: SoakResult): string {
	const { samples } = result;
	const end = samples.at(-1)!.atMs;
	const x = (atMs: number): number => left + ((width - left - 10) * atMs) / end;
	const panels = [
		{ title: 'resident memory, MB', color: '#0969da', of: (sample: Sample) => sample.rssMb },
		{ title: 'JavaScript heap in use, MB', color: '#8250df', of: (sample: Sample) => sample.heapUsedMb },
		{ title: 'event loop delay p99 per 10 s, ms', color: '#cf222e', of: (sample: Sample) => sample.loopP99Ms },
		{ title: 'open files', color: '#1a7f37', of: (sample: Sample) => sample.openFiles },
	];
	const parts = panels.map(({ title, color, of }, index) => {
		const most = Math.max(...samples.map(of)) * 1.1;
		const base = top + (index + 1) * panelHeight - 30;
		const y = (value: number): number => base - ((panelHeight - 50) * value) / most;
		const points = samples.map(sample => `${x(sample.atMs).toFixed(1)},${y(of(sample)).toFixed(1)}`).join(' ');
		const marks = [0, most / 2, most].map(
			value =>
				`<line x1="${left}" x2="${width - 10}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="#d0d7de"/><text x="${left - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value.toFixed(0)}</text>`,
		);
		return `<text x="${left}" y="${base - panelHeight + 44}">${title}</text>${marks.join('')}<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5"/>`;
	});
	const bottom = top + panels.length * panelHeight;
	const ticks = result.faults.map(
		({ atMs, name }) =>
			`<line x1="${x(atMs).toFixed(1)}" x2="${x(atMs).toFixed(1)}" y1="${bottom - 24}" y2="${bottom - 16}" stroke="#9a6700"><title>${name}</title></line>`,
	);
	const step = end > 40 * 60_000 ? 10 : end > 8 * 60_000 ? 5 : 1;
	const minutes = Array.from({ length: Math.floor(end / 60_000 / step) + 1 }, (_, index) => index * step);
	const labels = minutes.map(
		minute => `<text x="${x(minute * 60_000).toFixed(1)}" y="${bottom}" text-anchor="middle">${minute}</text>`,
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 24}" font-family="sans-serif" font-size="12" fill="#57606a"><title>Memory, heap, loop delay and open files of a soak</title><rect width="100%" height="100%" fill="#ffffff"/>${parts.join('')}${ticks.join('')}${labels.join('')}<text x="${left}" y="${bottom + 18}">minutes; small marks are faults</text></svg>
`;
}
