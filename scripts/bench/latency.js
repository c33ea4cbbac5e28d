import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, startInTerminal } from './terminal.js';
import { bundle, firstLine, folder, median, optionOf, round, start } from './tools.js';

/** `screen` is kcmon while its dashboard draws, of one symbol. */
const clients = ['receive', 'book', 'kcmon', 'screen'];

const timesIn = file => {
	const bytes = readFileSync(file);
	return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
};

/** The dashboard draws 15 frames a second of the symbol that the messages are of. */
async function runScreen(files, rest, messages, handled) {
	const program = startInTerminal([
		files.screen,
		'kcmon',
		rest,
		mkdtempSync(join(folder, 'data-')),
		join(folder, 'report.json'),
		handled,
		messages,
	]);
	program.emulate(false);
	try {
		for (let waited = 0; !existsSync(handled); waited += 100) {
			if (waited > 120_000) {
				throw new Error('The screen did not get all of its messages in two minutes');
			}

			await sleep(100);
		}

		// It may be written still.
		await sleep(200);
	} finally {
		await program.end();
	}
}

async function runClient(files, client, rate, messages) {
	const written = join(folder, `written-${client}-${rate}-${Math.random()}`);
	const handled = join(folder, `handled-${client}-${rate}-${Math.random()}`);
	const server = start(files.server, client === 'screen' ? 1 : 20, messages, rate, written);
	try {
		const { rest } = await firstLine(server);
		await (client === 'screen'
			? runScreen(files, rest, messages, handled)
			: firstLine(start(files.client, client, rest, 20, messages, handled)));
	} finally {
		server.kill();
	}

	const from = timesIn(written);
	const to = timesIn(handled);
	// The first fifth is the compiler's.
	const skipped = Math.floor(messages / 5);
	const spans = Float64Array.from({ length: messages - skipped }, (_, at) => to[at + skipped] - from[at + skipped]);
	spans.sort();
	const rank = share => spans[Math.floor(spans.length * share)];
	return { p50: rank(0.5), p99: rank(0.99), worst: spans.at(-1) };
}

/** From the server's write to the message being dealt with (kcmon: store updated, listeners told), 20 symbols. */
export async function benchLatency(runs) {
	const files = {
		server: await bundle('load-server'),
		client: await bundle('ingest-client'),
		screen: await bundle('screen-program'),
	};
	const seconds = optionOf('--seconds', 20);
	const rows = [];
	for (const rate of [2000, 20_000]) {
		const results = new Map(clients.map(client => [client, []]));
		for (let run = 0; run < runs; run += 1) {
			for (const client of clients) {
				results.get(client).push(await runClient(files, client, rate, rate * seconds));
			}
		}

		for (const [client, list] of results) {
			const of = name => round(median(list.map(result => result[name])) / 1000, 3);
			rows.push({ 'msg/s': rate, client, 'p50 ms': of('p50'), 'p99 ms': of('p99'), 'worst ms': of('worst') });
		}
	}

	return rows;
}
