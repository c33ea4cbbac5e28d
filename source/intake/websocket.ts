import type { Cancel, Clock, Net, Random, Socket } from '../lib/seams.js';
import type { SignalSource } from '../signals/source.js';
import type { Intake } from './intake.js';
import { createKeepOpen } from './keep-open.js';
import { authorize, createRemoteSignals, placeOf } from './remote-signals.js';

export type WebsocketDeps = {
	readonly clock: Clock;
	readonly random: Random;
	readonly net: Pick<Net, 'connect'>;
	readonly intake: Intake;
	/** Hears words for a person, without secrets. */
	readonly log: (text: string) => void;
};

export type RemoteOptions = {
	readonly url: string;
	readonly source: string;
	/** Sent as a bearer token, or where the address says `{token}`. Never logged. */
	readonly token: string | undefined;
};

export type WebsocketOptions = RemoteOptions & {
	/** Sent first on every connection. */
	readonly subscribe: string | undefined;
};

const connectTimeoutMs = 10_000;
const maxFrameBytes = 1024 * 1024;
const pingMs = 20_000;
/** Silences of this many pings in a row mean that nobody is there. */
const silentPings = 2;

/**
 * Signals from a WebSocket server, one event or a JSON list a text frame. The connection is kept open for ever: it is
 * dropped when two pings in a row bring nothing back, and made again after a growing wait. An event that comes with the
 * token is `secret`, without one `none`.
 */
export function createWebsocketSource(deps: WebsocketDeps, options: WebsocketOptions): SignalSource {
	const { clock, net, log } = deps;
	const { source, token } = options;
	const signals = createRemoteSignals(deps, { source, verified: token === undefined ? 'none' : 'secret' });
	const { url, headers } = authorize(options.url, token);
	const place = placeOf(options.url);

	const say = (text: string): void => log(`signals from ${source} at ${place}: ${text}`);

	const { start, stop, standing } = createKeepOpen({ ...deps, say }, ({ onLive, onEnd }) => {
		let isOver = false;
		let stopWatching: Cancel | undefined;

		const socket: Socket = net.connect(
			url,
			{ connectTimeoutMs, maxPayloadBytes: maxFrameBytes, compress: false, headers },
			{
				onOpen: () => {
					stopWatching = watch(clock, socket);
					if (options.subscribe !== undefined) {
						socket.send(options.subscribe);
					}

					onLive();
				},
				onText: text => {
					if (!isOver) {
						signals.take(text);
					}
				},
				onBinary: () => {
					if (!isOver) {
						signals.refuse('expected text, was a binary frame');
					}
				},
				onClose: ({ code, failure }) => {
					stopWatching?.();
					if (!isOver) {
						isOver = true;
						onEnd({ text: failure?.text ?? `closed with ${code}` });
					}
				},
			},
		);
		return () => {
			isOver = true;
			stopWatching?.();
			socket.terminate();
		};
	});
	return {
		name: source,
		start,
		stop,
		link: () => ({ name: source, place: `ws ${place}`, ...signals.describe(standing()) }),
	};
}

function watch(clock: Clock, socket: Socket): Cancel {
	const { ping } = socket;
	if (ping === undefined) {
		return () => undefined;
	}

	let bytes = -1;
	let silent = 0;
	return clock.every(pingMs, () => {
		const now = socket.bytesReceived();
		silent = now === bytes ? silent + 1 : 0;
		bytes = now;
		if (silent >= silentPings) {
			socket.terminate();
		} else {
			ping();
		}
	});
}
