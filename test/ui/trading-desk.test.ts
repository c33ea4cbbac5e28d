import { expect, test, vi } from 'vitest';
import type { Command } from '../../source/engine/commands.js';
import type { TradingPort } from '../../source/engine/trading-port.js';
import type { OrdersView, StatusView } from '../../source/store/views.js';
import { createDashboard } from '../../source/ui/dashboard.js';
import { toText } from '../../source/ui/painters/rows.js';
import type { SurfaceName } from '../../source/ui/surfaces.js';
import { defaultTradingOptions, type TradingDeskOptions } from '../../source/ui/trading-desk.js';
import { createFakePort, preview } from './fake-port.js';
import {
	createFakeViews,
	filledOrder,
	makeLadder,
	orders,
	signalRow,
	signals,
	status,
	workingOrder,
} from './sample-views.js';

type World = { orders: OrdersView; status: StatusView };

function open(
	setup: {
		readonly port?: Partial<TradingPort>;
		readonly views?: Parameters<typeof createFakeViews>[0];
		readonly options?: Partial<TradingDeskOptions>;
		readonly orders?: Partial<OrdersView>;
		readonly status?: Partial<StatusView>;
		readonly size?: readonly [number, number];
	} = {},
) {
	const world: World = { orders: { ...orders, ...setup.orders }, status: { ...status, ...setup.status } };
	const views = createFakeViews({ orders: () => world.orders, status: () => world.status, ...setup.views });
	const { port, sent } = createFakePort(setup.port);
	const commands: Command[] = [];
	const quit = vi.fn();
	const repaint = vi.fn();
	const dashboard = createDashboard(
		{
			views,
			clock: { wallNow: () => 0, monoNow: () => 1000, after: () => () => {}, every: () => () => {} },
			execute: command => {
				commands.push(command);
				if (command.type === 'symbol.focus') {
					views.focus(command.symbol);
				}
			},
			quit,
			suspend: () => {},
			repaint,
			showTheme: () => {},
			trading: port,
		},
		{
			ascii: false,
			theme: 'dark',
			hasColor: true,
			trading: { ...defaultTradingOptions, ...setup.options },
		},
	);
	const [columns, rows] = setup.size ?? [120, 36];
	dashboard.layOut(columns, rows);
	const draw = (name: SurfaceName, width = 60, height = 20): string => toText(dashboard.surfaces[name](width, height));
	draw('depth');
	const press = (...keys: readonly string[]): void => {
		for (const key of keys) {
			dashboard.press(key);
			draw('depth');
		}
	};
	const dialog = () => dashboard.ui.get().dialog;
	const said = (): string => draw('bottom', 120, 1);
	return { dashboard, draw, press, dialog, said, sent, port, quit, commands, repaint, world };
}

test('b opens a ticket at the best bid, s at the best ask', () => {
	const { press, draw } = open();

	press('b');
	expect(draw('ticket')).toMatch(/TICKET BUY BTC-USDT/);
	expect(draw('ticket')).toMatch(/price +99\.9 USDT/);
	expect(draw('ticket')).toMatch(/▸ size/);
	press('esc', 's');
	expect(draw('ticket')).toMatch(/▼ SELL/);
	expect(draw('ticket')).toMatch(/price +100\.1 USDT/);
});

test('a ticket opens at the cursor of the ladder', () => {
	const { press, draw } = open();

	press('j', 'j', 'j', 's');

	expect(draw('ticket')).toMatch(/price +99\.7 USDT/);
});

test('enter reviews the order in full, y sends exactly that, once', () => {
	const { press, draw, sent, dialog, said } = open();

	press('b', '0', '.', '5', 'enter');
	const review = draw('review');
	for (const text of ['BUY limit BTC-USDT', 'PAPER', '99.9 USDT', '0.5 BTC', 'GTC', '49.99995 USDT', 'y send']) {
		expect(review).toContain(text);
	}

	expect(sent).toEqual([]);
	press('y');
	expect(sent).toHaveLength(1);
	expect(sent[0]).toMatchObject({ symbol: 'BTC-USDT', side: 'buy', price: '99.9', size: '0.5', why: 'key b' });
	expect(dialog()).toBeUndefined();
	expect(said()).toContain('sent BUY 0.5 BTC-USDT at 99.9');
	press('y');
	expect(sent).toHaveLength(1);
});

test('esc goes back to the ticket with its text, and then away', () => {
	const { press, dialog } = open();

	press('b', '2', 'enter', 'esc');
	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { size: '2' } });
	press('esc');
	expect(dialog()).toBeUndefined();
});

