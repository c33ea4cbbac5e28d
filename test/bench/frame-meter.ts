import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a frame costs: ms by the clock, and of CPU, which a busy machine does not lengthen. */
export type FrameMeter = {
	readonly start: () => void;
	/** The frame wrote something. */
	readonly end: () => void;
};

const percentile = (times: readonly number[], share: number): number =>
	[...times].sort((left, right) => left - right)[Math.floor(times.length * share)] ?? 0;

/** Four times a second it writes the figures, as JSON, over `reportFile`; SIGUSR2 starts them anew. */
export function createFrameMeter(reportFile: string): FrameMeter {
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	let wallTimes: number[] = [];
	let cpuTimes: number[] = [];
	let startedAt = 0;
	let startedCpu = 0;
	const cpuNow = (): number => {
		const { user, system } = process.cpuUsage();
		return (user + system) / 1000;
	};
	process.on('SIGUSR2', () => {
		delay.reset();
		wallTimes = [];
		cpuTimes = [];
	});
	setInterval(() => {
		writeFileSync(
			reportFile,
			JSON.stringify({
				wallMsP50: percentile(wallTimes, 0.5),
				wallMsP99: percentile(wallTimes, 0.99),
				cpuMsP50: percentile(cpuTimes, 0.5),
				cpuMsP99: percentile(cpuTimes, 0.99),
				// The histogram holds the intervals between its samples.
				worstDelayMs: Math.max(0, delay.max / 1e6 - 5),
				rssMb: process.memoryUsage.rss() / 1e6,
			}),
		);
	}, 250);
	return {
		start: () => {
			startedAt = performance.now();
			startedCpu = cpuNow();
		},
		end: () => {
			wallTimes.push(performance.now() - startedAt);
			cpuTimes.push(cpuNow() - startedCpu);
		},
	};
}
