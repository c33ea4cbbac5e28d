import { expect, test } from 'vitest';
import type { NetFailure, SocketEvents } from '../../../source/lib/seams.js';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import { createExchange } from '../../../source/simulator/exchange.js';
import { createVirtualClock } from '../../../source/simulator/virtual/clock.js';
import { createVirtualMachine } from '../../../source/simulator/virtual/machine.js';
import { createVirtualNet, type VirtualNet } from '../../../source/simulator/virtual/net.js';

const origin = 'https://api.kucoin.com';

function createBench() {
	const clock = createVirtualClock();
	const exchange = createExchange(
		{ clock },
		{ seed: 1, symbols: 1, endpoint: () => 'wss://ws-api-spot.kucoin.com/', cutLinks: () => net.cutAll() },
	);
	const net: VirtualNet = createVirtualNet({ clock, random: createSeededRandom(1), exchange });
	const owner = createVirtualMachine(clock).spawn();
	const own = net.open(owner);
	const request = (path: string, timeoutMs = 5000) => {
		const settled: { reply?: string; failure?: NetFailure } = {};
		own.request({ method: path.includes('bullet') ? 'POST' : 'GET', url: origin + path, timeoutMs }).then(
			({ body }) => {
				settled.reply = body;
			},
			(error: { readonly failure: NetFailure }) => {
				settled.failure = error.failure;
			},
		);
		return settled;
	};
	const open = async () => {
		const token = request('/api/v1/bullet-public');
		await clock.advance(200);
		const log: string[] = [];
		const events: SocketEvents = {
			onOpen: () => log.push('open'),
			onText: text => log.push(JSON.parse(text).type),
			onBinary: () => log.push('binary'),
			onClose: ({ failure }) => log.push(`close ${failure?.text ?? ''}`),
		};
		const url = `wss://ws-api-spot.kucoin.com/?token=${JSON.parse(token.reply!).data.token}&connectId=x`;
		const socket = own.connect(url, { connectTimeoutMs: 10_000, maxPayloadBytes: 1e6, compress: false }, events);
		await clock.advance(1000);
		return { log, socket };
	};

	return { clock, exchange, net, owner, own, request, open };
}

test('asks and is answered after a journey each way', async () => {
	const { clock, request } = createBench();
	const settled = request('/api/v1/timestamp');
	await clock.advance(39);
	expect(settled.reply).toBeUndefined();
	await clock.advance(40);

	expect(JSON.parse(settled.reply!)).toMatchObject({ code: '200000' });
});

test('says of each failure whether a byte can have arrived', async () => {
	const { clock, net, request } = createBench();
	net.weather.isDnsDown = true;
	const dns = request('/api/v1/timestamp');
	await clock.advance(100);
	net.weather.isDnsDown = false;
	const cut = request('/api/v1/timestamp');
	await clock.advance(5);
	net.cutAll();
	await clock.advance(100);

	expect(dns.failure).toMatchObject({ kind: 'dns', sent: false });
	expect(cut.failure).toMatchObject({ kind: 'reset', sent: true });
});

test('a socket opens, hears its welcome, and is reset by a cut', async () => {
	const { clock, net, open } = createBench();
	const { log } = await open();
	expect(log).toEqual(['open', 'welcome']);
	expect(net.connections()).toBe(1);

	net.cutAll();
	await clock.advance(100);
	expect(log.at(-1)).toBe('close reset');
	expect(net.connections()).toBe(0);
});

test('in a black hole nothing arrives and nobody learns of it; what was sent comes when it is over, in order', async () => {
	const { clock, net, open } = createBench();
	const { log, socket } = await open();
	net.weather.blackhole = 'both';
	socket.send('{"id":"1","type":"ping"}');
	socket.send('{"id":"2","type":"subscribe","topic":"/market/ticker:BTC-USDT","response":true}');
	await clock.advance(20_000);
	expect(log).toEqual(['open', 'welcome']);

	net.weather.blackhole = 'none';
	await clock.advance(3000);
	expect(log.slice(2, 4)).toEqual(['pong', 'ack']);
});

test('the connections of a process that died end with it, and its last request still arrives', async () => {
	const { clock, exchange, net, own, owner, open, request } = createBench();
	const { log } = await open();
	let arrived = 0;
	const { handle } = exchange.rest;
	Object.assign(exchange.rest, {
		handle: (call: Parameters<typeof handle>[0]) => {
			arrived += 1;
			return handle(call);
		},
	});
	const settled = request('/api/v1/timestamp');
	owner.kill();
	own.close();
	await clock.advance(1000);

	expect(arrived).toBe(1);
	expect(settled).toEqual({});
	expect(log).toEqual(['open', 'welcome']);
	expect(net.connections()).toBe(0);
});
