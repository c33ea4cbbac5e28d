import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AppIo } from '../../source/app/io.js';
import { type JournalCommandOptions, runJournal } from '../../source/app/journal-command.js';
import { recordEvidence, recordIntent } from '../../source/journal/entry.js';
import { openFileJournal } from '../../source/journal/file-journal.js';
import { journalFolder } from '../../source/journal/segments.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { ClientOid, Fill, OrderRequest } from '../../source/model/order.js';
import { createFiles } from '../../source/platform/files.js';
import { acquireLock } from '../../source/platform/lock.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';

let dataDir: string;
let segment: string;

beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'kcmon-journal-'));
	segment = join(journalFolder(dataDir), '000001.ndjson');
});

afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

async function run(action: JournalCommandOptions['action'], options: { json?: boolean; csv?: boolean } = {}) {
	let stdout = '';
	let stderr = '';
	let drain: (() => void) | undefined;
	let isSlow = false;
	const io: Pick<AppIo, 'stdout' | 'stderr' | 'onDrain' | 'stopping'> = {
		stdout: text => {
			stdout += text;
			// Every second write finds a reader that is slower than we are.
			isSlow = !isSlow;
			if (isSlow) {
				queueMicrotask(() => drain?.());
			}

			return !isSlow;
		},
		stderr: text => {
			stderr += text;
		},
		onDrain: callback => {
			drain = callback;
			return () => {
				drain = undefined;
			};
		},
		stopping: new AbortController().signal,
	};
	let code: number | undefined;
	let error: unknown;
	try {
		code = await runJournal({ action, dataDir, json: false, csv: false, ...options }, io as AppIo);
	} catch (thrown) {
		error = thrown;
	}

	return { code, stdout, stderr, error };
}

/** Writes what one buy of two fills leaves, and one refused sell. */
function trade(account = 'paper') {
	const clock = createVirtualClock({ wall: Date.UTC(2026, 0, 5, 12) });
	const opening = openFileJournal(
		{ files: createFiles(), clock, random: createSeededRandom(3) },
		{ folder: journalFolder(dataDir), account, version: '1.0.0' },
	);
	if (opening.kind === 'refused') {
		throw opening.error;
	}

	const { journal } = opening;
	const facts = {
		role: 'plain',
		bracketId: undefined,
		signalId: 'sig-7',
		sentAt: clock.wallNow(),
		notional: '500',
	} as const;
	const request: Omit<OrderRequest, 'clientOid'> = {
		symbol: 'BTC-USDT',
		side: 'buy',
		type: 'limit',
		price: '50000',
		size: '0.01',
		funds: undefined,
		timeInForce: 'GTC',
		cancelAfter: undefined,
		postOnly: false,
		hidden: false,
		iceberg: false,
		visibleSize: undefined,
		stop: undefined,
	};
	recordIntent(journal, 'key b', { ...request, clientOid: 'kc1-buy' as ClientOid }, facts);
	recordIntent(journal, '=cmd, "quoted"', { ...request, side: 'sell', clientOid: 'kc1-sell' as ClientOid }, facts);
	const fill: Fill = {
		symbol: 'BTC-USDT',
		orderId: 'v-1',
		tradeId: '11029373945659393',
		side: 'buy',
		price: '49999.9',
		size: '0.004',
		liquidity: 'taker',
		fee: undefined,
		feeCurrency: undefined,
		time: clock.wallNow() + 5,
	};
	const buy = { client_oid: 'kc1-buy', symbol: 'BTC-USDT' };
	recordEvidence(journal, 'venue', buy, { kind: 'accepted', orderId: 'v-1' });
	recordEvidence(journal, 'venue', buy, { kind: 'fill', fill });
	recordEvidence(journal, 'venue', buy, {
		kind: 'fill',
		fill: { ...fill, tradeId: '11029373945659395', size: '0.006' },
	});
	recordEvidence(journal, 'recon', buy, { kind: 'fill', fill: { ...fill, fee: '0.1999996', feeCurrency: 'USDT' } });
	recordEvidence(
		journal,
		'venue',
		{ client_oid: 'kc1-sell', symbol: 'BTC-USDT' },
		{ kind: 'rejected', code: '200004', text: 'Balance\u001b[31m insufficient' },
	);
	journal.close();
}

test('verifies a journal that holds', async () => {
	trade();

	const { code, stdout, stderr } = await run('verify');

	expect(code).toBe(0);
	expect(stdout).toBe(`${journalFolder(dataDir)}: the chain holds, 8 lines in 1 segment\n`);
	expect(stderr).toBe('');
});

test('verifies a data directory without a journal', async () => {
	expect(await run('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 lines in 0 segments') });
});

test('reports a torn last line and still passes', async () => {
	trade();
	appendFileSync(segment, '{"v":1,"seq":9,"t":17');

	const { code, stderr } = await run('verify');
	const { stdout } = await run('verify', { json: true });

	expect(code).toBe(0);
	expect(stderr).toContain(`${segment} ends in a torn line`);
	expect(JSON.parse(stdout)).toMatchObject({ ok: true, lines: 8, torn: [segment], break: null });
});

