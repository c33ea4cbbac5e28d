import type { LayoutPlan } from '../lib/layout-text.js';
import { computeLayout } from './layout.js';
import { paintFrame } from './painters/frame.js';
import type { Glyphs } from './painters/glyphs.js';
import { fitRow, span } from './painters/rows.js';
import type { Painted, PaintedRow } from './painters/spans.js';

/** The empty screen that a person sees while the program is still loading: frames with their titles, and one line of what happens. */
export function paintSkeleton(
	columns: number,
	rows: number,
	{ glyphs, text, plans }: { readonly glyphs: Glyphs; readonly text: string; readonly plans?: readonly LayoutPlan[] },
): Painted {
	const layout = computeLayout(columns, rows, undefined, undefined, plans);
	const panes = layout.panes.map(place => ({
		place,
		painted: paintFrame(
			{ name: place.pane.toUpperCase(), freshness: { state: 'SYNC', ageMs: undefined, note: '' } },
			place.width,
			place.height,
			{ glyphs, focused: false, frozenMs: undefined, frame: layout.frame },
			() => [],
		),
	}));
	const lines: PaintedRow[] = [fitRow([span(` ${text}`, 'dim')], columns)];
	for (let y = 1; y < rows; y++) {
		const here = panes
			.filter(({ place }) => place.y <= y && y < place.y + place.height)
			.sort((a, b) => a.place.x - b.place.x);
		let row: PaintedRow = [];
		for (const { place, painted } of here) {
			row = [...fitRow(row, place.x, { fill: 'text' }), ...(painted[y - place.y] ?? [])];
		}

		lines.push(fitRow(row, columns));
	}

	return lines.slice(0, rows);
}
