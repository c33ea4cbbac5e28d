import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { createLoad, mid } from './load.js';
import { createTimes } from './write-times.js';

/**
 * A venue that does one thing: after a client has subscribed, it writes a prepared load as fast as the socket drains, or
 * RATE messages a second. 70 % level 2, 20 % trades, 10 % tickers. It runs in a process of its own, so that its work is
 * not counted.
 *
 * Arguments: SYMBOLS MESSAGES [RATE [FILE]]. Prints `{"rest": URL}` when it is ready. FILE gets the time of each write, as
 * `write-times.ts` says.
 */
const [symbolCount = 1, messageCount = 300_000, rate = 0] = process.argv.slice(2, 5).map(Number);
const times = createTimes(process.argv[5], messageCount);
/** For clients to fetch their snapshots in, before the load. */
const pauseMs = 3000;
/** Messages to a write, of a load without a pace. */
const burst = 64;

const statsOf = (symbol: string): unknown => ({
	time: Date.now(),
	symbol,
	buy: (mid - 0.1).toFixed(1),
	sell: (mid + 0.1).toFixed(1),
	changeRate: '0.0127',
	changePrice: '840.2',
	high: '67650',
	low: '65800.3',
	vol: '2345.67891234',
	volValue: '156789012.345',
	last: mid.toFixed(1),
	averagePrice: '66800.1',
	takerFeeRate: '0.001',
	makerFeeRate: '0.001',
	takerCoefficient: '1',
	makerCoefficient: '1',
});

// Of a load with a pace, the times are those at which it will be written.
const load = createLoad(symbolCount, {
	startsAt: Date.now() + (rate > 0 ? pauseMs : 0),
	stepMs: rate > 0 ? 1000 / rate : 1,
});
const frames = Array.from({ length: messageCount }, load.next);

const http = createServer((request, response) => {
	const path = request.url ?? '';
	const reply = (data: unknown): void => {
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ code: '200000', data }));
	};
	const { port } = http.address() as AddressInfo;
	if (path.startsWith('/api/v1/bullet-public')) {
		const server = { endpoint: `ws://127.0.0.1:${port}/`, encrypt: false, protocol: 'websocket' };
		reply({ token: 'bench', instanceServers: [{ ...server, pingInterval: 18_000, pingTimeout: 10_000 }] });
	} else if (path.startsWith('/api/v2/symbols')) {
		reply(load.instruments);
	} else if (path.startsWith('/api/v1/timestamp')) {
		reply(Date.now());
	} else if (path.startsWith('/api/v1/status')) {
		reply({ status: 'open', msg: '' });
	} else if (path.includes('/orderbook/level2')) {
		reply(load.snapshot());
	} else if (path.startsWith('/api/v1/market/stats')) {
		reply(statsOf(new URL(path, 'http://localhost').searchParams.get('symbol') ?? ''));
	} else if (path.startsWith('/api/v1/market/histories')) {
		reply([]);
	} else {
		reply(null);
	}
});

/** Starts writing once the three topics of every symbol are subscribed and books had time to fetch their snapshots. */
function serve(socket: WebSocket, { socket: stream, url = '' }: IncomingMessage): void {
	const wanted = new Set(
		load.symbols.flatMap(symbol => ['level2', 'match', 'ticker'].map(name => `/market/${name}:${symbol}`)),
	);
	// As KuCoin does: a client may wait for the id that it gave.
	const id = new URL(url, 'ws://localhost').searchParams.get('connectId') ?? 'bench';
	socket.send(JSON.stringify({ id, type: 'welcome' }));
	socket.on('message', data => {
		const frame = JSON.parse(String(data)) as { id: string; type: string; topic?: string };
		if (frame.type === 'ping') {
			socket.send(JSON.stringify({ id: frame.id, type: 'pong' }));
		} else if (frame.type === 'subscribe') {
			socket.send(JSON.stringify({ id: frame.id, type: 'ack' }));
			const [prefix, list = ''] = frame.topic!.split(':');
			const before = wanted.size;
			for (const symbol of list.split(',')) {
				wanted.delete(`${prefix}:${symbol}`);
			}

			if (before > 0 && wanted.size === 0) {
				setTimeout(() => (rate > 0 ? pace(socket) : write(socket, stream, 0)), pauseMs);
			}
		}
	});
}

function write(socket: WebSocket, stream: Duplex, from: number): void {
	let index = from;
	while (index < frames.length && socket.bufferedAmount < 1_000_000) {
		// In bursts, as a busy venue does it: of a load by single writes the kernel's wake-ups are most of the cost.
		stream.cork();
		for (const end = Math.min(frames.length, index + burst); index < end; index += 1) {
			socket.send(frames[index]!);
		}

		stream.uncork();
	}

	if (index < frames.length) {
		setTimeout(() => write(socket, stream, index), 1);
	}
}

function pace(socket: WebSocket): void {
	const startedAt = performance.now();
	let index = 0;
	const timer = setInterval(() => {
		const due = Math.min(frames.length, ((performance.now() - startedAt) * rate) / 1000);
		while (index < due) {
			times.note();
			index += 1;
			if (index === frames.length) {
				// Before the last frame: behind it nobody waits for this process any more.
				clearInterval(timer);
				times.save();
			}

			socket.send(frames[index - 1]!);
		}
	}, 1);
	socket.once('close', () => clearInterval(timer));
}

new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', serve);
http.listen(0, '127.0.0.1', () => {
	process.stdout.write(`${JSON.stringify({ rest: `http://127.0.0.1:${(http.address() as AddressInfo).port}` })}\n`);
});
