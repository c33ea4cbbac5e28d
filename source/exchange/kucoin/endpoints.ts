import { UsageError } from '../../lib/errors.js';

/** Domains of KuCoin's sites. A host is allowed when it is one of them or below one. */
const venueDomains = ['kucoin.com', 'kucoin.eu', 'kucoin.tr', 'kucoin.th'];

/** Whether the host, as `URL` gives it, is this machine itself. */
export function isLoopbackHost(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

const isVenueHost = (hostname: string): boolean =>
	venueDomains.some(domain => hostname === domain || hostname.endsWith(`.${domain}`));

function parseUrl(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}

/** Where requests go: KuCoin's own hosts by TLS, or this machine. */
export type Site = {
	/** Scheme, host and port, without a trailing slash. */
	readonly origin: string;
	readonly host: string;
	readonly loopback: boolean;
};

/** Checks a REST base URL. Throws a `UsageError` for any host but KuCoin's own and loopback, and for `http:` beyond loopback. */
export function parseSite(restUrl: string): Site {
	const url = parseUrl(restUrl);
	if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
		throw new UsageError(`Expected an http(s) URL for the exchange, was "${restUrl.slice(0, 100)}"`);
	}

	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
		throw new UsageError(`Expected only scheme, host and port in the exchange URL, host ${url.host}`);
	}

	const loopback = isLoopbackHost(url.hostname);
	if (url.protocol === 'http:' && !loopback) {
		throw new UsageError(`Refused http: for ${url.host}: plain text is for loopback addresses only`, 'Use https:');
	}

	if (!loopback && !isVenueHost(url.hostname)) {
		throw new UsageError(
			`Refused the exchange host ${url.host}: not one of KuCoin's`,
			`Allowed: ${venueDomains.map(domain => `*.${domain}`).join(' ')} and loopback addresses`,
		);
	}

	return { origin: url.origin, host: url.host, loopback };
}

/**
 * Checks the socket endpoint of a bullet reply against the site that sent it: `wss:` to KuCoin's hosts for KuCoin's
 * sites, `ws:` or `wss:` to loopback for a loopback site. Returns the URL, or undefined for anything else.
 */
export function parseSocketEndpoint(endpoint: string, site: Site): URL | undefined {
	const url = parseUrl(endpoint);
	if (url === undefined || url.username !== '' || url.password !== '' || url.hash !== '') {
		return undefined;
	}

	if (site.loopback) {
		return (url.protocol === 'ws:' || url.protocol === 'wss:') && isLoopbackHost(url.hostname) ? url : undefined;
	}

	return url.protocol === 'wss:' && isVenueHost(url.hostname) ? url : undefined;
}

export type PoolName = 'public' | 'spot' | 'management';

export type Endpoint = {
	readonly path: string;
	readonly pool: PoolName;
	/** Weight units against the pool's quota. */
	readonly weight: number;
};

/** The calls of market data. Source: KuCoin docs, the rate-limit box of each endpoint's page. */
export const endpoints = {
	timestamp: { path: '/api/v1/timestamp', pool: 'public', weight: 3 },
	status: { path: '/api/v1/status', pool: 'public', weight: 3 },
	symbols: { path: '/api/v2/symbols', pool: 'public', weight: 4 },
	level1: { path: '/api/v1/market/orderbook/level1', pool: 'public', weight: 2 },
	allTickers: { path: '/api/v1/market/allTickers', pool: 'public', weight: 15 },
	stats: { path: '/api/v1/market/stats', pool: 'public', weight: 15 },
	histories: { path: '/api/v1/market/histories', pool: 'public', weight: 3 },
	candles: { path: '/api/v1/market/candles', pool: 'public', weight: 3 },
	book20: { path: '/api/v1/market/orderbook/level2_20', pool: 'public', weight: 2 },
	book100: { path: '/api/v1/market/orderbook/level2_100', pool: 'public', weight: 2 },
	bookFull: { path: '/api/v3/market/orderbook/level2', pool: 'spot', weight: 3 },
	bulletPublic: { path: '/api/v1/bullet-public', pool: 'public', weight: 10 },
	bulletPrivate: { path: '/api/v1/bullet-private', pool: 'spot', weight: 10 },
} as const satisfies Record<string, Endpoint>;

