import type { Cancel, Clock, OpenStream, Random } from '../lib/seams.js';
import type { SignalSource } from '../signals/source.js';
import { createEventStreamParser } from './event-stream.js';
import type { Intake } from './intake.js';
import { createKeepOpen } from './keep-open.js';
import { authorize, createRemoteSignals, placeOf } from './remote-signals.js';
import { maxSignalBytes } from './signal-schema.js';
import type { RemoteOptions } from './websocket.js';

export type SseDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly openStream: OpenStream;
	readonly intake: Intake;
	/** Hears words for a person, without secrets. */
	readonly log: (text: string) => void;
};

const headTimeoutMs = 10_000;
/** Servers of event streams send a comment every 15 to 30 s; three of them missing is a dead connection. */
const silenceMs = 90_000;
const doneWaitMs = 300_000;
const maxIdLength = 1024;
const heartbeats = new Set(['ping', 'heartbeat', 'keepalive', 'keep-alive']);

/**
 * Signals from server-sent events, one event or a JSON list a message. The connection is kept open for ever: it is
 * dropped after 90 s without a byte, and made again after a growing wait, at least the `retry` that the server asked for,
 * with the `Last-Event-ID` of what came last. An event that comes with the token is `secret`, without one `none`.
 */
export function createSseSource(deps: SseDeps, options: RemoteOptions): SignalSource {
	const { clock, log } = deps;
	const { source, token } = options;
	const signals = createRemoteSignals(deps, { source, verified: token === undefined ? 'none' : 'secret' });
	const { url, headers } = authorize(options.url, token);
	const place = placeOf(options.url);
	let lastEventId = '';
	let retryMs = 0;

	const say = (text: string): void => log(`signals from ${source} at ${place}: ${text}`);

	const { start, stop, standing } = createKeepOpen({ ...deps, say }, ({ onLive, onEnd }) => {
		let isOver = false;
		let cancelSilence: Cancel | undefined;

		const drop = (): void => {
			isOver = true;
			cancelSilence?.();
			close();
		};

		const end = (text: string, waitMs = retryMs): void => {
			if (!isOver) {
				drop();
				onEnd({ text, waitMs });
			}
		};

		const heard = (): void => {
			cancelSilence?.();
			cancelSilence = clock.after(silenceMs, () => end(`silent for ${silenceMs / 1000} s`));
		};

		const parser = createEventStreamParser(
			{ maxBytes: maxSignalBytes },
			{
				onEvent: ({ type, data }) => {
					if (!isOver && !heartbeats.has(type.toLowerCase())) {
						signals.take(data);
					}
				},
				onId: id => {
					// It goes into a header.
					if (id.length <= maxIdLength && !/\p{Cc}/u.test(id)) {
						lastEventId = Buffer.from(id, 'utf8').toString('latin1');
					}
				},
				onRetry: ms => {
					retryMs = ms;
				},
				onTooLong: () => signals.refuse(`expected an event of at most ${maxSignalBytes} bytes`),
			},
		);

		const close = deps.openStream(
			{
				url,
				headTimeoutMs,
				headers: {
					...headers,
					accept: 'text/event-stream',
					'cache-control': 'no-store',
					...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }),
				},
			},
			{
				onOpen: ({ status, contentType }) => {
					if (status === 204) {
						end('the server has nothing more (204)', doneWaitMs);
					} else if (status !== 200) {
						end(`rejected ${status}`);
					} else if (contentType === 'text/event-stream') {
						heard();
						onLive();
					} else {
						end('the answer is no text/event-stream');
					}
				},
				onBytes: bytes => {
					if (!isOver) {
						heard();
						parser.push(bytes);
					}
				},
				onClose: failure => end(failure?.text ?? 'closed'),
			},
		);
		return drop;
	});
	return {
		name: source,
		start,
		stop,
		link: () => ({ name: source, place: `sse ${place}`, ...signals.describe(standing()) }),
	};
}
