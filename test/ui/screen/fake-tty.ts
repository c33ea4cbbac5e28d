import type { Tty } from '../../../source/lib/tty.js';

export type FakeTty = ReturnType<typeof createFakeTty>;

/** A terminal device in memory: it can stop reading, change its size, be stopped and vanish. */
export function createFakeTty(columns: number, rows: number) {
	let size = { columns, rows };
	let isReading = true;
	let waiting: string | undefined;
	let bytes = 0;
	let stops = 0;
	const frames: string[] = [];
	const last: string[] = [];
	const ready = new Set<() => void>();
	const gone = new Set<(reason: string) => void>();
	const resized = new Set<() => void>();
	const stopRequested = new Set<() => void>();
	const continued = new Set<() => void>();
	const listen =
		<Listener>(listeners: Set<Listener>) =>
		(listener: Listener) => {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		};

	const tty: Tty = {
		writer: {
			write: text => {
				if (waiting !== undefined) {
					return false;
				}

				if (isReading) {
					frames.push(text);
					bytes += text.length;
				} else {
					waiting = text;
				}

				return true;
			},
			isReady: () => waiting === undefined,
			onReady: listen(ready),
			onGone: listen(gone),
			writeLast: text => {
				last.push(text);
			},
			bytesWritten: () => bytes,
			close: () => undefined,
		},
		size: () => size,
		onResize: listen(resized),
		onStopRequest: listen(stopRequested),
		onContinue: listen(continued),
		stopProcess: () => {
			stops += 1;
		},
		close: () => undefined,
	};

	return {
		tty,
		/** What the terminal has read, a frame an entry. */
		frames,
		/** Last words. */
		last,
		stops: () => stops,
		listenerCount: () => resized.size + stopRequested.size + continued.size,
		stopReading: () => {
			isReading = false;
		},
		startReading: () => {
			isReading = true;
			if (waiting !== undefined) {
				frames.push(waiting);
				waiting = undefined;
				for (const listener of ready) {
					listener();
				}
			}
		},
		resize: (newColumns: number, newRows: number) => {
			size = { columns: newColumns, rows: newRows };
			for (const listener of resized) {
				listener();
			}
		},
		requestStop: () => {
			for (const listener of stopRequested) {
				listener();
			}
		},
		proceed: () => {
			for (const listener of continued) {
				listener();
			}
		},
		vanish: (reason: string) => {
			for (const listener of gone) {
				listener(reason);
			}
		},
	};
}
