import type { AlertRule, OrderAlertStatus } from '../lib/alert-text.js';
import { formatCompact, formatFixed } from '../lib/format.js';
import type { Clock } from '../lib/seams.js';
import type { AlertEvent } from '../model/alert-event.js';
import type { TradeEvent } from '../model/market-event.js';
import type { OrderStatus } from '../model/order.js';
import type { Signal } from '../model/signal-event.js';
import { localSource, priceAlertOf } from '../signals/make-signal.js';
import { judgeSockets } from '../store/judge.js';
import { selectTicker } from '../store/selectors/ticker.js';
import type { State } from '../store/state.js';
import { orderKey } from '../store/trading-record.js';
import { filledSizeOf, statusOf } from '../trading/order-state.js';
import type { OrderEvent } from '../trading/trading-event.js';
import { type AlertLevel, createAlertLevel } from './alert-level.js';
import type { EngineEvent } from './engine.js';
import { createMinuteVolume, type MinuteVolume } from './minute-volume.js';

/** Alerts on spread, volume, signals, orders and the connection; and the price alerts' word when one of those goes off. */
export type AlertWatch = {
	/** Replaces them all. One that was there already keeps its state. */
	readonly set: (rules: readonly AlertRule[]) => void;
	/** After every event that the store has applied. */
	readonly observe: (event: EngineEvent) => void;
	/** Once a second: what is a level is looked at, while its data are LIVE. */
	readonly tick: () => void;
	readonly list: () => readonly { readonly text: string; readonly state: AlertState }[];
};

export type AlertState = 'waiting' | 'armed' | 'done';

type Watched = { readonly rule: AlertRule; readonly level: AlertLevel | undefined; isDone: boolean; isArmed: boolean };

const rememberedOrders = 1000;

const alertStatusOf: Readonly<Partial<Record<OrderStatus, OrderAlertStatus>>> = {
	FILLED: 'filled',
	PARTIAL: 'partial',
	CANCELED: 'canceled',
	REJECTED: 'rejected',
	'NOT PLACED': 'rejected',
	'NOT SENT': 'rejected',
	UNKNOWN: 'unknown',
};

