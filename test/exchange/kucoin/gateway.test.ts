import { expect, test } from 'vitest';
import { NetError } from '../../../source/lib/errors.js';
import type { HttpRequest } from '../../../source/lib/seams.js';
import { type Answer, clientOid, createAccountBench, ok, refused } from './account-bench.js';
import { readFixture, readFixtureData } from './fixture.js';

const orderId = '670fd33bf9406e0007ab3945';
const fixture = (name: string): Answer => ({ body: readFixture(name) });
const plain = { symbol: 'BTC-USDT', orderId, clientOid, family: 'plain' as const };
const missing: Answer = { status: 404, body: readFixture('rest-error-http404-unknown-path') };

const pathOf = ({ url }: HttpRequest): string => new URL(url).pathname;

const noPairs = ok({ currentPage: 1, pageSize: 500, totalNum: 0, totalPage: 0, items: [] });

/** Neither stops nor pairs are here: those addresses answer 404, as they may. */
const plainOnly =
	(answer: Answer) =>
	(request: HttpRequest): Answer =>
		/stop-order|oco/.test(pathOf(request)) ? missing : answer;

test('cancels by the id of the venue, or by our own before that is known', async () => {
	const bench = createAccountBench([fixture('rest-hf-order-cancel-by-id')]);

	expect(await bench.settle(bench.gateway.cancel(plain))).toEqual({ kind: 'requested' });
	expect(await bench.settle(bench.gateway.cancel({ ...plain, orderId: undefined }))).toEqual({ kind: 'requested' });
	expect(bench.calls()).toEqual([
		`DELETE /api/v1/hf/orders/${orderId}?symbol=BTC-USDT`,
		`DELETE /api/v1/hf/orders/client-order/${clientOid}?symbol=BTC-USDT`,
	]);
	expect(bench.sent.every(({ body }) => body === undefined)).toBe(true);
});

test.each([
	['400100', 'order_not_exist_or_not_allow_to_cancel'],
	['400100', 'order not exist'],
	['400100', 'The order does not exist.'],
	['400100', 'The order cannot be found: order not found'],
	['order_not_exist', 'order_not_exist_or_not_allow_to_cancel'],
])('takes %s "%s" of a cancel for an order that is gone', async (code, msg) => {
	const bench = createAccountBench([refused(code, msg)]);

	expect(await bench.settle(bench.gateway.cancel(plain))).toEqual({ kind: 'gone', text: msg });
	expect(bench.sent).toHaveLength(1);
});

test.each([
	['another refusal', refused('400100', 'symbol is required'), '400100 symbol is required', undefined],
	['a suspended pair', refused('200002', 'canceling is suspended'), '200002 canceling is suspended', undefined],
	['a busy server', refused('503000', 'busy', 503), '503000 busy', undefined],
	[
		'the words of a gone order from a broken server',
		refused('400100', 'order not exist', 500),
		'400100 order not exist',
		undefined,
	],
	['a page', { status: 502, body: '<html>' }, 'HTTP 502 the reply was no JSON object', undefined],
	['a timeout', new NetError('x', { kind: 'timeout', text: 'timeout', sent: true }), 'timeout', undefined],
	['a broken door', new NetError('x', { kind: 'refused', text: 'refused', sent: false }), 'refused', undefined],
	[
		'a spent quota',
		{
			...refused('429000', 'Too Many Requests', 429),
			headers: { 'gw-ratelimit-limit': '4000', 'gw-ratelimit-remaining': '0', 'gw-ratelimit-reset': '1700' },
		},
		'429000 Too Many Requests',
		1700,
	],
] as const)('tells that a cancel failed after %s', async (_what, answer, reason, retryAfterMs) => {
	const bench = createAccountBench([answer]);

	expect(await bench.settle(bench.gateway.cancel(plain))).toEqual({ kind: 'failed', reason, retryAfterMs });
	expect(bench.sent).toHaveLength(1);
});

