import { createHmac } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { waitUntil } from '../helpers/wait-until.js';
import { findClosedPort, type Kcmon, type Line, startKcmon } from '../helpers/with-simulator.js';

/*
 * Every adapter through the program that a user starts, in one run of it: what is sent to `kcmon stream`, what it
 * answers, and the lines it prints. The tests share the run and go in order; each has sources of its own, because rates
 * are counted by source.
 */

const key = Buffer.from('canary-key-of-the-webhook-0123456');
const newSecret = `whsec_${key.toString('base64')}`;
const oldSecret = `whsec_${Buffer.from('canary-key-that-is-going-away-01').toString('base64')}`;
const bodySecret = 'canary-secret-in-a-body';
const token = 'canary-token-of-a-server';
const longText = 'x'.repeat(21_000);
const clearScreen = '\u001b[2J\u001b]0;owned\u0007\u202e';

let place: string;
let dataDir: string;
let port: number;
let kcmon: Kcmon;
let wsServer: WebSocketServer;
let sseServer: ReturnType<typeof createHttpServer>;
const sockets: { readonly socket: WebSocket; readonly request: IncomingMessage }[] = [];
const streams: { readonly reply: ServerResponse; readonly request: IncomingMessage }[] = [];

const eventOf = (change: object = {}): object => ({
	timestamp: Date.now() - 100,
	symbol: 'BTC-USDT',
	signal_type: 'long_breakout',
	confidence: 0.7,
	...change,
});
const lineOf = (change: object = {}): string => `${JSON.stringify(eventOf(change))}\n`;

function sign(body: string, { id = 'msg_1', seconds = Math.floor(Date.now() / 1000), secretKey = key } = {}) {
	const mac = createHmac('sha256', secretKey).update(`${id}.${seconds}.${body}`).digest('base64');
	return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${mac}` };
}

type Answer = { readonly status: number; readonly text: string };

function post(
	path: string,
	body: string | Buffer,
	headers: Record<string, string> = {},
	method = 'POST',
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const all = { 'content-type': 'application/json', ...headers };
		const outgoing = request({ host: '127.0.0.1', port, path, method, agent: false, headers: all }, reply => {
			let text = '';
			reply.setEncoding('utf8').on('data', (part: string) => {
				text += part;
			});
			reply.on('end', () => resolve({ status: reply.statusCode!, text }));
		});
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

const linesOf = (source: string): readonly Line[] => kcmon.lines().filter(line => line.source === source);
const isNew = (line: Line): boolean => line.state !== 'quarantined' && line.duplicate_of === undefined;
/** What a person counts. */
const countedOf = (source: string): readonly unknown[] =>
	linesOf(source)
		.filter(isNew)
		.map(line => line.id);
const linesWithin = (source: string, count: number): Promise<unknown> =>
	waitUntil(() => linesOf(source).length >= count, {
		withinMs: 20_000,
		describe: () => `${linesOf(source).length} of ${count} lines of ${source}; ${kcmon.stderr().slice(-800)}`,
	});

function start(): Kcmon {
	const { port: wsPort } = wsServer.address() as AddressInfo;
	const { port: ssePort } = sseServer.address() as AddressInfo;
	const sources = [
		'stdin?source=pipe',
		`file:${join(place, 'signals.ndjson')}?source=file&from=start`,
		`webhook:${port}?source=open`,
		`ws://127.0.0.1:${wsPort}/feed?source=socket`,
		`ws://127.0.0.1:${wsPort}/flood?source=loud`,
		`sse+http://127.0.0.1:${ssePort}/events?source=stream`,
	];
	return startKcmon(
		['stream', 'BTC-USDT', '--demo', '--channels', 'signals', ...sources.flatMap(source => ['--signals', source])],
		{ stdin: 'pipe', env: { KCMON_DATA_DIR: dataDir } },
	);
}

