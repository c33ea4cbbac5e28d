import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { RunningSimulator } from '../../source/simulator/simulator.js';
import { formatPrice, formatSize } from '../../source/simulator/wire.js';
import { waitUntil } from '../helpers/wait-until.js';
import { findClosedPort, type Line, runKcmon, startKcmon, withSimulator } from '../helpers/with-simulator.js';

type BookLine = Line & {
	readonly symbol: string;
	readonly state: string;
	readonly sequence: string;
	readonly bids: readonly (readonly [string, string])[];
	readonly asks: readonly (readonly [string, string])[];
};

const isBook = (line: Line): line is BookLine => line.type === 'book';

/** What differs between a line and the exchange's own book at the sequence of the line; empty when nothing does. */
function differences({ venue }: RunningSimulator, line: BookLine, depth: number): readonly string[] {
	const market = venue.market(line.symbol)!;
	const image = market.imageAt(Number(line.sequence));
	if (image === undefined) {
		return [`the exchange does not know sequence ${line.sequence}`];
	}

	const textOf = (rows: typeof image.bids) =>
		rows.slice(0, depth).map(([ticks, lots]) => `${formatPrice(market, ticks)} × ${formatSize(market, lots)}`);
	const ours = (rows: BookLine['bids']) => rows.map(([price, size]) => `${price} × ${size}`);
	return (['bids', 'asks'] as const).flatMap(side => {
		const expected = textOf(image[side]);
		const actual = ours(line[side]);
		return JSON.stringify(actual) === JSON.stringify(expected)
			? []
			: [`${side} at ${line.sequence}: was ${actual.slice(0, 3)}…, expected ${expected.slice(0, 3)}…`];
	});
}

test('shows the exchange’s own book at every live line through gaps, repeats, reorders and cuts', async () => {
	await withSimulator(async exchange => {
		const { control } = exchange;
		control({ fault: 'feed.rate', rate: 5 });
		for (const fault of ['l2.drop', 'l2.dup', 'l2.swap', 'l2.straddle']) {
			control({ fault, probability: 0.01 });
		}

		const kcmon = startKcmon(['stream', 'BTC-USDT', '--channels', 'book', '--rest-url', exchange.restUrl]);
		const wrong: string[] = [];
		let checked = 0;
		let liveLines = 0;
		// Each line is compared while the exchange still remembers its sequence.
		const check = (): void => {
			const lines = kcmon.lines();
			for (; checked < lines.length; checked += 1) {
				const line = lines[checked]!;
				if (isBook(line) && line.state === 'live') {
					liveLines += 1;
					wrong.push(...differences(exchange, line, 20));
				}
			}
		};

		for (const cut of [1, 2]) {
			const before = liveLines;
			await waitUntil(
				() => {
					check();
					return liveLines > before + 300;
				},
				{ withinMs: 30_000, describe: () => `${liveLines} live lines; ${kcmon.stderr().slice(-300)}` },
			);
			if (cut === 1) {
				control({ fault: 'link.cut' });
			}
		}

		await kcmon.stop();
		check();
		const states = new Set(kcmon.lines().map(line => line.state));
		expect(wrong).toEqual([]);
		expect([...states].sort()).toEqual(['gap', 'live', 'stale', 'sync']);
	});
}, 90_000);

test('tells a gap the moment it shows, and the same book again after it', async () => {
	await withSimulator(async exchange => {
		const kcmon = startKcmon(['stream', 'BTC-USDT', '--channels', 'book', '--rest-url', exchange.restUrl]);
		await kcmon.waitForLine(line => line.state === 'live');
		exchange.control({ fault: 'l2.drop', count: 1, symbol: 'BTC-USDT' });

		const gap = (await kcmon.waitForLine(line => line.state === 'gap')) as BookLine;
		const after = kcmon.lines().indexOf(gap);
		const live = await waitUntil(() =>
			kcmon
				.lines()
				.slice(after)
				.find(line => isBook(line) && line.state === 'live'),
		);

		expect(differences(exchange, live as BookLine, 20)).toEqual([]);
		expect(Number((live as BookLine).sequence)).toBeGreaterThan(Number(gap.sequence));
		await kcmon.stop();
	});
});

