import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket as TcpSocket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { NetFailure, Socket, SocketOptions } from '../../source/lib/seams.js';
import { connectSocket } from '../../source/platform/socket.js';
import { createSelfSigned } from './self-signed.js';

type Close = { readonly code: number; readonly reason: string; readonly failure?: NetFailure };

const cleanups: (() => void)[] = [];

afterEach(() => {
	for (const cleanup of cleanups.splice(0)) {
		cleanup();
	}
});

const options: SocketOptions = { connectTimeoutMs: 3000, maxPayloadBytes: 4096, compress: false };

function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
	return new Promise(resolve => {
		server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
		cleanups.push(() => server.close());
	});
}

/** A WebSocket server on loopback; `onSocket` hears each connection. */
async function serve(
	onSocket: (socket: WebSocket) => void,
	extra: { readonly perMessageDeflate?: boolean } = {},
): Promise<{ url: string; server: WebSocketServer }> {
	const http = createServer();
	const server = new WebSocketServer({ server: http, ...extra });
	server.on('connection', onSocket);
	const port = await listen(http);
	cleanups.push(() => {
		for (const client of server.clients) {
			client.terminate();
		}
	});
	return { url: `ws://127.0.0.1:${port}/?token=t`, server };
}

/** Connects and keeps what happens, in order. */
function open(
	url: string,
	change: Partial<SocketOptions> = {},
	onBytes?: (bytes: Buffer) => boolean,
	{ bursts = false } = {},
) {
	const log: string[] = [];
	const closes: Close[] = [];
	const socket: Socket = connectSocket(
		url,
		{ ...options, ...change },
		{
			onOpen: () => log.push('open'),
			...(bursts ? { onBurst: () => log.push('burst') } : {}),
			onText: text => log.push(`text ${text}`),
			...(onBytes === undefined ? {} : { onBytes }),
			onBinary: byteLength => log.push(`binary ${byteLength}`),
			onClose: close => {
				log.push('close');
				closes.push(close);
			},
		},
	);
	cleanups.push(() => socket.terminate());
	const closed = () => vi.waitFor(() => expect(closes).toHaveLength(1), { timeout: 10_000 }).then(() => closes[0]!);
	const has = (entry: string) => vi.waitFor(() => expect(log).toContain(entry), { timeout: 10_000 });
	return { log, closes, socket, closed, has };
}

test('delivers text frames as strings, whole and in order, and counts bytes', async () => {
	const { url } = await serve(socket => {
		socket.send('{"price":"€ 1"}');
		socket.send('second');
		socket.on('message', data => socket.send(`echo ${String(data)}`));
	});
	const { log, socket, has } = open(url);
	await has('open');

	socket.send('hello');
	await has('text echo hello');

	expect(log).toEqual(['open', 'text {"price":"€ 1"}', 'text second', 'text echo hello']);
	expect(socket.bytesReceived()).toBeGreaterThan(30);
});

test('hands the bytes of a text frame over first, and its text only where they were not taken', async () => {
	const { url } = await serve(socket => {
		socket.send('taken');
		socket.send('left');
		socket.send(Buffer.from('taken'));
	});
	const bytes: string[] = [];
	const { log, has } = open(url, {}, frame => {
		bytes.push(frame.toString());
		return frame.toString() === 'taken';
	});
	await has('binary 5');

	expect(bytes).toEqual(['taken', 'left']);
	expect(log).toEqual(['open', 'text left', 'binary 5']);
});

test('tells of each piece that the wire brings ahead of its frames', async () => {
	const { url } = await serve(socket => {
		socket.on('message', data => socket.send(`echo ${String(data)}`));
	});
	const { log, socket, has } = open(url, {}, undefined, { bursts: true });
	await has('open');

	for (const word of ['one', 'two', 'three']) {
		socket.send(word);
		await has(`text echo ${word}`);
	}

	expect(log).toEqual(['open', 'burst', 'text echo one', 'burst', 'text echo two', 'burst', 'text echo three']);
});

test('tells of no pieces where frames are inflated first, which takes its time', async () => {
	const { url } = await serve(socket => socket.send('hello'));
	const { log, has } = open(url, { compress: true }, undefined, { bursts: true });

	await has('text hello');

	expect(log).toEqual(['open', 'text hello']);
});

test('tells of a binary frame without its content', async () => {
	const { url } = await serve(socket => socket.send(Buffer.alloc(17)));
	const { log, has } = open(url);

	await has('binary 17');

	expect(log).toEqual(['open', 'binary 17']);
});

test('passes on code and reason of a close, once', async () => {
	const { url } = await serve(socket => socket.close(1000, 'Bye'));
	const { closed, socket, closes } = open(url);

	expect(await closed()).toEqual({ code: 1000, reason: 'Bye' });
	socket.terminate();
	socket.close();
	socket.send('late');
	expect(closes).toHaveLength(1);
});

test('closes on a frame that is too large, without delivering it', async () => {
	const { url } = await serve(socket => socket.send('x'.repeat(5000)));
	const { closed, log } = open(url);

	const close = await closed();

	expect(close.failure).toEqual({ kind: 'protocol', text: 'frame too large', sent: true });
	expect(log).toEqual(['open', 'close']);
});

