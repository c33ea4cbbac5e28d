import { expect, test, vi } from 'vitest';
import { checkPriceAlert } from '../../source/config/price-alert.js';
import type { Command } from '../../source/engine/commands.js';
import { createDashboard, type DashboardDeps } from '../../source/ui/dashboard.js';
import { createLayouts, type Layouts } from '../../source/ui/layouts.js';
import { toText } from '../../source/ui/painters/rows.js';
import type { SurfaceName } from '../../source/ui/surfaces.js';
import { createFakeViews, status } from './sample-views.js';

type OpenOptions = {
	readonly hasColor?: boolean;
	readonly layouts?: Layouts;
	readonly alerts?: NonNullable<DashboardDeps['alerts']>;
	readonly saveLook?: NonNullable<DashboardDeps['saveLook']>;
};

function open(changes: Parameters<typeof createFakeViews>[0] = {}, options: OpenOptions = {}) {
	const views = createFakeViews(changes);
	const time = { now: 1000 };
	const commands: Command[] = [];
	const spies = { quit: vi.fn(), suspend: vi.fn(), repaint: vi.fn(), showTheme: vi.fn() };
	const dashboard = createDashboard(
		{
			views,
			clock: { wallNow: () => time.now, monoNow: () => time.now, after: () => () => {}, every: () => () => {} },
			execute: command => {
				commands.push(command);
				if (command.type === 'symbol.focus') {
					views.focus(command.symbol);
				}
			},
			...spies,
			...(options.alerts === undefined ? {} : { alerts: options.alerts }),
			...(options.saveLook === undefined ? {} : { saveLook: options.saveLook }),
		},
		{
			ascii: false,
			theme: 'dark',
			hasColor: options.hasColor ?? true,
			...(options.layouts === undefined ? {} : { layouts: options.layouts }),
		},
	);
	dashboard.layOut(120, 36);
	const draw = (name: SurfaceName, width = 60, height = 14): string => toText(dashboard.surfaces[name](width, height));
	const press = (...keys: readonly string[]): void => {
		for (const key of keys) {
			dashboard.press(key);
			draw('depth');
		}
	};
	draw('depth');
	return { dashboard, draw, press, commands, time, ...spies };
}

test('tab walks the panes that are shown, in both directions', () => {
	const { dashboard, press, draw } = open();
	expect(draw('depth')).toContain('▸ DEPTH');

	press('tab');
	expect(dashboard.ui.get().focus).toBe('tape');
	expect(draw('tape')).toContain('▸ TAPE');
	expect(draw('depth')).not.toContain('▸ DEPTH');

	press('shift+tab', 'shift+tab', 'shift+tab', 'shift+tab');
	expect(dashboard.ui.get().focus).toBe('watchlist');
});

test('a digit shows that symbol of the watchlist', () => {
	const { press, commands, draw } = open();

	press('2');

	expect(commands).toEqual([{ type: 'symbol.focus', symbol: 'ETH-USDT' }]);
	expect(draw('tape')).toContain('TAPE ETH-USDT');
});

test('a digit without a symbol says so', () => {
	const { press, commands, draw } = open();

	press('7');

	expect(commands).toEqual([]);
	expect(draw('bottom', 80, 1)).toContain('no symbol 7: the watchlist has 3; / adds one');
});

test('the search adds and shows what it found', () => {
	const { press, commands, draw, dashboard } = open();

	press('/', 'k', 'c');
	expect(draw('find')).toMatch(/▸ KCS-USDT/);
	press('enter');

	expect(commands).toEqual([
		{ type: 'symbol.add', symbol: 'KCS-USDT' },
		{ type: 'symbol.focus', symbol: 'KCS-USDT' },
	]);
	expect(dashboard.ui.get().dialog).toBeUndefined();
});

test('arrows choose in the search, and letters stay letters', () => {
	const { press, commands } = open();

	press('/', 'e', 't', 'h', 'down', 'enter');

	expect(commands.at(-1)).toEqual({ type: 'symbol.focus', symbol: 'ETH-USDT' });
});

test('an unknown symbol is said, and the search stays open', () => {
	const { press, commands, draw, dashboard } = open();

	press('/', 'x', 'x', 'enter');

	expect(commands).toEqual([]);
	expect(draw('bottom', 80, 1)).toContain('unknown symbol XX');
	expect(dashboard.ui.get().dialog?.kind).toBe('find');
});

