import { type LayoutPlan, parseLayout } from '../lib/layout-text.js';

/** Layouts by name, in the order in which the layout key walks them: the plans to try, the best first; none is the default. */
export type Layouts = ReadonlyMap<string, readonly LayoutPlan[]>;

/** As a person would write them in the settings. Each has a form that fits the smallest screen, 60×16. */
const presetTexts = {
	full: [],
	/** The ladder as high as it can be, with what is traded and what is mine beside it. */
	scalper: [
		'ticker=5 / (depth*4 | tape*3 | (chart*3 / orders*3 / health*2)*5)*6',
		'ticker=3 / (depth*6 | (tape*3 / orders*2)*5)*4',
		'(depth | (tape / orders))',
	],
	/** Many symbols, and the chart of one. */
	watcher: [
		'watchlist*4 | (ticker=6 / chart*4 / (signals | health)*2)*5',
		'watchlist*2 / signals',
		'watchlist / signals',
	],
	/** What kcmon and others think, and what is needed to act on it. */
	signals: [
		'(ticker=5 / signals*3 / orders*2)*5 | (depth*3 / health*2)*3',
		'ticker=3 / signals*3 / orders*2',
		'signals / orders',
	],
	/** A corner of the desktop, or a pane of tmux. */
	tiny: ['ticker=4 / depth'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const presetNames = Object.keys(presetTexts);

export const defaultLayout = 'full';

/** The presets, then the person's own, which were checked when the settings were read; one's own of a preset's name replaces it. */
export function createLayouts(own: Readonly<Record<string, unknown>>): Layouts {
	const presets: readonly (readonly [string, readonly string[]])[] = Object.entries(presetTexts);
	const owned = Object.entries(own).map(([name, text]) => [name, [String(text)]] as const);
	return new Map(
		[...presets, ...owned].map(([name, texts]) => [
			name,
			texts.flatMap(text => {
				const parsed = parseLayout(text);
				return parsed.ok ? [parsed.value] : [];
			}),
		]),
	);
}
