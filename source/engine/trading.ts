import type { Journal } from '../journal/journal.js';
import { replayEntries } from '../journal/replay.js';
import type { Cancel, Clock, Random } from '../lib/seams.js';
import type { AccountEvent, StreamState } from '../model/account-event.js';
import type { StoreEvent } from '../store/apply.js';
import type { State } from '../store/state.js';
import type { OrderDraft, Preview } from '../trading/draft.js';
import type { Gateway } from '../trading/gateway.js';
import { hasGuess, isFinal, isInDoubt } from '../trading/order-state.js';
import type { RiskLimits } from '../trading/risk.js';
import type { TradingEvent } from '../trading/trading-event.js';
import type { AutoSettings } from './auto-trader.js';
import type { CancelReport, CancelScope } from './cancel-scopes.js';
import { flattenSymbol } from './flatten.js';
import type { Limits } from './limits.js';
import type { SubmitReport } from './order-manager.js';
import { restoreTrading } from './restore.js';
import { createTradingParts } from './trading-parts.js';
import { isOpenQuestion } from './unknown-orders.js';

export type { CancelReport, CancelScope } from './cancel-scopes.js';
export type { SubmitReport } from './order-manager.js';

export type TradingDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly journal: Journal;
	readonly gateway: Gateway;
	/** The store's state, to read: books, freshness, instruments. */
	readonly state: State;
	/** The engine's. */
	readonly publish: (event: TradingEvent) => void;
	/** Subscribes the account's stream to the orders anew, where there is one. */
	readonly resubscribe?: (() => void) | undefined;
};

export type TradingOptions = {
	/** Four characters of this data directory, part of every client id. */
	readonly instance: string;
	readonly limits: RiskLimits;
	/** Live: starts disarmed, wants these last four characters of the key to arm, keeps the dead-man's switch. */
	readonly live: { readonly keyTail: string } | undefined;
	/** Refuses every order with this, cancels too where there is nothing to cancel with. */
	readonly closed: 'READ_ONLY' | 'VIEWER' | undefined;
	/** Orders from signals only where the source proves itself. @default true */
	readonly requireVerified?: boolean;
	/** Orders from signals by themselves, within these caps; undefined: never. */
	readonly auto?: AutoSettings | undefined;
};

