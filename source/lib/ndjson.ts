/**
 * One value as one line of NDJSON, its newline included. JSON escapes every control character, and U+2028 and
 * U+2029, which some readers take for a line's end, are escaped as well.
 */
export function encodeNdjsonLine(value: unknown): string {
	return `${JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

export type NdjsonResult =
	| { readonly ok: true; readonly value: unknown }
	/** `problem` holds nothing of the line: it may be hostile, or hold a secret. */
	| { readonly ok: false; readonly problem: 'empty' | 'not JSON' };

/** Reads one line, with or without its newline. Never throws. */
export function parseNdjsonLine(line: string): NdjsonResult {
	if (line.trim() === '') {
		return { ok: false, problem: 'empty' };
	}

	try {
		return { ok: true, value: JSON.parse(line) };
	} catch {
		return { ok: false, problem: 'not JSON' };
	}
}
