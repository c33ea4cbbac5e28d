import { expect, test } from 'vitest';
import { quoteLongIntegers } from '../../source/exchange/kucoin/big-ids.js';
import { leaseOf } from '../../source/exchange/kucoin/bullet.js';
import {
	decodeBalances,
	decodeFill,
	decodeOco,
	decodePage,
	decodeStopRecord,
	decodeVenueOrder,
	requireList,
} from '../../source/exchange/kucoin/decode-orders.js';
import {
	decodeAllTickers,
	decodeRestBook,
	decodeRestStats,
	decodeRestTicker,
	decodeRestTrades,
	decodeStatus,
} from '../../source/exchange/kucoin/decode-rest.js';
import { endpoints, parseSite } from '../../source/exchange/kucoin/endpoints.js';
import { decodeInstrument, decodeInstruments } from '../../source/exchange/kucoin/instruments.js';
import { checkKey } from '../../source/exchange/kucoin/key-check.js';
import { createRest } from '../../source/exchange/kucoin/rest.js';
import { isKcmonError } from '../../source/lib/errors.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { listFixtures, readFixture } from '../exchange/kucoin/fixture.js';
import { attempt, budget, createMeter, seed } from './budget.js';
import { createMutator } from './mutate.js';

const at = 1_800_000_000_000;
const kucoin = parseSite('https://api.kucoin.com');
const rows = (data: unknown): readonly unknown[] => requireList(decodePage(data, 'x').items, 'x');

/** Every decoder of a reply with the recorded replies it is for. */
const decoders: readonly (readonly [fixture: string, decode: (data: unknown) => unknown])[] = [
	['rest-hf-order-by-id', data => decodeVenueOrder(data, 'x')],
	['rest-hf-order-by-clientoid', data => decodeVenueOrder(data, 'x')],
	['rest-hf-orders-active', data => requireList(data, 'x').map(row => decodeVenueOrder(row, 'x'))],
	['rest-hf-orders-done', data => rows(data).map(row => decodeVenueOrder(row, 'x'))],
	['rest-hf-fills', data => rows(data).map(row => decodeFill(row, 'x'))],
	['rest-stop-order-list', data => rows(data).map(row => decodeStopRecord(row, 'x'))],
	['rest-oco-details', data => decodeOco(data, 'x')],
	['rest-accounts', data => decodeBalances(data, 'trade')],
	['rest-symbol-v2', data => decodeInstrument(data)],
	['rest-symbols-v2', data => decodeInstruments(data)],
	['rest-ticker-level1', data => decodeRestTicker(data, 'BTC-USDT', at)],
	['rest-stats-24h', data => decodeRestStats(data, at)],
	['rest-all-tickers', data => decodeAllTickers(data, at)],
	['rest-orderbook-level2-part', data => decodeRestBook(data, 'BTC-USDT', at, 20)],
	['rest-orderbook-level2-full-v3', data => decodeRestBook(data, 'BTC-USDT', at, 0)],
	['rest-trade-histories', data => decodeRestTrades(data, 'BTC-USDT', at)],
	['rest-status', data => decodeStatus(data)],
	['rest-bullet-public', data => leaseOf(data, 0, kucoin, Math.random)],
	['rest-bullet-private', data => leaseOf(data, 1, kucoin, Math.random)],
];

const amounts = new Set(
	'price size funds filledSize filledFunds canceledSize available hold total last high low volume quoteVolume bestBid bestAsk priceIncrement baseIncrement quoteIncrement baseMinSize stopPrice'.split(
		' ',
	),
);

function problemOf(value: unknown, name: string): string | undefined {
	if (typeof value === 'number') {
		return Number.isFinite(value) ? undefined : `${name} is ${value}`;
	}

	if (typeof value === 'string') {
		const isAmount = /^-?\d{1,200}(?:\.\d{1,200})?$/.test(value);
		if (amounts.has(name) && !isAmount) {
			return `${name} is no amount: ${value}`;
		}

		return /[\u0000-\u001f\u007f-\u009f]/.test(value) ? `${name} is not clean` : undefined;
	}

	if (typeof value === 'object' && value !== null) {
		for (const [key, inner] of Object.entries(value)) {
			const problem = problemOf(inner, Array.isArray(value) ? name : key);
			if (problem !== undefined) {
				return problem;
			}
		}
	}

	return undefined;
}

test('no mutated reply throws what is not ours, nor is taken with a value that is none', () => {
	const mutator = createMutator(seed);
	const meter = createMeter();
	let taken = 0;
	for (let count = budget(40_000); count > 0; count -= 1) {
		const [fixture, decode] = mutator.pick(decoders);
		const body = JSON.parse(quoteLongIntegers(readFixture(fixture))) as { data: unknown };
		const text = JSON.stringify(mutator.tree(body));
		const changed = JSON.parse(text) as { readonly data?: unknown } | null;
		const result = meter.time(() => attempt(() => decode(changed?.data), `${fixture} ${text}`));
		const problem = typeof result === 'string' ? undefined : problemOf(result, '');
		if (problem !== undefined) {
			throw new Error(`seed ${seed}: ${problem} of ${fixture} ${text.slice(0, 2000)}`);
		}

		taken += result === undefined ? 0 : 1;
	}

	console.log(`fuzz replies: ${JSON.stringify({ seed, ...meter.report(), taken })}`);
	expect(taken).toBeGreaterThan(budget(100));
}, 3_600_000);

