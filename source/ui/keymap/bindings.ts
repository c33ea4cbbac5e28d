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
	| 'move.up'
	| 'move.down'
	| 'move.left'
	| 'move.right'
	| 'move.pageUp'
	| 'move.pageDown'
	| 'pane.freeze'
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
	| 'feed.reconnect'
	| 'view.theme'
	| 'quick.buy'
	| 'quick.sell';

/** Where a key counts. Inner contexts come before `screen`; a dialog hides what is below it. */
export type KeyContext = 'screen' | 'depth' | 'signals' | 'watchlist' | 'help' | 'find';

/** What a key may look at to know whether it can act. */
export type KeyView = {
	readonly context: readonly KeyContext[];
	/** How many symbols the watchlist has. */
	readonly symbols: number;
};

export type KeyGroup = 'look' | 'move' | 'ladder' | 'trade' | 'program';

export type Binding = {
	/** `area.verb` */
	readonly id: ActionId;
	readonly keys: readonly string[];
	/** How the keys are written in help; `keys` joined where missing. */
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

const noOrders = (): string => 'no orders in this version: it watches the market only';

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
		id: 'move.up',
		keys: ['up', 'k'],
		shown: '↑ k',
		context: 'screen',
		label: 'up',
		help: 'Move up in the pane',
		group: 'move',
	},
	{
		id: 'move.down',
		keys: ['down', 'j'],
		shown: '↓ j',
		context: 'screen',
		label: 'down',
		help: 'Move down in the pane',
		group: 'move',
	},
	{
		id: 'move.left',
		keys: ['left', 'h'],
		shown: '← h',
		context: 'screen',
		label: 'page up',
		help: 'A page up in the pane',
		group: 'move',
	},
	{
		id: 'move.right',
		keys: ['right', 'l'],
		shown: '→ l',
		context: 'screen',
		label: 'page down',
		help: 'A page down in the pane',
		group: 'move',
	},
	{
		id: 'move.pageUp',
		keys: ['pageup'],
		shown: 'page up',
		context: 'screen',
		label: 'page up',
		help: 'A page up in the pane',
		group: 'move',
	},
	{
		id: 'move.pageDown',
		keys: ['pagedown'],
		shown: 'page down',
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
		disabledReason: noOrders,
		acts: true,
	},
	{
		id: 'ticket.sell',
		keys: ['s'],
		context: 'screen',
		label: 'sell',
		help: "Sell ticket at the ladder's cursor, else at the best ask",
		group: 'trade',
		disabledReason: noOrders,
		acts: true,
	},
	{
		id: 'pane.enter',
		keys: ['enter'],
		context: 'screen',
		label: 'choose',
		help: 'Review a ticket; fill one from a signal; show a watched symbol',
		group: 'trade',
		disabledReason: view =>
			view.context.includes('watchlist')
				? undefined
				: view.context.includes('signals')
					? noOrders()
					: 'nothing to choose in this pane',
	},
	{
		id: 'ticket.send',
		keys: ['y'],
		context: 'screen',
		label: 'send',
		help: 'Send the reviewed order',
		group: 'trade',
		disabledReason: noOrders,
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
		disabledReason: noOrders,
		acts: true,
	},
	{
		id: 'order.cancelSymbol',
		keys: ['X'],
		context: 'screen',
		label: 'cancel mine',
		help: 'Cancel mine in this symbol (asks)',
		group: 'trade',
		disabledReason: noOrders,
		acts: true,
	},
	{
		id: 'position.flatten',
		keys: ['F'],
		context: 'screen',
		label: 'flatten',
		help: 'Flatten: cancel mine in the symbol, sell what kcmon bought (asks)',
		group: 'trade',
		disabledReason: noOrders,
		acts: true,
	},
	{
		id: 'trading.halt',
		keys: ['!'],
		context: 'screen',
		label: 'kill',
		help: 'Kill switch: halt, cancel all of mine, at once',
		group: 'trade',
		disabledReason: () => 'nothing to halt: no orders in this version',
		acts: true,
	},
	{
		id: 'trading.arm',
		keys: ['A'],
		context: 'screen',
		label: 'arm',
		help: 'Arm, disarm live trading',
		group: 'trade',
		disabledReason: () => 'nothing to arm: no orders in this version',
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
		help: 'One-key trading (off by default): the preset size at the best bid',
		group: 'trade',
		disabledReason: noOrders,
		acts: true,
	},
	{
		id: 'quick.sell',
		keys: ['S'],
		context: 'screen',
		label: 'sell now',
		help: 'One-key trading (off by default): the preset size at the best ask',
		group: 'trade',
		disabledReason: noOrders,
		acts: true,
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
	{ id: 'move.up', keys: ['up'], shown: '↑', context: 'find', label: 'up', help: 'Symbol above', group: 'move' },
	{
		id: 'move.down',
		keys: ['down', 'tab'],
		shown: '↓',
		context: 'find',
		label: 'down',
		help: 'Symbol below',
		group: 'move',
	},
	{ id: 'app.quit', keys: ['ctrl+c'], context: 'find', label: 'quit', help: 'Quit', group: 'program' },
];

/** Contexts that hide all below them. */
export const modalContexts: ReadonlySet<KeyContext> = new Set(['help', 'find']);
