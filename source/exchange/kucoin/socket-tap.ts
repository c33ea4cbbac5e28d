import type { Protocol } from '../../connection/protocol.js';
import type { SocketNews } from '../../market/feed.js';
import type { HealthEvent } from '../../model/health-event.js';

type SocketParts = { readonly protocol: Protocol; readonly publish: (event: HealthEvent) => void };

/** Lets somebody hear what comes over the sockets, before it is read. */
export function tapSockets(parts: SocketParts, tap: SocketNews | undefined): SocketParts {
	if (tap === undefined) {
		return parts;
	}

	const { protocol, publish } = parts;
	// Told by the frame itself: whoever reads it again finds the same.
	let isRefused = false;

	return {
		protocol: {
			...protocol,
			// Whoever listens wants the texts.
			receiveBytes: undefined,
			receive: (text, context) => {
				tap.frame(text, context);
				isRefused = true;
				const verdict = protocol.receive(text, context);
				isRefused = verdict.kind === 'malformed';
				return verdict;
			},
		},
		publish: event => {
			if (event.type === 'malformed' && isRefused) {
				isRefused = false;
			} else {
				tap.health(event);
			}

			publish(event);
		},
	};
}