test('repeats a cancel at once after a refused timestamp', async () => {
	const skewed: Answer = { status: 400, body: readFixture('rest-error-http400-400002-timestamp') };
	const mended = createAccountBench([skewed, fixture('rest-hf-order-cancel-by-id')]);
	expect(await mended.settle(mended.gateway.cancel(plain))).toEqual({ kind: 'requested' });
	expect(mended.measurements).toBe(1);

	const hopeless = createAccountBench([skewed]);
	expect(await hopeless.settle(hopeless.gateway.cancel(plain))).toMatchObject({ kind: 'failed' });
	expect(hopeless.sent).toHaveLength(2);
});

test('lets cancels pass a queue of reads that have spent their share', async () => {
	const bench = createAccountBench(request =>
		fixture(request.method === 'GET' ? 'rest-hf-order-by-id' : 'rest-hf-order-cancel-by-id'),
	);
	const reads = Array.from({ length: 850 }, () => bench.gateway.findById('BTC-USDT', '6717422bd51c29000775ea03'));
	await bench.clock.advance(10);
	expect(bench.sent, 'of weight 2, within half of the quota less the reserve').toHaveLength(800);
	const cancels = Array.from({ length: 400 }, () => bench.gateway.cancel(plain));
	await bench.clock.advance(10);

	expect(await Promise.all(cancels)).toEqual(Array.from({ length: 400 }, () => ({ kind: 'requested' })));
	expect(bench.sent).toHaveLength(1200);
	await bench.clock.advance(40_000);
	await Promise.all(reads);
	expect(bench.sent).toHaveLength(1250);
});

test('does not hold a cancel up for a refusal at the edge that another call met', async () => {
	const bench = createAccountBench(request =>
		request.method === 'GET' ? { status: 403, body: '<html>Forbidden</html>' } : fixture('rest-hf-order-cancel-by-id'),
	);
	const read = bench.gateway.findById('BTC-USDT', orderId).catch((error: unknown) => error);
	await bench.clock.advance(10);
	expect(await read).toBeInstanceOf(Error);
	const canceling = bench.gateway.cancel(plain);
	await bench.clock.advance(10);

	expect(await canceling).toEqual({ kind: 'requested' });
});

test('cancels all of a pair, and of the account with the pairs that failed, stop orders too', async () => {
	const bench = createAccountBench(request => {
		switch (`${request.method} ${pathOf(request)}`) {
			case 'DELETE /api/v1/hf/orders/cancelAll':
				return ok({ succeedSymbols: ['ETH-USDT'], failedSymbols: [{ symbol: 'SOL-USDT', error: 'busy' }, 'KCS-USDT'] });
			case 'GET /api/v1/stop-order':
				return fixture('rest-stop-order-list');
			case 'DELETE /api/v1/stop-order/cancel':
				return fixture('rest-stop-order-cancel');
			default:
				return ok('success');
		}
	});

	const { cancelledOrderIds } = readFixtureData('rest-stop-order-cancel') as { readonly cancelledOrderIds: string[] };
	expect(await bench.settle(bench.gateway.cancelAll())).toEqual({
		failedSymbols: ['SOL-USDT', 'KCS-USDT'],
		endedIds: cancelledOrderIds,
	});
	expect(await bench.settle(bench.gateway.cancelSymbol('ETH-USDT'))).toEqual({
		failedSymbols: [],
		endedIds: cancelledOrderIds,
	});
	expect(bench.calls()).toEqual([
		'DELETE /api/v1/hf/orders/cancelAll',
		'DELETE /api/v1/stop-order/cancel?tradeType=TRADE',
		'DELETE /api/v3/oco/orders',
		'DELETE /api/v1/hf/orders?symbol=ETH-USDT',
		'DELETE /api/v1/stop-order/cancel?symbol=ETH-USDT&tradeType=TRADE',
		'DELETE /api/v3/oco/orders?symbol=ETH-USDT',
	]);
});

