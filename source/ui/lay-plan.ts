import type { LayoutPlan, PaneName, PartSize } from '../lib/layout-text.js';
import { type FrameStyle, frameCost } from './painters/frame.js';

export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Cells inside its frame below which a pane says too little to be of use. */
const leastInside: Readonly<Record<PaneName, { readonly width: number; readonly height: number }>> = {
	ticker: { width: 28, height: 2 },
	depth: { width: 30, height: 4 },
	tape: { width: 26, height: 3 },
	signals: { width: 28, height: 2 },
	health: { width: 26, height: 3 },
	orders: { width: 28, height: 3 },
	watchlist: { width: 28, height: 3 },
	chart: { width: 40, height: 6 },
};

/** Cells between neighbors: with lines around them they need none. */
const gapOf = (frame: FrameStyle, kind: 'rows' | 'columns'): number => (frame === 'rule' && kind === 'columns' ? 1 : 0);

/** Places the panes of a plan in an area, in the order of the plan; undefined where there is no room for all of them. */
export function layPlan(
	plan: LayoutPlan,
	area: Area,
	frame: FrameStyle,
): readonly (Area & { readonly pane: PaneName })[] | undefined {
	const least = leastOf(plan, frame);
	return area.width < least.width || area.height < least.height ? undefined : place(plan, area, frame);
}

/** The smallest area that a plan can be laid in. */
export function leastOf(plan: LayoutPlan, frame: FrameStyle): { readonly width: number; readonly height: number } {
	if (plan.kind === 'pane') {
		const cost = frameCost(frame);
		const inside = leastInside[plan.pane];
		return { width: inside.width + cost.width, height: inside.height + cost.height };
	}

	const [along, across] = axesOf(plan.kind);
	const parts = plan.parts.map(part => ({ size: part.size, least: leastOf(part, frame) }));
	const gaps = gapOf(frame, plan.kind) * (parts.length - 1);
	const length = parts.reduce((sum, { size, least }) => sum + lengthOf(size, least[along]), gaps);
	const breadth = Math.max(...parts.map(({ least }) => least[across]));
	return along === 'width' ? { width: length, height: breadth } : { width: breadth, height: length };
}

const axesOf = (kind: 'rows' | 'columns'): readonly ['width' | 'height', 'width' | 'height'] =>
	kind === 'rows' ? ['height', 'width'] : ['width', 'height'];

/** What a part needs: the cells that were asked for, never fewer than it can do with. */
const lengthOf = (size: PartSize, least: number): number => ('cells' in size ? Math.max(size.cells, least) : least);

function place(plan: LayoutPlan, area: Area, frame: FrameStyle): readonly (Area & { readonly pane: PaneName })[] {
	if (plan.kind === 'pane') {
		const { x, y, width, height } = area;
		return [{ pane: plan.pane, x, y, width, height }];
	}

	const [along] = axesOf(plan.kind);
	const gap = gapOf(frame, plan.kind);
	const room = area[along] - gap * (plan.parts.length - 1);
	const lengths = divide(
		plan.parts.map(part => ({ size: part.size, least: leastOf(part, frame)[along] })),
		room,
	);
	let at = plan.kind === 'rows' ? area.y : area.x;
	return plan.parts.flatMap((part, index) => {
		const length = lengths[index]!;
		const placed =
			plan.kind === 'rows'
				? place(part, { ...area, y: at, height: length }, frame)
				: place(part, { ...area, x: at, width: length }, frame);
		at += length + gap;
		return placed;
	});
}

/**
 * Lengths that add up to `room`: fixed parts first, the rest by share. A part whose share is less than it needs has what
 * it needs, and the others share what is left. Of fixed parts alone, the last takes what is over.
 */
function divide(
	parts: readonly { readonly size: PartSize; readonly least: number }[],
	room: number,
): readonly number[] {
	const lengths = parts.map(({ size, least }) => lengthOf(size, least));
	let sharing = parts.flatMap(({ size }, index) => ('share' in size ? [{ index, share: size.share }] : []));
	for (;;) {
		const taken = lengths.reduce(
			(sum, length, index) => sum + (sharing.some(one => one.index === index) ? 0 : length),
			0,
		);
		const shares = sharing.reduce((sum, { share }) => sum + share, 0);
		const short = sharing.filter(({ index, share }) => ((room - taken) * share) / shares < parts[index]!.least);
		if (short.length === 0) {
			let given = 0;
			let before = 0;
			for (const { index, share } of sharing) {
				given += share;
				const until = Math.round(((room - taken) * given) / shares);
				lengths[index] = until - before;
				before = until;
			}

			break;
		}

		sharing = sharing.filter(one => !short.includes(one));
	}

	const over = room - lengths.reduce((sum, length) => sum + length, 0);
	lengths[lengths.length - 1]! += over;
	return lengths;
}
