/** Everything a key can ask for. */
export type ActionId =
	| 'help.toggle'
	| 'app.quit'
	| 'app.suspend'
	| 'pane.next'
	| 'pane.previous'
	| 'pane.expand'
	| 'symbol.pick'
	| 'symbol.find'
	| 'signals.filter'
	| 'alerts.show'
	| 'alerts.remove'
	| 'alerts.rearm'
	| 'move.up'
	| 'move.down'
	| 'move.left'
	| 'move.right'
	| 'move.pageUp'
	| 'move.pageDown'
	| 'pane.freeze'
	| 'chart.show'
	| 'watch.all'
	| 'watch.nextGroup'
	| 'watch.previousGroup'
	| 'watch.sortLeft'
	| 'watch.sortRight'
	| 'watch.reverse'
	| 'watch.filter'
	| 'watch.add'
	| 'watch.remove'
	| 'chart.shorter'
	| 'chart.longer'
	| 'chart.mode'
	| 'chart.lines'
	| 'ladder.coarser'
	| 'ladder.finer'
	| 'ladder.recenter'
	| 'ticket.buy'
	| 'ticket.sell'
	| 'pane.enter'
	| 'ticket.send'
	| 'view.back'
	| 'order.cancelSelected'
	| 'order.cancelSymbol'
	| 'position.flatten'
	| 'trading.halt'
	| 'trading.arm'
	| 'trading.auto'
	| 'feed.reconnect'
	| 'view.theme'
	| 'view.layout'
	| 'view.save'
	| 'tour.go'
	| 'quick.buy'
	| 'quick.sell'
	| 'ticket.review'
	| 'ticket.share'
	| 'ticket.erase'
	| 'ticket.clear'
	| 'question.yes'
	| 'quit.cancel'
	| 'quit.leave'
	| 'arm.confirm';

/** Where a key counts. Inner contexts come before `screen`; a dialog hides what is below it. */
export type KeyContext =
	| 'screen'
	| 'depth'
	| 'signals'
	| 'watchlist'
	| 'narrow'
	| 'chart'
	| 'help'
	| 'find'
	| 'filter'
	| 'alerts'
	| 'ticket'
	| 'review'
	| 'confirm'
	| 'quit'
	| 'arm';

/** What keys may know of trading. */
export type TradingKeyView = {
	/** Why no order can be placed in this run; undefined where orders can be. */
	readonly closed: string | undefined;
	/** There is something that `!` halts: here, or in the kcmon that trades. */
	readonly canHalt: boolean;
	readonly isLive: boolean;
	/** Automatic orders from signals: `none` where the settings do not allow them in this run. */
	readonly auto: 'none' | 'off' | 'on';
	/** One-key trading, and in live whether it is armed. */
	readonly quick: 'off' | 'disarmed' | 'on';
};

/** What a key may look at to know whether it can act. */
export type KeyView = {
	readonly context: readonly KeyContext[];
	/** How many symbols the watchlist has. */
	readonly symbols: number;
	readonly trading: TradingKeyView;
};

export type KeyGroup = 'look' | 'move' | 'ladder' | 'trade' | 'program';

export type Binding = {
	/** `area.verb` */
	readonly id: ActionId;
	readonly keys: readonly string[];
	/** How the keys are written in help, where that is not all of `keys`. */
	readonly shown?: string;
	readonly context: KeyContext;
	/** Two or three words, for the bottom line. */
	readonly label: string;
	/** One sentence, for help. */
	readonly help: string;
	readonly group: KeyGroup;
	/** Why the key cannot act now; undefined when it can. */
	readonly disabledReason?: (view: KeyView) => string | undefined;
	/** It changes orders, money or safety: never taken from a chunk of text. */
	readonly acts?: true;
};

const orderReason = ({ trading }: KeyView): string | undefined => trading.closed;

const quickReason = ({ trading }: KeyView): string | undefined =>
	trading.closed ??
	(trading.quick === 'off'
		? 'one-key trading is off: kcmon config set trading.oneKey true'
		: trading.quick === 'disarmed'
			? 'one-key trading needs ARMED: A arms'
			: undefined);

const haltReason = ({ trading }: KeyView): string | undefined =>
	trading.canHalt ? undefined : `nothing to halt: ${trading.closed ?? 'orders are off'}`;

const armReason = ({ trading }: KeyView): string | undefined =>
	trading.closed ?? (trading.isLive ? undefined : 'nothing to arm: only LIVE is armed');

