import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { NetFailure, OpenStream } from '../lib/seams.js';
import { failureOf } from './net-failure.js';

/** Opens a reply without an end on a connection of its own: no redirects, no compression. See `OpenStream`. */
export const openStream: OpenStream = ({ url, headers, headTimeoutMs }, events) => {
	let isEnded = false;
	let request: ClientRequest | undefined;

	const end = (): void => {
		isEnded = true;
		clearTimeout(deadline);
		request?.destroy();
	};

	const finish = (failure: NetFailure | undefined): void => {
		if (!isEnded) {
			end();
			events.onClose(failure);
		}
	};

	const deadline = setTimeout(() => finish({ kind: 'timeout', text: 'connect timeout', sent: true }), headTimeoutMs);

	const onReply = (reply: IncomingMessage): void => {
		clearTimeout(deadline);
		if (isEnded) {
			return;
		}

		const contentType = (reply.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
		events.onOpen({ status: reply.statusCode ?? 0, contentType });
		reply.on('data', (bytes: Buffer) => {
			if (!isEnded) {
				events.onBytes(bytes);
			}
		});
		reply.on('end', () => finish(undefined));
		reply.on('error', error => finish(failureOf(error, { sent: true })));
		reply.on('close', () => finish({ kind: 'reset', text: 'reset', sent: true }));
	};

	try {
		const open = url.startsWith('https:') ? httpsRequest : httpRequest;
		request = open(url, { method: 'GET', headers, agent: false }, onReply);
		request.on('error', error => finish(failureOf(error, { sent: false })));
		request.end();
	} catch {
		queueMicrotask(() => finish({ kind: 'other', text: 'bad address', sent: false }));
	}

	return end;
};
