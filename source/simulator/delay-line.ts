/** Runs actions late, and never one before another that was given earlier: as frames on one connection. */
export type DelayLine = (delayMs: number, action: () => void) => void;

export function createDelayLine(deps: { readonly after: (delayMs: number, callback: () => void) => void }): DelayLine {
	const queue: { readonly action: () => void; due: boolean }[] = [];

	const flush = (): void => {
		while (queue[0]?.due === true) {
			queue.shift()!.action();
		}
	};

	return (delayMs, action) => {
		if (delayMs <= 0 && queue.length === 0) {
			action();
			return;
		}

		const entry = { action, due: delayMs <= 0 };
		queue.push(entry);
		if (delayMs > 0) {
			deps.after(delayMs, () => {
				entry.due = true;
				flush();
			});
		}
	};
}
