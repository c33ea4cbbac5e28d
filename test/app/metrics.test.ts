import { request } from 'node:http';
import { expect, test } from 'vitest';
import { metricTable } from '../../source/app/metric-names.js';
import { createMetrics } from '../../source/app/metrics.js';
import type { EngineEvent } from '../../source/engine/engine.js';
import type { ClientOid } from '../../source/model/order.js';
import { servePage } from '../../source/platform/page-server.js';
import { createStore } from '../../source/store/store.js';
import { applyEvidence, createOrder, type Evidence } from '../../source/trading/order-state.js';
import { createManualClock } from '../store/manual-clock.js';

function open() {
	const clock = createManualClock();
	const store = createStore(clock, ['BTC-USDT']);
	const metrics = createMetrics({
		clock,
		state: store.state,
		version: '1.2.3',
		mode: 'demo',
		venue: 'demo exchange',
		signalLatency: () => ({ p50: 1.5, p99: 42 }),
	});
	const apply = (event: EngineEvent): void => {
		store.apply(event);
		metrics.observe(event);
	};
	/** The value of one line of the page. */
	const figureOf = async (line: string): Promise<number | undefined> => {
		const found = (await metrics.scrape()).split('\n').find(text => text.startsWith(`${line} `));
		return found === undefined ? undefined : Number(found.slice(line.length + 1));
	};
	return { clock, store, apply, metrics, figureOf };
}

test('the page has every metric of the table and none besides', async () => {
	const { metrics } = open();
	const names = [...(await metrics.scrape()).matchAll(/^# TYPE kcmon_(\w+) (\w+)$/gm)].map(([, name, kind]) => [
		name,
		kind,
	]);

	expect(names.sort()).toEqual(
		Object.entries(metricTable)
			.map(([name, { kind }]) => [name, kind])
			.sort(),
	);
	expect(await metrics.scrape()).toContain('\nprocess_resident_memory_bytes ');
});

test('it tells what the store knows, each time anew', async () => {
	const { apply, figureOf, clock, store } = open();
	const socket = { socket: 'public-1', receivedAt: 0 };
	apply({
		...socket,
		type: 'socket',
		state: 'live',
		generation: 1,
		attempt: 0,
		nextAttemptAt: undefined,
		reason: undefined,
		host: 'h',
		reconnects: 2,
	});
	const sample = {
		...socket,
		type: 'socket-sample' as const,
		bytes: 5000,
		topics: 3,
		duplicates: 4,
		ageMs: 10,
		latencyP50: 12,
		latencyP99: 345,
	};
	apply({ ...sample, frames: 90 });
	clock.advance(1000);
	apply({ ...sample, frames: 100 });
	apply({ type: 'malformed', socket: 'public-1', topic: undefined, reason: 'x', receivedAt: 0 });
	apply({ type: 'clock', offsetMs: -250, rttMs: 80, receivedAt: 0 });
	apply({ type: 'signal-quarantined', source: 'desk', field: 'side', problem: 'x', receivedAt: 0 });
	store.state.signals.links = () => [{ name: 'desk', place: 'stdin', isUp: false, text: 'ended' }];

	expect(await figureOf('kcmon_info{version="1.2.3",mode="demo",venue="demo exchange"}')).toBe(1);
	expect(await figureOf('kcmon_socket_live{socket="public-1"}')).toBe(1);
	expect(await figureOf('kcmon_messages_total{socket="public-1"}')).toBe(100);
	expect(await figureOf('kcmon_messages_total{socket="public-1"}')).toBe(100);
	expect(await figureOf('kcmon_bytes_total{socket="public-1"}')).toBe(5000);
	expect(await figureOf('kcmon_reconnects_total{socket="public-1"}')).toBe(2);
	expect(await figureOf('kcmon_feed_latency_seconds{socket="public-1",quantile="0.99"}')).toBe(0.345);
	expect(await figureOf('kcmon_malformed_total')).toBe(1);
	expect(await figureOf('kcmon_duplicates_total')).toBe(4);
	expect(await figureOf('kcmon_clock_offset_seconds')).toBe(-0.25);
	expect(await figureOf('kcmon_rest_round_trip_seconds')).toBe(0.08);
	expect(await figureOf('kcmon_signals_total{source="desk",outcome="quarantined"}')).toBe(1);
	expect(await figureOf('kcmon_signal_source_up{source="desk",place="stdin"}')).toBe(0);
	expect(await figureOf('kcmon_signal_latency_seconds{quantile="0.5"}')).toBe(0.0015);
});

