import { ownText, type PaintOptions, paintFrame } from './frame.js';
import { span } from './rows.js';
import type { Painted } from './spans.js';
import { wrapText } from './wrap.js';

/** Words over the screen that take no key: what is wrong with the settings, a step of the tour. */
export type PanelView = {
	readonly title: string;
	/** Lines; each is broken where it does not fit. */
	readonly text: string;
	/** How to be rid of it. */
	readonly hint: string;
	/** `top`: what it speaks of is at the bottom. @default bottom */
	readonly at?: 'top';
};

const widest = 76;
const most = 12;

/** Cells that a panel needs on a screen of this size. */
export function panelSize(
	view: PanelView,
	columns: number,
	rows: number,
): { readonly width: number; readonly height: number } {
	const width = Math.min(columns - 4, widest);
	return { width, height: Math.min(rows - 4, linesOf(view, width - 4, '').length + 3) };
}

export function paintPanel(view: PanelView, width: number, height: number, options: PaintOptions): Painted {
	return paintFrame({ name: view.title, freshness: undefined }, width, height, options, (innerWidth, innerHeight) => {
		const lines = linesOf(view, innerWidth, options.glyphs.ellipsis).slice(0, Math.max(0, innerHeight - 1));
		return [
			...lines.map(line => [span(ownText(line, options.glyphs), 'text')]),
			[span(ownText(view.hint, options.glyphs), 'dim')],
		];
	});
}

const linesOf = ({ text }: PanelView, width: number, mark: string): readonly string[] =>
	text.split('\n').flatMap(line => wrapText(line, width, most, mark));
