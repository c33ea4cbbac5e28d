import { appendFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addDecimals, decimalText, parseDecimal } from '../../source/lib/decimal.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { createLiveRun, type LiveRun } from '../helpers/live-run.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');
const patience = 60_000;

let exchange: RunningSimulator;
let live: LiveRun;
let program: PtyProgram;

beforeEach(async () => {
	exchange = await startSimulator({ seed: 7, port: 0, scenario: undefined });
	live = createLiveRun(exchange);
});

afterEach(async () => {
	await program.cleanup();
	live.cleanup();
	await exchange.stop();
});

test('--plain speaks orders, fills, signals and alerts as lines, and draws nothing', { timeout: 180_000 }, async () => {
	const signals = join(live.dataDir, 'signals.ndjson');
	writeFileSync(signals, '', { mode: 0o600 });
	writeFileSync(join(live.dataDir, 'settings.json'), JSON.stringify({ alerts: { when: ['signal desk_call'] } }), {
		mode: 0o600,
	});
	program = startInPty(
		process.execPath,
		[launcher, '--live', '--plain', '--rest-url', exchange.restUrl, '--signals', `file:${signals}?source=desk`],
		{ columns: 200, rows: 60, env: live.env },
	);
	await program.waitForText(/BTC-USDT [\d.]+ [\s\S]* LIVE/, patience);

	// Far below the market, so that it rests; then a fill at its price.
	await live.place('other', 'BTC-USDT', '50000');
	await program.waitForText(/ORDER BTC-USDT buy 0\.001 at 50000 WORKING/, patience);
	exchange.control({ fault: 'price.move', symbol: 'BTC-USDT', to: '49000', overMs: 500 });
	await program.waitForText(/ORDER BTC-USDT buy 0\.001 at 50000 FILLED filled 0\.001/, patience);
	// How many takers it met is the market's; together they took the order.
	const fills = (): IterableIterator<RegExpMatchArray> =>
		program
			.output()
			.toString('utf8')
			.matchAll(/FILL BTC-USDT buy ([\d.]+) at 50000 as maker/g);
	const filled = (): string =>
		decimalText([...fills()].reduce((sum, [, size]) => addDecimals(sum, size!), parseDecimal('0')));
	await program.waitFor(() => filled() === '0.001', 'fills of 0.001 together', patience);

	const signal = { timestamp: Date.now(), symbol: 'BTC-USDT', signal_type: 'desk_call', confidence: 0.8, side: 'buy' };
	appendFileSync(signals, `${JSON.stringify(signal)}\n`);
	await program.waitForText(/SIGNAL BTC-USDT desk_call buy confidence 0\.80 desk/, patience);
	await program.waitForText(/ALERT BTC-USDT desk_call buy 0\.80 from desk/, patience);

	// The terminal's own \r\n aside, not one control character.
	expect(program.output().toString('utf8')).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/);
});
