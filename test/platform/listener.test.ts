import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { InboundAnswer, InboundPost } from '../../source/lib/seams.js';
import { openListener } from '../../source/platform/listener.js';
import { waitUntil } from '../helpers/wait-until.js';

const cleanups: (() => void)[] = [];
afterEach(() => {
	for (const cleanup of cleanups.splice(0)) {
		cleanup();
	}
});

async function listen(answer: (post: InboundPost) => InboundAnswer = () => ({ status: 202 })) {
	const posts: InboundPost[] = [];
	const failures: string[] = [];
	let port: number | undefined;
	const close = openListener(
		{ host: '127.0.0.1', port: 0 },
		{
			onPost: post => {
				posts.push(post);
				return answer(post);
			},
			onListening: value => {
				port = value;
			},
			onFailure: failure => failures.push(failure.text),
		},
	);
	cleanups.push(close);
	await waitUntil(() => port);
	return { port: port!, posts, failures, close };
}

type Reply = { readonly status: number; readonly body: string; readonly headers: NodeJS.Dict<string | string[]> };

function send(
	port: number,
	change: { method?: string; headers?: Record<string, string>; body?: string | Buffer; path?: string } = {},
): Promise<Reply> {
	const { method = 'POST', headers = {}, body = '{}', path = '/signals/desk' } = change;
	return new Promise((resolve, reject) => {
		const outgoing = request(
			{
				port,
				host: '127.0.0.1',
				method,
				path,
				agent: false,
				headers: { 'content-type': 'application/json', ...headers },
			},
			reply => {
				const parts: Buffer[] = [];
				reply.on('data', (part: Buffer) => parts.push(part));
				reply.on('end', () =>
					resolve({ status: reply.statusCode!, body: Buffer.concat(parts).toString(), headers: reply.headers }),
				);
			},
		);
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

/** A connection that writes what it is told and keeps what comes back. */
function dial(port: number) {
	const socket: Socket = connect(port, '127.0.0.1');
	let received = '';
	let closed = false;
	socket.on('data', bytes => {
		received += bytes.toString('latin1');
	});
	socket.on('error', () => undefined);
	socket.on('close', () => {
		closed = true;
	});
	cleanups.push(() => socket.destroy());
	return { socket, received: () => received, isClosed: () => closed };
}

test('hands on the very bytes of a post and answers as told', async () => {
	const { port, posts } = await listen(() => ({ status: 400, text: 'symbol' }));
	const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);

	const reply = await send(port, { body, path: '/signals/desk?x=1', headers: { 'X-Desk': 'y' } });

	expect(reply).toMatchObject({ status: 400, body: 'symbol' });
	expect(Buffer.from(posts[0]!.body)).toEqual(body);
	expect(posts[0]).toMatchObject({ target: '/signals/desk?x=1', headers: { 'x-desk': 'y' } });
});

test.each<[string, Parameters<typeof send>[1], number]>([
	['another method', { method: 'GET', body: '' }, 405],
	['a preflight of a page', { method: 'OPTIONS', body: '', headers: { origin: 'https://evil.example' } }, 403],
	['any origin, its own too', { headers: { origin: 'http://127.0.0.1' } }, 403],
	['the null origin', { headers: { origin: 'null' } }, 403],
	['a name that was bound to this address', { headers: { host: 'evil.example' } }, 403],
	['a name with the right port', { headers: { host: 'localhost.evil.example:80' } }, 403],
	['another port', { headers: { host: '127.0.0.1:1' } }, 403],
	['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
	['plain text, as a page may send it', { headers: { 'content-type': 'text/plain' } }, 415],
	['a type that begins like JSON', { headers: { 'content-type': 'application/json5' } }, 415],
	['another character set', { headers: { 'content-type': 'application/json; charset=utf-16' } }, 415],
	['a compressed body', { headers: { 'content-encoding': 'gzip' } }, 415],
	['a body above 20 KiB', { body: Buffer.alloc(20 * 1024 + 1, 0x20) }, 413],
	[
		'a large body of unknown length',
		{ body: Buffer.alloc(100_000, 0x20), headers: { 'transfer-encoding': 'chunked' } },
		413,
	],
	['a head above 8 KiB', { headers: { 'x-padding': 'a'.repeat(9000) } }, 431],
])('refuses %s with an empty answer', async (_name, change, status) => {
	const { port, posts } = await listen();

	const reply = await send(port, change);

	expect(reply.status).toBe(status);
	expect(reply.body).toBe('');
	expect(reply.headers.connection).toBe('close');
	expect(posts).toEqual([]);
});

test.each([
	['no port', 'localhost'],
	['any loopback address', '127.5.5.5'],
	['the other family', '[::1]'],
])('knows its own names: %s', async (_name, host) => {
	const { port } = await listen();

	expect((await send(port, { headers: { host } })).status).toBe(202);
	expect((await send(port, { headers: { host: `${host}:${port}` } })).status).toBe(202);
});

test('takes a body of exactly 20 KiB, and a type with its character set', async () => {
	const { port, posts } = await listen();

	const reply = await send(port, {
		body: Buffer.alloc(20 * 1024, 0x20),
		headers: { 'content-type': 'application/json; charset=UTF-8' },
	});

	expect(reply.status).toBe(202);
	expect(posts[0]!.body).toHaveLength(20 * 1024);
});

test('does not invite a body that it will refuse', async () => {
	const { port } = await listen();
	const { socket, received } = dial(port);

	socket.write(
		`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999\r\nExpect: 100-continue\r\n\r\n`,
	);
	await waitUntil(() => received().includes('\r\n\r\n'));

	expect(received()).toMatch(/^HTTP\/1\.1 413 /);
});

test('cuts one that never ends its head within 7 s', async () => {
	const { port, posts } = await listen();
	const { socket, isClosed } = dial(port);
	socket.write('POST / HTTP/1.1\r\nHost: localhost\r\n');
	const drip = setInterval(() => socket.write('X-A: b\r\n'), 500);
	cleanups.push(() => clearInterval(drip));

	// Cut after 6 s at most; the rest is patience with a busy machine.
	await waitUntil(isClosed, { withinMs: 9_000 });

	expect(posts).toEqual([]);
});

test('cuts one that never ends its body within 7 s', async () => {
	const { port, posts } = await listen();
	const { socket, isClosed, received } = dial(port);
	socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n');
	const drip = setInterval(() => socket.write(' '), 200);
	cleanups.push(() => clearInterval(drip));

	// Cut after 6 s at most; the rest is patience with a busy machine.
	await waitUntil(isClosed, { withinMs: 9_000 });

	expect(received()).toMatch(/^HTTP\/1\.1 408 /);
	expect(posts).toEqual([]);
});

test('holds twenty connections, and has room again when they are gone', async () => {
	const { port } = await listen();
	const held = Array.from({ length: 20 }, () => dial(port));
	await Promise.all(held.map(({ socket }) => waitUntil(() => !socket.connecting)));

	const extra = dial(port);
	await waitUntil(extra.isClosed);
	expect(held.some(({ isClosed }) => isClosed())).toBe(false);
	for (const { socket } of held) {
		socket.destroy();
	}

	await waitUntil(() => held.every(({ isClosed }) => isClosed()));
	await expect
		.poll(() =>
			send(port).then(
				({ status }) => status,
				() => 0,
			),
		)
		.toBe(202);
});

test('keeps going when whoever decides fails, and tells nothing of it', async () => {
	const { port } = await listen(() => {
		throw new Error('a secret');
	});

	expect(await send(port)).toMatchObject({ status: 500, body: '' });
	expect(await send(port)).toMatchObject({ status: 500, body: '' });
});

test('survives bytes that are no HTTP', async () => {
	const { port, posts } = await listen();
	for (const text of ['\x16\x03\x01\x02\x00', 'GET\r\n\r\n', '\r\n\r\n\x00', 'POST / HTTP/9.9\r\n\r\n']) {
		const { socket, isClosed } = dial(port);
		socket.end(text, 'latin1');
		await waitUntil(isClosed);
	}

	expect((await send(port)).status).toBe(202);
	expect(posts).toHaveLength(1);
});

test('says why it cannot listen, and lets the port go when it is closed', async () => {
	const { port, close } = await listen();
	const failures: string[] = [];
	const never = openListener(
		{ host: '127.0.0.1', port },
		{ onPost: () => ({ status: 202 }), onListening: () => undefined, onFailure: ({ text }) => failures.push(text) },
	);
	await waitUntil(() => failures.length > 0);
	expect(failures).toEqual(['EADDRINUSE']);
	never();

	close();

	await expect(send(port)).rejects.toThrow('ECONNREFUSED');
});
