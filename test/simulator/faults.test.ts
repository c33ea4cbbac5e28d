import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../source/lib/errors.js';
import { parseFault } from '../../source/simulator/fault-catalog.js';
import type { Faults } from '../../source/simulator/faults.js';
import { createLevel2Faults } from '../../source/simulator/level2-faults.js';
import type { BookDelta } from '../../source/simulator/market.js';
import { parseScenario } from '../../source/simulator/scenarios.js';
import { startSimulator } from '../../source/simulator/simulator.js';
import { withSimulator } from '../helpers/with-simulator.js';
import { createQuietWorld, get, openQuietSocket } from './in-process.js';
import { connect, fetchToken, send } from './raw-client.js';

function quiet(fault: Record<string, unknown>) {
	const { clock, exchange } = createQuietWorld({ seed: 2 });
	const socket = openQuietSocket(exchange);
	socket.subscribe('/market/level2:BTC-USDT');
	clock.advanceSync(1000);
	const before = socket.frames.length;
	exchange.control(parseFault(fault, 'test'));
	clock.advanceSync(2000);
	const pushes = socket.frames
		.slice(before - 1)
		.filter(({ subject }) => subject === 'trade.l2update')
		.map(({ data }) => data);
	const steps = pushes.slice(1).map((data, index) => data.sequenceStart - pushes[index]!.sequenceEnd);
	return { clock, exchange, socket, pushes, steps };
}

test('a healthy stream has no gap', () => {
	expect(new Set(quiet({ fault: 'mute.pong' }).steps)).toEqual(new Set([1]));
});

test('l2.drop loses as many increments as it says', () => {
	const { steps } = quiet({ fault: 'l2.drop', symbol: 'BTC-USDT', count: 1 });

	expect(steps.filter(step => step > 1)).toHaveLength(1);
});

test('l2.dup sends one twice, l2.swap one after its successor, l2.straddle one again inside its successor', () => {
	expect(quiet({ fault: 'l2.dup', count: 2 }).steps.filter(step => step < 1)).toHaveLength(2);
	const swapped = quiet({ fault: 'l2.swap', count: 1 }).steps.filter(step => step !== 1);
	expect(swapped[0]).toBeGreaterThan(1);
	expect(swapped[1]).toBeLessThan(1);
	const straddled = quiet({ fault: 'l2.straddle', count: 1 });
	const index = straddled.steps.findIndex(step => step < 1);
	expect(straddled.pushes[index + 1]!.sequenceStart).toBe(straddled.pushes[index]!.sequenceStart);
	expect(straddled.pushes[index + 1]!.sequenceEnd).toBeGreaterThan(straddled.pushes[index]!.sequenceEnd);
});

test('l2.straddle claims no range of which it lacks a part (simulation seed 10733)', () => {
	const market = createQuietWorld({ seed: 2 }).exchange.venue.market('BTC-USDT')!;
	let isAsked = true;
	const take = (kind: string) => {
		const isTaken = isAsked && kind === 'l2.straddle';
		isAsked &&= !isTaken;
		return isTaken ? parseFault({ fault: 'l2.straddle' }, 'test') : undefined;
	};
	const spoil = createLevel2Faults({ take } as unknown as Faults);
	const delta = (sequence: number): BookDelta => ({
		sequenceStart: sequence,
		sequenceEnd: sequence,
		rows: [{ side: 'sell', ticks: 672_747, lots: 0, sequence }],
		time: 0,
	});

	expect(spoil(market, delta(10))).toEqual([delta(10)]);
	// Nobody was connected from 11 to 19.
	expect(spoil(market, delta(20))).toEqual([delta(20)]);
});

test('l2.corrupt crosses the book of who believes it, and not the own one of the exchange', () => {
	const { pushes, exchange } = quiet({ fault: 'l2.corrupt', count: 1 });
	const market = exchange.venue.market('BTC-USDT')!;
	const ask = market.best('sell')!.ticks / 10;

	expect(pushes.some(data => data.changes.bids.some(([price]: [string]) => Number(price) > ask))).toBe(true);
	expect(market.best('buy')!.ticks).toBeLessThan(market.best('sell')!.ticks);
});

test('snap.lag serves an older book that was true at its sequence', () => {
	const { exchange } = quiet({ fault: 'mute.pong' });
	const market = exchange.venue.market('BTC-USDT')!;
	exchange.control(parseFault({ fault: 'snap.lag', ms: 1500, count: 1 }, 'test'));

	const old = get(exchange, '/api/v1/market/orderbook/level2_20?symbol=BTC-USDT').data;
	const fresh = get(exchange, '/api/v1/market/orderbook/level2_20?symbol=BTC-USDT').data;

	expect(Number(old.sequence)).toBeLessThan(Number(fresh.sequence));
	expect(Number(fresh.sequence)).toBe(market.sequence());
	expect(Number(old.bids[0][0]) * 10).toBeCloseTo(market.imageAt(Number(old.sequence))!.bids[0]![0], 6);
});

