import { givenUp } from '../engine/cancel-scopes.js';
import type { CancelReport } from '../engine/trading.js';
import { exitCodes, KcmonError, UsageError } from '../lib/errors.js';
import { isSymbol } from '../model/instrument.js';
import { requireAccount } from './account-access.js';
import { type CancelResult, cancelOrders } from './cancel-orders.js';
import { askHolder, type CancelWish } from './control-channel.js';
import { findHolder, sharesAccount } from './holder.js';
import type { AppIo } from './io.js';
import { openOneShotDesk } from './one-shot-desk.js';
import type { Environment, RunOptions } from './options.js';
import type { GivenFlags, Invocation } from './parse.js';

const holderTimeoutMs = 60_000;
const scopes = 'ID…, --symbol SYMBOL, --mine or --account';

/** `kcmon cancel`: what was named, and nothing else. Exits 1 when something is left, or an id is of no working order. */
export async function runCancel(
	options: RunOptions,
	io: AppIo,
	context: { readonly invocation: Invocation; readonly env: Environment },
): Promise<number> {
	const wish = readWish(context.invocation);
	requireAccount(options);
	const result = (await cancelByHolder(options, wish)) ?? (await cancelDirectly(options, context.env, wish));
	io.stdout(options.json ? `${JSON.stringify(result)}\n` : describeCancel(result));
	return result.left === 0 && result.unknown.length === 0 ? exitCodes.done : exitCodes.failed;
}

/** What one command line names; a `UsageError` for no scope, or two. */
export function readWish({ words, flags }: Pick<Invocation, 'words' | 'flags'>): CancelWish {
	const wishes: CancelWish[] = [];
	if (words.length > 0) {
		wishes.push({ scope: 'ids', ids: checkIds(words) });
	}

	const symbol = flags.get('symbol');
	if (symbol !== undefined) {
		wishes.push({ scope: 'symbol', symbol: checkSymbol(flags) });
	}

	for (const scope of ['mine', 'account'] as const) {
		if (flags.has(scope)) {
			wishes.push({ scope });
		}
	}

	const [wish, second] = wishes;
	if (wish === undefined || second !== undefined) {
		throw new UsageError(
			wish === undefined ? 'kcmon cancel needs to be told what' : 'kcmon cancel takes one scope, was given two',
			`Name one of: ${scopes}`,
		);
	}

	return wish;
}

function checkIds(words: readonly string[]): readonly string[] {
	const wrong = words.find(word => !/^[A-Za-z0-9_-]{1,64}$/.test(word) || isSymbol(word.toUpperCase()));
	if (wrong === undefined) {
		return words;
	}

	throw new UsageError(
		`Expected an order id, was ${JSON.stringify(wrong)}`,
		isSymbol(wrong.toUpperCase()) ? `For mine in a symbol: kcmon cancel --symbol ${wrong.toUpperCase()}` : undefined,
	);
}

function checkSymbol(flags: GivenFlags): string {
	const text = String(flags.get('symbol')).toUpperCase();
	if (!isSymbol(text)) {
		throw new UsageError(`--symbol: Expected BASE-QUOTE, was ${JSON.stringify(flags.get('symbol'))}`);
	}

	return text;
}

/** By the process that trades this account, which writes it down as its own. Undefined where there is none. */
async function cancelByHolder(options: RunOptions, wish: CancelWish): Promise<CancelResult | undefined> {
	const holder = await findHolder(options.tradeDir);
	if (holder === undefined || holder === 'silent' || !sharesAccount(holder, options)) {
		return undefined;
	}

	const reply = await askHolder(options.tradeDir, { ask: 'cancel', what: wish }, { timeoutMs: holderTimeoutMs });
	if (reply.kind === 'answer') {
		return reply.result as CancelResult;
	}

	// At KuCoin it can be done from here, too.
	if (options.mode === 'live') {
		return undefined;
	}

	const problem = reply.kind === 'refused' ? reply.problem : 'it does not answer';
	throw new KcmonError(`The kcmon of pid ${holder.pid} could not cancel: ${problem}`, { code: 'ERR_HOLDER' });
}

async function cancelDirectly(options: RunOptions, env: Environment, wish: CancelWish): Promise<CancelResult> {
	const desk = await openOneShotDesk(options, env);
	try {
		return await cancelOrders(desk, wish);
	} finally {
		await desk.close();
	}
}

/** For a person. */
export function describeCancel(result: CancelReport & { readonly unknown?: readonly string[] }): string {
	const { requested, canceled, left, verified, brackets, unknown = [] } = result;
	const lines = [
		requested === 0
			? 'nothing to cancel'
			: `canceled ${canceled} of ${requested}${left > 0 ? `, ${left} left` : ''}${verified ? ', verified' : ''}`,
		...(brackets > 0 ? [givenUp(brackets)] : []),
		...unknown.map(id => `no working order has the id ${id}`),
	];
	return `${lines.join('\n')}\n`;
}
