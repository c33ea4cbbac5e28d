import type { Cancel, Clock, Random } from '../lib/seams.js';
import { watchSleep } from './sleep-watch.js';

/** One socket as its group sees it. */
export type GroupMember = {
	readonly id: string;
	/** Others get through: shorten a wait to `delayMs`, also the one after an attempt under way, unless the venue asked for it. */
	readonly hurry: (delayMs: number) => void;
	readonly wake: (reason: string) => void;
};

/** What the sockets of one process tell each other. */
export type SocketGroup = {
	readonly join: (member: GroupMember) => Cancel;
	/** A member was welcomed: the others that wait try again within a second. */
	readonly welcomed: (id: string) => void;
	/** The venue answers again where it did not: all that wait try again within a second. */
	readonly reachable: () => void;
	/** Drops all connections and connects at once. */
	readonly wake: (reason: string) => void;
	/** Whether a planned rotation may start now; a yes keeps others from rotating for five minutes. */
	readonly claimRotation: () => boolean;
};

const rotationSpacingMs = 5 * 60_000;
const hurryWithinMs = 1000;

/** Creates a group. It watches for sleep and clock jumps as long as it has members. */
export function createSocketGroup({ clock, random }: { readonly clock: Clock; readonly random: Random }): SocketGroup {
	const members = new Set<GroupMember>();
	let stopWatching: Cancel | undefined;
	let lastRotationAt = Number.NEGATIVE_INFINITY;

	const wake = (reason: string) => {
		for (const member of [...members]) {
			member.wake(reason);
		}
	};

	const hurry = (member: GroupMember) => member.hurry(random() * hurryWithinMs);

	return {
		join: member => {
			members.add(member);
			stopWatching ??= watchSleep(clock, jump => wake(jump.text));

			return () => {
				members.delete(member);
				if (members.size === 0) {
					stopWatching?.();
					stopWatching = undefined;
				}
			};
		},
		welcomed: id => {
			for (const member of [...members]) {
				if (member.id !== id) {
					hurry(member);
				}
			}
		},
		reachable: () => [...members].forEach(hurry),
		wake,
		claimRotation: () => {
			const now = clock.monoNow();
			if (now - lastRotationAt < rotationSpacingMs) {
				return false;
			}

			lastRotationAt = now;
			return true;
		},
	};
}
