import type { Cancel, Clock } from '../lib/seams.js';

const lateMs = 250;
const graceMs = 250;

/**
 * A timeout for something that the other side should have sent. When the timer itself comes late, the process was stalled and
 * the answer may lie unread in the socket: then it looks again a moment later before it gives its verdict.
 */
export function patientTimeout(clock: Clock, delayMs: number, onDue: () => void): Cancel {
	const dueAt = clock.monoNow() + delayMs;
	let cancel = clock.after(delayMs, () => {
		if (clock.monoNow() - dueAt > lateMs) {
			cancel = clock.after(graceMs, onDue);
		} else {
			onDue();
		}
	});

	return () => cancel();
}
