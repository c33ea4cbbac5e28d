import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EngineEvent } from '../engine/engine.js';
import type { Clock } from '../lib/seams.js';
import { selectHealth, selectTopics } from '../store/selectors/health.js';
import type { State } from '../store/state.js';
import { type OrderEntry, orderKey } from '../store/trading-record.js';
import { type MetricName, type MetricSpec, metricTable } from './metric-names.js';

/** Percentiles of one measure so far, ms; undefined where nothing was measured. */
export type MetricPercentiles = { readonly p50: number; readonly p99: number };

export type MetricsDeps = {
	readonly clock: Clock;
	readonly state: State;
	readonly version: string;
	readonly mode: string;
	readonly venue: string;
	/** Frame received → signal emitted, of the signals computed here. */
	readonly signalLatency?: (() => MetricPercentiles | undefined) | undefined;
};

export type Metrics = {
	/** Hears the engine's events, for what no state holds: how long orders are on their way. */
	readonly observe: (event: EngineEvent) => void;
	/** Prometheus text, as of now. */
	readonly scrape: () => Promise<string>;
	readonly contentType: string;
};

/** Seconds: from a venue next door to one that hardly answers. */
const roundTripBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const seconds = (ms: number): number => ms / 1000;
/** An order on its way that nobody spoke of for so many others is forgotten. */
const maxWaiting = 1000;

/**
 * Creates the metrics of one run. Nearly all are read from the store when somebody asks, so a frame of the feed pays
 * nothing for them.
 */
export function createMetrics(deps: MetricsDeps): Metrics {
	const { clock, state } = deps;
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });

	const specOf = (name: MetricName) => {
		const { help, labels }: MetricSpec = metricTable[name];
		return { name: `kcmon_${name}`, help, labelNames: [...labels], registers: [registry] };
	};
	const gauge = (name: MetricName): Gauge => new Gauge(specOf(name));
	const counter = (name: MetricName): Counter => new Counter(specOf(name));

	gauge('info').set({ version: deps.version, mode: deps.mode, venue: deps.venue }, 1);
	const socketLive = gauge('socket_live');
	const messages = counter('messages_total');
	const messageRate = gauge('messages_per_second');
	const bytes = counter('bytes_total');
	const reconnects = counter('reconnects_total');
	const feedLatency = gauge('feed_latency_seconds');
	const ping = gauge('ping_seconds');
	const topicAge = gauge('topic_age_seconds');
	const topicLive = gauge('topic_live');
	const gaps = counter('gaps_total');
	const malformed = counter('malformed_total');
	const duplicates = counter('duplicates_total');
	const events = counter('events_total');
	const signals = counter('signals_total');
	const signalSourceUp = gauge('signal_source_up');
	const signalLatency = gauge('signal_latency_seconds');
	const working = gauge('orders_working');
	const roundTrip = new Histogram({ ...specOf('order_round_trip_seconds'), buckets: roundTripBuckets });
	const clockOffset = gauge('clock_offset_seconds');
	const restRoundTrip = gauge('rest_round_trip_seconds');

	const sentAt = new Map<string, number>();

	const noteOrder = (key: string, entry: OrderEntry): void => {
		const from = sentAt.get(key);
		if (entry.status === 'INTENT' || entry.status === 'SENDING') {
			if (from === undefined && sentAt.size < maxWaiting) {
				sentAt.set(key, clock.monoNow());
			}
		} else if (from !== undefined) {
			sentAt.delete(key);
			// What was not sent, or is unknown, had no answer to time.
			if (entry.status !== 'NOT SENT' && entry.status !== 'UNKNOWN' && entry.status !== 'NOT PLACED') {
				roundTrip.observe(seconds(clock.monoNow() - from));
			}
		}
	};

	const readSockets = (): void => {
		for (const metric of [socketLive, messages, bytes, reconnects, messageRate, feedLatency, ping]) {
			metric.reset();
		}

		for (const { socket, event, sample, messagesPerSecond, pingRttMs } of state.sockets.values()) {
			socketLive.set({ socket }, event?.state === 'live' ? 1 : 0);
			messages.inc({ socket }, sample?.frames ?? 0);
			bytes.inc({ socket }, sample?.bytes ?? 0);
			reconnects.inc({ socket }, event?.reconnects ?? 0);
			messageRate.set({ socket }, messagesPerSecond);
			setPercentiles(feedLatency, { socket }, sample?.latencyP50, sample?.latencyP99);
			if (pingRttMs !== undefined) {
				ping.set({ socket }, seconds(pingRttMs));
			}
		}
	};

	const readTopics = (): void => {
		topicAge.reset();
		topicLive.reset();
		const at = { wall: clock.wallNow(), mono: clock.monoNow() };
		for (const { topic, data, ageMs } of selectTopics(state, ({ state: each }) => each !== 'removed', at)) {
			topicLive.set({ topic }, data === 'LIVE' ? 1 : 0);
			if (ageMs !== undefined && Number.isFinite(ageMs)) {
				topicAge.set({ topic }, seconds(ageMs));
			}
		}
	};

	const readTotals = (): void => {
		for (const metric of [gaps, malformed, duplicates, events, signals, signalSourceUp, signalLatency]) {
			metric.reset();
		}

		const { counters } = state;
		gaps.inc(counters.gaps);
		malformed.inc(counters.malformed);
		duplicates.inc(selectHealth(state, '', { wall: clock.wallNow(), mono: clock.monoNow() }).duplicates);
		events.inc(counters.events);
		for (const [source, { received, quarantined, duplicates: repeated }] of state.signals.sources) {
			signals.inc({ source, outcome: 'received' }, received);
			signals.inc({ source, outcome: 'quarantined' }, quarantined);
			signals.inc({ source, outcome: 'duplicate' }, repeated);
		}

		for (const { name, place, isUp } of state.signals.links()) {
			signalSourceUp.set({ source: name, place }, isUp ? 1 : 0);
		}

		const latency = deps.signalLatency?.();
		setPercentiles(signalLatency, {}, latency?.p50, latency?.p99);
		working.set([...state.trading.orders.values()].filter(({ isFinal }) => !isFinal).length);
		if (state.clockOffsetMs !== undefined) {
			clockOffset.set(seconds(state.clockOffsetMs));
		}

		if (state.restRttMs !== undefined) {
			restRoundTrip.set(seconds(state.restRttMs));
		}
	};

	return {
		observe: event => {
			if (event.type === 'order') {
				const key = orderKey(event.order);
				const entry = state.trading.orders.get(key);
				if (entry !== undefined) {
					noteOrder(key, entry);
				}
			}
		},
		scrape: () => {
			readSockets();
			readTopics();
			readTotals();
			return registry.metrics();
		},
		contentType: registry.contentType,
	};
}

function setPercentiles(
	metric: Gauge,
	labels: Readonly<Record<string, string>>,
	p50: number | undefined,
	p99: number | undefined,
): void {
	if (p50 !== undefined && p99 !== undefined) {
		metric.set({ ...labels, quantile: '0.5' }, seconds(p50));
		metric.set({ ...labels, quantile: '0.99' }, seconds(p99));
	}
}
