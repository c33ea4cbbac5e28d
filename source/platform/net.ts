import type { Net } from '../lib/seams.js';
import { createHttpClient } from './http.js';
import { connectSocket } from './socket.js';

export type PlatformNet = Net & {
	/** Drops the connections that are kept for later requests. */
	readonly close: () => void;
};

/** The machine's network. */
export function createNet(): PlatformNet {
	const http = createHttpClient();
	return { connect: connectSocket, request: http.request, close: http.close };
}
