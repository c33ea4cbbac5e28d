import { Writable } from 'node:stream';
import chalk from 'chalk';
import type { TerminalSize } from '../../lib/tty.js';

/** Where Ink wants the terminal's cursor, in cells from the top left. */
export type CursorPlace = { readonly x: number; readonly y: number };

export type InkOutputEvents = {
	/** A whole frame: lines with SGR sequences. */
	readonly onFrame: (text: string, cursor: CursorPlace | undefined) => void;
	/** Something that is no frame and no known sequence. Nothing of it reaches the terminal. */
	readonly onUnknown?: (text: string) => void;
};

export type InkOutput = {
	/** What Ink takes for its terminal. */
	readonly stdout: NodeJS.WriteStream;
	/** Tells Ink, which lays out and draws at once. */
	readonly resize: (size: TerminalSize) => void;
};

/** Modes are the screen's business. */
const ignored = /^(?:\u001B\[\?(?:1049|2004|2026|25)[hl])+$/;
/** What comes before a frame's text: erased lines, moves, cursor off. */
const prefix = /^(?:\u001B\[(?:\d*(?:;\d*)?[ABCDEFGHJK]|\?25[hl]))+/;
/** What comes after it when Ink wants a cursor: up, to a column, cursor on. */
const suffix = /(?:\u001B\[(\d*)A)?\u001B\[(\d*)G\u001B\[\?25h$/;

/**
 * The stream that Ink writes to. It says that it is no terminal: for a terminal Ink would clear the screen between frames
 * that fill it, and would have the cursor restored by a blocking write to standard error when the process exits, which
 * keeps a process from exiting while its terminal does not read. What Ink's standard renderer, as of 8.0, writes then for
 * one frame is one chunk: sequences that erase the last frame, the frame's text with a newline at its end, and, with a
 * cursor, the way to it and `CSI ?25 h`. Besides there are mode switches, a lone erasure before a resize, and empty
 * writes as barriers.
 */
export function createInkOutput(size: TerminalSize, { onFrame, onUnknown }: InkOutputEvents): InkOutput {
	// Ink colors by chalk, which would look at the real stdout: let all colors through, the screen lowers them.
	chalk.level = 3;
	const takeChunk = (chunk: string): void => {
		if (chunk === '' || ignored.test(chunk)) {
			return;
		}

		const start = prefix.exec(chunk)?.[0].length ?? 0;
		const body = chunk.slice(start);
		if (body === '') {
			return;
		}

		const tail = suffix.exec(body);
		const text = tail === null ? body : body.slice(0, tail.index);
		if (/\u001B\[[\d;?]*[^\d;?m]/.test(text)) {
			onUnknown?.(chunk);
			return;
		}

		if (tail === null) {
			onFrame(text, undefined);
			return;
		}

		const up = tail[1] === undefined ? 0 : Number(tail[1] || 1);
		onFrame(text, { x: Number(tail[2] || 1) - 1, y: text.split('\n').length - 1 - up });
	};

	const stream = new Writable({
		decodeStrings: false,
		write: (chunk, _encoding, done) => {
			takeChunk(String(chunk));
			done();
		},
	});
	const terminal = Object.assign(stream, { isTTY: false, columns: size.columns, rows: size.rows });
	return {
		// Ink asks for a WriteStream and uses of it what is here.
		stdout: terminal as unknown as NodeJS.WriteStream,
		resize: ({ columns, rows }) => {
			terminal.columns = columns;
			terminal.rows = rows;
			terminal.emit('resize');
		},
	};
}