test.each([
	['cancelAll', undefined, ['DELETE /api/v1/hf/orders/cancelAll', 'DELETE /api/v3/oco/orders']],
	['cancelSymbol', ['BTC-USDT'], ['DELETE /api/v3/oco/orders']],
] as const)('%s that fails in part still names the stops that it ended', async (name, failedSymbols, failing) => {
	const bench = createAccountBench(request =>
		(failing as readonly string[]).includes(`${request.method} ${pathOf(request)}`)
			? { status: 503, body: '<html>busy</html>' }
			: pathOf(request) === '/api/v1/stop-order/cancel'
				? ok({ cancelledOrderIds: ['vs1'] })
				: ok('success'),
	);

	expect(await bench.settle(bench.gateway[name]('BTC-USDT'))).toEqual({ failedSymbols, endedIds: ['vs1'] });
});

test('names a pair as ended once every leg of it is named, by a cancel of its own or of many', async () => {
	const details = readFixtureData('rest-oco-details') as {
		readonly orderId: string;
		readonly orders: { id: string }[];
	};
	const legIds = details.orders.map(({ id }) => id);
	const waiting = { ...details, status: 'NEW', orders: details.orders.map(leg => ({ ...leg, status: 'NEW' })) };
	let named = legIds;
	const bench = createAccountBench(request =>
		request.method === 'GET' ? ok(waiting) : ok({ cancelledOrderIds: pathOf(request).includes('oco') ? named : [] }),
	);
	const { orderId: pairId } = details;
	await bench.settle(bench.gateway.findById('BTC-USDT', pairId, 'oco'));
	const pair = { symbol: 'BTC-USDT', orderId: pairId, clientOid: 'kc1', family: 'oco' } as const;
	const endedBy = async (canceling: Promise<{ readonly endedIds?: readonly string[] }>) =>
		(await bench.settle(canceling)).endedIds;

	expect(await endedBy(bench.gateway.cancelAll())).toEqual([...legIds, pairId]);
	expect(await endedBy(bench.gateway.cancelSymbol('BTC-USDT'))).toEqual([...legIds, pairId]);
	expect(await bench.settle(bench.gateway.cancel(pair))).toEqual({ kind: 'requested', endedIds: [...legIds, pairId] });

	named = legIds.slice(0, 1);
	expect(await endedBy(bench.gateway.cancelAll())).toEqual(named);
	expect(await bench.settle(bench.gateway.cancel(pair))).toEqual({ kind: 'requested', endedIds: named });
});

test('finds an order by either id', async () => {
	const bench = createAccountBench([fixture('rest-hf-order-by-id')]);
	const found = await bench.settle(bench.gateway.findById('BTC-USDT', '6717422bd51c29000775ea03'));

	expect(found).toEqual({
		orderId: '6717422bd51c29000775ea03',
		clientOid: '5c52e11203aa677f33e493fb',
		symbol: 'BTC-USDT',
		side: 'buy',
		type: 'limit',
		price: '70000',
		size: '0.00001',
		funds: '0.7',
		filledSize: '0.00001',
		filledFunds: '0.677176',
		canceledSize: '0',
		active: false,
		cancelExist: false,
		createdAt: 1_729_577_515_444,
	});
	expect(await bench.settle(bench.gateway.findByClientOid('BTC-USDT', '5c52e11203aa677f33e493fb'))).toEqual(found);
	expect(bench.calls()).toEqual([
		'GET /api/v1/hf/orders/6717422bd51c29000775ea03?symbol=BTC-USDT',
		'GET /api/v1/hf/orders/client-order/5c52e11203aa677f33e493fb?symbol=BTC-USDT',
	]);
});

test.each([
	['400100 order not exist', refused('400100', 'order not exist')],
	['400100 with a sentence', refused('400100', 'The order does not exist.')],
	['the literal code', refused('order_not_exist', 'order_not_exist')],
	['null', ok(null)],
	['nothing', { body: '{"code":"200000"}' }],
	['an empty object', ok({})],
])('takes %s for the word that there is no such order', async (_what, answer) => {
	const bench = createAccountBench(plainOnly(answer));

	expect(await bench.settle(bench.gateway.findByClientOid('BTC-USDT', clientOid))).toBeUndefined();
	expect(await bench.settle(bench.gateway.findById('BTC-USDT', orderId))).toBeUndefined();
});

