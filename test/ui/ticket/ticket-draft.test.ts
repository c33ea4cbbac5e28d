import { expect, test } from 'vitest';
import { draftTicket, shareOf } from '../../../source/ui/ticket/ticket-draft.js';
import { openTicket, type Ticket } from '../../../source/ui/ticket/ticket-state.js';
import { createFakePort, preview } from '../fake-port.js';

const opened = openTicket({ symbol: 'BTC-USDT', side: 'buy', price: '100', why: 'key b' });
const draftOf = (changes: Partial<Ticket>) => draftTicket({ ...opened, ...changes }, createFakePort().port);

test('a limit order by amount is drafted as typed, in plain numbers', () => {
	const { draft, problem } = draftOf({
		price: '0100.50',
		size: '.5',
		timeInForce: 'GTT',
		seconds: '90',
		postOnly: true,
	});

	expect(problem).toBeUndefined();
	expect(draft).toEqual({
		symbol: 'BTC-USDT',
		side: 'buy',
		type: 'limit',
		price: '100.5',
		size: '0.5',
		funds: undefined,
		timeInForce: 'GTT',
		cancelAfter: 90,
		postOnly: true,
		hidden: false,
		visibleSize: undefined,
		stop: undefined,
		exits: undefined,
		role: 'plain',
		bracketId: undefined,
		signalId: undefined,
		why: 'key b',
	});
});

test('a number that a comma was typed into keeps the order from being sent, where the order has such a number', () => {
	expect(draftOf({ size: '1', spoiled: { field: 'size', by: ',' } }).problem).toMatchObject({
		field: 'size',
		text: expect.stringMatching(/^size takes a point/),
	});
	expect(draftOf({ size: '1', spoiled: { field: 'price', by: ',' } }).problem).toMatchObject({ field: 'price' });
	expect(draftOf({ size: '1', spoiled: { field: 'price', by: ',' }, type: 'market' }).problem).toBeUndefined();
	expect(draftOf({ size: '1', spoiled: { field: 'seconds', by: ',' } }).problem).toBeUndefined();
});

test('a market order carries nothing of a limit order', () => {
	const { draft } = draftOf({
		type: 'market',
		size: '0.5',
		timeInForce: 'GTT',
		postOnly: true,
		display: 'iceberg',
		visibleSize: '0.1',
	});

	expect(draft).toMatchObject({
		type: 'market',
		price: undefined,
		size: '0.5',
		timeInForce: 'GTC',
		cancelAfter: undefined,
		postOnly: false,
		visibleSize: undefined,
	});
});

test('funds go as they are with a market order, and as a size with a limit order', () => {
	expect(draftOf({ type: 'market', unit: 'quote', size: '250' }).draft).toMatchObject({
		funds: '250',
		size: undefined,
	});
	expect(draftOf({ unit: 'quote', size: '250' }).draft).toMatchObject({ funds: undefined, size: '2.5' });
});

test('a size by risk comes from the distance to the stop', () => {
	expect(draftOf({ unit: 'risk', size: '1', stop: '98' }).draft).toMatchObject({ size: '50', exits: { stop: '98' } });
	expect(draftOf({ unit: 'risk', size: '1' }).problem).toMatchObject({
		field: 'stop',
		text: 'a size by risk needs a stop',
	});
});

test('what keeps every order out is said before what is not filled in yet', () => {
	const halted = { kind: 'denied', code: 'TRADING_HALTED', field: 'order', context: {} } as const;
	const { port } = createFakePort({ preview: () => ({ ...preview, denied: halted }) });

	expect(draftTicket(opened, port).problem).toMatchObject({ field: 'order', detail: 'TRADING_HALTED' });
});

test('a stop or a target makes the order the entry of a bracket', () => {
	expect(draftOf({ size: '1', target: '110' }).draft).toMatchObject({
		role: 'entry',
		exits: { stop: undefined, target: '110' },
	});
});

test.each([
	[{}, 'size', 'type a size'],
	[{ price: '', size: '1' }, 'price', 'type a price'],
	[{ size: '1', display: 'iceberg' }, 'display', 'how much of the iceberg shows'],
	[{ unit: 'quote', size: '0.001' }, 'size', 'less than one step'],
	[{ unit: 'quote', size: '10', price: '..' }, 'size', 'cannot be reckoned'],
	[{ size: '0' }, 'size', 'still zero'],
	[{ size: '0.0' }, 'size', 'still zero'],
	[{ size: '1', price: '0.' }, 'price', 'still zero'],
	[{ size: '1', stop: '.00' }, 'stop', 'still zero'],
	[{ size: '1', target: '0.0' }, 'target', 'still zero'],
	[{ size: '1', display: 'iceberg', visibleSize: '0.0' }, 'display', 'still zero'],
] as const)('what is not filled in yet is said at its field: %j', (changes, field, text) => {
	const { problem } = draftOf(changes);

	expect(problem).toMatchObject({ field, detail: undefined });
	expect(problem?.text).toContain(text);
});

test('a denial is said at its field in words and with its code', () => {
	expect(draftOf({ size: '7' }).problem).toEqual({
		field: 'size',
		text: 'The order is above `risk.maxOrderFunds`',
		detail: 'MAX_ORDER_FUNDS funds=700 limit=500',
	});
	expect(draftOf({ size: '..' }).problem).toMatchObject({ field: 'size', detail: 'SIZE_INVALID size=..' });
});

test.each(['timeInForce', 'postOnly', 'display'] as const)('a denial of %s is said at that field', field => {
	const denied = { kind: 'denied', code: 'OPTIONS_CONFLICT', field, context: { conflict: 'x' } } as const;
	const { port } = createFakePort({ preview: () => ({ ...preview, denied }) });

	expect(draftTicket({ ...opened, size: '1' }, port).problem?.field).toBe(field);
});

test('a share of what is available is a size, or funds for a market buy', () => {
	const { port } = createFakePort();

	expect(shareOf(opened, 50, port, '0.01')).toEqual({ size: '50', unit: 'base' });
	expect(shareOf({ ...opened, side: 'sell' }, 25, port, '0.01')).toEqual({ size: '0.5', unit: 'base' });
	expect(shareOf({ ...opened, type: 'market' }, 100, port, '0.01')).toEqual({ size: '9990', unit: 'quote' });
	expect(
		shareOf({ ...opened, price: '' }, 50, createFakePort({ sizeFor: () => undefined }).port, '0.01'),
	).toBeUndefined();
});

test('all of an account in a market buy leaves the fee', () => {
	const { port } = createFakePort({ preview: () => ({ ...preview, available: '100', takerFee: '0.01' }) });

	expect(shareOf({ ...opened, type: 'market' }, 100, port, '0.000001')).toEqual({ size: '99.0099', unit: 'quote' });
});
