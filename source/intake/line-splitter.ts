export type LineSplitter = {
	readonly push: (bytes: Uint8Array) => void;
	/** Hands on what is left without a line break as a line of its own. */
	readonly flush: () => void;
	/** Forgets what is left. */
	readonly reset: () => void;
};

export type LineHandlers = {
	readonly onLine: (text: string) => void;
	/** A line that could not be taken as text; once for each. */
	readonly onBadLine: (problem: string) => void;
};

const lineFeed = 10;

/**
 * Cuts bytes into lines of UTF-8 text, whatever the pieces they come in. Line breaks are not part of a line, blank lines
 * are left out, and a line above `maxBytes` is refused without being kept.
 */
export function createLineSplitter({ maxBytes }: { readonly maxBytes: number }, handlers: LineHandlers): LineSplitter {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let pieces: Uint8Array[] = [];
	let length = 0;
	let tooLong = false;

	const keep = (bytes: Uint8Array): void => {
		if (tooLong || bytes.length === 0) {
			return;
		}

		length += bytes.length;
		if (length > maxBytes) {
			tooLong = true;
			pieces = [];
			return;
		}

		// A copy: the reader may use its buffer again.
		pieces.push(Uint8Array.prototype.slice.call(bytes));
	};

	const finish = (): void => {
		const whole = pieces;
		const refused = tooLong;
		reset();
		if (refused) {
			handlers.onBadLine(`expected a line of at most ${maxBytes} bytes`);
			return;
		}

		let text: string;
		try {
			text = decoder.decode(whole.length === 1 ? whole[0] : Buffer.concat(whole));
		} catch {
			handlers.onBadLine('expected UTF-8 text');
			return;
		}

		if (text.trim() !== '') {
			handlers.onLine(text);
		}
	};

	const reset = (): void => {
		pieces = [];
		length = 0;
		tooLong = false;
	};

	return {
		push: bytes => {
			let start = 0;
			for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
				keep(bytes.subarray(start, end));
				finish();
				start = end + 1;
			}

			keep(bytes.subarray(start));
		},
		flush: () => {
			if (length > 0) {
				finish();
			}
		},
		reset,
	};
}
