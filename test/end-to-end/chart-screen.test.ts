import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { intervalMs } from '../../source/market/candles.js';
import { candleIntervals } from '../../source/model/market-event.js';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { formatBarTime } from '../../source/ui/painters/chart-geometry.js';
import { type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');
const symbol = 'BTC-USDT';
const patience = 60_000;

let exchange: RunningSimulator;
let dataDir: string;
let desk: PtyProgram;

beforeEach(async () => {
	exchange = await startSimulator({ seed: 7, port: 0, scenario: undefined });
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-chart-screen-'));
	desk = startInPty(
		process.execPath,
		[launcher, '--demo', '--rest-url', exchange.restUrl, '--data-dir', dataDir, symbol],
		{ columns: 140, rows: 40 },
	);
});

afterEach(async () => {
	await desk.cleanup();
	await exchange.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

/** Bars of the exchange's own REST, newest first: start in seconds, open, close, high, low. */
async function venueBars(interval: string): Promise<readonly (readonly string[])[]> {
	const reply = await fetch(`${exchange.restUrl}/api/v1/market/candles?symbol=${symbol}&type=${interval}`);
	return ((await reply.json()) as { readonly data: readonly (readonly string[])[] }).data;
}

test('under the crosshair stand the figures of the exchange, at every interval and across the seam', {
	timeout: 300_000,
}, async () => {
	await desk.waitForText(/DEPTH BTC-USDT[^\n]* LIVE/, patience);
	desk.press('v');
	desk.press('e');
	// The row of figures, which is the topmost of the chart.
	const figures = (): string => desk.lines()[2] ?? '';
	const change = (): Promise<void> => {
		const before = figures();
		return desk.waitFor(() => figures() !== before, 'other figures', patience);
	};

	for (const [index, interval] of candleIntervals.entries()) {
		if (index > 0) {
			desk.press('.');
		}

		await desk.waitForText(new RegExp(`CHART BTC-USDT ${interval} [\\s\\S]* vol `), patience);
		// The older bars came by REST; the newest grows by what the socket brings. From then on none changes.
		await change();
		await change();
		exchange.control({ fault: 'market.quiet', symbol });
		const bars = await venueBars(interval);
		const figuresOf = ([, open, close, high, low]: readonly string[]): string =>
			`O ${open} H ${high} L ${low} C ${close} `;
		await desk.waitFor(() => figures().includes(figuresOf(bars[0]!)), figuresOf(bars[0]!), patience);
		// The bar that runs, the one before it, and one of history. A later one without a trade may stand before them.
		for (const bar of bars.slice(0, 3)) {
			const time = formatBarTime(Number(bar[0]) * 1000, intervalMs[interval]);
			for (let presses = 0; presses < 5 && !figures().includes(time); presses += 1) {
				desk.press('left');
				await change();
			}

			const expected = `${time}  ${figuresOf(bar)}`;
			await desk.waitFor(() => figures().includes(expected), expected, patience);
		}

		desk.press('escape');
		exchange.control({ fault: 'market.quiet', symbol, quiet: false });
	}
});

test('a favorite that is added in the list of all pairs is there in the next run', { timeout: 180_000 }, async () => {
	await desk.cleanup();
	const start = (): PtyProgram =>
		startInPty(process.execPath, [launcher, '--rest-url', exchange.restUrl, '--data-dir', dataDir], {
			columns: 140,
			rows: 40,
		});
	desk = start();
	await desk.waitForText(/DEPTH BTC-USDT[^\n]* LIVE/, patience);
	desk.press('w');
	await desk.waitForText(/KCS-USDT +8/, patience);
	desk.press('f');
	for (const key of 'KCS') {
		desk.press(key);
	}

	await desk.waitForText(/filter KCS/, patience);
	await desk.waitForText(/KCS-USDT/, patience);
	desk.press('down');
	desk.press('enter');
	await desk.waitForText(/DEPTH KCS-USDT[^\n]* LIVE/, patience);
	desk.press('w');
	await desk.waitForText(/▸KCS-USDT +8[\s\S]* sort /, patience);
	// The search has added it to this run; now it is kept.
	desk.press('+');
	await desk.waitForText(/KCS-USDT added, for later runs too/, patience);
	expect(JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')).watchlist).toContain('KCS-USDT');
	await desk.cleanup();

	desk = start();
	await desk.waitForText(/4 [ ▸]KCS-USDT/, patience);
	desk.press('4');
	await desk.waitForText(/DEPTH KCS-USDT[^\n]* LIVE/, patience);
	desk.press('w');
	await desk.waitForText(/▸KCS-USDT +8[\s\S]* sort /, patience);
	desk.press('-');
	await desk.waitForText(/KCS-USDT removed, for later runs too/, patience);
	expect(JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')).watchlist).not.toContain('KCS-USDT');
});