test('without a list of symbols a whole symbol is taken as typed', () => {
	const { press, commands } = open({ instruments: () => [] });

	press('/', 'n', 'e', 'w', '-', 'u', 's', 'd', 't', 'enter');

	expect(commands[0]).toEqual({ type: 'symbol.add', symbol: 'NEW-USDT' });
});

test('backspace erases, ctrl+u clears, and what no symbol has is refused with a message', () => {
	const { press, draw, dashboard } = open();

	press('/', 'e', 'x', 'backspace', '$');

	expect(dashboard.ui.get().dialog).toMatchObject({ text: 'E' });
	expect(draw('bottom', 80, 1)).toContain('a symbol has no $');
	press('ctrl+u');
	expect(dashboard.ui.get().dialog).toMatchObject({ kind: 'find', text: '' });
});

test('a key that cannot act says why, for four seconds', () => {
	const { press, draw, time } = open();

	press('b');
	expect(draw('bottom', 80, 1)).toContain('b: orders are off: there is no account in this run');

	time.now += 3999;
	expect(draw('bottom', 80, 1)).toContain('b: orders are off: there is no account in this run');
	time.now += 1;
	expect(draw('bottom', 80, 1)).toContain('? help');
});

test('space freezes the pane in focus and its age counts', () => {
	const { press, draw, time } = open();

	press('space');
	time.now += 2500;
	expect(draw('depth')).toContain('FROZEN 2.5s');

	press('space');
	expect(draw('depth')).not.toContain('FROZEN');
});

test('e expands the pane in focus, and tab then expands the next', () => {
	const { press, dashboard } = open();

	press('e');
	expect(dashboard.layOut(120, 36).panes.map(({ pane }) => pane)).toEqual(['depth']);
	press('tab');
	expect(dashboard.layOut(120, 36).panes.map(({ pane }) => pane)).toEqual(['tape']);
	press('e');
	expect(dashboard.layOut(120, 36).panes.length).toBe(7);
});

test('j and k move the cursor of the ladder; esc takes it away', () => {
	const { press, draw } = open();

	press('j', 'j');
	expect(draw('depth')).toMatch(/▸ +99\.8/);
	expect(draw('depth')).toMatch(/▸ 99\.8 +-20\.0 bps/);
	press('esc');
	expect(draw('depth')).not.toMatch(/▸ +99\.8/);
});

test('[ and ] change the grouping, c recenters', () => {
	const { press, draw } = open();

	press('[');
	expect(draw('depth')).toContain('group 0.2');
	press(']');
	expect(draw('depth')).toContain('group 0.1');
	press('j', 'c');
	expect(draw('depth')).not.toMatch(/▸ +99/);
});

test('arrows choose a signal and show what it says', () => {
	const { press, draw, dashboard } = open();

	press('tab', 'tab', 'j');
	expect(dashboard.ui.get().selectedSignal).toBe('1');
	expect(draw('signals', 80, 12)).toContain('verified (hmac)  entry 67000-67100.5  stop 66500');
	press('j');
	expect(dashboard.ui.get().selectedSignal).toBe('2');
	press('enter');
	expect(draw('bottom', 80, 1)).toContain('enter: orders are off');
});

test('enter in the watchlist shows the symbol under the cursor', () => {
	const { press, commands } = open();

	press('shift+tab', 'shift+tab', 'shift+tab', 'j', 'j', 'enter');

	expect(commands).toEqual([{ type: 'symbol.focus', symbol: 'SOL-USDT' }]);
});

test('? opens help from the key table, j scrolls it, esc closes it', () => {
	const { press, draw, dashboard } = open();

	press('?');
	expect(draw('help', 80, 20)).toContain('Next pane');
	press('right', 'right', 'right', 'right');
	expect(draw('help', 80, 20)).toContain('Quit; asks when orders are working');
	press('b');
	expect(dashboard.ui.get().message).toBeUndefined();
	press('esc');
	expect(dashboard.ui.get().dialog).toBeUndefined();
});

test('q quits, ctrl+c interrupts also from a dialog, ctrl+z suspends', () => {
	const { press, quit, suspend } = open();

	press('q');
	expect(quit).toHaveBeenLastCalledWith('quit');
	press('/', 'ctrl+c');
	expect(quit).toHaveBeenLastCalledWith('interrupt');
	press('esc', 'ctrl+z');
	expect(suspend).toHaveBeenCalledOnce();
});

