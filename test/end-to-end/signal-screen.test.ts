import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PtyProgram, startInPty } from '../helpers/pty.js';
import { findClosedPort } from '../helpers/with-simulator.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');

let dataDir: string;
let program: PtyProgram | undefined;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-signal-screen-'));
});

afterEach(async () => {
	await program?.cleanup();
	rmSync(dataDir, { recursive: true, force: true });
});

function ask(port: number, path: string, body?: object): Promise<{ readonly status: number; readonly text: string }> {
	return new Promise((done, failed) => {
		const headers = body === undefined ? {} : { 'content-type': 'application/json' };
		const method = body === undefined ? 'GET' : 'POST';
		const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, reply => {
			let text = '';
			reply.on('data', part => {
				text += part;
			});
			reply.on('end', () => done({ status: reply.statusCode!, text }));
		});
		outgoing.on('error', failed);
		outgoing.end(body === undefined ? undefined : JSON.stringify(body));
	});
}

test('a signal by webhook shows in SIGNALS at once, unverified, and counts at /metrics beside the screen', async () => {
	const [webhook, metrics] = [await findClosedPort(), await findClosedPort()];
	program = startInPty(
		process.execPath,
		[launcher, '--demo', '--data-dir', dataDir, '--signals', `webhook:${webhook}`, '--metrics', `${metrics}`],
		{ columns: 160, rows: 45 },
	);
	const desk = program;
	await desk.waitForText(/LIVE[\s\S]*SIGNALS/, 30_000);
	const event = (index: number): object => ({
		timestamp: Date.now(),
		symbol: 'BTC-USDT',
		signal_type: `test_${index}`,
		confidence: 0.7,
		side: 'buy',
		reason: 'a\u001b[2J\u001b]0;owned\u0007b',
	});
	/** From the post to its answer, and to the screen. */
	const delays: string[] = [];
	for (let index = 0; index < 5; index += 1) {
		const from = performance.now();
		const { status } = await ask(webhook, '/signals/voiceofchain', event(index));
		const answered = performance.now() - from;
		expect(status).toBe(202);
		await desk.waitForText(new RegExp(`test_${index}`));
		delays.push(`${answered.toFixed(0)}/${(performance.now() - from).toFixed(0)}`);
	}

	console.log(`post to answer/screen, ms: ${delays.join(' ')}`);
	expect(desk.screenText()).toMatch(/voiceofchain/);
	expect(desk.output().toString('latin1')).not.toContain(']0;owned');
	// Counters of sockets are taken once a second.
	const counted = /^kcmon_messages_total\{socket="public-1"\} [1-9]/m;
	let text = '';
	while (!counted.test(text)) {
		const reply = await ask(metrics, '/metrics');
		expect(reply.status).toBe(200);
		({ text } = reply);
	}

	expect(text).toContain('kcmon_signals_total{source="voiceofchain",outcome="received"} 5');
	expect(text).toMatch(/^kcmon_topic_live\{topic="\/market\/level2:BTC-USDT"\} 1$/m);
	expect(text).not.toMatch(/token|secret/i);
	desk.press('q');
	expect((await desk.exited).code).toBe(0);
});
