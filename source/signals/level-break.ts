/** Whether price has left its channel, and which line it broke. */
export type LevelBreak = {
	readonly update: (time: number, mid: number, line: number, buffer: number) => void;
	/** The broken line while a break lasts, else the line of now; NaN while there is none. */
	readonly level: () => number;
	/** Venue time of the break; undefined when there is none. */
	readonly since: () => number | undefined;
	readonly clear: () => void;
};

/** How long the rest of a breakout may take to follow the price. */
const lastsMs = 5000;

/**
 * Holds the line that was broken. The channel is that of the bars before the breaking one; once that bar closes, its
 * own high is in the channel, and without this the break would seem undone within the second. A break ends when mid
 * is back at the line, or after 5 s: then a new one needs a new extreme.
 */
export function createLevelBreak(direction: 'up' | 'down'): LevelBreak {
	const sign = direction === 'up' ? 1 : -1;
	let level = Number.NaN;
	let since: number | undefined;

	return {
		update(time, mid, line, buffer) {
			if (since !== undefined) {
				const isBack = sign * (mid - level) <= 0;
				if (!isBack && time - since <= lastsMs) {
					return;
				}

				since = undefined;
			}

			level = line;
			if (sign * (mid - line) > buffer) {
				since = time;
			}
		},
		level: () => level,
		since: () => since,
		clear() {
			level = Number.NaN;
			since = undefined;
		},
	};
}