/** Decisions: from a draft to a known outcome. The only user of a gateway. */
export type Trading = {
	/** Replays the journal, reconciles with the venue, opens the gate. Resolves when the first reconciliation ended. */
	readonly start: () => Promise<void>;
	readonly preview: (draft: OrderDraft) => Preview;
	/** Denied at once, or journaled and on its way: the outcome comes as events. */
	readonly submit: (draft: OrderDraft) => SubmitReport;
	/** Never blocked. Repeats itself until there is evidence. Takes the id of a held stop too: that gives up its bracket. */
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
	/** Limits on new risk, as they are in force now. */
	readonly limits: Limits['get'];
	/** Limits on new risk become tighter where these are; returns the names of those. Never looser: that takes a new start. */
	readonly tightenLimits: Limits['tighten'];
	/** Automatic orders: off at once; on only where the settings allow them and trading is ACTIVE (live: ARMED). */
	readonly setAuto: (on: boolean, why: string) => void;
	/** What the venue says of the account, from the private stream. */
	readonly receive: (event: AccountEvent) => void;
	/** Market data, after the store has applied it: what held stops are triggered by. Cheap where none is held. */
	readonly observe: (event: StoreEvent) => void;
	/** The private stream is confirmed (again) or lost: reconciles, or closes the gate. What is renewed has missed nothing: the gate stays open. */
	readonly streamChanged: (state: StreamState) => void;
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

const tickMs = 1000;

const reconcileOpenMs = 60_000;

const reconcileIdleMs = 300_000;

/** Without the private stream, or while it says nothing of orders, and some are open. */
const pollMs = 5000;

const nothingToCancel: CancelReport = { requested: 0, canceled: 0, left: 0, verified: false, brackets: 0 };

export function createTrading(deps: TradingDeps, options: TradingOptions): Trading {
	const { clock, gateway, journal, state, publish } = deps;
	let phase: 'idle' | 'running' | 'stopped' = 'idle';
	let sessionStart = Number.POSITIVE_INFINITY;
	let isStreamLost = false;
	let lastCompareAt = Number.NEGATIVE_INFINITY;
	let comparedUntil: number | undefined;
	let early: AccountEvent[] = [];
	const timers = new Set<Cancel>();

	const after = (delayMs: number, callback: () => void): void => {
		const cancel = clock.after(delayMs, () => {
			timers.delete(cancel);
			callback();
		});
		timers.add(cancel);
	};

	const parts = createTradingParts(deps, options, {
		isRunning: () => phase === 'running',
		sessionStart: () => sessionStart,
		comparedUntil: () => comparedUntil,
		noteCompared: () => {
			lastCompareAt = clock.monoNow();
		},
		after,
	});
	const { ledger, gate, intake, canceler, reconciler, unknown, brackets, manager, notify, silence } = parts;

	const tick = (): void => {
		const age = clock.monoNow() - lastCompareAt;
		const hasOpen = ledger.open().length > 0;
		const every = hasOpen ? (isStreamLost || silence.isDeaf() ? pollMs : reconcileOpenMs) : reconcileIdleMs;
		if (age >= every) {
			lastCompareAt = clock.monoNow();
			void reconciler.run('periodic');
		}

		brackets.tick();
		parts.deadMan?.tick();
		gate.refresh();
	};

	const compareAnew = (why: string): Promise<void> => {
		gate.close('compare', 'comparing with the venue');
		return reconciler.run(why);
	};

	const isClosed = (): boolean => options.closed !== undefined;

	return {
		async start() {
			if (phase !== 'idle') {
				return;
			}

			phase = 'running';
			if (isClosed()) {
				gate.refresh();
				return;
			}

			gate.close('compare', 'comparing with the venue');
			sessionStart = gateway.venueNow();
			const replay = replayEntries(journal.recovered(), clock.wallNow());
			comparedUntil = replay.comparedUntil;
			parts.auto.restore({ acted: replay.signals.keys(), today: replay.autoToday });
			restoreTrading(replay, {
				clock,
				ledger,
				positions: parts.positions,
				usage: parts.usage,
				gate,
				brackets,
				publish,
				notify,
			});
			for (const order of ledger.open()) {
				if (isOpenQuestion(order)) {
					unknown.watch(order.clientOid, order.createdAt);
				}
			}

			for (const event of early) {
				intake.receive(event);
			}

			early = [];
			timers.add(clock.every(tickMs, tick));
			await reconciler.run('start');
			if (phase !== 'running') {
				return;
			}

			// What was being canceled when the last run ended is canceled on.
			canceler.cancel(
				ledger.open().filter(order => order.cancelRequested),
				'canceled before the restart',
			);
			brackets.begin();
			gate.refresh();
		},
		preview: manager.preview,
		submit: manager.submit,
		cancel(clientOid, why) {
			const order = ledger.get(clientOid);
			if (isClosed()) {
				notify(
					'warning',
					`cannot cancel: ${options.closed === 'VIEWER' ? 'another kcmon trades here' : 'order entry is off'}`,
				);
			} else if (order !== undefined && isInDoubt(order) && !hasGuess(order) && !isFinal(order)) {
				// There is no address left to cancel: first nothing more goes out, then it is a person's.
				brackets.abandon(plan => plan.id === order.bracketId, why);
				ledger.apply(clientOid, { kind: 'given-up' }, why);
				notify('danger', `given up: what came of ${order.side} ${order.symbol} is for you to find at KuCoin`);
			} else if (order !== undefined) {
				canceler.cancel([order], why);
			} else if (brackets.has(clientOid)) {
				brackets.abandon(plan => plan.id === clientOid, why);
				notify('warning', 'bracket given up: stop and target are gone');
			} else {
				notify('warning', 'not an order of this kcmon: only a cancel of the whole account touches it');
			}
		},
		cancelAll: (scope, why) => (isClosed() ? Promise.resolve(nothingToCancel) : parts.scopes.cancelAll(scope, why)),
		flatten: async (symbol, why) => {
			if (!isClosed()) {
				await flattenSymbol({ ...parts, state, gateway }, symbol, why);
			}
		},
		kill: why => (isClosed() ? Promise.resolve(nothingToCancel) : parts.scopes.kill(why)),
		resume(why) {
			gate.setTrading('ACTIVE', why);
			parts.holds.forget();
			notify('info', 'trading is ACTIVE again');
		},
		arm: parts.arming.arm,
		disarm: parts.arming.disarm,
		limits: parts.limits.get,
		tightenLimits: parts.limits.tighten,
		setAuto: parts.auto.set,
		receive(event) {
			if (phase === 'idle') {
				early.push(event);
			} else if (phase === 'running') {
				intake.receive(event);
				if (event.type === 'order-update') {
					silence.heard();
				}
			}
		},
		observe(event) {
			if (phase === 'running') {
				brackets.observe(event);
				if (event.type === 'signal') {
					parts.auto.take(event.signal);
				}

				if (event.type === 'venue') {
					gate.refresh();
				}
			}
		},
		streamChanged(streamState) {
			if (phase === 'stopped' || isClosed()) {
				return;
			}

			isStreamLost = streamState === 'lost';
			silence.streamChanged(isStreamLost);
			if (isStreamLost) {
				gate.close('stream', 'private stream down · polling');
			} else if (streamState === 'renewed') {
				if (phase === 'running') {
					void reconciler.run('private stream renewed');
				}
			} else {
				// Nothing may be sent between the one and the other.
				const compared = phase === 'running' ? compareAnew('private stream confirmed') : undefined;
				gate.open('stream');
				void compared;
			}
		},
		wake(why) {
			if (phase === 'running' && !isClosed()) {
				parts.arming.disarm(why);
				void compareAnew(why);
				unknown.lookNow();
				parts.deadMan?.tick();
			}
		},
		working: () => ledger.open().length,
		async stop(how) {
			if (phase === 'stopped') {
				return;
			}

			phase = 'stopped';
			for (const cancel of timers) {
				cancel();
			}

			timers.clear();
			parts.arming.stop();
			canceler.stop();
			unknown.stop();
			parts.collector.stop();
			reconciler.stop();
			const working = ledger.open().length;
			await parts.deadMan?.stop(how === 'leave' || working === 0);
		},
	};
}
