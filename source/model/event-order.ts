import { compareIntegerTexts } from '../lib/integer-text.js';
import type { TickerEvent, TradeEvent } from './market-event.js';

type Sequenced = Pick<TickerEvent | TradeEvent, 'sequence' | 'sequenceHigh' | 'sequenceLow'>;

/** Negative, zero or positive, as one event's sequence is below, at or above another's. */
export function compareSequences(event: Sequenced, other: Sequenced): number {
	const { sequenceHigh, sequenceLow } = event;
	const { sequenceHigh: otherHigh, sequenceLow: otherLow } = other;
	if (sequenceHigh !== undefined && sequenceLow !== undefined && otherHigh !== undefined && otherLow !== undefined) {
		return sequenceHigh === otherHigh ? sequenceLow - otherLow : sequenceHigh - otherHigh;
	}

	return compareIntegerTexts(event.sequence, other.sequence);
}

/** Whether a print's sequence is above another's. */
export const isLaterTrade = (trade: TradeEvent, other: TradeEvent): boolean => compareSequences(trade, other) > 0;
