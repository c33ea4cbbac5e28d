import type { Cancel, Clock, Random } from '../lib/seams.js';
import { patientTimeout } from './patient-timeout.js';

export type HeartbeatDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly nextId: () => string;
	readonly sendPing: (id: string) => void;
	readonly onPong: (rttMs: number) => void;
	/** True when a ping goes unanswered for longer than it should, false at the next frame. */
	readonly onSuspicious: (suspicious: boolean) => void;
	/** Called once: `dead socket` or `pong 3 missed`. */
	readonly onDead: (reason: string) => void;
	/** Monotonic ms of the last frame that the canary brought, or of when it could have brought one; undefined without a canary. */
	readonly canaryAt: () => number | undefined;
};

export type Heartbeat = {
	readonly start: () => void;
	/** A frame of any kind was read. */
	readonly touch: (now: number) => void;
	/** Undefined for the pong of nothing. */
	readonly pong: (id: string) => void;
	readonly lastFrameAt: () => number | undefined;
	readonly frames: () => number;
	readonly stop: () => void;
};

const intervalMs = 8000;
const shareOfVenueInterval = 0.45;
const shortestIntervalMs = 250;
const silenceMs = 13_000;
const canarySilenceMs = 3000;
const missedPongsAllowed = 2;
const rememberedPings = 8;

/** After a ping: no frame at all by the first is suspicious, by the second is death. */
const regularPatience = { suspiciousMs: 2000, deadMs: 5000 };
const canaryPatience = { suspiciousMs: 1000, deadMs: 2000 };

/**
 * Proves again and again that one socket lives:
 * 1. A JSON ping every 8 s ± 10 %, never above 0.45 × the venue's interval, whatever the traffic.
 * 2. Any frame is an answer. No frame for 5 s after a ping, or for 13 s at all: dead.
 * 3. Frames but no pong for three pings in a row, each given 5 s: dead as well, since the venue no longer hears us.
 * 4. The canary silent for 3 s: a ping at once, with 2 s to answer.
 */
export function createHeartbeat(deps: HeartbeatDeps, options: { readonly pingIntervalMs: number }): Heartbeat {
	const { clock } = deps;
	const sentAt = new Map<string, number>();
	const timers = new Set<Cancel>();
	let nextBeat: Cancel = () => {};
	let lastFrameAt: number | undefined;
	let frames = 0;
	let suspicious = false;
	let stopped = false;
	let pongs = 0;
	let missedPongs = 0;
	let pongsDue = false;

	const longestMs = Math.max(
		shortestIntervalMs,
		options.pingIntervalMs > 0 ? options.pingIntervalMs * shareOfVenueInterval : intervalMs,
	);

	const stop = () => {
		stopped = true;
		for (const cancel of timers) {
			cancel();
		}

		timers.clear();
	};

	const die = (reason: string) => {
		if (!stopped) {
			stop();
			deps.onDead(reason);
		}
	};

	const timeout = (delayMs: number, onDue: () => void): Cancel => {
		const cancel = patientTimeout(clock, delayMs, () => {
			timers.delete(cancel);
			if (!stopped) {
				onDue();
			}
		});
		timers.add(cancel);
		return () => {
			cancel();
			timers.delete(cancel);
		};
	};

	const ping = (
		patience: { readonly suspiciousMs: number; readonly deadMs: number },
		onUnanswered: () => void = () => {},
	) => {
		const framesBefore = frames;
		const pongsBefore = pongs;
		const id = deps.nextId();
		sentAt.set(id, clock.monoNow());
		if (sentAt.size > rememberedPings) {
			sentAt.delete(sentAt.keys().next().value!);
		}

		deps.sendPing(id);
		timeout(patience.suspiciousMs, () => {
			if (frames === framesBefore && !suspicious) {
				suspicious = true;
				deps.onSuspicious(true);
			}
		});
		timeout(patience.deadMs, () => {
			if (frames === framesBefore) {
				die('dead socket');
			} else if (pongs === pongsBefore) {
				onUnanswered();
			}
		});
	};

	const beat = () => {
		if (pongsDue) {
			missedPongs++;
		}

		if (missedPongs > missedPongsAllowed) {
			die(`pong ${missedPongs} missed`);
			return;
		}

		pongsDue = true;
		// Data comes, the pong does not: asked again at once, so that three missed ones take 24 s at most.
		ping(regularPatience, () => {
			nextBeat();
			beat();
		});
		scheduleBeat();
	};

	const scheduleBeat = () => {
		const jittered = intervalMs * (0.9 + 0.2 * deps.random());
		nextBeat = timeout(Math.min(jittered, longestMs), beat);
	};

	const watchSilence = () => {
		const remaining = (lastFrameAt ?? 0) + silenceMs - clock.monoNow();
		if (remaining <= 0) {
			die('dead socket');
		} else {
			timeout(remaining, watchSilence);
		}
	};

	let canaryPingAt = Number.NEGATIVE_INFINITY;
	const watchCanary = () => {
		const now = clock.monoNow();
		const at = deps.canaryAt();
		const remaining = at === undefined ? canarySilenceMs : Math.max(at, canaryPingAt) + canarySilenceMs - now;
		if (remaining > 0) {
			timeout(remaining, watchCanary);
			return;
		}

		canaryPingAt = now;
		ping(canaryPatience);
		timeout(canarySilenceMs, watchCanary);
	};

	return {
		start: () => {
			lastFrameAt = clock.monoNow();
			scheduleBeat();
			watchSilence();
			watchCanary();
		},
		touch: now => {
			lastFrameAt = now;
			frames++;
			if (suspicious) {
				suspicious = false;
				deps.onSuspicious(false);
			}
		},
		pong: id => {
			const at = sentAt.get(id);
			if (at !== undefined) {
				sentAt.delete(id);
				pongs++;
				missedPongs = 0;
				pongsDue = false;
				deps.onPong(clock.monoNow() - at);
			}
		},
		lastFrameAt: () => lastFrameAt,
		frames: () => frames,
		stop,
	};
}
