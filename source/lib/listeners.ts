import type { Cancel } from './seams.js';

/** A set of listeners, called in the order they joined. */
export type Listeners<T> = {
	/** The same function may join twice; each joining is left by its own `Cancel`. */
	readonly add: (listener: (value: T) => void) => Cancel;
	/** Calls everyone; one that throws is reported and does not stop the rest. */
	readonly emit: (value: T) => void;
	readonly size: () => number;
	readonly clear: () => void;
};

/** `onError` hears what a listener threw. What `onError` itself throws reaches the caller of `emit`. */
export function createListeners<T>(onError: (error: unknown) => void): Listeners<T> {
	// Replaced, never changed in place: joining or leaving while an event is told does not disturb the telling.
	let listeners: readonly { readonly listener: (value: T) => void }[] = [];

	return {
		add(listener) {
			const entry = { listener };
			listeners = [...listeners, entry];
			return () => {
				listeners = listeners.filter(other => other !== entry);
			};
		},
		emit(value) {
			const current = listeners;
			for (let index = 0; index < current.length; index += 1) {
				try {
					(current[index] as { listener: (value: T) => void }).listener(value);
				} catch (error) {
					onError(error);
				}
			}
		},
		size: () => listeners.length,
		clear() {
			listeners = [];
		},
	};
}
