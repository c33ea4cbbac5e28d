import type { Journal } from '../journal/journal.js';
import { replayEntries } from '../journal/replay.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Cancel, Clock, Random } from '../lib/seams.js';
import type { AccountEvent } from '../model/account-event.js';
import type { StoreEvent } from '../store/apply.js';
import type { State } from '../store/state.js';
import { createClientOids } from '../trading/client-oid.js';
import type { OrderDraft, Preview } from '../trading/draft.js';
import type { Gateway } from '../trading/gateway.js';
import { isFinal, statusOf } from '../trading/order-state.js';
import type { RiskLimits } from '../trading/risk.js';
import type { NoticeEvent, TradingEvent } from '../trading/trading-event.js';
import { createAccountIntake } from './account-intake.js';
import { createArming } from './arming.js';
import { createBalanceSheet } from './balance-sheet.js';
import { type BracketRunner, createBracketRunner } from './bracket-runner.js';
import { type CancelReport, type CancelScope, createCancelScopes } from './cancel-scopes.js';
import { createCanceler } from './canceler.js';
import { createDeadMan, type DeadMan } from './dead-man.js';
import { createExternalOrders } from './external-orders.js';
import { createFeeRates } from './fee-rates.js';
import { createFillCollector } from './fill-collector.js';
import { flattenSymbol } from './flatten.js';
import { createGate } from './gate.js';
import { createHoldsGuard } from './holds-guard.js';
import { createOrderLedger } from './order-ledger.js';
import { createOrderManager, type SubmitReport } from './order-manager.js';
import { createOrderRecorder } from './order-recorder.js';
import { createOrderUsage } from './order-usage.js';
import { createPositions } from './positions.js';
import { createReconciler } from './reconciler.js';
import { restoreTrading } from './restore.js';
import { createScribe } from './scribe.js';
import { createUnknownOrders } from './unknown-orders.js';

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

const tickMs = 1000;

const reconcileOpenMs = 60_000;

const reconcileIdleMs = 300_000;

/** Without the private stream, while orders are open. */
const pollMs = 5000;

/** An order that the venue took has an event on the stream by then. */
const eventDueMs = 5000;

const nothingToCancel: CancelReport = { requested: 0, canceled: 0, left: 0, verified: false };

