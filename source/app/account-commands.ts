import { exitCodes, KcmonError, UsageError } from '../lib/errors.js';
import { toSafeText } from '../lib/safe-text.js';
import { openAccount, requireAccount } from './account-access.js';
import type { BalanceLine, FillLine, OrderLine } from './account-lines.js';
import { type AccountList, type AccountRows, readAccount } from './account-rows.js';
import { askHolder } from './control-channel.js';
import { formatCsv } from './csv.js';
import { findHolder, sharesAccount } from './holder.js';
import type { AppIo } from './io.js';
import { withKeyErrors } from './key-error.js';
import type { Environment, RunOptions } from './options.js';
import { formatTable, type TableColumn } from './text-table.js';
import { listTradedSymbols } from './traded-symbols.js';

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });
const holderTimeoutMs = 10_000;

/** `kcmon balances`: what the account of the mode holds. */
export async function runBalances(options: RunOptions, io: AppIo, env: Environment): Promise<number> {
	const rows = await read('balances', options, env);
	const held = rows.filter(({ total }) => Number(total) !== 0);
	return print(options, io, rows, {
		fields: ['currency', 'available', 'hold', 'total', 'time'],
		columns: [left('CURRENCY'), right('AVAILABLE'), right('HOLD'), right('TOTAL')],
		rows: held.map((row: BalanceLine) => [row.currency, row.available, row.hold, row.total]),
	});
}

/** `kcmon orders`: what works in the account of the mode, whoever placed it. */
export async function runOrders(options: RunOptions, io: AppIo, env: Environment): Promise<number> {
	const rows = await read('orders', options, env);
	return print(options, io, rows, {
		fields: [
			'symbol',
			'order_id',
			'client_oid',
			'side',
			'status',
			'price',
			'size',
			'filled_size',
			'time',
			'stop_price',
		],
		columns: [
			left('TIME (UTC)'),
			left('SYMBOL'),
			left('SIDE'),
			right('PRICE'),
			right('SIZE'),
			right('FILLED'),
			left('STATUS'),
			left('ORDER ID'),
		],
		rows: rows.map((row: OrderLine) => [
			formatTime(row.time),
			row.symbol,
			row.side,
			priceOf(row),
			row.size,
			row.filled_size,
			row.status,
			row.order_id,
		]),
	});
}

/** `kcmon fills [SYMBOL…]`: executions of the last seven days, oldest first. */
export async function runFills(options: RunOptions, io: AppIo, env: Environment): Promise<number> {
	const rows = await read('fills', options, env);
	return print(options, io, rows, {
		fields: ['symbol', 'order_id', 'trade_id', 'side', 'price', 'size', 'fee', 'fee_currency', 'liquidity', 'time'],
		columns: [
			left('TIME (UTC)'),
			left('SYMBOL'),
			left('SIDE'),
			right('PRICE'),
			right('SIZE'),
			right('FEE'),
			left(''),
			left('LIQUIDITY'),
			left('ORDER ID'),
		],
		rows: rows.map((row: FillLine) => [
			formatTime(row.time),
			row.symbol,
			row.side,
			row.price,
			row.size,
			row.fee ?? '-',
			row.fee_currency ?? '',
			row.liquidity,
			row.order_id,
		]),
	});
}

/** A stop at market has no price but the one that it waits for. */
const priceOf = ({ price, stop_price }: OrderLine): string =>
	stop_price === undefined ? price : [...(Number(price) === 0 ? [] : [price]), `stop ${stop_price}`].join(' ');

async function read<List extends AccountList>(
	list: List,
	options: RunOptions,
	env: Environment,
): Promise<AccountRows[List]> {
	requireAccount(options);
	if (options.json && options.csv) {
		throw new UsageError('--json and --csv exclude each other');
	}

	const symbols = list === 'fills' ? symbolsOf(options) : [];
	// The exchange of a demo lives in the process that shows it.
	if (options.mode === 'demo' && options.restUrl === undefined) {
		const holder = await findHolder(options.tradeDir);
		if (holder !== undefined && holder !== 'silent' && sharesAccount(holder, options)) {
			return (await askDemo(list, options.tradeDir, symbols)) as AccountRows[List];
		}
	}

	const account = await openAccount(options, env);
	try {
		return await withKeyErrors(() => readAccount(list, account, symbols));
	} finally {
		await account.close();
	}
}

async function askDemo(list: AccountList, folder: string, symbols: readonly string[]): Promise<unknown> {
	const reply = await askHolder(folder, { ask: 'account', list, symbols }, { timeoutMs: holderTimeoutMs });
	if (reply.kind === 'answer') {
		return reply.result;
	}

	const problem = reply.kind === 'refused' ? reply.problem : 'it does not answer';
	throw new KcmonError(`The demo that runs on this data directory could not be asked: ${problem}`, {
		code: 'ERR_HOLDER',
	});
}

/** Those named; else what kcmon traded here, and what is watched. */
const symbolsOf = (options: RunOptions): readonly string[] =>
	options.areSymbolsNamed
		? options.symbols
		: [...new Set([...listTradedSymbols(options.tradeDir), ...options.symbols])];

type Line = BalanceLine | OrderLine | FillLine;

function print(
	options: RunOptions,
	io: AppIo,
	lines: readonly Line[],
	table: {
		readonly fields: readonly string[];
		readonly columns: readonly TableColumn[];
		readonly rows: readonly (readonly string[])[];
	},
): number {
	if (options.json) {
		io.stdout(lines.length === 0 ? '[]\n' : `[\n${lines.map(line => JSON.stringify(line)).join(',\n')}\n]\n`);
	} else if (options.csv) {
		const cells = lines.map(line =>
			table.fields.map(field => (line as unknown as Readonly<Record<string, string | number | null>>)[field] ?? null),
		);
		io.stdout(formatCsv(table.fields, cells));
	} else {
		io.stdout(
			formatTable(
				table.columns,
				table.rows.map(row => row.map(cell => toSafeText(cell))),
			),
		);
	}

	return exitCodes.done;
}

const formatTime = (time: number): string =>
	time > 0 ? new Date(time).toISOString().slice(0, 19).replace('T', ' ') : '-';
