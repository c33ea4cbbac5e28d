import { expect, test } from 'vitest';
import type { OrdersView } from '../../../source/store/views.js';
import { type OrdersOptions, paintOrders } from '../../../source/ui/painters/orders.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { boxed, filledOrder, orders, ruled, workingOrder } from '../sample-views.js';

const options: OrdersOptions = { ...boxed, selectedId: undefined, closedReason: undefined };
const paint = (view: OrdersView, width: number, height: number, changes: Partial<OrdersOptions> = {}): string =>
	toText(paintOrders(view, width, height, { ...options, ...changes }));

test('the pane of 120×36 shows balances exactly, the position and the orders', () => {
	expect(paint(orders, 73, 9)).toMatchInlineSnapshot(`
		"┌─ ORDERS 1 working · ACTIVE ──────────────────────────────────── LIVE ─┐
		│ BTC 1.23456789 available 0 hold   USDT 9950.1 available 49.9 hold     │
		│ position 0.75 at 99.5 with fees  unrealized -0.375 before fee         │
		│ realized +1.25  fees 0.0499  session, all USDT pairs +0.875           │
		│   status  side     price filled/size symbol    age type       queue   │
		│ ◆ WORKING ▲BUY      99.8       0/0.5 BTC-USDT 4.2s limit post ~12.5   │
		│   FILLED  ▼SELL avg 99.9   0.25/0.25 BTC-USDT 4.2s market             │
		│                                                                       │
		└───────────────────────────────────────────────────────────────────────┘"
	`);
});

test('with room there are fills, other currencies, the gate and the queue estimate', () => {
	expect(paint(orders, 110, 14, { selectedId: 'kc1ABCD1' })).toMatchInlineSnapshot(`
		"┌─ ORDERS 1 working · ACTIVE ───────────────────────────────────────────────────────────────────────── LIVE ─┐
		│ trading ACTIVE                                                                                             │
		│ BTC 1.23456789 available 0 hold   USDT 9950.1 available 49.9 hold   KCS 5 available 0 hold                 │
		│ position 0.75 at 99.5 with fees  unrealized -0.375 before fee  realized +1.25  fees 0.0499                 │
		│ session, all USDT pairs +0.875                                                                             │
		│     status    side       price   filled/size   symbol      age   type         queue                        │
		│ ▸   WORKING   ▲BUY        99.8         0/0.5   BTC-USDT   4.2s   limit post   ~12.5                        │
		│     FILLED    ▼SELL   avg 99.9     0.25/0.25   BTC-USDT   4.2s   market                                    │
		│ fill       side    price   size   symbol               fee                                                 │
		│ 12:00:00   ▼SELL    99.9   0.25   BTC-USDT   0.024975 USDT   taker                                         │
		│                                                                                                            │
		│                                                                                                            │
		│                                                                                                            │
		└────────────────────────────────────────────────────────────────────────────────────────────────────────────┘"
	`);
});

test('the pane of a small screen keeps the orders', () => {
	expect(paint(orders, 80, 5, ruled)).toMatchInlineSnapshot(`
		"ORDERS 1 working · ACTIVE ──────────────────────────────────────────────── LIVE 
		BTC 1.23456789 available 0 hold   USDT 9950.1 available 49.9 hold
		   status   side      price  filled/size  symbol     age  type        queue
		◆  WORKING  ▲BUY       99.8        0/0.5  BTC-USDT  4.2s  limit post  ~12.5     
		   FILLED   ▼SELL  avg 99.9    0.25/0.25  BTC-USDT  4.2s  market                "
	`);
});

test('orders say that there are none, and why none can be placed', () => {
	const none = { ...orders, orders: [], openCount: 0, position: undefined };

	expect(paint(none, 60, 6)).toContain('no orders yet: b buys, s sells');
	const closed = paint(none, 60, 6, { closedReason: 'orders are off in READ-ONLY' });
	expect(closed).toContain('orders are off in READ-ONLY');
	expect(closed).not.toContain('b buys');
});

test.each(['HALTED', 'REDUCING'] as const)('%s, a notice and the dead-man countdown are said first', trading => {
	const notice = { level: 'danger', text: 'hold off by 0.002 BTC' } as const;
	const text = paint({ ...orders, trading, deadManInS: 42, heldExits: 1, notice }, 100, 10);

	expect(text).toContain(`trading ${trading}`);
	expect(text).toContain('dead-man 42s');
	expect(text).toContain('1 exit held here, dies with this process');
	expect(text.split('\n')[1]).toContain('hold off by 0.002 BTC');
});

