import { addDecimals, compareDecimals, type Decimal, isPlainDecimal, parseDecimal } from '../lib/decimal.js';
import { KcmonError } from '../lib/errors.js';
import { isSymbol } from '../model/instrument.js';
import { heldCurrencyOf, type PaperOrder, remainSizeOf } from './paper-order.js';
import { currencyPattern, type PaperState } from './paper-state.js';

type Fields = Readonly<Record<string, unknown>>;

const zero = parseDecimal('0');
const orderIdPattern = /^paper-[a-z0-9-]{1,40}$/;
const clientOidPattern = /^[A-Za-z0-9_-]{1,40}$/;
const digitsPattern = /^\d{1,30}$/;

/**
 * Reads a saved paper account back, from parsed JSON. Throws a `KcmonError` `ERR_PAPER_STATE` that names the field when
 * it is no paper account, or one whose books do not balance: what is on hold has to be exactly what its active orders
 * hold, and an order's sizes have to add up.
 */
export function parsePaperState(value: unknown): PaperState {
	if (!isFields(value) || value['v'] !== 1) {
		throw invalid('v', 'expected a paper account of version 1');
	}

	checkNext(value['next']);
	listOf(value['balances'], 'balances').forEach(checkBalance);
	listOf(value['orders'], 'orders').forEach(checkOrder);
	listOf(value['fills'], 'fills').forEach(checkFill);
	const state = structuredClone(value) as unknown as PaperState;
	for (const [field, names] of [
		['balances', state.balances.map(balance => balance.currency)],
		['orders', state.orders.map(order => order.orderId)],
	] as const) {
		if (new Set(names).size !== names.length) {
			throw invalid(field, 'one is there twice');
		}
	}

	checkHolds(state);
	return state;
}

function checkNext(next: unknown): void {
	for (const name of ['order', 'trade', 'change']) {
		const number = isFields(next) ? next[name] : undefined;
		if (!Number.isSafeInteger(number) || (number as number) < 1) {
			throw invalid(`next.${name}`, 'expected an integer from 1');
		}
	}
}

function checkBalance(balance: Fields, index: number): void {
	const where = `balances[${index}]`;
	textOf(balance, 'currency', where, currencyPattern);
	if (amountOf(balance, 'hold', where).gt(amountOf(balance, 'total', where))) {
		throw invalid(`${where}.hold`, 'expected no more than the total');
	}
}

function checkFill(fill: Fields, index: number): void {
	const where = `fills[${index}]`;
	symbolOf(fill, where);
	textOf(fill, 'orderId', where, orderIdPattern);
	textOf(fill, 'tradeId', where, digitsPattern);
	textOf(fill, 'feeCurrency', where, currencyPattern);
	wordOf(fill, 'side', where, ['buy', 'sell']);
	wordOf(fill, 'liquidity', where, ['taker', 'maker']);
	timeOf(fill, 'time', where);
	for (const name of ['price', 'size', 'fee']) {
		amountOf(fill, name, where);
	}
}

function checkOrder(order: Fields, index: number): void {
	const where = `orders[${index}]`;
	textOf(order, 'orderId', where, orderIdPattern);
	textOf(order, 'baseCurrency', where, currencyPattern);
	textOf(order, 'quoteCurrency', where, currencyPattern);
	timeOf(order, 'createdAt', where);
	timeOf(order, 'updatedAt', where);
	for (const name of amountsOfOrder) {
		amountOf(order, name, where);
	}

	const request = fieldsOf(order, 'request', where);
	checkRequest(request, `${where}.request`);
	if (request['timeInForce'] === 'GTT') {
		timeOf(order, 'expiresAt', where);
	}

	const { resting } = order;
	if (order['active'] !== (resting !== undefined)) {
		throw invalid(`${where}.active`, 'expected an active order to rest, and no other');
	}

	if (resting !== undefined) {
		checkResting(fieldsOf(order, 'resting', where), request, where);
		if (compareDecimals(String((resting as Fields)['remaining']), remainSizeOf(order as unknown as PaperOrder)) !== 0) {
			throw invalid(`${where}.resting.remaining`, 'expected the size less what is filled and canceled');
		}
	}
}

const amountsOfOrder = [
	'takerRate',
	'makerRate',
	'held',
	'filledSize',
	'filledFunds',
	'canceledSize',
	'canceledFunds',
	'fee',
] as const;

