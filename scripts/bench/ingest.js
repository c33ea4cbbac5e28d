import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, firstLine, median, optionOf, round, start, textOf } from './tools.js';

/** Where other clients are installed, by the package.json of `peers/`. Nobody has to. */
const peersAt = textOf('--peers');
const peersFolder = peersAt === undefined ? undefined : resolve(peersAt);
const peerClient = fileURLToPath(new URL('peers/client.js', import.meta.url));
/** Those of the package.json that the folder has. */
const peers = peersFolder === undefined ? [] : installedPeers(peersFolder);
/** Behind this a client hangs: the slowest needs 40 s for the load on a crowded machine. */
const longestRunMs = 300_000;

function installedPeers(folder) {
	const { dependencies } = JSON.parse(readFileSync(new URL('peers/package.json', import.meta.url), 'utf8'));
	const found = Object.keys(dependencies).filter(name => existsSync(join(folder, 'node_modules', name)));
	if (found.length === 0) {
		throw new Error(`--peers: ${folder} has none of ${Object.keys(dependencies).join(', ')} installed`);
	}

	return found;
}

async function runClient(files, client, symbols, messages) {
	const server = start(files.server, symbols, messages);
	let child;
	const limit = setTimeout(() => child?.kill(), longestRunMs);
	try {
		const { rest } = await firstLine(server);
		const args = [client, rest, symbols, messages];
		child = peers.includes(client) ? start(peerClient, ...args, peersFolder) : start(files.client, ...args);
		return await firstLine(child);
	} catch (error) {
		throw new Error(`${client}, ${symbols} symbols: ${error.message}`, { cause: error });
	} finally {
		clearTimeout(limit);
		child?.kill();
		server.kill();
	}
}

/** A prepared load over one socket: CPU of the whole client process a message, against hand-written clients. */
export async function benchIngest(runs) {
	const files = { server: await bundle('load-server'), client: await bundle('ingest-client') };
	const messages = optionOf('--messages', 300_000);
	const rows = [];
	const only = optionOf('--symbols', 0);
	for (const symbols of only > 0 ? [only] : [1, 20]) {
		const results = new Map();
		for (let run = 0; run < runs; run += 1) {
			// Interleaved, so that a machine that changes its speed changes it for all.
			for (const client of ['receive', 'parse', 'book', 'kcmon', 'kcmon-no-signals', ...peers]) {
				const result = await runClient(files, client, symbols, messages);
				results.set(client, [...(results.get(client) ?? []), result]);
			}
		}

		const of = (client, field) => median(results.get(client).map(result => result[field]));
		for (const client of results.keys()) {
			rows.push({
				symbols,
				client,
				'us/msg': round(of(client, 'cpuUsPerMessage')),
				'ratio to parse+book': round(of(client, 'cpuUsPerMessage') / of('book', 'cpuUsPerMessage')),
				...(peers.length === 0
					? {}
					: { 'kcmon of it': round(of('kcmon', 'cpuUsPerMessage') / of(client, 'cpuUsPerMessage')) }),
				'second half us/msg': round(of(client, 'warmUsPerMessage')),
				'second half ratio': round(of(client, 'warmUsPerMessage') / of('book', 'warmUsPerMessage')),
				'msg/s': Math.round(of(client, 'messagesPerSecond')),
				'rss MB': Math.round(of(client, 'rssMb')),
			});
		}
	}

	return rows;
}
