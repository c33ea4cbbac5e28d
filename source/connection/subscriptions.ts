import type { Cancel, Clock } from '../lib/seams.js';
import { patientTimeout } from './patient-timeout.js';
import type { ErrorReaction, Protocol } from './protocol.js';
import type { TokenBucket } from './token-bucket.js';

/** Where one topic stands on one connection. */
export type SubscriptionState = 'pending' | 'confirmed' | 'failed';

export type SubscriptionsDeps = {
	readonly clock: Clock;
	readonly protocol: Protocol;
	/** Client frames of this connection, pings included. */
	readonly bucket: TokenBucket;
	readonly nextId: () => string;
	readonly send: (text: string) => void;
	readonly onTopic: (topic: string, state: SubscriptionState, reason: string | undefined) => void;
	/** The venue says that there is no such topic: it is not asked for again here. Told instead of `onTopic`. */
	readonly onDropped: (topic: string) => void;
	/** The venue says that we are too fast or too many. */
	readonly onSlowDown: () => void;
	/** Not one answer, not one frame of data: the connection is of no use. */
	readonly onStuck: () => void;
	/** Something changed in what `isSettled` or `isComplete` say. */
	readonly onProgress: () => void;
};

export type SubscriptionsOptions = {
	/**
	 * The last connection brought no answer at all: perhaps one topic spoils each list it is in, so lists are cut at the first
	 * silence instead of giving the connection up.
	 */
	readonly isolateFirst: boolean;
};

export type Subscriptions = {
	/** From now on frames may be sent. */
	readonly open: () => void;
	readonly setTopics: (topics: readonly string[]) => void;
	readonly resubscribe: (topic: string) => void;
	/** False when the id is of no request here. */
	readonly ack: (id: string) => boolean;
	readonly error: (id: string, code: number, reaction: ErrorReaction) => boolean;
	/** A payload of a topic came: proof enough that the subscription stands. */
	readonly data: (topic: string, now: number) => void;
	readonly isConfirmed: (topic: string) => boolean;
	readonly confirmed: () => number;
	readonly lastDataAt: (topic: string) => number | undefined;
	/** Payloads of wanted topics so far. */
	readonly dataFrames: () => number;
	/** Each topic was answered or waited for once, and something stands. */
	readonly isSettled: () => boolean;
	/** Each topic is confirmed or given up. */
	readonly isComplete: () => boolean;
	readonly stop: () => void;
};

type Entry = {
	readonly topic: string;
	state: 'queued' | SubscriptionState;
	/** A subscribe frame may have reached the venue. */
	sent: boolean;
	/** Its first answer came or was waited for in vain. */
	waited: boolean;
	lastDataAt: number | undefined;
};

type Batch = {
	readonly entries: readonly Entry[];
	sendsLeft: number;
	slowDowns: number;
	cancel: Cancel | undefined;
};

const ackTimeoutMs = 5000;
const sendsOfBatch = 3;
const slowDownsOfBatch = 3;
const slowDownPauseMs = 1000;
const firstRetryFailedMs = 10_000;
const longestRetryFailedMs = 60_000;
const topicsPerFrame = 100;
/** Client frames that only pings may use. */
const reserve = 2;

/**
 * Brings the topics of one connection from wanted to confirmed, within the venue's message budget:
 * 1. Frames of at most 100 topics, most urgent first, each with an id that the ack repeats.
 * 2. No ack for 5 s: sent again, twice; then the list is cut in half, again and again, until the silent topic stands alone
 *    and is `failed` (`no ack`); it is asked for again after 10, 20, 40 s, then each minute.
 * 3. An error for a list cuts it too; a single topic that does not exist is dropped for good.
 * 4. Too fast or too many: half the rate, and again after a pause.
 */
