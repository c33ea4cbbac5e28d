import type { RuleView, ScoreView, SignalPanelView } from '../../store/views.js';
import { type Column, layTable } from './columns.js';
import { ownText } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { fitRow, flow, span } from './rows.js';
import type { Painted, PaintedRow, Token } from './spans.js';

/** Beside the log from this inner width on, below it from this inner height on. */
const leastWidthBeside = 110;
const leastHeightBeside = 4;
const leastHeightBelow = 14;
const gap = 2;
/** The rules have the room; of the indicators at least these rows stay. */
const leastFactRows = 2;

/** Puts the panel beside the log where the pane is wide, below it where it is high, and leaves it out of a small one. */
export function paintWithPanel(
	size: { readonly width: number; readonly height: number },
	panel: (() => SignalPanelView | undefined) | undefined,
	glyphs: Glyphs,
	paintLog: (width: number, height: number) => Painted,
): Painted {
	const { width, height } = size;
	const isBelow = height >= leastHeightBelow;
	const isBeside = !isBelow && width >= leastWidthBeside && height >= leastHeightBeside;
	const view = isBelow || isBeside ? panel?.() : undefined;
	if (view === undefined) {
		return paintLog(width, height);
	}

	if (isBelow) {
		const rows = paintSignalPanel(view, width, Math.ceil(height * 0.6), glyphs);
		const log = paintLog(width, height - rows.length);
		const blank: PaintedRow[] = Array.from({ length: Math.max(0, height - rows.length - log.length) }, () => []);
		return [...log, ...blank, ...rows];
	}

	const panelWidth = Math.floor((width - gap) * 0.45);
	const logWidth = width - gap - panelWidth;
	const log = paintLog(logWidth, height);
	const rows = paintSignalPanel(view, panelWidth, height, glyphs);
	return Array.from({ length: Math.max(log.length, rows.length) }, (_, index) => [
		...fitRow(log[index] ?? [], logWidth, { fill: 'text' as const }),
		span(' '.repeat(gap)),
		...(rows[index] ?? []),
	]);
}

/** Indicators of the symbol, each rule with what keeps it from firing, and what signals were worth; cut at the end. */
export function paintSignalPanel(view: SignalPanelView, width: number, height: number, glyphs: Glyphs): Painted {
	const words = (text: string): string => ownText(text, glyphs);
	const facts = flow(
		[
			[span(words(view.symbol), 'title')],
			...view.facts.map(({ label, value }): PaintedRow => [span(`${words(label)} `, 'dim'), span(words(value))]),
		],
		width,
		gap,
	).slice(0, Math.max(leastFactRows, height - view.rules.length));
	const scores = view.scores.length === 0 ? [] : paintScores(view.scores, width, glyphs);
	const rules = layTable(ruleColumns(glyphs), view.rules, width, glyphs.ellipsis);
	// Where the rules themselves need the room, they go without a header.
	const header = height > facts.length + view.rules.length ? [rules.header] : [];
	const rows = [...facts, ...header, ...view.rules.map(rules.paintRow)];
	// The scorecard gives way to the rules, not to a blank.
	return [...rows, ...scores].slice(0, height).map(row => fitRow(row, width));
}

function ruleColumns(glyphs: Glyphs): Column<RuleView>[] {
	const words = (text: string): string => ownText(text, glyphs);
	return [
		{ header: 'rule', align: 'left', rank: 0, flexible: 12, cell: ({ type }) => span(words(type), 'text') },
		{ header: 'phase', align: 'left', rank: 2, cell: rule => span(words(rule.phase), phaseToken(rule)) },
		{
			header: 'holds',
			align: 'right',
			rank: 3,
			cell: ({ holding, conditions }) => span(`${holding}/${conditions}`, 'dim'),
		},
		{
			header: 'missing',
			align: 'left',
			rank: 1,
			flexible: 16,
			cell: ({ failing }) => span(words(failing.join('; ')), failing.length === 0 ? 'dim' : 'warning'),
		},
	];
}

const phaseToken = ({ phase }: RuleView): Token =>
	phase === 'fired' || phase.startsWith('holding') ? 'live' : phase === 'refused' ? 'warning' : 'dim';

function paintScores(scores: readonly ScoreView[], width: number, glyphs: Glyphs): Painted {
	const words = (text: string): string => ownText(text, glyphs);
	const mean = (index: number) => (row: ScoreView) => span(row.meansBps[index]?.toFixed(1) ?? '-');
	const columns: Column<ScoreView>[] = [
		{ header: 'scored', align: 'left', rank: 1, flexible: 8, cell: row => span(words(row.source)) },
		{ header: 'type', align: 'left', rank: 0, flexible: 12, cell: row => span(words(row.signalType)) },
		{ header: 'n', align: 'right', rank: 0, cell: row => span(`${row.signals}`) },
		{
			header: 'hit',
			align: 'right',
			rank: 1,
			cell: row => span(row.hitRate === undefined ? '-' : `${(row.hitRate * 100).toFixed(0)} %`),
		},
		{ header: '5s bps', align: 'right', rank: 4, cell: mean(0) },
		{ header: '30s', align: 'right', rank: 4, cell: mean(1) },
		{ header: '300s', align: 'right', rank: 3, cell: mean(2) },
		{ header: 'stop', align: 'right', rank: 5, cell: row => span(`${row.stopFirst}`) },
		{ header: 'target', align: 'right', rank: 5, cell: row => span(`${row.targetFirst}`) },
		{ header: 'confidence', align: 'left', rank: 2, cell: row => span(words(row.calibration), 'dim') },
	];
	const table = layTable(columns, scores, width, glyphs.ellipsis);
	return [table.header, ...scores.map(table.paintRow)];
}
