import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isKcmonError, KcmonError } from '../lib/errors.js';

/**
 * What another process may ask of the kcmon that trades on a data directory: over a Unix socket in that directory which
 * only its owner can open, one JSON line each way. It works whatever the holder's terminal does.
 */
export type ControlRequest =
	| { readonly ask: 'hello' }
	| { readonly ask: 'kill'; readonly why: string }
	| { readonly ask: 'cancel'; readonly what: CancelWish }
	/** What it knows of orders and account, as far as it changed since the `until` of an earlier image; 0: all. */
	| { readonly ask: 'image'; readonly since: number }
	| { readonly ask: 'account'; readonly list: 'balances' | 'orders' | 'fills'; readonly symbols: readonly string[] };

export type CancelWish =
	| { readonly scope: 'mine' }
	| { readonly scope: 'account' }
	| { readonly scope: 'symbol'; readonly symbol: string }
	| { readonly scope: 'ids'; readonly ids: readonly string[] };

export type ControlReply =
	| { readonly kind: 'answer'; readonly result: unknown }
	/** It heard and could not. */
	| { readonly kind: 'refused'; readonly problem: string }
	/** Nobody listens. */
	| { readonly kind: 'nobody' }
	/** Somebody listens and said nothing in time: a stopped process, for instance. */
	| { readonly kind: 'silent' };

const socketName = 'control';
/** `sockaddr_un` has room for 108 bytes on Linux, 104 elsewhere. */
const longestPath = 100;
const maxLineLength = 65_536;
const maxClients = 16;
const idleMs = 120_000;

/** Listens until the returned function is called. The caller holds the lock of the folder. Rejects with a `KcmonError`. */
export async function serveControl(
	folder: string,
	handle: (request: ControlRequest) => Promise<unknown>,
): Promise<() => void> {
	const path = pathOf(folder);
	const clients = new Set<Socket>();
	const server = createServer(client => {
		clients.add(client);
		client.setTimeout(idleMs, () => client.destroy());
		client.on('error', () => {});
		client.on('close', () => clients.delete(client));
		readLine(client, line => {
			void answer(line, handle).then(reply => client.end(`${JSON.stringify(reply)}\n`));
		});
	});
	server.maxConnections = maxClients;
	// Left by a process that was killed: whoever holds the lock owns the name.
	rmSync(path, { force: true });
	await new Promise<void>((resolve, reject) => {
		server.once('error', error => {
			const code = (error as NodeJS.ErrnoException).code ?? 'failed';
			reject(new KcmonError(`Could not listen at ${path}: ${code}`, { code: 'ERR_CONTROL', cause: error }));
		});
		const before = process.umask(0o177);
		try {
			server.listen(path, resolve);
		} finally {
			process.umask(before);
		}
	});
	chmodSync(path, 0o600);
	server.unref();
	return () => {
		server.close();
		for (const client of clients) {
			client.destroy();
		}

		rmSync(path, { force: true });
	};
}

/** Asks the kcmon that trades on the folder. Never rejects. */
export function askHolder(
	folder: string,
	request: ControlRequest,
	{ timeoutMs }: { readonly timeoutMs: number },
): Promise<ControlReply> {
	const path = pathOf(folder);
	if (!isOurs(path)) {
		return Promise.resolve({ kind: 'nobody' });
	}

	return new Promise(resolve => {
		const socket = connect(path);
		const finish = (reply: ControlReply): void => {
			clearTimeout(timer);
			socket.destroy();
			resolve(reply);
		};
		const timer = setTimeout(() => finish({ kind: 'silent' }), timeoutMs);
		let isConnected = false;
		socket.on('connect', () => {
			isConnected = true;
			socket.write(`${JSON.stringify(request)}\n`);
		});
		socket.on('error', () => finish({ kind: isConnected ? 'silent' : 'nobody' }));
		socket.on('close', () => finish({ kind: isConnected ? 'silent' : 'nobody' }));
		readLine(socket, line => finish(parseReply(line)), Number.POSITIVE_INFINITY);
	});
}

/** The folder's own name may be too long for a socket: then one in the folder for temporary files stands for it. */
function pathOf(folder: string): string {
	const path = join(folder, socketName);
	if (process.platform === 'win32') {
		return `\\\\.\\pipe\\kcmon-${digestOf(folder)}`;
	}

	return Buffer.byteLength(path) <= longestPath
		? path
		: join(tmpdir(), `kcmon-${process.getuid?.() ?? 0}-${digestOf(folder)}`);
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** A socket that another user has put there is none. */
function isOurs(path: string): boolean {
	if (process.platform === 'win32') {
		return true;
	}

	const stat = lstatSync(path, { throwIfNoEntry: false });
	return stat?.isSocket() === true && (process.getuid === undefined || stat.uid === process.getuid());
}

function readLine(socket: Socket, onLine: (line: string) => void, maxLength = maxLineLength): void {
	let text = '';
	let isDone = false;
	socket.setEncoding('utf8');
	socket.on('data', (chunk: string) => {
		if (isDone) {
			return;
		}

		text += chunk;
		const end = text.indexOf('\n');
		if (end !== -1) {
			isDone = true;
			onLine(text.slice(0, end));
		} else if (text.length > maxLength) {
			socket.destroy();
		}
	});
}

type Wire = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly problem: string };

async function answer(line: string, handle: (request: ControlRequest) => Promise<unknown>): Promise<Wire> {
	const request = parseRequest(line);
	if (request === undefined) {
		return { ok: false, problem: 'the request was not understood' };
	}

	try {
		return { ok: true, result: await handle(request) };
	} catch (error) {
		return { ok: false, problem: isKcmonError(error) ? error.message : 'it failed; see the log' };
	}
}

function parseReply(line: string): ControlReply {
	const wire = parseJson(line);
	if (wire?.ok === true) {
		return { kind: 'answer', result: wire.result };
	}

	return {
		kind: 'refused',
		problem: typeof wire?.problem === 'string' ? wire.problem : 'the answer was not understood',
	};
}

/** Exported for tests: undefined for everything that is no request. */
export function parseRequest(line: string): ControlRequest | undefined {
	const request = parseJson(line);
	switch (request?.ask) {
		case 'hello':
			return { ask: 'hello' };
		case 'kill':
			return typeof request.why === 'string' && request.why.length <= 100
				? { ask: 'kill', why: request.why }
				: undefined;
		case 'cancel': {
			const what = parseWish(request.what);
			return what === undefined ? undefined : { ask: 'cancel', what };
		}

		case 'image':
			return typeof request.since === 'number' ? { ask: 'image', since: request.since } : undefined;
		case 'account': {
			const { list, symbols } = request;
			return (list === 'balances' || list === 'orders' || list === 'fills') && areTexts(symbols)
				? { ask: 'account', list, symbols }
				: undefined;
		}

		default:
			return undefined;
	}
}

function parseWish(value: unknown): CancelWish | undefined {
	if (typeof value !== 'object' || value === null) {
		return undefined;
	}

	const { scope, symbol, ids } = value as Record<string, unknown>;
	switch (scope) {
		case 'mine':
		case 'account':
			return { scope };
		case 'symbol':
			return typeof symbol === 'string' ? { scope, symbol } : undefined;
		case 'ids':
			return areTexts(ids) ? { scope, ids } : undefined;
		default:
			return undefined;
	}
}

const areTexts = (value: unknown): value is readonly string[] =>
	Array.isArray(value) && value.length <= 1000 && value.every(item => typeof item === 'string' && item.length <= 100);

function parseJson(line: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
