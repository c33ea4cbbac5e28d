import { type PaintOptions, paintFrame } from './frame.js';
import { span } from './rows.js';
import type { Painted } from './spans.js';

/** Working orders, fills and balances; this version shows the market only and says so. */
export function paintOrders(width: number, height: number, options: PaintOptions): Painted {
	return paintFrame({ name: 'ORDERS', freshness: undefined }, width, height, options, () => [
		[span('no orders yet', 'dim')],
		[span('this version watches the market; it places no orders', 'dim')],
	]);
}