test.each([
	['a refused key', refused('400003', 'KC-API-KEY not exists', 401)],
	['another 400100', refused('400100', 'symbol is required')],
	['a broken server', refused('400100', 'order not exist', 500)],
	['a page', { status: 502, body: '<html>' }],
	['a reset', new NetError('x', { kind: 'reset', text: 'reset', sent: true })],
	['an order that cannot be read', ok({ id: orderId, symbol: 'BTC-USDT' })],
])('never takes %s for the word that there is no such order', async (_what, answer) => {
	const bench = createAccountBench([answer]);

	await expect(bench.settle(bench.gateway.findByClientOid('BTC-USDT', clientOid))).rejects.toThrow();
	await expect(bench.settle(bench.gateway.findById('BTC-USDT', orderId))).rejects.toThrow();
});

test.each([
	['plain', [`/api/v1/hf/orders/client-order/${clientOid}`]],
	['stop', ['/api/v1/stop-order/queryOrderByClientOid', `/api/v1/hf/orders/client-order/${clientOid}`]],
	['oco', [`/api/v3/oco/client-order/${clientOid}`, `/api/v1/hf/orders/client-order/${clientOid}`]],
	[
		undefined,
		[
			`/api/v1/hf/orders/client-order/${clientOid}`,
			'/api/v1/stop-order/queryOrderByClientOid',
			`/api/v3/oco/client-order/${clientOid}`,
		],
	],
] as const)('looks for a client id where a %s order is, and then for what came of it', async (family, paths) => {
	const bench = createAccountBench(request =>
		pathOf(request).includes('stop-order') ? ok([]) : refused('400100', 'order not exist'),
	);

	expect(await bench.settle(bench.gateway.findByClientOid('BTC-USDT', clientOid, family))).toBeUndefined();
	expect(bench.sent.map(pathOf)).toEqual(paths);
});

test('takes no other order for the one that was asked for', async () => {
	const bench = createAccountBench(() => fixture('rest-hf-order-by-id'));
	const { gateway } = bench;

	await expect(bench.settle(gateway.findById('BTC-USDT', '6717422bd51c29000775ea04', 'plain'))).rejects.toThrow(
		/expected the order that was asked for/i,
	);
	await expect(bench.settle(gateway.findByClientOid('BTC-USDT', 'kc1OTHER', 'plain'))).rejects.toThrow(
		/expected the order that was asked for/i,
	);
	await expect(bench.settle(gateway.findById('ETH-USDT', '6717422bd51c29000775ea03', 'plain'))).rejects.toThrow(
		/expected the order that was asked for/i,
	);
	expect(await bench.settle(gateway.findById('BTC-USDT', '6717422bd51c29000775ea03', 'plain'))).toBeDefined();
});

test('refuses an id that would reach another address', async () => {
	const bench = createAccountBench([ok(null)]);

	await expect(bench.settle(bench.gateway.findById('BTC-USDT', '../dead-cancel-all'))).rejects.toThrow('order id');
	await expect(bench.settle(bench.gateway.findById('BTC-USDT', ''))).rejects.toThrow('order id');
	expect(await bench.settle(bench.gateway.cancel({ ...plain, orderId: 'a b' }))).toMatchObject({ kind: 'failed' });
	expect(bench.sent).toHaveLength(0);
});

type Row = { readonly id: number; readonly tradeId: string };

/** A venue that pages `rows`, newest first, as its documentation says. */
function pager(rows: readonly Row[], encode: (row: Row) => string): (request: HttpRequest) => Answer {
	return request => {
		const query = new URL(request.url).searchParams;
		const lastId = Number(query.get('lastId') ?? 0);
		const found = rows.filter(({ id }) => lastId === 0 || id < lastId).slice(0, Number(query.get('limit')));
		return {
			body: `{"code":"200000","data":{"items":[${found.map(encode).join(',')}],"lastId":${found.at(-1)?.id ?? 0}}}`,
		};
	};
}