test('mute.topic silences what it names and nothing else, for as long as it says', () => {
	const { clock, exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);
	socket.subscribe('/market/ticker:BTC-USDT,ETH-USDT');
	exchange.control(
		parseFault({ fault: 'mute.topic', topic: '/market/ticker', symbol: 'BTC-USDT', forMs: 3000 }, 'test'),
	);

	clock.advanceSync(2900);
	const during = new Set(socket.frames.map(({ topic }) => topic));
	clock.advanceSync(2000);
	const after = new Set(socket.frames.map(({ topic }) => topic));

	expect(during.has('/market/ticker:BTC-USDT')).toBe(false);
	expect(during.has('/market/ticker:ETH-USDT')).toBe(true);
	expect(after.has('/market/ticker:BTC-USDT')).toBe(true);
});

test('mute.pong, mute.ack, ack.err and mute.welcome', () => {
	const { exchange } = createQuietWorld();
	const socket = openQuietSocket(exchange);
	for (const fault of [
		{ fault: 'mute.pong' },
		{ fault: 'mute.ack', count: 1 },
		{ fault: 'ack.err', code: 509, count: 1 },
		{ fault: 'mute.welcome', count: 1 },
	]) {
		exchange.control(parseFault(fault, 'test'));
	}

	socket.send({ id: '1', type: 'ping' });
	socket.subscribe('/market/ticker:BTC-USDT');
	socket.subscribe('/market/ticker:ETH-USDT');
	socket.subscribe('/market/ticker:SOL-USDT');

	expect(socket.frames.slice(1)).toEqual([
		{ id: 'q1', type: 'error', code: 509, data: 'exceed max permits per second' },
		{ id: 'q3', type: 'ack' },
	]);
	expect(openQuietSocket(exchange).frames).toEqual([]);
	expect(openQuietSocket(exchange).frames).toHaveLength(1);
});

test('clock.skew, clock.step and clock.drift change what is told, not what happens', () => {
	const { clock, exchange } = createQuietWorld();
	const told = () => get(exchange, '/api/v1/timestamp').data - clock.wallNow();
	exchange.control(parseFault({ fault: 'clock.skew', ms: -7200 }, 'test'));
	expect(told()).toBe(-7200);
	exchange.control(parseFault({ fault: 'clock.step', ms: 3_600_000 }, 'test'));
	expect(told()).toBe(3_592_800);
	exchange.control(parseFault({ fault: 'clock.drift', msPerS: 5 }, 'test'));
	clock.advanceSync(10_000);
	expect(told()).toBe(3_592_850);
});

test('price.move carries the market to a price, through trades', () => {
	const { clock, exchange } = createQuietWorld();
	exchange.control(parseFault({ fault: 'price.move', symbol: 'BTC-USDT', to: '67400', overMs: 5000 }, 'test'));

	clock.advanceSync(15_000);

	const { data } = get(exchange, '/api/v1/market/orderbook/level1?symbol=BTC-USDT');
	expect(Math.abs(Number(data.price) - 67_400)).toBeLessThan(40);
	expect(Number(data.bestBid)).toBeLessThan(Number(data.bestAsk));
});

test('price.run carries the market away within a second by takers of one side, with a book that keeps both sides', () => {
	const { clock, exchange } = createQuietWorld();
	const { venue } = exchange;
	const market = venue.market('BTC-USDT')!;
	const before = market.lastTrade()!.ticks;
	const sides = new Set<string>();
	const bare: number[] = [];
	venue.subscribe({
		onTrade: (traded, { side }) => {
			if (traded === market) {
				sides.add(side);
			}
		},
		onDelta: changed => {
			if (changed === market && (market.best('buy') === undefined || market.best('sell') === undefined)) {
				bare.push(venue.time());
			}
		},
	});
	// The end of this second is the crowd's.
	clock.advanceSync(1000 - (venue.time() % 1000));
	sides.clear();
	exchange.control(parseFault({ fault: 'price.run', symbol: 'BTC-USDT', bps: -28 }, 'test'));

	clock.advanceSync(1000);

	const moved = (market.lastTrade()!.ticks / before - 1) * 1e4;
	expect(moved).toBeGreaterThan(-31);
	expect(moved).toBeLessThan(-25);
	expect([...sides]).toEqual(['sell']);
	expect(bare).toEqual([]);
});

