import { expect, test } from 'vitest';
import { placeDialog } from '../../../source/ui/dialog-places.js';
import { bindings, type KeyView, modalContexts } from '../../../source/ui/keymap/bindings.js';
import {
	formatCheatsheet,
	formatKeyTable,
	listCheatGroups,
	listHelpGroups,
	listHints,
} from '../../../source/ui/keymap/cheatsheet.js';
import { type KeyPress, nameKey, resolveKey } from '../../../source/ui/keymap/resolve.js';
import { paintBottomLine } from '../../../source/ui/painters/bottom-line.js';
import { paintHelp } from '../../../source/ui/painters/dialogs.js';
import { asciiGlyphs } from '../../../source/ui/painters/glyphs.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { boxed } from '../sample-views.js';

const open: KeyView['trading'] = { closed: undefined, canHalt: true, isLive: true, auto: 'on', quick: 'on' };
const onScreen: KeyView = { context: ['depth', 'screen'], symbols: 3, trading: open };

const noKey: KeyPress = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageUp: false,
	pageDown: false,
	return: false,
	escape: false,
	tab: false,
	shift: false,
	ctrl: false,
	meta: false,
	backspace: false,
	delete: false,
};

test.each([
	['?', 'help.toggle'],
	['q', 'app.quit'],
	['ctrl+c', 'app.quit'],
	['tab', 'pane.next'],
	['shift+tab', 'pane.previous'],
	['e', 'pane.expand'],
	['1', 'symbol.pick'],
	['9', 'symbol.pick'],
	['/', 'symbol.find'],
	['up', 'move.up'],
	['k', 'move.up'],
	['j', 'move.down'],
	['h', 'move.left'],
	['right', 'move.right'],
	['space', 'pane.freeze'],
	['[', 'ladder.coarser'],
	[']', 'ladder.finer'],
	['c', 'ladder.recenter'],
	['esc', 'view.back'],
	['R', 'feed.reconnect'],
	['t', 'view.theme'],
	['b', 'ticket.buy'],
	['s', 'ticket.sell'],
	['x', 'order.cancelSelected'],
	['X', 'order.cancelSymbol'],
	['F', 'position.flatten'],
	['!', 'trading.halt'],
	['A', 'trading.arm'],
	['B', 'quick.buy'],
	['S', 'quick.sell'],
])('%s is %s', (key, id) => {
	expect(resolveKey(key, onScreen)).toMatchObject({ kind: 'action', binding: { id } });
});

test.each(['b', 's', 'x', 'X', 'F', 'y', '!', 'A', 'a', 'B', 'S'])(
	'%s answers why it cannot act without orders',
	key => {
		const closed = 'orders are off in READ-ONLY';
		const resolution = resolveKey(key, { ...onScreen, trading: { ...open, closed, canHalt: false } });

		expect(resolution.kind).toBe('disabled');
		expect(resolution.kind === 'disabled' && resolution.reason).toContain(closed);
	},
);

test.each([
	['y', open, 'nothing to send'],
	['A', { ...open, isLive: false }, 'only LIVE is armed'],
	['a', { ...open, auto: 'none', isLive: false }, 'signals.auto.enabled true'],
	['a', { ...open, auto: 'none' }, 'signals.auto.live true'],
	['B', { ...open, quick: 'off' }, 'trading.oneKey'],
	['S', { ...open, quick: 'disarmed' }, 'ARMED'],
] as const)('%s says what it needs', (key, trading, reason) => {
	expect(resolveKey(key, { ...onScreen, trading })).toMatchObject({
		kind: 'disabled',
		reason: expect.stringContaining(reason),
	});
});

test('a viewer can ask for a halt, and for nothing else', () => {
	const trading = { ...open, closed: 'another kcmon, pid 77, trades on this data directory' };

	expect(resolveKey('!', { ...onScreen, trading }).kind).toBe('action');
	expect(resolveKey('b', { ...onScreen, trading })).toMatchObject({ reason: expect.stringContaining('pid 77') });
});

test('the kill switch works from every dialog', () => {
	for (const context of modalContexts) {
		expect(resolveKey('!', { ...onScreen, context: [context] })).toMatchObject({ binding: { id: 'trading.halt' } });
	}
});

test('enter answers by the pane that has the focus', () => {
	expect(resolveKey('enter', onScreen)).toMatchObject({ kind: 'disabled', reason: 'nothing to choose in this pane' });
	expect(resolveKey('enter', { ...onScreen, context: ['watchlist', 'screen'] }).kind).toBe('action');
	expect(resolveKey('enter', { ...onScreen, context: ['signals', 'screen'] }).kind).toBe('action');
});

