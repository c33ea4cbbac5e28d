import { record } from '../journal/entry.js';
import type { Clock } from '../lib/seams.js';
import { judgeStream } from '../store/judge.js';
import type { State } from '../store/state.js';
import { statusOf } from '../trading/order-state.js';
import type { GateReason, TradingState } from '../trading/risk.js';
import type { AutoFacts, GateEvent, HeldExit, PlannedExits } from '../trading/trading-event.js';
import type { OrderLedger } from './order-ledger.js';
import type { Scribe } from './scribe.js';

/** Whether orders may be sent, and if not, why. Cancels never ask it. */
export type Gate = {
	readonly trading: () => TradingState;
	/** In memory at once, then in the journal. */
	readonly setTrading: (state: TradingState, why: string) => void;
	/** What the journal said of the last run. */
	readonly restoreTrading: (state: TradingState) => void;
	readonly isArmed: () => boolean;
	readonly setArmed: (armed: boolean, why: string) => void;
	/** Closes it until the same name is opened; several may be closed at once. */
	readonly close: (name: string, text: string) => void;
	readonly open: (name: string) => void;
	readonly isClosedBy: (name: string) => boolean;
	/** For an order of this symbol; the first reason counts. */
	readonly reasonFor: (symbol: string) => GateReason | undefined;
	/** For an order that makes a position smaller: only what makes sending it impossible. */
	readonly reasonForExit: () => GateReason | undefined;
	/** Tells the store, when something changed. */
	readonly refresh: () => void;
};

export type GateDeps = {
	readonly clock: Clock;
	readonly state: State;
	readonly scribe: Scribe;
	readonly ledger: Pick<OrderLedger, 'open'>;
	readonly publish: (event: GateEvent) => void;
	readonly isLive: boolean;
	readonly closed: 'READ_ONLY' | 'VIEWER' | undefined;
	readonly held: () => readonly HeldExit[];
	readonly planned: () => readonly PlannedExits[];
	readonly auto: () => AutoFacts | undefined;
	/** Wall ms. */
	readonly deadManAt: () => number | undefined;
	/** The account's stream owes a word of an order. */
	readonly isDeaf: () => boolean;
};

const texts: Readonly<Partial<Record<GateReason, string>>> = {
	READ_ONLY: 'order entry is off',
	VIEWER: 'another kcmon trades here',
	JOURNAL_BROKEN: 'the journal cannot be written',
	NOT_ARMED: 'disarmed · A arms',
	VENUE_NOT_OPEN: 'the venue takes no orders',
};

export function createGate(deps: GateDeps): Gate {
	const { state, scribe, ledger } = deps;
	let trading: TradingState = 'ACTIVE';
	let armed = false;
	const closings = new Map<string, string>();
	let told: string | undefined;

	const unknowns = () => ledger.open().filter(order => statusOf(order) === 'UNKNOWN');
	const isVenueShut = (): boolean => state.venue !== undefined && state.venue.status !== 'open';

	const reasonForExit = (): GateReason | undefined => {
		if (deps.closed !== undefined) {
			return deps.closed;
		}

		if (scribe.isBroken()) {
			return 'JOURNAL_BROKEN';
		}

		return isVenueShut() ? 'VENUE_NOT_OPEN' : undefined;
	};

	/** Reasons that concern every symbol. */
	const commonReason = (): GateReason | undefined => {
		const first = deps.closed ?? (scribe.isBroken() ? 'JOURNAL_BROKEN' : undefined);
		if (first !== undefined) {
			return first;
		}

		if (deps.isLive && !armed) {
			return 'NOT_ARMED';
		}

		if (closings.size > 0) {
			return 'NOT_RECONCILED';
		}

		return isVenueShut() ? 'VENUE_NOT_OPEN' : undefined;
	};

	const closedBecause = (): string | undefined => {
		const reason = commonReason();
		if (reason === 'NOT_RECONCILED') {
			return [...closings.values()].at(-1);
		}

		return reason === undefined ? undefined : texts[reason];
	};

	const behind = (): GateEvent['behind'] => {
		const lost = closings.get('stream');
		const compared = closings.get('compare');
		if (lost !== undefined) {
			return { state: 'STALE', note: lost };
		}

		if (compared !== undefined) {
			return { state: 'SYNC', note: compared };
		}

		// Where nothing is open there is nothing that it could fail to tell.
		return deps.isDeaf() && ledger.open().length > 0
			? { state: 'STALE', note: 'order stream silent · polling' }
			: undefined;
	};

	const refresh = (): void => {
		const held = deps.held();
		const facts = {
			trading,
			armed: deps.isLive ? armed : undefined,
			closedBecause: closedBecause(),
			unknown: unknowns().length,
			deadManAt: deps.deadManAt(),
			heldExits: held.length,
			held,
			planned: deps.planned(),
			auto: deps.auto(),
			behind: behind(),
		};
		const now = JSON.stringify(facts);
		if (now !== told) {
			told = now;
			deps.publish({ type: 'gate', ...facts, receivedAt: deps.clock.wallNow() });
		}
	};

	return {
		trading: () => trading,
		setTrading(next, why) {
			if (trading === next) {
				return;
			}

			trading = next;
			refresh();
			scribe.write(journal => record(journal, 'risk', why, { state: next }));
		},
		restoreTrading(next) {
			trading = next;
		},
		isArmed: () => armed,
		setArmed(next, why) {
			if (armed === next) {
				return;
			}

			armed = next;
			refresh();
			scribe.write(journal => record(journal, 'arm', why, { armed: next }));
		},
		close(name, text) {
			closings.set(name, text);
			refresh();
		},
		open(name) {
			if (closings.delete(name)) {
				refresh();
			}
		},
		isClosedBy: name => closings.has(name),
		reasonFor(symbol) {
			const common = commonReason();
			if (common !== undefined) {
				return common;
			}

			if (unknowns().some(order => order.symbol === symbol)) {
				return 'ORDER_UNKNOWN';
			}

			const watched = state.symbols.get(symbol);
			const isLive =
				watched !== undefined && judgeStream(state, watched, 'book', deps.clock.monoNow()).state === 'LIVE';
			return isLive ? undefined : 'DATA_NOT_LIVE';
		},
		reasonForExit,
		refresh,
	};
}
