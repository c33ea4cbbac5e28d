import type { IncomingMessage } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import type { NetFailure, Socket, SocketEvents, SocketOptions } from '../lib/seams.js';
import { codeOf, failureOf } from './net-failure.js';

const closeTimeoutMs = 2000;
const abnormalClosure = 1006;

/** Opens a WebSocket. Never throws: what is wrong with the URL is told by `onClose` as well. */
export function connectSocket(url: string, options: SocketOptions, events: SocketEvents): Socket {
	let socket: WebSocket;
	let tcp: TcpSocket | undefined;
	let failure: NetFailure | undefined;
	let isOpen = false;
	let isClosed = false;
	let isGivenUp = false;

	const finish = (code: number, reason: string) => {
		if (!isClosed) {
			isClosed = true;
			clearTimeout(deadline);
			events.onClose(failure === undefined ? { code, reason } : { code, reason, failure });
		}
	};

	const deadline = setTimeout(() => {
		failure = { kind: 'timeout', text: 'connect timeout', sent: false };
		socket.terminate();
	}, options.connectTimeoutMs);

	try {
		socket = new WebSocket(url, {
			perMessageDeflate: options.compress ? { threshold: 1024 } : false,
			skipUTF8Validation: true,
			maxPayload: options.maxPayloadBytes,
			followRedirects: false,
			...(options.headers === undefined ? {} : { headers: options.headers }),
			...{ closeTimeout: closeTimeoutMs },
		});
	} catch {
		failure = { kind: 'other', text: 'bad address', sent: false };
		clearTimeout(deadline);
		queueMicrotask(() => finish(abnormalClosure, ''));
		return { send: () => {}, close: () => {}, terminate: () => {}, bytesReceived: () => 0 };
	}

	socket.on('upgrade', (response: IncomingMessage) => {
		tcp = response.socket;
	});
	socket.on('open', () => {
		isOpen = true;
		clearTimeout(deadline);
		if (events.onBurst !== undefined && !options.compress) {
			// Ahead of ws, which reads all frames of a piece within its own listener; inflating would take longer than that.
			tcp?.prependListener('data', events.onBurst);
		}

		events.onOpen();
	});
	socket.on('message', (data: RawData, isBinary: boolean) => {
		// With the default binary type, a frame is always one Buffer.
		const bytes = data as Buffer;
		if (isClosed) {
			return;
		}

		if (isBinary) {
			events.onBinary(bytes.length);
		} else if (events.onBytes?.(bytes) !== true) {
			events.onText(bytes.toString('utf8'));
		}
	});
	socket.on('unexpected-response', (_request, response) => {
		const status = response.statusCode ?? 0;
		failure = { kind: 'rejected', text: `rejected ${status}`, sent: true, status };
		response.resume();
		socket.terminate();
	});
	socket.on('error', (error: unknown) => {
		// The first reason is the true one: giving up makes ws report errors of its own.
		failure ??= describe(error, isOpen);
	});
	socket.on('close', (code, reason) => {
		if (code === abnormalClosure && !isGivenUp) {
			// ws keeps the error of a cut connection to itself.
			failure ??= { kind: 'reset', text: 'reset', sent: isOpen };
		}

		finish(code, reason.toString('utf8'));
	});

	return {
		send: text => {
			if (socket.readyState === WebSocket.OPEN) {
				socket.send(text);
			}
		},
		close: () => socket.close(1000),
		terminate: () => {
			isGivenUp = true;
			socket.terminate();
		},
		bytesReceived: () => tcp?.bytesRead ?? 0,
		ping: () => {
			if (socket.readyState === WebSocket.OPEN) {
				socket.ping();
			}
		},
	};
}

function describe(error: unknown, isOpen: boolean): NetFailure {
	const code = codeOf(error);
	if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
		return { kind: 'protocol', text: 'frame too large', sent: isOpen };
	}

	if (code === '' && !isOpen) {
		// ws names no code for a broken handshake, such as a wrong Sec-WebSocket-Accept.
		return { kind: 'protocol', text: 'bad handshake', sent: true };
	}

	return failureOf(error, { sent: isOpen });
}
