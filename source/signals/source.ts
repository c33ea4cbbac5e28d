import type { SignalEvent } from '../model/signal-event.js';

/** How a source stands, so that silence can be told from a line that is dead. Texts are safe for a log, not yet for a screen. */
export type SignalLink = {
	/** The source's name. */
	readonly name: string;
	/** Where its signals come from: `webhook 127.0.0.1:8787`, `ws signals.example/feed`, `file PATH`, `stdin`. Never a token. */
	readonly place: string;
	/** Whether a signal that is sent now would be heard. */
	readonly isUp: boolean;
	/** `listening`, `connected`, `connecting`, `try 3 in 5s: ECONNREFUSED`, `muted for 41s`, `ended`. */
	readonly text: string;
};

/** Somewhere that signals come from. Events go to the `publish` it was created with. */
export type SignalSource = {
	readonly name: string;
	readonly start: () => void;
	readonly stop: () => void;
	readonly link: () => SignalLink;
};

export type PublishSignal = (event: SignalEvent) => void;
