import type { OrderDraft, Preview } from '../../engine/trading-port.js';
import { decimalText, isPlainDecimal, quantizeDown } from '../../lib/decimal.js';
import { formatFixed } from '../../lib/format.js';
import { formatSigned, withSign } from '../painters/quantities.js';
import { flow, span } from '../painters/rows.js';
import type { Painted, PaintedRow } from '../painters/spans.js';
import type { TicketRules } from './ticket-state.js';

/** Digits that a person reads of an estimate. */
const shownIncrement = '0.00000001';

/** An estimate at a readable precision; the amounts that decide are compared exactly elsewhere. */
export const shownAmount = (text: string): string =>
	isPlainDecimal(text) ? decimalText(quantizeDown(text, shownIncrement)) : text;

/** Cost or proceeds, fee, distance, size, risk and reward, as far as they are known. */
export function paintEstimate(
	{
		draft,
		drift,
		preview,
		rules,
	}: {
		readonly draft: Pick<OrderDraft, 'side'>;
		readonly drift: string | undefined;
		readonly preview: Preview;
		readonly rules: Pick<TicketRules, 'baseCurrency' | 'quoteCurrency'>;
	},
	width: number,
): Painted {
	const { cost, fee, distanceBps, estimatedSize, riskFunds, rewardFunds } = preview;
	const facts: PaintedRow[] = [];
	const add = (label: string, value: string | undefined): void => {
		if (value !== undefined) {
			facts.push([span(`${label} `, 'dim'), span(value)]);
		}
	};
	add(
		draft.side === 'buy' ? 'cost' : 'proceeds',
		cost === undefined ? undefined : `${shownAmount(cost)} ${rules.quoteCurrency}`,
	);
	add('fee', fee === undefined ? undefined : `~${shownAmount(fee)}`);
	add('from mid', distanceBps === undefined ? undefined : `${formatDistance(distanceBps)} bps`);
	add('size', estimatedSize === undefined ? undefined : `~${shownAmount(estimatedSize)} ${rules.baseCurrency}`);
	add('risk', riskFunds === undefined ? undefined : shownAmount(riskFunds));
	add('reward', rewardFunds === undefined ? undefined : shownAmount(rewardFunds));
	if (riskFunds !== undefined && rewardFunds !== undefined && Number(riskFunds) > 0) {
		add('reward/risk', formatFixed(Number(rewardFunds) / Number(riskFunds), 2));
	}

	// The price was where the market was: whoever reads on has to know that it did not go along.
	add('price stays; market since opened', drift === undefined ? undefined : withSign(drift));
	return flow(facts, width, 2);
}

/** Signed as the ladder's cursor signs it: a plus is above mid, whichever the side. */
const formatDistance = (bps: number): string => formatSigned(bps, Math.abs(bps) < 1 ? 2 : 1);