test('what is wrong stands under its field and is not reviewed', () => {
	const { press, draw, dialog, said, sent } = open();

	press('b', 'enter');
	expect(said()).toContain('not ready: type a size');
	press('7');
	expect(draw('ticket')).toMatch(/size +7[^\n]*\n[^\n]*! The order is above/);
	expect(draw('ticket')).toContain('MAX_ORDER_FUNDS funds=700 limit=500');
	press('tab', 'enter');
	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { focus: 'size' } });
	expect(sent).toEqual([]);
});

test('an order that is refused on its way shows why and keeps its ticket', () => {
	const denied = { kind: 'denied', code: 'MAX_ORDERS_PER_MINUTE', field: 'order', context: { limit: '60' } } as const;
	const { press, dialog, said } = open({ port: { submit: () => denied } });

	press('b', '1', 'enter', 'y');

	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { size: '1' } });
	expect(said()).toContain('not sent: MAX_ORDERS_PER_MINUTE limit=60');
});

test('a review says what has become wrong since', () => {
	const { port } = createFakePort();
	let isStale = false;
	const { press, draw } = open({
		port: {
			preview: draft =>
				isStale
					? {
							...port.preview(draft),
							denied: { kind: 'denied', code: 'DATA_NOT_LIVE', field: 'order', context: {} },
						}
					: port.preview(draft),
		},
	});

	press('b', '1', 'enter');
	expect(draw('review')).toContain('y send');
	isStale = true;
	expect(draw('review')).toContain('words of DATA_NOT_LIVE');
	expect(draw('review')).not.toContain('y send');
});

test('a review warns of a crossing price, half a cap and exits that die with the process', () => {
	const { port } = createFakePort();
	const { press, draw } = open({
		port: { preview: draft => ({ ...port.preview(draft), cost: '600' }) },
	});

	press('b', '1', 'shift+tab', 'up', 'up', 'up', 'tab', 'tab', 'tab', 'tab', '9', '9', 'enter');

	const review = draw('review').replace(/\s*│\n│\s*/g, ' ');
	expect(review).toContain('crosses the book: it takes from 100.1 on');
	expect(review).toContain('above 50% of risk.maxOrderFunds, which is 1000');
	expect(review).toContain('die with this process');
	expect(review).toMatch(/stop +99 USDT/);
});

test.each([
	['15', '10', ['its target brings less than its stop costs: 10 against 15']],
	['10', '10', []],
	['10', '15', []],
	[undefined, '15', []],
] as const)(
	'a review warns of a stop at %s with a target at %s only where the target brings less',
	(riskFunds, rewardFunds, warned) => {
		const { port } = createFakePort();
		const { press, draw } = open({ port: { preview: draft => ({ ...port.preview(draft), riskFunds, rewardFunds }) } });

		press('b', '1', 'enter');

		const review = draw('review').replace(/\s*│\n│\s*/g, ' ');
		expect(review.match(/its target brings less[^!│]*against [\d.]+/g) ?? []).toEqual(warned);
	},
);

test('% walks the shares of what is available', () => {
	const { press, dialog } = open();
	const sizes: string[] = [];

	press('b');
	for (let count = 0; count < 5; count++) {
		press('%');
		const open = dialog();
		sizes.push(open?.kind === 'ticket' ? open.ticket.size : '');
	}

	expect(sizes).toEqual(['25.025', '50.05', '75.075', '100.1001', '25.025']);
});

test('a key that a field cannot take is refused with a message, whatever it does elsewhere', () => {
	const { press, draw, dialog, quit } = open();

	press('b', 'q');
	expect(draw('ticket')).toContain('size takes digits and a point, not "q"');
	press('y', 'x', 'B', '?');
	expect(draw('ticket')).toContain('not "?"');
	expect(dialog()?.kind).toBe('ticket');
	expect(quit).not.toHaveBeenCalled();
});

test('a paste fills a number, never submits and never answers', () => {
	const { dashboard, press, sent, dialog, draw, said } = open();

	press('b');
	dashboard.paste('0.5\n');
	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { size: '0.5' } });
	dashboard.paste('\u001B[2J0.7\ry');
	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { size: '0.5' } });
	expect(draw('ticket')).toContain('pasted text was refused');
	press('enter');
	dashboard.paste('y');
	expect(said()).toContain('y is pressed by hand');
	expect(dialog()?.kind).toBe('review');
	expect(sent).toEqual([]);
});

test('a chunk of typed text fills the field, and what follows a refusal is ignored', () => {
	const { dashboard, press, dialog, sent, said } = open();

	press('b');
	dashboard.type('0.00012345');
	expect(dialog()).toMatchObject({ ticket: { size: '0.00012345' } });
	dashboard.type('\ry');
	expect(dialog()?.kind).toBe('review');
	dashboard.type('yy');
	expect(sent).toEqual([]);
	expect(said()).toContain('ignored');
	press('esc');
	dashboard.type('1e5');
	expect(dialog()).toMatchObject({ ticket: { size: '0.000123451' } });
});