test('q in the search is a letter', () => {
	const { press, quit, dashboard } = open();

	press('/', 'q');

	expect(quit).not.toHaveBeenCalled();
	expect(dashboard.ui.get().dialog).toMatchObject({ text: 'Q' });
});

test('R reconnects and t walks the themes', () => {
	const { press, commands, showTheme, draw } = open();

	press('R');
	expect(commands).toEqual([{ type: 'feed.reconnect' }]);
	press('t');
	expect(showTheme).toHaveBeenCalledWith('light');
	expect(draw('bottom', 80, 1)).toContain('theme light');
});

test('L walks the layouts, and one without room gives way and says so', () => {
	const { press, draw, dashboard } = open({}, { layouts: createLayouts({ wide: 'depth | tape | orders | health' }) });
	const shown = () => dashboard.layOut(80, 24).panes.map(({ pane }) => pane);
	dashboard.layOut(80, 24);

	press('L');
	expect(draw('bottom', 80, 1)).toContain('layout scalper; W keeps it');
	expect(shown()).toEqual(['ticker', 'depth', 'tape', 'orders']);

	press('L', 'L', 'L', 'L');
	expect(draw('bottom', 80, 1)).toContain('layout wide needs a larger screen, so it is full');
	expect(shown()).toContain('signals');

	press('L');
	expect(dashboard.ui.get().layout).toBe('full');
});

test('a layout starts on a pane that it has', () => {
	const { press, dashboard } = open();

	press('L', 'L');

	expect(dashboard.ui.get()).toMatchObject({ layout: 'watcher', focus: 'watchlist' });
	expect(dashboard.layOut(80, 24).panes.map(({ pane }) => pane)).toEqual(['signals', 'watchlist']);
});

test('n lists the alerts, adds by typing and removes the chosen one', async () => {
	let texts: readonly string[] = ['ETH-USDT<2000'];
	const gone = new Set(texts);
	const save = vi.fn((next: readonly string[]) => {
		texts = next;
		return Promise.resolve(undefined);
	});
	const alerts: NonNullable<DashboardDeps['alerts']> = {
		list: () =>
			texts.map(text => ({
				text,
				symbol: text.split(/[<>]/)[0],
				state: gone.has(text) ? 'done' : 'armed',
				last: undefined,
			})),
		rearm: text => gone.delete(text),
		isKept: true,
		isAlert: text => checkPriceAlert(text).ok,
		save,
	};
	const { press, draw, dashboard } = open({}, { alerts });

	press('n');
	expect(draw('alerts', 70, 12)).toMatch(/ETH-USDT<2000 +done/);
	press('ctrl+r');
	expect(draw('alerts', 70, 12)).toMatch(/ETH-USDT<2000 +armed/);
	press(...'>70000', 'space', ...'repeat', 'enter');
	expect(save).toHaveBeenLastCalledWith(['ETH-USDT<2000', 'BTC-USDT>70000 repeat']);
	await vi.waitFor(() => expect(draw('bottom', 80, 1)).toContain('alert BTC-USDT>70000 repeat is set'));

	press(...'spread', 'enter');
	expect(draw('bottom', 80, 1)).toMatch(
		/that is no alert: >70000, spread>5, volume>250000, signal, order, connection *$/,
	);
	expect(save).toHaveBeenCalledTimes(1);

	expect(draw('alerts', 70, 12)).toContain('add spread');
	press('ctrl+u');
	expect(draw('alerts', 70, 12)).not.toContain('add spread ');
	press('up', 'up', 'ctrl+d');
	expect(save).toHaveBeenLastCalledWith(['BTC-USDT>70000 repeat']);
	expect(draw('alerts', 70, 12)).not.toContain('ETH-USDT<2000');
	press('esc');
	expect(dashboard.ui.get().dialog).toBeUndefined();
});

test('W saves theme and layout, and tells what came of it', async () => {
	const saveLook = vi.fn(() => Promise.resolve('saved: theme light, layout scalper'));
	const { press, draw } = open({}, { saveLook });

	press('t', 'L', 'W');

	expect(saveLook.mock.calls).toEqual([[{ theme: 'light', layout: 'scalper' }]]);
	await vi.waitFor(() => expect(draw('bottom', 80, 1)).toContain('saved: theme light, layout scalper'));
});