test('feed.rate multiplies the crowd, sym.halt stops it, sym.remove takes the market away', () => {
	const pushes = (fault: Record<string, unknown>) => quiet(fault).pushes.length;
	expect(pushes({ fault: 'feed.rate', rate: 8 })).toBeGreaterThan(3 * pushes({ fault: 'mute.pong' }));
	expect(pushes({ fault: 'sym.halt', symbol: 'BTC-USDT' })).toBeLessThan(3);
	const { exchange } = quiet({ fault: 'sym.remove', symbol: 'ETH-USDT' });
	expect(get(exchange, '/api/v2/symbols/ETH-USDT').code).toBe('900001');
});

test('a cut ends all sockets at once, and refused connections really are', async () => {
	await withSimulator(async exchange => {
		const socket = await connect(exchange.restUrl);
		const lease = await fetchToken(exchange.restUrl);

		exchange.control({ fault: 'net.refuse', forMs: 700 });
		exchange.control({ fault: 'link.cut' });
		const { code } = await socket.closed;
		const { waitUntil } = await import('../helpers/wait-until.js');
		const codes: unknown[] = [];
		const probe = async () => {
			await fetch(`${exchange.restUrl}/api/v1/timestamp`).then(
				reply => codes.push(reply.status),
				error => codes.push(error.cause?.code),
			);
		};
		const probeUntil = (wanted: unknown) =>
			waitUntil(() => {
				void probe();
				return codes.includes(wanted);
			});
		await probeUntil('ECONNREFUSED');
		await probeUntil(200);

		expect(code).toBe(1006);
		const again = await (await import('./raw-client.js')).openSocket(lease);
		await again.next(({ type }) => type === 'welcome');
		again.close();
	});
});

test('malformed frames of every kind arrive as they are, and the socket goes on', async () => {
	const { malformedKinds } = await import('../../source/simulator/fault-catalog.js');
	await withSimulator(async exchange => {
		const socket = await connect(exchange.restUrl);
		await socket.subscribe('/market/match:BTC-USDT');
		for (const kind of malformedKinds) {
			exchange.control({ fault: 'frame.malformed', kind, topic: '/market/match:BTC-USDT' });
		}

		socket.send({ id: 'still', type: 'ping' });
		await socket.next(({ id }) => id === 'still', 10_000);

		expect(socket.binaries).toEqual([64]);
		expect(socket.texts.some(text => text.length > 5 * 1024 * 1024)).toBe(true);
		expect(socket.texts.some(text => text.includes('90071992547409931'))).toBe(true);
		expect(socket.texts.some(text => text.includes('[[[[[['))).toBe(true);
		expect(socket.frames.filter(({ type }) => type === 'unreadable')).toHaveLength(2);
		socket.close();
	});
});