const fillText = ({ id, tradeId }: Row): string =>
	readFixture('rest-hf-fills')
		.match(/\{[^{}]*"tradeId"[^{}]*\}/s)![0]
		.replace('11029373945659392', tradeId)
		.replace('19814995255305', String(id));

test.each([0, 1, 99, 100, 101, 250])('reads all %i fills page by page, trade ids exact', async count => {
	const rows = Array.from({ length: count }, (_, index) => ({
		id: 19_814_995_255_305 - index,
		tradeId: String(11_029_373_945_659_393n - BigInt(index) * 2n),
	}));
	const bench = createAccountBench(pager(rows, fillText));
	const fills = await bench.settle(bench.gateway.fills({ symbol: 'BTC-USDT', since: bench.clock.wallNow() - 1000.5 }));

	expect(fills.map(({ tradeId }) => tradeId)).toEqual(rows.map(({ tradeId }) => tradeId));
	expect(bench.sent).toHaveLength(Math.floor(count / 100) + 1);
	const first = new URL(bench.sent[0]!.url).searchParams;
	expect(Object.fromEntries(first)).toEqual({
		symbol: 'BTC-USDT',
		startAt: String(Math.floor(bench.clock.wallNow() - 60_000 - 1000.5)),
		limit: '100',
	});
});

test('reads a fill as recorded, and asks for those of one order by its id alone', async () => {
	const bench = createAccountBench([fixture('rest-hf-fills')]);
	const fills = await bench.settle(bench.gateway.fills({ symbol: 'BTC-USDT', orderId: '6717422bd51c29000775ea03' }));

	expect(fills).toEqual([
		{
			symbol: 'BTC-USDT',
			orderId: '6717422bd51c29000775ea03',
			tradeId: '11029373945659392',
			side: 'buy',
			price: '67717.6',
			size: '0.00001',
			liquidity: 'taker',
			fee: '0.000677176',
			feeCurrency: 'USDT',
			time: 1_729_577_515_473,
		},
	]);
	expect(bench.calls()).toEqual(['GET /api/v1/hf/fills?symbol=BTC-USDT&orderId=6717422bd51c29000775ea03&limit=100']);
});

test('refuses a list whose cursor does not move, or with a row that cannot be read', async () => {
	const row = JSON.stringify((readFixtureData('rest-hf-orders-done') as { items: unknown[] }).items[0]);
	const page = (items: string): Answer => ({ body: `{"code":"200000","data":{"lastId":7,"items":[${items}]}}` });
	const stuck = createAccountBench([page(Array.from({ length: 100 }, () => row).join(','))]);
	await expect(stuck.settle(stuck.gateway.doneOrders('BTC-USDT', 0))).rejects.toThrow('lastId: expected to move');

	const odd = createAccountBench([page(`${row},${row.replace('"dealSize":"0.00001"', '"dealSize":"?"')}`)]);
	await expect(odd.settle(odd.gateway.doneOrders('BTC-USDT', 0))).rejects.toThrow('dealSize: expected a plain decimal');
});

test('does not ask for more than the venue looks back, which it would cut silently', async () => {
	const bench = createAccountBench([fixture('rest-hf-orders-done')]);
	const now = bench.clock.wallNow();
	await bench.settle(bench.gateway.doneOrders('BTC-USDT', 0));

	const startAt = Number(new URL(bench.sent[0]!.url).searchParams.get('startAt'));
	expect(startAt).toBe(now + 2500 - 7 * 86_400_000);
});

