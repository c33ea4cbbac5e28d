import type { LadderRow, LadderView } from '../store/views.js';
import type { ViewSource } from './view-source.js';

/** The part of the ladder that a person looks at: where it is anchored, how prices are grouped, where the cursor is. */
export type LadderWindow = {
	/** The rows to show now. The window stays where it is while the touch is inside it, and always while a cursor is set. */
	readonly look: (views: ViewSource, symbol: string, rows: number) => LadderView;
	readonly cursor: () => number | undefined;
	/** The row under the cursor and the distance between two rows; undefined without a cursor in the window. */
	readonly cursorRow: () => { readonly row: LadderRow; readonly step: number } | undefined;
	/** Rows up are negative. The first move puts the cursor on the touch. */
	readonly move: (rows: number) => void;
	readonly group: (direction: 'coarser' | 'finer') => void;
	readonly recenter: () => void;
	/** Takes the cursor away; false when there was none. */
	readonly dropCursor: () => boolean;
};

const groupSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;
/** The first window shows at least this much of the market, or it would be gone with the next trades. */
const leastWindowBps = 3;

export function createLadderWindow(): LadderWindow {
	let symbol: string | undefined;
	let anchor: number | undefined;
	let cursor: number | undefined;
	let groupTicks: number | undefined;
	let last: LadderView | undefined;

	const chooseGroup = (views: ViewSource, rows: number): void => {
		const probe = views.ladder(symbol!, { rows, groupTicks: 1, anchor: undefined });
		const tick = Number(probe.group) / Math.max(1, probe.groupTicks);
		if (probe.mid === undefined || probe.mid <= 0 || !(tick > 0) || rows <= 0) {
			return;
		}

		const tickBps = (tick / probe.mid) * 10_000;
		groupTicks = groupSteps.find(step => step * tickBps * rows >= leastWindowBps) ?? groupSteps.at(-1)!;
	};

	/** Distance between two rows. */
	const rowStep = (view: LadderView): number => {
		const [first, second] = view.rows;
		return first === undefined || second === undefined ? 0 : Math.abs(first.priceNumber - second.priceNumber);
	};

	return {
		look(views, ofSymbol, rows) {
			if (symbol !== ofSymbol) {
				symbol = ofSymbol;
				anchor = undefined;
				cursor = undefined;
				groupTicks = undefined;
			}

			if (groupTicks === undefined) {
				chooseGroup(views, rows);
			}

			const request = { rows, groupTicks: groupTicks ?? 1 };
			let view = views.ladder(ofSymbol, { ...request, anchor });
			const isAnchored = anchor !== undefined;
			if (view.mid !== undefined && groupTicks !== undefined) {
				anchor ??= view.mid;
				if (isAnchored && cursor === undefined && isOutside(view)) {
					anchor = view.mid;
					view = views.ladder(ofSymbol, { ...request, anchor });
				}
			}

			last = view;
			return view;
		},
		cursor: () => cursor,
		cursorRow() {
			const row = cursor === undefined || last === undefined ? undefined : last.rows[nearestRow(last, cursor)];
			const step = last === undefined ? 0 : rowStep(last);
			// A row that is far from the cursor is only the end of a window that moved on.
			return row === undefined || Math.abs(row.priceNumber - cursor!) > step ? undefined : { row, step };
		},
		move(rows) {
			if (last === undefined || last.rows.length === 0) {
				return;
			}

			const step = rowStep(last);
			const from = cursor === undefined ? undefined : nearestRow(last, cursor);
			if (from === undefined) {
				const touch = rows < 0 ? last.spreadIndex - 1 : last.spreadIndex;
				cursor = last.rows[Math.max(0, Math.min(last.rows.length - 1, touch))]!.priceNumber;
				return;
			}

			const to = from + rows;
			const row = last.rows[Math.max(0, Math.min(last.rows.length - 1, to))]!;
			const beyond = to < 0 ? to : Math.max(0, to - last.rows.length + 1);
			if (beyond !== 0 && anchor !== undefined && anchor - beyond * step > 0) {
				anchor -= beyond * step;
				cursor = row.priceNumber - beyond * step;
			} else {
				cursor = row.priceNumber;
			}
		},
		group(direction) {
			const index = groupSteps.findIndex(step => step >= (groupTicks ?? 1));
			const next = groupSteps[index + (direction === 'coarser' ? 1 : -1)];
			if (next !== undefined && groupTicks !== undefined) {
				groupTicks = next;
				// The same price stays in the middle of what a person was looking at.
				anchor = cursor ?? anchor;
			}
		},
		recenter() {
			anchor = undefined;
			cursor = undefined;
		},
		dropCursor() {
			const had = cursor !== undefined;
			cursor = undefined;
			return had;
		},
	};
}

function isOutside(view: LadderView): boolean {
	const top = view.rows[0];
	const bottom = view.rows.at(-1);
	if (top === undefined || bottom === undefined || view.mid === undefined) {
		return false;
	}

	return view.mid > top.priceNumber || view.mid < bottom.priceNumber;
}

function nearestRow(view: LadderView, price: number): number {
	let best = 0;
	for (const [index, row] of view.rows.entries()) {
		if (Math.abs(row.priceNumber - price) < Math.abs(view.rows[best]!.priceNumber - price)) {
			best = index;
		}
	}

	return best;
}
