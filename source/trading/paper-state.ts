import { addDecimals, compareDecimals, decimalText, isPlainDecimal, parseDecimal } from '../lib/decimal.js';
import { KcmonError } from '../lib/errors.js';
import type { Fill } from '../model/order.js';
import type { PaperBalance } from './paper-account.js';
import { heldCurrencyOf, type PaperOrder } from './paper-order.js';

/** The whole paper account as JSON: exact texts, nothing that a number could damage. */
export type PaperState = {
	readonly v: 1;
	readonly balances: readonly PaperBalance[];
	/** Active ones, and the newest that are done; oldest first. */
	readonly orders: readonly PaperOrder[];
	/** The newest; oldest first. */
	readonly fills: readonly Fill[];
	/** Numbers that the next ids are made from. */
	readonly next: { readonly order: number; readonly trade: number; readonly change: number };
};

/** Currency → amount of a fresh paper account. */
export const paperStartingBalances: Readonly<Record<string, string>> = { USDT: '10000' };

/** A fresh account. Trade ids start at the given wall time, so that they go on growing over a reset. */
export function openPaperState(wallNow: number, balances = paperStartingBalances): PaperState {
	return {
		v: 1,
		balances: Object.entries(balances).map(([currency, total]) => ({
			currency,
			total: decimalText(amountOf(total, `balances.${currency}`)),
			hold: '0',
		})),
		orders: [],
		fills: [],
		next: { order: 1, trade: wallNow * 1000, change: 1 },
	};
}

/**
 * Reads a saved account back. Throws a `KcmonError` `ERR_PAPER_STATE` that names the field when the value is no paper
 * account, or one whose books do not balance: the holds have to be those of the active orders, exactly.
 */
export function parsePaperState(value: unknown): PaperState {
	if (!isRecord(value) || value['v'] !== 1) {
		throw invalid('v', 'expected a paper account of version 1');
	}

	const balances = listOf(value['balances'], 'balances');
	const orders = listOf(value['orders'], 'orders');
	const fills = listOf(value['fills'], 'fills');
	const next = value['next'];
	if (!isRecord(next)) {
		throw invalid('next', 'expected an object');
	}

	for (const name of ['order', 'trade', 'change']) {
		if (!Number.isSafeInteger(next[name]) || (next[name] as number) < 1) {
			throw invalid(`next.${name}`, 'expected an integer from 1');
		}
	}

	balances.forEach((balance, index) => {
		textOf(balance['currency'], `balances[${index}].currency`);
		const total = amountOf(balance['total'], `balances[${index}].total`);
		const hold = amountOf(balance['hold'], `balances[${index}].hold`);
		if (hold.gt(total)) {
			throw invalid(`balances[${index}].hold`, 'expected no more than the total');
		}
	});
	orders.forEach((order, index) => {
		checkOrder(order, `orders[${index}]`);
	});
	fills.forEach((fill, index) => {
		for (const name of ['symbol', 'orderId', 'tradeId']) {
			textOf(fill[name], `fills[${index}].${name}`);
		}

		for (const name of ['price', 'size', 'fee']) {
			amountOf(fill[name], `fills[${index}].${name}`);
		}
	});
	const state = structuredClone(value) as unknown as PaperState;
	checkHolds(state);
	return state;
}

function checkOrder(order: Readonly<Record<string, unknown>>, where: string): void {
	const { request, resting } = order;
	if (!isRecord(request)) {
		throw invalid(`${where}.request`, 'expected an object');
	}

	for (const name of ['orderId', 'baseCurrency', 'quoteCurrency']) {
		textOf(order[name], `${where}.${name}`);
	}

	for (const name of ['clientOid', 'symbol', 'side', 'type', 'timeInForce']) {
		textOf(request[name], `${where}.request.${name}`);
	}

	for (const name of ['takerRate', 'makerRate', 'held', 'filledSize', 'filledFunds', 'canceledSize', 'fee']) {
		amountOf(order[name], `${where}.${name}`);
	}

	for (const name of ['price', 'size', 'funds']) {
		if (request[name] !== undefined) {
			amountOf(request[name], `${where}.request.${name}`);
		}
	}

	if (typeof order['active'] !== 'boolean' || order['active'] !== isRecord(resting)) {
		throw invalid(`${where}.active`, 'expected a resting order to be active, and no other');
	}

	if (!isRecord(resting)) {
		return;
	}

	for (const name of ['price', 'remaining', 'queueAhead']) {
		amountOf(resting[name], `${where}.resting.${name}`);
	}

	for (const [name, number] of [
		['createdAt', order['createdAt']],
		['resting.since', resting['since']],
		['expiresAt', order['expiresAt'] ?? 0],
	] as const) {
		if (typeof number !== 'number' || !Number.isFinite(number)) {
			throw invalid(`${where}.${name}`, 'expected a time in ms');
		}
	}
}

function checkHolds(state: PaperState): void {
	const held = new Map<string, string>();
	for (const order of state.orders) {
		const currency = heldCurrencyOf(order);
		held.set(currency, decimalText(addDecimals(held.get(currency) ?? '0', order.held)));
	}

	for (const { currency, hold } of state.balances) {
		if (compareDecimals(hold, held.get(currency) ?? '0') !== 0) {
			throw invalid(`balances ${currency}`, `hold=${hold}, its orders hold ${held.get(currency) ?? '0'}`);
		}

		held.delete(currency);
	}

	for (const [currency, amount] of held) {
		if (compareDecimals(amount, '0') !== 0) {
			throw invalid(`balances ${currency}`, `no balance, its orders hold ${amount}`);
		}
	}
}

function amountOf(value: unknown, field: string): ReturnType<typeof parseDecimal> {
	if (typeof value !== 'string' || value.length > 80 || !isPlainDecimal(value) || value.startsWith('-')) {
		throw invalid(field, 'expected a plain decimal text, not negative');
	}

	return parseDecimal(value);
}

function textOf(value: unknown, field: string): void {
	if (typeof value !== 'string' || value === '') {
		throw invalid(field, 'expected a text');
	}
}

function listOf(value: unknown, field: string): readonly Readonly<Record<string, unknown>>[] {
	if (!Array.isArray(value) || !value.every(isRecord)) {
		throw invalid(field, 'expected a list of objects');
	}

	return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (field: string, problem: string): KcmonError =>
	new KcmonError(`The saved paper account is not usable: ${field}: ${problem}`, {
		code: 'ERR_PAPER_STATE',
		hint: 'Restore the file from a copy, or remove it to start with a fresh paper account',
	});
