/** The health of connections and topics, as events in the same stream as the market's. */

import type { AnswerAge } from './market-event.js';

export type SocketState =
	| 'idle'
	| 'token'
	| 'connecting'
	| 'welcome'
	| 'subscribing'
	| 'live'
	| 'stale'
	| 'waiting'
	| 'draining'
	| 'stopped';

/** Sent at every change of state of one socket. */
export type SocketEvent = {
	readonly type: 'socket';
	/** `public-1`, `public-2`, `private`. */
	readonly socket: string;
	readonly state: SocketState;
	/** Raised at every attempt; what carries an older one is late news. */
	readonly generation: number;
	/** Attempts since the last success; 0 while live. */
	readonly attempt: number;
	/** Monotonic ms of the next attempt while `waiting`. */
	readonly nextAttemptAt: number | undefined;
	/** Why it is not live, for a person: `refused`, `DNS ENOTFOUND`, `no welcome`, `dead socket`. */
	readonly reason: string | undefined;
	/** Host of the socket, for the status bar. */
	readonly host: string | undefined;
	/** Successful connects after the first, over the program's life. */
	readonly reconnects: number;
	readonly receivedAt: number;
};

export type TopicState = 'pending' | 'confirmed' | 'silent' | 'failed' | 'removed';

/** The public streams of a symbol that freshness is judged by, that of all pairs at once, and the account's two. */
export type StreamName = 'ticker' | 'trades' | 'book' | 'stats' | 'candles' | 'board' | 'orders' | 'balances';

/** Sent when the standing of one topic changes. */
export type TopicEvent = {
	readonly type: 'topic';
	/** The single-symbol topic as the venue names it, `/market/ticker:BTC-USDT`. */
	readonly topic: string;
	readonly symbol: string | undefined;
	readonly stream: StreamName;
	/** Of candles, where the topic names one. */
	readonly interval?: string | undefined;
	readonly socket: string;
	readonly state: TopicState;
	readonly reason: string | undefined;
	readonly receivedAt: number;
};

/** A REST comparison of a silent topic: `quiet` = nothing newer at the venue, `moved` = the feed is behind. */
export type ProbeEvent = {
	readonly type: 'probe';
	readonly symbol: string;
	readonly stream: StreamName;
	readonly verdict: 'quiet' | 'moved' | 'failed';
	readonly receivedAt: number;
	readonly ageMs?: AnswerAge;
};

/** A frame that was refused. Nothing of it reached the store. */
export type MalformedEvent = {
	readonly type: 'malformed';
	readonly socket: string;
	/** The topic, where the frame named a known one. */
	readonly topic: string | undefined;
	readonly reason: string;
	readonly receivedAt: number;
};

/** Difference between the venue's clock and ours: venue = wall + offset. */
export type ClockEvent = {
	readonly type: 'clock';
	readonly offsetMs: number;
	readonly rttMs: number;
	readonly receivedAt: number;
};

/** One JSON ping answered. */
export type PongEvent = {
	readonly type: 'pong';
	readonly socket: string;
	readonly rttMs: number;
	readonly receivedAt: number;
};

/** Service status of the venue (`/api/v1/status`), or a REST failure worth showing. */
export type VenueEvent = {
	readonly type: 'venue';
	readonly status: 'open' | 'close' | 'cancelonly' | 'unreachable';
	readonly message: string;
	readonly receivedAt: number;
};

/** Once a second, by every socket. Counters run from the program's start, over reconnects. */
export type SocketSampleEvent = {
	readonly type: 'socket-sample';
	readonly socket: string;
	readonly frames: number;
	readonly bytes: number;
	readonly topics: number;
	/** Level-2 changes dropped as already applied, over all books of this socket. */
	readonly duplicates: number;
	/** Since the last frame of any kind. */
	readonly ageMs: number | undefined;
	/** Venue time → received, corrected by the clock offset, over the last 10 s; undefined without messages. */
	readonly latencyP50: number | undefined;
	readonly latencyP99: number | undefined;
	readonly receivedAt: number;
};

/** Once a second, by the program itself: what the process costs. Not from a venue, so no part of `HealthEvent`. */
export type ProcessSampleEvent = {
	readonly type: 'process-sample';
	readonly loopDelayP99Ms: number | undefined;
	readonly rssMb: number | undefined;
	/** To the terminal, over the last seconds; undefined without one. */
	readonly terminalBytesPerSecond: number | undefined;
	readonly receivedAt: number;
};

export type HealthEvent =
	| SocketEvent
	| SocketSampleEvent
	| TopicEvent
	| ProbeEvent
	| MalformedEvent
	| ClockEvent
	| PongEvent
	| VenueEvent;
