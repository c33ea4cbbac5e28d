import { createEngine, type Engine } from '../../source/engine/engine.js';
import { createKucoin } from '../../source/exchange/kucoin/venue.js';
import type { Net, SocketEvents } from '../../source/lib/seams.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createClock } from '../../source/platform/clock.js';
import { createScorecard } from '../../source/signals/scorecard.js';
import type { Load } from './load.js';

export type InsideKcmon = {
	readonly engine: Engine;
	/** A frame, to the socket that subscribed its topic. */
	readonly receive: (frame: string) => void;
	/** The same of its bytes, as the machine's socket brings it. */
	readonly receiveBytes: (frame: Buffer) => void;
	readonly sockets: () => number;
};

/** The engine as the dashboard runs it, over a venue in the same process: its books are live when the promise settles. */
export async function openInside(load: Load, signals: 'on' | 'off'): Promise<InsideKcmon> {
	const clock = createClock();
	const homes = new Map<string, SocketEvents>();
	let sockets = 0;
	let only: SocketEvents | undefined;

	const answer = (path: string): unknown => {
		if (path.startsWith('/api/v1/bullet-public')) {
			const server = { endpoint: 'ws://127.0.0.1:9/', encrypt: false, protocol: 'websocket' };
			return { token: 'bench', instanceServers: [{ ...server, pingInterval: 18_000, pingTimeout: 10_000 }] };
		}

		if (path.startsWith('/api/v2/symbols')) {
			return load.instruments;
		}

		if (path.includes('/orderbook/level2')) {
			return load.snapshot();
		}

		return path.startsWith('/api/v1/market/histories') ? [] : path.startsWith('/api/v1/timestamp') ? Date.now() : null;
	};

	const net: Net = {
		request: async ({ url }) => {
			const { pathname, search } = new URL(url);
			const body = JSON.stringify({ code: '200000', data: answer(`${pathname}${search}`) });
			return { status: 200, headers: {}, body };
		},
		connect: (_url, _options, events) => {
			sockets += 1;
			only = events;
			clock.after(0, () => {
				events.onOpen();
				events.onText('{"id":"bench","type":"welcome"}');
			});
			const send = (text: string): void => {
				const { id, type, topic = '' } = JSON.parse(text) as { id: string; type: string; topic?: string };
				const [prefix, list = ''] = topic.split(':');
				for (const symbol of list.split(',')) {
					homes.set(`${prefix}:${symbol}`, events);
				}

				clock.after(0, () => events.onText(JSON.stringify({ id, type: type === 'ping' ? 'pong' : 'ack' })));
			};
			return { send, close: () => {}, terminate: () => {}, bytesReceived: () => 0, ping: () => {} };
		},
	};
	const kucoin = createKucoin(
		{ clock, random: createSeededRandom(1), net },
		{ restUrl: 'http://127.0.0.1:9', credentials: undefined, compress: false, userAgent: 'kcmon-bench' },
	);
	const engine = createEngine(
		{
			clock,
			createFeed: publish => kucoin.createFeed(publish),
			signals: { scorecard: createScorecard({ takerFee: 0.001 }) },
		},
		{
			symbols: load.symbols,
			streams: { tickers: true, trades: true, books: true, stats: false, candles: false },
			depthOf: load.books.length === load.symbols.length ? 'all' : 'focused',
			signals,
		},
	);
	engine.subscribe(() => {});
	engine.start();
	const isLive = (symbol: string): boolean => engine.store.state.symbols.get(symbol)?.bookStatus === 'live';
	const last = load.symbols.at(-1);
	while (
		!load.books.every(isLive) ||
		!homes.has(`/market/ticker:${last}`) ||
		!homes.has(`/market/match:${load.books.at(-1)}`)
	) {
		await new Promise<void>(resolve => clock.after(20, resolve));
	}

	const receiveBytes = (frame: Buffer): void => {
		// The topic's home by a lookup of the text costs what a socket does not: with one socket there is one home.
		const events = sockets === 1 ? only : homes.get(frame.toString('latin1', 10, frame.indexOf('"', 10)));
		if (events?.onBytes?.(frame) !== true) {
			events?.onText(frame.toString('utf8'));
		}
	};

	return {
		engine,
		receiveBytes,
		receive: frame => homes.get(frame.slice(10, frame.indexOf('"', 10)))?.onText(frame),
		sockets: () => sockets,
	};
}
