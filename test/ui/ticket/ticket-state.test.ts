import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainNumber, stepNumber } from '../../../source/ui/ticket/number-text.js';
import {
	openTicket,
	reduceTicket,
	type Ticket,
	type TicketAction,
	type TicketRules,
	ticketFields,
} from '../../../source/ui/ticket/ticket-state.js';

const rules: TicketRules = {
	baseCurrency: 'BTC',
	quoteCurrency: 'USDT',
	priceIncrement: '0.1',
	baseIncrement: '0.0001',
	baseMinSize: '0.001',
	touch: '99.9',
};

const opened = openTicket({ symbol: 'BTC-USDT', side: 'buy', price: '99.9', why: 'key b' });

const run = (ticket: Ticket, ...actions: readonly TicketAction[]): Ticket =>
	actions.reduce((state, action) => reduceTicket(state, action, rules), ticket);
const type = (text: string): TicketAction[] => [...text].map(character => ({ type: 'type', character }));
const on = (field: Ticket['focus']): TicketAction => ({ type: 'focusOn', field });

test('a ticket opens on its size, with the price filled in', () => {
	expect(opened).toMatchObject({ focus: 'size', size: '', price: '99.9', type: 'limit', timeInForce: 'GTC' });
});

test('tab walks side, type, price, size, time in force, post-only, stop and target, and around', () => {
	const walked: string[] = [];
	let ticket = run(opened, on('side'));
	for (let count = 0; count <= ticketFields.length; count++) {
		walked.push(ticket.focus);
		ticket = run(ticket, { type: 'focus', by: 1 });
	}

	expect(walked).toEqual([
		'side',
		'type',
		'price',
		'size',
		'timeInForce',
		'postOnly',
		'stop',
		'target',
		'display',
		'side',
	]);
	expect(run(opened, on('side'), { type: 'focus', by: -1 }).focus).toBe('display');
});

test('typing appends and backspace deletes', () => {
	expect(run(opened, ...type('0.25'), { type: 'erase' }).size).toBe('0.2');
	expect(run(opened, on('price'), { type: 'erase' }, ...type('85')).price).toBe('99.85');
	expect(run(opened, ...type('12'), { type: 'clear' }).size).toBe('');
});

test.each([
	['f', 'size takes digits and a point, not "f"'],
	['e', 'size takes no "e"; backspace or ctrl+u first'],
	['E', 'size takes no "E"'],
	['-', 'not "-"'],
	['+', 'not "+"'],
	['N', 'not "N"'],
	[',', 'not ","'],
	['\u202E', 'not "\u241B"'],
])('%j is refused with a message and changes nothing', (character, message) => {
	const ticket = run(opened, ...type('1.5'), { type: 'type', character });

	expect(ticket.size).toBe('1.5');
	expect(ticket.refusal).toContain(message);
});

test('what is typed behind a comma is refused until the number is edited: 0,5 is not 05', () => {
	const ticket = run(opened, ...type('0,5'));
	expect(ticket).toMatchObject({
		size: '0',
		spoiled: { field: 'size', by: ',' },
		refusal: 'size takes a point, not ","; backspace or ctrl+u first',
	});
	// Another field takes what it can.
	expect(run(ticket, on('price'), ...type('1')).price).toBe('99.91');
	expect(run(ticket, { type: 'erase' }, ...type('0.5'))).toMatchObject({
		size: '0.5',
		spoiled: undefined,
		refusal: undefined,
	});
	expect(run(ticket, { type: 'paste', text: '0.25' })).toMatchObject({ size: '0.25', spoiled: undefined });
	// A share and another unit write the number anew.
	const shared = run(ticket, { type: 'share', size: '0.5', unit: 'base', percent: 50 });
	expect(shared).toMatchObject({ size: '0.5', share: 50, spoiled: undefined });
	expect(run(shared, ...type('1')).size).toBe('0.51');
	expect(run(ticket, { type: 'choose', by: 1 }, ...type('7'))).toMatchObject({ size: '7', spoiled: undefined });
});

test.each([
	['1e5', '1', 'e'],
	['2.5E-3', '2.5', 'E'],
	['1.000.5', '1.000', '.'],
])('%s is refused until the number is edited: it is not what its digits would make', (typed, size, by) => {
	const ticket = run(opened, ...type(typed));
	expect(ticket).toMatchObject({ size, spoiled: { field: 'size', by } });
	expect(ticket.refusal).toContain('backspace or ctrl+u first');
	expect(run(ticket, { type: 'clear' }, ...type('7'))).toMatchObject({ size: '7', spoiled: undefined });
	// With no digits before it there is nothing to be another number of.
	expect(run(opened, ...type(`${by}5`)).spoiled).toBeUndefined();
});

test('a second point and a 25th digit are refused', () => {
	expect(run(opened, ...type('1.5.'))).toMatchObject({
		size: '1.5',
		refusal: 'size has a point already; backspace or ctrl+u first',
	});
	expect(run(opened, ...type('1'.repeat(25)))).toMatchObject({
		size: '1'.repeat(24),
		refusal: 'size takes at most 24 characters',
	});
});

test('the next key takes the refusal away', () => {
	expect(run(opened, ...type('1f5'))).toMatchObject({ size: '15', refusal: undefined });
	expect(run(opened, ...type('1f'), { type: 'focus', by: 1 }).refusal).toBeUndefined();
});

test.each([
	['side', 'side is chosen'],
	['type', 'type is chosen'],
	['timeInForce', 'only GTT takes seconds'],
	['postOnly', 'post-only is chosen'],
	['display', 'only an iceberg takes a size'],
] as const)('%s takes no text and says so', (field, message) => {
	expect(run(opened, on(field), ...type('5')).refusal).toContain(message);
});

