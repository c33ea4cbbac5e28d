import type { TopicEvent, TopicState } from '../model/health-event.js';

/** What one socket wants, what became of it, and what was told of it, over all connections. */
export type TopicLedger = {
	/** Replaces the topics wanted; tells of those that are new and of those that go. */
	readonly setWanted: (topics: readonly string[]) => void;
	/** The topics wanted, without those that the venue does not have. */
	readonly toAsk: () => readonly string[];
	readonly tell: (topic: string, state: TopicState, reason: string | undefined) => void;
	/** The venue has no such topic: it is not asked for again, until it was not wanted for a while. */
	readonly drop: (topic: string) => void;
	/** The connection is gone: nothing is confirmed any more. */
	readonly forgetConfirmations: () => void;
	/** Keeps the time of the newest data of each topic, as a connection that ends knows it. */
	readonly keepDataTimes: (lastDataAt: (topic: string) => number | undefined) => void;
	readonly lastDataAt: (topic: string) => number | undefined;
};

export const maxTopicsPerSocket = 250;

const noSuchTopic = 'no such topic';

/** Creates a ledger that tells `publish` of every change of a topic's standing, once. */
export function createTopicLedger(
	publish: (news: Pick<TopicEvent, 'topic' | 'state' | 'reason'>) => void,
): TopicLedger {
	const dropped = new Set<string>();
	const told = new Map<string, TopicState>();
	const dataAt = new Map<string, number>();
	let wanted: readonly string[] = [];

	const toAsk = () => (dropped.size === 0 ? wanted : wanted.filter(topic => !dropped.has(topic)));

	const tell = (topic: string, state: TopicState, reason: string | undefined) => {
		// A failure may repeat for another reason.
		if (told.get(topic) === state && state !== 'failed') {
			return;
		}

		if (state === 'removed') {
			told.delete(topic);
		} else {
			told.set(topic, state);
		}

		publish({ topic, state, reason });
	};

	return {
		setWanted: topics => {
			const before = wanted;
			wanted = [...new Set(topics)].slice(0, maxTopicsPerSocket);
			const now = new Set(wanted);
			for (const topic of before) {
				if (!now.has(topic)) {
					dataAt.delete(topic);
					dropped.delete(topic);
					tell(topic, 'removed', undefined);
				}
			}

			for (const topic of wanted) {
				if (!told.has(topic)) {
					const isDropped = dropped.has(topic);
					tell(topic, isDropped ? 'failed' : 'pending', isDropped ? noSuchTopic : undefined);
				}
			}
		},
		toAsk,
		tell,
		drop: topic => {
			dropped.add(topic);
			tell(topic, 'failed', noSuchTopic);
		},
		forgetConfirmations: () => {
			for (const topic of toAsk()) {
				if (told.get(topic) === 'confirmed') {
					tell(topic, 'pending', undefined);
				}
			}
		},
		keepDataTimes: lastDataAt => {
			for (const topic of wanted) {
				const at = lastDataAt(topic);
				if (at !== undefined) {
					dataAt.set(topic, Math.max(at, dataAt.get(topic) ?? at));
				}
			}
		},
		lastDataAt: topic => dataAt.get(topic),
	};
}
