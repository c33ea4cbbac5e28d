import { expect, test } from 'vitest';
import { toText } from '../../../source/ui/painters/rows.js';
import { paintSignals } from '../../../source/ui/painters/signals.js';
import { boxed, ruled, signalRow, signals } from '../sample-views.js';

const options = { scroll: 0, selectedKey: undefined };

test('where nothing came yet it says who watches, and how to send something', () => {
	const none = { ...signals, rows: [], sources: [], received: 0, quarantined: 0 };

	expect(toText(paintSignals(none, 80, 6, { ...ruled, ...options }))).toContain(
		"kcmon's own rules watch, e shows what they wait for",
	);
});

const links = [
	{ name: 'voiceofchain', place: 'ws signals.example/feed', isUp: false, text: 'try 3 in 5s: refused' },
	{ name: 'tv', place: 'webhook 127.0.0.1:8787', isUp: true, text: 'listening' },
];

test('where sources are set it says how each stands, whether anything came or not', () => {
	const none = { ...signals, rows: [], sources: [], received: 0, quarantined: 0, links };
	const rows = [
		/^voiceofchain ws signals\.example\/feed try 3 in 5s: refused *$/m,
		/^tv webhook 127\.0\.0\.1:8787 listening *$/m,
	];

	for (const [view, height] of [
		[none, 5],
		[{ ...signals, links }, 16],
	] as const) {
		const text = toText(paintSignals(view, 80, height, { ...ruled, ...options }));
		expect(text).toMatch(rows[0]!);
		expect(text).toMatch(rows[1]!);
	}
});

test('the chosen signal has a mark of its own, in a pane of two rows too', () => {
	const view = { ...signals, rows: signals.rows.slice(0, 2) };
	const paint = (selectedKey: string | undefined) =>
		toText(paintSignals(view, 80, 4, { ...ruled, scroll: 0, selectedKey }))
			.split('\n')
			.slice(2);

	expect(paint(undefined).join('')).not.toContain('▸');
	expect(paint(view.rows[1]!.key).map(row => row.startsWith('▸ '))).toEqual([false, true]);
});

test('a confidence without outcomes behind it says so', () => {
	const paint = (isCalibrated: boolean): string => {
		const view = { ...signals, rows: [{ ...signalRow, isCalibrated }] };
		return toText(paintSignals(view, 120, 16, { ...ruled, scroll: 0, selectedKey: signalRow.key }));
	};

	expect(paint(false)).toMatch(/0\.82\? /);
	expect(paint(false)).toContain('confidence 0.82 uncalibrated');
	expect(paint(true)).toMatch(/0\.82 /);
	expect(paint(true)).not.toContain('uncalibrated');
});

test.each(['new', 'stopped out', 'target hit', 'taken · dup ×2', 'expired'])(
	'half a screen of 80 columns still says what became of a signal: %s',
	state => {
		const view = { ...signals, rows: [{ ...signalRow, signalType: 'liquidity_shift_ask', state }] };

		const [, header, row] = toText(paintSignals(view, 40, 4, { ...ruled, ...options })).split('\n');

		expect(header).toMatch(/symbol +type.*state/);
		expect(row).toContain(state.slice(0, 4).trim());
	},
);

test('from 60 columns on state and type are whole', () => {
	const view = { ...signals, rows: [{ ...signalRow, signalType: 'liquidity_shift_ask', state: 'taken · dup ×2' }] };

	for (const width of [60, 73, 85, 120]) {
		const [, , row] = toText(paintSignals(view, width, 4, { ...ruled, ...options })).split('\n');
		expect(row).toMatch(/liquidity_shift_ask .*taken · dup ×2/);
	}
});

test('what is cut of a quarantined event ends with a mark', () => {
	const reason = `confidence: Expected 0 to 1, was ${'4'.repeat(100)}`;
	const view = { ...signals, rows: [{ ...signals.rows[2]!, reason }] };

	expect(toText(paintSignals(view, 85, 5, { ...boxed, ...options }))).toMatch(/quarantined confidence: .*4…/);
});
