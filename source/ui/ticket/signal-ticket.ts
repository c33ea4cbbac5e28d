import { planOfSignal } from '../../engine/signal-plan.js';
import type { TradingPort } from '../../engine/trading-port.js';
import { compareDecimals } from '../../lib/decimal.js';
import { formatAge } from '../../lib/format.js';
import type { Side } from '../../model/market-event.js';
import type { SignalRow } from '../../store/views.js';
import { type DraftPort, draftTicket } from './ticket-draft.js';
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

	if (row.reached !== undefined) {
		return row.reached === 'late'
			? "the market was past the signal's stop or target when it came"
			: `the market has reached the signal's ${row.reached} already`;
	}

	if (row.verified === 'none' && requireVerified) {
		return `${row.source} is unverified: it needs a secret, or signals.requireVerified false`;
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

/**
 * The size by risk, unless something smaller binds: then that, in base currency, and what it was. A tight stop would
 * else fill in a ticket that nobody can send.
 */
export function capSize(
	ticket: Ticket,
	port: DraftPort & Pick<TradingPort, 'maxOrderFunds'>,
): { readonly ticket: Ticket; readonly cappedBy: string | undefined } {
	const { draft } = draftTicket(ticket, port);
	const maxOrderFunds = port.maxOrderFunds();
	const caps = [
		[`risk.maxOrderFunds ${maxOrderFunds}`, port.sizeFor({ kind: 'funds', funds: maxOrderFunds }, draft)],
		['what is available', port.sizeFor({ kind: 'percent', percent: 100 }, draft)],
	] as const;
	let { size } = draft;
	let cappedBy: string | undefined;
	for (const [name, cap] of ticket.unit === 'risk' ? caps : []) {
		if (size !== undefined && cap !== undefined && cap !== '0' && compareDecimals(cap, size) < 0) {
			size = cap;
			cappedBy = name;
		}
	}

	return cappedBy === undefined || size === undefined
		? { ticket, cappedBy: undefined }
		: { ticket: { ...ticket, unit: 'base', size }, cappedBy };
}