test('a dialog hides the keys below it', () => {
	expect(resolveKey('b', { ...onScreen, context: ['help'] }).kind).toBe('unknown');
	expect(resolveKey('q', { ...onScreen, context: ['find'] }).kind).toBe('unknown');
	expect(resolveKey('b', { ...onScreen, context: ['find', 'screen'] }).kind).toBe('unknown');
	expect(resolveKey('ctrl+c', { ...onScreen, context: ['find'] })).toMatchObject({ binding: { id: 'app.quit' } });
});

test('an unknown key is unknown', () => {
	expect(resolveKey('ü', onScreen)).toEqual({ kind: 'unknown' });
});

test('no key is bound twice in a context', () => {
	const seen = bindings.flatMap(({ context, keys }) => keys.map(key => `${context} ${key}`));

	expect(new Set(seen).size).toBe(seen.length);
});

test('keys are named as the table writes them', () => {
	expect(nameKey('q', noKey)).toBe('q');
	expect(nameKey('A', { ...noKey, shift: true })).toBe('A');
	expect(nameKey(' ', noKey)).toBe('space');
	expect(nameKey('\t', { ...noKey, tab: true })).toBe('tab');
	expect(nameKey('', { ...noKey, tab: true, shift: true })).toBe('shift+tab');
	expect(nameKey('\r', { ...noKey, return: true })).toBe('enter');
	expect(nameKey('c', { ...noKey, ctrl: true })).toBe('ctrl+c');
	expect(nameKey('', { ...noKey, upArrow: true })).toBe('up');
});

test('text of several characters, releases and meta keys have no name', () => {
	expect(nameKey('qq', noKey)).toBeUndefined();
	expect(nameKey('q', { ...noKey, eventType: 'release' })).toBeUndefined();
	expect(nameKey('q', { ...noKey, meta: true })).toBeUndefined();
});

test('the cheatsheet has every key of the screen', () => {
	const sheet = formatCheatsheet();

	for (const binding of bindings.filter(({ context }) => context === 'screen')) {
		expect(sheet).toContain(binding.help);
	}

	expect(sheet).toContain('shift+tab');
	expect(sheet.endsWith('\n')).toBe(true);
});

test('the table for the README has a row for each binding of the screen, the chart and the watchlist', () => {
	const rows = formatKeyTable().trimEnd().split('\n');

	expect(rows.length).toBe(
		2 + bindings.filter(({ context }) => ['screen', 'chart', 'watchlist'].includes(context)).length,
	);
	expect(rows).toContain('| `→` `l` | In CHART: Crosshair a bar to the right |');
	expect(rows).toContain('| `>` | In WATCHLIST: Sort by the next column |');
	expect(rows).toContain('| `tab` | Next pane |');
});

test('groups and hints come from the same table', () => {
	expect(listCheatGroups('screen').map(({ title }) => title)).toEqual(['Look', 'Move', 'Ladder', 'Trade', 'Program']);
	// Then the keys of one pane, and what no word stands beside on the screen.
	expect(
		listHelpGroups()
			.slice(-3)
			.map(({ title }) => title),
	).toEqual(['In CHART', 'In WATCHLIST', 'Signs']);
	expect(listHelpGroups().slice(0, -3)).toEqual(listCheatGroups('screen'));
	expect(
		listHelpGroups()
			.at(-2)
			?.rows.map(({ keys }) => keys),
	).toEqual(['g', 'G', '>', '<', 'r', 'f', '+', '-']);
	expect(
		listHelpGroups()
			.at(-1)
			?.rows.find(({ keys }) => keys.startsWith('~'))?.help,
	).toContain('Size ahead of your order');
	// The tour is named only while it is offered.
	expect(listHints('screen').slice(0, 3)).toEqual([
		{ id: 'tour.go', keys: 'T', label: 'tour of five minutes' },
		{ id: 'help.toggle', keys: '?', label: 'help' },
		{ id: 'app.quit', keys: 'q', label: 'quit' },
	]);
	// 80 columns show what money depends on.
	const bottom = toText(
		paintBottomLine({ message: undefined, banner: undefined, hints: listHints('screen') }, 80, 1, boxed),
	);
	expect(bottom).toContain('b buy  s sell  x cancel  ! kill');
	// None of it is cut on the smallest screen that shows it all.
	const groups = listHelpGroups();
	const { width } = placeDialog('help', { columns: 80, rows: 24 });
	const text = toText(paintHelp(groups, width, 200, { ...boxed, scroll: 0 }));
	for (const { help } of groups.flatMap(({ rows }) => rows)) {
		expect(text).toContain(help);
	}

	expect(listHints('find').map(({ label }) => label)).toContain('add and show');
});

test('help shows the mark of your own as the panes draw it, in ASCII too', () => {
	const ascii = { ...boxed, glyphs: asciiGlyphs, scroll: 0 };

	expect(toText(paintHelp(listHelpGroups(), 100, 200, ascii))).toMatch(/\* +Yours: in ORDERS/);
});
