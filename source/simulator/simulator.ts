import type { Clock } from '../lib/seams.js';
import { createFaults, type Faults } from './faults.js';
import { createLoopbackHttp } from './loopback/http-server.js';
import { machineClock } from './loopback/machine-clock.js';
import { createLoopbackWs } from './loopback/ws-server.js';
import { createPublicFeed } from './public-feed.js';
import { createRandomStream } from './random-streams.js';
import { createRateLimits } from './rate-limits.js';
import { createRestApi } from './rest-api.js';
import { publicRoutes } from './rest-public.js';
import { createSocketTokens } from './socket-tokens.js';
import { createVenue, gridMs, type Venue } from './venue.js';
import { createWsSession } from './ws-api.js';

/** The embedded exchange, started on loopback. */
export type SimulatorOptions = {
	readonly seed: number;
	/** 0 = any free port. */
	readonly port: number;
	/** Path of a scenario file; undefined = a healthy exchange. */
	readonly scenario: string | undefined;
	/** How many markets; 8 without it. */
	readonly symbols?: number;
	/** The machine's without it. */
	readonly clock?: Clock;
};

export type RunningSimulator = {
	/** `http://127.0.0.1:PORT` */
	readonly restUrl: string;
	/** The demo account's invented key, so that `--demo` can sign like any client. */
	readonly credentials: { readonly key: string; readonly secret: string; readonly passphrase: string };
	/** The exchange itself: its books are the truth of every test. */
	readonly venue: Venue;
	readonly faults: Faults;
	readonly stop: () => Promise<void>;
};

export const demoCredentials = {
	key: '68f0c3a17b9e4d0001de3f07',
	secret: 'b7f5c1e2-6d3a-4f08-9c41-5ad0e2f7311c',
	passphrase: 'embedded-exchange',
} as const;

const defaultSymbols = 8;

export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
	const clock = options.clock ?? machineClock;
	const venue = createVenue({ clock }, { seed: options.seed, symbols: options.symbols ?? defaultSymbols });
	const stream = (name: string) => createRandomStream(options.seed, name);
	const faults = createFaults({ time: venue.time, random: stream('faults') });
	const tokens = createSocketTokens({ time: venue.time, random: stream('tokens') });
	const feed = createPublicFeed({ venue, faults, random: stream('wire') });
	const after = (delayMs: number, callback: () => void): void => {
		clock.after(delayMs, callback);
	};
	let port = 0;
	const rest = createRestApi({
		venue,
		faults,
		tokens,
		limits: createRateLimits({ time: venue.time }),
		random: stream('rest'),
		keys: [{ ...demoCredentials, owner: 1, permissions: ['General', 'Spot'] }],
		routes: publicRoutes,
		endpoint: () => `ws://127.0.0.1:${port}/`,
	});
	const refusing = (): boolean => faults.active('net.refuse') !== undefined;
	const http = createLoopbackHttp(rest.handle, { after, refusing: target => refusing() && target !== '/control' });
	const wsRandom = stream('ws');
	const sockets = createLoopbackWs(
		http.server,
		(client, output) => createWsSession({ venue, tokens, feed, faults, random: wsRandom, after }, client, output),
		{
			after,
			refusing,
			blackholed: () => faults.active('link.blackhole', fault => fault['direction'] !== 'up') !== undefined,
			latencyMs: () => Number(faults.active('ws.latency')?.['ms'] ?? 0),
		},
	);
	port = await http.listen(options.port);
	const stopGrid = clock.every(gridMs, venue.advance);
	const stopIdle = clock.every(1000, sockets.checkIdle);
	return {
		restUrl: `http://127.0.0.1:${port}`,
		credentials: demoCredentials,
		venue,
		faults,
		stop: async () => {
			stopGrid();
			stopIdle();
			sockets.close();
			await http.close();
		},
	};
}
