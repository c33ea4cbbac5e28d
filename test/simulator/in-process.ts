import { createExchange, type Exchange } from '../../source/simulator/exchange.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';
import type { Frame } from './raw-client.js';

/** An exchange without sockets, in time that moves only when told. */
export function createQuietWorld(options: { readonly seed?: number; readonly symbols?: number } = {}): {
	readonly clock: VirtualClock;
	readonly exchange: Exchange;
} {
	const clock = createVirtualClock();
	const exchange = createExchange(
		{ clock },
		{ seed: options.seed ?? 1, symbols: options.symbols ?? 8, endpoint: () => 'ws://127.0.0.1:1/', cutLinks: () => {} },
	);
	return { clock, exchange };
}

export type QuietSocket = {
	readonly frames: Frame[];
	readonly texts: string[];
	readonly send: (frame: unknown) => void;
	readonly subscribe: (topic: string, more?: Record<string, unknown>) => void;
	readonly close: () => { readonly code: number; readonly reason: string } | undefined;
};

/** One connection of that exchange, with a public token unless another is given. */
export function openQuietSocket(exchange: Exchange, token?: string): QuietSocket {
	const frames: Frame[] = [];
	const texts: string[] = [];
	let closed: { code: number; reason: string } | undefined;
	const keep = (text: string | Uint8Array): void => {
		texts.push(String(text));
		frames.push(JSON.parse(String(text)) as Frame);
	};
	const session = exchange.openSession(
		{ token: token ?? takeToken(exchange), connectId: 'quiet' },
		{
			send: keep,
			sendRaw: keep,
			close: (code, reason) => {
				closed = { code, reason };
			},
		},
	);
	const send = (frame: unknown): void => session.receive(typeof frame === 'string' ? frame : JSON.stringify(frame));
	let requests = 0;
	return {
		frames,
		texts,
		send,
		subscribe: (topic, more = {}) => {
			requests += 1;
			send({ id: `q${requests}`, type: 'subscribe', topic, response: true, ...more });
		},
		close: () => closed,
	};
}

export function takeToken(exchange: Exchange): string {
	const reply = exchange.rest.handle({ method: 'POST', target: '/api/v1/bullet-public', headers: {}, body: '' });
	return JSON.parse(reply.body).data.token as string;
}

/** A public GET, as parsed JSON. */
// biome-ignore lint/suspicious/noExplicitAny: replies are looked into field by field
export function get(exchange: Exchange, target: string): any {
	return JSON.parse(exchange.rest.handle({ method: 'GET', target, headers: {}, body: '' }).body);
}
