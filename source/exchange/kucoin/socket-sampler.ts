import type { Supervisor } from '../../connection/supervisor.js';
import type { Clock } from '../../lib/seams.js';
import type { SocketSampleEvent } from '../../model/health-event.js';

/** Latency of one socket's payloads over the last ten seconds. */
export type SocketSampler = {
	/** Venue time → received, ms, corrected by the clock offset. */
	readonly latency: (ms: number) => void;
	/** Called once a second. */
	readonly sample: (supervisor: Supervisor, duplicates: number) => SocketSampleEvent;
};

const seconds = 10;
const perSecond = 512;

/** At rank `share` of sorted values; undefined without any. */
function rank(sorted: Float64Array, share: number): number | undefined {
	return sorted.length === 0 ? undefined : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function createSocketSampler(clock: Clock): SocketSampler {
	const slots = Array.from({ length: seconds }, () => ({ values: new Float64Array(perSecond), count: 0 }));
	let current = slots[0]!;
	let turn = 0;

	return {
		latency: ms => {
			// Beyond the first 512 of a second every value overwrites an older one of it: bounded, and still of that second.
			current.values[current.count % perSecond] = Math.max(ms, 0);
			current.count += 1;
		},
		sample: (supervisor, duplicates) => {
			const filled = slots.map(({ values, count }) => values.subarray(0, Math.min(count, perSecond)));
			const sorted = new Float64Array(filled.reduce((sum, values) => sum + values.length, 0));
			let offset = 0;
			for (const values of filled) {
				sorted.set(values, offset);
				offset += values.length;
			}

			sorted.sort();
			turn = (turn + 1) % seconds;
			current = slots[turn]!;
			current.count = 0;
			const lastFrameAt = supervisor.lastFrameAt();
			return {
				type: 'socket-sample',
				socket: supervisor.id,
				frames: supervisor.framesReceived(),
				bytes: supervisor.bytesReceived(),
				topics: supervisor.confirmedTopics(),
				duplicates,
				ageMs: lastFrameAt === undefined ? undefined : clock.monoNow() - lastFrameAt,
				latencyP50: rank(sorted, 0.5),
				latencyP99: rank(sorted, 0.99),
				receivedAt: clock.wallNow(),
			};
		},
	};
}
