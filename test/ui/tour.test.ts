import { expect, test } from 'vitest';
import { panelOf, skipStep, stepAfter, stepAfterOrder, tourLine, tourPanel } from '../../source/ui/tour.js';
import { createUiState, type Dialog, reduceUi, type UiState } from '../../source/ui/ui-state.js';

const start = createUiState('BTC-USDT', 'dark');
const within = (kind: 'ticket' | 'review' | 'find' | 'filter'): UiState => ({ ...start, dialog: { kind } as Dialog });

test('a step goes on by what it says, and by nothing else', () => {
	expect(stepAfter(0, 'pane.next', start, start)).toBe(1);
	expect(stepAfter(0, 'ladder.recenter', start, start)).toBe(0);
	expect(stepAfter(0, undefined, start, start)).toBe(0);
	const expanded = { ...start, isExpanded: true };
	expect(stepAfter(1, 'pane.expand', expanded, start)).toBe(1);
	expect(stepAfter(1, 'pane.expand', start, expanded)).toBe(2);
});

test('the steps of an order follow its dialogs, back too', () => {
	expect(stepAfter(2, 'ticket.buy', within('ticket'), start)).toBe(3);
	expect(stepAfter(3, 'ticket.review', within('review'), within('ticket'))).toBe(4);
	expect(stepAfter(4, 'view.back', within('ticket'), within('review'))).toBe(3);
	expect(stepAfter(3, 'view.back', start, within('ticket'))).toBe(2);
	expect(stepAfter(4, 'ticket.send', start, within('review'))).toBe(5);
});

test('an order is canceled when it is, not when the key is pressed; one that was filled is told of, and leads to another', () => {
	expect(stepAfter(5, 'order.cancelSelected', start, start)).toBe(5);
	expect(stepAfterOrder(5, 'WORKING')).toBe(5);
	expect(stepAfterOrder(5, 'CANCELING')).toBe(5);
	expect(stepAfterOrder(5, 'CANCELED')).toBe(7);
	expect(tourPanel(7)).toMatchObject({ title: 'TOUR 7/18', text: expect.stringMatching(/^Find another symbol/) });

	expect(stepAfterOrder(5, 'FILLED')).toBe(6);
	expect(tourPanel(6)).toMatchObject({ title: 'TOUR 6/18', text: expect.stringContaining('FILLED') });
	expect(stepAfter(6, 'move.down', start, start)).toBe(6);
	expect(stepAfter(6, 'ticket.buy', within('ticket'), start)).toBe(3);
	expect(skipStep(5)).toBe(7);
	expect(skipStep(6)).toBe(7);
	// Before and after it, orders are no matter of the tour.
	expect(stepAfterOrder(4, 'CANCELED')).toBe(4);
	expect(stepAfterOrder(7, 'FILLED')).toBe(7);
});

test('a bracket is made of a signal, not of any ticket', () => {
	const ticket = (signalId: string | undefined): UiState => ({
		...start,
		dialog: { kind: 'ticket', ticket: { signalId } } as Dialog,
	});

	expect(stepAfter(11, 'signals.filter', within('filter'), start)).toBe(12);
	expect(stepAfter(12, 'view.back', start, within('filter'))).toBe(11);
	expect(stepAfter(12, 'pane.enter', start, within('filter'))).toBe(13);
	expect(stepAfter(13, 'ticket.buy', ticket(undefined), start)).toBe(13);
	expect(stepAfter(13, 'pane.enter', ticket('kcmon:1'), start)).toBe(14);
	expect(stepAfter(14, 'pane.enter', within('review'), ticket('kcmon:1'))).toBe(15);
	expect(stepAfter(15, 'ticket.send', start, within('review'))).toBe(16);
});

test('every step can be passed over, and the last one ends the tour', () => {
	let step: number | undefined = 0;
	const seen: string[] = [];
	while (step !== undefined) {
		seen.push(tourPanel(step).text);
		step = skipStep(step);
	}

	expect(seen).toHaveLength(12);
	expect(seen.join(' ')).toMatch(
		/tab[\s\S]* e,[\s\S]*: b[\s\S]*: x[\s\S]*: \/[\s\S]*: v[\s\S]*: t,[\s\S]*: f[\s\S]*enter fills[\s\S]*: n[\s\S]*: ! [\s\S]*q leaves/,
	);
});

test('what is said beside a dialog fits the bottom line of 80 columns', () => {
	for (const step of [3, 4, 8, 12, 14, 15]) {
		expect(tourLine(step).length).toBeLessThan(79);
	}
});

test('the panel gives way to a dialog and to what is wrong', () => {
	const touring = reduceUi(start, { type: 'tour.go', step: 0 });

	expect(panelOf(touring)?.title).toBe('TOUR 1/18');
	expect(panelOf({ ...touring, dialog: { kind: 'help', scroll: 0 } })).toBeUndefined();
	const problem = { title: 'SETTINGS', text: 'wrong', hint: '' };
	expect(panelOf({ ...touring, panel: problem })).toBe(problem);
	expect(panelOf(start)).toBeUndefined();
});
