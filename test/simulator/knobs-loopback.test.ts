import { expect, test } from 'vitest';
import { waitUntil } from '../helpers/wait-until.js';
import { withSimulator } from '../helpers/with-simulator.js';
import { connect, fetchToken, openSocket, send } from './raw-client.js';

const ping = (id: string) => ({ id, type: 'ping' });

test('a black hole swallows frames both ways while REST works, and the socket comes back with what follows', async () => {
	await withSimulator(async ({ restUrl, control, faults }) => {
		const socket = await connect(restUrl);
		await socket.subscribe('/market/level2:BTC-USDT');
		await socket.next(({ type }) => type === 'message');
		control({ fault: 'link.blackhole', forMs: 600 });
		socket.send(ping('lost'));
		expect((await send(restUrl, 'GET', '/api/v1/timestamp')).status).toBe(200);
		await waitUntil(() => faults.active('link.blackhole') === undefined);

		socket.send(ping('found'));
		await socket.next(({ id }) => id === 'found');

		expect(socket.frames.some(({ id }) => id === 'lost')).toBe(false);
		const holes = (): number => {
			const pushes = socket.frames.filter(({ data }) => data?.sequenceEnd !== undefined).map(({ data }) => data);
			return pushes.slice(1).filter((data, index) => data.sequenceStart - pushes[index]!.sequenceEnd > 1).length;
		};
		// The pong may come before the first push behind the hole.
		await waitUntil(() => holes() > 0);
		expect(holes()).toBe(1);
		socket.close();
	});
});

test('a black hole may have one direction', async () => {
	await withSimulator(async ({ restUrl, control, faults }) => {
		const socket = await connect(restUrl);
		control({ fault: 'link.blackhole', direction: 'up', forMs: 300 });
		await socket.next(({ type }) => type === 'welcome');
		socket.send(ping('never-heard'));
		socket.send({ id: 'sub', type: 'subscribe', topic: '/market/ticker:BTC-USDT', response: true });
		await waitUntil(() => faults.active('link.blackhole') === undefined);

		control({ fault: 'link.blackhole', direction: 'down', forMs: 300 });
		socket.send(ping('never-answered'));
		socket.send({ id: 'kept', type: 'subscribe', topic: '/market/ticker:BTC-USDT', response: true });
		await waitUntil(() => faults.active('link.blackhole') === undefined);
		// The second subscription was heard: only its ack was lost.
		await socket.next(({ subject }) => subject === 'trade.ticker');

		expect(socket.frames.filter(({ type }) => type === 'pong' || type === 'ack')).toEqual([]);
		socket.close();
	});
});

test('ws.latency delays frames on the wire and keeps their order', async () => {
	await withSimulator(async ({ restUrl, control }) => {
		const socket = await connect(restUrl);
		control({ fault: 'ws.latency', ms: 150, forMs: 200 });
		const sent = performance.now();

		for (const id of ['a', 'b', 'c']) {
			socket.send(ping(id));
		}

		await socket.next(({ id }) => id === 'c');

		expect(performance.now() - sent).toBeGreaterThan(145);
		expect(socket.frames.slice(1).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
		socket.close();
	});
});

test('rest.reset breaks the reply in the middle after the work was done; rest.slow makes it wait', async () => {
	await withSimulator(async ({ restUrl, control, credentials, desk }) => {
		control({ fault: 'rest.reset', path: '/hf/orders', count: 1 });
		const body = { clientOid: 'cut', symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '30000', size: '0.001' };
		await expect(send(restUrl, 'POST', '/api/v1/hf/orders', { keys: credentials, body })).rejects.toThrow();
		expect(desk.find(1, { clientOid: 'cut' })?.active).toBe(true);

		control({ fault: 'rest.slow', path: '/timestamp', ms: 250, count: 1 });
		const asked = performance.now();
		expect((await send(restUrl, 'GET', '/api/v1/timestamp')).json.code).toBe('200000');
		expect(performance.now() - asked).toBeGreaterThan(245);
	});
});

test('tokens can fail and can be slow, and nothing else is', async () => {
	await withSimulator(async ({ restUrl, control, credentials }) => {
		control({ fault: 'rest.token.500', count: 1 });
		expect((await send(restUrl, 'GET', '/api/v1/timestamp')).status).toBe(200);
		expect(await send(restUrl, 'POST', '/api/v1/bullet-private', { keys: credentials })).toMatchObject({
			status: 500,
			json: { code: '500000' },
		});

		control({ fault: 'rest.token.slow', ms: 250, count: 1 });
		const asked = performance.now();
		const lease = await fetchToken(restUrl);
		expect(performance.now() - asked).toBeGreaterThan(245);
		const socket = await openSocket(lease);
		await socket.next(({ type }) => type === 'welcome');
		socket.close();
	});
});

test.each(['reset', '504'])('a cancel whose answer is lost (%s) was done all the same', async as => {
	await withSimulator(async ({ restUrl, control, credentials, desk }) => {
		const body = { clientOid: 'gone', symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '30000', size: '0.001' };
		const placed = await send(restUrl, 'POST', '/api/v1/hf/orders', { keys: credentials, body });
		const target = `/api/v1/hf/orders/sync/${placed.json.data.orderId}?symbol=BTC-USDT`;
		control({ fault: 'rest.cancel.lostAck', as, count: 1 });

		const first = await send(restUrl, 'DELETE', target, { keys: credentials }).then(
			({ status }) => status,
			() => 'lost',
		);
		const again = await send(restUrl, 'DELETE', target, { keys: credentials });

		expect(first).toBe(as === 'reset' ? 'lost' : 504);
		expect(desk.find(1, { clientOid: 'gone' })?.active).toBe(false);
		expect(again.json.msg).toBe('order_not_exist_or_not_allow_to_cancel');
	});
});

test('a stop order whose answer is lost waits all the same', async () => {
	await withSimulator(async ({ restUrl, control, credentials, stops }) => {
		control({ fault: 'rest.place.lostAck', count: 1 });
		const order = { clientOid: 'stop', symbol: 'BTC-USDT', side: 'buy', type: 'limit', price: '30000', size: '0.001' };

		await expect(
			send(restUrl, 'POST', '/api/v1/stop-order', { keys: credentials, body: { ...order, stopPrice: '31000' } }),
		).rejects.toThrow();

		expect(stops.list(1).map(({ status }) => status)).toEqual(['NEW']);
	});
});