/** The calls of the account. All are signed. Source: KuCoin docs, Account & Funding, Spot Orders, the rate-limit box of each page. */
export const accountEndpoints = {
	accounts: { path: '/api/v1/accounts', pool: 'management', weight: 5 },
	apiKey: { path: '/api/v1/user/api-key', pool: 'management', weight: 20 },
	userInfo: { path: '/api/v2/user-info', pool: 'management', weight: 20 },
	opened: { path: '/api/v1/hf/accounts/opened', pool: 'spot', weight: 30 },
	tradeFees: { path: '/api/v1/trade-fees', pool: 'spot', weight: 3 },
	place: { path: '/api/v1/hf/orders', pool: 'spot', weight: 1 },
	order: { path: '/api/v1/hf/orders', pool: 'spot', weight: 2 },
	cancel: { path: '/api/v1/hf/orders', pool: 'spot', weight: 1 },
	cancelSymbol: { path: '/api/v1/hf/orders', pool: 'spot', weight: 2 },
	cancelAll: { path: '/api/v1/hf/orders/cancelAll', pool: 'spot', weight: 30 },
	active: { path: '/api/v1/hf/orders/active', pool: 'spot', weight: 2 },
	activeSymbols: { path: '/api/v1/hf/orders/active/symbols', pool: 'spot', weight: 2 },
	done: { path: '/api/v1/hf/orders/done', pool: 'spot', weight: 2 },
	fills: { path: '/api/v1/hf/fills', pool: 'spot', weight: 2 },
	deadMan: { path: '/api/v1/hf/orders/dead-cancel-all', pool: 'spot', weight: 2 },
	placeStop: { path: '/api/v1/stop-order', pool: 'spot', weight: 1 },
	stopOrders: { path: '/api/v1/stop-order', pool: 'spot', weight: 8 },
	stopOrder: { path: '/api/v1/stop-order', pool: 'spot', weight: 3 },
	stopByClientOid: { path: '/api/v1/stop-order/queryOrderByClientOid', pool: 'spot', weight: 3 },
	cancelStop: { path: '/api/v1/stop-order', pool: 'spot', weight: 3 },
	cancelStopByClientOid: { path: '/api/v1/stop-order/cancelOrderByClientOid', pool: 'spot', weight: 5 },
	placeOco: { path: '/api/v3/oco/order', pool: 'spot', weight: 2 },
	ocos: { path: '/api/v3/oco/orders', pool: 'spot', weight: 2 },
	ocoDetails: { path: '/api/v3/oco/order/details', pool: 'spot', weight: 2 },
	ocoByClientOid: { path: '/api/v3/oco/client-order', pool: 'spot', weight: 2 },
	cancelOco: { path: '/api/v3/oco/order', pool: 'spot', weight: 3 },
	cancelOcoByClientOid: { path: '/api/v3/oco/client-order', pool: 'spot', weight: 3 },
	cancelOcos: { path: '/api/v3/oco/orders', pool: 'spot', weight: 3 },
	cancelStops: { path: '/api/v1/stop-order/cancel', pool: 'spot', weight: 3 },
} as const satisfies Record<string, Endpoint>;

/** An endpoint below another, by an id in its path. Throws a `UsageError` for an id that cannot stand in one. */
export function below(endpoint: Endpoint, ...parts: readonly string[]): Endpoint {
	for (const part of parts) {
		if (!/^[\w-]{1,64}$/.test(part)) {
			throw new UsageError('Expected an order id of letters, digits, - and _');
		}
	}

	return { ...endpoint, path: [endpoint.path, ...parts].join('/') };
}
