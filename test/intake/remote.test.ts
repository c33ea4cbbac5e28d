import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createSseSource } from '../../source/intake/sse.js';
import { createWebsocketSource, type WebsocketOptions } from '../../source/intake/websocket.js';
import type { Clock, Socket, SocketEvents, StreamEvents } from '../../source/lib/seams.js';
import { createClock } from '../../source/platform/clock.js';
import { connectSocket } from '../../source/platform/socket.js';
import { openStream } from '../../source/platform/stream.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { waitUntil } from '../helpers/wait-until.js';
import { createFolder, createRun, eventOf, wall } from './signal-rig.js';

let place: ReturnType<typeof createFolder>;
const cleanups: (() => void)[] = [];
beforeEach(() => {
	place = createFolder();
});
afterEach(() => {
	for (const cleanup of cleanups.splice(0)) {
		cleanup();
	}

	place.remove();
});

/** Waits that end at once: only their order matters here. */
const hurried: Clock = { ...createClock(), after: (delayMs, callback) => createClock().after(delayMs / 100, callback) };
const random = (): number => 0.5;

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
	const server = createServer(handle);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	cleanups.push(() => {
		server.close();
		server.closeAllConnections();
	});
	return { server, port: (server.address() as AddressInfo).port };
}

async function serveSocket(onSocket: (socket: WebSocket, request: IncomingMessage) => void) {
	const { server, port } = await serve((_request, response) => response.end());
	const sockets = new WebSocketServer({ server });
	sockets.on('connection', onSocket);
	return `ws://127.0.0.1:${port}`;
}

function followSocket(change: Partial<WebsocketOptions> & { readonly url: string }) {
	const run = createRun(place.folder, { clock: hurried });
	const source = createWebsocketSource(
		{ ...run, random, net: { connect: connectSocket } },
		{ source: 'desk', token: undefined, subscribe: undefined, ...change },
	);
	source.start();
	cleanups.push(source.stop);
	return { ...run, source };
}

test('a WebSocket server gets the token and the first frame, and its events are taken', async () => {
	const heard: unknown[] = [];
	const url = await serveSocket((socket, request) => {
		heard.push(request.headers.authorization, request.url);
		socket.on('message', text => {
			heard.push(String(text));
			socket.send(JSON.stringify(eventOf({ id: 'a' })));
			socket.send(JSON.stringify([eventOf({ id: 'a' }), eventOf({ id: 'b' })]));
			socket.send('{"hello":1}');
			socket.send(Buffer.from('binary'), { binary: true });
			socket.send(' '.repeat(30_000));
		});
	});
	const { counted, repeats, quarantined, events, said } = followSocket({
		url: `${url}/stream`,
		token: 'tok en',
		subscribe: '{"op":"subscribe"}',
	});

	await waitUntil(() => quarantined().length === 3);

	expect(heard).toEqual(['Bearer tok en', '/stream', '{"op":"subscribe"}']);
	expect(counted()).toEqual(['a', 'b']);
	expect(repeats()).toEqual(['a']);
	expect(events[0]).toMatchObject({ signal: { verified: 'secret', source: 'desk' } });
	expect(said).toEqual([]);
});

test('a token stands where the address says so, and in no log', async () => {
	const urls: unknown[] = [];
	const url = await serveSocket((socket, request) => {
		urls.push(request.url, request.headers.authorization);
		socket.close(4001, 'no token=hunter2');
	});
	const { said } = followSocket({ url: `${url}/s?key={token}`, token: 'hunter2&x' });

	await waitUntil(() => said.length > 0);

	expect(urls.slice(0, 2)).toEqual(['/s?key=hunter2%26x', undefined]);
	expect(said[0]).toMatch(/^signals from desk at 127\.0\.0\.1:\d+\/s: closed with 4001; trying again$/);
	expect(said.join()).not.toContain('hunter2');
});

test('a WebSocket server that goes away is called again until it is stopped', async () => {
	let connections = 0;
	const url = await serveSocket(socket => {
		connections++;
		socket.send(JSON.stringify(eventOf({ id: `connection ${connections}` })));
		if (connections < 4) {
			socket.terminate();
		}
	});
	const { source, said, counted } = followSocket({ url });

	await waitUntil(() => connections === 4 && counted().includes('connection 4'));
	source.stop();

	expect(said).toContain('signals from desk at 127.0.0.1:'.concat(new URL(url).port, ': connected'));
	expect(new Set(counted()).size).toBe(counted().length);
});

