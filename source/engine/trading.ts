import type { Journal } from '../journal/journal.js';
import type { Clock, Random } from '../lib/seams.js';
import type { AccountEvent } from '../model/account-event.js';
import type { StoreEvent } from '../store/apply.js';
import type { State } from '../store/state.js';
import type { Denied } from '../trading/denial.js';
import type { OrderDraft, Preview } from '../trading/draft.js';
import type { Gateway } from '../trading/gateway.js';
import type { RiskLimits } from '../trading/risk.js';
import type { TradingEvent } from '../trading/trading-event.js';

export type TradingDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly journal: Journal;
	readonly gateway: Gateway;
	/** The store's state, to read: books, freshness, instruments. */
	readonly state: State;
	/** The engine's. */
	readonly publish: (event: TradingEvent) => void;
};

export type TradingOptions = {
	/** Four characters of this data directory, part of every client id. */
	readonly instance: string;
	readonly limits: RiskLimits;
	/** Live: starts disarmed, wants these last four characters of the key to arm, keeps the dead-man's switch. */
	readonly live: { readonly keyTail: string } | undefined;
	/** Refuses every order with this, cancels too where there is nothing to cancel with. */
	readonly closed: 'READ_ONLY' | 'VIEWER' | undefined;
};

export type SubmitReport = { readonly kind: 'submitted'; readonly clientOid: string } | Denied;

export type CancelScope =
	| { readonly scope: 'mine' }
	| { readonly scope: 'symbol'; readonly symbol: string }
	| { readonly scope: 'account' };

/** What came of a canceling: verified against the venue's lists. */
export type CancelReport = {
	readonly requested: number;
	readonly canceled: number;
	/** Known to be still working, or not known, when it gave up waiting. */
	readonly left: number;
	/** The venue's own active list was seen empty (of ours) twice, a second apart. */
	readonly verified: boolean;
};

/** Decisions: from a draft to a known outcome. The only user of a gateway. */
export type Trading = {
	/** Replays the journal, reconciles with the venue, opens the gate. Resolves when the first reconciliation ended. */
	readonly start: () => Promise<void>;
	readonly preview: (draft: OrderDraft) => Preview;
	/** Denied at once, or journaled and on its way: the outcome comes as events. */
	readonly submit: (draft: OrderDraft) => SubmitReport;
	/** Never blocked. Repeats itself until there is evidence. */
	readonly cancel: (clientOid: string, why: string) => void;
	readonly cancelAll: (scope: CancelScope, why: string) => Promise<CancelReport>;
	/** Cancels mine in the symbol, then sells what kcmon bought of it. */
	readonly flatten: (symbol: string, why: string) => Promise<void>;
	/** Halts at once, then cancels all of mine. HALTED outlives a restart. */
	readonly kill: (why: string) => Promise<CancelReport>;
	/** Lifts HALTED or REDUCING. */
	readonly resume: (why: string) => void;
	/** False when the four characters are wrong or nothing is to be armed. */
	readonly arm: (typed: string) => boolean;
	readonly disarm: (why: string) => void;
	/** What the venue says of the account, from the private stream. */
	readonly receive: (event: AccountEvent) => void;
	/** Market data, after the store has applied it: what held stops are triggered by. Cheap where none is held. */
	readonly observe: (event: StoreEvent) => void;
	/** The private stream is confirmed (again) or lost: reconciles, or closes the gate. */
	readonly streamChanged: (state: 'live' | 'lost') => void;
	/** Resume from sleep: disarms and reconciles. */
	readonly wake: (why: string) => void;
	/** Orders of ours that may still work at the venue. */
	readonly working: () => number;
	/**
	 * Ends timers. `leave`: the orders were left on purpose, so the dead-man's switch is cleared. `canceled`: it is
	 * cleared only when nothing works any more, and otherwise stays set as the backstop.
	 */
	readonly stop: (how: 'leave' | 'canceled') => Promise<void>;
};

export declare function createTrading(deps: TradingDeps, options: TradingOptions): Trading;