test('keys that come with text in one piece still edit and leave', () => {
	const { dashboard, press, dialog, quit } = open();

	press('b');
	dashboard.type('12\u007F5');
	expect(dialog()).toMatchObject({ ticket: { size: '15' } });
	dashboard.type('\u00150.1');
	expect(dialog()).toMatchObject({ ticket: { size: '0.1' } });
	dashboard.type('2\u0003');
	expect(quit).toHaveBeenCalledExactlyOnceWith('interrupt');
});

test('x cancels the one working order of the symbol', () => {
	const { press, port, said } = open();

	press('x');

	expect(port.cancel).toHaveBeenCalledExactlyOnceWith('kc1ABCD1', 'key x');
	expect(said()).toContain('canceling BUY 0.5 BTC-USDT at 99.8');
});

const second = { ...workingOrder, clientOid: 'kc1ABCD3', price: '99.7' };
const external = { ...workingOrder, clientOid: 'other', external: true, price: '99.6' };
const elsewhere = { ...workingOrder, clientOid: 'kc1ABCD4', symbol: 'ETH-USDT' };

test('x with several working orders cancels none and says how to choose', () => {
	const { press, port, said } = open({ orders: { orders: [workingOrder, second, elsewhere] } });

	press('x');

	expect(port.cancel).not.toHaveBeenCalled();
	expect(said()).toContain('2 orders of mine in BTC-USDT: choose one in ORDERS');
});

test('x cancels ours at the cursor of the ladder', () => {
	const { press, port } = open({ orders: { orders: [workingOrder, second, external] } });

	press('j', 'j', 'j', 'x');

	expect(port.cancel).toHaveBeenCalledExactlyOnceWith('kc1ABCD3', 'key x');
});

test('x cancels the order that is selected in ORDERS', () => {
	const { press, port, dashboard } = open({ orders: { orders: [workingOrder, second] } });

	press('tab', 'tab', 'tab', 'tab', 'j', 'j');
	expect(dashboard.ui.get()).toMatchObject({ focus: 'orders', selectedOrder: 'kc1ABCD3' });
	press('x');

	expect(port.cancel).toHaveBeenCalledExactlyOnceWith('kc1ABCD3', 'key x');
});

test.each([
	[external, 'an external order'],
	[filledOrder, 'nothing to cancel: it is FILLED'],
] as const)('x leaves alone what is not ours to cancel', (row, text) => {
	const { press, port, said } = open({ orders: { orders: [row] } });

	press('tab', 'tab', 'tab', 'tab', 'j', 'x');

	expect(port.cancel).not.toHaveBeenCalled();
	expect(said()).toContain(text);
});

test('x without a working order says so', () => {
	const { press, said } = open({ orders: { orders: [filledOrder, elsewhere] } });

	press('x');

	expect(said()).toContain('no working order of mine in BTC-USDT');
});

test('a reward just below the risk is not shown as equal to it', () => {
	const { press, draw } = open({
		port: { preview: () => ({ ...preview, riskFunds: '1.3244534', rewardFunds: '1.2729466' }) },
	});

	press('b', '0', '.', '5');

	expect(draw('ticket')).toContain('reward/risk 0.96');
});

test('X says that stops and targets go too, where there are any', () => {
	const exit = { ...workingOrder, side: 'sell' as const, stop: '95' };
	const guarded = open({ orders: { orders: [exit] } });
	guarded.press('X');
	expect(guarded.draw('confirm')).toContain('brackets are given up: their stops and targets go too');

	const plain = open({ orders: { orders: [workingOrder] } });
	plain.press('X');
	expect(plain.draw('confirm')).not.toContain('given up');
});

test('X asks, y cancels mine in the symbol and says what came of it', async () => {
	const { press, port, draw, said, repaint } = open();

	press('X');
	expect(draw('confirm')).toContain('Cancel 1 order of mine in BTC-USDT?');
	expect(draw('confirm')).toContain('WORKING BUY 0.5 BTC-USDT at 99.8');
	press('esc');
	expect(port.cancelAll).not.toHaveBeenCalled();
	press('X', 'enter', 'y');

	expect(port.cancelAll).toHaveBeenCalledExactlyOnceWith({ scope: 'symbol', symbol: 'BTC-USDT' }, 'key X');
	const before = repaint.mock.calls.length;
	await vi.waitFor(() => expect(said()).toContain('canceled 1 of 1, the venue has none'));
	expect(repaint.mock.calls.length).toBeGreaterThanOrEqual(before);
});

test('F asks with what it would sell', () => {
	const { press, port, draw } = open();

	press('F');
	expect(draw('confirm', 70)).toContain('Cancel 1 order in BTC-USDT and sell 0.75 BTC at market?');
	press('y');

	expect(port.flatten).toHaveBeenCalledExactlyOnceWith('BTC-USDT', 'key F');
});

