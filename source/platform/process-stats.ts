import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** What the process costs the machine. */
export type ProcessStats = {
	/** User and system time of the whole process so far, in microseconds. */
	readonly cpuMicros: () => number;
	readonly rssBytes: () => number;
	/** Starts a new measurement of the event loop's delay. */
	readonly resetLoopDelay: () => void;
	/** How late the event loop ran its timers, in milliseconds, at a percentile from 0 to 100. */
	readonly loopDelayMs: (percentile: number) => number;
	/**
	 * Stops the space of young objects from growing once it holds 8 MB: left alone it takes up to 130 MB after a busy
	 * minute, for nothing in a program that runs for days.
	 */
	readonly boundYoungSpace: () => void;
	readonly stop: () => void;
};

/** Resolution of the loop's delay: its sampling timer fires this often. */
const loopSampleMs = 10;
const youngSpaceBytes = 8_000_000;

export function createProcessStats(): ProcessStats {
	const delays = monitorEventLoopDelay({ resolution: loopSampleMs });
	delays.enable();
	let isBound = false;

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
		boundYoungSpace: () => {
			if (isBound) {
				return;
			}

			const young = getHeapSpaceStatistics().find(space => space.space_name === 'new_space');
			if (young !== undefined && young.space_size >= youngSpaceBytes) {
				isBound = true;
				// Read at every growth, unlike the sizes, which count at the start only.
				setFlagsFromString('--semi-space-growth-factor=1');
			}
		},
		stop: () => {
			delays.disable();
		},
	};
}
