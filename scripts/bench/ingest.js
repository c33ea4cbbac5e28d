import { bundle, firstLine, median, optionOf, round, start } from './tools.js';

async function runClient(files, client, symbols, messages) {
	const server = start(files.server, symbols, messages);
	try {
		const { rest } = await firstLine(server);
		return await firstLine(start(files.client, client, rest, symbols, messages));
	} finally {
		server.kill();
	}
}

/** A prepared load over one socket: CPU of the whole client process a message, against hand-written clients. */
export async function benchIngest(runs) {
	const files = { server: await bundle('load-server'), client: await bundle('ingest-client') };
	const messages = optionOf('--messages', 300_000);
	const rows = [];
	for (const symbols of [1, 20]) {
		const results = new Map();
		for (let run = 0; run < runs; run += 1) {
			// Interleaved, so that a machine that changes its speed changes it for all.
			for (const client of ['receive', 'parse', 'book', 'kcmon', 'kcmon-no-signals']) {
				const result = await runClient(files, client, symbols, messages);
				results.set(client, [...(results.get(client) ?? []), result]);
			}
		}

		const reference = median(results.get('book').map(({ cpuUsPerMessage }) => cpuUsPerMessage));
		for (const [client, list] of results) {
			const cpu = median(list.map(({ cpuUsPerMessage }) => cpuUsPerMessage));
			rows.push({
				symbols,
				client,
				'us/msg': round(cpu),
				'ratio to parse+book': round(cpu / reference),
				'msg/s': Math.round(median(list.map(({ messagesPerSecond }) => messagesPerSecond))),
				'rss MB': Math.round(median(list.map(({ rssMb }) => rssMb))),
			});
		}
	}

	return rows;
}