test('fails on a break and names file, line and seq', async () => {
	trade();
	writeFileSync(segment, readFileSync(segment, 'utf8').replace('"size":"0.01"', '"size":"0.02"'));

	const { error } = await run('verify');
	const { code, stdout } = await run('verify', { json: true });

	expect(error).toMatchObject({
		code: 'ERR_JOURNAL_CHAIN',
		exitCode: 1,
		message: `The journal does not hold at ${segment} line 2, seq 2: the hash does not match the line`,
	});
	expect(code).toBe(1);
	expect(JSON.parse(stdout)).toMatchObject({ ok: false, lines: 1, break: { file: segment, line: 2, seq: 2 } });
});

test('exports the entries as they were written, with and without --json', async () => {
	trade();

	const { code, stdout } = await run('export', { json: true });

	expect(code).toBe(0);
	expect(stdout).toBe(readFileSync(segment, 'utf8'));
	expect((await run('export')).stdout).toBe(stdout);
	expect(
		stdout
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line).seq),
	).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	expect(JSON.parse(stdout.split('\n')[1]!)).toMatchObject({ kind: 'intent', signal_id: 'sig-7' });
});

test('exports orders and fills as a table, each once, inert and without control characters', async () => {
	trade();

	const { code, stdout } = await run('export', { csv: true });

	expect(code).toBe(0);
	const [header, ...rows] = stdout.trimEnd().split('\n');
	expect(header).toBe(
		[
			'kind,seq,time,account,symbol,side,type,status,price,size,funds,filled_size,filled_funds,canceled_size',
			'fee,fee_currency,liquidity,client_oid,order_id,trade_id,role,bracket_id,signal_id,why,note',
		].join(','),
	);
	expect(rows).toEqual([
		'order,2,2026-01-05T12:00:00.000Z,paper,BTC-USDT,buy,limit,FILLED,50000,0.01,,0.01,499.999,0,,,,kc1-buy,v-1,,plain,,sig-7,key b,',
		'order,3,2026-01-05T12:00:00.000Z,paper,BTC-USDT,sell,limit,REJECTED,50000,0.01,,0,0,0,,,,kc1-sell,,,plain,,sig-7,"\'=cmd, ""quoted""",200004 Balance␛[31m insufficient',
		'fill,5,2026-01-05T12:00:00.005Z,paper,BTC-USDT,buy,,,49999.9,0.004,,,,,0.1999996,USDT,taker,kc1-buy,v-1,11029373945659393,,,,venue,',
		'fill,6,2026-01-05T12:00:00.005Z,paper,BTC-USDT,buy,,,49999.9,0.006,,,,,,,taker,kc1-buy,v-1,11029373945659395,,,,venue,',
	]);
});

test('exports what holds of a broken journal, and then fails', async () => {
	trade();
	writeFileSync(segment, readFileSync(segment, 'utf8').replace('200004', '200005'));

	const { stdout, error } = await run('export');

	expect(stdout.trimEnd().split('\n')).toHaveLength(7);
	expect(error).toMatchObject({ code: 'ERR_JOURNAL_CHAIN', message: expect.stringContaining('line 8, seq 8') });
});

test('exports a journal of many chunks to a slow reader without losing a line', async () => {
	for (let index = 0; index < 150; index += 1) {
		trade();
	}

	const { stdout } = await run('export');

	expect(stdout.length).toBeGreaterThan(3 * 64 * 1024);
	expect(stdout).toBe(readFileSync(segment, 'utf8'));
});

test('repairs, says what it did, and verifies afterwards', async () => {
	trade();
	writeFileSync(segment, readFileSync(segment, 'utf8').replace('kc1-sell', 'kc1-sold'));

	const { code, stdout, stderr } = await run('repair');

	expect(code).toBe(0);
	expect(stdout).toBe(`Kept 2 lines before ${segment} line 3\nSet 6 lines aside:\n  ${segment}.broken\n`);
	expect(stderr).toContain('HALTED');
	expect((await run('verify')).code).toBe(0);
	expect((await run('repair')).stdout).toBe('Nothing to repair: the chain holds, 3 lines\n');
});

test('does not repair under a kcmon that runs', async () => {
	trade();
	const lock = await acquireLock(dataDir);
	if (!lock.held) {
		throw new Error('the lock of a new folder is free');
	}

	const { error } = await run('repair');
	lock.release();

	expect(error).toMatchObject({
		code: 'ERR_LOCK',
		message: `Another kcmon (pid ${process.pid}) is using ${dataDir}`,
	});
});

test.each([
	['export', { json: true, csv: true }],
	['verify', { csv: true }],
] as const)('refuses %s with %j', async (action, options) => {
	expect((await run(action, options)).error).toMatchObject({ code: 'ERR_USAGE', exitCode: 2 });
});
