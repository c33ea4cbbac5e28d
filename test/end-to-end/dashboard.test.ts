import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../source/simulator/simulator.js';
import { type PtyOptions, type PtyProgram, startInPty } from '../helpers/pty.js';

const launcher = resolve(import.meta.dirname, '../../bin/kcmon.js');

let exchange: RunningSimulator;
let dataDir: string;
let program: PtyProgram | undefined;

beforeEach(async () => {
	exchange = await startSimulator({ seed: 7, port: 0, scenario: undefined });
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-desk-'));
});

afterEach(async () => {
	await program?.cleanup();
	program = undefined;
	await exchange.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

/** The dashboard on the test's own exchange, so that the test can break it and knows its truth. */
function openDesk(options: PtyOptions = {}, args: readonly string[] = []): PtyProgram {
	program = startInPty(
		process.execPath,
		[launcher, '--rest-url', exchange.restUrl, '--data-dir', dataDir, ...args],
		options,
	);
	return program;
}

const panes = ['TICKER', 'DEPTH', 'TAPE', 'HEALTH', 'SIGNALS'] as const;

/** The title line of a pane up to the next pane's title, so that its data state is its own. */
function titleOf(desk: PtyProgram, pane: string): string {
	const line = desk.lines().find(text => text.includes(pane)) ?? '';
	return line.slice(line.indexOf(pane)).split('┐')[0] ?? '';
}

const isLive = (desk: PtyProgram, pane: string): boolean => / LIVE /.test(titleOf(desk, pane));

const marketPanes = ['TICKER', 'DEPTH', 'TAPE'] as const;

async function waitForLive(desk: PtyProgram, withinMs?: number): Promise<void> {
	await desk.waitFor(() => marketPanes.every(pane => isLive(desk, pane)), 'market panes LIVE', withinMs);
}

test.each([
	[80, 24],
	[120, 36],
	[200, 60],
])('every pane is live and inside the screen at %i×%i', async (columns, rows) => {
	const desk = openDesk({ columns, rows });
	await waitForLive(desk);

	const text = desk.screenText();
	for (const pane of panes) {
		expect(text).toContain(pane);
	}

	expect(text).toContain('PAPER');
	expect(text).toContain('BTC-USDT');
	expect(desk.lines()).toHaveLength(rows);
	if (columns >= 120) {
		expect(text).toContain('ORDERS');
		// The best quotes, to the last digit, as the exchange has them or had them a moment ago.
		expect(titleOf(desk, 'TICKER')).toContain('LIVE');
		expect(text).toMatch(/bid +\d+(\.\d)? +× \d/);
		expect(text).toMatch(/ask +\d+(\.\d)? +× \d/);
	}
});

test('one safe line stays below the smallest size, and the desk comes back', async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	await waitForLive(desk);

	desk.resize(50, 10);
	await desk.waitFor(
		() => !desk.screenText().includes('DEPTH') && desk.screenText().includes('PAPER'),
		'the safe line',
	);
	await desk.waitFor(() => desk.lines().filter(line => line.trim() !== '').length === 1, 'one line alone');

	desk.resize(120, 36);
	await waitForLive(desk);
	desk.resize(80, 24);
	await waitForLive(desk);
	for (const pane of panes) {
		await desk.waitFor(() => desk.screenText().includes(pane), 'that text');
	}
});

test('a steady screen is never cleared', async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	await waitForLive(desk);
	const before = desk.clears();

	await desk.waitFor(() => desk.bytes() > 60_000, '60 kB of frames', 15_000);

	expect(desk.clears()).toBe(before);
});

test('a cut marks every market pane, and the desk is live again by itself', { timeout: 60_000 }, async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	await waitForLive(desk);

	exchange.control({ fault: 'net.refuse', forMs: 4000 });
	exchange.control({ fault: 'link.cut' });
	await desk.waitFor(() => marketPanes.every(pane => /STALE/.test(titleOf(desk, pane))), 'STALE market panes', 2000);
	await desk.waitForText(/try \d+/);

	// The try after the last one refused may be eight seconds away.
	await waitForLive(desk, 30_000);
	await desk.waitForText(/reconnects 1/);
});

test('a refused connection shows the try and the seconds to the next', async () => {
	exchange.control({ fault: 'net.refuse', forMs: 60_000 });
	const desk = openDesk({ columns: 120, rows: 36 });

	await desk.waitForText(/refused/);
	await desk.waitForText(/try \d+ in \d+s/);
	await desk.waitFor(() => desk.screenText().includes('--demo'), 'that text');
	expect(desk.screenText()).not.toContain('LIVE');
});

