import { toSafeText } from '../../lib/safe-text.js';
import type { StopTrigger } from '../../model/order.js';
import {
	hasEndedUnseen,
	hasFillsPending,
	hasGuess,
	isInDoubt,
	isResurrected,
	lacksChild,
} from '../../trading/order-state.js';
import type { OrderEntry } from '../trading-record.js';

/** `≤ 66000`: where a stop is triggered. */
export const triggerOf = ({ direction, stopPrice }: StopTrigger): string =>
	`${direction === 'loss' ? '≤' : '≥'} ${stopPrice}`;

/** What explains an order's row, in few words. `venueNow` in ms. */
export function noteOf(
	entry: OrderEntry,
	{ heldBrackets, isElsewhere }: { readonly heldBrackets: ReadonlySet<string>; readonly isElsewhere: boolean },
	venueNow: number,
): string {
	const { order, isFinal } = entry;
	const parts: string[] = [];
	if (order.external) {
		parts.push('external');
	}

	if (isResurrected(order)) {
		parts.push('RESURRECTED');
	}

	const refusal = refusalOf(entry, venueNow);
	if (refusal !== undefined) {
		parts.push(refusal);
	}

	if (hasFillsPending(order) && !order.external) {
		parts.push('fills pending');
	}

	if (!isFinal && lacksChild(order) && !isInDoubt(order)) {
		parts.push('triggered · looking for its order');
	}

	// Whose idea it was is worth more in a narrow column than what part it plays.
	if (order.signalId !== undefined) {
		parts.push(order.signalSource === undefined ? 'signal' : `signal ${toSafeText(order.signalSource)}`);
	}

	if (order.role !== 'plain') {
		parts.push(order.role);
	}

	if (!isFinal && order.bracketId !== undefined && heldBrackets.has(order.bracketId)) {
		parts.push(isElsewhere ? 'dies with its process' : 'dies with this process');
	}

	return parts.join(' · ');
}

function refusalOf({ order, status }: OrderEntry, venueNow: number): string | undefined {
	switch (status) {
		case 'REJECTED':
			return toSafeText(`rejected ${order.rejected?.code ?? ''} ${order.rejected?.text ?? ''}`.trim());
		case 'NOT SENT':
			return toSafeText(`not sent: ${order.notSent ?? ''}`);
		case 'NOT PLACED':
			return toSafeText(`never at the venue: ${order.unknown ?? ''}`);
		case 'UNKNOWN':
			if (isInDoubt(order)) {
				// What to do comes first: a narrow column cuts the rest off.
				return hasGuess(order)
					? 'see KuCoin · may be what the trigger made'
					: `see KuCoin · ${order.givenUp ? 'given up' : 'x gives up'} · what came of it is not known`;
			}

			if (hasEndedUnseen(order)) {
				return 'see KuCoin · it no longer shows how this ended';
			}

			return `UNKNOWN ${Math.max(0, Math.round((venueNow - order.createdAt) / 1000))}s · checking`;
		default:
			return undefined;
	}
}