test('it times an order from its sending to the first word of the venue, and only where there was one', async () => {
	const { apply, figureOf, clock } = open();
	const send = (name: string, ...steps: (readonly [afterMs: number, evidence: Evidence])[]): void => {
		let order = createOrder(
			{
				clientOid: `kc1TEST${name}` as ClientOid,
				symbol: 'BTC-USDT',
				side: 'buy',
				type: 'limit',
				price: '100',
				size: '1',
				funds: undefined,
				timeInForce: 'GTC',
				cancelAfter: undefined,
				postOnly: false,
				hidden: false,
				iceberg: false,
				visibleSize: undefined,
				stop: undefined,
			},
			{ createdAt: 1, role: 'plain', bracketId: undefined, signalId: undefined },
		);
		apply({ type: 'order', order, receivedAt: 0 });
		for (const [afterMs, evidence] of steps) {
			clock.advance(afterMs);
			order = applyEvidence(order, evidence);
			apply({ type: 'order', order, receivedAt: 0 });
		}
	};

	send('a', [0, { kind: 'sent' }], [40, { kind: 'accepted', orderId: '1' }]);
	send('b', [0, { kind: 'sent' }], [400, { kind: 'rejected', code: '200004', text: 'no funds' }]);
	send('c', [0, { kind: 'sent' }], [9, { kind: 'not-sent', reason: 'refused' }]);
	send('d', [0, { kind: 'sent' }], [5000, { kind: 'unknown', reason: 'timeout' }]);

	expect(await figureOf('kcmon_order_round_trip_seconds_count')).toBe(2);
	expect(await figureOf('kcmon_order_round_trip_seconds_sum')).toBeCloseTo(0.44, 9);
	expect(await figureOf('kcmon_order_round_trip_seconds_bucket{le="0.05"}')).toBe(1);
	expect(await figureOf('kcmon_orders_working')).toBe(2);
});

test('the page is for GET alone, at its path, and for no page of a browser', async () => {
	let fails = false;
	const { close, port } = await new Promise<{ close: () => void; port: number }>(resolve => {
		const close = servePage(
			{ host: '127.0.0.1', port: 0, path: '/metrics', contentType: 'text/plain; version=0.0.4' },
			{
				onAsk: async () => {
					if (fails) {
						throw new Error('secret of the inside');
					}

					return 'up 1\n';
				},
				onListening: port => resolve({ close, port }),
				onFailure: () => undefined,
			},
		);
	});
	const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
		new Promise<readonly [status: number, type: string | undefined, text: string]>((resolve, reject) => {
			const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, reply => {
				let text = '';
				reply.on('data', part => {
					text += part;
				});
				reply.on('end', () => resolve([reply.statusCode!, reply.headers['content-type'], text]));
			});
			outgoing.on('error', reject);
			outgoing.end();
		});

	expect(await ask('/metrics')).toEqual([200, 'text/plain; version=0.0.4', 'up 1\n']);
	expect(await ask('/metrics?x=1')).toEqual([200, 'text/plain; version=0.0.4', 'up 1\n']);
	expect((await ask('/'))[0]).toBe(404);
	expect((await ask('/metrics', 'POST'))[0]).toBe(405);
	expect((await ask('/metrics', 'GET', { origin: 'https://evil.example' }))[0]).toBe(403);
	expect((await ask('/metrics', 'GET', { host: 'evil.example' }))[0]).toBe(403);
	fails = true;
	expect(await ask('/metrics')).toEqual([500, undefined, '']);
	close();
	await expect(ask('/metrics')).rejects.toThrow(/ECONNREFUSED/);
});
