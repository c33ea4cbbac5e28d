import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningSimulator } from '../../source/simulator/simulator.js';
import { send } from '../simulator/raw-client.js';
import { runKcmon, startKcmon } from './with-simulator.js';

/** What a test needs to trade the embedded exchange as if it were KuCoin: a data directory and a key. */
export type LiveRun = ReturnType<typeof createLiveRun>;

/** Part of every client id of this data directory. */
export const testInstance = 'TEST';

/** Ids are unique at an exchange, which several tests share. */
let placed = 0;

export function createLiveRun(exchange: RunningSimulator) {
	const dataDir = mkdtempSync(join(tmpdir(), 'kcmon-live-'));
	const { key, secret, passphrase } = exchange.credentials;
	const env = {
		KCMON_DATA_DIR: dataDir,
		KCMON_REST_URL: exchange.restUrl,
		KUCOIN_API_KEY: key,
		KUCOIN_API_SECRET: secret,
		KUCOIN_API_PASSPHRASE: passphrase,
	};
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	writeFileSync(join(dataDir, 'instance'), `${testInstance}\n`, { mode: 0o600 });

	return {
		dataDir,
		env,
		run: (line: string) => runKcmon(line.split(' '), { env }),
		start: (line: string) => startKcmon(line.split(' '), { env }),
		/** Places a buy far below the market with a signed request of the test's own; `ours`: as kcmon would name it. */
		async place(by: 'ours' | 'other', symbol = 'BTC-USDT', price = '50000'): Promise<string> {
			placed += 1;
			const clientOid = by === 'ours' ? `kc1${testInstance}${String(placed).padStart(26, '0')}` : `other-${placed}`;
			const body = { clientOid, symbol, side: 'buy', type: 'limit', price, size: '0.001' };
			const reply = await send(exchange.restUrl, 'POST', '/api/v1/hf/orders', { body, keys: exchange.credentials });
			if (reply.json?.code !== '200000') {
				throw new Error(`The exchange refused the test's order: ${reply.text}`);
			}

			return reply.json.data.orderId as string;
		},
		/** Ids of the orders that work at the exchange. */
		async working(symbol = 'BTC-USDT'): Promise<readonly string[]> {
			const target = `/api/v1/hf/orders/active?symbol=${symbol}`;
			const { json } = await send(exchange.restUrl, 'GET', target, { keys: exchange.credentials });
			return (json.data as { readonly id: string }[] | null)?.map(({ id }) => id) ?? [];
		},
		journal: () => readJournal(dataDir),
		/** Text of every file of the data directory. */
		files: () => readFiles(dataDir),
		cleanup: () => rmSync(dataDir, { recursive: true, force: true }),
	};
}

export type JournalLine = { readonly kind: string; readonly why: string; readonly [field: string]: unknown };

export function readJournal(dataDir: string): readonly JournalLine[] {
	const folder = join(dataDir, 'journal');
	return readdirSync(folder)
		.filter(name => name.endsWith('.ndjson'))
		.sort()
		.flatMap(name => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean))
		.map(line => JSON.parse(line) as JournalLine);
}

/** Text of every file below a folder. */
export const readFiles = (folder: string): readonly string[] =>
	listFiles(folder).map(path => readFileSync(path, 'latin1'));

function listFiles(folder: string): string[] {
	return readdirSync(folder)
		.map(name => join(folder, name))
		.flatMap(path => {
			const stat = statSync(path);
			return stat.isDirectory() ? listFiles(path) : stat.isFile() ? [path] : [];
		});
}
