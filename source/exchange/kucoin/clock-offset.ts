import { createListeners } from '../../lib/listeners.js';
import type { Cancel, Clock } from '../../lib/seams.js';

export type ClockSample = {
	/** Venue = wall + offset. */
	readonly offsetMs: number;
	readonly rttMs: number;
};

export type ClockOffset = {
	/** Venue minus ours, ms; 0 until measured. */
	readonly offsetMs: () => number;
	readonly venueNow: () => number;
	/** Measures; undefined when no sample was good enough, and the former offset stays. Calls at once share one measurement. */
	readonly measure: () => Promise<ClockSample | undefined>;
	/** Hears every measurement that counts, whoever asked for it, and at once the one that holds. */
	readonly onSample: (listener: (sample: ClockSample) => void) => Cancel;
};

const sampleCount = 5;
/** Of them the quickest count: half of a round trip is the most that its sample can be wrong by. */
const quickCount = 3;
const maxRttMs = 1000;

/** One round trip: the venue's clock is read at the midpoint. */
export async function takeClockSample(clock: Clock, readVenue: () => Promise<number>): Promise<ClockSample> {
	const wallBefore = clock.wallNow();
	const monoBefore = clock.monoNow();
	const venue = await readVenue();
	const rttMs = clock.monoNow() - monoBefore;
	return { offsetMs: venue - (wallBefore + rttMs / 2), rttMs };
}

/**
 * Difference between the venue's clock and ours: the median of the three quickest of five round trips, all of less than a second.
 * A signed request is refused when its timestamp is more than 5 s off. Source: KuCoin docs, Authentication.
 */
export function createClockOffset(clock: Clock, readVenue: () => Promise<number>): ClockOffset {
	const listeners = createListeners<ClockSample>(() => undefined);
	let holding: ClockSample | undefined;
	let running: Promise<ClockSample | undefined> | undefined;

	const offsetMs = (): number => holding?.offsetMs ?? 0;

	async function run(): Promise<ClockSample | undefined> {
		const samples: ClockSample[] = [];
		for (let index = 0; index < sampleCount; index += 1) {
			try {
				const sample = await takeClockSample(clock, readVenue);
				if (sample.rttMs < maxRttMs) {
					samples.push(sample);
				}
			} catch {
				break;
			}
		}

		samples.sort((one, other) => one.rttMs - other.rttMs);
		const quickest = samples.slice(0, quickCount).sort((one, other) => one.offsetMs - other.offsetMs);
		const median = quickest[quickest.length >> 1];
		if (median !== undefined) {
			holding = median;
			listeners.emit(median);
		}

		return median;
	}

	return {
		offsetMs,
		venueNow: () => clock.wallNow() + offsetMs(),
		onSample: listener => {
			if (holding !== undefined) {
				listener(holding);
			}

			return listeners.add(listener);
		},
		measure: () => {
			running ??= run().finally(() => {
				running = undefined;
			});
			return running;
		},
	};
}