test('an order without a known outcome is red and says that it is looked up', () => {
	const unknown = { ...workingOrder, status: 'UNKNOWN', note: 'UNKNOWN 3s · checking', queueAhead: undefined };
	const painted = paintOrders({ ...orders, orders: [unknown] }, 100, 9, options);

	expect(toText(painted)).toContain('UNKNOWN 3s · checking');
	expect(painted.flat().find(({ text }) => text.trim() === 'UNKNOWN')?.token).toBe('danger');
});

test.each([
	['0/0.01491027', true],
	['0.745513/1.491027', true],
	// No room for both.
	['1000.00745513/2000.01491027', false],
] as const)(
	'what to do about an order in doubt is read whole in the pane of 120×36: a size of %s beside it, %s',
	(sizes, isShown) => {
		const [filledSize = '', size = ''] = sizes.split('/');
		const doubt = {
			...workingOrder,
			status: 'UNKNOWN',
			side: 'sell' as const,
			price: '67067.8',
			filledSize,
			size,
			kind: 'oco ≤ 66000',
			queueAhead: undefined,
			note: 'see KuCoin · x gives up · what came of it is not known · target',
		};

		const text = paint({ ...orders, orders: [doubt, filledOrder] }, 73, 9);
		expect(text).toContain('see KuCoin · x gives up');
		expect(text.includes(sizes)).toBe(isShown);
	},
);

test('a position too wide for a narrow pane is shown in two lines, not left out', () => {
	const position = { ...orders.position!, size: '0.0147838', averageCost: '67697.6471' };
	const sold = { size: '0.0297838', average: '67604.1307' };
	const text = paint({ ...orders, position: { ...position, sold } }, 38, 20);

	expect(text).toMatch(/position 0\.0147838 +│\n│ at 67697\.6471 with fees/);
	expect(text).toMatch(/to buy back 0\.0297838 +│\n│ sold at 67604\.1307 after fees/);
});

test('the title counts stops that no exchange holds apart from the orders that work there', () => {
	expect(paint({ ...orders, heldExits: 1 }, 100, 10)).toContain('1 working, 1 held · ACTIVE');
	expect(paint(orders, 100, 10)).toContain('ORDERS 1 working · ACTIVE');
});

test('exits of another process are said to be held there, and to die with it', () => {
	const text = paint({ ...orders, heldExits: 2, isHeldElsewhere: true }, 100, 10);

	expect(text).toContain('2 exits held there, die with its process');
	expect(text).not.toMatch(/held here|this process/);
});

test('a stop that sold at the market says what it got beside the price that triggered it', () => {
	const sold = { ...filledOrder, trigger: '≤ 66000', averagePrice: '65912.37' };

	expect(paint({ ...orders, orders: [sold] }, 120, 9)).toMatch(/≤ 66000[^\n]* 65912\.37/);
});

test('a held exit says that it dies with the process', () => {
	const held = { ...workingOrder, price: undefined, kind: 'stop ≤ 99', note: 'watched here · dies with this process' };

	expect(paint({ ...orders, orders: [held] }, 120, 9)).toContain('watched here · dies with this process');
});

test('the reason of a refusal and the trigger of a stop are read whole beside it in the pane of 120×36', () => {
	const refused = { ...filledOrder, status: 'REJECTED', filledSize: '0', averagePrice: undefined };
	const held = { ...workingOrder, price: undefined, trigger: '≤ 67100', kind: 'stop ≤ 67100', queueAhead: undefined };
	const view = { ...orders, orders: [held, { ...refused, note: 'rejected 200004 Balance' }] };
	const text = paint(view, 73, 12);

	expect(text).toContain('rejected 200004 Balance');
	expect(text).toMatch(/WORKING +▲BUY +≤ 67100/);
	expect(text).not.toMatch(/queue|average/);
});

