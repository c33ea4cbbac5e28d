import { closeSync, writeSync } from 'node:fs';
import type { Cancel, Clock } from '../lib/seams.js';
import type { TtyWriter } from '../lib/tty.js';

/** Where bytes go. Tests bring their own. */
export type ByteSink = {
	/** Writes without waiting and returns how many bytes went; throws an error with a `code`, `EAGAIN` when none could. */
	readonly write: (bytes: Uint8Array, offset: number) => number;
	readonly close: () => void;
};

/** A descriptor opened with `O_NONBLOCK`. */
export const descriptorSink = (descriptor: number): ByteSink => ({
	write: (bytes, offset) => writeSync(descriptor, bytes, offset),
	close: () => closeSync(descriptor),
});

const firstRetryMs = 2;
const lastRetryMs = 32;
/** Cancels an escape sequence that was cut in the middle. */
const cancelSequence = '\u0018';

/**
 * Frames to a terminal that may stop reading. Node's own terminal writes block the event loop on Linux until the terminal
 * reads; here a write that would wait is tried again later, and meanwhile new frames are refused, so that only the newest
 * picture is drawn when the terminal reads again. Nothing waits in a thread pool, so the process can always exit.
 */
export function createTtyWriter(clock: Clock, sink: ByteSink): TtyWriter {
	let pending: Uint8Array | undefined;
	let offset = 0;
	let written = 0;
	let retryMs = firstRetryMs;
	let retry: Cancel | undefined;
	let isClosed = false;
	/** A frame was broken off: the terminal may be in the middle of a sequence. */
	let isCut = false;
	const readyListeners = new Set<() => void>();
	const goneListeners = new Set<(reason: string) => void>();

	/** Writes what is pending as far as it goes; true when nothing is left. */
	function drain(): boolean {
		while (pending !== undefined && !isClosed) {
			try {
				const count = sink.write(pending, offset);
				written += count;
				offset += count;
				retryMs = firstRetryMs;
				if (offset >= pending.length) {
					pending = undefined;
				}
			} catch (error) {
				const code = codeOf(error);
				if (code === 'EINTR') {
					continue;
				}

				if (code === 'EAGAIN' || code === 'EWOULDBLOCK') {
					return false;
				}

				lose(code);
			}
		}

		return true;
	}

	function encode(text: string): Uint8Array {
		offset = 0;
		const whole = isCut ? cancelSequence + text : text;
		isCut = false;
		return Buffer.from(whole, 'utf8');
	}

	function lose(reason: string): void {
		close();
		for (const listener of goneListeners) {
			listener(reason);
		}
	}

	function tryLater(): void {
		retry = clock.after(retryMs, () => {
			retry = undefined;
			if (!drain()) {
				retryMs = Math.min(lastRetryMs, retryMs * 2);
				tryLater();
				return;
			}

			if (!isClosed) {
				for (const listener of readyListeners) {
					listener();
				}
			}
		});
	}

	function close(): void {
		if (isClosed) {
			return;
		}

		isClosed = true;
		pending = undefined;
		retry?.();
		retry = undefined;
		try {
			sink.close();
		} catch {
			// The descriptor of a terminal that is gone may refuse even this.
		}
	}

	return {
		write: text => {
			if (isClosed || pending !== undefined) {
				return false;
			}

			if (text === '') {
				return true;
			}

			pending = encode(text);

			if (!drain()) {
				tryLater();
			}

			return true;
		},
		isReady: () => !isClosed && pending === undefined,
		onReady: listener => {
			readyListeners.add(listener);
			return () => readyListeners.delete(listener);
		},
		onGone: listener => {
			goneListeners.add(listener);
			return () => goneListeners.delete(listener);
		},
		writeLast: (text, waitMs) => {
			if (isClosed) {
				return;
			}

			retry?.();
			retry = undefined;
			const until = clock.monoNow() + waitMs;
			let isDone = drain();
			while (!isDone && clock.monoNow() < until) {
				pause();
				isDone = drain();
			}

			isCut ||= !isDone;
			pending = encode(text);
			isDone = drain();
			while (!isDone && clock.monoNow() < until) {
				pause();
				isDone = drain();
			}

			isCut = !isDone;
			pending = undefined;
		},
		bytesWritten: () => written,
		close,
	};
}

/** A few milliseconds of nothing, without the event loop: only on the way out. */
function pause(): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error ? String(error.code) : 'EUNKNOWN';
}
