import { build } from 'hdr-histogram-js';
import type { EngineEvent } from '../engine/engine.js';
import type { Clock } from '../lib/seams.js';
import { localSource } from '../signals/make-signal.js';

/** Milliseconds of our own wall clock, which is what a frame's receipt is stamped with. */
export type SignalLatency = {
	/** Listens behind the engine: a signal has been told to everybody before. */
	readonly note: (event: EngineEvent) => void;
	/** Frame received → signal told, of the signals computed here; undefined before the first. */
	readonly read: () => { readonly p50: number; readonly p99: number } | undefined;
};

const longestMs = 60_000;

export function createSignalLatency(clock: Pick<Clock, 'wallNow'>): SignalLatency {
	const histogram = build({
		highestTrackableValue: longestMs,
		numberOfSignificantValueDigits: 3,
		useWebAssembly: false,
	});
	return {
		note(event) {
			if (event.type === 'signal' && event.signal.source === localSource) {
				// A clock that was set back meanwhile would make it negative.
				histogram.recordValue(Math.min(longestMs, Math.max(0, Math.round(clock.wallNow() - event.receivedAt))));
			}
		},
		read: () =>
			histogram.totalCount === 0
				? undefined
				: { p50: histogram.getValueAtPercentile(50), p99: histogram.getValueAtPercentile(99) },
	};
}
