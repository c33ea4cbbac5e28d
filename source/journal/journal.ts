/** The kinds of the journal's lines. Scripts read them: a kind is never renamed. */
export type JournalKind =
	| 'boot'
	| 'intent'
	| 'sent'
	| 'ack'
	| 'reject'
	| 'not-sent'
	| 'unknown'
	| 'resolved'
	| 'event'
	| 'fill'
	| 'cancel.request'
	| 'cancel.outcome'
	| 'denied'
	| 'bracket'
	| 'recon'
	| 'gate'
	| 'risk'
	| 'kill'
	| 'arm'
	| 'dcp'
	| 'signal'
	| 'paper'
	| 'gap'
	| 'clock'
	| 'cfg'
	| 'exit';

export type JournalEntry = {
	readonly seq: number;
	/** Wall ms. */
	readonly t: number;
	readonly mono: number;
	readonly boot: string;
	readonly kind: JournalKind;
	readonly why: string;
	/** The kind's own fields. */
	readonly body: Readonly<Record<string, unknown>>;
};

/** The append-only record of everything that was decided and learned. One writer. */
export type Journal = {
	/**
	 * Appends one line and returns its number. Intents, cancels, fills, arms, kills and signals are durable when it
	 * returns; the rest within 200 ms. Throws a `JournalError` when it cannot be made durable; from then on `broken`
	 * is true, intents are refused, and everything else is kept in memory and in the reserve.
	 */
	readonly append: (kind: JournalKind, why: string, body: Readonly<Record<string, unknown>>) => number;
	readonly broken: () => boolean;
	/** What was there when it was opened, oldest first. */
	readonly recovered: () => readonly JournalEntry[];
	/** For a person, of the opening: a torn tail that was cut, or undefined. */
	readonly recoveryNote: () => string | undefined;
	readonly close: () => void;
};
