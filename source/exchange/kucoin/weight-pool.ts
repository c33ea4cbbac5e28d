import type { Clock } from '../../lib/seams.js';

/** What one reply says of its pool. */
export type RateHeaders = {
	readonly limit: number;
	readonly remaining: number;
	/** Until the window resets, ms. */
	readonly resetMs: number;
};

/**
 * Who may spend how much: a `read` half of the quota less the reserve, an `order` half of it, a `cancel` all there is, since
 * it must never wait for the others.
 */
export type Urgency = 'read' | 'order' | 'cancel';

/**
 * One of the venue's quotas of weight in fixed windows of 30 s that start with the first request. Half of it is ours to
 * spend, by our own count and by what the venue says is left. Source: KuCoin docs, Rate Limit.
 */
export type WeightPool = {
	/** Books `weight` and returns 0, or returns the ms to wait before asking again. */
	readonly take: (weight: number, urgency?: Urgency) => number;
	readonly learn: (headers: RateHeaders) => void;
	/** The quota of the account's level; the headers of the replies know better. */
	readonly assume: (limit: number) => void;
	/** Nothing is sent from the pool for so long; `cancelsPass`: but for cancels. */
	readonly block: (ms: number, options?: { readonly cancelsPass: boolean }) => void;
};

/** A moment to come, by both clocks. */
type Moment = { readonly mono: number; readonly wall: number };

const passed: Moment = { mono: 0, wall: 0 };
const windowMs = 30_000;
/** How far two replies may disagree about the end of one window: the journey of a reply. */
const windowSlackMs = 5000;
const share = 0.5;
const mostReserved = 0.1;

/** `reserve`: weight that reads leave for orders and cancels, at most a tenth of the quota. */
export function createWeightPool(clock: Clock, defaultLimit: number, { reserve = 0 } = {}): WeightPool {
	let limit = defaultLimit;
	let windowEnd = passed;
	let spent = 0;
	let hasHeaders = false;
	let block = passed;
	let cancelBlock = passed;

	const momentIn = (ms: number): Moment => ({ mono: clock.monoNow() + ms, wall: clock.wallNow() + ms });

	/** By the clock that says the least: monotonic time stands still while a computer sleeps, the venue's windows go on. */
	const leftUntil = ({ mono, wall }: Moment): number => Math.min(mono - clock.monoNow(), wall - clock.wallNow());

	const roomFor = (urgency: Urgency): number => {
		if (urgency === 'cancel') {
			return limit;
		}

		return limit * share - (urgency === 'order' ? 0 : Math.min(reserve, limit * mostReserved));
	};

	return {
		take: (weight, urgency = 'read') => {
			const blocked = leftUntil(urgency === 'cancel' ? cancelBlock : block);
			if (blocked > 0) {
				return blocked;
			}

			if (leftUntil(windowEnd) <= 0) {
				windowEnd = momentIn(windowMs);
				spent = 0;
			}

			if (spent > 0 && spent + weight > roomFor(urgency)) {
				return leftUntil(windowEnd);
			}

			spent += weight;
			return 0;
		},
		learn: headers => {
			if (headers.limit > 0) {
				({ limit } = headers);
				hasHeaders = true;
			}

			const used = headers.limit - headers.remaining;
			const leftMs = Math.min(headers.resetMs, windowMs);
			// A window that ends later than ours is the next one: what was spent before it counts no more. Otherwise our own
			// count stands, unless others behind the same address spent more.
			spent = leftMs > leftUntil(windowEnd) + windowSlackMs ? used : Math.max(spent, used);
			windowEnd = momentIn(leftMs);
		},
		assume: level => {
			if (!hasHeaders) {
				limit = level;
			}
		},
		block: (ms, { cancelsPass } = { cancelsPass: false }) => {
			block = ms > leftUntil(block) ? momentIn(ms) : block;
			if (!cancelsPass) {
				cancelBlock = ms > leftUntil(cancelBlock) ? momentIn(ms) : cancelBlock;
			}
		},
	};
}

const numberOf = (text: string | undefined): number | undefined => {
	const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
	return Number.isFinite(value) && value >= 0 ? value : undefined;
};

/** The `gw-ratelimit-*` headers; undefined unless all three are there. */
export function parseRateHeaders(headers: Readonly<Record<string, string | undefined>>): RateHeaders | undefined {
	const limit = numberOf(headers['gw-ratelimit-limit']);
	const remaining = numberOf(headers['gw-ratelimit-remaining']);
	const resetMs = numberOf(headers['gw-ratelimit-reset']);
	return limit === undefined || remaining === undefined || resetMs === undefined
		? undefined
		: { limit, remaining, resetMs };
}
