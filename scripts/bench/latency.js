import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, firstLine, folder, median, optionOf, round, start } from './tools.js';

const clients = ['receive', 'book', 'kcmon'];

const timesIn = file => {
	const bytes = readFileSync(file);
	return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
};

async function runClient(files, client, rate, messages) {
	const written = join(folder, `written-${client}-${rate}`);
	const handled = join(folder, `handled-${client}-${rate}`);
	const server = start(files.server, 20, messages, rate, written);
	try {
		const { rest } = await firstLine(server);
		await firstLine(start(files.client, client, rest, 20, messages, handled));
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
	const files = { server: await bundle('load-server'), client: await bundle('ingest-client') };
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