test.each([
	['b', 'cost 49.95 USDT  fee ~0.04995', 'total with fee 49.99995 USDT'],
	['s', 'proceeds 49.95 USDT  fee ~0.04995', 'net of fee     49.90005 USDT'],
])('a ticket of %s says what it costs or brings, and its review what is left after the fee', (key, estimate, total) => {
	const { press, draw } = open();

	press(key, '0', '.', '5');
	expect(draw('ticket')).toContain(estimate);
	press('enter');

	const review = draw('review');
	expect(review).toContain(estimate);
	expect(review).toContain(total);
	expect(review.match(/cost/g) ?? []).toHaveLength(key === 'b' ? 1 : 0);
});

test.each(['X', 'F', 'q'])('%s asks with the stop and the target of what works', key => {
	const entry = { ...workingOrder, stop: '95', target: '110.5' };
	const target = { ...workingOrder, clientOid: 'o2', side: 'sell' as const, price: '110', stop: '94' };
	const sold = { size: '0.2', average: '101' };
	const { press, draw, dashboard } = open({
		orders: { orders: [entry, target], position: { ...orders.position!, sold } },
	});

	if (key === 'q') {
		dashboard.ui.dispatch({ type: 'dialog.open', dialog: { kind: 'quit', reason: 'quit', progress: undefined } });
	} else {
		press(key);
	}

	const text = draw(key === 'q' ? 'quit' : 'confirm', 76, 12);
	expect(text).toContain('WORKING BUY 0.5 BTC-USDT at 99.8 · stop 95 · target 110.5');
	expect(text).toContain('WORKING SELL 0.5 BTC-USDT at 110 · stop 94');
	expect(text.includes('0.2 BTC that a bracket sold stays sold')).toBe(key === 'F');
});

test('F with orders and nothing that kcmon bought says that it sells nothing', () => {
	const { press, draw } = open({ orders: { position: { ...orders.position!, size: '0' } } });

	press('F');

	expect(draw('confirm', 74)).toContain('Cancel 1 order in BTC-USDT? There is nothing to sell');
});

test('X and F with nothing to do ask nothing', () => {
	const { press, dialog, said } = open({ orders: { orders: [], position: undefined } });

	press('X');
	expect(said()).toContain('no working order of mine in BTC-USDT');
	press('F');
	expect(said()).toContain('nothing that kcmon bought');
	expect(dialog()).toBeUndefined();
});

test.each([[[]], [['b', '1']], [['b', '1', 'enter']], [['X']], [['?']], [['/']]])(
	'! halts and cancels at once, after %j',
	async before => {
		const { press, port, said } = open();

		press(...before, '!');

		expect(port.kill).toHaveBeenCalledExactlyOnceWith('key !');
		expect(said()).toContain('HALTED: canceling all of mine');
		await vi.waitFor(() => expect(said()).toContain('HALTED: canceled 1 of 1'));
	},
);

test.each(['!', '!!!', '!'.repeat(30)])(
	'%j in one piece, as a slow line or a quick esc hands it over, halts once',
	async text => {
		const { dashboard, press, port, said } = open();

		press('b', '1', 'enter');
		dashboard.type(text);

		expect(port.kill).toHaveBeenCalledExactlyOnceWith('key !');
		await vi.waitFor(() => expect(said()).toContain('HALTED: canceled 1 of 1'));
	},
);

test('a ! within other text is a paste, and an x that came with esc asks for another', () => {
	const { dashboard, port, said } = open();

	dashboard.type('!y');
	expect(said()).toContain('pasted text was ignored');
	dashboard.type('x');
	expect(said()).toContain('x came in one piece with esc: press it again');
	expect(port.kill).not.toHaveBeenCalled();
	expect(port.cancel).not.toHaveBeenCalled();
});

test('what is canceled says which brackets are given up with it', async () => {
	const report = { requested: 0, canceled: 0, left: 0, verified: true, brackets: 2 };
	const { press, said } = open({
		port: { kill: async () => report, cancelAll: async () => ({ ...report, brackets: 1 }) },
	});

	press('X', 'y');
	await vi.waitFor(() =>
		expect(said()).toContain('the venue agrees · 1 bracket given up: stop and target are gone too'),
	);
	press('!');
	await vi.waitFor(() =>
		expect(said()).toContain('the venue agrees · 2 brackets given up: stop and target are gone too'),
	);
});

test('a number that 1e5 was typed into says once what to do, and is not sent', () => {
	const { press, draw, sent, dialog } = open();

	press('b', '1', 'e', '5');
	expect(draw('ticket').match(/size takes no "e"/g)).toHaveLength(1);
	press('enter', 'y');
	expect(dialog()?.kind).toBe('ticket');
	expect(sent).toEqual([]);
	press('backspace', '2', 'enter');
	expect(dialog()).toMatchObject({ kind: 'review', draft: { size: '2' } });
});

