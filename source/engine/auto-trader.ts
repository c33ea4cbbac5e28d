import { record } from '../journal/entry.js';
import { addDecimals, compareDecimals, decimalText, multiplyDecimals } from '../lib/decimal.js';
import type { Clock } from '../lib/seams.js';
import { type Signal, signalExpiryOf, signalKeyOf } from '../model/signal-event.js';
import type { State } from '../store/state.js';
import { formatDenial } from '../trading/denial.js';
import { type OrderDraft, plainDraft } from '../trading/draft.js';
import type { TradingState } from '../trading/risk.js';
import { resolveSize } from '../trading/sizing.js';
import type { AutoFacts, NoticeEvent } from '../trading/trading-event.js';
import { type AutoSettings, isWanted, refuseMarket, refuseSignal } from './auto-check.js';
import type { OrderManager } from './order-manager.js';
import { touchOf } from './risk-context.js';
import type { Scribe } from './scribe.js';
import { planOfSignal } from './signal-plan.js';

export type { AutoSettings } from './auto-check.js';

/** What the journal says of automatic orders: the signals that were acted on, and what this day has seen. */
export type AutoUsage = {
	/** By `signalKeyOf`. */
	readonly acted: Iterable<string>;
	readonly today: { readonly orders: number; readonly funds: string };
};

/** Orders from signals without a person: off until asked for, within caps of its own, and one order a signal. */
export type AutoTrader = {
	readonly restore: (used: AutoUsage) => void;
	/** A signal as it arrives; each has one chance. */
	readonly take: (signal: Signal) => void;
	readonly set: (on: boolean, why: string) => void;
	/** Undefined where the settings do not allow it in this run. Turns it off by itself where trading is not ACTIVE. */
	readonly facts: () => AutoFacts | undefined;
};

export type AutoTraderDeps = {
	readonly clock: Clock;
	readonly state: State;
	readonly scribe: Scribe;
	readonly manager: OrderManager;
	readonly trading: () => TradingState;
	/** In live only: whether it is armed. */
	readonly armed: () => boolean | undefined;
	readonly available: (currency: string) => string;
	readonly takerRate: (symbol: string) => string;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	readonly onChange: () => void;
};

const dayMs = 86_400_000;

/**
 * Settings undefined: there is no automatic mode in this run. In demo and paper it is on from the start; in live a
 * person turns it on, while armed, and it goes off with the arming. Whatever stops trading turns it off for good, until
 * a person turns it on again.
 */