test.each([
	['the recorded list', fixture('rest-hf-orders-active-symbols'), ['ETH-USDT', 'BTC-USDT']],
	['null', ok(null), []],
	['a list of null', ok({ symbols: null }), []],
	['no list', ok({ symbols: [] }), []],
])('reads the pairs with open orders from %s', async (_what, answer, symbols) => {
	const bench = createAccountBench(plainOnly(answer));

	expect(await bench.settle(bench.gateway.activeSymbols())).toEqual(symbols);
});

test('counts a pair with nothing but a stop order as one with open orders', async () => {
	const bench = createAccountBench(request =>
		pathOf(request).includes('oco')
			? noPairs
			: pathOf(request) === '/api/v1/stop-order'
				? fixture('rest-stop-order-list')
				: ok({ symbols: ['ETH-USDT'] }),
	);

	expect(await bench.settle(bench.gateway.activeSymbols())).toEqual(['ETH-USDT', 'BTC-USDT']);
});

test('lists resting orders with the stop orders that wait', async () => {
	const bench = createAccountBench(request =>
		pathOf(request).includes('oco')
			? noPairs
			: pathOf(request) === '/api/v1/stop-order'
				? fixture('rest-stop-order-list')
				: fixture('rest-hf-orders-active'),
	);
	const [resting, stop] = await bench.settle(bench.gateway.activeOrders('BTC-USDT'));

	expect(resting).toMatchObject({ type: 'limit', active: true });
	expect(stop).toEqual({
		orderId: 'vs93gptvr9t2fsql003l8k5p',
		clientOid: '5c52e11203aa677f222233e493fb',
		symbol: 'BTC-USDT',
		side: 'buy',
		type: 'stop',
		price: '50000',
		size: '0.00001',
		funds: '0',
		filledSize: '0',
		filledFunds: '0',
		canceledSize: '0',
		active: true,
		cancelExist: false,
		createdAt: 1_740_626_554_884,
		stopPrice: '60000',
	});
});

test.each([
	['TRADE', 1],
	[undefined, 1],
	['MARGIN_TRADE', 0],
	['MARGIN_ISOLATED_TRADE', 0],
])(
	'of stops that wait, one of the trade type %s is listed %i times, and only those of spot are asked for',
	async (tradeType, times) => {
		const page = readFixtureData('rest-stop-order-list') as { readonly items: readonly object[] };
		const bench = createAccountBench(request =>
			pathOf(request).includes('oco')
				? noPairs
				: pathOf(request) === '/api/v1/stop-order'
					? ok({ ...page, items: page.items.map(row => ({ ...row, tradeType })) })
					: ok([]),
		);

		expect(await bench.settle(bench.gateway.activeOrders('BTC-USDT'))).toHaveLength(times);
		expect(bench.calls()).toContain(
			'GET /api/v1/stop-order?symbol=BTC-USDT&tradeType=TRADE&currentPage=1&pageSize=500',
		);
	},
);

test('asks no more for stop orders where the site has none', async () => {
	const bench = createAccountBench(plainOnly(ok([])));
	expect(bench.gateway).toMatchObject({ hasNativeStops: true, hasNativeOcos: true });
	await bench.settle(bench.gateway.activeOrders('BTC-USDT'));
	await bench.settle(bench.gateway.activeOrders('ETH-USDT'));

	expect(bench.gateway).toMatchObject({ hasNativeStops: false, hasNativeOcos: false });
	expect(bench.sent.filter(request => /stop-order|oco/.test(pathOf(request)))).toHaveLength(2);
});

const stopRow = (readFixtureData('rest-stop-order-list') as { items: readonly object[] }).items[0]!;
const stopOid = '5c52e11203aa677f222233e493fb';

/** A venue with one stop order in a state, and perhaps the order that its trigger made. */
function venueWithStop(status: string, child: boolean): (request: HttpRequest) => Answer {
	return request => {
		const path = pathOf(request);
		if (path.startsWith('/api/v1/stop-order')) {
			const row = { ...stopRow, status };
			return path.endsWith('queryOrderByClientOid') ? ok([row]) : ok(row);
		}

		const made = { ...(readFixtureData('rest-hf-order-by-id') as object), clientOid: stopOid };
		return child && path.includes('client-order') ? ok(made) : refused('400100', 'order not exist');
	};
}

