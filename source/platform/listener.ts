import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import type { InboundAnswer, InboundPost, ListenerEvents, OpenListener } from '../lib/seams.js';
import { failureOf } from './net-failure.js';

const maxBodyBytes = 20 * 1024;
/** More than this is not even read on to be able to answer. */
const maxDrainBytes = 256 * 1024;
const maxHeaderBytes = 8 * 1024;
const maxSockets = 20;
const headersTimeoutMs = 5_000;
const requestTimeoutMs = 10_000;
const checkEveryMs = 1_000;
/** After the head. With the time for the head, a slow sender is cut within 7 s. */
const bodyTimeoutMs = 2_000;
const keepAliveMs = 5_000;

/**
 * Opens an HTTP listener that takes POST with `application/json`, and answers everything else itself:
 *
 * - 403 a Host that is not this listener's (a page that re-binds a name to this address), or any Origin (a page at all);
 * - 405 another method, 415 another type, 413 a body above 20 KiB, counted while it is read;
 * - 408 a sender that takes longer than 5 s for the head or 2 s for the body; 431 a head above 8 KiB.
 *
 * At most 20 connections are held. Answers have no body, except the text that `onPost` gives, and all but 2xx end the
 * connection.
 */
export const openListener: OpenListener = ({ host, port }, events) => {
	const server = createServer(
		{
			headersTimeout: headersTimeoutMs,
			requestTimeout: requestTimeoutMs,
			connectionsCheckingInterval: checkEveryMs,
			keepAliveTimeout: keepAliveMs,
			maxHeaderSize: maxHeaderBytes,
		},
		(incoming, outgoing) => serve(incoming, outgoing, host, events),
	);
	server.maxConnections = maxSockets;
	// Else Node invites the body before anyone has looked at the head.
	server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
		const refusal = refusalOfHead(incoming, host);
		if (refusal !== undefined) {
			answer(outgoing, refusal);
			return;
		}

		outgoing.writeContinue();
		serve(incoming, outgoing, host, events);
	});
	server.on('error', error => events.onFailure(failureOf(error, { sent: false })));
	server.listen(port, host, () => events.onListening((server.address() as AddressInfo).port));
	return () => end(server);
};

function end(server: Server): void {
	server.close();
	server.closeAllConnections();
}

function serve(incoming: IncomingMessage, outgoing: ServerResponse, host: string, events: ListenerEvents): void {
	outgoing.on('error', () => incoming.destroy());
	const refusal = refusalOfHead(incoming, host);
	// A refused body is read as well: a connection closed before that may take the answer with it.
	readBody(incoming, body => {
		if (refusal !== undefined || typeof body === 'number') {
			answer(outgoing, refusal ?? { status: body as number });
			return;
		}

		const post = { target: incoming.url ?? '/', headers: headersOf(incoming), body };
		answer(outgoing, decide(events.onPost, post));
	});
}

function decide(onPost: ListenerEvents['onPost'], post: InboundPost): InboundAnswer {
	try {
		return onPost(post);
	} catch {
		return { status: 500 };
	}
}

function refusalOfHead(incoming: IncomingMessage, host: string): InboundAnswer | undefined {
	const { headers } = incoming;
	if (headers.origin !== undefined || !isOwnHost(headers.host, host, incoming.socket.localPort)) {
		return { status: 403 };
	}

	if (incoming.method !== 'POST') {
		return { status: 405, headers: { allow: 'POST' } };
	}

	if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i.test(headers['content-type'] ?? '')) {
		return { status: 415 };
	}

	if (headers['content-encoding'] !== undefined) {
		return { status: 415 };
	}

	return Number(headers['content-length'] ?? 0) > maxBodyBytes ? { status: 413 } : undefined;
}

/** Whether a Host header names this listener: its own address or, on a loopback one, any name of the loopback. */
function isOwnHost(header: string | undefined, host: string, port: number | undefined): boolean {
	const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(header ?? '');
	if (match === null) {
		return false;
	}

	if (host === '0.0.0.0' || host === '::') {
		// It has as many names as the machine; only signed posts are taken there.
		return true;
	}

	const name = match[1]!.replace(/^\[(.*)\]$/, '$1').toLowerCase();
	const samePort = match[2] === undefined || Number(match[2]) === port;
	return samePort && (name === host.toLowerCase() || (isLoopback(name) && isLoopback(host)));
}

function isLoopback(name: string): boolean {
	return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** Calls back once, with the bytes or with the status that refuses them; not at all when the sender went away. */
function readBody(incoming: IncomingMessage, onDone: (body: Uint8Array | number) => void): void {
	let parts: Buffer[] = [];
	let size = 0;
	let isDone = false;

	const finish = (body: Uint8Array | number): void => {
		if (!isDone) {
			isDone = true;
			clearTimeout(deadline);
			onDone(body);
		}
	};

	const deadline = setTimeout(() => finish(size > maxBodyBytes ? 413 : 408), bodyTimeoutMs);
	incoming.on('data', (part: Buffer) => {
		size += part.length;
		if (size <= maxBodyBytes) {
			parts.push(part);
			return;
		}

		parts = [];
		if (size > maxDrainBytes) {
			incoming.pause();
			finish(413);
		}
	});
	incoming.on('end', () => finish(size > maxBodyBytes ? 413 : Buffer.concat(parts)));
	incoming.on('close', () => {
		isDone = true;
		clearTimeout(deadline);
	});
	incoming.on('error', () => incoming.destroy());
}

function answer(outgoing: ServerResponse, { status, text, headers }: InboundAnswer): void {
	const body = Buffer.from(text ?? '', 'utf8');
	outgoing.shouldKeepAlive &&= status < 300;
	outgoing.writeHead(status, {
		...headers,
		...(text === undefined ? {} : { 'content-type': 'text/plain; charset=utf-8' }),
		'content-length': body.length,
	});
	outgoing.end(body);
}

function headersOf(incoming: IncomingMessage): InboundPost['headers'] {
	const headers: Record<string, string | undefined> = {};
	for (const [name, value] of Object.entries(incoming.headers)) {
		headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}

	return headers;
}
