import { poolQuotas } from '../../source/simulator/rate-limits.js';
import type { NetWatcher } from '../../source/simulator/virtual/net.js';
import type { Fail } from './violation.js';

/** I7: what the client asks of the venue stays inside the venue's limits, as one boot of it counts them. */
export type LimitWatch = Required<Pick<NetWatcher, 'onReply' | 'onConnect' | 'onClientFrame'>> & {
	readonly onBoot: () => void;
	/** Cancels in bulk may take all of the quota, for a while. */
	readonly excuse: () => void;
	readonly mostFrames: () => number;
	readonly mostConnects: () => number;
	readonly mostShare: () => number;
};

const mostFramesAllowed = 90;
const framesWindowMs = 10_000;
const mostConnectsAllowed = 20;
const connectsWindowMs = 60_000;
const mostShareAllowed = 0.5;
const excusedMs = 60_000;
const quotas: ReadonlySet<string> = new Set(Object.values(poolQuotas).map(String));

export function watchLimits(now: () => number, fail: Fail): LimitWatch {
	const frames = new Map<number, number[]>();
	let connects: number[] = [];
	let excusedUntil = 0;
	const most = { frames: 0, connects: 0, share: 0 };

	const countIn = (times: number[], windowMs: number): number => {
		const at = now();
		times.push(at);
		while (times[0]! <= at - windowMs) {
			times.shift();
		}

		return times.length;
	};

	return {
		onClientFrame: connection => {
			const times = frames.get(connection) ?? [];
			frames.set(connection, times);
			const count = countIn(times, framesWindowMs);
			most.frames = Math.max(most.frames, count);
			if (count > mostFramesAllowed) {
				fail('I7', `${count} frames in 10 s on one socket`);
			}
		},
		onConnect: () => {
			const count = countIn(connects, connectsWindowMs);
			most.connects = Math.max(most.connects, count);
			if (count > mostConnectsAllowed) {
				fail('I7', `${count} connects in a minute`);
			}
		},
		onReply: (request, reply) => {
			const limit = reply.headers['gw-ratelimit-limit'];
			const remaining = reply.headers['gw-ratelimit-remaining'];
			const isExcused = now() < excusedUntil || request.method === 'DELETE' || reply.status === 429;
			if (limit === undefined || remaining === undefined || !quotas.has(limit) || isExcused) {
				return;
			}

			const share = 1 - Number(remaining) / Number(limit);
			most.share = Math.max(most.share, share);
			if (share > mostShareAllowed) {
				fail(
					'I7',
					`${Math.round(share * 100)} % of a quota spent by ${request.method} ${new URL(request.url).pathname}`,
				);
			}
		},
		onBoot: () => {
			connects = [];
			frames.clear();
		},
		excuse: () => {
			excusedUntil = now() + excusedMs;
		},
		mostFrames: () => most.frames,
		mostConnects: () => most.connects,
		mostShare: () => most.share,
	};
}