test.each([
	['NEW', false, { active: true }],
	['TRIGGERED', true, { active: false, triggeredOrderId: '6717422bd51c29000775ea03' }],
	['TRIGGERED', false, { active: true }],
	['CANCEL', false, { active: false, cancelExist: true, canceledSize: '0.00001' }],
])('follows a stop order that is %s (with a child: %s)', async (status, child, expected) => {
	const bench = createAccountBench(venueWithStop(status, child));
	const found = await bench.settle(bench.gateway.findById('BTC-USDT', 'vs93gptvr9t2fsql003l8k5p'));

	expect(found).toMatchObject({ type: 'stop', orderId: 'vs93gptvr9t2fsql003l8k5p', ...expected });
	expect('triggeredOrderId' in found!).toBe('triggeredOrderId' in expected);
});

test.each([
	[
		'by id',
		{ orderId: 'vs93gptvr9t2fsql003l8k5p' },
		'DELETE /api/v1/stop-order/vs93gptvr9t2fsql003l8k5p',
		'rest-stop-order-cancel',
	],
	[
		'by client id',
		{ orderId: undefined },
		`DELETE /api/v1/stop-order/cancelOrderByClientOid?clientOid=${clientOid}&symbol=BTC-USDT`,
		'rest-stop-order-cancel-by-clientoid',
	],
] as const)('cancels a stop order %s', async (_how, key, call, reply) => {
	const bench = createAccountBench([fixture(reply), ok({ cancelledOrderIds: [] })]);
	const stop = { ...plain, ...key, family: 'stop' as const };

	expect(await bench.settle(bench.gateway.cancel(stop))).toMatchObject({ kind: 'requested' });
	expect(bench.calls()).toEqual([call]);
	expect(await bench.settle(bench.gateway.cancel(stop))).toMatchObject({ kind: 'gone' });
});

test('keeps the money of the funding account apart', async () => {
	const bench = createAccountBench([fixture('rest-accounts')]);

	expect(await bench.settle(bench.gateway.balances())).toEqual([
		{ currency: 'USDT', available: '26.66759503', hold: '0', total: '26.66759503' },
	]);
	expect(await bench.settle(bench.gateway.fundingBalances())).toEqual([
		{ currency: 'USDT', available: '0.01', hold: '0', total: '0.01' },
	]);
	expect(bench.calls()).toEqual(['GET /api/v1/accounts?type=trade', 'GET /api/v1/accounts?type=main']);
});

test('asks for the fees of ten pairs in one call', async () => {
	const symbols = Array.from({ length: 13 }, (_, index) => `C${index}-USDT`);
	const bench = createAccountBench(request =>
		ok(
			(new URL(request.url).searchParams.get('symbols') ?? '')
				.split(',')
				.map((symbol, index) => ({ symbol, takerFeeRate: `0.00${index + 1}`, makerFeeRate: '-0.0001' })),
		),
	);
	const rates = await bench.settle(Promise.all(symbols.map(symbol => bench.gateway.fees(symbol))));

	expect(bench.calls()).toEqual([
		`GET /api/v1/trade-fees?symbols=${symbols.slice(0, 10).join(',')}`,
		`GET /api/v1/trade-fees?symbols=${symbols.slice(10).join(',')}`,
	]);
	expect(rates[1]).toEqual({ taker: '0.002', maker: '-0.0001' });
	expect(rates[12]).toEqual({ taker: '0.003', maker: '-0.0001' });
});

