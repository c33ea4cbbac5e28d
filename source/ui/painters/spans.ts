/** What painters return: rows of styled text, without knowing a colour. The theme turns a token into a colour. */

export type Token =
	| 'text'
	| 'dim'
	| 'title'
	| 'border'
	| 'focus'
	| 'bid'
	| 'ask'
	| 'up'
	| 'down'
	| 'bidBar'
	| 'askBar'
	| 'own'
	| 'cursor'
	| 'large'
	| 'live'
	| 'ageing'
	| 'stale'
	| 'gap'
	| 'sync'
	| 'danger'
	| 'warning'
	| 'accent'
	| 'key'
	| 'bar';

/** A run of text in one style. The text has no control characters and no newline. */
export type Span = {
	readonly text: string;
	readonly token: Token;
	readonly bold?: boolean;
	readonly inverse?: boolean;
};

export type PaintedRow = readonly Span[];

/** Exactly `height` rows or fewer; each at most `width` cells (longer ones are cut by the surface). */
export type Painted = readonly PaintedRow[];
