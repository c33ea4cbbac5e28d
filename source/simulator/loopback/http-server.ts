import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RestReply, RestRequest } from '../rest-reply.js';

const mostBodyBytes = 1_000_000;

export type LoopbackHttp = {
	readonly server: Server;
	readonly listen: (port: number) => Promise<number>;
	/** Stops taking new connections; those in use go on. */
	readonly stopListening: () => void;
	readonly close: () => Promise<void>;
};

/** Serves REST on 127.0.0.1 and nothing but it. `refusing` cuts requests on connections that are still open. */
export function createLoopbackHttp(
	handle: (request: RestRequest) => RestReply,
	deps: {
		readonly after: (delayMs: number, callback: () => void) => void;
		readonly refusing: (target: string) => boolean;
	},
): LoopbackHttp {
	const server = createServer((incoming, outgoing) => {
		if (deps.refusing(incoming.url ?? '/')) {
			incoming.destroy();
			return;
		}

		void readBody(incoming).then(
			body => {
				const reply = handle(requestOf(incoming, body));
				if (reply.delayMs > 0) {
					deps.after(reply.delayMs, () => answer(outgoing, reply));
				} else {
					answer(outgoing, reply);
				}
			},
			() => incoming.destroy(),
		);
	});
	server.keepAliveTimeout = 30_000;

	return {
		server,
		listen: port =>
			new Promise((resolve, reject) => {
				server.once('error', reject);
				server.listen(port, '127.0.0.1', () => {
					server.off('error', reject);
					resolve((server.address() as AddressInfo).port);
				});
			}),
		stopListening: () => {
			server.close();
			server.closeIdleConnections();
		},
		close: () =>
			new Promise(resolve => {
				if (server.listening) {
					server.close(() => resolve());
				} else {
					resolve();
				}

				server.closeAllConnections();
			}),
	};
}

function requestOf(incoming: IncomingMessage, body: string): RestRequest {
	const headers: Record<string, string | undefined> = {};
	for (const [name, value] of Object.entries(incoming.headers)) {
		headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}

	return { method: incoming.method ?? 'GET', target: incoming.url ?? '/', headers, body };
}

function answer(outgoing: ServerResponse, reply: RestReply): void {
	if (reply.cut === 'all') {
		outgoing.destroy();
		return;
	}

	const bytes = Buffer.from(reply.body);
	outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length });
	if (reply.cut === 'half') {
		outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.destroy());
		return;
	}

	outgoing.end(bytes);
}

async function readBody(incoming: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	let length = 0;
	for await (const part of incoming as AsyncIterable<Buffer>) {
		length += part.length;
		if (length > mostBodyBytes) {
			throw new RangeError('Body too large');
		}

		parts.push(part);
	}

	return Buffer.concat(parts).toString('utf8');
}