test('prints every kind of event in the shape of the interface', async () => {
	await withSimulator(async exchange => {
		const kcmon = startKcmon([
			'stream',
			'BTC-USDT',
			'ETH-USDT',
			'--channels',
			'ticker,trades,book,candles,health',
			'--depth',
			'3',
			'--rest-url',
			exchange.restUrl,
		]);
		const keys: Record<string, readonly string[]> = {
			ticker: 'type symbol price size best_bid best_bid_size best_ask best_ask_size sequence time received_at'.split(
				' ',
			),
			trade: 'type symbol trade_id side price size sequence time received_at'.split(' '),
			book: 'type symbol state source sequence bids asks time received_at'.split(' '),
			candle: 'type symbol interval open high low close volume start received_at'.split(' '),
			health: 'type socket state reconnects gaps malformed latency_ms topics received_at'.split(' '),
		};

		for (const type of Object.keys(keys)) {
			const line = await kcmon.waitForLine(each => each.type === type && (type !== 'book' || each.state === 'live'));
			expect(Object.keys(line), type).toEqual(keys[type]);
			expect(typeof (line.sequence ?? ''), type).toBe('string');
		}

		const book = kcmon.lines().find(line => isBook(line) && line.state === 'live') as BookLine;
		expect(book.bids).toHaveLength(3);
		expect(book.asks).toHaveLength(3);
		const health = await kcmon.waitForLine(
			line =>
				line.type === 'health' && line.state === 'live' && (line.topics as { state: string }[])[0]?.state === 'live',
		);
		expect((health.topics as { topic: string }[]).map(({ topic }) => topic)).toContain('/market/level2:ETH-USDT');
		await kcmon.stop();
	});
});

test('counts reconnects, gaps and refused frames from its start, over reconnects', async () => {
	await withSimulator(async exchange => {
		const kcmon = startKcmon(['stream', 'BTC-USDT', '--channels', 'health,book', '--rest-url', exchange.restUrl]);
		await kcmon.waitForLine(line => line.type === 'book' && line.state === 'live');

		exchange.control({ fault: 'frame.malformed', kind: 'bad-json', times: 2 });
		exchange.control({ fault: 'l2.drop', count: 1 });
		await kcmon.waitForLine(line => line.type === 'health' && line.malformed === 2 && (line.gaps as number) >= 1);
		exchange.control({ fault: 'link.cut' });

		await kcmon.waitForLine(line => line.type === 'health' && line.state === 'waiting');
		const again = await kcmon.waitForLine(
			line => line.type === 'health' && line.state === 'live' && line.reconnects === 1,
		);
		expect(again.malformed).toBe(2);
		expect(again.gaps).toBeGreaterThanOrEqual(1);
		await kcmon.stop();
	});
});

test('marks the book stale at once when the connection is lost', async () => {
	await withSimulator(async exchange => {
		const kcmon = startKcmon(['stream', 'BTC-USDT', '--channels', 'book', '--rest-url', exchange.restUrl]);
		await kcmon.waitForLine(line => line.state === 'live');
		exchange.control({ fault: 'net.refuse' });
		const cutAt = Date.now();
		exchange.control({ fault: 'link.cut' });

		const stale = await kcmon.waitForLine(line => line.state === 'stale');

		expect(Number(stale.received_at) - cutAt).toBeLessThan(2000);
		expect(kcmon.stderr()).toMatch(/public-1: .*try \d+ in \d+s/);
		await kcmon.stop();
	});
});

