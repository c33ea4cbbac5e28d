import type { ErrorReaction, FrameContext, Protocol } from '../../connection/protocol.js';
import type { Clock, Random } from '../../lib/seams.js';
import type { FeedMeter } from '../../market/feed.js';
import type { StreamName } from '../../model/health-event.js';
import { acquireLease } from './bullet.js';
import { createDecoder, type Frame, type Payload } from './decode.js';
import type { Site } from './endpoints.js';
import type { Rest } from './rest.js';
import {
	allTickersTopic,
	encodePing,
	encodeSubscribe,
	encodeUnsubscribe,
	groupTopics,
	parseTopic,
	prefixOf,
	type TopicKind,
} from './topics.js';

const streams: Readonly<Record<TopicKind, StreamName>> = {
	ticker: 'ticker',
	snapshot: 'stats',
	level1: 'ticker',
	depth5: 'book',
	depth50: 'book',
	level2: 'book',
	match: 'trades',
	candles: 'candles',
	auction: 'ticker',
	orders: 'orders',
	balance: 'balances',
	stopOrders: 'orders',
};

/** What a topic is about, for events that name it. */
export function describeTopic(topic: string): {
	readonly symbol: string | undefined;
	readonly stream: StreamName;
	readonly interval?: string;
} {
	const parsed = parseTopic(topic);
	const ofAll = topic === allTickersTopic;
	return {
		symbol: parsed?.symbols[0],
		stream: ofAll ? 'board' : parsed === undefined ? 'ticker' : streams[parsed.kind],
		...(parsed?.interval === undefined ? {} : { interval: parsed.interval }),
	};
}

/** How the socket's machinery reacts to an error frame. Source: KuCoin docs, WebSocket Error Code. */
export function reactToError(code: number, text: string): ErrorReaction {
	switch (code) {
		case 404:
			return 'drop-topic';
		case 509:
			return 'slow-down';
		case 401:
			return 'new-lease';
		case 403:
			return /login/i.test(text) ? 'report' : 'new-lease';
		default:
			return 'report';
	}
}

export type ProtocolDeps = {
	readonly rest: Rest;
	readonly site: Site;
	readonly random: Random;
	readonly clock: Clock;
	/** Hears every payload before the socket's machinery does. Returns the ms from venue to here, where the payload tells. */
	readonly onPayload: (event: Payload, topic: string, context: FrameContext) => number | undefined;
	readonly meter: FeedMeter | undefined;
};

/** KuCoin's classic socket. */
export function createProtocol(deps: ProtocolDeps, options: { readonly signed: boolean }): Protocol {
	const { clock, meter, onPayload } = deps;
	const decoder = createDecoder();

	function receiveMetered(text: string, context: FrameContext, hears: FeedMeter): Frame {
		const started = clock.monoNow();
		const frame = decoder.decode(text, context.receivedAt);
		if (frame.kind === 'data') {
			const decoded = clock.monoNow();
			const latencyMs = onPayload(frame.event, frame.topic, context);
			hears.record(prefixOf(frame.topic), decoded - started, clock.monoNow() - decoded, latencyMs);
		}

		return frame;
	}

	function receiveBytes(bytes: Buffer, context: FrameContext): string | undefined {
		const started = meter === undefined ? 0 : clock.monoNow();
		const event = decoder.decodeHot(bytes, context.receivedAt);
		if (event === undefined) {
			return undefined;
		}

		const topic = decoder.hotTopic();
		if (meter === undefined) {
			onPayload(event, topic, context);
		} else {
			const decoded = clock.monoNow();
			const latencyMs = onPayload(event, topic, context);
			meter.record(prefixOf(topic), decoded - started, clock.monoNow() - decoded, latencyMs);
		}

		return topic;
	}

	return {
		acquireLease: (attempt, isWanted) => acquireLease(deps, attempt, { ...options, isWanted }),
		...(options.signed ? {} : { receiveBytes }),
		receive: (text, context): Frame => {
			if (meter !== undefined) {
				return receiveMetered(text, context, meter);
			}

			const frame = decoder.decode(text, context.receivedAt);
			if (frame.kind === 'data') {
				onPayload(frame.event, frame.topic, context);
			}

			return frame;
		},
		encodePing,
		encodeSubscribe,
		encodeUnsubscribe,
		groupTopics,
		reactToError,
		describeTopic,
	};
}