test('no endpoint of a token reply leads to a host that is not the exchange', () => {
	const mutator = createMutator(seed);
	const hosts = [
		'ws-api-spot.kucoin.com',
		'evil.example',
		'kucoin.com.evil.example',
		'evilkucoin.com',
		'127.0.0.1',
		'[::1]',
	];
	const tricks = ['@', ':443@', '#', '?', '\\', '/', '%2f', '.', '\u3002', '\t', 'xn--', ';', '\u0000'];
	for (let count = budget(20_000); count > 0; count -= 1) {
		const scheme = mutator.pick(['wss://', 'ws://', 'https://', 'wss:', 'javascript:', 'WSS://', '//']);
		const text = mutator.text(
			`${scheme}${mutator.pick(hosts)}${mutator.pick(tricks)}${mutator.pick(hosts)}/`,
			'wss://kucoin.com',
		);
		const server = { endpoint: text, encrypt: true, protocol: 'websocket', pingInterval: 18_000, pingTimeout: 10_000 };
		const lease = attempt(() => leaseOf({ token: 't', instanceServers: [server] }, 0, kucoin, Math.random), text);
		if (lease !== undefined) {
			const { hostname, protocol, username, password } = new URL(lease.url);
			expect({ text, protocol, login: username + password }).toEqual({ text, protocol: 'wss:', login: '' });
			expect(hostname, text).toMatch(/(?:^|\.)kucoin\.(?:com|eu|tr|th)$/);
		}
	}
}, 3_600_000);

test('no mutated body of a reply breaks the REST client, which answers with data or one of its errors', async () => {
	const mutator = createMutator(seed);
	const clock = createVirtualClock({ wall: at });
	const bodies = listFixtures()
		.filter(name => name.startsWith('rest-') && !name.includes('request'))
		.map(readFixture);
	let body = '';
	let status = 200;
	const rest = createRest({
		clock,
		random: () => 0.5,
		net: {
			request: () => Promise.resolve({ status, headers: { 'gw-ratelimit-remaining': body.slice(0, 3) }, body }),
		} as unknown as Parameters<typeof createRest>[0]['net'],
		site: kucoin,
		signer: undefined,
		userAgent: 'kcmon-fuzz',
		venueNow: clock.wallNow,
		resyncClock: () => Promise.resolve(),
		onServerFailure: text => expect(text).toMatch(/^HTTP \d+$/),
	});
	let taken = 0;
	for (let count = budget(5000); count > 0; count -= 1) {
		body = mutator.text(mutator.pick(bodies), mutator.pick(bodies));
		status = mutator.pick([200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 429, 500, 503]);
		const input = body;
		// Sent once: a POST is never repeated. Enough time for the budget to have room between two.
		void clock.advance(60_000);
		try {
			await rest.call({ method: 'POST', endpoint: endpoints.timestamp, body: '{}' });
			taken += 1;
			expect(status).toBeLessThan(300);
			expect(JSON.parse(input)).toMatchObject({ code: expect.stringMatching(/^200(?:000)?$/) });
		} catch (error) {
			if (!isKcmonError(error)) {
				throw new Error(`seed ${seed}: ${String(error)} on ${input.slice(0, 2000)}`, { cause: error });
			}
		}
	}

	expect(taken).toBeGreaterThan(0);
}, 3_600_000);

test('no mutated answer about a key passes a key that may do more than trade spot', async () => {
	const mutator = createMutator(seed);
	const reply = JSON.parse(readFixture('rest-user-api-key')) as { data: Record<string, unknown> };
	const words = 'General,Spot,Margin,Futures,Earn,Transfer,InnerTransfer,FlexTransfers,Withdrawal,Withdraw'.split(',');
	let fit = 0;
	for (let count = budget(3000); count > 0; count -= 1) {
		const permission = Array.from({ length: 1 + mutator.below(4) }, () => mutator.pick(words)).join(',');
		const data = {
			...reply.data,
			permission: mutator.below(2) === 0 ? permission : mutator.text('General,Spot', permission),
		};
		const rest = {
			call: ({ endpoint }: { readonly endpoint: { readonly path: string } }) =>
				Promise.resolve(
					endpoint.path.includes('api-key') ? data : endpoint.path.includes('opened') ? true : { level: 0 },
				),
			assumeLimits: () => {},
		};
		try {
			const { refusals } = await checkKey(rest as never, { allowOtherProducts: false });
			if (refusals.length === 0) {
				fit += 1;
				expect(
					new Set(
						data.permission
							.split(',')
							.map(word => word.trim())
							.filter(Boolean),
					),
				).toEqual(new Set(['General', 'Spot']));
			}
		} catch (error) {
			expect(isKcmonError(error), String(error)).toBe(true);
		}
	}

	expect(fit).toBeGreaterThan(0);
}, 3_600_000);
