/** What a client sent, as far as it could be read. */
export type ClientFrame = {
	readonly id?: unknown;
	readonly type?: unknown;
	readonly topic?: unknown;
	readonly privateChannel?: unknown;
	readonly response?: unknown;
};

/** What the venue says with each of its error codes. */
export const errorTexts: Readonly<Record<number, string>> = {
	400: 'topic is invalid',
	401: 'token is expired',
	403: 'login is required',
	404: 'topic does not exist',
	406: 'topic is required',
	415: 'type is not supported',
	500: 'system error',
	509: 'exceed max permits per second',
};

export const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** Undefined when the text is no JSON object. */
export function parseFrame(text: string): ClientFrame | undefined {
	try {
		// An id may be a number of 19 digits: keep its digits.
		const value: unknown = JSON.parse(text.replace(/^(\s*\{.*?"id"\s*:\s*)(-?\d+)(\s*[,}])/s, '$1"$2"$3'));
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ClientFrame) : undefined;
	} catch {
		return undefined;
	}
}

/** The id as the venue repeats it: a text. */
export const idText = (id: unknown): string | undefined =>
	typeof id === 'string' ? id : typeof id === 'number' ? String(id) : undefined;
