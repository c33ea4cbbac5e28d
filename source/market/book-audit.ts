import type { PriceSize } from '../model/market-event.js';
import type { BookSide, PriceLevels } from './price-levels.js';

/** What comparing our book with the venue's own at one sequence has shown. */
export type AuditOutcome =
	| { readonly verdict: 'match' }
	/** The book has not come to that sequence yet: ask again when it has. */
	| { readonly verdict: 'early' }
	/** Too long ago, or inside a message that covers several sequences. */
	| { readonly verdict: 'unknown' }
	| { readonly verdict: 'mismatch'; readonly side: BookSide; readonly price: string };

/** Undefined when the level-by-level comparison, as far as both know the book, finds no difference. */
export function compareTop(
	ours: PriceLevels,
	theirs: readonly PriceSize[],
	worstKnown: number,
): AuditOutcome | undefined {
	const isBid = ours.side === 'bid';
	const sorted = theirs
		.map(([price, size]) => ({ price: Number(price), size: Number(size), text: price }))
		.filter(row => row.size > 0 && (isBid ? row.price >= worstKnown : row.price <= worstKnown))
		.sort((a, b) => (isBid ? b.price - a.price : a.price - b.price));
	for (const [index, row] of sorted.entries()) {
		if (index >= ours.count || ours.priceAt(index) !== row.price || ours.sizeAt(index) !== row.size) {
			return { verdict: 'mismatch', side: ours.side, price: row.text };
		}
	}

	return undefined;
}
