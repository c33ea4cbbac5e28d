import { type ErrorOptions, KcmonError } from '../lib/errors.js';

/**
 * `ERR_JOURNAL_BROKEN`: the disk refused, so no order may leave. `ERR_JOURNAL_CHAIN`: a line in the middle does not
 * hold. `ERR_JOURNAL_FILE`: the folder or a segment cannot be used. `ERR_JOURNAL_CLOSED`, `ERR_JOURNAL_ENTRY`: a bug.
 */
export class JournalError extends KcmonError {
	declare readonly code:
		| 'ERR_JOURNAL_BROKEN'
		| 'ERR_JOURNAL_CHAIN'
		| 'ERR_JOURNAL_FILE'
		| 'ERR_JOURNAL_CLOSED'
		| 'ERR_JOURNAL_ENTRY';

	constructor(message: string, options: ErrorOptions & { readonly code: JournalError['code'] }) {
		super(message, options);
	}
}

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
	| 'auto'
	| 'paper'
	| 'gap'
	| 'clock'
	| 'cfg'
	| 'repair'
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
	 * returns; the rest within 200 ms. Throws a `JournalError` when an intent cannot be made durable. Any failure makes
	 * `broken` true until the next opening: intents are refused, and everything else is kept in memory and in the space
	 * of the reserve, without an exception, so that a cancel never waits for a disk. An intent that was refused may
	 * still stand in the file: say `denied` with its `client_oid`, or it is looked for at the next start.
	 */
	readonly append: (kind: JournalKind, why: string, body: Readonly<Record<string, unknown>>) => number;
	/**
	 * Runs `work`, whose lines wait for the disk once, together, at its end; an intent among them still waits by itself. For
	 * many cancels or fills at one moment: a slow disk would hold the process up for each.
	 */
	readonly together: (work: () => void) => void;
	readonly broken: () => boolean;
	/** What was there when it was opened, oldest first. */
	readonly recovered: () => readonly JournalEntry[];
	/** For a person, of the opening: a torn tail that was cut, or undefined. */
	readonly recoveryNote: () => string | undefined;
	readonly close: () => void;
};