test('a muted ticker topic is named by its own pane alone', async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	await waitForLive(desk);

	exchange.control({ fault: 'mute.topic', topic: '/market/ticker', symbol: 'BTC-USDT' });
	await desk.waitFor(() => /AGEING|STALE/.test(titleOf(desk, 'TICKER')), 'a ticker that ages', 15_000);

	expect(isLive(desk, 'DEPTH')).toBe(true);
	expect(isLive(desk, 'TAPE')).toBe(true);
});

test('malformed frames of every kind are counted and change nothing else', async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	await waitForLive(desk);

	for (const kind of ['bad-json', 'wrong-type', 'missing-field', 'big-integer', 'not-finite', 'not-object', 'empty']) {
		exchange.control({ fault: 'frame.malformed', kind });
	}

	await desk.waitForText(/malformed [1-9]/);
	await waitForLive(desk);
	expect(desk.exitCode()).toBeUndefined();
	expect(desk.screenText()).not.toContain('NaN');
	expect(desk.screenText()).not.toContain('undefined');
});

test('what is typed while the program loads leaves no trace in the picture', { timeout: 180_000 }, async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	// The terminal is still in line mode then, and echoes.
	await desk.waitForText(/PAPER starting/, 60_000);
	desk.press('~~~');
	await waitForLive(desk, 60_000);

	await desk.waitForNoText(/~/, 20_000);
});

test('keys switch the symbol, group the ladder, freeze a pane and open the help', async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	await waitForLive(desk);

	desk.press('2');
	await desk.waitFor(() => titleOf(desk, 'TICKER').includes('ETH-USDT'), 'ETH-USDT in the ticker');
	await waitForLive(desk);
	desk.press('1');
	await desk.waitFor(() => titleOf(desk, 'TICKER').includes('BTC-USDT'), 'BTC-USDT in the ticker');

	const group = (): string | undefined => /group (\S+)/.exec(titleOf(desk, 'DEPTH'))?.[1];
	const first = group();
	desk.press('[');
	await desk.waitFor(() => group() !== undefined && Number(group()) > Number(first), 'a coarser ladder');

	desk.press('?');
	await desk.waitForText(/quit/);
	await desk.waitForText(/Recenter the ladder/);
	desk.press('escape');

	desk.press('space');
	await desk.waitForText(/FROZEN/);
	desk.press('space');
	await desk.waitForNoText(/FROZEN/);
});

test('the chart comes with a key, changes its interval, and tells the bar under the crosshair as the exchange has it', async () => {
	const desk = openDesk({ columns: 80, rows: 24 });
	await waitForLive(desk);

	desk.press('v');
	await desk.waitFor(() => / 1min .*LIVE/.test(titleOf(desk, 'CHART')), 'a live chart of minutes', 20_000);
	desk.press('.');
	await desk.waitFor(() => / 3min .*LIVE/.test(titleOf(desk, 'CHART')), 'a live chart of three minutes', 20_000);
	desk.press('left');
	desk.press('left');
	desk.press('left');
	const figures = /(\d\d)-(\d\d) (\d\d):(\d\d) +O ([\d.]+) H ([\d.]+) L ([\d.]+) C ([\d.]+)/;
	const startOf = ([, month, day, hour, minute]: readonly string[]): number =>
		Date.UTC(new Date().getUTCFullYear(), Number(month) - 1, Number(day), Number(hour), Number(minute));
	const read = () => figures.exec(desk.screenText());
	// The third key press has reached the screen: a bar that is over.
	await desk.waitFor(
		() => startOf(read() ?? ['', '1', '1', '0', '0']) < Date.now() - 360_000 && read() !== null,
		'a closed bar',
	);

	const found = read()!;
	const prices = found.slice(5);
	const startAt = startOf(found) / 1000;
	const reply = await fetch(
		`${exchange.restUrl}/api/v1/market/candles?symbol=BTC-USDT&type=3min&startAt=${startAt}&endAt=${startAt + 1}`,
	);
	const { data } = (await reply.json()) as { readonly data: readonly (readonly string[])[] };
	const [start, open, close, high, low] = data[0]!;
	expect(start).toBe(String(startAt));
	expect(prices.map(Number)).toEqual([open, high, low, close].map(Number));

	desk.press('escape');
	desk.press('v');
	await desk.waitFor(() => isLive(desk, 'DEPTH'), 'the ladder again');
});

test('the find dialog adds a symbol and says when there is none', async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	await waitForLive(desk);

	desk.press('/');
	desk.press('kcs');
	await desk.waitForText(/KCS-USDT/);
	desk.press('enter');
	await desk.waitFor(() => titleOf(desk, 'TICKER').includes('KCS-USDT'), 'KCS-USDT in focus');

	desk.press('/');
	desk.press('zzzz');
	await desk.waitForText(/no symbol/i);
	desk.press('escape');
	await desk.waitForNoText(/no symbol/i);
});