function checkRequest(request: Fields, where: string): void {
	symbolOf(request, where);
	textOf(request, 'clientOid', where, clientOidPattern);
	wordOf(request, 'side', where, ['buy', 'sell']);
	wordOf(request, 'type', where, ['limit', 'market']);
	wordOf(request, 'timeInForce', where, ['GTC', 'GTT', 'IOC', 'FOK']);
	for (const name of ['hidden', 'iceberg', 'postOnly']) {
		if (typeof request[name] !== 'boolean') {
			throw invalid(`${where}.${name}`, 'expected true or false');
		}
	}

	for (const name of ['price', 'size', 'funds']) {
		if (request[name] !== undefined) {
			amountOf(request, name, where);
		}
	}
}

function checkResting(resting: Fields, request: Fields, where: string): void {
	if (resting['side'] !== request['side'] || resting['price'] !== request['price'] || request['size'] === undefined) {
		throw invalid(`${where}.resting`, 'expected the side and price of its order');
	}

	amountOf(resting, 'price', `${where}.resting`);
	amountOf(resting, 'remaining', `${where}.resting`);
	amountOf(resting, 'queueAhead', `${where}.resting`);
	timeOf(resting, 'since', `${where}.resting`);
	if (resting['lostAhead'] !== undefined) {
		const lost = fieldsOf(resting, 'lostAhead', `${where}.resting`);
		amountOf(lost, 'size', `${where}.resting.lostAhead`);
		timeOf(lost, 'time', `${where}.resting.lostAhead`);
	}
}

function checkHolds(state: PaperState): void {
	const held = new Map<string, Decimal>(state.balances.map(balance => [balance.currency, zero]));
	for (const order of state.orders) {
		const currency = heldCurrencyOf(order);
		const before = held.get(currency);
		if ((before === undefined || !order.active) && compareDecimals(order.held, '0') !== 0) {
			throw invalid(`order ${order.orderId}`, `holds ${order.held} ${currency} for nothing`);
		}

		held.set(currency, addDecimals(before ?? '0', order.held));
	}

	for (const { currency, hold } of state.balances) {
		const ofOrders = held.get(currency) ?? zero;
		if (!ofOrders.eq(hold)) {
			throw invalid(`balance ${currency}`, `hold=${hold}, its orders hold ${ofOrders.toFixed()}`);
		}
	}
}

function amountOf(fields: Fields, name: string, where: string): Decimal {
	const value = fields[name];
	if (typeof value !== 'string' || value.length > 100 || !isPlainDecimal(value) || value.startsWith('-')) {
		throw invalid(`${where}.${name}`, 'expected a plain decimal text, not negative');
	}

	return parseDecimal(value);
}

function textOf(fields: Fields, name: string, where: string, pattern: RegExp): void {
	const value = fields[name];
	if (typeof value !== 'string' || !pattern.test(value)) {
		throw invalid(`${where}.${name}`, `expected a text like ${pattern.source}`);
	}
}

function symbolOf(fields: Fields, where: string): void {
	const { symbol } = fields;
	if (typeof symbol !== 'string' || !isSymbol(symbol)) {
		throw invalid(`${where}.symbol`, 'expected BASE-QUOTE');
	}
}

function wordOf(fields: Fields, name: string, where: string, words: readonly string[]): void {
	if (!words.includes(String(fields[name]))) {
		throw invalid(`${where}.${name}`, `expected one of ${words.join(', ')}`);
	}
}

function timeOf(fields: Fields, name: string, where: string): void {
	if (typeof fields[name] !== 'number' || !Number.isFinite(fields[name])) {
		throw invalid(`${where}.${name}`, 'expected a time in ms');
	}
}

function fieldsOf(fields: Fields, name: string, where: string): Fields {
	const value = fields[name];
	if (!isFields(value)) {
		throw invalid(`${where}.${name}`, 'expected an object');
	}

	return value;
}

function listOf(value: unknown, where: string): readonly Fields[] {
	if (!Array.isArray(value) || !value.every(isFields)) {
		throw invalid(where, 'expected a list of objects');
	}

	return value;
}

const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (field: string, problem: string): KcmonError =>
	new KcmonError(`The saved paper account is not usable: ${field}: ${problem}`, {
		code: 'ERR_PAPER_STATE',
		hint: 'Put a copy of the file back, or remove it to start with a fresh paper account',
	});
