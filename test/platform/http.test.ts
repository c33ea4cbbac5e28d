import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { NetError } from '../../source/lib/errors.js';
import type { HttpRequest } from '../../source/lib/seams.js';
import { createNet } from '../../source/platform/net.js';
import { waitUntil } from '../helpers/wait-until.js';
import { createSelfSigned } from './self-signed.js';

const net = createNet();
const cleanups: (() => void)[] = [];

afterEach(() => {
	for (const cleanup of cleanups.splice(0)) {
		cleanup();
	}
});

function listen(server: Server): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', socket => sockets.add(socket));
	cleanups.push(() => {
		server.close();
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	return new Promise(resolve => {
		server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
	});
}

const serve = async (listener: RequestListener) => `http://127.0.0.1:${await listen(createServer(listener))}`;

async function textOf(message: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of message) {
		text += String(chunk);
	}

	return text;
}

const get = (url: string, change: Partial<HttpRequest> = {}) =>
	net.request({ method: 'GET', url, timeoutMs: 5000, ...change });

async function failureOf(request: Promise<unknown>): Promise<NetError> {
	const error = await request.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(NetError);
	return error as NetError;
}

test('sends a GET with a JSON content type, no body, and its own headers', async () => {
	let seen: { headers: IncomingMessage['headers']; body: string; url: string | undefined } | undefined;
	const url = await serve(async (request, response) => {
		seen = { headers: request.headers, body: await textOf(request), url: request.url };
		response.writeHead(200, { 'X-In-Time': '5', 'gw-ratelimit-reset': '1178' }).end('{"code":"200000"}');
	});

	const reply = await get(`${url}/api/v1/timestamp?a=1`, { headers: { 'X-SITE-TYPE': 'australia' } });

	expect(reply).toMatchObject({ status: 200, body: '{"code":"200000"}' });
	expect(reply.headers).toMatchObject({ 'x-in-time': '5', 'gw-ratelimit-reset': '1178' });
	expect(seen!.url).toBe('/api/v1/timestamp?a=1');
	expect(seen!.headers).toMatchObject({ 'content-type': 'application/json', 'x-site-type': 'australia' });
	expect(seen!.headers['user-agent']).toMatch(/^kcmon\//);
	expect(seen!.headers['accept-encoding']).toContain('gzip');
	expect(seen!.headers['content-length']).toBeUndefined();
	expect(seen!.body).toBe('');
});

test('sends the exact bytes of a POST body', async () => {
	const bodies: string[] = [];
	const url = await serve(async (request, response) => {
		bodies.push(await textOf(request));
		response.end('{}');
	});
	const body = '{"size":"0.10", "note":"é"}';

	await net.request({ method: 'POST', url, body, timeoutMs: 5000 });
	await net.request({ method: 'POST', url, timeoutMs: 5000 });

	expect(bodies).toEqual([body, '']);
});

test('refuses to send a body with a GET or DELETE', async () => {
	await expect(get('http://127.0.0.1:1/', { body: '{}' })).rejects.toThrow('carries no body');
	await expect(get('http://127.0.0.1:1/', { method: 'DELETE', body: '{}' })).rejects.toThrow('carries no body');
});

test.each([301, 307, 400, 401, 404, 429, 500, 503])(
	'gives a reply with status %i back, after one attempt',
	async status => {
		let requests = 0;
		const url = await serve((_request, response) => {
			requests++;
			response.writeHead(status, { location: '/elsewhere' }).end('<html>');
		});

		const reply = await get(url);

		expect(reply).toMatchObject({ status, body: '<html>' });
		expect(requests).toBe(1);
	},
);

test('unpacks gzip', async () => {
	const url = await serve((_request, response) => {
		response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"price":"€"}'));
	});

	expect((await get(url)).body).toBe('{"price":"€"}');
});

test('uses a connection again', async () => {
	const ports = new Set<number | undefined>();
	const url = await serve((request, response) => {
		ports.add(request.socket.remotePort);
		response.end('{}');
	});

	await get(url);
	await get(url);
	await get(url);

	expect(ports.size).toBe(1);
});

test('a cancel never waits for a connection behind reads that get no answer, nor behind other cancels', async () => {
	const seen: string[] = [];
	const url = await serve(request => {
		seen.push(request.method ?? '');
	});
	const asked = [
		...Array.from({ length: 60 }, () => get(url, { timeoutMs: 30_000 })),
		...Array.from({ length: 60 }, () => get(url, { method: 'DELETE', timeoutMs: 30_000 })),
	].map(request => request.catch(() => {}));

	// No request is ever answered: all of them are there only if each has a connection of its own.
	await waitUntil(() => seen.length === 120, { withinMs: 20_000, describe: () => `${seen.length} have arrived` });
	expect(seen.filter(method => method === 'DELETE')).toHaveLength(60);
	for (const cleanup of cleanups.splice(0)) {
		cleanup();
	}

	await Promise.all(asked);
});