/** What a program must undo: the alternate screen left, the cursor shown, bracketed paste off. */
function expectRestored(desk: PtyProgram): void {
	const output = desk.output().toString('latin1');
	const last = (on: string, off: string): boolean => output.lastIndexOf(off) > output.lastIndexOf(on);

	expect(last('\u001B[?1049h', '\u001B[?1049l')).toBe(true);
	expect(last('\u001B[?25l', '\u001B[?25h')).toBe(true);
	if (output.includes('\u001B[?2004h')) {
		expect(last('\u001B[?2004h', '\u001B[?2004l')).toBe(true);
	}
}

test.each([
	['q', 0],
	['ctrl+c', 130],
] as const)('%s restores the terminal and exits %i', async (key, code) => {
	const desk = openDesk();
	await waitForLive(desk);

	desk.press(key);

	expect((await desk.exited).code).toBe(code);
	expectRestored(desk);
});

test.each([
	['SIGTERM', 143],
	['SIGINT', 130],
] as const)('%s restores the terminal and exits %i', async (signal, code) => {
	const desk = openDesk();
	await waitForLive(desk);

	process.kill(desk.pid, signal);

	expect((await desk.exited).code).toBe(code);
	expectRestored(desk);
});

test('the last known state comes back as stale with its age until fresh data arrive', { timeout: 60_000 }, async () => {
	const first = openDesk();
	await waitForLive(first);
	first.press('q');
	await first.exited;
	expect(statSync(join(dataDir, 'last-state.json')).mode & 0o777).toBe(0o600);

	exchange.control({ fault: 'net.refuse', forMs: 3000 });
	const second = openDesk();
	await second.waitFor(() => /STALE/.test(titleOf(second, 'TICKER')), 'a STALE ticker');
	await second.waitForText(/bid +\d+/);
	await waitForLive(second, 30_000);
});

test('the log is in the data directory, private, and without the token', async () => {
	const desk = openDesk();
	await waitForLive(desk);
	desk.press('q');
	await desk.exited;

	const log = join(dataDir, 'kcmon.log');
	expect(statSync(log).mode & 0o777).toBe(0o600);
	const text = readFileSync(log, 'utf8');
	expect(text.length).toBeGreaterThan(0);
	expect(text).not.toMatch(/token=[^[&\s"]/);
});

test('hostile text in a signal reaches the screen without its control characters', async () => {
	const path = join(dataDir, 'signals.ndjson');
	writeFileSync(path, '', { mode: 0o600 });
	const desk = openDesk({ columns: 120, rows: 36 }, ['--signals', `file:${path}`]);
	await waitForLive(desk);
	const before = desk.output().length;

	const signal = { timestamp: Date.now(), symbol: 'BTC-USDT', signal_type: 'long_breakout', confidence: 0.8 };
	appendFileSync(path, `${JSON.stringify({ ...signal, reason: 'up\u001B]52;c;aGk=\u0007\u202Eevil\u001B[2J' })}\n`);
	await desk.waitForText(/long_breakout/);
	appendFileSync(path, `${JSON.stringify({ ...signal, id: 'x', confidence: 7 })}\n`);
	await desk.waitForText(/quarantine/);

	const written = desk.output().subarray(before).toString('utf8');
	expect(written).not.toContain('\u001B]52');
	expect(written).not.toContain('\u202E');
	expect(written).not.toContain('\u001B[2J');
});

test('all pairs of the exchange: sorted, filtered, and one of them shown with enter', async () => {
	const desk = openDesk({ columns: 120, rows: 36 });
	await waitForLive(desk);

	desk.press('w');
	await desk.waitForText(/WATCHLIST all 8 from 1/, 20_000);
	await desk.waitForText(/EWT-BTC +\d/, 20_000);
	desk.press('>');
	await desk.waitForText(/sorted by spread/);
	desk.press('r');
	// The pair with the widest spread by far stands first once the order is turned around.
	await desk.waitFor(() => /EWT-BTC/.test(desk.lines()[3] ?? ''), 'the widest spread first', 20_000);

	desk.press('f');
	desk.press('kcs');
	await desk.waitForText(/filter KCS_/);
	await desk.waitForText(/all 1 from 1/);
	desk.press('enter');
	await desk.waitFor(() => /KCS-USDT/.test(titleOf(desk, 'TICKER')), 'KCS-USDT in the ticker', 20_000);
	await desk.waitFor(() => desk.lines().some(line => /4 .KCS-USDT/.test(line)), 'KCS-USDT among the favorites', 20_000);
});
