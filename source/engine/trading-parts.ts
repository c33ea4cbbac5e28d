import { toSafeText } from '../lib/safe-text.js';
import { createClientOids } from '../trading/client-oid.js';
import { hasTriggered, isFinal, isInDoubt, lacksChild, type Order } from '../trading/order-state.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import { createAccountIntake } from './account-intake.js';
import { createArming } from './arming.js';
import { type AutoTrader, createAutoTrader } from './auto-trader.js';
import { createBalanceSheet } from './balance-sheet.js';
import { type BracketRunner, createBracketRunner } from './bracket-runner.js';
import { createCancelScopes } from './cancel-scopes.js';
import { createCanceler } from './canceler.js';
import { createDeadMan, type DeadMan } from './dead-man.js';
import { createExternalOrders } from './external-orders.js';
import { createFeeRates } from './fee-rates.js';
import { createFillCollector } from './fill-collector.js';
import { createGate } from './gate.js';
import { createHoldsGuard } from './holds-guard.js';
import { createLimits } from './limits.js';
import { createOrderLedger } from './order-ledger.js';
import { createOrderManager } from './order-manager.js';
import { createOrderRecorder } from './order-recorder.js';
import { createOrderUsage } from './order-usage.js';
import { createPositions } from './positions.js';
import { createReconciler } from './reconciler.js';
import { createScribe } from './scribe.js';
import { createStopNews } from './stop-news.js';
import { createStreamSilence, type StreamSilence } from './stream-silence.js';
import type { TradingDeps, TradingOptions } from './trading.js';
import { createUnknownOrders } from './unknown-orders.js';

/** What the parts need to know of the run that they belong to. */
export type Life = {
	readonly isRunning: () => boolean;
	/** Venue time, ms. */
	readonly sessionStart: () => number;
	/** Venue time up to which an earlier run had compared everything. */
	readonly comparedUntil: () => number | undefined;
	readonly noteCompared: () => void;
	/** A timer that ends with the run. */
	readonly after: (delayMs: number, callback: () => void) => void;
};

export type TradingParts = ReturnType<typeof createTradingParts>;

/** A trigger has an event by then, after the market has traded at its price. */
const triggerDueMs = 2000;

/** A balance that came late has company: they are asked about together. */
const doubtfulBalanceMs = 1000;

/** After an order began to hold, traded or ended the stream has told of a balance by then. */
const balanceDueMs = 5000;