test('without color there is one theme', () => {
	const { press, showTheme, draw } = open({}, { hasColor: false });

	press('t');

	expect(showTheme).not.toHaveBeenCalled();
	expect(draw('bottom', 80, 1)).toContain('no colors here');
});

test('pasted text presses no key', () => {
	const { dashboard, quit, commands, draw } = open();

	dashboard.paste('q');
	dashboard.paste('2bR!y');

	expect(quit).not.toHaveBeenCalled();
	expect(commands).toEqual([]);
	expect(draw('bottom', 80, 1)).toContain('pasted text was ignored');
});

test('pasted text fills the search', () => {
	const { dashboard, press } = open();

	press('/');
	dashboard.paste(' kcs-usdt\n');

	expect(dashboard.ui.get().dialog).toMatchObject({ text: 'KCS-USDT' });
});

test('keys typed faster than they are read all count', () => {
	const { dashboard } = open();

	dashboard.type('2\te');

	expect(dashboard.ui.get()).toMatchObject({ symbol: 'ETH-USDT', focus: 'tape', isExpanded: true });
});

test('a chunk of text ends at a key that acts, and one that is long presses nothing', () => {
	const { dashboard, commands } = open();

	dashboard.type('2R3');
	dashboard.type('123123123');

	expect(commands).toEqual([{ type: 'symbol.focus', symbol: 'ETH-USDT' }]);
});

test('every key repaints at once', () => {
	const { press, repaint } = open();

	press('tab', 'b');

	expect(repaint).toHaveBeenCalledTimes(2);
});

test('esc undoes one thing at a time', () => {
	const { press, dashboard } = open();
	press('tab', 'e', 'down', 'down', 'b');

	press('esc');
	expect(dashboard.ui.get().message).toBeUndefined();
	press('esc');
	expect(dashboard.ui.get().scroll.tape).toBe(0);
	press('esc');
	expect(dashboard.ui.get().isExpanded).toBe(false);
});

test('v shows the chart where there was no room for it, and asks for its bars; again it goes', () => {
	const { press, dashboard, commands } = open();
	const panes = (): string[] => dashboard.layOut(120, 36).panes.map(({ pane }) => pane);

	press('v');
	expect(panes()).toEqual(['ticker', 'depth', 'tape', 'health', 'watchlist', 'chart']);
	expect(commands).toEqual([{ type: 'chart.watch', isShown: true }]);
	press('v');
	expect(panes()).toContain('orders');
	expect(commands.at(-1)).toEqual({ type: 'chart.watch', isShown: false });
});

test('comma and point change the interval of the chart, as far as there is one', () => {
	const { press, commands, draw } = open();

	press('.');
	expect(commands).toEqual([{ type: 'candles.interval', interval: '3min' }]);
	press(',');
	expect(draw('bottom', 80, 1)).toContain('no shorter interval than 1min');
	expect(commands).toHaveLength(1);
});

test('arrows move the crosshair over the bars, esc takes it away, and the figures follow', () => {
	const { press, draw } = open();
	press('v');
	draw('chart', 60, 16);

	press('left', 'left');
	expect(draw('chart', 60, 16)).toMatch(/11-22 12:08 +O 100\.4/);
	press('h', 'up', 'up');
	expect(draw('chart', 60, 16)).toMatch(/11-22 12:07/);
	press('esc');
	expect(draw('chart', 60, 16)).not.toMatch(/11-22 12:0/);
});

test('m draws a line, i walks the lines over the bars', () => {
	const { press, draw } = open();

	press('m');
	expect(draw('bottom', 80, 1)).toContain('chart as a line of closes');
	press('i');
	expect(draw('bottom', 80, 1)).toContain('chart lines: Donchian 20');
});

test('a chart that is scrolled to its oldest bar asks for older ones, once for each answer', () => {
	const { press, draw, commands } = open();
	press('v');
	draw('chart', 24, 16);

	press('pageup', 'pageup', 'pageup');
	expect(draw('chart', 40, 16)).toMatch(/CHART.*1min −\d+/);
	expect(commands.filter(({ type }) => type === 'chart.extend')).toHaveLength(1);
	press('esc');
	expect(draw('chart', 40, 16)).not.toMatch(/1min −\d+/);
});

