import { build, type Histogram } from 'hdr-histogram-js';
import type { FeedMeter } from '../market/feed.js';

/** Percentiles of one measure; null where nothing was measured. */
export type Percentiles = { readonly p50: number | null; readonly p99: number | null };

export type ProbeMeter = FeedMeter & {
	/** Forgets everything: the measuring window begins. */
	readonly reset: () => void;
	readonly messages: () => number;
	readonly decodeMicros: () => Percentiles;
	readonly applyMicros: () => Percentiles;
	readonly latencyMs: () => Percentiles;
	readonly topics: () => readonly {
		readonly prefix: string;
		readonly messages: number;
		readonly latencyMs: Percentiles;
	}[];
};

type TopicRecord = { messages: number; readonly latency: Histogram };

/** Histograms hold whole numbers: nanoseconds of work up to 10 s, microseconds of latency up to an hour. */
const workLimit = 10_000_000_000;
const latencyLimit = 3_600_000_000;

export function createProbeMeter(): ProbeMeter {
	const create = (limit: number): Histogram =>
		build({ highestTrackableValue: limit, numberOfSignificantValueDigits: 3, useWebAssembly: false });
	const decode = create(workLimit);
	const apply = create(workLimit);
	const latency = create(latencyLimit);
	const byPrefix = new Map<string, TopicRecord>();
	let messages = 0;

	return {
		record: (prefix, decodeMs, applyMs, latencyMs) => {
			messages += 1;
			decode.recordValue(clamp(decodeMs * 1e6, workLimit));
			apply.recordValue(clamp(applyMs * 1e6, workLimit));
			let topic = byPrefix.get(prefix);
			if (topic === undefined) {
				topic = { messages: 0, latency: create(latencyLimit) };
				byPrefix.set(prefix, topic);
			}

			topic.messages += 1;
			if (latencyMs !== undefined) {
				const micros = clamp(latencyMs * 1000, latencyLimit);
				topic.latency.recordValue(micros);
				latency.recordValue(micros);
			}
		},
		reset: () => {
			messages = 0;
			decode.reset();
			apply.reset();
			latency.reset();
			byPrefix.clear();
		},
		messages: () => messages,
		decodeMicros: () => percentilesOf(decode, 1000),
		applyMicros: () => percentilesOf(apply, 1000),
		latencyMs: () => percentilesOf(latency, 1000),
		topics: () =>
			[...byPrefix].map(([prefix, topic]) => ({
				prefix,
				messages: topic.messages,
				latencyMs: percentilesOf(topic.latency, 1000),
			})),
	};
}

// A clock offset that is a little off makes the quickest latencies negative.
const clamp = (value: number, limit: number): number => (value > 0 ? Math.min(limit, Math.round(value)) : 0);

function percentilesOf(histogram: Histogram, unit: number): Percentiles {
	if (histogram.totalCount === 0) {
		return { p50: null, p99: null };
	}

	return { p50: histogram.getValueAtPercentile(50) / unit, p99: histogram.getValueAtPercentile(99) / unit };
}