test('a ticket and its review say that the price stays and how far the market went since', () => {
	let quotes = { bestBid: '99.9', bestAsk: '100.1' };
	const { press, draw } = open({ views: { ladder: (_symbol, request) => ({ ...makeLadder(request), ...quotes }) } });

	press('b', '1');
	expect(draw('ticket')).toContain('price stays; market since opened 0');
	quotes = { bestBid: '101.4', bestAsk: '101.5' };
	expect(draw('ticket')).toContain('price stays; market since opened +1.45');
	press('enter');
	expect(draw('review')).toContain('price stays; market since opened +1.45');
	press('esc', 'shift+tab', 'shift+tab', 'right');
	expect(draw('ticket')).toContain('at market');
	expect(draw('ticket')).not.toContain('since opened');
});

test('a kill that fails to verify says how many are left', async () => {
	const { press, said } = open({
		port: { kill: async () => ({ requested: 20, canceled: 18, left: 2, verified: false, brackets: 0 }) },
	});

	press('!');

	await vi.waitFor(() => expect(said()).toContain('canceled 18 of 20, 2 LEFT'));
});

test('! again and y lift HALTED; ! in the question cancels again', () => {
	const { press, port, draw } = open({ status: { trading: 'HALTED' }, orders: { trading: 'HALTED' } });

	press('!');
	expect(port.kill).not.toHaveBeenCalled();
	expect(draw('confirm')).toContain('Trading is HALTED. Lift it?');
	press('!');
	expect(port.kill).toHaveBeenCalledOnce();
	press('y');
	expect(port.resume).toHaveBeenCalledExactlyOnceWith('key ! y');
	press('!', 'esc');
	expect(port.resume).toHaveBeenCalledOnce();
});

test('A arms by the last four characters of the key and nothing else', () => {
	const { press, port, dialog, draw, said, dashboard } = open({ status: { mode: 'LIVE', armed: 'DISARMED' } });

	press('A');
	expect(draw('arm', 64, 14)).toContain('Type the last four characters of the API key');
	dashboard.paste('ab12');
	expect(dialog()).toMatchObject({ text: '' });
	press('x', 'x', 'x', 'x', 'x');
	expect(said()).toContain('four characters');
	press('enter');
	expect(said()).toContain('not armed');
	expect(dialog()).toMatchObject({ kind: 'arm', text: '' });
	press('a', 'c', 'backspace', 'b', '1', '2', 'enter');
	expect(port.arm).toHaveBeenLastCalledWith('ab12');
	expect(dialog()).toBeUndefined();
	expect(said()).toContain('ARMED');
});

test('A disarms what is armed, at once', () => {
	const { press, port, dialog } = open({ status: { mode: 'LIVE', armed: 'ARMED' } });

	press('A');

	expect(port.disarm).toHaveBeenCalledExactlyOnceWith('key A');
	expect(dialog()).toBeUndefined();
});

test('B and S place the preset at best bid and best ask when switched on', () => {
	const { press, sent, said } = open({ options: { oneKey: true, presetFunds: '200' } });

	press('B', 'S');

	expect(sent).toMatchObject([
		{ side: 'buy', type: 'limit', price: '99.9', size: '2.002', why: 'key B' },
		{ side: 'sell', type: 'limit', price: '100.1', size: '1.998', why: 'key S' },
	]);
	expect(said()).toContain('sent SELL 1.998 BTC-USDT at 100.1');
});

test('B does nothing while one-key trading is off, or live is not armed', () => {
	const off = open();
	off.press('B');
	expect(off.said()).toContain('one-key trading is off');

	const disarmed = open({ options: { oneKey: true }, status: { mode: 'LIVE', armed: 'DISARMED' } });
	disarmed.press('B');
	expect(disarmed.said()).toContain('needs ARMED');
	expect([...off.sent, ...disarmed.sent]).toEqual([]);
});

test('q leaves at once when nothing is working', () => {
	const { press, quit } = open({ port: { working: () => 0 } });

	press('q');

	expect(quit).toHaveBeenCalledExactlyOnceWith('quit');
});

test('q asks when orders are working: esc stays, l leaves them', () => {
	const { press, quit, draw, dialog } = open({ port: { working: () => 1 } });

	press('q');
	expect(draw('quit', 64, 12)).toContain('1 order of mine is working');
	expect(draw('quit', 64, 12)).toMatch(/c cancel mine and quit +l leave and quit +esc stay/);
	press('esc');
	expect(dialog()).toBeUndefined();
	expect(quit).not.toHaveBeenCalled();
	press('q', 'l');
	expect(quit).toHaveBeenCalledExactlyOnceWith('quit', 'leave');
});

