/** Tells when a number that is looked at now and then reaches a limit. */
export type AlertLevel = {
	/** Whether it goes off at this value. */
	readonly reaches: (value: number) => boolean;
	readonly state: () => 'waiting' | 'armed' | 'done';
};

/** How far the number must go back, as a share of the limit, before it counts as crossed again. */
const hysteresis = 0.1;

/**
 * `waiting`: the number has not been seen on the near side, so what is past already does not go off at once. After it
 * went off, a repeating one waits until the number has gone back by a tenth of the limit: at the limit it would chatter.
 */
export function createAlertLevel(
	limit: number,
	{ when, repeats }: { readonly when: 'at-or-above' | 'at-or-below'; readonly repeats: boolean },
): AlertLevel {
	const sign = when === 'at-or-above' ? 1 : -1;
	let state: 'waiting' | 'armed' | 'done' = 'waiting';
	let hasGoneOff = false;

	return {
		reaches(value) {
			const distance = sign * (limit - value);
			if (state === 'armed' && distance <= 0) {
				hasGoneOff = true;
				state = repeats ? 'waiting' : 'done';
				return true;
			}

			if (state === 'waiting' && (hasGoneOff ? distance >= limit * hysteresis : distance > 0)) {
				state = 'armed';
			}

			return false;
		},
		state: () => state,
	};
}
