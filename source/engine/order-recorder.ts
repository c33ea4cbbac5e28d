import { record, recordEvidence } from '../journal/entry.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Clock } from '../lib/seams.js';
import {
	hasEndedUnseen,
	hasGuess,
	isInDoubt,
	isResurrected,
	type Order,
	statusOf,
	untracedReason,
} from '../trading/order-state.js';
import { partOf } from '../trading/portfolio.js';
import type { NoticeEvent, TradingEvent } from '../trading/trading-event.js';
import type { OrderChange } from './order-ledger.js';
import type { Positions } from './positions.js';
import type { Scribe } from './scribe.js';

export type RecorderDeps = {
	readonly clock: Clock;
	readonly scribe: Scribe;
	readonly positions: Positions;
	readonly publish: (event: TradingEvent) => void;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	/** Whether the fill was made before this session. */
	readonly isPast: (time: number) => boolean;
	/** The venue shows life of an order that was taken for refused. */
	readonly onResurrected: (order: Order) => void;
};

/** Writes every piece of evidence down once, then tells the world: first the journal, then the screen. */
export function createOrderRecorder(deps: RecorderDeps): (change: OrderChange) => void {
	const { clock, scribe, positions, publish, notify } = deps;

	return change => {
		const { before, after, evidence, newFill, why } = change;
		const receivedAt = clock.wallNow();
		if (evidence !== undefined) {
			const name = { client_oid: after.clientOid, symbol: after.symbol };
			const wasUnknown = before !== undefined && statusOf(before) === 'UNKNOWN';
			scribe.write(journal => {
				if (wasUnknown && after.seen) {
					record(journal, 'resolved', why, { ...name, outcome: 'found' });
				}

				recordEvidence(journal, why, name, evidence);
			});
			if (evidence.kind === 'fill') {
				positions.add(evidence.fill, { part: partOf(after), isPast: deps.isPast(evidence.fill.time) });
			}
		}

		// The order first: a fill's row finds its fee there.
		publish({ type: 'order', order: after, receivedAt });
		if (newFill !== undefined) {
			publish({ type: 'fill', fill: newFill, clientOid: after.clientOid, receivedAt });
		}

		if (evidence?.kind === 'fill') {
			publish(positions.describe(after.symbol, receivedAt));
		}

		if (before !== undefined && isResurrected(after) && !isResurrected(before)) {
			deps.onResurrected(after);
		} else {
			tellNews(change, notify);
		}
	};
}

function tellNews({ before, after }: OrderChange, notify: RecorderDeps['notify']): void {
	const status = statusOf(after);
	if (before === undefined || statusOf(before) === status) {
		return;
	}

	const name = `${after.side} ${after.symbol}`;
	switch (status) {
		case 'UNKNOWN':
			if (isInDoubt(after)) {
				// A guess was told of with the order that it is.
				if (!hasGuess(after)) {
					notify(
						'danger',
						`UNKNOWN: ${name}: see KuCoin · x gives it up · ${untracedReason} · no exit goes out beside it`,
					);
				}

				return;
			}

			notify(
				'danger',
				hasEndedUnseen(after)
					? `UNKNOWN: ${name}: see KuCoin: it ended while no kcmon looked, and what it traded is no longer shown`
					: `UNKNOWN: ${name}: ${after.unknown ?? ''} · looking it up, never sending it again`,
			);
			return;
		case 'REJECTED':
			notify('warning', `REJECTED: ${name}: ${after.rejected?.code ?? ''} ${after.rejected?.text ?? ''}`);
			return;
		case 'NOT SENT':
			notify('warning', `NOT PLACED: ${name}: not sent: ${after.notSent ?? ''}`);
			return;
		case 'NOT PLACED':
			notify('warning', `NOT PLACED: ${name}: the venue never had it`);
			return;
		default:
			if (statusOf(before) === 'UNKNOWN') {
				notify('info', toSafeText(`${name} was found: ${status}`));
			}
	}
}
