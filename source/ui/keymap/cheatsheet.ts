import { type ActionId, type Binding, bindings, type KeyContext, type KeyGroup } from './bindings.js';

export type CheatRow = { readonly keys: string; readonly help: string; readonly id: string };

export type CheatGroup = { readonly title: string; readonly rows: readonly CheatRow[] };

const groupTitles: readonly (readonly [KeyGroup, string])[] = [
	['look', 'Look'],
	['move', 'Move'],
	['ladder', 'Ladder'],
	['trade', 'Trade'],
	['program', 'Program'],
];

const signs: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	pageup: 'page up',
	pagedown: 'page down',
};

/** How the keys of a binding are written. */
export const showKeys = ({ shown, keys }: Binding): string => shown ?? keys.map(key => signs[key] ?? key).join(' ');

/** The keys of a context by group, as help shows them. */
export function listCheatGroups(context: KeyContext): readonly CheatGroup[] {
	return groupTitles.flatMap(([group, title]) => {
		const rows = bindings
			.filter(binding => binding.context === context && binding.group === group)
			.map(binding => ({ keys: showKeys(binding), help: binding.help, id: binding.id }));
		return rows.length === 0 ? [] : [{ title, rows }];
	});
}

/** Signs of the screen that no word stands beside. */
const marks: CheatGroup = {
	title: 'Signs',
	rows: [
		{ keys: '◆', help: 'Yours: in ORDERS, its price in DEPTH, your fill in TAPE', id: 'mark.own' },
		{
			keys: '~12.5',
			help: 'Size ahead of your order at its price, an estimate',
			id: 'mark.queue',
		},
		{ keys: '≤ ≥', help: 'A stop is triggered at or below, at or above this price', id: 'mark.trigger' },
	],
};

/** Keys that mean something in one pane alone. */
const paneGroups = (): readonly CheatGroup[] => [
	{ title: 'In CHART', rows: listCheatGroups('chart').flatMap(({ rows }) => rows) },
	{ title: 'In WATCHLIST', rows: listCheatGroups('watchlist').flatMap(({ rows }) => rows) },
];

/** What help shows: the keys, those of one pane, then the signs. */
export const listHelpGroups = (): readonly CheatGroup[] => [...listCheatGroups('screen'), ...paneGroups(), marks];

/** The key map as plain text, for `kcmon keys`. Ends in a line break. */
export function formatCheatsheet(): string {
	const sections: readonly (readonly [KeyContext, string])[] = [
		['screen', ''],
		['chart', 'In the chart'],
		['watchlist', 'In the watchlist'],
		['find', 'In the search for a symbol'],
		['filter', 'In the filter of signals'],
		['alerts', 'In the list of alerts'],
		['ticket', 'In a ticket'],
		['review', 'In a review'],
		['quit', 'Asked when orders are working'],
	];
	const lines: string[] = [];
	for (const [context, heading] of sections) {
		const groups = listCheatGroups(context);
		const width = Math.max(...groups.flatMap(({ rows }) => rows.map(({ keys }) => keys.length)));
		if (heading !== '') {
			lines.push(heading);
		}

		for (const { title, rows } of groups) {
			lines.push(
				...(heading === '' ? [title] : []),
				...rows.map(({ keys, help }) => `  ${keys.padEnd(width)}  ${help}`),
			);
		}

		lines.push('');
	}

	return lines.join('\n');
}

/** The key map as a Markdown table, for the README. */
export function formatKeyTable(): string {
	const rows = [
		...listCheatGroups('screen').flatMap(group => group.rows),
		...paneGroups().flatMap(({ title, rows: own }) => own.map(row => ({ ...row, help: `${title}: ${row.help}` }))),
	];
	const cell = (keys: string): string =>
		keys
			.split(' ')
			.map(key => `\`${key}\``)
			.join(' ');
	return [
		'| key | does |',
		'| --- | --- |',
		...rows.map(({ keys, help }) => `| ${keys.includes('page') ? `\`${keys}\`` : cell(keys)} | ${help} |`),
		'',
	].join('\n');
}

type Hint = { readonly id: ActionId; readonly keys: string; readonly label: string };

const hints = new Map<KeyContext, readonly Hint[]>();

/** What the bottom line shows, the most useful first. */
export function listHints(context: KeyContext): readonly Hint[] {
	// Asked for at every frame.
	const known = hints.get(context) ?? makeHints(context);
	hints.set(context, known);
	return known;
}

function makeHints(context: KeyContext): readonly Hint[] {
	const order: Partial<Record<KeyContext, readonly string[]>> = {
		screen: [
			'tour.go',
			'help.toggle',
			'app.quit',
			// What money depends on is not the part that a narrow screen cuts off.
			'ticket.buy',
			'ticket.sell',
			'order.cancelSelected',
			'trading.halt',
			'pane.next',
			'pane.expand',
			'symbol.find',
			'symbol.pick',
			'chart.show',
			'ladder.recenter',
			'watch.all',
			'pane.freeze',
			'ladder.coarser',
			'ladder.finer',
			'feed.reconnect',
			'view.theme',
			'view.layout',
		],
		help: ['help.toggle', 'move.up', 'move.down'],
		narrow: ['pane.enter', 'move.up', 'move.down', 'view.back'],
		watchlist: ['watch.filter', 'watch.sortRight', 'watch.reverse', 'watch.nextGroup', 'watch.add', 'watch.remove'],
		find: ['pane.enter', 'move.up', 'move.down', 'view.back'],
		alerts: ['pane.enter', 'alerts.remove', 'alerts.rearm', 'move.up', 'move.down', 'view.back'],
		filter: ['pane.enter', 'move.up', 'move.down', 'view.back'],
		ticket: ['ticket.review', 'view.back', 'pane.next', 'ticket.share', 'ticket.clear', 'trading.halt'],
		review: ['ticket.send', 'view.back', 'trading.halt'],
		confirm: ['question.yes', 'view.back', 'trading.halt'],
		quit: ['quit.cancel', 'quit.leave', 'view.back', 'trading.halt'],
		arm: ['arm.confirm', 'view.back'],
	};
	return (order[context] ?? []).flatMap(id => {
		const binding = bindings.find(candidate => candidate.context === context && candidate.id === id);
		return binding === undefined ? [] : [{ id: binding.id, keys: showKeys(binding), label: binding.label }];
	});
}
