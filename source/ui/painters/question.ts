import type { QuestionView } from '../question.js';
import { ownText, type PaintOptions, paintFrame } from './frame.js';
import { fitRow, flow, span } from './rows.js';
import type { Painted, PaintedRow } from './spans.js';
import { wrapText } from './wrap.js';

/** A dialog that asks. The sentence and the keys are always there; the list between them takes what is left. */
export function paintQuestion(view: QuestionView, width: number, height: number, options: PaintOptions): Painted {
	const { glyphs } = options;
	return paintFrame({ name: view.title, freshness: undefined }, width, height, options, (innerWidth, innerHeight) => {
		const asks = wrapText(ownText(view.asks, glyphs), innerWidth, 2, glyphs.ellipsis).map(
			(line): PaintedRow => [span(line, 'warning', { bold: true })],
		);
		const input: PaintedRow[] =
			view.input === undefined
				? []
				: [[span(ownText(view.input, glyphs), 'text', { bold: true }), { text: ' ', token: 'text', inverse: true }]];
		const progress: PaintedRow[] =
			view.progress === undefined
				? []
				: wrapText(ownText(view.progress, glyphs), innerWidth, 2, glyphs.ellipsis).map(line => [span(line, 'accent')]);
		const keys = paintAnswers(view, innerWidth, options);
		const room = Math.max(0, innerHeight - asks.length - input.length - progress.length - keys.length);
		const lines = view.lines.flatMap(line =>
			wrapText(ownText(line, glyphs), innerWidth, 3, glyphs.ellipsis).map((text): PaintedRow => [span(text, 'dim')]),
		);
		const shown: readonly PaintedRow[] =
			lines.length > room && room > 0
				? [...lines.slice(0, room - 1), [span(`and ${lines.length - room + 1} more`, 'dim')]]
				: lines.slice(0, room);
		const blanks = Math.max(0, room - shown.length);
		return [...asks, ...input, ...shown, ...Array.from({ length: blanks }, () => []), ...progress, ...keys].map(row =>
			fitRow(row, innerWidth),
		);
	});
}

/** The keys alone, on as few lines as they need: what a terminal too small for a dialog shows. */
export function paintAnswers(
	view: QuestionView,
	width: number,
	{ glyphs }: Pick<PaintOptions, 'glyphs'>,
): PaintedRow[] {
	return flow(
		view.keys.map(({ keys, label }) => [span(keys, 'key'), span(` ${ownText(label, glyphs)}`, 'dim')]),
		width,
		2,
	);
}
