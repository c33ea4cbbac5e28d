import { createClockOffset } from '../../../source/exchange/kucoin/clock-offset.js';
import { parseSite } from '../../../source/exchange/kucoin/endpoints.js';
import { createGateway, type KucoinGateway } from '../../../source/exchange/kucoin/gateway.js';
import { createRest, type LimitedRest } from '../../../source/exchange/kucoin/rest.js';
import { createMac, createSigner } from '../../../source/exchange/kucoin/signing.js';
import type { HttpReply, HttpRequest, Net } from '../../../source/lib/seams.js';
import type { ClientOid, OrderRequest } from '../../../source/model/order.js';
import { createVirtualClock, type VirtualClock } from '../../../source/simulator/virtual/clock.js';
import type { Approved } from '../../../source/trading/risk.js';

export type Answer = Partial<HttpReply> | Error;

export type AccountBench = {
	readonly clock: VirtualClock;
	readonly rest: LimitedRest;
	readonly gateway: KucoinGateway;
	readonly sent: HttpRequest[];
	/** `GET /api/v1/…` of what was sent. */
	readonly calls: () => readonly string[];
	/** Waits in virtual time for a promise, or for its failure. */
	readonly settle: <Value>(promise: Promise<Value>) => Promise<Value>;
	measurements: number;
};

export const venueOffsetMs = 2500;

export const ok = (data: unknown): Answer => ({ body: JSON.stringify({ code: '200000', data }) });
export const refused = (code: string, msg = '', status = 200): Answer => ({
	status,
	body: JSON.stringify({ code, msg }),
});

/** A gateway over the real REST client, whose network answers as told: a list in order, the last for ever, or by request. */
export function createAccountBench(
	answers: readonly Answer[] | ((request: HttpRequest, index: number) => Answer),
): AccountBench {
	const clock = createVirtualClock();
	const sent: HttpRequest[] = [];
	const net: Net = {
		connect: () => {
			throw new Error('no socket here');
		},
		request: async request => {
			const index = sent.length;
			sent.push(request);
			const answer =
				typeof answers === 'function' ? answers(request, index) : answers[Math.min(index, answers.length - 1)]!;
			if (answer instanceof Error) {
				throw answer;
			}

			return { status: 200, headers: {}, body: '', ...answer };
		},
	};
	const clockOffset = {
		...createClockOffset(clock, async () => 0),
		offsetMs: () => venueOffsetMs,
		venueNow: () => clock.wallNow() + venueOffsetMs,
		measure: async () => {
			bench.measurements += 1;
			return undefined;
		},
	};
	const rest = createRest({
		clock,
		random: () => 0.5,
		net,
		site: parseSite('https://api.kucoin.com'),
		signer: createSigner(
			'670f0b7d8c5e3a0001c0ffee',
			'kcmon-Passphrase_1',
			createMac('a1b2c3d4-0000-4000-8000-00000000kcmo'),
		),
		userAgent: 'kcmon/test',
		venueNow: clockOffset.venueNow,
		resyncClock: async () => {
			await clockOffset.measure();
		},
		onServerFailure: () => undefined,
	});
	const bench: AccountBench = {
		clock,
		rest,
		gateway: createGateway({
			rest,
			clockOffset,
			status: async () => 'open',
			coefficients: async symbol =>
				symbol === 'ODD-USDT' ? { taker: '2', maker: '1.5' } : { taker: '1.00', maker: '1.00' },
		}),
		sent,
		calls: () => sent.map(({ method, url }) => `${method} ${url.replace('https://api.kucoin.com', '')}`),
		settle: async promise => {
			const outcome = promise.then(
				value => ({ value }),
				(error: unknown) => ({ error }),
			);
			await clock.advance(60_000);
			const result = await outcome;
			if ('error' in result) {
				throw result.error;
			}

			return result.value;
		},
		measurements: 0,
	};
	return bench;
}

export const clientOid = 'kc1TEST01JABCDEFGHJKMNPQRSTVWXYZ0';

export const limitOrder = (changes: Partial<OrderRequest> = {}): Approved<OrderRequest> =>
	({
		clientOid: clientOid as ClientOid,
		symbol: 'BTC-USDT',
		side: 'buy',
		type: 'limit',
		price: '50000',
		size: '0.00001',
		funds: undefined,
		timeInForce: 'GTC',
		cancelAfter: undefined,
		postOnly: false,
		hidden: false,
		iceberg: false,
		visibleSize: undefined,
		stop: undefined,
		...changes,
	}) as Approved<OrderRequest>;

export const marketOrder = (changes: Partial<OrderRequest>): Approved<OrderRequest> =>
	limitOrder({ type: 'market', price: undefined, size: undefined, ...changes });
