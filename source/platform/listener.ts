import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InboundAnswer, InboundPost, ListenerEvents, OpenListener } from '../lib/seams.js';
import { answer, createGuardedServer, endServer, isFromPage } from './guarded-server.js';
import { failureOf } from './net-failure.js';

const maxBodyBytes = 20 * 1024;
/** More than this is not even read on to be able to answer. */
const maxDrainBytes = 256 * 1024;
/** After the head. With the time for the head, a slow sender is cut within 7 s. */
const bodyTimeoutMs = 2_000;

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
	const server = createGuardedServer((incoming, outgoing) => serve(incoming, outgoing, host, events));
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
	return () => endServer(server);
};

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
	if (isFromPage(incoming, host)) {
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

function headersOf(incoming: IncomingMessage): InboundPost['headers'] {
	const headers: Record<string, string | undefined> = {};
	for (const [name, value] of Object.entries(incoming.headers)) {
		headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}

	return headers;
}