test('above its rate a source is muted for a minute and says so', async () => {
	const clock = createVirtualClock({ wall });
	const run = createRun(place.folder, { clock });
	let events: SocketEvents | undefined;
	const socket: Socket = { send: () => {}, close: () => {}, terminate: () => {}, bytesReceived: () => 0 };
	const source = createWebsocketSource(
		{
			...run,
			random,
			net: {
				connect: (_url, _options, handlers) => {
					events = handlers;
					return socket;
				},
			},
		},
		{ url: 'wss://example.com/s', source: 'desk', token: undefined, subscribe: undefined },
	);
	source.start();
	events!.onOpen();
	const flood = (from: number, count: number): void => {
		for (let index = from; index < from + count; index++) {
			events!.onText(JSON.stringify(eventOf({ id: `${index}` })));
		}
	};

	flood(0, 10_000);
	expect(source.link()).toEqual({ name: 'desk', place: 'ws example.com/s', isUp: false, text: 'muted for 1m' });
	clock.advanceSync(59_999);
	flood(20_000, 1);
	expect(run.counted()).toHaveLength(20);
	clock.advanceSync(1);
	flood(30_000, 2);

	expect(source.link()).toMatchObject({ isUp: true, text: 'connected' });
	expect(run.counted()).toHaveLength(22);
	expect(run.quarantined()).toMatchObject([{ problem: 'muted for 60 s: more than 5 signals a second' }, {}]);
	expect(run.said).toEqual([
		'signals from desk: muted for 60 s: more than 5 signals a second',
		'signals from desk: heard again, 9981 were dropped',
	]);
});

test('a WebSocket server that answers no ping is given up', () => {
	const clock = createVirtualClock({ wall });
	const run = createRun(place.folder, { clock });
	let bytes = 0;
	let pings = 0;
	let ended = 0;
	let connects = 0;
	const source = createWebsocketSource(
		{
			...run,
			random,
			net: {
				connect: (_url, _options, handlers) => {
					connects++;
					clock.after(0, handlers.onOpen);
					return {
						send: () => {},
						close: () => {},
						bytesReceived: () => bytes,
						ping: () => {
							pings++;
						},
						terminate: () => {
							ended++;
							handlers.onClose({ code: 1006, reason: '' });
						},
					};
				},
			},
		},
		{ url: 'wss://example.com/s', source: 'desk', token: undefined, subscribe: undefined },
	);
	source.start();

	for (let second = 0; second < 200; second++) {
		bytes++;
		clock.advanceSync(1000);
	}

	expect([pings, ended]).toEqual([10, 0]);
	clock.advanceSync(60_000);
	expect(ended).toBe(1);
	expect(connects).toBe(2);
	source.stop();
	expect(clock.pending()).toBe(0);
});

function followStream(change: { readonly url: string; readonly token?: string }, clock: Clock = hurried) {
	const run = createRun(place.folder, { clock });
	const source = createSseSource({ ...run, random, openStream }, { source: 'desk', token: undefined, ...change });
	source.start();
	cleanups.push(source.stop);
	return { ...run, source };
}

test('an event stream is read, and goes on after the last id when it is cut', async () => {
	const asked: unknown[] = [];
	const { port } = await serve((request, response) => {
		asked.push([request.headers['last-event-id'], request.headers.authorization, request.headers.accept]);
		response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
		const id = asked.length;
		response.write(
			`: hello\n\nevent: ping\ndata: {}\n\nretry: 100\nid: é${id}\ndata: ${JSON.stringify(eventOf({ id: `e${id}` }))}\n\n`,
		);
		response.write(`data: ${JSON.stringify(eventOf({ id: 'unfinished' }))}\n`, () => {
			if (id < 3) {
				response.destroy();
			}
		});
	});
	const { counted, events, quarantined } = followStream({ url: `http://127.0.0.1:${port}/events`, token: 'tok' });

	await waitUntil(() => counted().length === 3);

	const idHeader = (id: number): string => Buffer.from(`é${id}`).toString('latin1');
	expect(asked).toEqual([
		[undefined, 'Bearer tok', 'text/event-stream'],
		[idHeader(1), 'Bearer tok', 'text/event-stream'],
		[idHeader(2), 'Bearer tok', 'text/event-stream'],
	]);
	expect(counted()).toEqual(['e1', 'e2', 'e3']);
	expect(events[0]).toMatchObject({ signal: { verified: 'secret' } });
	expect(quarantined()).toEqual([]);
});

