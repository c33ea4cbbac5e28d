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
export const createLevelBreak = (direction: 'up' | 'down'): LevelBreak => new LineBreak(direction === 'up' ? 1 : -1);

class LineBreak implements LevelBreak {
	readonly #sign: 1 | -1;
	#level = Number.NaN;
	/** NaN while there is no break. */
	#since = Number.NaN;

	constructor(sign: 1 | -1) {
		this.#sign = sign;
	}

	update(time: number, mid: number, line: number, buffer: number): void {
		if (!Number.isNaN(this.#since)) {
			const isBack = this.#sign * (mid - this.#level) <= 0;
			if (!isBack && time - this.#since <= lastsMs) {
				return;
			}

			this.#since = Number.NaN;
		}

		this.#level = line;
		if (this.#sign * (mid - line) > buffer) {
			this.#since = time;
		}
	}

	level(): number {
		return this.#level;
	}

	since(): number | undefined {
		return Number.isNaN(this.#since) ? undefined : this.#since;
	}

	clear(): void {
		this.#level = Number.NaN;
		this.#since = Number.NaN;
	}
}