/** Makes the parts of trading and tells each what the others have to say to it. */
export function createTradingParts(deps: TradingDeps, options: TradingOptions, life: Life) {
	const { clock, gateway, journal, state, publish } = deps;
	const nextOid = createClientOids(deps.random, options.instance);
	let brackets: BracketRunner | undefined;
	let deadMan: DeadMan | undefined;
	let auto: AutoTrader | undefined;
	let silence: StreamSilence | undefined;

	const notify = (level: NoticeEvent['level'], text: string): void => {
		publish({ type: 'notice', level, text: toSafeText(text), receivedAt: clock.wallNow() });
	};
	const scribe = createScribe(journal, reason => {
		notify('danger', `DISK: entry locked: ${reason}`);
		gate.refresh();
	});
	const ledger = createOrderLedger(error => notify('danger', `a part of trading failed: ${String(error)}`));
	const fees = createFeeRates(gateway, state, clock.monoNow);
	const positions = createPositions(fees.taker, bracketId => brackets?.has(bracketId) === true);
	const balances = createBalanceSheet();
	const usage = createOrderUsage();
	const limits = createLimits(options.limits);
	const gate = createGate({
		clock,
		state,
		scribe,
		ledger,
		publish,
		isLive: options.live !== undefined,
		closed: options.closed,
		held: () => brackets?.held() ?? [],
		planned: () => brackets?.planned() ?? [],
		auto: () => auto?.facts(),
		deadManAt: () => deadMan?.firesAt(),
		isDeaf: () => silence?.isDeaf() === true,
	});
	const externals = createExternalOrders(order => publish({ type: 'order', order, receivedAt: clock.wallNow() }));
	let asksBalances = false;
	let owesBalance = false;
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
		onDoubtfulBalance: () => {
			if (!asksBalances) {
				asksBalances = true;
				life.after(doubtfulBalanceMs, () => {
					asksBalances = false;
					askBalances();
				});
			}
		},
		onUnknownStop: (orderId, isLeg) => stopNews.add(orderId, isLeg),
	});
	const readBalances = async (): Promise<void> => {
		const mark = balances.mark();
		balances.replace(await gateway.balances(), mark);
		publish({ type: 'balances', balances: balances.all(), complete: true, receivedAt: clock.wallNow() });
	};
	/** Asks once more where that fails; then the next comparison does. */
	const askBalances = (): void => {
		readBalances().catch(() => {
			life.after(balanceDueMs, () => void readBalances().catch(() => {}));
		});
	};
	const collector = createFillCollector(clock, gateway, ledger);
	const unknown = createUnknownOrders(clock, gateway, ledger, {
		totalOf: currency => balances.get(currency)?.total,
		onGuess: ({ side, symbol }, { orderId, size, price, type }) => {
			externals.drop(orderId);
			const what = `${side} ${symbol} ${size} ${type === 'market' ? 'at market' : `at ${price}`}`;
			notify('danger', `UNKNOWN: see KuCoin: ${what} (${orderId}) may be what a trigger made · kcmon leaves it alone`);
		},
	});
	const canceler = createCanceler(
		{ clock, gateway, ledger, scribe },
		() => void reconciler.run('a cancel met nothing'),
	);
	const holds = createHoldsGuard({ ledger, externals, balances, gate, state, notify, takerRate: fees.taker });
	const reconciler = createReconciler(
		{
			clock,
			gateway,
			ledger,
			externals,
			intake,
			collector,
			scribe,
			state,
			readBalances,
			onEnd: ({ complete, isCurrent, problem }) => {
				life.noteCompared();
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
		life.comparedUntil,
	);

	const streamSilence = createStreamSilence({
		after: life.after,
		ledger,
		intake,
		compare: why => void reconciler.run(why),
		resubscribe: deps.resubscribe ?? (() => {}),
		notify,
		onChange: gate.refresh,
	});
	silence = streamSilence;
	const stopNews = createStopNews(life.after, ledger, why => void reconciler.run(why));
	const manager = createOrderManager({
		clock,
		gateway,
		ledger,
		scribe,
		sources: { state, gate, ledger, balances, positions, fees, usage, limits: limits.get, wallNow: clock.wallNow },
		unknown,
		nextOid,
		notify,
		openBracket: (request, exits) => (brackets as BracketRunner).open(request, exits),
		requireVerified: options.requireVerified ?? true,
		onAccepted: streamSilence.expect,
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
		// What it left sold is no position any more.
		onEnd: symbol => {
			if (positions.symbols().includes(symbol)) {
				publish(positions.describe(symbol, clock.wallNow()));
			}
		},
		onLegReached: clientOid => life.after(triggerDueMs, () => expectTrigger(clientOid)),
	});
	const runner = brackets;
	const autoTrader = createAutoTrader(
		{
			clock,
			state,
			scribe,
			manager,
			trading: gate.trading,
			armed: () => (options.live === undefined ? undefined : gate.isArmed()),
			available: balances.available,
			takerRate: fees.taker,
			notify,
			onChange: gate.refresh,
		},
		options.auto,
	);
	auto = autoTrader;
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
		state,
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
		isPast: time => time < life.sessionStart(),
		onResurrected: order => {
			gate.setTrading('HALTED', `${order.clientOid} was taken for refused and lives`);
			notify('danger', `RESURRECTED: ${order.side} ${order.symbol} was taken for refused and lives · HALTED`);
		},
	});
	ledger.changes.add(record);
	ledger.changes.add(({ before, after }) => {
		if (!life.isRunning()) {
			return;
		}

		if (before !== undefined && !isFinal(before) && isFinal(after) && !after.seen) {
			usage.giveBack(after.clientOid);
		}

		collector.watch(after);
		if (movesBalances(before, after)) {
			expectBalance();
		}

		if (lacksChild(after) && !(before !== undefined && lacksChild(before))) {
			unknown.watch(after.clientOid, after.createdAt);
		}

		if (before !== undefined && isInDoubt(before) && !isInDoubt(after) && after.cancelRequested) {
			canceler.cancel([after], 'canceled before it was found');
		}

		gate.refresh();
		runner.noteOrder(after);
		deadMan?.tick();
	});

	/** Where the stream says nothing of a balance that was moved, it is asked for. */
	const expectBalance = (): void => {
		if (!owesBalance) {
			owesBalance = true;
			const mark = balances.mark();
			life.after(balanceDueMs, () => {
				owesBalance = false;
				if (balances.mark() === mark) {
					askBalances();
				}
			});
		}
	};

	/** The market has traded at a price of a stop or a pair, and the stream says nothing of it. */
	const expectTrigger = (clientOid: string): void => {
		const order = ledger.get(clientOid);
		if (order !== undefined && !isFinal(order) && !hasTriggered(order)) {
			void reconciler.run('no word of a trigger');
		}
	};

	return {
		notify,
		ledger,
		positions,
		balances,
		usage,
		gate,
		limits,
		intake,
		collector,
		unknown,
		canceler,
		holds,
		reconciler,
		manager,
		auto: autoTrader,
		brackets: runner,
		deadMan,
		scopes,
		arming,
		silence: streamSilence,
	};
}

/** An order holds from its beginning, trades, and lets go at its end. */
function movesBalances(before: Order | undefined, after: Order): boolean {
	const hasEnded = isFinal(after) && (before === undefined || !isFinal(before));
	return after.seen && (before?.seen !== true || hasEnded || after.fills.size > before.fills.size);
}