test('arrows choose side, type, time in force, post-only and what shows', () => {
	const right: TicketAction = { type: 'choose', by: 1 };

	expect(run(opened, on('side'), right).side).toBe('sell');
	expect(run(opened, on('type'), right).type).toBe('market');
	expect(run(opened, on('timeInForce'), right, right).timeInForce).toBe('IOC');
	expect(run(opened, on('timeInForce'), { type: 'choose', by: -1 }).timeInForce).toBe('FOK');
	expect(run(opened, on('postOnly'), right).postOnly).toBe(true);
	expect(run(opened, on('display'), right, right).display).toBe('iceberg');
	expect(run(opened, on('price'), right).refusal).toContain('price is typed');
});

test('GTT takes whole seconds, an iceberg the size that shows', () => {
	const gtt = run(opened, on('timeInForce'), { type: 'choose', by: 1 }, { type: 'clear' }, ...type('90'));
	expect(gtt).toMatchObject({ timeInForce: 'GTT', seconds: '90' });
	expect(run(gtt, ...type('.')).refusal).toBe('seconds takes digits, not "."');

	const iceberg = run(opened, on('display'), { type: 'choose', by: -1 }, ...type('0.05'));
	expect(iceberg).toMatchObject({ display: 'iceberg', visibleSize: '0.05' });
});

test('a market order has no price, time in force or post-only', () => {
	const market = run(opened, on('type'), { type: 'choose', by: 1 });

	expect(run(market, on('price'), ...type('5')).refusal).toContain('a market order has no price');
	expect(run(market, on('price'), { type: 'step', by: 1 }).refusal).toContain('a market order has no price');
	expect(run(market, on('timeInForce'), { type: 'choose', by: 1 })).toMatchObject({ timeInForce: 'GTC' });
	expect(run(market, on('postOnly'), { type: 'choose', by: 1 }).postOnly).toBe(false);
});

test('another unit takes the old digits away, as they would mean another amount', () => {
	const ticket = run(opened, ...type('100'), { type: 'choose', by: 1 });

	expect(ticket).toMatchObject({ unit: 'quote', size: '', refusal: 'size is now in USDT: type it again' });
	expect(run(opened, { type: 'choose', by: -1 })).toMatchObject({ unit: 'risk', refusal: undefined });
});

test('up and down step the price by a tick and the size by its increment', () => {
	const up: TicketAction = { type: 'step', by: 1 };
	const down: TicketAction = { type: 'step', by: -1 };

	expect(run(opened, on('price'), up).price).toBe('100');
	expect(run(opened, on('price'), down, down).price).toBe('99.7');
	expect(run(opened, ...type('0.5'), up).size).toBe('0.5001');
	expect(run(opened, up, up).size).toBe('0.0011');
	expect(run(opened, ...type('0.0001'), down)).toMatchObject({ size: '0.0001', refusal: 'size goes no lower' });
	expect(run(opened, on('stop'), up, down).stop).toBe('99.8');
	expect(run({ ...opened, price: '' }, on('price'), up).price).toBe('99.9');
});

test.each([
	['99.95', 1, '100'],
	['99.95', -1, '99.9'],
	['5.', 1, '5.1'],
	['.5', -1, '0.4'],
	['0.1', -1, undefined],
	['.', 1, undefined],
	['', 1, undefined],
] as const)('%j stepped by %i tick is %j', (text, by, expected) => {
	expect(stepNumber(text, '0.1', by)).toBe(expected);
});

test.each([
	['.5', '0.5'],
	['5.', '5'],
	['007.50', '7.5'],
	['0', '0'],
	['.', undefined],
	['', undefined],
	['1e400', undefined],
	['-1', undefined],
	['NaN', undefined],
	[' 1', undefined],
] as const)('%j means %j', (text, expected) => {
	expect(plainNumber(text)).toBe(expected);
});

test.each(['0.5', '12', '67234.4', ' 0.25\n'])('a pasted plain decimal %j takes the place of the number', text => {
	expect(run(opened, ...type('9'), { type: 'paste', text })).toMatchObject({ size: text.trim(), refusal: undefined });
});

test.each([
	'1e5',
	'-1',
	'0.5 0.6',
	'0.5\ny',
	'NaN',
	'1,000',
	'\u001B[31m5',
	'5\u001B[2J',
	'.',
	'',
	'9'.repeat(25),
	'٥',
])('pasted %j is refused with a message', text => {
	const ticket = run(opened, ...type('9'), { type: 'paste', text });

	expect(ticket.size).toBe('9');
	expect(ticket.refusal).toContain('pasted text was refused');
	expect(ticket.refusal).not.toContain('\u001B');
});

test('whatever is typed, a number field holds digits with at most one point', () => {
	const anyAction: fc.Arbitrary<TicketAction> = fc.oneof(
		fc
			.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
			.map(character => ({ type: 'type', character }) as const),
		fc.string({ maxLength: 12 }).map(text => ({ type: 'paste', text }) as const),
		fc.constantFrom<TicketAction>(
			...type('0123456789.'),
			{ type: 'focus', by: 1 },
			{ type: 'focus', by: -1 },
			{ type: 'erase' },
			{ type: 'choose', by: 1 },
			{ type: 'choose', by: -1 },
			{ type: 'step', by: 1 },
			{ type: 'step', by: -1 },
		),
	);
	fc.assert(
		fc.property(fc.array(anyAction, { maxLength: 60 }), actions => {
			const { price, size, stop, target, visibleSize, seconds } = run(opened, ...actions);

			for (const text of [price, size, stop, target, visibleSize]) {
				expect(text).toMatch(/^\d*\.?\d*$/);
			}

			expect(seconds).toMatch(/^\d*$/);
		}),
		{ numRuns: 300 },
	);
});
