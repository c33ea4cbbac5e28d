import { createEwma, type Ewma } from '../lib/ewma.js';
import type { Cancel, Clock } from '../lib/seams.js';
import { createTokenBucket } from './token-bucket.js';

/**
 * `fresh`: data comes as it did. `ageing`: it is silent for longer than usual. `quiet`: silent, and the venue has nothing
 * newer. `silent`: the feed is behind the venue, or nobody could tell for too long.
 */
export type TopicHealth = 'fresh' | 'ageing' | 'quiet' | 'silent';

export type ProbeVerdict = 'quiet' | 'moved';

export type TopicWatchdogDeps = {
	readonly clock: Clock;
	/**
	 * Compares topics of one symbol with the venue by REST: whether there is anything newer than what they last brought.
	 * A topic without an answer, or a rejection, counts as failed.
	 */
	readonly probe: (symbol: string, topics: readonly string[]) => Promise<ReadonlyMap<string, ProbeVerdict>>;
	/** Whether the topic stands on a live socket. While it does not, its silence says nothing. */
	readonly isConfirmed: (topic: string) => boolean;
	readonly resubscribe: (topic: string) => void;
	/** Subscribing again did not help: the topic's socket should be exchanged. */
	readonly replace: (topic: string, reason: string) => void;
	/** `ageMs`: since the venue was asked. An answer that data came before is not told. */
	readonly onVerdict: (topic: string, verdict: ProbeVerdict | 'failed', ageMs: number) => void;
	readonly onHealth: (topic: string, health: TopicHealth, reason: string | undefined) => void;
};

export type TopicWatchdog = {
	/** Watches a topic of a symbol; again for the same topic changes nothing. */
	readonly watch: (topic: string, symbol: string) => void;
	readonly unwatch: (topic: string) => void;
	/** Data of the topic came, at a monotonic time. Cheap: called for every payload. */
	readonly data: (topic: string, now: number) => void;
	readonly health: (topic: string) => TopicHealth | undefined;
	readonly stop: () => void;
};

type Entry = {
	readonly topic: string;
	readonly symbol: string;
	readonly gap: Ewma;
	health: TopicHealth;
	/** Monotonic ms of the newest data, or of when waiting for it began. */
	since: number;
	hasData: boolean;
	/** When the venue was last asked about this topic. */
	askedAt: number;
	verifiedAt: number;
	movedAt: number | undefined;
	resubscribedAt: number | undefined;
	replacements: number;
	mayReplaceAt: number;
};

const tickMs = 250;
const ageingAtLeastMs = 3000;
const ageingAtMostMs = 10_000;
const firstDataMs = 5000;
const gapsOfAgeing = 6;
const weightOfGap = 0.1;
const unverifiedMs = 30_000;
const probeEveryMs = 10_000;
const symbolSpacingMs = 3000;
const movedGraceMs = 2000;
const resubscribeGraceMs = 5000;
const firstReplaceSpacingMs = 60_000;
const longestReplaceSpacingMs = 1_800_000;

/**
 * Watches topics that are pushed only on change, where silence may be peace or death:
 * 1. AGEING after max(3 s, 6 × the usual gap), at most 10 s; 5 s where nothing came yet.
 * 2. Then the venue is asked by REST, once in 10 s about each topic (all silent ones of a symbol together), and 4 times a
 *    second in all. With the 2 s of step 3, a topic that misses a change is known within 15 s, whenever it was last asked about.
 * 3. Nothing newer: quiet, verified. Newer: 2 s for what is under way, then silent: subscribed again, and if that
 *    brings nothing for 5 s, the socket is to be replaced, ever more rarely for the same topic.
 * 4. No verdict for 30 s: silent.
 * 5. While its connection is lost nothing is held of a topic: the next one begins anew.
 */
