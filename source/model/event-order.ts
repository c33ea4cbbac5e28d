import { compareIntegerTexts } from '../lib/integer-text.js';
import type { TradeEvent } from './market-event.js';

/** Whether a print's sequence is above another's. */
export function isLaterTrade(trade: TradeEvent, other: TradeEvent): boolean {
	const { sequenceHigh, sequenceLow } = trade;
	const { sequenceHigh: otherHigh, sequenceLow: otherLow } = other;
	if (sequenceHigh !== undefined && sequenceLow !== undefined && otherHigh !== undefined && otherLow !== undefined) {
		return sequenceHigh > otherHigh || (sequenceHigh === otherHigh && sequenceLow > otherLow);
	}

	return compareIntegerTexts(trade.sequence, other.sequence) > 0;
}
