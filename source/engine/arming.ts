import { createHash, timingSafeEqual } from 'node:crypto';
import type { Cancel, Clock } from '../lib/seams.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import type { Gate } from './gate.js';

/** Live only: orders leave after the last characters of the key were typed, and for eight hours at most. */
export type Arming = {
	readonly arm: (typed: string) => boolean;
	readonly disarm: (why: string) => void;
	readonly stop: () => void;
};

const armedForMs = 8 * 3_600_000;

export function createArming(
	deps: {
		readonly clock: Clock;
		readonly gate: Gate;
		readonly notify: (level: NoticeEvent['level'], text: string) => void;
		readonly hasDeadMan: boolean;
	},
	live: { readonly keyTail: string } | undefined,
): Arming {
	const { clock, gate, notify } = deps;
	let timer: Cancel | undefined;

	const disarm = (why: string): void => {
		timer?.();
		timer = undefined;
		if (gate.isArmed()) {
			gate.setArmed(false, why);
			notify('warning', `DISARMED: ${why}`);
		}
	};

	return {
		arm(typed) {
			if (live === undefined || live.keyTail === '' || !isSame(typed, live.keyTail)) {
				return false;
			}

			timer?.();
			timer = clock.after(armedForMs, () => disarm('eight hours have passed'));
			gate.setArmed(true, 'typed');
			notify(
				'danger',
				deps.hasDeadMan
					? 'ARMED: orders are real; if kcmon falls silent the venue cancels all orders of its symbols after 60 s'
					: 'ARMED: orders are real',
			);
			return true;
		},
		disarm,
		stop() {
			timer?.();
		},
	};
}

/** In constant time, whatever the lengths. */
function isSame(typed: string, wanted: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(typed), digest(wanted));
}