const autoReason = ({ trading }: KeyView): string | undefined =>
	trading.closed ??
	(trading.auto === 'none'
		? `auto mode is off: kcmon config set signals.auto.${trading.isLive ? 'live' : 'enabled'} true, and name signals.auto.sources`
		: undefined);

type Entry = readonly [id: ActionId, keys: readonly string[], label: string, help: string];

function inContext(context: KeyContext, group: KeyGroup, entries: readonly Entry[]): Binding[] {
	return entries.map(([id, keys, label, help]) => ({ id, keys, context, label, help, group }));
}

/** The one table: `?`, `kcmon keys`, the bottom line and the README are drawn from it. */
export const bindings: readonly Binding[] = [
	{
		id: 'help.toggle',
		keys: ['?'],
		context: 'screen',
		label: 'help',
		help: 'Show or hide this help',
		group: 'program',
	},
	{
		id: 'app.quit',
		keys: ['q', 'ctrl+c'],
		shown: 'q',
		context: 'screen',
		label: 'quit',
		help: 'Quit; asks when orders are working',
		group: 'program',
	},
	{ id: 'pane.next', keys: ['tab'], context: 'screen', label: 'pane', help: 'Next pane', group: 'look' },
	{
		id: 'pane.previous',
		keys: ['shift+tab'],
		context: 'screen',
		label: 'previous pane',
		help: 'Previous pane',
		group: 'look',
	},
	{
		id: 'pane.expand',
		keys: ['e'],
		context: 'screen',
		label: 'expand',
		help: 'Expand the pane, and back',
		group: 'look',
	},
	{
		id: 'symbol.pick',
		keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
		shown: '1–9',
		context: 'screen',
		label: 'symbol',
		help: 'Symbol of the watchlist',
		group: 'look',
	},
	{
		id: 'symbol.find',
		keys: ['/'],
		context: 'screen',
		label: 'find',
		help: 'Find a symbol, add and show it',
		group: 'look',
	},
	{
		id: 'signals.filter',
		keys: ['f'],
		context: 'screen',
		label: 'filter',
		help: 'Filter the signals by source, type or symbol',
		group: 'look',
	},
	{
		id: 'move.up',
		keys: ['up', 'k'],
		context: 'screen',
		label: 'up',
		help: 'Move up in the pane',
		group: 'move',
	},
	{
		id: 'move.down',
		keys: ['down', 'j'],
		context: 'screen',
		label: 'down',
		help: 'Move down in the pane',
		group: 'move',
	},
	{
		id: 'move.left',
		keys: ['left', 'h'],
		context: 'screen',
		label: 'page up',
		help: 'A page up in the pane',
		group: 'move',
	},
	{
		id: 'move.right',
		keys: ['right', 'l'],
		context: 'screen',
		label: 'page down',
		help: 'A page down in the pane',
		group: 'move',
	},
	{
		id: 'move.pageUp',
		keys: ['pageup'],
		context: 'screen',
		label: 'page up',
		help: 'A page up in the pane',
		group: 'move',
	},
	{
		id: 'move.pageDown',
		keys: ['pagedown'],
		context: 'screen',
		label: 'page down',
		help: 'A page down in the pane',
		group: 'move',
	},
	{
		id: 'pane.freeze',
		keys: ['space'],
		context: 'screen',
		label: 'freeze',
		help: 'Freeze the pane, and on; its data state stays true',
		group: 'look',
	},
	{
		id: 'watch.all',
		keys: ['w'],
		context: 'screen',
		label: 'all pairs',
		help: 'Every pair of the exchange in the watchlist, and back',
		group: 'look',
	},
	{ id: 'chart.show', keys: ['v'], context: 'screen', label: 'chart', help: 'Chart, and back', group: 'look' },
	{
		id: 'chart.shorter',
		keys: [','],
		context: 'screen',
		label: 'shorter',
		help: 'Shorter interval of the chart',
		group: 'look',
	},
	{
		id: 'chart.longer',
		keys: ['.'],
		context: 'screen',
		label: 'longer',
		help: 'Longer interval of the chart',
		group: 'look',
	},
	{
		id: 'chart.mode',
		keys: ['m'],
		context: 'screen',
		label: 'candles, line',
		help: 'Chart as candles or as a line',
		group: 'look',
	},
	{
		id: 'chart.lines',
		keys: ['i'],
		context: 'screen',
		label: 'lines',
		help: 'Lines over the chart: averages, VWAP, Donchian, all, none',
		group: 'look',
	},
	{
		id: 'ladder.coarser',
		keys: ['['],
		context: 'screen',
		label: 'coarser',
		help: 'Coarser tick grouping',
		group: 'ladder',
	},
	{ id: 'ladder.finer', keys: [']'], context: 'screen', label: 'finer', help: 'Finer tick grouping', group: 'ladder' },
	{
		id: 'ladder.recenter',
		keys: ['c'],
		context: 'screen',
		label: 'recenter',
		help: 'Recenter the ladder',
		group: 'ladder',
	},
	{
		id: 'ticket.buy',
		keys: ['b'],
		context: 'screen',
		label: 'buy',
		help: "Buy ticket at the ladder's cursor, else at the best bid",
		group: 'trade',
		disabledReason: orderReason,
	},
	{
		id: 'ticket.sell',
		keys: ['s'],
		context: 'screen',
		label: 'sell',
		help: "Sell ticket at the ladder's cursor, else at the best ask",
		group: 'trade',
		disabledReason: orderReason,
	},
	{
		id: 'pane.enter',
		keys: ['enter'],
		context: 'screen',
		label: 'choose',
		help: 'Review a ticket; fill one from a signal; show a symbol',
		group: 'trade',
		disabledReason: view =>
			view.context.includes('watchlist')
				? undefined
				: view.context.includes('signals')
					? orderReason(view)
					: 'nothing to choose in this pane',
	},
	{
		id: 'ticket.send',
		keys: ['y'],
		context: 'screen',
		label: 'send',
		help: 'Send the reviewed order',
		group: 'trade',
		disabledReason: view => orderReason(view) ?? 'nothing to send: enter in a ticket reviews it',
		acts: true,
	},
	{ id: 'view.back', keys: ['esc'], context: 'screen', label: 'back', help: 'Back', group: 'program' },
	{
		id: 'order.cancelSelected',
		keys: ['x'],
		context: 'screen',
		label: 'cancel',
		help: 'Cancel the selected order',
		group: 'trade',
		disabledReason: orderReason,
		acts: true,
	},
	{
		id: 'order.cancelSymbol',
		keys: ['X'],
		context: 'screen',
		label: 'cancel mine',
		help: 'Cancel mine in this symbol (asks)',
		group: 'trade',
		disabledReason: orderReason,
		acts: true,
	},
	{
		id: 'position.flatten',
		keys: ['F'],
		context: 'screen',
		label: 'flatten',
		help: 'Flatten: cancel mine, sell what kcmon bought here (asks)',
		group: 'trade',
		disabledReason: orderReason,
		acts: true,
	},
	{
		id: 'trading.halt',
		keys: ['!'],
		context: 'screen',
		label: 'kill',
		help: 'Kill switch: halt, cancel all of mine; again and y lift it',
		group: 'trade',
		disabledReason: haltReason,
		acts: true,
	},
	{
		id: 'trading.arm',
		keys: ['A'],
		context: 'screen',
		label: 'arm',
		help: 'Arm, disarm live trading',
		group: 'trade',
		disabledReason: armReason,
		acts: true,
	},
	{
		id: 'trading.auto',
		keys: ['a'],
		context: 'screen',
		label: 'auto',
		help: 'Stop automatic orders of signals at once; start them (asks)',
		group: 'trade',
		disabledReason: autoReason,
		acts: true,
	},
	{
		id: 'feed.reconnect',
		keys: ['R'],
		context: 'screen',
		label: 'reconnect',
		help: 'Reconnect now',
		group: 'program',
		acts: true,
	},
	{ id: 'view.theme', keys: ['t'], context: 'screen', label: 'theme', help: 'Next theme', group: 'look' },
	...inContext('screen', 'look', [
		['alerts.show', ['n'], 'alerts', 'Alerts on prices, signals, orders …: list, add, remove'],
		['view.layout', ['L'], 'layout', 'Next layout'],
		['tour.go', ['T'], 'tour of five minutes', 'Tour of five minutes, in the demo; its next step'],
		['view.save', ['W'], 'save', 'Write theme and layout to the settings'],
	]),
	{
		id: 'app.suspend',
		keys: ['ctrl+z'],
		context: 'screen',
		label: 'suspend',
		help: 'Suspend the program; fg brings it back',
		group: 'program',
	},
	{
		id: 'quick.buy',
		keys: ['B'],
		context: 'screen',
		label: 'buy now',
		help: 'One key, off by default: the preset size at the best bid',
		group: 'trade',
		disabledReason: quickReason,
		acts: true,
	},
	{
		id: 'quick.sell',
		keys: ['S'],
		context: 'screen',
		label: 'sell now',
		help: 'One key, off by default: the preset size at the best ask',
		group: 'trade',
		disabledReason: quickReason,
		acts: true,
	},
	{
		id: 'watch.nextGroup',
		keys: ['g'],
		context: 'watchlist',
		label: 'group',
		help: 'Next group: favorites, all, movers, by quote currency',
		group: 'look',
	},
	{
		id: 'watch.previousGroup',
		keys: ['G'],
		context: 'watchlist',
		label: 'group before',
		help: 'Group before',
		group: 'look',
	},
	{
		id: 'watch.sortRight',
		keys: ['>'],
		context: 'watchlist',
		label: 'sort',
		help: 'Sort by the next column',
		group: 'look',
	},
	{
		id: 'watch.sortLeft',
		keys: ['<'],
		context: 'watchlist',
		label: 'sort',
		help: 'Sort by the column before',
		group: 'look',
	},
	{
		id: 'watch.reverse',
		keys: ['r'],
		context: 'watchlist',
		label: 'reverse',
		help: 'The other way around',
		group: 'look',
	},
	{
		id: 'watch.filter',
		keys: ['f'],
		context: 'watchlist',
		label: 'filter',
		help: 'Filter by typing part of a symbol',
		group: 'look',
	},
	{
		id: 'watch.add',
		keys: ['+'],
		context: 'watchlist',
		label: 'add',
		help: 'Add the symbol to the favorites',
		group: 'look',
	},
	{
		id: 'watch.remove',
		keys: ['-'],
		context: 'watchlist',
		label: 'remove',
		help: 'Remove the symbol from the favorites',
		group: 'look',
	},
	...inContext('narrow', 'look', [
		['pane.enter', ['enter'], 'show', 'Show the symbol under the cursor'],
		['move.up', ['up'], 'up', 'Symbol above'],
		['move.down', ['down', 'tab'], 'down', 'Symbol below'],
		['view.back', ['esc'], 'clear', 'Take the filter away'],
	]),
	{
		id: 'move.left',
		keys: ['left', 'h'],
		context: 'chart',
		label: 'bar left',
		help: 'Crosshair a bar to the left; at the edge older bars come',
		group: 'move',
	},
	{
		id: 'move.right',
		keys: ['right', 'l'],
		context: 'chart',
		label: 'bar right',
		help: 'Crosshair a bar to the right',
		group: 'move',
	},
	{
		id: 'move.up',
		keys: ['up', 'k'],
		context: 'chart',
		label: 'up',
		help: 'Crosshair a row up',
		group: 'move',
	},
	{
		id: 'move.down',
		keys: ['down', 'j'],
		context: 'chart',
		label: 'down',
		help: 'Crosshair a row down',
		group: 'move',
	},
	{
		id: 'move.pageUp',
		keys: ['pageup'],
		context: 'chart',
		label: 'earlier',
		help: 'Most of a screen to the left',
		group: 'move',
	},
	{
		id: 'move.pageDown',
		keys: ['pagedown'],
		context: 'chart',
		label: 'later',
		help: 'Most of a screen to the right',
		group: 'move',
	},
	{
		id: 'help.toggle',
		keys: ['?', 'q'],
		shown: '?',
		context: 'help',
		label: 'close',
		help: 'Close help',
		group: 'program',
	},
	{ id: 'view.back', keys: ['esc'], context: 'help', label: 'close', help: 'Close help', group: 'program' },
	{ id: 'move.up', keys: ['up', 'k'], shown: '↑', context: 'help', label: 'up', help: 'Scroll up', group: 'move' },
	{
		id: 'move.down',
		keys: ['down', 'j'],
		shown: '↓',
		context: 'help',
		label: 'down',
		help: 'Scroll down',
		group: 'move',
	},
	{
		id: 'move.pageUp',
		keys: ['left', 'h', 'pageup'],
		context: 'help',
		label: 'page up',
		help: 'A page up',
		group: 'move',
	},
	{
		id: 'move.pageDown',
		keys: ['right', 'l', 'pagedown', 'space'],
		context: 'help',
		label: 'page down',
		help: 'A page down',
		group: 'move',
	},
	{ id: 'app.quit', keys: ['ctrl+c'], context: 'help', label: 'quit', help: 'Quit', group: 'program' },
	{
		id: 'pane.enter',
		keys: ['enter'],
		context: 'find',
		label: 'add and show',
		help: 'Add and show the symbol',
		group: 'look',
	},
	{ id: 'view.back', keys: ['esc'], context: 'find', label: 'close', help: 'Close without choosing', group: 'program' },
	{ id: 'move.up', keys: ['up'], context: 'find', label: 'up', help: 'Symbol above', group: 'move' },
	{
		id: 'move.down',
		keys: ['down', 'tab'],
		context: 'find',
		label: 'down',
		help: 'Symbol below',
		group: 'move',
	},
	{ id: 'app.quit', keys: ['ctrl+c'], context: 'find', label: 'quit', help: 'Quit', group: 'program' },
	...inContext('alerts', 'look', [
		['pane.enter', ['enter'], 'add', 'Add what is typed'],
		['alerts.remove', ['ctrl+d'], 'remove', 'Remove the chosen alert'],
		['alerts.rearm', ['ctrl+r'], 'arm again', 'Arm the chosen alert again that is done'],
		['move.up', ['up'], 'up', 'Alert above'],
		['move.down', ['down', 'tab'], 'down', 'Alert below'],
		['view.back', ['esc'], 'close', 'Close'],
		['app.quit', ['ctrl+c'], 'quit', 'Quit'],
	]),
	...inContext('filter', 'look', [
		['pane.enter', ['enter'], 'choose', 'Show only these; again: no longer'],
		['move.up', ['up'], 'up', 'Choice above'],
		['move.down', ['down', 'tab'], 'down', 'Choice below'],
		['view.back', ['esc'], 'close', 'Close without choosing'],
		['app.quit', ['ctrl+c'], 'quit', 'Quit'],
	]),
	...inContext('ticket', 'trade', [
		['ticket.review', ['enter'], 'review', 'Review the order'],
		['pane.next', ['tab'], 'next field', 'Next field'],
		['pane.previous', ['shift+tab'], 'field before', 'Field before'],
		['move.left', ['left'], 'choose', 'Choose side, type, time in force, or the unit of the size'],
		['move.right', ['right'], 'choose', 'Choose side, type, time in force, or the unit of the size'],
		['move.up', ['up'], 'step up', 'Price a tick, size an increment up'],
		['move.down', ['down'], 'step down', 'Price a tick, size an increment down'],
		['ticket.share', ['%'], 'share', '25, 50, 75, 100 % of what is available'],
		['ticket.erase', ['backspace'], 'erase', 'Erase a character'],
		['ticket.clear', ['ctrl+u'], 'clear', 'Clear the field'],
		['view.back', ['esc'], 'close', 'Close the ticket'],
	]),
	{
		id: 'ticket.send',
		keys: ['y'],
		context: 'review',
		label: 'send',
		help: 'Send the reviewed order',
		group: 'trade',
		acts: true,
	},
	...inContext('review', 'trade', [['view.back', ['esc'], 'back', 'Back to the ticket']]),
	{
		id: 'question.yes',
		keys: ['y'],
		context: 'confirm',
		label: 'yes',
		help: 'Do what is asked',
		group: 'trade',
		acts: true,
	},
	...inContext('confirm', 'trade', [['view.back', ['esc'], 'back', 'Do nothing']]),
	{
		id: 'quit.cancel',
		keys: ['c'],
		context: 'quit',
		label: 'cancel mine and quit',
		help: 'Cancel mine and quit',
		group: 'trade',
		acts: true,
	},
	{
		id: 'quit.leave',
		keys: ['l'],
		context: 'quit',
		label: 'leave and quit',
		help: 'Leave the orders and quit',
		group: 'trade',
		acts: true,
	},
	...inContext('quit', 'trade', [['view.back', ['esc'], 'stay', 'Stay']]),
	{
		id: 'arm.confirm',
		keys: ['enter'],
		context: 'arm',
		label: 'arm',
		help: 'Arm live trading',
		group: 'trade',
	},
	...inContext('arm', 'trade', [['view.back', ['esc'], 'back', 'Stay disarmed']]),
	// What never asks and what leaves are never more than one key away.
	...(['ticket', 'review', 'confirm', 'quit', 'arm', 'help', 'find', 'narrow', 'filter', 'alerts'] as const).map(
		(context): Binding => ({
			id: 'trading.halt',
			keys: ['!'],
			context,
			label: 'kill',
			help: 'Kill switch: halt, cancel all of mine, at once',
			group: 'trade',
			disabledReason: haltReason,
			acts: true,
		}),
	),
	...(['ticket', 'review', 'confirm', 'quit', 'arm', 'narrow'] as const).flatMap(context =>
		inContext(context, 'program', [['app.quit', ['ctrl+c'], 'quit', 'Quit; asks when orders are working']]),
	),
];

/** Contexts that hide all below them. */
export const modalContexts: ReadonlySet<KeyContext> = new Set([
	'help',
	'find',
	'narrow',
	'filter',
	'alerts',
	'ticket',
	'review',
	'confirm',
	'quit',
	'arm',
]);