beforeAll(async () => {
	place = mkdtempSync(join(tmpdir(), 'kcmon-signals-'));
	dataDir = join(place, 'data');
	port = await findClosedPort();
	mkdirSync(dataDir, { mode: 0o700 });
	writeFileSync(join(place, 'signals.ndjson'), '', { mode: 0o600 });
	writeFileSync(
		join(dataDir, 'credentials.json'),
		JSON.stringify({
			webhook_secrets: { desk: [newSecret, oldSecret], tv: [bodySecret], socket: [token], stream: [token] },
		}),
		{ mode: 0o600 },
	);
	writeFileSync(
		join(dataDir, 'settings.json'),
		JSON.stringify({
			signals: {
				providers: {
					tv: { map: 'tradingview', bodySecretField: 'secret' },
					socket: { subscribe: '{"op":"subscribe"}' },
				},
			},
		}),
		{ mode: 0o600 },
	);
	wsServer = new WebSocketServer({ port: 0, host: '127.0.0.1' });
	wsServer.on('connection', (socket, upgrade) => sockets.push({ socket, request: upgrade }));
	sseServer = createHttpServer((incoming, reply) => {
		reply.writeHead(200, { 'content-type': 'text/event-stream' });
		reply.write(': hello\n\n');
		streams.push({ reply, request: incoming });
	});
	await new Promise<void>(resolve => sseServer.listen(0, '127.0.0.1', resolve));
	kcmon = start();
	await waitUntil(
		() => kcmon.stderr().includes('signals by webhook at') && streams.length === 1 && sockets.length === 2,
		{
			withinMs: 30_000,
			describe: () => kcmon.stderr(),
		},
	);
}, 60_000);

afterAll(async () => {
	await kcmon?.stop();
	wsServer?.close();
	for (const { socket } of sockets) {
		socket.terminate();
	}

	sseServer?.closeAllConnections();
	sseServer?.close();
	rmSync(place, { recursive: true, force: true });
});

const json = (change: object = {}): string => JSON.stringify(eventOf(change));
const once = json({ id: 'once' });
const seconds = (change: number): number => Math.floor(Date.now() / 1000) + change;

type Case = readonly [
	name: string,
	path: string,
	body: () => string | Buffer,
	headers: (body: string) => Record<string, string>,
	answer: Partial<Answer>,
	/** The line that it makes, where it makes one. */
	line: object | undefined,
];

const unsigned = (): Record<string, string> => ({});
const signed = (body: string): Record<string, string> => sign(body, { id: 'msg_good' });