test('ctrl+c asks too, from any dialog, and a second one does not skip the question', () => {
	const { press, quit, dialog, said } = open({ port: { working: () => 1 } });

	press('b', '1', 'ctrl+c');
	expect(dialog()).toMatchObject({ kind: 'quit', reason: 'interrupt' });
	press('ctrl+c', 'q', 'y');
	expect(quit).not.toHaveBeenCalled();
	expect(said()).toContain('c cancels mine and quits');
	press('l');
	expect(quit).toHaveBeenCalledExactlyOnceWith('interrupt', 'leave');
});

test('c cancels mine and quits once nothing is left', async () => {
	let left = 1;
	const cancelAll = vi.fn(async () => ({ requested: 1, canceled: 1 - left, left, verified: left === 0, brackets: 0 }));
	const { press, quit, draw } = open({ port: { working: () => 1, cancelAll } });

	press('q', 'c', 'c');
	await vi.waitFor(() => expect(draw('quit', 64, 12)).toContain('1 LEFT'));
	expect(cancelAll).toHaveBeenCalledExactlyOnceWith({ scope: 'mine' }, 'quit');
	expect(quit).not.toHaveBeenCalled();
	left = 0;
	press('c');
	await vi.waitFor(() => expect(quit).toHaveBeenCalledExactlyOnceWith('quit', 'canceled'));
});

test('esc while canceling stays', async () => {
	let finish = (): void => {};
	const cancelAll = vi.fn(
		() =>
			new Promise<Awaited<ReturnType<TradingPort['cancelAll']>>>(resolve => {
				finish = () => resolve({ requested: 1, canceled: 1, left: 0, verified: true, brackets: 0 });
			}),
	);
	const { press, quit } = open({ port: { working: () => 1, cancelAll } });

	press('q', 'c', 'esc');
	finish();
	await Promise.resolve();
	await Promise.resolve();

	expect(quit).not.toHaveBeenCalled();
});

test('exits that this process holds are asked about, too', () => {
	const { press, draw } = open({ port: { working: () => 0 }, orders: { orders: [], heldExits: 1 } });

	press('q');

	expect(draw('quit', 64, 12)).toContain('1 exit held here dies with this process');
});

test.each([
	['keep', [['quit', 'leave']]],
	['ask', []],
] as const)('the setting trading.onQuit %s decides', (onQuit, calls) => {
	const { press, quit } = open({ port: { working: () => 1 }, options: { onQuit } });

	press('q');

	expect(quit.mock.calls).toEqual(calls);
});

test.each([
	[{ mode: 'READ-ONLY' }, 'orders are off in READ-ONLY'],
	[{ mode: 'REPLAY', playback: 'END' }, 'the recording has ended'],
	[{ viewerOf: 4711 }, 'another kcmon (pid 4711) trades on this data directory'],
	[{ viewerOf: 4711, viewerProblem: 'nobody trades here any more' }, 'nobody trades here any more'],
] as const)('order keys say why not: %j', (changes, reason) => {
	const { press, said, dialog, sent } = open({ status: changes });

	for (const key of ['b', 's', 'x', 'X', 'F', 'A', 'B', 'S', 'y']) {
		press(key);
		expect(said()).toContain(`${key}: ${reason}`);
	}

	expect(dialog()).toBeUndefined();
	expect(sent).toEqual([]);
});

test('a viewer asks the holder to halt', () => {
	const { press, port, said } = open({ status: { viewerOf: 4711 } });

	press('!');

	expect(port.kill).toHaveBeenCalledExactlyOnceWith('key !');
	expect(said()).toContain('asked the kcmon that trades (pid 4711) to halt');
});

const toSignals = ['tab', 'tab'] as const;

test('enter in signals fills a ticket: entry, stop, first target, size by risk', () => {
	const { press, dialog, draw } = open({
		port: { maxOrderFunds: () => '100000' },
		options: { signals: { requireVerified: true, riskPercent: '0.5' } },
	});

	press(...toSignals, 'j', 'enter');

	expect(dialog()).toMatchObject({
		kind: 'ticket',
		ticket: {
			side: 'buy',
			price: '67100.5',
			stop: '66500',
			target: '68000',
			unit: 'risk',
			size: '0.5',
			signalId: 'a1',
			signal: { source: 'voiceofchain', terms: { verified: 'hmac', expiresAt: undefined } },
			why: 'signal voiceofchain',
		},
	});
	expect(draw('ticket')).toMatch(/size +0\.5 +% at risk +=/);
});

