import type { TickerEvent, TradeEvent } from '../model/market-event.js';
import type { Signal } from '../model/signal-event.js';
import { pickFeatures } from './features.js';
import type { PriceAlert } from './price-alerts.js';
import type { Finding, Rule } from './rule.js';
import type { SymbolFeatures } from './symbol-features.js';

/** The name under which kcmon's own signals are kept. */
export const localSource = 'kcmon';

/** What a rule found, as an event of its own. The id is of type, symbol and venue time: a replay gives the same. */
export function makeSignal(rule: Rule, finding: Finding, features: SymbolFeatures, receivedAt: number): Signal {
	const timestamp = features.clock();
	const { plan } = finding;
	return {
		timestamp,
		symbol: features.symbol,
		signalType: rule.type,
		confidence: finding.confidence,
		id: `${localSource}:${rule.type}:${features.symbol}:${timestamp}`,
		source: localSource,
		side: finding.side,
		entryLow: plan?.entry,
		entryHigh: plan?.entry,
		stop: plan?.stop,
		targets: plan?.targets ?? [],
		ttlMs: rule.ttlMs,
		horizon: rule.horizon,
		reason: finding.summary.slice(0, 280),
		features: pickFeatures(features, rule.features),
		schemaVersion: 1,
		receivedAt,
		lagMs: receivedAt - timestamp,
		verified: 'local',
		duplicateOf: undefined,
	};
}

const alertIdStart = `${localSource}:price_alert:`;

/** Which alert such a signal is of: its id. */
export const priceAlertOf = ({ id }: Pick<Signal, 'id'>): string => id.slice(alertIdStart.length, id.lastIndexOf(':'));

/** An alert that went off. */
export function makeAlertSignal(alert: PriceAlert, event: TradeEvent | TickerEvent): Signal {
	return {
		timestamp: event.time,
		symbol: event.symbol,
		signalType: 'price_alert',
		confidence: 1,
		id: `${alertIdStart}${alert.id}:${event.time}`.slice(0, 128),
		source: localSource,
		side: undefined,
		entryLow: undefined,
		entryHigh: undefined,
		stop: undefined,
		targets: [],
		ttlMs: undefined,
		horizon: undefined,
		reason: `traded at ${event.price}, ${alert.when === 'at-or-above' ? 'at or above' : 'at or below'} ${alert.price}`,
		features: undefined,
		schemaVersion: 1,
		receivedAt: event.receivedAt,
		lagMs: event.receivedAt - event.time,
		verified: 'local',
		duplicateOf: undefined,
	};
}
