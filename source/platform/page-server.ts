import type { AddressInfo } from 'node:net';
import type { Cancel, InboundAnswer, NetFailure } from '../lib/seams.js';
import { answer, createGuardedServer, endServer, isFromPage } from './guarded-server.js';
import { failureOf } from './net-failure.js';

export type PageEvents = {
	readonly onListening: (port: number) => void;
	readonly onFailure: (failure: NetFailure) => void;
	/** The text of the page, made anew for each request. */
	readonly onAsk: () => Promise<string>;
};

/**
 * Serves one page of text to GET at one path, within the limits of `createGuardedServer`; returns what ends it. 403 for a
 * page of a browser, 404 for another path, 405 for another method.
 */
export function servePage(
	{ host, port, path, contentType }: { host: string; port: number; path: string; contentType: string },
	events: PageEvents,
): Cancel {
	const server = createGuardedServer(async (incoming, outgoing) => {
		outgoing.on('error', () => incoming.destroy());
		incoming.resume();
		const refusal: InboundAnswer | undefined = isFromPage(incoming, host)
			? { status: 403 }
			: incoming.url?.split('?')[0] !== path
				? { status: 404 }
				: incoming.method === 'GET'
					? undefined
					: { status: 405, headers: { allow: 'GET' } };
		if (refusal !== undefined) {
			answer(outgoing, refusal);
			return;
		}

		const text = await events.onAsk().catch(() => undefined);
		answer(
			outgoing,
			text === undefined ? { status: 500 } : { status: 200, text, headers: { 'content-type': contentType } },
		);
	});
	server.on('error', error => events.onFailure(failureOf(error, { sent: false })));
	server.listen(port, host, () => events.onListening((server.address() as AddressInfo).port));
	return () => endServer(server);
}
