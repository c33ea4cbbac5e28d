/** How many sockets a client may have, and how many new ones a minute. */
export type ConnectionLimits = {
	/** Takes a place for a new connection, or says why there is none, in the venue's words. */
	readonly enter: () => string | undefined;
	readonly leave: () => void;
	/** Undefined = as published. */
	readonly set: (limits: { readonly most: number | undefined; readonly perMinute: number | undefined }) => void;
};

/** Source: KuCoin docs, Request Rate Limit – Websocket; the text of the second refusal is ours. */
export const publishedLimits = { most: 800, perMinute: 30 } as const;

const minuteMs = 60_000;

export function createConnectionLimits(deps: { readonly time: () => number }): ConnectionLimits {
	const entries: number[] = [];
	let { most, perMinute }: { most: number; perMinute: number } = publishedLimits;
	let open = 0;
	return {
		enter: () => {
			const now = deps.time();
			while (entries.length > 0 && entries[0]! <= now - minuteMs) {
				entries.shift();
			}

			if (open >= most) {
				return `exceed max session count limitation of ${most}`;
			}

			if (entries.length >= perMinute) {
				return `exceed max connection count limitation of ${perMinute} per minute`;
			}

			entries.push(now);
			open += 1;
			return undefined;
		},
		leave: () => {
			open -= 1;
		},
		set: limits => {
			most = limits.most ?? publishedLimits.most;
			perMinute = limits.perMinute ?? publishedLimits.perMinute;
		},
	};
}
