import { expect, test } from 'vitest';
import { panelOf, skipStep, stepAfter, tourLine, tourPanel } from '../../source/ui/tour.js';
import { createUiState, type Dialog, reduceUi, type UiState } from '../../source/ui/ui-state.js';

const start = createUiState('BTC-USDT', 'dark');
const within = (kind: 'ticket' | 'review' | 'find'): UiState => ({ ...start, dialog: { kind } as Dialog });

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

test('every step can be passed over, and the last one ends the tour', () => {
	let step: number | undefined = 0;
	const seen: string[] = [];
	while (step !== undefined) {
		seen.push(tourPanel(step).text);
		step = skipStep(step);
	}

	expect(seen).toHaveLength(9);
	expect(seen.join(' ')).toMatch(
		/tab[\s\S]* e,[\s\S]*: b[\s\S]*: x[\s\S]*: \/[\s\S]*: v[\s\S]*: n[\s\S]*: ! [\s\S]*q leaves/,
	);
});

test('what is said beside a dialog fits the bottom line of 80 columns', () => {
	for (const step of [3, 4, 7]) {
		expect(tourLine(step).length).toBeLessThan(79);
	}
});

test('the panel gives way to a dialog and to what is wrong', () => {
	const touring = reduceUi(start, { type: 'tour.go', step: 0 });

	expect(panelOf(touring)?.title).toBe('TOUR 1/12');
	expect(panelOf({ ...touring, dialog: { kind: 'help', scroll: 0 } })).toBeUndefined();
	const problem = { title: 'SETTINGS', text: 'wrong', hint: '' };
	expect(panelOf({ ...touring, panel: problem })).toBe(problem);
	expect(panelOf(start)).toBeUndefined();
});