test.each([
	[{ stage: 'expired' }, 'the signal has expired'],
	[{ stage: 'future' }, 'clock of its maker'],
	[{ stage: 'quarantined', reason: 'unknown symbol' }, 'quarantined: unknown symbol'],
	[{ verified: 'none' }, 'voiceofchain is unverified'],
	[{ reached: 'stop' }, "has reached the signal's stop already"],
	[{ side: undefined }, 'names no side'],
] as const)('a signal that cannot be traded says why: %j', (changes, reason) => {
	const rows = [{ ...signalRow, ...changes }];
	const { press, dialog, said } = open({ views: { signals: () => ({ ...signals, rows }) } });

	press(...toSignals, 'j', 'enter');

	expect(said()).toContain(reason);
	expect(dialog()).toBeUndefined();
});

test('an unverified signal fills a ticket where the settings allow it, and the risk is what they say', () => {
	const rows = [
		{ ...signalRow, verified: 'none' as const, entry: undefined, entryLow: undefined, entryHigh: undefined },
	];
	const { press, dialog } = open({
		views: { signals: () => ({ ...signals, rows }) },
		options: { signals: { requireVerified: false, riskPercent: '0.25' } },
	});

	press(...toSignals, 'j', 'enter');

	// Without an entry of its own it is bought at the best ask.
	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { price: '100.1', unit: 'risk', size: '0.25' } });
});

test('a size by risk that could not be sent is bound by what could, and says by what', () => {
	const rows = [{ ...signalRow, stop: '67100' }];
	const { press, dialog, said } = open({ views: { signals: () => ({ ...signals, rows }) } });

	press(...toSignals, 'j', 'enter');

	// 100 of 10,000 at risk over 0.5 would be 200 BTC; 1000 of funds buy 0.0149.
	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { unit: 'base', size: '0.0149' } });
	expect(said()).toContain('bound by risk.maxOrderFunds 1000');
});

test('a limit that was tightened meanwhile sizes the next ticket and is what its review warns of', () => {
	let limit = '1000';
	const rows = [{ ...signalRow, stop: '67100' }];
	const { press, dialog, draw, said } = open({
		views: { signals: () => ({ ...signals, rows }) },
		port: { maxOrderFunds: () => limit },
	});
	limit = '80';

	press(...toSignals, 'j', 'enter');

	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { unit: 'base', size: '0.0011' } });
	expect(said()).toContain('bound by risk.maxOrderFunds 80');
	press('enter');
	expect(draw('review')).toContain('above 50% of risk.maxOrderFunds, which is 80');
});

test('before balances and pair are known a signal fills nothing, and says when it will', () => {
	const early = open({ port: { sizeFor: () => undefined } });
	early.press(...toSignals, 'j', 'enter');
	expect(early.said()).toContain('balances have not come; enter again when ORDERS shows them');
	expect(early.dialog()).toBeUndefined();

	const nameless = open({ views: { instrument: () => undefined } });
	nameless.press(...toSignals, 'j', 'enter');
	expect(nameless.said()).toContain('pair or balances have not come');
	expect(nameless.dialog()).toBeUndefined();
});

test('a signal that was taken says so when the ticket opens and again in the review', () => {
	const rows = [{ ...signalRow, taken: 1 }];
	const { press, draw, said } = open({
		views: {
			signals: () => ({ ...signals, rows }),
			signalTaken: (source, id) => (source === 'voiceofchain' && id === 'a1' ? 1 : 0),
		},
	});

	press(...toSignals, 'j', 'enter');
	expect(said()).toContain('taken already: 1 order came of it');
	press('enter');
	expect(draw('review')).toContain('this signal was taken already');
});

test('f narrows the signals to a source, a type or a symbol, and esc shows all again', () => {
	const asked: unknown[] = [];
	const { dashboard, press, draw, dialog } = open({
		views: {
			signals: (_rows, filter = {}) => {
				asked.push(filter);
				return { ...signals, filter };
			},
			signalFacets: () => [
				{ field: 'source', value: 'voiceofchain', count: 2 },
				{ field: 'source', value: 'kcmon', count: 1 },
				{ field: 'type', value: 'long_breakout', count: 2 },
			],
		},
	});

	press(...toSignals, 'f');
	expect(draw('filter')).toMatch(/source +voiceofchain +2/);
	press('k', 'c');
	expect(draw('filter')).not.toContain('voiceofchain');
	press('enter');
	expect(dialog()).toBeUndefined();
	expect(draw('signals', 100)).toContain('SIGNALS only source kcmon');
	expect(asked.at(-1)).toEqual({ source: 'kcmon' });

	press('f', 't', 'y', 'p', 'e', 'enter');
	expect(draw('signals', 100)).toContain('only source kcmon · type long_breakout');
	press('f', 'down', 'down', 'enter');
	expect(dashboard.ui.get().signalFilter).toEqual({ source: undefined, type: 'long_breakout' });
	press('esc', 'esc');
	expect(draw('signals', 100)).not.toContain('only');
});