/** Publishes an `alert` event for each that goes off. */
export function createAlertWatch(
	{ clock, publish }: { readonly clock: Clock; readonly publish: (event: AlertEvent) => void },
	state: State,
): AlertWatch {
	let watched: readonly Watched[] = [];
	const volumes = new Map<string, MinuteVolume>();
	// What an order was when it was last told: one that a start finds in its end is no news.
	const statuses = new Map<string, OrderStatus>();
	let downSince: number | undefined;

	const tell = (alert: string, about: Pick<AlertEvent, 'kind' | 'symbol' | 'text' | 'repeats'>): void => {
		publish({ type: 'alert', alert, ...about, receivedAt: clock.wallNow() });
	};

	const goOff = (one: Watched, symbol: string | undefined, text: string): void => {
		const { rule } = one;
		one.isDone = !rule.repeats;
		tell(rule.text, { kind: rule.kind, symbol, text, repeats: rule.repeats });
	};

	const hearSignal = (signal: Signal): void => {
		if (signal.duplicateOf !== undefined) {
			return;
		}

		if (signal.source === localSource && signal.signalType === 'price_alert') {
			const alert = priceAlertOf(signal);
			const repeats = alert.endsWith(' repeat');
			tell(alert, { kind: 'price', symbol: signal.symbol, text: `${signal.symbol} ${signal.reason}`, repeats });
			return;
		}

		for (const one of watched) {
			const { rule } = one;
			const isMeant =
				rule.kind === 'signal' &&
				!one.isDone &&
				(rule.symbol ?? signal.symbol) === signal.symbol &&
				(rule.signalType ?? signal.signalType) === signal.signalType &&
				signal.confidence >= rule.leastConfidence;
			if (isMeant) {
				const side = signal.side === undefined ? '' : ` ${signal.side}`;
				const text = `${signal.symbol} ${signal.signalType}${side} ${signal.confidence.toFixed(2)} from ${signal.source}`;
				goOff(one, signal.symbol, text);
			}
		}
	};

	const remember = (key: string, status: OrderStatus): void => {
		statuses.delete(key);
		statuses.set(key, status);
		if (statuses.size > rememberedOrders) {
			statuses.delete(statuses.keys().next().value as string);
		}
	};

	const hearOrder = ({ order }: OrderEvent): void => {
		const key = orderKey(order);
		const before = statuses.get(key);
		const now = statusOf(order);
		remember(key, now);
		const word = alertStatusOf[now];
		const isNew = before === undefined || before === now;
		if (isNew || word === undefined) {
			return;
		}

		for (const one of watched) {
			const { rule } = one;
			const isMeant =
				rule.kind === 'order' &&
				!one.isDone &&
				(rule.symbol ?? order.symbol) === order.symbol &&
				(rule.status ?? word) === word;
			if (isMeant) {
				const price = order.price === undefined ? order.type : `at ${order.price}`;
				const size = order.size ?? order.funds ?? '';
				const part = now === 'PARTIAL' ? `, ${filledSizeOf(order)} of it filled` : '';
				goOff(one, order.symbol, `${order.symbol} ${order.side} ${size} ${price} is ${now}${part}`);
			}
		}
	};

	const noteTrade = (trade: TradeEvent): void => {
		volumes.get(trade.symbol)?.add(trade, clock.monoNow());
	};

	const look = (one: Watched & { readonly level: AlertLevel }): void => {
		const { rule, level } = one;
		const now = clock.monoNow();
		if (rule.kind !== 'spread' && rule.kind !== 'volume') {
			return;
		}

		const value = rule.kind === 'spread' ? spreadOf(rule.symbol) : volumeOf(rule, now);
		if (value !== undefined && level.reaches(value)) {
			const words =
				rule.kind === 'spread'
					? `spread ${formatFixed(value, 2)} bps`
					: `${formatCompact(value).trim()} ${rule.symbol.split('-')[1]} traded in a minute`;
			goOff(one, rule.symbol, `${rule.symbol} ${words}`);
		}
	};

	const isKept = (symbol: string): boolean => state.symbols.has(symbol);

	const spreadOf = (symbol: string): number | undefined => {
		const at = { wall: clock.wallNow(), mono: clock.monoNow() };
		const ticker = isKept(symbol) ? selectTicker(state, symbol, at) : undefined;
		return ticker?.freshness.state === 'LIVE' ? ticker.spreadBps : undefined;
	};

	/** Of a minute that is not whole yet it is only known what it is at least; so it is while nothing comes. */
	const volumeOf = ({ symbol, when }: Extract<AlertRule, { kind: 'spread' | 'volume' }>, now: number) => {
		const volume = volumes.get(symbol);
		const isSure =
			when === 'at-or-above' || (volume?.isWhole(now) === true && judgeSockets(state, now).state === 'LIVE');
		return isSure && isKept(symbol) ? volume?.sum(now) : undefined;
	};

	const lookAtConnection = (): void => {
		const now = clock.monoNow();
		const verdict = judgeSockets(state, now);
		downSince = verdict.state === 'LIVE' ? undefined : (downSince ?? now);
		for (const one of watched) {
			const { rule } = one;
			if (rule.kind !== 'connection' || one.isDone) {
				continue;
			}

			if (downSince === undefined) {
				one.isArmed = true;
			} else if (one.isArmed && now - downSince >= rule.downSeconds * 1000) {
				one.isArmed = false;
				// Behind the reason stands the next attempt, which is over when this is read.
				const [why = ''] = verdict.note.split(' · ');
				const seconds = Math.round((now - downSince) / 1000);
				goOff(one, undefined, `no market data for ${seconds}s${why === '' ? '' : `: ${why}`}`);
			}
		}
	};

	return {
		set(rules) {
			const before = watched;
			watched = rules.map(rule => {
				const kept = before.find(one => one.rule.text === rule.text);
				const isLevel = rule.kind === 'spread' || rule.kind === 'volume';
				const level = isLevel ? createAlertLevel(rule.limit, rule) : undefined;
				return kept ?? { rule, level, isDone: false, isArmed: rule.kind !== 'connection' };
			});
			const symbols = new Set(rules.flatMap(rule => (rule.kind === 'volume' ? [rule.symbol] : [])));
			for (const symbol of volumes.keys()) {
				if (!symbols.has(symbol)) {
					volumes.delete(symbol);
				}
			}

			for (const symbol of symbols) {
				if (!volumes.has(symbol)) {
					volumes.set(symbol, createMinuteVolume(clock.monoNow()));
				}
			}
		},
		observe(event) {
			if (event.type === 'trade') {
				if (volumes.size > 0) {
					noteTrade(event);
				}
			} else if (event.type === 'signal') {
				hearSignal(event.signal);
			} else if (event.type === 'order') {
				hearOrder(event);
			}
		},
		tick() {
			if (watched.length === 0) {
				return;
			}

			lookAtConnection();
			for (const one of watched) {
				if (one.level !== undefined && !one.isDone) {
					look(one as Watched & { readonly level: AlertLevel });
				}
			}
		},
		list: () =>
			watched.map(one => ({
				text: one.rule.text,
				state: one.isDone ? 'done' : (one.level?.state() ?? (one.isArmed ? 'armed' : 'waiting')),
			})),
	};
}
