import { isPlainDecimal } from '../../lib/decimal.js';
import type { ChartMark } from '../../store/views.js';
import type { Dialog } from '../ui-state.js';

/** Where an open ticket would put entry, stop and target, for the chart of its symbol. What is half typed has no place yet. */
export function listPlannedMarks(dialog: Dialog | undefined, symbol: string): readonly ChartMark[] {
	if ((dialog?.kind !== 'ticket' && dialog?.kind !== 'review') || dialog.ticket.symbol !== symbol) {
		return [];
	}

	const { side, type, price, stop, target } = dialog.ticket;
	const planned: readonly (readonly [kind: ChartMark['kind'], price: string])[] = [
		...(type === 'limit' ? ([[side, price]] as const) : []),
		['stop', stop],
		['target', target],
	];
	return planned.flatMap(([kind, text]) =>
		isPlainDecimal(text) && Number(text) > 0 ? [{ price: text, kind, isPlanned: true as const }] : [],
	);
}