const cases: readonly Case[] = [
	['good', 'open', () => once, unsigned, { status: 202, text: '' }, { id: 'once', verified: 'none' }],
	['a duplicate', 'open', () => once, unsigned, { status: 200, text: '' }, { duplicate_of: 'once' }],
	['signed', 'desk', () => json({ id: 's1' }), signed, { status: 202 }, { verified: 'hmac' }],
	[
		'signed with the secret on its way out, among signatures of others',
		'desk',
		() => json({ id: 's2' }),
		body => {
			const secretKey = Buffer.from(oldSecret.slice(6), 'base64');
			const headers = sign(body, { id: 'msg_old', secretKey });
			return { ...headers, 'webhook-signature': `v1,AAAA v1a,xyz ${headers['webhook-signature']}` };
		},
		{ status: 202 },
		{ id: 's2', verified: 'hmac' },
	],
	[
		'signed as X-…-Signature: sha256=',
		'desk',
		() => json({ id: 's3' }),
		body => ({ 'x-botely-signature': `sha256=${createHmac('sha256', newSecret).update(body).digest('hex')}` }),
		{ status: 202 },
		{ id: 's3', verified: 'hmac' },
	],
	[
		'replayed under its id',
		'desk',
		() => json({ id: 's4' }),
		body => sign(body, { id: 'msg_old' }),
		{ status: 200 },
		undefined,
	],
	['unsigned where there is a secret', 'desk', () => json(), unsigned, { status: 401, text: '' }, undefined],
	[
		'forged',
		'desk',
		() => json(),
		body => sign(body, { secretKey: Buffer.from('another-key-of-another-person-01') }),
		{ status: 401, text: '' },
		undefined,
	],
	['changed on its way', 'desk', () => json(), body => sign(`${body} `), { status: 401 }, undefined],
	[
		'replayed after 301 s',
		'desk',
		() => json(),
		body => sign(body, { id: 'msg_late', seconds: seconds(-301) }),
		{ status: 401 },
		undefined,
	],
	[
		'signed 310 s ahead',
		'desk',
		() => json(),
		body => sign(body, { id: 'msg_early', seconds: seconds(310) }),
		{ status: 401 },
		undefined,
	],
	[
		'a time that is no number',
		'desk',
		() => json(),
		body => ({ ...sign(body), 'webhook-timestamp': '1e9' }),
		{ status: 401 },
		undefined,
	],
	[
		'a secret in the body where it is allowed, in the shape of TradingView',
		'tv',
		() =>
			JSON.stringify({
				ticker: 'BTCUSDT',
				exchange: 'KUCOIN',
				action: 'buy',
				price: '67000.1',
				time: new Date().toISOString(),
				name: 'Long Breakout',
				confidence: 'high',
				stop: '66000',
				target: '68000,69000',
				secret: bodySecret,
			}),
		unsigned,
		{ status: 202 },
		{ source: 'tv', symbol: 'BTC-USDT', side: 'buy', confidence: 0.8, targets: ['68000', '69000'], verified: 'secret' },
	],
	[
		'a wrong secret in the body',
		'tv',
		() => JSON.stringify({ ticker: 'BTCUSDT', action: 'buy', secret: 'guess' }),
		unsigned,
		{ status: 401 },
		undefined,
	],
	['stale', 'open', () => json({ timestamp: Date.now() - 3_600_000, ttl_ms: 1000 }), unsigned, { status: 202 }, {}],
	['from the future', 'open', () => json({ timestamp: Date.now() + 60_000 }), unsigned, { status: 202 }, {}],
	['oversized', 'open', () => json({ reason: longText }), unsigned, { status: 413, text: '' }, undefined],
	[
		'malformed',
		'open',
		() => json({ confidence: 70 }),
		unsigned,
		{ status: 400, text: 'confidence' },
		{ field: 'confidence' },
	],
	['no JSON', 'open', () => '{"timestamp":', unsigned, { status: 400, text: 'body' }, { field: '' }],
	[
		'nested ten thousand deep',
		'other',
		() => `${'['.repeat(9_900)}${']'.repeat(9_900)}`,
		unsigned,
		{ status: 400, text: 'body' },
		{ state: 'quarantined' },
	],
	['no UTF-8', 'open', () => Buffer.from([0x7b, 0xff, 0x7d]), unsigned, { status: 400, text: 'body' }, { field: '' }],
	[
		'escape-laden',
		'open',
		() => json({ reason: `a${clearScreen}b`, id: 'e1' }),
		unsigned,
		{ status: 202 },
		{ id: 'e1', reason: expect.stringContaining('␛') },
	],
	[
		'a command',
		'open',
		() => json({ reason: '$(touch pwned); `touch pwned`', id: '"; touch pwned #' }),
		unsigned,
		{ status: 202 },
		{ id: '"; touch pwned #' },
	],
	[
		'an unknown symbol',
		'other',
		() => json({ symbol: 'NOPE-USDT' }),
		unsigned,
		{ status: 202 },
		{ state: 'quarantined', field: 'symbol' },
	],
	[
		'partly bad',
		'other',
		() => `[${json({ id: 'l1' })},${json({ side: 'hold' })}]`,
		unsigned,
		{ status: 400, text: '[1].side' },
		{ id: 'l1' },
	],
	['plain text', 'open', () => json(), () => ({ 'content-type': 'text/plain' }), { status: 415 }, undefined],
	['compressed', 'open', () => json(), () => ({ 'content-encoding': 'gzip' }), { status: 415 }, undefined],
	[
		'with its character set',
		'other',
		() => json({ id: 'c1' }),
		() => ({ 'content-type': 'application/json; charset=UTF-8' }),
		{ status: 202 },
		{ id: 'c1' },
	],
	['from a page', 'open', () => json(), () => ({ origin: 'https://evil.example' }), { status: 403 }, undefined],
	['to another host', 'open', () => json(), () => ({ host: `evil.example:${port}` }), { status: 403 }, undefined],
	['to the program itself', 'kcmon', () => json(), unsigned, { status: 404 }, undefined],
];

