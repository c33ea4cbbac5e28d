import { writeFileSync } from 'node:fs';

/**
 * Moments of one event after the other, in µs of the machine's monotonic clock, which processes share; kept as doubles in a
 * file. Without a file nothing is noted.
 */
export function createTimes(file: string | undefined, count: number): { note: () => void; save: () => void } {
	const times = new Float64Array(file === undefined ? 0 : count);
	let next = 0;
	return {
		note() {
			if (file !== undefined) {
				times[next] = Number(process.hrtime.bigint()) / 1000;
				next += 1;
			}
		},
		save() {
			if (file !== undefined) {
				writeFileSync(file, Buffer.from(times.buffer, 0, next * 8));
			}
		},
	};
}
