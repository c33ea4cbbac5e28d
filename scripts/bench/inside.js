import { bundle, firstLine, median, optionOf, round, start } from './tools.js';

/** The same work as `ingest` without a socket: quieter, so the one to compare two versions by. */
export async function benchInside(runs) {
	const file = await bundle('ingest-inside');
	const messages = optionOf('--messages', 300_000);
	const clients = ['parse', 'book', 'kcmon', 'kcmon-no-signals'];
	const results = new Map(clients.map(client => [client, []]));
	for (let run = 0; run < runs; run += 1) {
		for (const client of clients) {
			results.get(client).push(await firstLine(start(file, client, 20, messages)));
		}
	}

	const of = (client, field) => median(results.get(client).map(result => result[field]));
	return clients.map(client => ({
		client,
		'us/msg': round(of(client, 'cpuUsPerMessage')),
		'ratio to parse+book': round(of(client, 'cpuUsPerMessage') / of('book', 'cpuUsPerMessage')),
		'of it main thread': round(of(client, 'mainUsPerMessage')),
		'calm us/msg': round(of(client, 'calmUsPerMessage')),
		'calm ratio': round(of(client, 'calmUsPerMessage') / of('book', 'calmUsPerMessage')),
		'heap bytes/msg': of(client, 'heapBytesPerMessage'),
	}));
}
