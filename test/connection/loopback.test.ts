import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Protocol } from '../../source/connection/protocol.js';
import { createSupervisor, type Supervisor } from '../../source/connection/supervisor.js';
import { createConnectsBucket } from '../../source/connection/token-bucket.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { HealthEvent } from '../../source/model/health-event.js';
import { createClock } from '../../source/platform/clock.js';
import { createNet } from '../../source/platform/net.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createFakeVenue } from './fake-venue.js';

/** The dialect of the fake venue, spoken by a real server on loopback. */
type Venue = { readonly server: Server; readonly sockets: Set<WebSocket>; readonly stop: () => void };

const cleanups: (() => void)[] = [];

afterEach(() => {
	for (const cleanup of cleanups.splice(0)) {
		cleanup();
	}
});

async function startVenue(port: number): Promise<Venue> {
	const server = createServer();
	const sockets = new Set<WebSocket>();
	new WebSocketServer({ server }).on('connection', socket => {
		sockets.add(socket);
		socket.send(JSON.stringify({ id: 'w', type: 'welcome' }));
		socket.on('message', data => {
			const { id, type, topics } = JSON.parse(String(data)) as { id: string; type: string; topics?: string[] };
			socket.send(JSON.stringify({ id, type: type === 'ping' ? 'pong' : 'ack' }));
			for (const topic of topics ?? []) {
				socket.send(JSON.stringify({ type: 'message', topic, n: 1 }));
			}
		});
	});
	await new Promise<void>(resolve => {
		server.listen(port, '127.0.0.1', resolve);
	});
	const stop = () => {
		server.close();
		for (const socket of sockets) {
			socket.terminate();
		}
	};
	cleanups.push(stop);
	return { server, sockets, stop };
}

function connectTo(port: () => number): { supervisor: Supervisor; events: HealthEvent[] } {
	const clock = createClock();
	const { protocol } = createFakeVenue(createVirtualClock());
	const real: Protocol = {
		...protocol,
		acquireLease: async () => ({
			url: `ws://127.0.0.1:${port()}/?token=t`,
			pingIntervalMs: 18_000,
			pingTimeoutMs: 10_000,
		}),
	};
	const events: HealthEvent[] = [];
	const supervisor = createSupervisor(
		{
			clock,
			random: createSeededRandom(1),
			net: createNet(),
			protocol: real,
			publish: event => events.push(event),
			connects: createConnectsBucket(clock),
		},
		{ id: 'public-1', compress: false, canary: undefined },
	);
	cleanups.push(supervisor.stop);
	supervisor.setTopics(['ticker:BTC-USDT']);
	supervisor.start();
	return { supervisor, events };
}

const reasons = (events: readonly HealthEvent[]) =>
	events.flatMap(event => (event.type === 'socket' && event.state === 'waiting' ? [event.reason] : []));

test('lives through a close, a reset, a bad frame and a restart of the venue over real sockets', async () => {
	const venue = await startVenue(0);
	const { port } = venue.server.address() as AddressInfo;
	const { supervisor, events } = connectTo(() => port);
	const isLive = (generation: number) =>
		vi.waitFor(
			() => {
				expect(supervisor.state()).toBe('live');
				expect(supervisor.generation()).toBeGreaterThanOrEqual(generation);
				expect(supervisor.isConfirmed('ticker:BTC-USDT')).toBe(true);
			},
			{ timeout: 15_000 },
		);
	const newest = () => [...venue.sockets].at(-1)!;
	await isLive(1);

	newest().close(1000, 'Bye');
	await isLive(2);
	(newest() as unknown as { _socket: TcpSocket })._socket.resetAndDestroy();
	await isLive(3);
	newest().send(Buffer.from([1, 2, 3]));
	await isLive(4);
	expect(reasons(events)).toEqual(['closed 1000 Bye', 'reset', 'bad frame']);

	venue.stop();
	await vi.waitFor(() => expect(reasons(events)).toContain('refused'), { timeout: 15_000 });
	await startVenue(port);
	supervisor.replace('reconnect', { now: true });
	await isLive(5);

	expect(supervisor.bytesReceived()).toBeGreaterThan(300);
	expect(events.filter(({ type }) => type === 'malformed')).toMatchObject([{ reason: 'binary frame' }]);
}, 60_000);
