import type { Cancel, Clock } from '../../lib/seams.js';

export type FrameClock = {
	readonly start: () => void;
	readonly stop: () => void;
	/** Frames a second that were asked for, 1 to 60. */
	readonly setFps: (fps: number) => void;
	/** Frames a second now: 4, then 1, while the event loop lags. */
	readonly fps: () => number;
};

/** Two late frames within this time lower the rate; so long without one raises it again. */
const lagMemoryMs = 5000;
const steps = [
	{ lateMs: 500, fps: 1 },
	{ lateMs: 100, fps: 4 },
] as const;

/**
 * Calls `onFrame` at the frame rate. A frame that comes more than 100 ms, or 500 ms, late shows that the event loop lags:
 * after two of them within five seconds there are 4 frames a second, or 1, until five seconds pass without one.
 */
export function createFrameClock(
	clock: Clock,
	options: { readonly fps: number; readonly onFrame: () => void },
): FrameClock {
	let asked = options.fps;
	let cancel: Cancel | undefined;
	let due = 0;
	/** When late frames came, newest last, with how late. */
	let late: { readonly at: number; readonly lateMs: number }[] = [];

	function currentFps(): number {
		for (const step of steps) {
			if (late.filter(one => one.lateMs > step.lateMs).length >= 2) {
				return Math.min(step.fps, asked);
			}
		}

		return asked;
	}

	function schedule(): void {
		const now = clock.monoNow();
		const interval = 1000 / currentFps();
		// In step with the last frame, unless that one is already too old.
		due = due + interval > now ? due + interval : now + interval;
		cancel = clock.after(due - now, tick);
	}

	function tick(): void {
		const now = clock.monoNow();
		const lateMs = now - due;
		late = late.filter(one => now - one.at < lagMemoryMs);
		if (lateMs > steps[1].lateMs) {
			late.push({ at: now, lateMs });
		}

		schedule();
		options.onFrame();
	}

	return {
		start: () => {
			if (cancel === undefined) {
				due = clock.monoNow();
				late = [];
				schedule();
			}
		},
		stop: () => {
			cancel?.();
			cancel = undefined;
		},
		setFps: fps => {
			asked = Math.min(60, Math.max(1, fps));
			if (cancel !== undefined) {
				cancel();
				due = clock.monoNow();
				schedule();
			}
		},
		fps: currentFps,
	};
}
