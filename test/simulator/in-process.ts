import { createHmac } from 'node:crypto';
import { createExchange, demoCredentials, type Exchange } from '../../source/simulator/exchange.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';
import type { Frame } from './raw-client.js';

/** An exchange without sockets, in time that moves only when told. `skip` lets time pass without anything happening. */
export function createQuietWorld(
	options: { readonly seed?: number; readonly symbols?: number; readonly wall?: number } = {},
): {
	readonly clock: VirtualClock;
	readonly exchange: Exchange;
	readonly skip: (ms: number) => void;
} {
	const clock = createVirtualClock(options.wall === undefined ? {} : { wall: options.wall });
	let skipped = 0;
	const exchange = createExchange(
		{ clock: { ...clock, monoNow: () => clock.monoNow() + skipped } },
		{ seed: options.seed ?? 1, symbols: options.symbols ?? 8, endpoint: () => 'ws://127.0.0.1:2/', cutLinks: () => {} },
	);
	return {
		clock,
		exchange,
		skip: ms => {
			skipped += ms;
		},
	};
}

export type QuietSocket = {
	readonly frames: Frame[];
	readonly texts: string[];
	readonly send: (frame: unknown) => void;
	readonly subscribe: (topic: string, more?: Record<string, unknown>) => void;
	/** How the exchange ended it, if it did. */
	readonly close: () => { readonly code: number; readonly reason: string } | undefined;
	/** The client goes. */
	readonly leave: () => void;
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
		leave: session.closed,
	};
}

export function takeToken(exchange: Exchange): string {
	const reply = exchange.rest.handle({ method: 'POST', target: '/api/v1/bullet-public', headers: {}, body: '' });
	return JSON.parse(reply.body).data.token as string;
}

/** A request signed with the demo key, as parsed JSON. */
export function signed(
	{ clock, exchange }: Pick<ReturnType<typeof createQuietWorld>, 'clock' | 'exchange'>,
	method: string,
	target: string,
	body = '',
	// biome-ignore lint/suspicious/noExplicitAny: replies are looked into field by field
): any {
	const { key, secret, passphrase } = demoCredentials;
	const timestamp = String(clock.wallNow());
	const digest = (text: string) => createHmac('sha256', secret).update(text).digest('base64');
	const headers = {
		'content-type': 'application/json',
		'kc-api-key': key,
		'kc-api-timestamp': timestamp,
		'kc-api-sign': digest(`${timestamp}${method}${target}${body}`),
		'kc-api-passphrase': digest(passphrase),
		'kc-api-key-version': '3',
	};
	return JSON.parse(exchange.rest.handle({ method, target, headers, body }).body);
}

/** A public GET, as parsed JSON. */
// biome-ignore lint/suspicious/noExplicitAny: replies are looked into field by field
export function get(exchange: Exchange, target: string): any {
	return JSON.parse(exchange.rest.handle({ method: 'GET', target, headers: {}, body: '' }).body);
}