test('w opens all pairs and asks the exchange for them; again it leaves and releases them', () => {
	const { press, draw, dashboard, commands } = open();

	press('w');
	expect(dashboard.layOut(120, 36).panes.map(({ pane }) => pane)).toEqual(['watchlist']);
	expect(commands).toEqual([{ type: 'board.watch', isShown: true }]);
	expect(draw('watchlist', 80, 20)).toContain('all 12 from 1');
	press('w');
	dashboard.layOut(120, 36);
	expect(commands.at(-1)).toEqual({ type: 'board.watch', isShown: false });
	expect(draw('watchlist', 80, 20)).not.toContain('all 12');
});

test('g walks the groups, < and > the columns to sort by, r turns them around', () => {
	const { press, draw } = open();
	press('w');

	press('g');
	expect(draw('bottom', 80, 1)).toContain('watchlist: movers');
	// In the order of their moves, which is no column's; a column sorts them too.
	expect(draw('watchlist', 100, 20)).not.toMatch(/[▲▼] /);
	press('>', '>');
	expect(draw('watchlist', 100, 20)).toMatch(/last▼/);
	press('<', '<', 'G');
	expect(draw('watchlist', 100, 20)).toMatch(/value▼/);
	press('>', '>');
	expect(draw('watchlist', 100, 20)).toMatch(/signal▲/);
	press('r');
	expect(draw('watchlist', 100, 20)).toMatch(/signal▼/);
	press('<', '<', '<', '<', '<');
	expect(draw('watchlist', 100, 20)).toMatch(/last▼/);
});

test('letters typed into the filter narrow the list, and enter adds and shows the first of it', () => {
	const { press, draw, dashboard, commands } = open();
	press('w', 'f', 'c', '7', '$');

	expect(draw('bottom', 80, 1)).toContain('a symbol has no $');
	expect(draw('watchlist', 80, 20)).toMatch(/all 1 from 1 · filter C7_/);
	press('backspace', '3', 'enter');
	dashboard.layOut(120, 36);
	expect(commands.slice(1)).toEqual([
		{ type: 'symbol.add', symbol: 'C3-USDT' },
		{ type: 'symbol.focus', symbol: 'C3-USDT' },
		{ type: 'board.watch', isShown: false },
	]);
	expect(dashboard.ui.get()).toMatchObject({ focus: 'depth', isExpanded: false });
});

test('the kill switch and ctrl+c work while a filter is typed; esc takes the filter away first', () => {
	const { press, draw, quit } = open();
	press('w', 'f', 's', 'o');

	press('!');
	expect(draw('bottom', 80, 1)).toContain('nothing to halt');
	press('ctrl+c');
	expect(quit).toHaveBeenLastCalledWith('interrupt');
	press('esc', 'esc');
	expect(draw('watchlist', 80, 20)).toContain('all 12');
});

test('+ and − change the favorites without leaving', () => {
	const { press, draw, commands } = open();
	press('w', 'j', 'j', 'j', '+');
	expect(commands.at(-1)).toEqual({ type: 'symbol.add', symbol: 'C0-USDT' });
	press('-');
	expect(draw('bottom', 80, 1)).toContain('C0-USDT is not among the favorites');
});

test('the cursor of a long list stays in sight', () => {
	const { press, draw } = open();
	press('w', ...Array.from({ length: 9 }, () => 'down'));

	expect(draw('watchlist', 80, 8)).toContain('C6-USDT');
	expect(draw('watchlist', 80, 8)).not.toContain('BTC-USDT');
});

test('a screen without ORDERS tells in its last line that an order was refused, until a later key has its say', () => {
	const text = 'REJECTED: buy BTC-USDT: 200004 Balance insufficient';
	const { dashboard, draw, press, time } = open({ status: () => ({ ...status, warning: { text, at: 1500 } }) });
	press('7');
	const answer = draw('bottom', 120, 1);

	time.now = 1600;
	expect(draw('bottom', 120, 1)).toBe(answer);

	dashboard.layOut(80, 24);
	expect(draw('bottom', 120, 1)).toContain(text);
	dashboard.layOut(40, 8);
	expect(draw('safe', 120, 1)).toContain(text);

	dashboard.layOut(80, 24);
	press('7');
	expect(draw('bottom', 120, 1)).toBe(answer);
});
