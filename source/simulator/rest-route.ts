import type { Faults } from './faults.js';
import type { PoolName } from './rate-limits.js';
import type { Outcome } from './rest-reply.js';
import type { Venue } from './venue.js';

export type Permission = 'General' | 'Spot';

export type RouteContext = {
	readonly venue: Venue;
	readonly faults: Faults;
	/** Values of the braces in the path, in order. */
	readonly params: readonly string[];
	readonly query: URLSearchParams;
	/** The parsed body of a POST; `{}` when it was empty. */
	readonly body: Readonly<Record<string, unknown>>;
	/** The account of the key; 0 on public routes. */
	readonly owner: number;
	/** The name of the key; empty on public routes. */
	readonly apiKey: string;
	/** The gateway took this request in time but acts on it only now. */
	readonly late: boolean;
	/** A fresh socket token with its servers. */
	readonly bullet: (owner: number | undefined) => unknown;
};

export type Route = {
	readonly method: 'GET' | 'POST' | 'DELETE';
	/** With `{name}` for one segment. Routes are tried in order, so fixed paths come before those with braces. */
	readonly path: string;
	readonly pool: PoolName;
	readonly weight: number;
	/** Undefined = public, no signature. */
	readonly permission?: Permission;
	readonly run: (context: RouteContext) => Outcome;
};