test('says refused for a port where nobody listens', async () => {
	const server = createTcpServer();
	const port = await listen(server);
	server.close();

	const { closed, log } = open(`ws://127.0.0.1:${port}/`);

	expect((await closed()).failure).toEqual({ kind: 'refused', text: 'refused', sent: false });
	expect(log).toEqual(['close']);
});

test('says DNS for a name that does not exist', async () => {
	const { closed } = open('ws://no-such-host.invalid/', { connectTimeoutMs: 15_000 });

	const { failure } = await closed();

	expect(failure?.kind).toBe('dns');
	expect(failure?.text).toMatch(/^DNS E[A-Z_]+$/);
	expect(failure?.sent).toBe(false);
});

test.each([429, 403, 503, 200, 302])(
	'tells the status of an upgrade answered with %i, and follows nothing',
	async status => {
		const server = createServer((_request, response) => {
			response.writeHead(status, { location: 'ws://127.0.0.1:1/' });
			response.end('<html>no</html>');
		});
		server.on('upgrade', (_request, socket) => {
			socket.end(
				`HTTP/1.1 ${status} No\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
			);
		});
		const port = await listen(server);

		const { closed } = open(`ws://127.0.0.1:${port}/`);

		expect((await closed()).failure).toEqual({ kind: 'rejected', text: `rejected ${status}`, sent: true, status });
	},
);

test('gives up on a server that accepts and says nothing', async () => {
	const held: TcpSocket[] = [];
	const port = await listen(createTcpServer(socket => held.push(socket)));
	cleanups.push(() => {
		for (const socket of held) {
			socket.destroy();
		}
	});

	const { closed, log } = open(`ws://127.0.0.1:${port}/`, { connectTimeoutMs: 150 });

	expect((await closed()).failure).toEqual({ kind: 'timeout', text: 'connect timeout', sent: false });
	expect(log).toEqual(['close']);
});

test('says reset when the connection is cut', async () => {
	const { url } = await serve(socket => {
		socket.on('message', () => (socket as unknown as { _socket: TcpSocket })._socket.resetAndDestroy());
	});
	const { closed, socket, has } = open(url);
	await has('open');

	socket.send('cut me');

	expect(await closed()).toMatchObject({ code: 1006, failure: { kind: 'reset', text: 'reset', sent: true } });
});

test('refuses a certificate that nobody vouches for', async () => {
	let requests = 0;
	const server = createTlsServer(createSelfSigned(), () => requests++);
	server.on('upgrade', () => requests++);
	const port = await listen(server);

	const { closed } = open(`wss://localhost:${port}/`);

	expect((await closed()).failure).toEqual({
		kind: 'tls',
		text: 'TLS cert: DEPTH_ZERO_SELF_SIGNED_CERT',
		sent: false,
	});
	expect(requests).toBe(0);
});

test('says TLS when the other side speaks none', async () => {
	const port = await listen(createTcpServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));

	const { closed } = open(`wss://127.0.0.1:${port}/`);

	expect((await closed()).failure).toMatchObject({ kind: 'tls', sent: false });
});

test('says protocol for a handshake that is no WebSocket', async () => {
	const server = createServer();
	server.on('upgrade', (_request, socket) => {
		socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
		socket.end('Sec-WebSocket-Accept: wrong\r\n\r\n');
	});
	const port = await listen(server);

	const { closed } = open(`ws://127.0.0.1:${port}/`);

	expect((await closed()).failure).toMatchObject({ kind: 'protocol', text: 'bad handshake' });
});

test('says protocol for a frame against the rules', async () => {
	const { url } = await serve(socket => {
		(socket as unknown as { _socket: TcpSocket })._socket.write(Buffer.from([0xff, 0x00]));
	});
	const { closed } = open(url);

	expect((await closed()).failure).toMatchObject({ kind: 'protocol', text: 'bad frame' });
});

test('says at once when it is told to drop a connection that is not open yet', async () => {
	const { url } = await serve(() => {});
	const { closed, socket, log } = open(url);

	socket.terminate();
	await closed();

	expect(log).toEqual(['close']);
});

test('does not throw for an address that is none', async () => {
	const { closed } = open('not an address');

	expect((await closed()).failure).toEqual({ kind: 'other', text: 'bad address', sent: false });
});

test.each([
	{ compress: false, extensions: '' },
	{ compress: true, extensions: 'permessage-deflate' },
])('offers compression only when asked to: $compress', async ({ compress, extensions }) => {
	let offered = '';
	const { url, server } = await serve(socket => socket.send('x'.repeat(3000)), { perMessageDeflate: true });
	server.on('headers', (_headers, request) => {
		offered = request.headers['sec-websocket-extensions'] ?? '';
	});
	const { has, socket } = open(url, { compress });

	await has(`text ${'x'.repeat(3000)}`);

	expect(offered.split(';')[0]).toBe(extensions);
	expect(socket.bytesReceived() < 3000).toBe(compress);
});
