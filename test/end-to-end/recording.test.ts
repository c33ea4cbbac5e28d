import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitUntil } from '../helpers/wait-until.js';
import { type Line, runKcmon, startKcmon, withSimulator } from '../helpers/with-simulator.js';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-recording-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const replay = (file: string, ...flags: readonly string[]) => runKcmon(['replay', file, '--stream', ...flags]);

/** Of a file that is still being written. */
function unpack(file: string): string {
	const bytes = readFileSync(file);
	const { Z_SYNC_FLUSH, ZSTD_e_flush } = zlib.constants;
	if (bytes.length === 0) {
		return '';
	}

	return file.endsWith('.gz')
		? zlib.gunzipSync(bytes, { finishFlush: Z_SYNC_FLUSH }).toString()
		: file.endsWith('.zst')
			? zlib.zstdDecompressSync(bytes, { finishFlush: ZSTD_e_flush }).toString()
			: bytes.toString();
}

/** What two clients of one exchange must agree on: a book by its sequence, a print by its id. */
function factsOf(lines: readonly Line[]): Map<string, string> {
	const facts = new Map<string, string>();
	for (const { type, symbol, state, sequence, trade_id, bids, asks, price, size, side } of lines) {
		if (type === 'book' && state === 'live') {
			facts.set(`book ${symbol} ${sequence}`, JSON.stringify([bids, asks]));
		} else if (type === 'trade') {
			facts.set(`trade ${symbol} ${trade_id}`, JSON.stringify([price, size, side]));
		}
	}

	return facts;
}

test('a replay tells what a client saw at the time, at any speed the same bytes, without a secret in the file', async () => {
	const file = at('demo.ndjson.gz');
	let live: readonly Line[] = [];
	await withSimulator(async ({ restUrl }) => {
		const site = ['BTC-USDT', 'ETH-USDT', '--rest-url', restUrl];
		const stream = startKcmon(['stream', ...site, '--channels', 'book,trades']);
		await stream.waitForLine(({ type, state }) => type === 'book' && state === 'live');
		const recorded = await runKcmon(['record', file, ...site, '--duration', '6s']);
		await stream.stop();
		live = stream.lines();
		expect(recorded.stderr).toMatch(/recording BTC-USDT ETH-USDT to .*\n.*\d+ frames were recorded/);
		expect(recorded.code).toBe(0);
	});

	const text = zlib.gunzipSync(readFileSync(file)).toString();
	expect(/token=|"token":|connectId|kc-api|bullet/i.test(text)).toBe(false);
	expect(text.trimEnd().split('\n').at(-1)).toMatch(/"end":true\}$/);

	const channels = ['--channels', 'ticker,trades,book,signals,health'];
	const atMost = await replay(file, ...channels);
	const paced = await replay(file, ...channels, '--speed', '2');
	expect(atMost.code).toBe(0);
	expect(atMost.stderr).toBe('');
	expect(digest(paced.stdout)).toBe(digest(atMost.stdout));

	const seen = factsOf(live);
	const played = factsOf(atMost.lines());
	const common = [...played.keys()].filter(key => seen.has(key));
	expect(common.filter(key => key.startsWith('book BTC-USDT')).length).toBeGreaterThan(50);
	expect(common.filter(key => key.startsWith('trade')).length).toBeGreaterThan(10);
	expect(common.filter(key => seen.get(key) !== played.get(key))).toEqual([]);
	const types = new Set(atMost.lines().map(({ type }) => type));
	// Whether a rule fires within these seconds is the market's affair.
	types.delete('signal');
	expect(types).toEqual(new Set(['ticker', 'trade', 'book', 'health']));
}, 90_000);

test('a signal from outside comes again in the replay', async () => {
	const file = at('demo.ndjson');
	const signal = { timestamp: Date.now(), symbol: 'BTC-USDT', signal_type: 'from_desk', confidence: 0.6, side: 'buy' };
	writeFileSync(at('signals'), `${JSON.stringify(signal)}\n`, { mode: 0o600 });
	const source = `file:${at('signals')}?from=start&source=desk`;
	await runKcmon(['record', file, 'BTC-USDT', '--demo', '--duration', '5s', '--signals', source]);

	const { lines } = await replay(file, '--channels', 'signals');
	expect(lines().filter(line => line.source === 'desk')).toMatchObject([signal]);
}, 60_000);

