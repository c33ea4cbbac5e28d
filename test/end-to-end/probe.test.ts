import { expect, test } from 'vitest';
import { findClosedPort, runKcmon, withSimulator } from '../helpers/with-simulator.js';

test('reports every measure of the interface', async () => {
	await withSimulator(async exchange => {
		const { code, stdout } = await runKcmon([
			'probe',
			'BTC-USDT',
			'--duration',
			'2s',
			'--json',
			'--rest-url',
			exchange.restUrl,
		]);
		const report = JSON.parse(stdout) as Record<string, unknown>;

		expect(code).toBe(0);
		expect(Object.keys(report)).toEqual([
			'duration_ms',
			'messages',
			'messages_per_s',
			'cpu_us_per_message',
			'decode_us',
			'apply_us',
			'feed_latency_ms',
			'loop_delay_ms',
			'rss_mb',
			'reconnects',
			'gaps',
			'malformed',
			'duplicates',
			'per_topic',
			'clock_offset_ms',
			'rtt_ms',
		]);
		expect(report.messages).toBeGreaterThan(10);
		expect(Object.keys(report.per_topic as object)).toEqual(
			expect.arrayContaining(['/market/level2', '/market/ticker', '/market/match', '/market/snapshot']),
		);
		for (const name of ['decode_us', 'apply_us', 'feed_latency_ms', 'loop_delay_ms', 'rtt_ms']) {
			expect(report[name], name).toEqual({ p50: expect.any(Number), p99: expect.any(Number) });
		}
	});
});

test('exits 4 after its duration when nothing can be reached', async () => {
	const { code, stdout, stderr } = await runKcmon([
		'probe',
		'--duration',
		'1s',
		'--json',
		'--rest-url',
		`http://127.0.0.1:${await findClosedPort()}`,
	]);

	expect(code).toBe(4);
	expect(stdout).toBe('');
	expect(stderr).toContain('refused');
});
