/** Takes secrets out of text on its way to a log: those it was told, and what looks like one. */
export type Redactor = {
	/** From now on this value never passes, nor its JSON, URL and base64 forms. Shorter than 4 characters: ignored. */
	readonly register: (secret: string) => void;
	readonly redact: (text: string) => string;
	/** Those that it was told alone: for words in which an address with its query has to stay readable. */
	readonly redactKnown: (text: string) => string;
};

export const redactedMark = '[redacted]';

const shortestSecret = 4;

const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
	// Queries of addresses: tokens, signatures, connection ids.
	[/\b((?:wss?|https?):\/\/[^\s"'?\\]+)\?[^\s"'\\]*/gi, `$1?${redactedMark}`],
	[/\b((?:wss?|https?):\/\/)[^\s"'/?@\\]+@/gi, `$1${redactedMark}@`],
	[/(KC-API-[A-Z-]+\\?["']?\s*[:=,]\s*\\?["']?)[^\s"',}\\]+/gi, `$1${redactedMark}`],
	[
		/((?:["'?&\s]|^)(?:token|passphrase|secret|signature|authorization|apiKey)\\?["']?\s*[:=]\s*\\?["']?)[^\s"',}&\\]+/gi,
		`$1${redactedMark}`,
	],
	[/\bwhsec_[A-Za-z0-9+/=_-]+/g, redactedMark],
];

/** Removes what looks like a secret: queries of URLs, KC-API-* values, tokens, webhook secrets. */
export function redactPatterns(text: string): string {
	let clean = text;
	for (const [pattern, replacement] of patterns) {
		clean = clean.replace(pattern, replacement);
	}

	return clean;
}

export function createRedactor(): Redactor {
	const secrets = new Set<string>();
	let longestFirst: readonly string[] = [];

	const redactKnown = (text: string): string =>
		longestFirst.reduce((clean, secret) => clean.replaceAll(secret, redactedMark), text);

	return {
		register: secret => {
			if (secret.length < shortestSecret) {
				return;
			}

			secrets.add(secret);
			secrets.add(JSON.stringify(secret).slice(1, -1));
			secrets.add(encodeURIComponent(secret));
			secrets.add(Buffer.from(secret, 'utf8').toString('base64'));
			longestFirst = [...secrets].sort((left, right) => right.length - left.length);
		},
		redact: text => redactPatterns(redactKnown(text)),
		redactKnown,
	};
}