test.each([
	['an entry', { stop: '66900', target: '68200.5' }, 'stop/target', '66900/68200.5'],
	['an entry with a target alone', { stop: undefined, target: '68200.5' }, 'stop/target', '-/68200.5'],
	['a target, whose price is its own', { stop: '66900', target: undefined }, 'stop', '66900'],
])('%s says where it gets out in the pane of 120×36, whatever else there is to say', (_name, exits, header, cell) => {
	const order = { ...workingOrder, ...exits, price: '67067.8', size: '0.01491027', status: 'PARTIAL' };
	const rows = [{ ...order, filledSize: '0.00491027', note: 'signal voiceofchain · entry' }, filledOrder];
	const text = paint({ ...orders, orders: rows }, 73, 9);

	expect(text).toContain(` ${header} `);
	expect(text).toContain(` ${cell} `);
	expect(text).toContain('0.00491027/0.01491027');
	expect(paint(orders, 73, 9)).not.toContain('stop');
	expect(paint({ ...orders, orders: rows }, 80, 12, ruled)).toContain(` ${cell} `);
});

test('a market order says what it got on average, and fills have room beside what ended, not beside what works', () => {
	const [fill] = orders.fills;
	const fills = Array.from({ length: 5 }, (_, index) => ({ ...fill!, price: `77.${index}` }));
	const ended = Array.from({ length: 9 }, (_, index) => ({ ...filledOrder, clientOid: `o${index}` }));
	const text = paint({ ...orders, orders: [workingOrder, ...ended], fills }, 73, 12);
	expect(text).toContain('avg 99.9');
	expect(text).toMatch(/77\.0[\s\S]*77\.1/);
	expect(text).not.toContain('77.2');

	const working = ended.map(row => ({ ...row, isFinal: false, status: 'WORKING' }));
	const busy = paint({ ...orders, orders: working, fills }, 73, 12);
	expect(busy.match(/WORKING/g)).toHaveLength(6);
	expect(busy).not.toContain('77.');
});

test('the position says what is in its figures: fees, one symbol or all, and what may be bought back', () => {
	const position = { ...orders.position!, sold: { size: '0.25', average: '101.5' } };
	const text = paint({ ...orders, position }, 120, 12);
	expect(text).toContain('position 0.75 at 99.5 with fees');
	expect(text).toContain('to buy back 0.25 sold at 101.5 after fees');
	expect(text).toContain('unrealized -0.375 before fee');
	expect(text).toContain('session, all USDT pairs +0.875');

	const otherFees = [
		{ currency: 'BTC', fee: '0.002', isInProfit: true },
		{ currency: 'KCS', fee: '0.05', isInProfit: false },
	];
	expect(paint({ ...orders, position: { ...position, otherFees } }, 120, 12)).toContain(
		'fees 0.0499 + 0.002 BTC + 0.05 KCS not in the profit',
	);

	const old = paint({ ...orders, position: { ...position, unrealized: undefined } }, 120, 12);
	expect(old).toContain('unrealized not known');
	const flat = { ...position, size: '0', averageCost: undefined, sold: undefined, unrealized: undefined };
	expect(paint({ ...orders, position: flat }, 120, 12)).not.toMatch(/unrealized|with fees|buy back/);
});

test('the selected order stays in sight', () => {
	const many = Array.from({ length: 40 }, (_, index) => ({
		...workingOrder,
		clientOid: `o${index}`,
		price: `${100 + index}.5`,
	}));

	const text = paint({ ...orders, orders: many, openCount: 40 }, 73, 9, { selectedId: 'o35' });
	expect(text).toContain('135.5');
	expect(text).toContain('40 working');
	expect(paint({ ...orders, orders: many }, 73, 9)).toContain('100.5');
});

test('a balance or price is there whole or not at all, at every width', () => {
	const bracket = { ...workingOrder, stop: '95.5', target: '110.25' };
	const whole = new Set([
		...['1.23456789', '0', '9950.1', '49.9', '5', '99.8', 'avg 99.9', '0/0.5', '0.25/0.25', '95.5/110.25'],
	]);

	for (let width = 20; width < 110; width++) {
		for (const row of paintOrders(
			{ ...orders, orders: [bracket, filledOrder], position: undefined, sessionProfit: undefined, fills: [] },
			width,
			9,
			options,
		)) {
			for (const { text, token } of row) {
				if (token === 'text' && /\d/.test(text)) {
					expect(whole).toContain(text.trim());
				}
			}
		}
	}
});

test('the pane of 120×36 says which signal an order came from', () => {
	const order = { ...workingOrder, price: '67067.8', filledSize: '0', size: '0.01491027', kind: 'limit' };
	const rows = [{ ...order, note: 'signal voiceofchain · entry' }, filledOrder];

	expect(paint({ ...orders, orders: rows }, 73, 9)).toMatch(/WORKING.* signal voiceofch/);
});
