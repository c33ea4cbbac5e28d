import type { OrderDraft, Preview } from '../../engine/trading-port.js';
import { compareDecimals } from '../../lib/decimal.js';
import type { Instrument } from '../../model/instrument.js';
import { shownAmount } from './paint-estimate.js';

export type ReviewFacts = {
	readonly draft: OrderDraft;
	readonly preview: Preview;
	readonly bestBid: string | undefined;
	readonly bestAsk: string | undefined;
	readonly instrument: Instrument | undefined;
	/** `risk.maxOrderFunds`; quote currency. */
	readonly maxOrderFunds: string;
	/** Orders that came of the draft's signal before. */
	readonly taken: number;
};

/** What a person should think of before `y`, though nothing forbids it. */
export function listWarnings(facts: ReviewFacts): readonly string[] {
	const { draft, preview, bestBid, bestAsk, instrument, maxOrderFunds, taken } = facts;
	const warnings: string[] = [];
	if (taken > 0) {
		warnings.push(`this signal was taken already: ${taken === 1 ? 'an order' : `${taken} orders`} came of it`);
	}

	const opposite = draft.side === 'buy' ? bestAsk : bestBid;
	if (draft.type === 'limit' && draft.price !== undefined && opposite !== undefined) {
		const distance = compareDecimals(draft.price, opposite);
		if (draft.side === 'buy' ? distance >= 0 : distance <= 0) {
			warnings.push(`crosses the book: it takes from ${opposite} on`);
		}
	}

	if (preview.cost !== undefined && Number(preview.cost) > Number(maxOrderFunds) / 2) {
		warnings.push(`above 50% of risk.maxOrderFunds, which is ${maxOrderFunds}`);
	}

	const { riskFunds, rewardFunds } = preview;
	if (riskFunds !== undefined && rewardFunds !== undefined && compareDecimals(rewardFunds, riskFunds) < 0) {
		warnings.push(
			`its target brings less than its stop costs: ${shownAmount(rewardFunds)} against ${shownAmount(riskFunds)}`,
		);
	}

	if (draft.exits !== undefined) {
		warnings.push('its exits are placed when it has filled; until then they die with this process');
	}

	if (instrument?.specialTreatment === true) {
		warnings.push('special treatment: the venue warns of this pair');
	}

	return warnings;
}
