import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { createHostileTexts } from './hostile-texts.js';

export type HostileExchange = {
	readonly restUrl: string;
	readonly stop: () => Promise<void>;
};

/** Names of fields that the exchange, its operators or other traders fill with text of their own. */
const textFields = new Set(['msg', 'name', 'remark', 'data', 'message', 'reason', 'subUid', 'remarks', 'stp', 'tags']);

/**
 * Stands between kcmon and an exchange that behaves, and puts hostile texts wherever an exchange can put text: messages of
 * errors and of the service status, names, remarks and client ids of orders, error frames, topics, reasons of closing.
 */
export async function startHostileExchange(
	upstream: string,
	texts: ReturnType<typeof createHostileTexts>,
	ownPrefix: string,
): Promise<HostileExchange> {
	const rewrite = (value: unknown): unknown => {
		if (Array.isArray(value)) {
			return value.map(rewrite);
		}

		if (typeof value !== 'object' || value === null) {
			return value;
		}

		return Object.fromEntries(
			Object.entries(value).map(([name, inner]) => {
				if (typeof inner === 'string' && name === 'clientOid' && !inner.startsWith(ownPrefix)) {
					return [name, texts.next()];
				}

				return [name, typeof inner === 'string' && textFields.has(name) ? texts.next() : rewrite(inner)];
			}),
		);
	};

	const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) {
			chunks.push(chunk as Buffer);
		}

		return Buffer.concat(chunks);
	};

	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const headers = Object.fromEntries(
			Object.entries(request.headers).filter(([name]) => name.startsWith('kc-') || name === 'content-type'),
		) as Record<string, string>;
		const body = await bodyOf(request);
		const path = request.url ?? '/';
		const reply = await fetch(upstream + path, {
			method: request.method ?? 'GET',
			headers,
			...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
		});
		let parsed = rewrite(JSON.parse(await reply.text())) as Record<string, unknown>;
		if (path.includes('/bullet-')) {
			const data = parsed.data as { instanceServers: { endpoint: string }[] };
			endpoint = data.instanceServers[0]!.endpoint;
			data.instanceServers[0]!.endpoint = `ws://127.0.0.1:${portOf()}/endpoint`;
		} else if (path.includes('/status')) {
			parsed = { code: '200000', data: { status: 'cancelonly', msg: texts.next() } };
		} else if (path.includes('/stop-order') || path.includes('/stats')) {
			parsed = { code: '400100', msg: texts.next() };
		}

		response.writeHead(reply.status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(parsed));
	};

	let endpoint = '';
	const server = createServer((request, response) => {
		answer(request, response).catch(() => response.destroy());
	});
	const sockets = new WebSocketServer({ server });
	sockets.on('connection', (down, request) => {
		const up = new WebSocket(endpoint.split('?')[0] + (new URL(request.url ?? '', 'http://x').search ?? ''));
		const waiting: string[] = [];
		down.on('message', data => {
			if (up.readyState === WebSocket.OPEN) {
				up.send(String(data));
			} else {
				waiting.push(String(data));
			}
		});
		up.on('open', () => {
			for (const text of waiting.splice(0)) {
				up.send(text);
			}
		});
		let frames = 0;
		up.on('message', data => {
			const frame = JSON.parse(String(data)) as { type?: string; data?: unknown };
			down.send(JSON.stringify(frame.type === 'message' ? { ...frame, data: rewrite(frame.data) } : frame));
			frames += 1;
			// A few words of its own between the others.
			if (frames % 3 === 0) {
				const text = texts.next();
				down.send(JSON.stringify({ id: texts.next(), type: 'error', code: 400, data: text }));
				down.send(JSON.stringify({ type: 'message', topic: text, subject: texts.next(), data: { price: text } }));
				down.send(JSON.stringify({ type: texts.next(), topic: '/market/ticker:BTC-USDT' }));
			}

			if (frames === 600) {
				down.close(4000, Buffer.from(texts.next()).subarray(0, 100).toString('utf8').slice(0, 40));
			}
		});
		const end = (): void => {
			down.terminate();
			up.terminate();
		};
		down.on('close', end);
		up.on('close', end);
		down.on('error', end);
		up.on('error', end);
	});
	await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
	const portOf = (): number => (server.address() as AddressInfo).port;

	return {
		restUrl: `http://127.0.0.1:${portOf()}`,
		stop: async () => {
			for (const socket of sockets.clients) {
				socket.terminate();
			}

			server.closeAllConnections();
			await new Promise(done => server.close(done));
		},
	};
}