export function createSubscriptions(deps: SubscriptionsDeps, options: SubscriptionsOptions): Subscriptions {
	const { clock, protocol, bucket } = deps;
	const requests = new Map<string, Batch | 'unsubscribe'>();
	const unsubscribes = new Set<string>();
	const resends: Batch[] = [];
	const timers = new Set<Cancel>();
	let entries = new Map<string, Entry>();
	let confirmed = 0;
	let dataFrames = 0;
	let isOpen = false;
	let isStopped = false;
	let cancelFlush: Cancel | undefined;

	const later = (delayMs: number, run: () => void) => {
		const cancel = clock.after(delayMs, () => {
			timers.delete(cancel);
			run();
		});
		timers.add(cancel);
	};

	const isCurrent = (entry: Entry) => entries.get(entry.topic) === entry;
	const isOpenIn = (entry: Entry) => isCurrent(entry) && entry.state === 'pending';

	const setState = (entry: Entry, state: Entry['state'], reason?: string) => {
		if (entry.state === state) {
			return;
		}

		const told = entry.state === 'queued' ? 'pending' : entry.state;
		confirmed += (state === 'confirmed' ? 1 : 0) - (entry.state === 'confirmed' ? 1 : 0);
		entry.state = state;
		const tell = state === 'queued' ? 'pending' : state;
		if (tell !== told || reason !== undefined) {
			deps.onTopic(entry.topic, tell, reason);
		}
	};

	const finish = (batch: Batch) => {
		batch.cancel?.();
		batch.cancel = undefined;
	};

	const queueAgain = (open: readonly Entry[], sendsLeft: number, slowDowns: number) => {
		resends.push({ entries: open, sendsLeft, slowDowns, cancel: undefined });
		flush();
	};

	const split = (open: readonly Entry[]) => {
		const middle = Math.ceil(open.length / 2);
		resends.push({ entries: open.slice(0, middle), sendsLeft: 1, slowDowns: 0, cancel: undefined });
		resends.push({ entries: open.slice(middle), sendsLeft: 1, slowDowns: 0, cancel: undefined });
		flush();
	};

	const retryWhileFailed = (entry: Entry, waitMs = firstRetryFailedMs) => {
		later(waitMs, () => {
			if (isCurrent(entry) && entry.state === 'failed' && entry.sent) {
				queueAgain([entry], 1, 0);
				retryWhileFailed(entry, Math.min(longestRetryFailedMs, 2 * waitMs));
			}
		});
	};

	const fail = (entry: Entry, reason: string) => {
		if (entry.state !== 'failed') {
			setState(entry, 'failed', reason);
			retryWhileFailed(entry);
		}
	};

	const isolate = (open: readonly Entry[], reason: string) => {
		if (open.length > 1) {
			split(open);
		} else if (open[0] !== undefined) {
			fail(open[0], reason);
		}
	};

	/** Whether one topic is all that is left without an answer. */
	const isLastOpen = (open: readonly Entry[]) => {
		if (open.length > 1) {
			return false;
		}

		for (const entry of entries.values()) {
			if (entry.state !== 'failed' && entry !== open[0]) {
				return false;
			}
		}

		return true;
	};

	const onAckTimeout = (batch: Batch) => {
		batch.cancel = undefined;
		const open = batch.entries.filter(isOpenIn);
		for (const entry of open) {
			entry.waited = true;
		}

		if (open.length > 0 && batch.sendsLeft > 0) {
			resends.push(batch);
			flush();
		} else if (open.length > 0) {
			const nothingStands = confirmed === 0 && dataFrames === 0;
			if (nothingStands && (!options.isolateFirst || isLastOpen(open))) {
				deps.onStuck();
				return;
			}

			isolate(open, 'no ack');
		}

		deps.onProgress();
	};

	const sendBatch = (batch: Batch) => {
		const open = batch.entries.filter(entry => isCurrent(entry) && entry.state !== 'confirmed');
		if (open.length === 0) {
			return;
		}

		const id = deps.nextId();
		requests.set(id, batch);
		batch.sendsLeft--;
		for (const entry of open) {
			entry.sent = true;
			if (entry.state === 'queued') {
				setState(entry, 'pending');
			}
		}

		batch.cancel?.();
		batch.cancel = patientTimeout(clock, ackTimeoutMs, () => onAckTimeout(batch));
		bucket.tryTake();
		deps.send(
			protocol.encodeSubscribe(
				id,
				open.map(entry => entry.topic),
			),
		);
	};

	const firstGroup = (topics: readonly string[]) => (protocol.groupTopics(topics)[0] ?? []).slice(0, topicsPerFrame);

	/** Sends the most urgent frame there is. False when there is none. */
	const sendNext = (): boolean => {
		if (unsubscribes.size > 0) {
			const group = firstGroup([...unsubscribes]);
			for (const topic of group) {
				unsubscribes.delete(topic);
			}

			const id = deps.nextId();
			requests.set(id, 'unsubscribe');
			bucket.tryTake();
			deps.send(protocol.encodeUnsubscribe(id, group));
			return group.length > 0;
		}

		const resend = resends.shift();
		if (resend !== undefined) {
			sendBatch(resend);
			return true;
		}

		const queued: string[] = [];
		for (const entry of entries.values()) {
			if (entry.state === 'queued') {
				queued.push(entry.topic);
			}
		}

		const group = queued.length === 0 ? [] : firstGroup(queued);
		if (group.length === 0) {
			return false;
		}

		const members = group.map(topic => entries.get(topic)).filter(entry => entry !== undefined);
		sendBatch({
			entries: members,
			sendsLeft: options.isolateFirst ? 1 : sendsOfBatch,
			slowDowns: 0,
			cancel: undefined,
		});
		return true;
	};

	const flush = () => {
		cancelFlush?.();
		cancelFlush = undefined;
		if (!isOpen) {
			return;
		}

		while (!isStopped) {
			const waitMs = bucket.waitMs(1 + reserve);
			if (waitMs > 0) {
				cancelFlush = clock.after(waitMs, flush);
				return;
			}

			if (!sendNext()) {
				return;
			}
		}
	};

	const createEntry = (topic: string, lastDataAt: number | undefined): Entry => ({
		topic,
		state: 'queued',
		sent: false,
		waited: false,
		lastDataAt,
	});

	const discard = (entry: Entry) => {
		if (entry.state === 'confirmed') {
			confirmed--;
		}

		if (entry.sent) {
			unsubscribes.add(entry.topic);
		}
	};

	return {
		open: () => {
			isOpen = true;
			flush();
		},
		setTopics: topics => {
			const next = new Map<string, Entry>();
			for (const topic of topics) {
				next.set(topic, entries.get(topic) ?? createEntry(topic, undefined));
			}

			for (const [topic, entry] of entries) {
				if (!next.has(topic)) {
					discard(entry);
				}
			}

			entries = next;
			flush();
			deps.onProgress();
		},
		resubscribe: topic => {
			const entry = entries.get(topic);
			if (entry === undefined || entry.state === 'queued') {
				return;
			}

			discard(entry);
			// A new entry in the same place: what the former one is still owed no longer counts.
			entries.set(topic, { ...createEntry(topic, entry.lastDataAt), waited: true });
			deps.onTopic(topic, 'pending', undefined);
			flush();
		},
		ack: id => {
			const batch = requests.get(id);
			if (batch === undefined) {
				return false;
			}

			requests.delete(id);
			if (batch !== 'unsubscribe') {
				finish(batch);
				for (const entry of batch.entries) {
					if (isCurrent(entry)) {
						entry.waited = true;
						setState(entry, 'confirmed');
					}
				}

				deps.onProgress();
			}

			return true;
		},
		error: (id, code, reaction) => {
			const batch = requests.get(id);
			if (batch === undefined) {
				return false;
			}

			requests.delete(id);
			if (batch === 'unsubscribe') {
				return true;
			}

			finish(batch);
			const open = batch.entries.filter(entry => isCurrent(entry) && entry.state !== 'confirmed');
			for (const entry of open) {
				entry.waited = true;
			}

			if (reaction === 'slow-down') {
				deps.onSlowDown();
			}

			if (reaction === 'slow-down' && batch.slowDowns < slowDownsOfBatch) {
				const slowDowns = batch.slowDowns + 1;
				later(slowDownPauseMs * slowDowns, () => queueAgain(open, sendsOfBatch, slowDowns));
			} else if (reaction === 'drop-topic' && open.length === 1) {
				open[0]!.sent = false;
				open[0]!.state = 'failed';
				deps.onDropped(open[0]!.topic);
			} else {
				isolate(open, reaction === 'slow-down' ? 'sub limit' : `error ${code}`);
			}

			deps.onProgress();
			return true;
		},
		data: (topic, now) => {
			const entry = entries.get(topic);
			if (entry === undefined) {
				return;
			}

			entry.lastDataAt = now;
			dataFrames++;
			if (entry.state !== 'confirmed' && entry.sent) {
				setState(entry, 'confirmed');
				deps.onProgress();
			}
		},
		isConfirmed: topic => entries.get(topic)?.state === 'confirmed',
		confirmed: () => confirmed,
		lastDataAt: topic => entries.get(topic)?.lastDataAt,
		dataFrames: () => dataFrames,
		isSettled: () => {
			for (const entry of entries.values()) {
				if (!entry.waited && entry.state !== 'confirmed' && entry.state !== 'failed') {
					return false;
				}
			}

			return confirmed > 0 || entries.size === 0 || [...entries.values()].every(entry => entry.state === 'failed');
		},
		isComplete: () => {
			for (const entry of entries.values()) {
				if (entry.state !== 'confirmed' && entry.state !== 'failed') {
					return false;
				}
			}

			return true;
		},
		stop: () => {
			isStopped = true;
			cancelFlush?.();
			for (const batch of requests.values()) {
				if (batch !== 'unsubscribe') {
					finish(batch);
				}
			}

			for (const cancel of timers) {
				cancel();
			}

			timers.clear();
			requests.clear();
		},
	};
}
