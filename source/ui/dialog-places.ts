import type { TerminalSize } from '../lib/tty.js';
import type { Rectangle } from './screen/compositor.js';
import { ticketSize } from './ticket/paint-ticket.js';
import type { DialogKind } from './ui-state.js';

/** Cells that each dialog would like; `right` leaves the ladder's prices in sight. */
const dialogSizes: Readonly<
	Record<DialogKind, { readonly width: number; readonly height: number; readonly side?: 'right' }>
> = {
	help: { width: 84, height: 46 },
	find: { width: 48, height: 16 },
	filter: { width: 56, height: 18 },
	alerts: { width: 74, height: 16 },
	ticket: { ...ticketSize, side: 'right' },
	review: { ...ticketSize, side: 'right' },
	confirm: { width: 74, height: 12 },
	quit: { width: 74, height: 12 },
	arm: { width: 64, height: 14 },
};

/** Where a dialog lies over the panes. */
export function placeDialog(kind: DialogKind, { columns, rows }: TerminalSize): Rectangle {
	const size = dialogSizes[kind];
	const width = Math.min(columns - 4, size.width);
	const height = Math.min(rows - 2, size.height);
	return {
		x: size.side === 'right' ? columns - width - 1 : Math.floor((columns - width) / 2),
		y: Math.max(1, Math.floor((rows - height) / 3)),
		width,
		height,
	};
}