test('a dead edge comes first in the list of servers, and the good one after it', () => {
	const { exchange } = createQuietWorld();
	exchange.control(parseFault({ fault: 'net.edgeDead' }, 'test'));

	const reply = exchange.rest.handle({ method: 'POST', target: '/api/v1/bullet-public', headers: {}, body: '' });

	expect(JSON.parse(reply.body).data.instanceServers.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual([
		'ws://127.0.0.1:1/',
		'ws://127.0.0.1:2/',
	]);
});

test('faults of REST: each once, then health', async () => {
	await withSimulator(async ({ restUrl, control }) => {
		const call = () => send(restUrl, 'GET', '/api/v1/timestamp');
		const seen: unknown[] = [];
		for (const fault of [
			'rest.429',
			'rest.500',
			'rest.503',
			'rest.504',
			'rest.html403',
			'rest.truncated',
			'rest.dataNull',
		]) {
			control({ fault, path: '/timestamp', count: 1 });
			const { status, text } = await call();
			seen.push([fault, status, text.slice(0, 16)]);
			expect((await call()).json.code).toBe('200000');
		}

		expect(seen).toEqual([
			['rest.429', 429, '{"code":"429000"'],
			['rest.500', 500, '{"code":"500000"'],
			['rest.503', 503, '{"code":"503000"'],
			['rest.504', 504, '{"code":"504000"'],
			['rest.html403', 403, '<html>\r\n<head><t'],
			['rest.truncated', 200, '{"code":"200000"'],
			['rest.dataNull', 200, '{"code":"200000"'],
		]);
		control({ fault: 'rest.429', headers: false, count: 1 });
		expect((await call()).headers.get('gw-ratelimit-reset')).toBeNull();
		control({ fault: 'rest.token.429', count: 1 });
		const token = await send(restUrl, 'POST', '/api/v1/bullet-public');
		expect(token.status).toBe(429);
		expect(Number(token.headers.get('gw-ratelimit-reset'))).toBeGreaterThan(0);
	});
});

test('a placement can lose its reply, come late, or never arrive', async () => {
	await withSimulator(async ({ restUrl, control, credentials, desk }) => {
		const { waitUntil } = await import('../helpers/wait-until.js');
		const place = (clientOid: string) =>
			send(restUrl, 'POST', '/api/v1/hf/orders', {
				keys: credentials,
				body: { clientOid, symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '30000', size: '0.001' },
			}).then(
				reply => reply.status,
				() => 'lost',
			);
		control({ fault: 'rest.place.lostAck', count: 1 });
		expect(await place('lost')).toBe('lost');
		expect(desk.find(1, { clientOid: 'lost' })?.active).toBe(true);

		control({ fault: 'rest.place.lateAccept', ms: 300, as: '504', count: 1 });
		expect(await place('late')).toBe(504);
		expect(desk.find(1, { clientOid: 'late' })).toBeUndefined();
		await waitUntil(() => desk.find(1, { clientOid: 'late' })?.active === true);

		control({ fault: 'rest.place.never', count: 1 });
		expect(await place('never')).toBe('lost');
		expect(desk.find(1, { clientOid: 'never' })).toBeUndefined();
	});
});

test('the control call switches on and off, tells the truth of a book and names a wrong field', async () => {
	await withSimulator(async ({ restUrl, venue }) => {
		const post = (body: unknown) => send(restUrl, 'POST', '/control', { body });

		expect((await post({ fault: 'mute.pong' })).json).toEqual({ ok: true });
		expect((await send(restUrl, 'GET', '/control/faults')).json.active).toEqual([{ fault: 'mute.pong' }]);
		expect((await post({ clear: true })).json).toEqual({ ok: true });
		expect((await send(restUrl, 'GET', '/control/faults')).json.active).toEqual([]);
		const sequence = venue.market('BTC-USDT')!.sequence();
		const book = await send(restUrl, 'GET', `/control/book?symbol=BTC-USDT&sequence=${sequence}`);
		expect(book.json).toMatchObject({ ok: true, symbol: 'BTC-USDT', sequence: String(sequence) });
		expect(book.json.bids.length).toBeGreaterThan(100);
		expect(await post({ fault: 'l2.dorp' })).toMatchObject({
			status: 400,
			json: { ok: false, error: 'body.fault was "l2.dorp", which is no fault (Did you mean l2.drop?)' },
		});
		expect((await post({ fault: 'ack.err', code: 'x' })).json.error).toBe('body.code should be a number, was "x"');
		expect((await post({ fault: 'price.move', symbol: 'NO-SUCH', to: '1' })).json.error).toContain('"NO-SUCH"');
	});
});

test('a scenario file plays its steps, and a wrong one names the field', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'kcmon-scenario-'));
	const file = join(folder, 'cut.json');
	// Whenever the socket comes to be, a cut comes after it.
	const steps = Array.from({ length: 40 }, (_, index) => ({ atMs: 300 + 500 * index, fault: 'link.cut' }));
	writeFileSync(file, JSON.stringify({ seed: 77, steps }));
	const exchange = await startSimulator({ seed: 1, port: 0, scenario: file });
	const socket = await connect(exchange.restUrl);
	expect((await socket.closed).code).toBe(1006);
	expect(exchange.venue.seed).toBe(77);
	await exchange.stop();

	const cases: readonly (readonly [string, string])[] = [
		['{', 'is not JSON'],
		['[]', 'should be an object'],
		['{"steps":{}}', 'steps should be a list'],
		['{"steps":[{"fault":"link.cut"}]}', 'steps[0].atMs should be ms'],
		['{"steps":[{"atMs":1,"fault":"link.cut"},{"atMs":2,"fault":"nope"}]}', 'steps[1].fault was "nope"'],
		['{"steps":[{"atMs":1,"fault":"mute.topic","symbl":"BTC-USDT"}]}', 'steps[0].symbl is not known'],
		['{"steps":[{"atMs":1,"fault":"ack.err"}]}', 'steps[0].code is missing'],
		['{"seed":"x","steps":[]}', 'seed should be a whole number'],
		['{"step":[]}', 'step is not known'],
	];
	for (const [text, message] of cases) {
		expect(() => parseScenario(text, 'f.json')).toThrow(UsageError);
		expect(() => parseScenario(text, 'f.json')).toThrow(message);
	}

	await expect(startSimulator({ seed: 1, port: 0, scenario: join(folder, 'none.json') })).rejects.toThrow('ENOENT');
});

test('a port that is taken is an error that says so', async () => {
	await withSimulator(async ({ restUrl }) => {
		const port = Number(new URL(restUrl).port);

		await expect(startSimulator({ seed: 1, port, scenario: undefined })).rejects.toMatchObject({
			code: 'ERR_EXCHANGE_PORT',
		});
	});
});
