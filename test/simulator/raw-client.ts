import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import { waitUntil } from '../helpers/wait-until.js';

/** A client that speaks the venue's language by hand, so that no code of ours reads what our code wrote. */
export type Reply = {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	// biome-ignore lint/suspicious/noExplicitAny: replies are looked into field by field
	readonly json: any;
};

type Keys = { readonly key: string; readonly secret: string; readonly passphrase: string };

const digest = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('base64');

export async function send(
	url: string,
	method: string,
	target: string,
	options: { readonly body?: unknown; readonly keys?: Keys; readonly headers?: Record<string, string> } = {},
): Promise<Reply> {
	const body = options.body === undefined ? '' : JSON.stringify(options.body);
	const headers: Record<string, string> = { 'content-type': 'application/json', ...options.headers };
	if (options.keys !== undefined) {
		const { key, secret, passphrase } = options.keys;
		const timestamp = headers['kc-api-timestamp'] ?? String(Date.now());
		Object.assign(headers, {
			'kc-api-key': key,
			'kc-api-timestamp': timestamp,
			'kc-api-sign': digest(secret, `${timestamp}${method}${target}${body}`),
			'kc-api-passphrase': digest(secret, passphrase),
			'kc-api-key-version': '3',
			...options.headers,
		});
	}

	const reply = await fetch(url + target, { method, headers, ...(body === '' ? {} : { body }) });
	const text = await reply.text();
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		json = undefined;
	}

	return { status: reply.status, headers: reply.headers, text, json };
}

export type Frame = {
	readonly type?: string;
	readonly topic?: string;
	readonly id?: string;
	// biome-ignore lint/suspicious/noExplicitAny: frames are looked into field by field
	readonly [field: string]: any;
};

export type RawSocket = {
	readonly frames: Frame[];
	readonly texts: string[];
	readonly binaries: number[];
	readonly send: (frame: unknown) => void;
	readonly subscribe: (topic: string, options?: { readonly private?: boolean; readonly id?: string }) => Promise<Frame>;
	readonly next: (matches: (frame: Frame) => boolean, withinMs?: number) => Promise<Frame>;
	readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
	readonly isOpen: () => boolean;
	readonly close: () => void;
};

export async function fetchToken(
	url: string,
	keys?: Keys,
): Promise<{ readonly token: string; readonly endpoint: string }> {
	const path = keys === undefined ? '/api/v1/bullet-public' : '/api/v1/bullet-private';
	const { json } = await send(url, 'POST', path, keys === undefined ? {} : { keys });
	return { token: json.data.token, endpoint: json.data.instanceServers[0].endpoint };
}

/** Opens a socket with a token and resolves when the connection is up; frames are kept from the first on. */
export async function openSocket(
	lease: { readonly token: string; readonly endpoint: string },
	connectId = 'test-1',
): Promise<RawSocket> {
	const socket = new WebSocket(`${lease.endpoint}?token=${encodeURIComponent(lease.token)}&connectId=${connectId}`, {
		perMessageDeflate: false,
	});
	const frames: Frame[] = [];
	const texts: string[] = [];
	const binaries: number[] = [];
	socket.on('message', (data, isBinary) => {
		if (isBinary) {
			binaries.push((data as Buffer).length);
			return;
		}

		const text = String(data);
		texts.push(text);
		try {
			frames.push(JSON.parse(text) as Frame);
		} catch {
			frames.push({ type: 'unreadable' });
		}
	});
	const closed = new Promise<{ code: number; reason: string }>(done => {
		socket.on('close', (code, reason) => done({ code, reason: String(reason) }));
	});
	await new Promise<void>((done, failed) => {
		socket.once('open', () => done());
		socket.once('error', failed);
	});
	socket.on('error', () => {});
	const next: RawSocket['next'] = (matches, withinMs = 5000) =>
		waitUntil(() => frames.find(matches), {
			withinMs,
			describe: () => `no such frame among ${frames.length}: ${texts.slice(-3).join(' | ').slice(0, 600)}`,
		});
	let requests = 0;
	return {
		frames,
		texts,
		binaries,
		next,
		send: frame => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
		subscribe: (topic, options = {}) => {
			requests += 1;
			const id = options.id ?? `sub-${requests}`;
			socket.send(
				JSON.stringify({ id, type: 'subscribe', topic, privateChannel: options.private === true, response: true }),
			);
			return next(frame => frame.id === id && (frame.type === 'ack' || frame.type === 'error'));
		},
		closed,
		isOpen: () => socket.readyState === WebSocket.OPEN,
		close: () => socket.terminate(),
	};
}

export async function connect(url: string, keys?: Keys): Promise<RawSocket> {
	const socket = await openSocket(await fetchToken(url, keys));
	await socket.next(frame => frame.type === 'welcome');
	return socket;
}
