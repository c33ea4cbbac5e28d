import { encodeJson } from './json-text.js';

/** One request as it came off the wire. */
export type RestRequest = {
	readonly method: string;
	/** Path and query exactly as sent: what a signature covers. */
	readonly target: string;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string | undefined>>;
	readonly body: string;
};

export type RestReply = {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** How long the reply waits before it leaves. */
	readonly delayMs: number;
	/** Sends only part of the body, or nothing at all, and drops the connection. */
	readonly cut?: 'half' | 'all';
};

/** What a handler decided. A venue error is usually HTTP 200 with another code. */
export type Outcome =
	| { readonly ok: true; readonly data: unknown }
	| { readonly ok: false; readonly code: string; readonly msg: string; readonly status: number };

export const succeed = (data: unknown): Outcome => ({ ok: true, data });

export const refuse = (code: string, msg: string, status = 200): Outcome => ({ ok: false, code, msg, status });

export const isRefusal = (value: object): value is Outcome => 'ok' in value;

export const unknownSymbol = (): Outcome => refuse('900001', 'Symbol does not exist');

export const notCancelable = (): Outcome => refuse('400100', 'order_not_exist_or_not_allow_to_cancel');

export const jsonHeaders = { 'content-type': 'application/json' } as const;

export const encodeError = (code: string, msg: string): string => encodeJson({ code, msg });

export const htmlPage = (status: number, title: string): string =>
	`<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n`;