test.each([
	['0.001', '0.001'],
	['0.002', '0.002'],
	['0.0017', '0.002'],
])('tells the higher rate of an odd pair until a fill shows what is charged: %s', async (feeRate, taker) => {
	const [row] = (readFixtureData('rest-hf-fills') as { items: readonly object[] }).items;
	const bench = createAccountBench(request =>
		pathOf(request).includes('fills')
			? ok({ items: [{ ...row, symbol: 'ODD-USDT', feeRate }], lastId: 1 })
			: ok([{ symbol: 'ODD-USDT', takerFeeRate: '0.001', makerFeeRate: '0.001' }]),
	);

	expect(await bench.settle(bench.gateway.fees('ODD-USDT'))).toEqual({ taker: '0.002', maker: '0.0015' });
	await bench.settle(bench.gateway.fills({ symbol: 'ODD-USDT', since: 0 }));
	expect(await bench.settle(bench.gateway.fees('ODD-USDT'))).toEqual({ taker, maker: '0.0015' });
});

test('sets the dead-man switch in seconds, and never for pairs that were not named', async () => {
	const bench = createAccountBench([fixture('rest-hf-dcp-set')]);
	const { deadMan } = bench.gateway;

	expect(await bench.settle(deadMan!(60, ['BTC-USDT', 'ETH-USDT']))).toBe(1_729_656_593_000);
	expect(await bench.settle(deadMan!(-1, ['BTC-USDT']))).toBeUndefined();
	expect(await bench.settle(deadMan!(60, []))).toBeUndefined();
	expect(bench.sent.map(({ body }) => body)).toEqual([
		'{"timeout":60,"symbols":"BTC-USDT,ETH-USDT"}',
		'{"timeout":-1}',
		'{"timeout":-1}',
	]);
	const many = Array.from({ length: 51 }, (_, index) => `C${index}-USDT`);
	await expect(bench.settle(deadMan!(60, many))).rejects.toThrow('at most 50 pairs');
});

const pair = readFixtureData('rest-oco-details') as { readonly clientOid: string; readonly orders: readonly object[] };
const pairId = '674c3b6e688dea0007c7bab2';
const madeOf = (id: string, oid: string): Answer =>
	ok({ ...(readFixtureData('rest-hf-order-by-id') as object), id, clientOid: oid });

test.each([
	['under its own client id', `/hf/orders/client-order/${pair.clientOid}`, pair.clientOid, 'made'],
	[
		'under the id of a leg that its details name',
		'/hf/orders/vs93gpqc7dn6h3fa003sfelk',
		'',
		'vs93gpqc7dn6h3fa003sfelk',
	],
])('finds what the trigger of a pair made %s', async (_how, path, oid, id) => {
	const triggered = ok({
		...pair,
		status: 'TRIGGERED',
		orders: [
			{ ...pair.orders[0], status: 'CANCELLED' },
			{ ...pair.orders[1], status: 'TRIGGERED' },
		],
	});
	const bench = createAccountBench(request => {
		if (pathOf(request).includes('/oco/')) {
			return triggered;
		}

		return pathOf(request).endsWith(path) ? madeOf(id, oid) : refused('400100', 'order not exist');
	});

	expect(await bench.settle(bench.gateway.findById('BTC-USDT', pairId, 'oco'))).toMatchObject({
		triggered: true,
		triggeredOrderId: id,
	});
});

test('a triggered pair of which nothing is found is neither over nor linked', async () => {
	const bench = createAccountBench(request =>
		pathOf(request).includes('/oco/') ? ok({ ...pair, status: 'TRIGGERED' }) : refused('400100', 'order not exist'),
	);
	const found = await bench.settle(bench.gateway.findById('BTC-USDT', pairId, 'oco'));

	expect(found).toMatchObject({ triggered: true, active: true, canceledSize: '0' });
	expect(found).not.toHaveProperty('triggeredOrderId');
});

test('names the stops that a cancel ended', async () => {
	const bench = createAccountBench([fixture('rest-stop-order-cancel')]);
	const { cancelledOrderIds } = readFixtureData('rest-stop-order-cancel') as { readonly cancelledOrderIds: string[] };

	expect(await bench.settle(bench.gateway.cancel({ ...plain, family: 'stop' }))).toEqual({
		kind: 'requested',
		endedIds: cancelledOrderIds,
	});
});
