import type { SignalEvent } from '../model/signal-event.js';

/** Somewhere that signals come from. Events go to the `publish` it was created with. */
export type SignalSource = {
	readonly name: string;
	readonly start: () => void;
	readonly stop: () => void;
};

export type PublishSignal = (event: SignalEvent) => void;