export function createTopicWatchdog(deps: TopicWatchdogDeps): TopicWatchdog {
	const { clock } = deps;
	const entries = new Map<string, Entry>();
	const probedAt = new Map<string, number>();
	const probes = createTokenBucket(clock, { capacity: 1, perSecond: 4 });
	let stopTicks: Cancel | undefined;
	let isStopped = false;

	const setHealth = (entry: Entry, health: TopicHealth, reason?: string) => {
		if (entry.health !== health) {
			entry.health = health;
			deps.onHealth(entry.topic, health, reason);
		}
	};

	const startAnew = (entry: Entry, now: number) => {
		entry.since = now;
		entry.movedAt = undefined;
		entry.resubscribedAt = undefined;
		entry.verifiedAt = now;
	};

	/** Its connection is gone: what was held of it says nothing about the next one. */
	const forget = (entry: Entry, now: number) => {
		startAnew(entry, now);
		setHealth(entry, 'fresh');
	};

	const takeVerdict = (entry: Entry, askedAt: number, verdict: ProbeVerdict | undefined) => {
		if (entries.get(entry.topic) !== entry || isStopped) {
			return;
		}

		const isTold = verdict === undefined || entry.since <= askedAt;
		if (isTold) {
			deps.onVerdict(entry.topic, verdict ?? 'failed', clock.monoNow() - askedAt);
		}

		// What came after the question was asked answers it.
		if (!isTold || verdict === undefined || !deps.isConfirmed(entry.topic)) {
			return;
		}

		if (verdict === 'quiet') {
			entry.verifiedAt = askedAt;
			entry.movedAt = undefined;
			entry.resubscribedAt = undefined;
			setHealth(entry, 'quiet');
		} else {
			entry.movedAt ??= clock.monoNow();
		}
	};

	const probeSymbol = (symbol: string, now: number) => {
		const asked = [...entries.values()].filter(
			entry => entry.symbol === symbol && now - entry.since >= ageingAtLeastMs && deps.isConfirmed(entry.topic),
		);
		probedAt.set(symbol, now);
		for (const entry of asked) {
			entry.askedAt = now;
		}

		deps
			.probe(
				symbol,
				asked.map(entry => entry.topic),
			)
			.catch((): ReadonlyMap<string, ProbeVerdict> => new Map())
			.then(verdicts => {
				for (const entry of asked) {
					takeVerdict(entry, now, verdicts.get(entry.topic));
				}
			});
	};

	const isDue = (entry: Entry, now: number) =>
		now - entry.askedAt >= probeEveryMs &&
		now - (probedAt.get(entry.symbol) ?? Number.NEGATIVE_INFINITY) >= symbolSpacingMs;

	const replace = (entry: Entry, now: number) => {
		const spacing = Math.min(firstReplaceSpacingMs * 2 ** entry.replacements, longestReplaceSpacingMs);
		entry.replacements++;
		entry.mayReplaceAt = now + spacing;
		startAnew(entry, now);
		deps.replace(entry.topic, 'silent topic');
	};

	/** The feed is behind the venue: what was tried, and what to try next. */
	const mend = (entry: Entry, movedAt: number, now: number) => {
		if (now - movedAt < movedGraceMs) {
			return;
		}

		setHealth(entry, 'silent', 'behind the venue');
		if (entry.resubscribedAt === undefined) {
			entry.resubscribedAt = now;
			deps.resubscribe(entry.topic);
		} else if (now - entry.resubscribedAt >= resubscribeGraceMs) {
			if (!deps.isConfirmed(entry.topic)) {
				forget(entry, now);
			} else if (now >= entry.mayReplaceAt) {
				replace(entry, now);
			} else {
				// It is not the socket's fault: others on it do not pay for this one any more.
				entry.movedAt = undefined;
				entry.resubscribedAt = undefined;
			}
		}
	};

	/** Whether the venue should be asked about the topic. */
	const check = (entry: Entry, now: number): boolean => {
		// A topic being subscribed again is unconfirmed for a moment; its story goes on.
		if (!deps.isConfirmed(entry.topic) && entry.resubscribedAt === undefined) {
			forget(entry, now);
			return false;
		}

		if (entry.movedAt !== undefined) {
			mend(entry, entry.movedAt, now);
			return false;
		}

		if (now - entry.since < ageingAfterMs(entry)) {
			return false;
		}

		if (entry.health === 'fresh') {
			setHealth(entry, 'ageing');
		}

		if (now - Math.max(entry.verifiedAt, entry.since) >= unverifiedMs) {
			setHealth(entry, 'silent', 'unverified');
		}

		return isDue(entry, now);
	};

	const tick = () => {
		const now = clock.monoNow();
		const due = [...entries.values()].filter(entry => check(entry, now));
		// Whoever waited longest comes first: with many quiet symbols none may starve.
		for (const entry of due.sort((one, other) => one.askedAt - other.askedAt)) {
			if (isDue(entry, now) && probes.tryTake()) {
				probeSymbol(entry.symbol, now);
			}
		}
	};

	return {
		watch: (topic, symbol) => {
			if (entries.has(topic) || isStopped) {
				return;
			}

			const now = clock.monoNow();
			entries.set(topic, {
				topic,
				symbol,
				gap: createEwma(weightOfGap),
				health: 'fresh',
				since: now,
				hasData: false,
				askedAt: Number.NEGATIVE_INFINITY,
				verifiedAt: now,
				movedAt: undefined,
				resubscribedAt: undefined,
				replacements: 0,
				mayReplaceAt: 0,
			});
			stopTicks ??= clock.every(tickMs, tick);
		},
		unwatch: topic => {
			entries.delete(topic);
			if (entries.size === 0) {
				stopTicks?.();
				stopTicks = undefined;
			}
		},
		data: (topic, now) => {
			const entry = entries.get(topic);
			if (entry === undefined) {
				return;
			}

			if (entry.hasData) {
				entry.gap.update(Math.min(now - entry.since, ageingAtMostMs));
			}

			entry.hasData = true;
			entry.since = now;
			if (entry.health !== 'fresh' || entry.movedAt !== undefined) {
				entry.movedAt = undefined;
				entry.resubscribedAt = undefined;
				setHealth(entry, 'fresh');
			}

			if (entry.replacements > 0 && now > entry.mayReplaceAt) {
				entry.replacements = 0;
			}
		},
		health: topic => entries.get(topic)?.health,
		stop: () => {
			isStopped = true;
			entries.clear();
			stopTicks?.();
			stopTicks = undefined;
		},
	};
}

function ageingAfterMs(entry: Entry): number {
	const gap = entry.gap.value();
	return gap === undefined ? firstDataMs : Math.min(Math.max(ageingAtLeastMs, gapsOfAgeing * gap), ageingAtMostMs);
}
