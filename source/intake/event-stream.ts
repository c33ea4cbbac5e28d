export type EventStreamHandlers = {
	/** One message: its data, and the type that the server gave it (`message` by default). */
	readonly onEvent: (event: { readonly type: string; readonly data: string }) => void;
	/** The id to ask for more from, `''` to forget it. Called when the event that carries it is whole, before that event. */
	readonly onId: (id: string) => void;
	/** The wait before a new connection, ms, as the server asks. */
	readonly onRetry: (ms: number) => void;
	/** An event above `maxBytes`, once for each. */
	readonly onTooLong: () => void;
};

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colonByte = 0x3a;

/**
 * Reads `text/event-stream` bytes in whatever pieces they come: lines end with LF, CR or CRLF; a blank line ends an
 * event; a line that begins with a colon is a comment. An unfinished event at the end is none. At most `maxBytes` of an
 * event are kept.
 * Source: html.spec.whatwg.org, Server-sent events, 9.2.6 Interpreting an event stream.
 */
export function createEventStreamParser(
	{ maxBytes }: { readonly maxBytes: number },
	handlers: EventStreamHandlers,
): { readonly push: (bytes: Uint8Array) => void } {
	// Ill-formed text becomes U+FFFD as the standard says; the first byte-order mark is dropped below.
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	let line: Uint8Array[] = [];
	let lineBytes = 0;
	let isComment = false;
	let isFirstLine = true;
	let endedWithReturn = false;
	let data: string[] = [];
	let dataLength = 0;
	let type = '';
	/** Set since the last blank line; it counts only with one, else an event that was cut would never be asked for again. */
	let id: string | undefined;
	let isTooLong = false;

	const dispatch = (): void => {
		if (id !== undefined) {
			handlers.onId(id);
			id = undefined;
		}

		if (isTooLong) {
			handlers.onTooLong();
		} else if (data.length > 0) {
			handlers.onEvent({ type: type === '' ? 'message' : type, data: data.join('\n') });
		}

		data = [];
		dataLength = 0;
		type = '';
		isTooLong = false;
	};

	const onField = (field: string, value: string): void => {
		switch (field) {
			case 'data':
				dataLength += value.length + 1;
				if (dataLength > maxBytes) {
					isTooLong = true;
					data = [];
				} else {
					data.push(value);
				}

				break;
			case 'event':
				type = value;
				break;
			case 'id':
				if (!value.includes('\0')) {
					id = value;
				}

				break;
			case 'retry':
				if (/^\d{1,9}$/.test(value)) {
					handlers.onRetry(Number(value));
				}

				break;
			default:
				break;
		}
	};

	const finishLine = (): void => {
		const isWhole = lineBytes <= maxBytes;
		const bytes = line.length === 1 ? line[0]! : Buffer.concat(line);
		line = [];
		lineBytes = 0;
		if (!isWhole) {
			isTooLong ||= !isComment;
			return;
		}

		let text = decoder.decode(bytes);
		if (isFirstLine) {
			isFirstLine = false;
			text = text.replace(/^\ufeff/, '');
		}

		if (text === '') {
			dispatch();
			return;
		}

		const colon = text.indexOf(':');
		if (colon === -1) {
			onField(text, '');
		} else if (colon > 0) {
			onField(text.slice(0, colon), text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1));
		}
	};

	const keep = (bytes: Uint8Array): void => {
		if (bytes.length === 0) {
			return;
		}

		if (lineBytes === 0) {
			isComment = bytes[0] === colonByte;
		}

		lineBytes += bytes.length;
		if (lineBytes > maxBytes) {
			line = [];
		} else {
			// A copy: the reader may use its buffer again.
			line.push(Uint8Array.prototype.slice.call(bytes));
		}
	};

	return {
		push: bytes => {
			let start = 0;
			for (let index = 0; index < bytes.length; index++) {
				const byte = bytes[index]!;
				if (byte !== lineFeed && byte !== carriageReturn) {
					endedWithReturn = false;
					continue;
				}

				const isSecondHalf = byte === lineFeed && endedWithReturn;
				endedWithReturn = byte === carriageReturn;
				if (!isSecondHalf) {
					keep(bytes.subarray(start, index));
					finishLine();
				}

				start = index + 1;
			}

			keep(bytes.subarray(start));
		},
	};
}
