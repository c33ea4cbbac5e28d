import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What the process costs the machine. */
export type ProcessStats = {
	/** User and system time of the whole process so far, in microseconds. */
	readonly cpuMicros: () => number;
	readonly rssBytes: () => number;
	/** Starts a new measurement of the event loop's delay. */
	readonly resetLoopDelay: () => void;
	/** How late the event loop ran its timers, in milliseconds, at a percentile from 0 to 100. */
	readonly loopDelayMs: (percentile: number) => number;
	readonly stop: () => void;
};

/** Resolution of the loop's delay: its sampling timer fires this often. */
const loopSampleMs = 10;

export function createProcessStats(): ProcessStats {
	const delays = monitorEventLoopDelay({ resolution: loopSampleMs });
	delays.enable();

	return {
		cpuMicros: () => {
			const { user, system } = process.cpuUsage();
			return user + system;
		},
		rssBytes: () => process.memoryUsage.rss(),
		resetLoopDelay: () => {
			delays.reset();
		},
		loopDelayMs: percentile => {
			if (delays.count === 0) {
				return 0;
			}

			// The histogram holds the intervals between the samples, the sampling interval included.
			return Math.max(0, delays.percentile(percentile) / 1e6 - loopSampleMs);
		},
		stop: () => {
			delays.disable();
		},
	};
}
