import { createTokenBucket } from '../connection/token-bucket.js';
import type { Clock } from '../lib/seams.js';

/** Signals of one source: five a second, with bursts of twenty. */
const signalRate = { capacity: 20, perSecond: 5 } as const;
const mutedMs = 60_000;
const sayEveryMs = 10_000;

/** Whether so many signals of a source may pass now. More than a burst at once needs a full one, and is paid for by waiting. */
export type RateGate = (events: number) => boolean;

export function createRateGate(clock: Clock): RateGate {
	const bucket = createTokenBucket(clock, signalRate);
	return events => (events > signalRate.capacity ? bucket.tryOwe(events) : bucket.tryTake(events));
}

export type Mute = {
	readonly admit: RateGate;
	/** How long it hears nothing yet, ms; 0 while it hears. */
	readonly remainingMs: () => number;
};

/**
 * A gate for a source that cannot be answered: the first signal too many mutes it for a minute. `say` hears it then, and
 * how many were dropped with the first that passes again.
 */
export function createMute(clock: Clock, say: (text: string) => void): Mute {
	const gate = createRateGate(clock);
	let mutedUntil: number | undefined;
	let dropped = 0;

	const admit: RateGate = events => {
		if (mutedUntil !== undefined) {
			if (clock.monoNow() < mutedUntil) {
				dropped += events;
				return false;
			}

			say(`heard again, ${dropped} were dropped`);
			mutedUntil = undefined;
			dropped = 0;
		}

		if (gate(events)) {
			return true;
		}

		mutedUntil = clock.monoNow() + mutedMs;
		dropped = events;
		say(`muted for ${mutedMs / 1000} s: more than ${signalRate.perSecond} signals a second`);
		return false;
	};

	return {
		admit,
		remainingMs: () => (mutedUntil === undefined ? 0 : Math.max(0, mutedUntil - clock.monoNow())),
	};
}

/** Says what may happen ten thousand times a second: at once, and then at most every ten seconds with how often it was. */
export function createSeldom(clock: Clock, say: (count: number) => void): () => void {
	let saidAt: number | undefined;
	let count = 0;
	return () => {
		count++;
		const now = clock.monoNow();
		if (saidAt === undefined || now - saidAt >= sayEveryMs) {
			say(count);
			saidAt = now;
			count = 0;
		}
	};
}
