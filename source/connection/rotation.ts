import type { Cancel, Clock, Random } from '../lib/seams.js';
import type { Link } from './link.js';

export type RotationDeps = {
	readonly clock: Clock;
	readonly random: Random;
	/** Whether a rotation may start now, as far as the other sockets are concerned. */
	readonly claim: () => boolean;
	/** Creates the new connection, not started. */
	readonly open: () => Link;
	/** Whether the new connection carries all that the old one does. */
	readonly isReady: (link: Link) => boolean;
	readonly onReady: (link: Link) => void;
	readonly onAbandoned: (link: Link) => void;
};

export type Rotation = {
	/** Plans the end of a connection that just became live. */
	readonly schedule: (link: Link) => void;
	/** A connection changed its phase, or topics of it were confirmed. */
	readonly onProgress: (link: Link) => void;
	/** The new connection ended by itself. */
	readonly onEnd: (link: Link) => void;
	readonly successor: () => Link | undefined;
	/** Hands the new connection over because the old one ended first; undefined while there is none worth having. */
	readonly takeSuccessor: () => Link | undefined;
	/** Gives the new connection up, and the plan. */
	readonly abandon: () => void;
};

const hourMs = 3_600_000;
const earliestMs = 20 * hourMs;
const latestMs = 23 * hourMs;
/** The venue ends a connection at 24 h. */
const hopelessMs = 24 * hourMs - 600_000;
const overlapMs = 2500;
const giveUpMs = 60_000;
const retryMs = { least: 60_000, most: 180_000 };

/**
 * Exchanges a connection for a new one without a gap, at an age of U(20 h, 23 h):
 * 1. A new connection is made and subscribes everything, while the old one goes on.
 * 2. When it carries all that the old one does, both deliver for 2.5 s; data on the old must be matched by data on the new.
 * 3. Then the new one counts and the old one is closed. If anything fails, the old one stays and it is tried again later.
 */
export function createRotation(deps: RotationDeps): Rotation {
	const { clock, random } = deps;
	let current: Link | undefined;
	let next: Link | undefined;
	let oldDataBefore = 0;
	let cancelPlan: Cancel | undefined;
	let cancelOverlap: Cancel | undefined;
	let cancelGiveUp: Cancel | undefined;

	const clear = () => {
		cancelPlan?.();
		cancelOverlap?.();
		cancelGiveUp?.();
		cancelPlan = undefined;
		cancelOverlap = undefined;
		cancelGiveUp = undefined;
	};

	const plan = (delayMs: number) => {
		cancelPlan?.();
		cancelPlan = clock.after(delayMs, begin);
	};

	const planRetry = () => plan(retryMs.least + random() * (retryMs.most - retryMs.least));

	const begin = () => {
		cancelPlan = undefined;
		if (current === undefined || clock.monoNow() - current.startedAt() > hopelessMs) {
			return;
		}

		if (current.phase() !== 'live' || !deps.claim()) {
			planRetry();
			return;
		}

		next = deps.open();
		cancelGiveUp = clock.after(giveUpMs, giveUp);
		next.start();
	};

	const giveUp = () => {
		const link = next;
		clear();
		next = undefined;
		if (link !== undefined) {
			deps.onAbandoned(link);
			link.terminate();
		}

		planRetry();
	};

	const isReady = (link: Link) => link.phase() === 'live' && deps.isReady(link);

	const finish = () => {
		cancelOverlap = undefined;
		const link = next;
		if (link === undefined || current === undefined || !isReady(link)) {
			return;
		}

		if (link.dataFrames() === 0 && current.dataFrames() > oldDataBefore) {
			cancelOverlap = clock.after(overlapMs, finish);
			return;
		}

		clear();
		next = undefined;
		deps.onReady(link);
	};

	return {
		schedule: link => {
			clear();
			current = link;
			plan(earliestMs + random() * (latestMs - earliestMs) - (clock.monoNow() - link.startedAt()));
		},
		onProgress: link => {
			if (link === next && cancelOverlap === undefined && isReady(link)) {
				oldDataBefore = current?.dataFrames() ?? 0;
				cancelOverlap = clock.after(overlapMs, finish);
			}
		},
		onEnd: link => {
			if (link === next) {
				giveUp();
			}
		},
		successor: () => next,
		takeSuccessor: () => {
			const link = next;
			const hasOpened = link !== undefined && link.phase() !== 'token' && link.phase() !== 'connecting';
			clear();
			current = undefined;
			next = undefined;
			if (link !== undefined && !hasOpened) {
				deps.onAbandoned(link);
				link.terminate();
				return undefined;
			}

			return link;
		},
		abandon: () => {
			const link = next;
			clear();
			current = undefined;
			next = undefined;
			if (link !== undefined) {
				deps.onAbandoned(link);
				link.terminate();
			}
		},
	};
}
