import type { AppIo } from './io.js';

/**
 * Writes lines to standard output as fast as its reader takes them, and never keeps more than a bounded number of them
 * when it is slower: of a state only the newest is kept, of a sequence the newest ten thousand.
 */
export type EventWriter = {
	/** A line of which only the newest counts, by `key`. `encode` runs when the line can go out: at once, or later. */
	readonly writeNewest: (key: string, encode: () => string) => void;
	/** A line that matters by itself. */
	readonly writeEach: (line: string) => void;
	/** Hands what is ready to standard output now. */
	readonly flush: () => void;
	/** Whether something waits for a slow reader. */
	readonly isBehind: () => boolean;
	/** Lines of `writeEach` that had to be dropped so far. */
	readonly shed: () => number;
	readonly close: () => void;
};

const maxWaiting = 10_000;
const maxBatchLength = 64 * 1024;

export function createEventWriter(
	{ stdout, onDrain }: Pick<AppIo, 'stdout' | 'onDrain'>,
	/** `keepsAll`: every line waits for a slow reader, because who writes them waits as well while `isBehind`. */
	{ keepsAll = false }: { readonly keepsAll?: boolean } = {},
): EventWriter {
	let batch = '';
	let isFlushPlanned = false;
	let isReady = true;
	let isClosed = false;
	let dropped = 0;
	let waiting: string[] = [];
	let firstWaiting = 0;
	const newest = new Map<string, () => string>();

	const flush = (): void => {
		isFlushPlanned = false;
		if (batch !== '' && !isClosed) {
			const text = batch;
			batch = '';
			isReady = stdout(text);
		}
	};

	const append = (line: string): void => {
		batch += line;
		if (batch.length >= maxBatchLength) {
			flush();
		} else if (!isFlushPlanned) {
			isFlushPlanned = true;
			// All frames that one read of the socket brought go out in one write.
			queueMicrotask(flush);
		}
	};

	const stopListening = onDrain(() => {
		isReady = true;
		while (isReady && firstWaiting < waiting.length) {
			append(waiting[firstWaiting] as string);
			firstWaiting += 1;
		}

		if (firstWaiting === waiting.length) {
			waiting = [];
			firstWaiting = 0;
		}

		for (const [key, encode] of newest) {
			if (!isReady) {
				break;
			}

			newest.delete(key);
			append(encode());
		}
	});

	return {
		writeNewest: (key, encode) => {
			if (isReady) {
				append(encode());
			} else if (keepsAll) {
				waiting.push(encode());
			} else {
				newest.set(key, encode);
			}
		},
		writeEach: line => {
			if (isReady) {
				append(line);
				return;
			}

			waiting.push(line);
			if (!keepsAll && waiting.length - firstWaiting > maxWaiting) {
				firstWaiting += 1;
				dropped += 1;
				if (firstWaiting > maxWaiting) {
					waiting = waiting.slice(firstWaiting);
					firstWaiting = 0;
				}
			}
		},
		flush,
		isBehind: () => !isReady || waiting.length > 0 || newest.size > 0,
		shed: () => dropped,
		close: () => {
			flush();
			isClosed = true;
			stopListening();
		},
	};
}
