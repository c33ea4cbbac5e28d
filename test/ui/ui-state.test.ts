import { expect, test, vi } from 'vitest';
import { createUiState, createUiStore, reduceUi } from '../../source/ui/ui-state.js';

const start = createUiState('BTC-USDT', 'dark');

test('focus, expansion and theme change alone', () => {
	expect(reduceUi(start, { type: 'focus.set', pane: 'tape' })).toEqual({ ...start, focus: 'tape' });
	expect(reduceUi(start, { type: 'expand.toggle' })).toEqual({ ...start, isExpanded: true });
	expect(reduceUi(start, { type: 'theme.set', theme: 'light' })).toEqual({ ...start, theme: 'light' });
});

test('what changes nothing returns the same state', () => {
	expect(reduceUi(start, { type: 'focus.set', pane: start.focus })).toBe(start);
	expect(reduceUi(start, { type: 'dialog.close' })).toBe(start);
	expect(reduceUi(start, { type: 'symbol.show', symbol: 'BTC-USDT' })).toBe(start);
	expect(reduceUi(start, { type: 'find.type', text: 'A' })).toBe(start);
	expect(reduceUi(start, { type: 'help.scroll', by: 1, most: 9 })).toBe(start);
	expect(reduceUi(start, { type: 'message.clear' })).toBe(start);
});

test('scrolling stays between nothing and the most', () => {
	const down = reduceUi(start, { type: 'scroll.by', pane: 'tape', by: 10, most: 4 });

	expect(down.scroll.tape).toBe(4);
	expect(reduceUi(down, { type: 'scroll.by', pane: 'tape', by: -10, most: 4 }).scroll.tape).toBe(0);
	expect(reduceUi(start, { type: 'scroll.by', pane: 'tape', by: 1, most: -1 })).toBe(start);
});

test('freezing remembers since when, and again lets go', () => {
	const frozen = reduceUi(start, { type: 'freeze.toggle', pane: 'tape', at: 5 });

	expect(frozen.frozen).toEqual({ tape: 5 });
	expect(reduceUi(frozen, { type: 'freeze.toggle', pane: 'tape', at: 9 }).frozen).toEqual({});
});

test('another symbol thaws the panes that show one symbol, and only these', () => {
	let state = start;
	for (const pane of ['tape', 'depth', 'ticker', 'health'] as const) {
		state = reduceUi(state, { type: 'freeze.toggle', pane, at: 1 });
	}

	state = reduceUi(state, { type: 'scroll.by', pane: 'tape', by: 3, most: 9 });
	const next = reduceUi(state, { type: 'symbol.show', symbol: 'ETH-USDT' });

	expect(next).toMatchObject({ symbol: 'ETH-USDT', frozen: { health: 1 }, scroll: {} });
	expect(Object.keys(next.frozen)).toEqual(['health']);
});

test('the search types, erases and moves within what it found', () => {
	let state = reduceUi(start, { type: 'dialog.open', dialog: { kind: 'find', text: '', index: 0 } });
	state = reduceUi(state, { type: 'find.type', text: 'ET' });
	state = reduceUi(state, { type: 'find.move', by: 5, count: 3 });
	expect(state.dialog).toEqual({ kind: 'find', text: 'ET', index: 2 });

	state = reduceUi(state, { type: 'find.erase' });
	expect(state.dialog).toEqual({ kind: 'find', text: 'E', index: 0 });
});

test('a search text does not grow without end', () => {
	const open = reduceUi(start, { type: 'dialog.open', dialog: { kind: 'find', text: '', index: 0 } });
	const long = reduceUi(open, { type: 'find.type', text: 'A'.repeat(5000) });

	expect(long.dialog?.kind === 'find' && long.dialog.text.length).toBe(41);
});

test('help scrolls to its end and no further', () => {
	const open = reduceUi(start, { type: 'dialog.open', dialog: { kind: 'help', scroll: 0 } });

	expect(reduceUi(open, { type: 'help.scroll', by: 99, most: 7 }).dialog).toEqual({ kind: 'help', scroll: 7 });
});

test('the store tells its listeners of changes only', () => {
	const store = createUiStore(start);
	const listener = vi.fn();
	const forget = store.subscribe(listener);

	store.dispatch({ type: 'focus.set', pane: 'tape' });
	store.dispatch({ type: 'focus.set', pane: 'tape' });
	forget();
	store.dispatch({ type: 'focus.set', pane: 'depth' });

	expect(listener).toHaveBeenCalledTimes(1);
	expect(store.get().focus).toBe('depth');
});
