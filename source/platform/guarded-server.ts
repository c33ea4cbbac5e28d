import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { InboundAnswer } from '../lib/seams.js';

const maxHeaderBytes = 8 * 1024;
const maxSockets = 20;
const headersTimeoutMs = 5_000;
const requestTimeoutMs = 10_000;
const checkEveryMs = 1_000;
const keepAliveMs = 5_000;

/** An HTTP server that nobody outside can exhaust: 20 connections, 8 KiB of head within 5 s, a request within 10 s. */
export function createGuardedServer(onRequest: RequestListener): Server {
	const server = createServer(
		{
			headersTimeout: headersTimeoutMs,
			requestTimeout: requestTimeoutMs,
			connectionsCheckingInterval: checkEveryMs,
			keepAliveTimeout: keepAliveMs,
			maxHeaderSize: maxHeaderBytes,
		},
		onRequest,
	);
	server.maxConnections = maxSockets;
	return server;
}

export function endServer(server: Server): void {
	server.close();
	server.closeAllConnections();
}

/** Whether a page of a browser sent it: with any Origin, or to a name that was bound to this address. */
export function isFromPage({ headers, socket }: IncomingMessage, host: string): boolean {
	return headers.origin !== undefined || !isOwnHost(headers.host, host, socket.localPort);
}

/** Answers without a body, except the text that is given. All but 2xx end the connection. */
export function answer(outgoing: ServerResponse, { status, text, headers }: InboundAnswer): void {
	const body = Buffer.from(text ?? '', 'utf8');
	outgoing.shouldKeepAlive &&= status < 300;
	outgoing.writeHead(status, {
		...(text === undefined ? {} : { 'content-type': 'text/plain; charset=utf-8' }),
		...headers,
		'content-length': body.length,
	});
	outgoing.end(body);
}

/** Whether a Host header names this listener: its own address or, on a loopback one, any name of the loopback. */
function isOwnHost(header: string | undefined, host: string, port: number | undefined): boolean {
	const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(header ?? '');
	if (match === null) {
		return false;
	}

	if (host === '0.0.0.0' || host === '::') {
		// It has as many names as the machine, and pages of browsers are not the threat there.
		return true;
	}

	const name = match[1]!.replace(/^\[(.*)\]$/, '$1').toLowerCase();
	const samePort = match[2] === undefined || Number(match[2]) === port;
	return samePort && (name === host.toLowerCase() || (isLoopback(name) && isLoopback(host)));
}

function isLoopback(name: string): boolean {
	return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
