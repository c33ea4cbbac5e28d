/**
 * The machine, as the rest of the program sees it. Only `platform/` implements these on the real one;
 * a seeded world of virtual time implements them for tests.
 */

import type { Pieces } from './pieces.js';

/** Undoes what returned it. Calling it twice does nothing. */
export type Cancel = () => void;

export type Clock = {
	/** Milliseconds since the epoch by the machine's clock. May jump; use it for stamps only. */
	readonly wallNow: () => number;
	/** Milliseconds on a clock that never jumps, fractional. Use it for every age and timeout. */
	readonly monoNow: () => number;
	readonly after: (delayMs: number, callback: () => void) => Cancel;
	readonly every: (intervalMs: number, callback: () => void) => Cancel;
};

/** Uniform in [0, 1). */
export type Random = () => number;

export type NetFailureKind =
	| 'dns'
	| 'refused'
	| 'tls'
	| 'timeout'
	| 'reset'
	| 'rejected'
	| 'protocol'
	| 'unreachable'
	| 'other';

/** Why a connection or request failed, without anything secret in it. */
export type NetFailure = {
	readonly kind: NetFailureKind;
	/** A short text for a person, such as `DNS ENOTFOUND` or `refused`. */
	readonly text: string;
	/** Whether any byte of the request can have reached the other side. */
	readonly sent: boolean;
	/** HTTP status of a refused WebSocket upgrade. */
	readonly status?: number;
};

export type SocketOptions = {
	readonly connectTimeoutMs: number;
	/** A larger frame closes the socket. */
	readonly maxPayloadBytes: number;
	/** Offer permessage-deflate. Costs about fifty times the work per frame: low-bandwidth mode only. */
	readonly compress: boolean;
	readonly headers?: Readonly<Record<string, string>>;
};

export type SocketEvents = {
	readonly onOpen: () => void;
	readonly onText: (text: string) => void;
	/**
	 * Before the first frame of each piece that the wire brought: its frames came at one moment. A socket that tells of none
	 * never calls it.
	 */
	readonly onBurst?: () => void;
	/** A text frame as its bytes, which are good within the call only. False when `onText` is to follow. */
	readonly onBytes?: (bytes: Buffer) => boolean;
	/** A binary frame; its content is not passed on. */
	readonly onBinary: (byteLength: number) => void;
	/** Called exactly once, also when the connection never opened. */
	readonly onClose: (close: { readonly code: number; readonly reason: string; readonly failure?: NetFailure }) => void;
};

export type Socket = {
	readonly send: (text: string) => void;
	/** Polite close. */
	readonly close: () => void;
	/** Drops the connection at once, for one that no longer answers. */
	readonly terminate: () => void;
	/** Bytes received so far on the wire. */
	readonly bytesReceived: () => number;
	/** Sends a ping of the WebSocket protocol; what answers counts in `bytesReceived`. Absent where there are none. */
	readonly ping?: () => void;
};

export type HttpRequest = {
	readonly method: 'GET' | 'POST' | 'DELETE';
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	readonly timeoutMs: number;
	readonly maxBodyBytes?: number;
};

export type HttpReply = {
	readonly status: number;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly body: string;
};

export type Net = {
	readonly connect: (url: string, options: SocketOptions, events: SocketEvents) => Socket;
	/** One attempt, never a retry. Rejects with a `NetError`; any HTTP status is a reply. */
	readonly request: (request: HttpRequest) => Promise<HttpReply>;
};

export type Files = {
	/** Undefined when there is no such file. */
	readonly read: (path: string) => string | undefined;
	/** Replaces the file as a whole or not at all: temporary file, fsync, rename, fsync of the folder. Mode 0600. */
	readonly replace: (path: string, text: Pieces) => void;
	/** Appends; with `sync`, returns when the bytes are durable. Creates with mode 0600; never follows a link. */
	readonly append: (path: string, text: string, options: { readonly sync: boolean }) => void;
	readonly list: (folder: string) => readonly string[];
	readonly remove: (path: string) => void;
	/** Creates the folder and its parents with mode 0700. */
	readonly makeFolder: (path: string) => void;
};

/** Bytes that come from outside at their own pace and can be told to wait, such as standard input. */
export type ByteInput = {
	/** `onEnd` is called once, with what went wrong where it did not end by itself. */
	readonly start: (events: {
		readonly onBytes: (bytes: Uint8Array) => void;
		readonly onEnd: (problem: string | undefined) => void;
	}) => void;
	readonly pause: () => void;
	readonly resume: () => void;
	readonly stop: () => void;
};

/** What is known of a file that is open. */
export type FileFacts = {
	/** Changes when another file takes the same name. */
	readonly identity: string;
	readonly size: number;
	readonly isRegular: boolean;
	readonly isOwn: boolean;
	readonly isWritableByOthers: boolean;
};

export type OpenFile = {
	readonly facts: () => FileFacts;
	/** At most `maxBytes` from `position`; fewer at the end. */
	readonly read: (position: number, maxBytes: number) => Uint8Array;
	readonly close: () => void;
};

/** Opens a file for reading without ever waiting for a writer; undefined when there is none. Throws what the system says. */
export type OpenForReading = (path: string) => OpenFile | undefined;

/** A POST of JSON that a listener took: within its limits, and read as a whole. */
export type InboundPost = {
	/** Path and query as sent. */
	readonly target: string;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	/** The bytes as sent: signatures are made over them. */
	readonly body: Uint8Array;
};

export type InboundAnswer = {
	readonly status: number;
	/** Plain text; the body is empty without it. */
	readonly text?: string;
	readonly headers?: Readonly<Record<string, string>>;
};

export type ListenerEvents = {
	/** Must answer at once. */
	readonly onPost: (post: InboundPost) => InboundAnswer;
	/** Called with the port that is listened on, or with what went wrong. */
	readonly onListening: (port: number) => void;
	readonly onFailure: (failure: NetFailure) => void;
};

/** Listens for posts of JSON and for nothing else, within limits that nobody outside can exceed; returns what ends it. */
export type OpenListener = (
	options: { readonly host: string; readonly port: number },
	events: ListenerEvents,
) => Cancel;

export type StreamEvents = {
	/** The reply's head. `contentType` is without parameters, in lower case. */
	readonly onOpen: (head: { readonly status: number; readonly contentType: string }) => void;
	readonly onBytes: (bytes: Uint8Array) => void;
	/** Called exactly once, unless the stream was ended by its reader. */
	readonly onClose: (failure: NetFailure | undefined) => void;
};

/** A GET whose reply goes on for as long as both sides like; never throws. Returns what ends it. */
export type OpenStream = (
	request: {
		readonly url: string;
		readonly headers: Readonly<Record<string, string>>;
		/** Until the head of the reply, ms. */
		readonly headTimeoutMs: number;
	},
	events: StreamEvents,
) => Cancel;

/**
 * Runs a program, without a shell, with a text on its standard input. `onEnd` is called once, with what went wrong or
 * undefined. The returned function ends it.
 */
export type RunProgram = (
	command: readonly [program: string, ...args: string[]],
	options: { readonly input: string; readonly timeoutMs: number },
	onEnd: (problem: string | undefined) => void,
) => Cancel;