test('reading slowly loses nothing', async () => {
	const file = at('demo.ndjson');
	expect((await runKcmon(['record', file, 'BTC-USDT', '--demo', '--duration', '4s'])).code).toBe(0);
	const whole = await replay(file, '--depth', '200');
	const slow = startKcmon(['replay', file, '--stream', '--depth', '200']);
	slow.child.stdout?.pause();
	await new Promise(resolve => setTimeout(resolve, 3000));
	slow.child.stdout?.resume();
	await slow.exit;

	expect(whole.stdout.length).toBeGreaterThan(200_000);
	expect(digest(slow.stdout())).toBe(digest(whole.stdout));
}, 60_000);

test.each(['demo.ndjson', 'demo.ndjson.gz', 'demo.ndjson.zst'])(
	'%s of a program that was killed is read to its last flush',
	async name => {
		const file = at(name);
		const recording = startKcmon(['record', file, '--demo', 'BTC-USDT']);
		await waitUntil(() => existsSync(file) && unpack(file).split('trade.l2update').length > 100, { withinMs: 60_000 });
		recording.child.kill('SIGKILL');
		await recording.exit;

		const { code, stderr, lines } = await replay(file);
		expect(stderr).toMatch(/was cut after line \d+: it was played up to there/);
		expect(lines().some(({ type, state }) => type === 'book' && state === 'live')).toBe(true);
		expect(code).toBe(0);
	},
	90_000,
);

test('says of a file that is none of its recordings which line is wrong, and writes over nothing', async () => {
	const file = at('demo.ndjson');
	await runKcmon(['record', file, 'BTC-USDT', '--demo', '--duration', '2s']);
	const before = readFileSync(file, 'utf8');
	const rows = before.split('\n');
	const middle = rows.length >> 1;
	writeFileSync(at('corrupt'), [...rows.slice(0, middle), '{"at":', ...rows.slice(middle)].join('\n'));
	writeFileSync(at('empty'), '');
	writeFileSync(at('foreign'), 'hello\n');
	writeFileSync(at('torn-header'), rows[0]!.slice(0, 20));
	// The first rows may be of one millisecond; those before the end are two seconds later.
	const last = rows.at(-3);
	writeFileSync(at('back'), [rows[0], ...rows.slice(10, 19), last, rows[5]].join('\n').concat('\n'));
	const packed = zlib.gzipSync(before);
	packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 200);
	writeFileSync(at('damaged.gz'), packed);

	const problems: Record<string, string> = {};
	for (const name of ['corrupt', 'empty', 'foreign', 'torn-header', 'back', 'damaged.gz', 'missing']) {
		const { code, stderr } = await replay(at(name));
		expect(code, name).toBe(1);
		const [problem, next] = stderr.replaceAll(folder, '').split('\n');
		expect(next, name).toMatch(/\S/);
		problems[name] = problem!;
	}

	expect(problems).toEqual({
		corrupt: `kcmon: Recording /corrupt, line ${middle + 1}: it is no JSON object`,
		empty: 'kcmon: Recording /empty: it is empty',
		foreign: 'kcmon: Recording /foreign, line 1: it is no recording of kcmon',
		'torn-header': 'kcmon: Recording /torn-header, line 1: it is cut in its first line',
		back: 'kcmon: Recording /back, line 12: its time goes back',
		'damaged.gz': expect.stringMatching(/^kcmon: Recording \/damaged\.gz, line \d+: it is damaged from here on$/),
		missing: 'kcmon: There is no recording /missing',
	});

	const again = await runKcmon(['record', file, 'BTC-USDT', '--demo', '--duration', '1s']);
	expect(again.code).toBe(1);
	expect(again.stderr).toContain('exists already');
	expect(readFileSync(file, 'utf8')).toBe(before);
}, 60_000);