export function createAutoTrader(deps: AutoTraderDeps, settings: AutoSettings | undefined): AutoTrader {
	const { clock, state, scribe, manager, notify } = deps;
	const acted = new Set<string>();
	let isOn = settings !== undefined && deps.armed() === undefined;
	let why = isOn ? 'by the settings' : 'off at the start';
	let day = Math.floor(clock.wallNow() / dayMs);
	let today: AutoUsage['today'] = { orders: 0, funds: '0' };

	const turnDay = (): void => {
		const now = Math.floor(clock.wallNow() / dayMs);
		// A clock that steps back does not hand out a second allowance.
		if (now > day) {
			day = now;
			today = { orders: 0, funds: '0' };
		}
	};

	const stopReason = (): string | undefined =>
		deps.trading() !== 'ACTIVE' ? `trading is ${deps.trading()}` : deps.armed() === false ? 'disarmed' : undefined;

	/** Latches: what stopped it may pass, and nobody has said that it may go on. */
	const check = (): void => {
		const reason = isOn ? stopReason() : undefined;
		if (reason !== undefined) {
			isOn = false;
			why = reason;
			notify('warning', `AUTO stopped: ${reason}`);
		}
	};

	/** The order that the signal means, or why there is none. */
	const planOf = (signal: Signal, limits: AutoSettings): OrderDraft | string => {
		const { symbol, source } = signal;
		const instrument = state.instruments.get(symbol) ?? state.symbols.get(symbol)?.instrument;
		const bestBid = touchOf(state, symbol, 'buy');
		const bestAsk = touchOf(state, symbol, 'sell');
		if (instrument === undefined || bestBid === undefined || bestAsk === undefined) {
			return `${symbol} is not watched, or has no book`;
		}

		const { entry, stop, target } = planOfSignal({ ...signal, side: 'buy' }, instrument.priceIncrement);
		const gone = refuseMarket({ stop: stop as string, target }, { bestBid, bestAsk });
		if (gone !== undefined) {
			return gone;
		}

		const price = entry ?? bestAsk;
		const context = {
			side: 'buy' as const,
			price,
			instrument,
			baseAvailable: deps.available(instrument.baseCurrency),
			quoteAvailable: deps.available(instrument.quoteCurrency),
			takerFee: deps.takerRate(symbol),
		};
		const byRisk = resolveSize({ kind: 'risk', percent: limits.riskPercent, stop: stop as string }, context);
		const byCap = resolveSize({ kind: 'funds', funds: limits.maxOrderFunds }, context);
		return {
			...plainDraft,
			symbol,
			side: 'buy',
			price,
			size: compareDecimals(byRisk, byCap) < 0 ? byRisk : byCap,
			exits: { stop, target },
			role: 'entry',
			signalId: signal.id,
			signal: { source, terms: { verified: signal.verified, expiresAt: signalExpiryOf(signal) } },
			why: `auto signal ${source}`,
		};
	};

	const refuseByCaps = (funds: string, limits: AutoSettings): string | undefined => {
		if (today.orders >= limits.maxOrdersPerDay) {
			return `${today.orders} automatic orders today, the limit`;
		}

		const sum = decimalText(addDecimals(today.funds, funds));
		return compareDecimals(sum, limits.maxDayFunds) > 0
			? `the day would come to ${sum} of ${limits.maxDayFunds}`
			: undefined;
	};

	/** Sends what the signal means; returns why it did not. */
	const act = (signal: Signal, limits: AutoSettings): string | undefined => {
		const wrong = refuseSignal(signal, limits, clock.wallNow() + (state.clockOffsetMs ?? 0));
		if (wrong !== undefined) {
			return wrong;
		}

		const draft = planOf(signal, limits);
		if (typeof draft === 'string') {
			return draft;
		}

		const { denied } = manager.preview(draft);
		if (denied !== undefined) {
			return formatDenial(denied);
		}

		const funds = decimalText(multiplyDecimals(draft.price as string, draft.size as string));
		const full = refuseByCaps(funds, limits);
		if (full !== undefined) {
			return full;
		}

		// Counted before it is sent: a run that ends in between must not send it again.
		acted.add(signalKeyOf(signal.source, signal.id));
		today = { orders: today.orders + 1, funds: decimalText(addDecimals(today.funds, funds)) };
		scribe.write(journal =>
			record(journal, 'signal', draft.why, {
				signal_id: signal.id,
				source: signal.source,
				symbol: signal.symbol,
				signal_type: signal.signalType,
				confidence: signal.confidence,
				timestamp: signal.timestamp,
				verified: signal.verified,
				auto: true,
				funds,
			}),
		);
		const report = manager.submit(draft);
		deps.onChange();
		if (report.kind === 'denied') {
			return formatDenial(report);
		}

		notify(
			'info',
			`AUTO: buy ${draft.size} ${draft.symbol} at ${draft.price} from ${signal.source} ${signal.signalType}`,
		);
		return undefined;
	};

	return {
		restore(used) {
			for (const key of used.acted) {
				acted.add(key);
			}

			today = used.today;
		},
		take(signal) {
			check();
			turnDay();
			const key = signalKeyOf(signal.source, signal.id);
			const wasTaken = acted.has(key) || (state.signals.taken.get(key)?.size ?? 0) > 0;
			if (settings === undefined || !isOn || wasTaken || !isWanted(signal, settings)) {
				return;
			}

			let refusal: string | undefined;
			try {
				refusal = act(signal, settings);
			} catch (error) {
				// A price that is no number: nothing has been sent before it was read.
				refusal = error instanceof RangeError ? error.message : 'it cannot be reckoned with';
			}

			if (refusal !== undefined) {
				notify('warning', `AUTO left ${signal.source} ${signal.signalType} ${signal.symbol} to you: ${refusal}`);
			}
		},
		set(on, by) {
			const reason = on ? stopReason() : undefined;
			if (settings === undefined || on === isOn || reason !== undefined) {
				notify('warning', reason === undefined ? 'AUTO: nothing to change' : `AUTO stays off: ${reason}`);
				return;
			}

			isOn = on;
			why = by;
			scribe.write(journal => record(journal, 'auto', by, { on }));
			notify(on ? 'danger' : 'warning', on ? 'AUTO is on: signals place orders' : 'AUTO is off');
			deps.onChange();
		},
		facts() {
			check();
			return settings === undefined
				? undefined
				: { on: isOn, why, orders: today.orders, maxOrders: settings.maxOrdersPerDay };
		},
	};
}