test('a webhook answers every post as the interface says, and prints what it took', async () => {
	for (const [name, source, body, headers, answer, line] of cases) {
		const bytes = body();
		const before = kcmon.lines().length;
		const got = await post(`/signals/${source}`, bytes, headers(bytes.toString()));

		expect({ name, ...got }).toMatchObject({ name, ...answer });
		if (line === undefined) {
			continue;
		}

		await waitUntil(() => kcmon.lines().length > before, { describe: () => `no line for ${name}` });
		const printed = kcmon.lines().slice(before);
		expect({ name, printed }).toMatchObject({
			name,
			printed: expect.arrayContaining([expect.objectContaining({ type: 'signal', ...line })]),
		});
	}

	expect((await post('/signals/open', '', {}, 'GET')).status).toBe(405);
	expect(countedOf('desk')).toEqual(['s1', 's2', 's3']);
});

test('a webhook cuts a slow sender, and others do not wait for it', async () => {
	const slow = connect({ host: '127.0.0.1', port });
	let heard = '';
	const ended = new Promise<number>(resolve => {
		slow.on('data', part => {
			heard += part.toString('latin1');
		});
		slow.on('close', () => resolve(performance.now()));
		slow.on('error', () => undefined);
	});
	const from = performance.now();
	slow.write(
		`POST /signals/open HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
	);

	expect((await post('/signals/quick', json())).status).toBe(202);
	expect((await ended) - from).toBeLessThan(15_000);
	expect(heard).toMatch(/^HTTP\/1\.1 408 /);
});

test('a flooding sender gets 429 beyond its burst, and takes nothing from the others', async () => {
	const answers = await Promise.all(
		Array.from({ length: 15 }, (_, lane) =>
			(async () => {
				const statuses: number[] = [];
				for (let index = 0; index < 10; index += 1) {
					statuses.push((await post('/signals/flood', json({ id: `f${lane}-${index}` }))).status);
				}

				return statuses;
			})(),
		),
	);
	const statuses = answers.flat();
	const taken = statuses.filter(status => status === 202).length;

	expect(new Set(statuses)).toEqual(new Set([202, 429]));
	expect(taken).toBeGreaterThanOrEqual(20);
	await linesWithin('flood', taken);
	expect(countedOf('flood')).toHaveLength(taken);
	expect((await post('/signals/calm', json())).status).toBe(202);
});

/** What each adapter without an answer is sent: its pieces, and what must be printed of it in order. */
const pieces = (source: string): readonly string[] => [
	lineOf({ id: `${source}-1` }),
	lineOf({ id: `${source}-1` }),
	lineOf({ id: `${source}-old`, timestamp: Date.now() - 3_600_000, ttl_ms: 1000 }),
	lineOf({ id: `${source}-soon`, timestamp: Date.now() + 60_000 }),
	lineOf({ id: `${source}-esc`, reason: `a${clearScreen}$(touch pwned)` }),
	lineOf({ confidence: '0.7' }),
	lineOf({ reason: longText }),
	'not json\n',
	`{"timestamp":${'['.repeat(9_000)}${']'.repeat(9_000)}}\n`,
	lineOf({ symbol: 'NOPE-USDT' }),
	lineOf({ id: `${source}-2` }),
];

const expectedOf = (source: string): readonly unknown[] => [
	`${source}-1`,
	`= ${source}-1`,
	`${source}-old`,
	`${source}-soon`,
	`${source}-esc`,
	'! confidence',
	'! ',
	'! ',
	'! timestamp',
	'! symbol',
	`${source}-2`,
];

const printedOf = (source: string): readonly string[] =>
	linesOf(source).map(line => {
		if (line.state === 'quarantined') {
			return `! ${line.field}`;
		}

		return line.duplicate_of === undefined ? String(line.id) : `= ${line.duplicate_of}`;
	});

/** How bytes get to each of them, a line at a time and in pieces. */
const senders: Readonly<Record<string, (line: string) => Promise<void>>> = {
	pipe: async line => {
		const half = Math.floor(line.length / 2);
		kcmon.child.stdin!.write(line.slice(0, half));
		await new Promise(resolve => setTimeout(resolve, 5));
		kcmon.child.stdin!.write(line.slice(half));
	},
	file: async line => {
		const half = Math.floor(line.length / 2);
		appendFileSync(join(place, 'signals.ndjson'), line.slice(0, half));
		await new Promise(resolve => setTimeout(resolve, 5));
		appendFileSync(join(place, 'signals.ndjson'), line.slice(half));
	},
	socket: async line => {
		sockets.find(({ request: { url } }) => url === '/feed')!.socket.send(line.trimEnd());
	},
	stream: async line => {
		const data = `id: 7\ndata: ${line.trimEnd()}\n\n`;
		streams.at(-1)!.reply.write(data.slice(0, 9));
		await new Promise(resolve => setTimeout(resolve, 5));
		streams.at(-1)!.reply.write(data.slice(9));
	},
};

test.each(Object.keys(senders))(
	'%s: good, duplicate, stale, future, escape-laden, malformed and oversized',
	async source => {
		for (const line of pieces(source)) {
			await senders[source]!(line);
		}

		await linesWithin(source, expectedOf(source).length);
		expect(printedOf(source)).toEqual(expectedOf(source));
	},
);

test('a pipe and a file that flood are paced, and nothing of them is lost', async () => {
	const many = (source: string): string =>
		Array.from({ length: 1500 }, (_, index) => lineOf({ id: `${source}-many-${index}` })).join('');
	const before = { pipe: countedOf('pipe').length, file: countedOf('file').length };
	kcmon.child.stdin!.write(many('pipe'));
	appendFileSync(join(place, 'signals.ndjson'), many('file'));

	await waitUntil(
		() => countedOf('pipe').length === before.pipe + 1500 && countedOf('file').length === before.file + 1500,
		{ withinMs: 20_000, describe: () => `${countedOf('pipe').length} and ${countedOf('file').length}` },
	);
});

test('a server that floods is muted and says so', async () => {
	const { socket } = sockets.find(({ request: { url } }) => url === '/flood')!;
	for (let index = 0; index < 200; index += 1) {
		socket.send(json({ id: `loud-${index}` }));
	}

	await waitUntil(() => /loud.*muted/.test(kcmon.stderr()));
	await waitUntil(() => linesOf('loud').some(line => /muted for 60 s/.test(String(line.problem))));
	expect(countedOf('loud').length).toBeGreaterThanOrEqual(20);
	expect(countedOf('loud').length).toBeLessThan(60);
});

test('a token goes to the server of its source, with the first frame that is set', async () => {
	const feed = sockets.find(({ request: { url } }) => url === '/feed')!;
	expect(feed.request.headers.authorization).toBe(`Bearer ${token}`);
	expect(streams[0]!.request.headers.authorization).toBe(`Bearer ${token}`);
	expect(sockets.find(({ request: { url } }) => url === '/flood')!.request.headers.authorization).toBeUndefined();
	expect(linesOf('socket').filter(isNew)[0]).toMatchObject({ verified: 'secret' });
});

test('killed in the middle of retries and started again, it counts nothing twice', async () => {
	const body = json({ id: 'last' });
	const headers = sign(body, { id: 'msg_last' });
	const first = await post('/signals/desk', body, headers);
	// The answer is as good as lost: the program is gone before it could do anything more.
	kcmon.child.kill('SIGKILL');
	await kcmon.exit;
	const before = kcmon;
	const countedBefore = before.lines().filter(isNew).length;
	sockets.length = 0;
	streams.length = 0;
	kcmon = start();
	await waitUntil(
		() => kcmon.stderr().includes('signals by webhook at') && streams.length === 1 && sockets.length === 2,
		{
			withinMs: 30_000,
		},
	);

	expect(first.status).toBe(202);
	expect((await post('/signals/desk', body, headers)).status).toBe(200);
	expect((await post('/signals/desk', body, sign(body, { id: 'msg_another' }))).status).toBe(200);
	for (const source of ['pipe', 'socket', 'stream']) {
		await senders[source]!(pieces(source)[0]!);
		await linesWithin(source, 1);
	}

	// The file is read again from its start.
	const fileLines = readFileSync(join(place, 'signals.ndjson'), 'utf8').split('\n').length - 1;
	await linesWithin('file', fileLines);
	expect(kcmon.lines().filter(isNew)).toEqual([]);
	expect(countedBefore).toBeGreaterThan(3000);
});

test('nothing was executed, and no secret was printed or logged', () => {
	const log = readFileSync(join(dataDir, 'kcmon.log'), 'utf8');

	expect(existsSync('pwned')).toBe(false);
	for (const text of [kcmon.stdout(), kcmon.stderr(), log]) {
		expect(text).not.toMatch(/canary|whsec_/);
		expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
	}
});