test('ends with 0 when its reader goes away', async () => {
	await withSimulator(async exchange => {
		const launcher = process.env.KCMON_TEST_LAUNCHER ?? resolve(import.meta.dirname, '../../bin/kcmon.js');
		const script = `"$1" "$2" stream BTC-USDT --rest-url "$3" | head -n 3; echo "\${PIPESTATUS[0]}"`;
		const shell = spawn('bash', ['-c', script, 'bash', process.execPath, launcher, exchange.restUrl], {
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let out = '';
		shell.stdout.setEncoding('utf8').on('data', (text: string) => {
			out += text;
		});
		await new Promise(done => shell.once('close', done));

		expect(out.trim().split('\n')).toHaveLength(4);
		expect(out.trim().split('\n').at(-1)).toBe('0');
	});
});

test('ends with 0 after its duration, and with 143 on SIGTERM', async () => {
	await withSimulator(async exchange => {
		const timed = await runKcmon(['stream', 'BTC-USDT', '--duration', '1s', '--rest-url', exchange.restUrl]);
		const stopped = startKcmon(['stream', 'BTC-USDT', '--rest-url', exchange.restUrl]);
		await stopped.waitForLine(line => line.type === 'ticker');
		stopped.child.kill('SIGTERM');

		expect(timed.code).toBe(0);
		expect(timed.lines().length).toBeGreaterThan(0);
		expect((await stopped.exit).code).toBe(143);
	});
});

test('serves its figures at /metrics beside the lines, signals too', async () => {
	await withSimulator(async ({ restUrl }) => {
		const port = await findClosedPort();
		const flags = ['--channels', 'book,signals,health', '--signals', 'stdin', '--metrics', `${port}`];
		const stream = startKcmon(['stream', 'BTC-USDT', '--rest-url', restUrl, ...flags], { stdin: 'pipe' });
		await stream.waitForLine(({ type, state }) => type === 'book' && state === 'live');
		const signal = { timestamp: Date.now(), symbol: 'BTC-USDT', signal_type: 'x', confidence: 0.5 };
		stream.child.stdin?.write(`${JSON.stringify(signal)}\n`);
		await stream.waitForLine(({ type, source }) => type === 'signal' && source === 'voiceofchain');

		// Counters of sockets are taken once a second.
		const counted = /^kcmon_messages_total\{socket="public-1"\} [1-9]/m;
		let text = '';
		while (!counted.test(text)) {
			const reply = await fetch(`http://127.0.0.1:${port}/metrics`);
			expect(reply.status).toBe(200);
			text = await reply.text();
			await new Promise(resolve => setTimeout(resolve, 50));
		}

		expect(text).toContain('kcmon_signals_total{source="voiceofchain",outcome="received"} 1');
		expect(text).toMatch(/^kcmon_topic_live\{topic="\/market\/level2:BTC-USDT"\} 1$/m);
		expect(stream.stderr()).toContain(`metrics at http://127.0.0.1:${port}/metrics`);
		await stream.stop();
		await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
	});
}, 60_000);

test('prints candles of the interval that was asked for, as the exchange has them', async () => {
	await withSimulator(async ({ restUrl }) => {
		const flags = ['--channels', 'candles,signals', '--interval', '1hour', '--rest-url', restUrl];
		const stream = startKcmon(['stream', 'BTC-USDT', ...flags]);
		await stream.waitForLine(({ type }) => type === 'candle');
		await stream.stop();

		const candles = stream.lines().filter(({ type }) => type === 'candle');
		const reply = await fetch(`${restUrl}/api/v1/market/candles?symbol=BTC-USDT&type=1hour`);
		const { data } = (await reply.json()) as { data: readonly (readonly string[])[] };
		// The bar before the running one, which no longer changes.
		const [start, open, close, high, low] = data[1]!;
		expect(new Set(candles.map(({ interval }) => interval))).toEqual(new Set(['1hour']));
		expect(candles.find(candle => candle.start === Number(start) * 1000)).toMatchObject({ open, high, low, close });
	});
}, 60_000);

test('keeps trying while the exchange cannot be reached, and connects once it can', async () => {
	const port = await findClosedPort();
	const kcmon = startKcmon(['stream', 'BTC-USDT', '--rest-url', `http://127.0.0.1:${port}`]);
	await waitUntil(() => /refused · try 2/.test(kcmon.stderr()), { describe: kcmon.stderr });

	await withSimulator(
		async () => {
			await kcmon.waitForLine(line => line.type === 'book' && line.state === 'live', 30_000);
		},
		{ port },
	);
	await kcmon.stop();
}, 60_000);

test('a duration that ends before the exchange was ever reached is status 4', async () => {
	const url = `http://127.0.0.1:${await findClosedPort()}`;

	// Long enough for a first attempt on a busy machine; a short one that tried nothing says nothing.
	const { code, stderr } = await runKcmon(['stream', 'BTC-USDT', '--rest-url', url, '--duration', '5s']);

	expect({ code, stderr }).toEqual({
		code: 4,
		stderr: expect.stringMatching(/^kcmon: .* was never reached: refused\n/m),
	});
});

test('holds only the newest book for a reader that is slow, and stays connected', async () => {
	await withSimulator(async exchange => {
		exchange.control({ fault: 'feed.rate', rate: 20 });
		const kcmon = startKcmon(['stream', 'BTC-USDT', '--channels', 'book,health', '--rest-url', exchange.restUrl]);
		await kcmon.waitForLine(line => line.state === 'live' && line.type === 'book');
		kcmon.child.stdout!.pause();
		const from = exchange.venue.market('BTC-USDT')!.sequence();
		await waitUntil(() => exchange.venue.market('BTC-USDT')!.sequence() > from + 3000, { withinMs: 30_000 });
		const linesBefore = kcmon.lines().length;
		kcmon.child.stdout!.resume();

		const reached = exchange.venue.market('BTC-USDT')!.sequence();
		await kcmon.waitForLine(line => isBook(line) && Number(line.sequence) >= reached, 20_000);

		const written = kcmon.lines().slice(linesBefore).filter(isBook).length;
		expect(written).toBeLessThan(2500);
		expect(
			kcmon
				.lines()
				.filter(line => line.type === 'health')
				.at(-1)?.reconnects,
		).toBe(0);
		await kcmon.stop();
	});
}, 90_000);

test('takes signals from standard input and prints them, with duplicates and what it quarantined', async () => {
	await withSimulator(async exchange => {
		const kcmon = startKcmon(
			[
				'stream',
				'BTC-USDT',
				'--channels',
				'signals,health',
				'--signals',
				'stdin?source=desk',
				'--rest-url',
				exchange.restUrl,
			],
			{ stdin: 'pipe' },
		);
		await kcmon.waitForLine(line => line.type === 'health' && line.state === 'live');
		const signal = { timestamp: Date.now(), symbol: 'BTC-USDT', signal_type: 'momentum_up', confidence: 0.5, id: 'a' };
		const send = (value: object) => `${JSON.stringify(value)}\n`;
		kcmon.child.stdin!.write(
			send(signal) + send(signal) + send({ ...signal, id: 'b', confidence: 5 }) + send({ ...signal, symbol: 'NO-PE' }),
		);
		kcmon.child.stdin!.end(JSON.stringify({ ...signal, id: 'last' }));

		await kcmon.waitForLine(line => line.id === 'last');
		const signals = kcmon.lines().filter(line => line.type === 'signal');
		expect(signals.map(line => [line.state ?? 'taken', line.field ?? line.duplicate_of ?? ''])).toEqual([
			['taken', ''],
			['taken', 'a'],
			['quarantined', 'confidence'],
			['quarantined', 'symbol'],
			['taken', ''],
		]);
		expect(signals[0]).toMatchObject({ source: 'desk', verified: 'local', signal_type: 'momentum_up' });
		await kcmon.stop();
	});
});