export function createTrading(deps: TradingDeps, options: TradingOptions): Trading {
	const { clock, gateway, journal, state, publish } = deps;
	const nextOid = createClientOids(deps.random, options.instance);
	let phase: 'idle' | 'running' | 'stopped' = 'idle';
	let sessionStart = Number.POSITIVE_INFINITY;
	let isStreamLost = false;
	let lastCompareAt = Number.NEGATIVE_INFINITY;
	let comparedUntil: number | undefined;
	let early: AccountEvent[] = [];
	const timers = new Set<Cancel>();
	let brackets: BracketRunner | undefined;
	let deadMan: DeadMan | undefined;

	const notify = (level: NoticeEvent['level'], text: string): void => {
		publish({ type: 'notice', level, text: toSafeText(text), receivedAt: clock.wallNow() });
	};
	const scribe = createScribe(journal, reason => {
		notify('danger', `DISK: entry locked: ${reason}`);
		gate.refresh();
	});
	const ledger = createOrderLedger(error => notify('danger', `a part of trading failed: ${String(error)}`));
	const fees = createFeeRates(gateway, state, clock.monoNow);
	const positions = createPositions(fees.taker);
	const balances = createBalanceSheet();
	const usage = createOrderUsage();
	const gate = createGate({
		clock,
		state,
		scribe,
		ledger,
		publish,
		isLive: options.live !== undefined,
		closed: options.closed,
		held: () => brackets?.held() ?? [],
		deadManAt: () => deadMan?.firesAt(),
	});
	const externals = createExternalOrders(order => publish({ type: 'order', order, receivedAt: clock.wallNow() }));
	const intake = createAccountIntake({
		instance: options.instance,
		ledger,
		externals,
		balances,
		notify,
		onBalance: currency => {
			const balance = balances.get(currency);
			if (balance !== undefined) {
				publish({ type: 'balances', balances: [balance], complete: false, receivedAt: clock.wallNow() });
			}
		},
	});
	const collector = createFillCollector(clock, gateway, ledger);
	const unknown = createUnknownOrders(clock, gateway, ledger);
	const canceler = createCanceler(
		{ clock, gateway, ledger, scribe },
		() => void reconciler.run('a cancel met nothing'),
	);
	const holds = createHoldsGuard({ ledger, externals, balances, gate, notify, takerRate: fees.taker });
	const reconciler = createReconciler(
		{
			clock,
			gateway,
			ledger,
			externals,
			intake,
			collector,
			scribe,
			onBalances: (all, askedAt) => {
				balances.replace(all, askedAt);
				publish({ type: 'balances', balances: balances.all(), complete: true, receivedAt: clock.wallNow() });
			},
			onEnd: ({ complete, isCurrent, problem }) => {
				lastCompareAt = clock.monoNow();
				if (complete) {
					holds.check();
				}

				if (complete && isCurrent) {
					gate.open('compare');
				} else if (!complete && gate.isClosedBy('compare')) {
					gate.close('compare', toSafeText(`cannot compare with the venue: ${problem ?? ''}`, { maxGraphemes: 80 }));
				}
			},
		},
		() => comparedUntil,
	);

	const manager = createOrderManager({
		clock,
		gateway,
		ledger,
		scribe,
		sources: { state, gate, ledger, balances, positions, fees, usage, limits: options.limits, wallNow: clock.wallNow },
		unknown,
		nextOid,
		notify,
		openBracket: (request, exits) => (brackets as BracketRunner).open(request, exits),
		onAccepted: clientOid => after(eventDueMs, () => expectEvent(clientOid)),
	});
	brackets = createBracketRunner({
		clock,
		gateway,
		ledger,
		scribe,
		state,
		nextId: () => nextOid(clock.wallNow()),
		takerRate: fees.taker,
		submit: manager.submit,
		cancel: canceler.cancel,
		notify,
		onChange: gate.refresh,
	});
	const runner = brackets;
	deadMan =
		options.live === undefined
			? undefined
			: createDeadMan({
					clock,
					gateway,
					ledger,
					state,
					scribe,
					notify,
					onFired: () => void reconciler.run('the dead-man switch'),
					onChange: gate.refresh,
				});
	const scopes = createCancelScopes({
		clock,
		instance: options.instance,
		gateway,
		ledger,
		externals,
		intake,
		canceler,
		gate,
		scribe,
		notify,
		abandonBrackets: (symbol, why) => runner.abandon(plan => symbol === undefined || plan.symbol === symbol, why),
	});
	const arming = createArming({ clock, gate, notify, hasDeadMan: gateway.deadMan !== undefined }, options.live);

	const record = createOrderRecorder({
		clock,
		scribe,
		positions,
		publish,
		notify,
		isPast: time => time < sessionStart,
		onResurrected: order => {
			gate.setTrading('HALTED', `${order.clientOid} was taken for refused and lives`);
			notify('danger', `RESURRECTED: ${order.side} ${order.symbol} was taken for refused and lives · HALTED`);
		},
	});
	ledger.changes.add(record);
	ledger.changes.add(({ before, after }) => {
		if (phase !== 'running') {
			return;
		}

		if (before !== undefined && !isFinal(before) && isFinal(after) && !after.seen) {
			usage.giveBack(after.clientOid);
		}

		collector.watch(after);
		gate.refresh();
		runner.noteOrder(after);
		deadMan?.tick();
	});

	const after = (delayMs: number, callback: () => void): void => {
		const cancel = clock.after(delayMs, () => {
			timers.delete(cancel);
			callback();
		});
		timers.add(cancel);
	};

	/** The venue took it and the stream says nothing: either the stream is deaf or the order is lost. */
	const expectEvent = (clientOid: string): void => {
		const order = ledger.get(clientOid);
		if (order !== undefined && !isFinal(order) && !intake.hasHeardOf(clientOid)) {
			void reconciler.run('order stream silent');
		}
	};

	const tick = (): void => {
		const age = clock.monoNow() - lastCompareAt;
		const hasOpen = ledger.open().length > 0;
		const every = hasOpen ? (isStreamLost ? pollMs : reconcileOpenMs) : reconcileIdleMs;
		if (age >= every) {
			lastCompareAt = clock.monoNow();
			void reconciler.run('periodic');
		}

		runner.tick();
		deadMan?.tick();
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
			restoreTrading(replay, { clock, ledger, positions, usage, gate, brackets: runner, publish, notify });
			for (const order of ledger.open()) {
				if (statusOf(order) === 'UNKNOWN') {
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
			runner.begin();
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
			} else if (order !== undefined) {
				canceler.cancel([order], why);
			} else if (runner.has(clientOid)) {
				runner.abandon(plan => plan.id === clientOid, why);
				notify('warning', 'bracket given up: stop and target are gone');
			} else {
				notify('warning', 'not an order of this kcmon: only a cancel of the whole account touches it');
			}
		},
		cancelAll: (scope, why) => (isClosed() ? Promise.resolve(nothingToCancel) : scopes.cancelAll(scope, why)),
		flatten: async (symbol, why) => {
			if (!isClosed()) {
				await flattenSymbol({ state, gateway, scopes, manager, positions, balances, notify }, symbol, why);
			}
		},
		kill: why => (isClosed() ? Promise.resolve(nothingToCancel) : scopes.kill(why)),
		resume(why) {
			gate.setTrading('ACTIVE', why);
			holds.forget();
		},
		arm: arming.arm,
		disarm: arming.disarm,
		receive(event) {
			if (phase === 'idle') {
				early.push(event);
			} else if (phase === 'running') {
				intake.receive(event);
			}
		},
		observe(event) {
			if (phase === 'running') {
				runner.observe(event);
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
			if (isStreamLost) {
				gate.close('stream', 'private stream down · polling');
			} else {
				gate.open('stream');
				if (phase === 'running') {
					void compareAnew('private stream confirmed');
				}
			}
		},
		wake(why) {
			if (phase === 'running' && !isClosed()) {
				arming.disarm(why);
				void compareAnew(why);
				unknown.lookNow();
				deadMan?.tick();
			}
		},
		working: () => ledger.open().length,
		async stop(how) {
			if (phase === 'stopped') {
				return;
			}

			const wasRunning = phase === 'running' && !isClosed();
			phase = 'stopped';
			for (const cancel of timers) {
				cancel();
			}

			timers.clear();
			arming.stop();
			canceler.stop();
			unknown.stop();
			collector.stop();
			reconciler.stop();
			const working = ledger.open().length;
			await deadMan?.stop(how === 'leave' || working === 0);
			if (wasRunning) {
				scribe.write(() => journal.append('exit', how, { working }));
			}
		},
	};
}
