import type { Listener } from './ws-api.js';

/** Who listens to which topic. */
export type Subscribers = {
	readonly add: (listener: Listener, key: string) => void;
	readonly remove: (listener: Listener, key: string) => void;
	readonly removeAll: (listener: Listener) => void;
	/** Everyone who listens to a topic, or to anything. */
	readonly listeners: (key: string | undefined) => ReadonlySet<Listener>;
	readonly wanted: (key: string) => boolean;
};

export function createSubscribers(): Subscribers {
	const byKey = new Map<string, Set<Listener>>();
	const topics = new Map<Listener, number>();
	const everyone = new Set<Listener>();
	const nobody: ReadonlySet<Listener> = new Set();

	const forget = (listener: Listener): void => {
		const left = (topics.get(listener) ?? 0) - 1;
		if (left <= 0) {
			topics.delete(listener);
			everyone.delete(listener);
		} else {
			topics.set(listener, left);
		}
	};

	return {
		add: (listener, key) => {
			const listeners = byKey.get(key) ?? new Set<Listener>();
			byKey.set(key, listeners);
			listeners.add(listener);
			topics.set(listener, (topics.get(listener) ?? 0) + 1);
			everyone.add(listener);
		},
		remove: (listener, key) => {
			if (byKey.get(key)?.delete(listener) === true) {
				forget(listener);
			}
		},
		removeAll: listener => {
			for (const listeners of byKey.values()) {
				listeners.delete(listener);
			}

			topics.delete(listener);
			everyone.delete(listener);
		},
		listeners: key => (key === undefined ? everyone : (byKey.get(key) ?? nobody)),
		wanted: key => (byKey.get(key)?.size ?? 0) > 0,
	};
}
