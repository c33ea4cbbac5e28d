import type { Sample } from './measure.js';

export type SoakResult = {
	readonly startedAt: string;
	readonly node: string;
	readonly machine: string;
	readonly minutes: number;
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

/** Rows of the table: what was measured, the goal, whether it was met. */
export function rowsOf(result: SoakResult): readonly (readonly [string, string, string])[] {
	const { samples } = result;
	const first = samples[0]!;
	const last = samples.at(-1)!;
	const settled = samples.filter(({ atMs }) => atMs >= Math.min(settledAfterMs, last.atMs / 2));
	const settledAt = settled[0]!.atMs;
	const growth = around(samples, last.atMs - 60_000, 'rssMb') - around(samples, settledAt + 60_000, 'rssMb');
	const span = (last.atMs - first.atMs) / 1000;
	const files = settled.map(({ openFiles }) => openFiles);
	const resources = settled.map(({ resources: count }) => count);
	const loop = samples.map(({ loopP99Ms }) => loopP99Ms);
	const fixed = (value: number, digits = 1): string => value.toFixed(digits);
	return [
		['length', `${fixed(last.atMs / 60_000)} min`, `${result.minutes} asked`],
		['messages', `${last.messages - first.messages}, ${fixed((last.messages - first.messages) / span, 0)}/s`, '500/s'],
		['faults', String(result.faults.length), 'one a minute'],
		['orders sent', String(result.ordersSent), ''],
		['reconnects, gaps, malformed frames', `${last.reconnects}, ${last.gaps}, ${last.malformed}`, ''],
		['RSS at minute 1, settled, at the end', rssLine(samples, settledAt, last.atMs), ''],
		[`RSS growth after minute ${fixed(settledAt / 60_000, 0)}`, `${fixed(growth)} MB`, '< 50 MB'],
		['JavaScript heap in use, settled and at the end', heapLine(samples, settledAt, last.atMs), ''],
		['open files, least and most after that', `${Math.min(...files)} – ${Math.max(...files)}`, 'no growth'],
		[
			'active resources, least and most after that',
			`${Math.min(...resources)} – ${Math.max(...resources)}`,
			'no growth',
		],
		[
			'loop delay p99 per 10 s: median, 99th percentile, worst',
			`${fixed(median(loop))}, ${fixed(quantile(loop, 0.99))}, ${fixed(Math.max(...loop))} ms`,
			'< 50 ms',
		],
		['CPU', `${fixed(((last.cpuSeconds - first.cpuSeconds) / span) * 100)} % of a core`, ''],
		['load of the machine, median', fixed(median(samples.map(({ load }) => load))), ''],
		['full-screen clears', String(result.clears), '0'],
		[
			'uncaught errors and rejections',
			result.exitCode === 0 ? '0 (it ends with code 0; one would end it with 70)' : `exit ${result.exitCode}`,
			'0',
		],
		['LIVE at the end', result.isLiveAtEnd ? 'yes' : 'no', 'yes'],
	];
}

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
export function formatTable(rows: readonly (readonly string[])[]): string {
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
	const rows = rowsOf(result).map(([what, measured, goal]) => `| ${what} | ${measured} | ${goal} |`);
	return `# The soak

Written by \`npm run soak\`; every figure is of this one run. The dashboard runs in a pseudo-terminal of 140×40 on a loopback exchange in
a process of its own, with one fault a minute and, each minute, an order placed and canceled by keys.

Started ${result.startedAt}, ${result.node}, ${result.machine}.

| what | measured | goal |
| --- | --- | --- |
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
