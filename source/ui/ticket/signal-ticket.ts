import { formatAge } from '../../lib/format.js';
import type { Side } from '../../model/market-event.js';
import type { SignalRow } from '../../store/views.js';
import { openTicket, type Ticket } from './ticket-state.js';

/** Of the account, where a signal brings a stop and nobody has said how much to risk. */
const signalRiskPercent = '1';

/** Why no ticket can be filled from a signal. */
export function refusalOfSignal(row: SignalRow): string | undefined {
	if (row.state === 'expired') {
		return `the signal has expired, it is ${formatAge(row.ageMs)} old`;
	}

	if (row.state === 'quarantined') {
		return `the signal is quarantined: ${row.reason ?? 'it could not be read'}`;
	}

	if (row.state === 'clock?') {
		return 'the signal is from the future: the clock of its maker cannot be trusted';
	}

	return row.side === undefined ? 'the signal names no side' : undefined;
}

/** Entry, stop and first target of a signal; sized by risk where it names a stop. */
export function ticketOfSignal(row: SignalRow, side: Side): Ticket {
	const [low, high = low] = row.entry?.split('-') ?? [];
	// The end of the zone that is reached first, which is also the larger risk.
	const price = side === 'buy' ? high : low;
	const ticket = openTicket({ symbol: row.symbol, side, price, why: `signal ${row.source}` });
	return {
		...ticket,
		stop: row.stop ?? '',
		target: row.targets[0] ?? '',
		...(row.stop === undefined ? {} : { unit: 'risk', size: signalRiskPercent }),
		signalId: row.id === '' ? undefined : row.id,
	};
}
