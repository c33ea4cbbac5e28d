import type { Server } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { createDelayLine } from '../delay-line.js';
import type { RawSocketOutput, WsSession } from '../ws-api.js';

export type LoopbackWs = {
	/** Ends every connection at once, as a cut cable does. */
	readonly cutAll: () => number;
	readonly connections: () => number;
	readonly close: () => void;
};

const mostFrameBytes = 1_000_000;

/** Serves sockets on the port of `server`. Compresses only for clients that offer it, as the venue does. */
export function createLoopbackWs(
	server: Server,
	openSession: (
		client: { readonly token: string; readonly connectId: string | undefined },
		output: RawSocketOutput,
	) => WsSession,
	deps: {
		readonly refusing: () => boolean;
		/** Frames to clients vanish while this is true. */
		readonly blackholed: () => boolean;
		/** Extra delay of every frame, ms. */
		readonly latencyMs: () => number;
		readonly after: (delayMs: number, callback: () => void) => void;
	},
): LoopbackWs {
	const sockets = new WebSocketServer({
		noServer: true,
		maxPayload: mostFrameBytes,
		// Whether KuCoin answers protocol pings is not documented; a client should not build on it.
		autoPong: false,
		perMessageDeflate: { threshold: 256, concurrencyLimit: 2 },
	});
	const sessions = new Map<WebSocket, WsSession>();

	server.on('upgrade', (request, socket, head) => {
		socket.on('error', () => socket.destroy());
		if (deps.refusing()) {
			socket.destroy();
			return;
		}

		sockets.handleUpgrade(request, socket, head, client => {
			const query = new URL(request.url ?? '/', 'ws://127.0.0.1').searchParams;
			let corked = false;
			const write = (frame: string | Uint8Array): void => {
				if (client.readyState !== WebSocket.OPEN || deps.blackholed()) {
					return;
				}

				if (!corked) {
					// Whatever one step of the exchange says goes out in one write.
					corked = true;
					socket.cork();
					queueMicrotask(() => {
						corked = false;
						socket.uncork();
					});
				}

				client.send(frame);
			};
			const outbound = createDelayLine(deps);
			const send = (frame: string | Uint8Array): void => {
				outbound(deps.latencyMs(), () => write(frame));
			};
			let halfOpen = false;
			const close = (code: number, reason: string): void => {
				outbound(deps.latencyMs(), () => {
					if (deps.blackholed()) {
						// The goodbye is lost as well: the client learns of it when it next gets through.
						halfOpen = true;
					} else {
						client.close(code, reason);
					}
				});
			};
			const session = openSession(
				{ token: query.get('token') ?? '', connectId: query.get('connectId') ?? undefined },
				{ send, sendRaw: send, close },
			);
			sessions.set(client, session);
			client.on('message', (data, isBinary) => {
				if (halfOpen && !deps.blackholed()) {
					client.terminate();
				} else {
					session.receive(isBinary ? '\u0000' : String(data));
				}
			});
			client.on('close', () => {
				sessions.delete(client);
				session.closed();
			});
			client.on('error', () => client.terminate());
		});
	});

	return {
		cutAll: () => {
			const count = sessions.size;
			for (const client of sessions.keys()) {
				client.terminate();
			}

			return count;
		},
		connections: () => sessions.size,
		close: () => {
			for (const client of sessions.keys()) {
				client.terminate();
			}

			sockets.close();
		},
	};
}
