import { planOfSignal } from '../../engine/signal-plan.js';
import { formatAge } from '../../lib/format.js';
import type { Side } from '../../model/market-event.js';
import type { SignalRow } from '../../store/views.js';
import { openTicket, type Ticket } from './ticket-state.js';

export type SignalTicketOptions = {
	/** A source that proves nothing of itself is for looking only. */
	readonly requireVerified: boolean;
	/** Of the account, where a signal brings a stop; a plain decimal. */
	readonly riskPercent: string;
};

/** Why no ticket can be filled from a signal. */
export function refusalOfSignal(row: SignalRow, { requireVerified }: SignalTicketOptions): string | undefined {
	if (row.stage === 'quarantined') {
		return `the signal is quarantined: ${row.reason ?? 'it could not be read'}`;
	}

	if (row.stage === 'expired') {
		return `the signal has expired, it is ${formatAge(row.ageMs)} old`;
	}

	if (row.stage === 'future') {
		return 'the signal is from the future: the clock of its maker cannot be trusted';
	}

	if (row.verified === 'none' && requireVerified) {
		return `${row.source} is unverified, for looking only: give it a secret, or set signals.requireVerified false`;
	}

	return row.side === undefined ? 'the signal names no side' : undefined;
}

/** Entry, stop and first target of a signal; sized by risk where it names a stop. */
export function ticketOfSignal(
	row: SignalRow,
	side: Side,
	facts: Pick<SignalTicketOptions, 'riskPercent'> & {
		readonly priceIncrement: string | undefined;
		/** The best opposite price, where the signal names no entry. */
		readonly touch: string | undefined;
	},
): Ticket {
	const { entry, stop, target } = planOfSignal({ ...row, side }, facts.priceIncrement);
	const ticket = openTicket({ symbol: row.symbol, side, price: entry ?? facts.touch, why: `signal ${row.source}` });
	return {
		...ticket,
		stop: stop ?? '',
		target: target ?? '',
		...(stop === undefined ? {} : { unit: 'risk', size: facts.riskPercent }),
		signalId: row.id,
		signal: { source: row.source, terms: { verified: row.verified, expiresAt: row.expiresAt } },
	};
}
