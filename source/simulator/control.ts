import { UsageError } from '../lib/errors.js';
import { faultCatalog, parseFault } from './fault-catalog.js';
import type { Fault, Faults } from './faults.js';
import { Digits, encodeJson } from './json-text.js';
import { jsonHeaders, type RestReply, type RestRequest } from './rest-reply.js';
import type { Venue } from './venue.js';
import { encodeRows } from './wire.js';

export const isControlTarget = (target: string): boolean => /^\/control(?:[/?]|$)/.test(target);

/**
 * The exchange's own door, on the same port; no part of KuCoin.
 *
 * - `POST /control` with `{"fault":"l2.drop","symbol":"BTC-USDT","count":1}` switches a fault on; `{"clear":"l2.drop"}`
 *   or `{"clear":true}` switches off. A list does several in order.
 * - `GET /control/faults`: what is on, and the names there are.
 * - `GET /control/book?symbol=&sequence=`: the whole visible book at a sequence (now, without one); 404 when too old.
 *
 * Answers `{"ok":true}`, or 400 with `{"ok":false,"error"}`.
 */
export function createControl(deps: {
	readonly venue: Venue;
	readonly faults: Faults;
	readonly control: (fault: Fault) => void;
}): (request: RestRequest) => RestReply {
	const reply = (status: number, value: unknown): RestReply => ({
		status,
		headers: jsonHeaders,
		body: encodeJson(value),
		delayMs: 0,
	});

	const apply = (value: unknown, where: string): void => {
		if (typeof value === 'object' && value !== null && 'clear' in value) {
			const { clear } = value as { readonly clear: unknown };
			if (clear !== true && (typeof clear !== 'string' || !Object.hasOwn(faultCatalog, clear))) {
				throw new UsageError(`${where}.clear should be true or the name of a fault, was ${JSON.stringify(clear)}`);
			}

			deps.faults.clear(clear === true ? undefined : clear);
		} else {
			deps.control(parseFault(value, where));
		}
	};

	const book = (query: URLSearchParams): RestReply => {
		const market = deps.venue.market(query.get('symbol') ?? '');
		if (market === undefined) {
			return reply(404, { ok: false, error: `No market ${query.get('symbol')}` });
		}

		const wanted = query.get('sequence');
		const image = wanted === null ? market.image(0) : market.imageAt(Number(wanted));
		return image === undefined
			? reply(404, { ok: false, error: `Sequence ${wanted} is not remembered` })
			: reply(200, {
					ok: true,
					symbol: market.symbol,
					sequence: String(image.sequence),
					bids: new Digits(encodeRows(market, image.bids)),
					asks: new Digits(encodeRows(market, image.asks)),
				});
	};

	return request => {
		const url = new URL(request.target, 'http://127.0.0.1');
		if (request.method === 'GET') {
			return url.pathname === '/control/book'
				? book(url.searchParams)
				: reply(200, { ok: true, active: deps.faults.list(), names: Object.keys(faultCatalog) });
		}

		try {
			const value: unknown = JSON.parse(request.body);
			if (Array.isArray(value)) {
				for (const [index, item] of value.entries()) {
					apply(item, `body[${index}]`);
				}
			} else {
				apply(value, 'body');
			}

			return reply(200, { ok: true });
		} catch (error) {
			if (error instanceof UsageError || error instanceof SyntaxError) {
				const hint = error instanceof UsageError && error.hint !== undefined ? ` (${error.hint})` : '';
				return reply(400, { ok: false, error: `${error.message}${hint}` });
			}

			throw error;
		}
	};
}
