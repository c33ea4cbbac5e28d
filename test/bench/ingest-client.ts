import { monitorEventLoopDelay } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import { symbolsOf } from './load.js';
import { onLoadMessage } from './on-load-message.js';
import { createPlainClient } from './plain-client.js';
import { createTimes } from './write-times.js';

/**
 * One client under load, in a process of its own. Arguments: CLIENT REST SYMBOLS MESSAGES [FILE], where FILE gets the time
 * at which each message was dealt with, as `write-times.ts` says, and CLIENT is
 * `receive` (ws only: the floor), `parse` (ws + JSON.parse), `book` (ws + JSON.parse + sorted book, trades, ticker:
 * the reference), `kcmon` (the engine as the dashboard runs it: decode, validate, book, tape, ticker, signals, store) or
 * `kcmon-no-signals`. Prints one line of JSON.
 */
const [client = 'receive', rest = '', symbolText = '1', messageText = '0', timesFile] = process.argv.slice(2);
const symbols = symbolsOf(Number(symbolText));
const messages = Number(messageText);
const times = createTimes(timesFile, messages);
const delay = monitorEventLoopDelay({ resolution: 5 });

let seen = 0;
let startCpu = process.cpuUsage();
let halfCpu = startCpu;
let startTime = 0;

function count(): void {
	if (seen === 0) {
		startCpu = process.cpuUsage();
		startTime = performance.now();
		delay.enable();
	}

	seen += 1;
	times.note();
	if (seen === messages >> 1) {
		halfCpu = process.cpuUsage();
	} else if (seen === messages) {
		times.save();
		const cpu = process.cpuUsage(startCpu);
		const warm = process.cpuUsage(halfCpu);
		const elapsed = performance.now() - startTime;
		process.stdout.write(
			`${JSON.stringify({
				client,
				cpuUsPerMessage: (cpu.user + cpu.system) / messages,
				// Of the second half: without most of what the compiler takes.
				warmUsPerMessage: (warm.user + warm.system) / (messages - (messages >> 1)),
				messagesPerSecond: (messages / elapsed) * 1000,
				rssMb: process.memoryUsage.rss() / 1_048_576,
				loopDelayP99Ms: delay.percentile(99) / 1e6,
			})}\n`,
			() => process.exit(0),
		);
	}
}

async function runBare(): Promise<void> {
	const reply = await fetch(`${rest}/api/v1/bullet-public`, { method: 'POST' });
	const { data } = (await reply.json()) as { data: { token: string; instanceServers: [{ endpoint: string }] } };
	const socket = new WebSocket(`${data.instanceServers[0].endpoint}?token=${data.token}`, {
		perMessageDeflate: false,
		skipUTF8Validation: true,
	});
	const handle = createPlainClient(client);
	let ready = false;
	socket.on('message', (raw: Buffer) => {
		if (!ready) {
			ready = String(raw).includes('"ack"') || ready;
			return;
		}

		if (client === 'receive') {
			if (raw.length > 100) {
				count();
			}

			return;
		}

		if (handle(raw)) {
			count();
		}
	});
	socket.on('open', () => {
		for (const name of ['level2', 'match', 'ticker']) {
			for (let from = 0; from < symbols.length; from += 100) {
				const list = symbols.slice(from, from + 100).join(',');
				socket.send(
					JSON.stringify({ id: `${name}${from}`, type: 'subscribe', topic: `/market/${name}:${list}`, response: true }),
				);
			}
		}
	});
	setInterval(() => socket.send('{"id":"1","type":"ping"}'), 8000);
}

async function runKcmon(): Promise<void> {
	const { createEngine, createKucoin, createMachine } = await import('../../source/index.js');
	const { createScorecard } = await import('../../source/signals/scorecard.js');
	const machine = createMachine();
	const kucoin = createKucoin(machine, {
		restUrl: rest,
		credentials: undefined,
		compress: false,
		userAgent: 'kcmon-bench',
	});
	const engine = createEngine(
		{
			clock: machine.clock,
			createFeed: publish => kucoin.createFeed(publish),
			// As the dashboard has it.
			signals: { scorecard: createScorecard({ takerFee: 0.001 }) },
		},
		{
			symbols,
			streams: { tickers: true, trades: true, books: true, stats: false, candles: false },
			depthOf: 'all',
			signals: client === 'kcmon' ? 'on' : 'off',
		},
	);
	onLoadMessage(engine, count);
	engine.start();
}

await (client.startsWith('kcmon') ? runKcmon() : runBare());
