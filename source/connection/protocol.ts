import type { StreamName } from '../model/health-event.js';

/**
 * What a venue's dialect tells the machinery of one socket about a frame. The dialect parses each frame once,
 * hands payloads on to its own feed, and returns only this.
 */
export type FrameVerdict =
	| { readonly kind: 'welcome' }
	| { readonly kind: 'ack'; readonly id: string }
	| { readonly kind: 'pong'; readonly id: string }
	/** `id` may or may not be that of a request of ours. */
	| { readonly kind: 'error'; readonly id: string | undefined; readonly code: number; readonly text: string }
	/** A payload of a topic. Return a constant per topic: this is the hot path. */
	| { readonly kind: 'data'; readonly topic: string }
	/** Known and without use. */
	| { readonly kind: 'ignored' }
	/** Refused; nothing of it was handed on. `topic` where it named a known one. `fatal` gives the connection up (nested too deep). */
	| {
			readonly kind: 'malformed';
			readonly topic: string | undefined;
			readonly reason: string;
			readonly fatal?: boolean;
	  };

/** One object a connection, changed before every frame: read it at once, never keep it. */
export type FrameContext = {
	readonly socket: string;
	readonly generation: number;
	/** Wall ms when the frame was read, and monotonic ms of the same moment. */
	readonly receivedAt: number;
	readonly now: number;
};

/** A fresh permission to connect: asked for before every attempt, never kept. */
export type Lease = {
	/** Complete, with the token; never logged. */
	readonly url: string;
	readonly pingIntervalMs: number;
	readonly pingTimeoutMs: number;
};

/** Why a lease could not be had. */
export type LeaseFailure = {
	/** For a person, short and clean: `token 429`, `DNS ENOTFOUND`. */
	readonly reason: string;
	/** When the venue said how long to wait. */
	readonly retryAfterMs: number | undefined;
	/** The venue said it is busy or that we are too fast (429, 509): waits grow to 60 s instead of 15 s. */
	readonly throttled?: boolean;
};

/** The reaction to an error frame of the venue. */
export type ErrorReaction =
	/** The topic does not exist: give it up for good. */
	| 'drop-topic'
	/** Too fast or too many: slow the bucket by half, try again. */
	| 'slow-down'
	/** The token is no longer good: a new connection with a new one. */
	| 'new-lease'
	/** Nothing to do beyond telling. */
	| 'report';

/** One venue's way of speaking over a socket. Pure but for the payloads it hands to its feed. */
export type Protocol = {
	/**
	 * `attempt` from 0 lets a venue that offers several servers take the next one. Once `isWanted` says no, nothing is sent any more.
	 * Rejects with a `LeaseError`.
	 */
	readonly acquireLease: (attempt: number, isWanted: () => boolean) => Promise<Lease>;
	readonly receive: (text: string, context: FrameContext) => FrameVerdict;
	/**
	 * The short way for frequent payloads: the topic of one that was read and handed on from its bytes. Undefined for any other
	 * frame, of which nothing was done: `receive` tells of those. The bytes belong to the caller.
	 */
	readonly receiveBytes?: ((bytes: Buffer, context: FrameContext) => string | undefined) | undefined;
	readonly encodePing: (id: string) => string;
	/** `topics` are single-symbol topics that `groupTopics` put together. */
	readonly encodeSubscribe: (id: string, topics: readonly string[]) => string;
	readonly encodeUnsubscribe: (id: string, topics: readonly string[]) => string;
	/** Splits topics into the lists that may share one client frame, in the order given. */
	readonly groupTopics: (topics: readonly string[]) => readonly (readonly string[])[];
	readonly reactToError: (code: number, text: string) => ErrorReaction;
	/** What a single-symbol topic is about, for the events that name it. */
	readonly describeTopic: (topic: string) => {
		readonly symbol: string | undefined;
		readonly stream: StreamName;
		readonly interval?: string | undefined;
	};
};
