import type { Cancel, Clock } from '../lib/seams.js';

/** The machine's time did not pass as it should have. */
export type TimeJump = {
	/** `clock`: wall time moved apart from monotonic time (sleep, or a step of the clock). `stopped`: a tick came late. */
	readonly kind: 'clock' | 'stopped';
	/** Ms of wall time too many (too few: negative), or ms that the tick was late. */
	readonly byMs: number;
	/** For a person: `clock jumped +3600s`, `stopped 12s`. */
	readonly text: string;
};

const tickMs = 1000;
const jumpMs = 2000;
const lateMs = 5000;

/**
 * Calls back when the machine slept, the process was stopped, or its clock was set: wall − monotonic time moved by more than
 * 2 s, or a tick of 1 s came more than 5 s late (a stopped process shows only the second).
 */
export function watchSleep(clock: Clock, onJump: (jump: TimeJump) => void): Cancel {
	let offset = clock.wallNow() - clock.monoNow();
	let lastTickAt = clock.monoNow();

	return clock.every(tickMs, () => {
		const now = clock.monoNow();
		const moved = clock.wallNow() - now - offset;
		const late = now - lastTickAt - tickMs;
		offset += moved;
		lastTickAt = now;

		if (Math.abs(moved) > jumpMs) {
			const seconds = Math.round(moved / 1000);
			onJump({ kind: 'clock', byMs: moved, text: `clock jumped ${seconds > 0 ? '+' : ''}${seconds}s` });
		} else if (late > lateMs) {
			onJump({ kind: 'stopped', byMs: late, text: `stopped ${Math.round(late / 1000)}s` });
		}
	});
}