test('cuts a reply that is too large, also one that is small while packed', async () => {
	const url = await serve((request, response) => {
		if (request.url === '/packed') {
			response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(8_000_000)));
		} else {
			response.end(Buffer.alloc(200_000));
		}
	});

	for (const path of ['/plain', '/packed']) {
		const error = await failureOf(get(`${url}${path}`, { maxBodyBytes: 100_000 }));
		expect(error.failure).toEqual({ kind: 'protocol', text: 'reply too large', sent: true });
	}

	expect((await get(`${url}/plain`, { maxBodyBytes: 200_000 })).body).toHaveLength(200_000);
});

test('says refused and not sent where nobody listens', async () => {
	const server = createTcpServer();
	const port = await listen(server);
	server.close();

	const error = await failureOf(get(`http://127.0.0.1:${port}/api?token=hidden`));

	expect(error.failure).toEqual({ kind: 'refused', text: 'refused', sent: false });
	expect(error.code).toBe('ERR_NET_REFUSED');
	expect(error.message).toBe(`GET 127.0.0.1:${port}/api failed: refused`);
});

test('says DNS and not sent for a name that does not exist', async () => {
	const error = await failureOf(get('http://no-such-host.invalid/', { timeoutMs: 15_000 }));

	expect(error.failure).toMatchObject({ kind: 'dns', sent: false });
});

test('says timeout and sent for a server that does not answer', async () => {
	const url = await serve(() => {});

	const error = await failureOf(get(url, { timeoutMs: 200 }));

	expect(error.failure).toEqual({ kind: 'timeout', text: 'timeout', sent: true });
});

test('says timeout and sent for a body that never ends', async () => {
	const url = await serve((_request, response) => {
		response.write('{"code":');
	});

	const error = await failureOf(get(url, { timeoutMs: 200 }));

	expect(error.failure).toMatchObject({ kind: 'timeout', sent: true });
});

test('says timeout and not sent when TLS never comes to an end', async () => {
	const port = await listen(createTcpServer(() => {}));

	const error = await failureOf(
		// Long enough for the TCP connection to stand: before that it is not known that nothing was sent.
		net.request({ method: 'POST', url: `https://127.0.0.1:${port}/`, body: '{}', timeoutMs: 1500 }),
	);

	expect(error.failure).toMatchObject({ kind: 'timeout', sent: false });
});

test('says reset and sent when the connection is cut before the reply', async () => {
	let requests = 0;
	const url = await serve(request => {
		requests++;
		request.socket.resetAndDestroy();
	});

	const error = await failureOf(net.request({ method: 'POST', url, body: '{}', timeoutMs: 5000 }));

	expect(error.failure).toMatchObject({ kind: 'reset', sent: true });
	expect(requests).toBe(1);
});

test('fails when the connection ends in the middle of a body', async () => {
	const url = await serve((_request, response) => {
		response.writeHead(200, { 'content-length': '100' });
		response.write('{"code":"200000"', () => response.socket?.destroy());
	});

	const error = await failureOf(get(url));

	expect(error.failure.sent).toBe(true);
});

test('refuses a certificate that nobody vouches for, before anything is sent', async () => {
	let requests = 0;
	const port = await listen(createTlsServer(createSelfSigned(), () => requests++));

	const error = await failureOf(
		net.request({ method: 'POST', url: `https://localhost:${port}/`, body: '{}', timeoutMs: 5000 }),
	);

	expect(error.failure).toEqual({ kind: 'tls', text: 'TLS cert: DEPTH_ZERO_SELF_SIGNED_CERT', sent: false });
	expect(requests).toBe(0);
});

test('lets nothing of the request out with an error', async () => {
	const url = await serve(request => request.socket.destroy());
	const headers = { 'KC-API-SIGN': 'canary-sign', 'KC-API-PASSPHRASE': 'canary-pass' };

	const error = await failureOf(
		net.request({ method: 'POST', url: `${url}/x?token=canary-token`, headers, body: 'canary-body', timeoutMs: 5000 }),
	);

	const everything = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`;
	expect(everything).not.toContain('canary');
	expect(error.cause).toBeUndefined();
});

test('does not throw for an address that is none', async () => {
	const error = await failureOf(get('nonsense'));

	expect(error.failure).toEqual({ kind: 'other', text: 'bad address', sent: false });
});