test('a signal of a symbol whose book is not live shows the symbol and waits', () => {
	const rows = [{ ...signalRow, symbol: 'ETH-USDT' }];
	const { press, dialog, said, commands } = open({
		views: {
			signals: () => ({ ...signals, rows }),
			ladder: (symbol, request) => ({
				...makeLadder(request),
				symbol,
				freshness: { state: symbol === 'ETH-USDT' ? 'STALE' : 'LIVE', ageMs: 1, note: '' },
			}),
		},
	});

	press(...toSignals, 'j', 'enter');

	expect(commands).toContainEqual({ type: 'symbol.focus', symbol: 'ETH-USDT' });
	expect(said()).toContain('the book of ETH-USDT is STALE');
	expect(dialog()).toBeUndefined();
});

test('a stops automatic orders at once, and asks before it starts them again', () => {
	const facts = { on: true, why: 'by the settings', orders: 2, maxOrders: 10 };
	const { press, port, dialog, draw, said, world } = open({ status: { auto: facts } });

	expect(draw('status', 120, 1)).toContain('AUTO  2/10 today, a stops');
	expect(draw('status', 80, 1)).toContain(' AUTO ');
	press('a');
	expect(port.setAuto).toHaveBeenLastCalledWith(false, 'key a');
	expect(said()).toContain('automatic orders are off');

	world.status = { ...world.status, auto: { ...facts, on: false, why: 'trading is HALTED' } };
	expect(draw('status', 120, 1)).toContain('AUTO off trading is HALTED');
	press('a');
	expect(draw('confirm')).toContain('Let signals place orders by themselves?');
	press('esc');
	expect(port.setAuto).toHaveBeenCalledTimes(1);
	press('a', 'y');
	expect(dialog()).toBeUndefined();
	expect(port.setAuto).toHaveBeenLastCalledWith(true, 'key a y');
});

test('a stops automatic orders inside a dialog, too, except where it is a letter of a text', () => {
	const facts = { on: true, why: 'by the settings', orders: 2, maxOrders: 10 };
	const { press, port, dialog, said, world } = open({ status: { auto: facts } });

	press('b', 'a');
	expect(port.setAuto).toHaveBeenLastCalledWith(false, 'key a');
	expect(said()).toContain('automatic orders are off');
	expect(dialog()?.kind).toBe('ticket');
	press('1', 'enter', 'a');
	expect(dialog()?.kind).toBe('review');
	expect(port.setAuto).toHaveBeenCalledTimes(2);
	press('esc', 'esc', '/', 'a');
	expect(dialog()).toMatchObject({ kind: 'find', text: 'A' });
	expect(port.setAuto).toHaveBeenCalledTimes(2);

	world.status = { ...world.status, auto: { ...facts, on: false } };
	press('esc', 'b', 'a');
	expect(dialog()).toMatchObject({ kind: 'ticket', ticket: { refusal: expect.stringContaining('a') } });
	expect(port.setAuto).toHaveBeenCalledTimes(2);
});

test('a terminal too small for a dialog sends nothing that it cannot show', () => {
	const { dashboard, press, sent, draw } = open({ port: { working: () => 1 } });

	press('b', '1', 'enter');
	dashboard.layOut(50, 10);
	press('y');
	expect(sent).toEqual([]);
	expect(draw('safe', 80, 1)).toContain('nothing was sent');
	press('esc', 'esc', 'b');
	expect(draw('safe', 80, 1)).toContain('a ticket needs 60x16');
	press('q');
	expect(draw('safe', 80, 1)).toContain('c cancel mine and quit');
});

test('ORDERS is reached by tab on a small screen, takes the body with e, and is never frozen', () => {
	const { dashboard, press, said } = open({ size: [80, 24] });
	const panes = () => dashboard.layOut(80, 24).panes.map(({ pane }) => pane);

	expect(panes()).toEqual(['ticker', 'depth', 'tape', 'signals', 'health']);
	press('tab', 'tab', 'tab', 'tab');
	expect(panes()).toEqual(['ticker', 'depth', 'tape', 'orders']);
	press('space');
	expect(said()).toContain('never frozen');
	press('e');
	expect(panes()).toEqual(['orders']);
	press('e', 'tab');
	expect(panes()).toEqual(['ticker', 'signals', 'health', 'watchlist']);
	press('tab');
	expect(panes()).toEqual(['ticker', 'signals', 'health', 'chart']);
	press('tab');
	expect(panes()).toEqual(['ticker', 'depth', 'tape', 'signals', 'health']);
});

test('ORDERS says why the gate is closed in words', () => {
	const { draw } = open({ orders: { closedBecause: 'NOT_RECONCILED' } });

	expect(draw('orders', 80, 9)).toContain('words of NOT_RECONCILED');
});