test.each([
	[401, 'text/event-stream', 'rejected 401'],
	[302, 'text/event-stream', 'rejected 302'],
	[200, 'text/html', 'the answer is no text/event-stream'],
])('an answer of %d %s is no event stream', async (status, type, text) => {
	let calls = 0;
	const { port } = await serve((_request, response) => {
		calls++;
		response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/' });
		response.write(`data: ${JSON.stringify(eventOf())}\n\n`);
	});
	const { said, events } = followStream({ url: `http://127.0.0.1:${port}/?token=hunter2` });

	await waitUntil(() => calls > 2);

	expect(said).toEqual([`signals from desk at 127.0.0.1:${port}: ${text}; trying again`]);
	expect(events).toEqual([]);
});

test('a long, a malformed and an escape-laden event are quarantined or cleaned', async () => {
	const { port } = await serve((_request, response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.write(`data: ${'x'.repeat(50_000)}\n\ndata: {"a":\n\n`);
		response.write(`data: ${JSON.stringify(eventOf({ id: 'a', reason: '\u001b[31mred' }))}\n\n`);
	});
	const { counted, quarantined, events } = followStream({ url: `http://127.0.0.1:${port}/` });

	await waitUntil(() => counted().length === 1);

	expect(quarantined().map(event => event.type === 'signal-quarantined' && event.problem)).toEqual([
		'expected an event of at most 20480 bytes',
		'expected JSON, was "{\\"a\\":"',
	]);
	expect(events.at(-1)).toMatchObject({ signal: { reason: '␛[31mred', verified: 'none' } });
});

test('a silent event stream is given up after 90 s, and the wait before the next is at least what it asked for', () => {
	const clock = createVirtualClock({ wall });
	const run = createRun(place.folder, { clock });
	const streams: StreamEvents[] = [];
	let closed = 0;
	const source = createSseSource(
		{
			...run,
			random,
			openStream: (_request, events) => {
				streams.push(events);
				return () => {
					closed++;
				};
			},
		},
		{ url: 'https://example.com/', source: 'desk', token: undefined },
	);
	source.start();
	expect(source.link()).toEqual({ name: 'desk', place: 'sse example.com', isUp: false, text: 'connecting' });
	streams[0]!.onOpen({ status: 200, contentType: 'text/event-stream' });
	expect(source.link()).toMatchObject({ isUp: true, text: 'connected' });
	streams[0]!.onBytes(Buffer.from('retry: 7000\n\n'));

	for (let beat = 0; beat < 10; beat++) {
		clock.advanceSync(89_000);
		streams[0]!.onBytes(Buffer.from(':\n'));
	}

	expect(closed).toBe(0);
	clock.advanceSync(90_000);
	expect(closed).toBe(1);
	expect(source.link()).toMatchObject({ isUp: false, text: 'try 2 in 7.0s: silent for 90 s' });
	clock.advanceSync(6_999);
	expect(streams).toHaveLength(1);
	clock.advanceSync(1);
	expect(streams).toHaveLength(2);
	source.stop();
	expect(clock.pending()).toBe(0);
	expect(run.said).toEqual(['signals from desk at example.com: silent for 90 s; trying again']);
});

test('a server that refuses the connection, or an address that is none, ends a stream once', async () => {
	const { server, port } = await serve(() => undefined);
	await new Promise(resolve => server.close(resolve));
	const failures: (string | undefined)[] = [];
	const open = (url: string): void => {
		openStream(
			{ url, headers: {}, headTimeoutMs: 5000 },
			{
				onOpen: () => failures.push('open'),
				onBytes: () => undefined,
				onClose: failure => failures.push(failure?.kind),
			},
		);
	};

	open(`http://127.0.0.1:${port}/`);
	open('http://[/');
	await waitUntil(() => failures.length === 2);

	expect(failures.toSorted()).toEqual(['other', 'refused']);
});

test('a server that accepts and never answers is given up', async () => {
	const { port } = await serve(() => undefined);
	const failures: (string | undefined)[] = [];

	openStream(
		{ url: `http://127.0.0.1:${port}/`, headers: {}, headTimeoutMs: 50 },
		{ onOpen: () => undefined, onBytes: () => undefined, onClose: failure => failures.push(failure?.text) },
	);
	await waitUntil(() => failures.length > 0);

	expect(failures).toEqual(['connect timeout']);
});
