import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDecoder, type Frame, isDeeperThan } from '../../../source/exchange/kucoin/decode.js';
import { listFixtures, readFixture } from './fixture.js';

const receivedAt = 1_800_000_000_000;
const decode = (text: string): Frame => createDecoder().decode(text, receivedAt);

function eventOf(frame: Frame): Record<string, unknown> {
	if (frame.kind !== 'data') {
		throw new Error(`Expected data, was ${JSON.stringify(frame)}`);
	}

	return frame.event as unknown as Record<string, unknown>;
}

/** As JSON: what is kept as numbers is told as texts. */
const plain = (event: Record<string, unknown>): unknown => JSON.parse(JSON.stringify(event));

const fixtureEvent = (name: string): Record<string, unknown> => eventOf(decode(readFixture(name)));

test.each([
	['ws-welcome', { kind: 'welcome' }],
	['ws-ack', { kind: 'ack', id: '1545910660739' }],
	['ws-pong', { kind: 'pong', id: '1545910590801' }],
	['ws-error-404-topic', { kind: 'error', id: '1545910660739', code: 404, text: 'topic does not exist' }],
	['ws-error-415-type', { kind: 'error', id: '1', code: 415, text: 'type is not supported' }],
	[
		'ws-error-509-permits',
		{ kind: 'error', id: '695cb272a02344126eb870a6', code: 509, text: 'exceed max permits per second' },
	],
])('reads %s', (name, expected) => {
	expect(decode(readFixture(name))).toEqual(expected);
});

test('tolerates an error code as text, an id as number and an object as data', () => {
	expect(decode('{"type":"error","id":7,"code":"401","data":{"why":"x"}}')).toEqual({
		kind: 'error',
		id: '7',
		code: 401,
		text: '{"why":"x"}',
	});
	expect(decode('{"type":"pong","id":"1","timestamp":1765000000000000}')).toEqual({ kind: 'pong', id: '1' });
	expect(decode('{"type":"error","code":"x"}').kind).toBe('malformed');
});

test('reads a ticker in either spelling of its time', () => {
	expect(fixtureEvent('ws-market-ticker')).toEqual({
		type: 'ticker',
		symbol: 'BTC-USDT',
		price: '0.08',
		size: '0.011',
		bestBid: '0.049',
		bestBidSize: '0.036',
		bestAsk: '0.08',
		bestAskSize: '0.18',
		sequence: '1545896668986',
		time: 1_704_873_323_416,
		receivedAt,
	});
	expect(fixtureEvent('ws-market-ticker-btc')).toMatchObject({ symbol: 'FET-BTC', time: 1_677_321_643_926 });
	expect(fixtureEvent('ws-market-ticker-all')).toMatchObject({ symbol: 'BTC-USDT', sequence: '14691455768' });
});

test('reads a print with its nanoseconds as milliseconds and its ids as texts', () => {
	expect(plain(fixtureEvent('ws-market-match'))).toEqual({
		type: 'trade',
		symbol: 'BTC-USDT',
		tradeId: '11067996711960577',
		side: 'buy',
		price: '67523',
		size: '0.003',
		sequence: '11067996711960577',
		makerOrderId: '671b5007389355000701b1d3',
		takerOrderId: '671b50161777ff00074c168d',
		time: 1_729_843_222_921,
		receivedAt,
	});
});

test('passes zero-padded sizes on as they are', () => {
	const text = readFixture('ws-market-match').replace('"0.003"', '"0.00300000"');

	expect(eventOf(decode(text)).size).toBe('0.00300000');
});

test('reads increments, a range without a row for each number among them', () => {
	expect(plain(fixtureEvent('ws-market-level2-range'))).toEqual({
		type: 'book-delta',
		symbol: 'BTC-USDT',
		sequenceStart: 14_103_844,
		sequenceEnd: 14_103_847,
		bids: [['18891.9', '0.15688', '14103847']],
		asks: [
			['18906', '0.00331', '14103845'],
			['18907.3', '0.58751503', '14103844'],
		],
		time: 1_663_747_970_273,
		receivedAt,
	});
	expect(fixtureEvent('ws-market-level2')).toMatchObject({ sequenceStart: 14_701_689_783, asks: [expect.anything()] });
	expect(fixtureEvent('ws-market-level2-live-1').sequenceEnd).toBe(4_359_956_823);
	expect(fixtureEvent('ws-market-level2-live-2').sequenceEnd).toBe(4_359_956_824);
});

test('reads an increment of an old frame without time, and one without rows', () => {
	const text =
		'{"type":"message","topic":"/market/level2:A-B","subject":"trade.l2update","data":{"sequenceStart":1,"symbol":"A-B","changes":{"asks":[],"bids":[]},"sequenceEnd":3}}';

	expect(eventOf(decode(text))).toMatchObject({ sequenceEnd: 3, asks: [], bids: [], time: receivedAt });
});

test('reads whole pictures of 5 and 50 levels by their topic', () => {
	expect(fixtureEvent('ws-spotmarket-level2depth5')).toMatchObject({
		type: 'book-snapshot',
		symbol: 'BTC-USDT',
		source: 'depth5',
		sequence: 0,
		depthLimit: 5,
		time: 1_729_822_226_746,
	});
	const deep = fixtureEvent('ws-spotmarket-level2depth50');
	expect(deep).toMatchObject({ source: 'depth50', depthLimit: 50 });
	expect(deep.asks).toHaveLength(50);
});

test('reads the best bid and ask, and an empty side', () => {
	expect(fixtureEvent('ws-spotmarket-level1')).toMatchObject({
		type: 'quote',
		ask: ['68145.8', '0.51987471'],
		bid: ['68145.7', '1.29267802'],
	});
	const empty = readFixture('ws-spotmarket-level1').replace('["68145.8","0.51987471"]', '[]');
	expect(eventOf(decode(empty)).ask).toBeUndefined();
});

test('reads the running candle: open, close, high, low', () => {
	const candle = {
		type: 'candle',
		symbol: 'BTC-USDT',
		interval: '1hour',
		open: '67644.9',
		close: '67437.6',
		high: '67724.8',
		low: '67243.8',
		volume: '44.88321441',
		turnover: '3027558.991928447',
		start: 1_729_839_600_000,
		receivedAt,
	};

	expect(fixtureEvent('ws-market-candles')).toEqual(candle);
	const added = readFixture('ws-market-candles').replace('candles.update', 'candles.add');
	expect(eventOf(decode(added))).toEqual(candle);
});

test('reads statistics without losing a digit', () => {
	expect(fixtureEvent('ws-market-snapshot-symbol')).toMatchObject({
		type: 'stats',
		symbol: 'BTC-USDT',
		last: '67158.1',
		changePrice: '315.2',
		changeRate: '0.0047',
		volume: '2227.69895852',
		quoteVolume: '147972941.078575073',
		time: 1_729_758_286_011,
	});
	expect(fixtureEvent('ws-market-snapshot-market')).toMatchObject({
		symbol: 'EWT-BTC',
		last: '0.000004484',
		changePrice: '-0.000000036',
		quoteVolume: '0.45926894328',
	});
	const precise = readFixture('ws-market-snapshot-market').replaceAll('"vol":99842.96', '"vol":30.4787595734952392');
	expect(eventOf(decode(precise)).volume).toBe('30.4787595734952392');
	const exponent = readFixture('ws-market-snapshot-market').replaceAll('0.000004484', '4.484E-6');
	expect(eventOf(decode(exponent)).last).toBe('0.000004484');
	const none = readFixture('ws-market-snapshot-market').replaceAll(
		'"lastTradedPrice":0.000004484',
		'"lastTradedPrice":null',
	);
	expect(eventOf(decode(none)).last).toBeUndefined();
});

test('reads the auction in either spelling', () => {
	expect(fixtureEvent('ws-callauction-data')).toMatchObject({ type: 'auction', estimatedPrice: '0.17' });
	const short =
		'{"type":"message","topic":"/callauction/callauctionData:BTC-USDT","subject":"callauction.callauctionData","data":{"s":"BTC-USDT","ep":"0.17","es":"1","ts":1550653727731}}';
	expect(eventOf(decode(short))).toMatchObject({ estimatedPrice: '0.17', estimatedSize: '1', time: 1_550_653_727_731 });
});

test('reads the life of an order', () => {
	expect(fixtureEvent('ws-order-v2-received')).toMatchObject({
		type: 'order-update',
		kind: 'received',
		status: 'new',
		originSize: '0.00001',
		size: undefined,
		filledSize: undefined,
		price: undefined,
		match: undefined,
		orderTime: 1_730_206_271_588,
		time: 1_730_206_271_616,
	});
	expect(fixtureEvent('ws-order-v2-match')).toMatchObject({
		kind: 'match',
		match: {
			price: '71171.9',
			size: '0.00001',
			tradeId: '11116472408358913',
			liquidity: 'taker',
			feeType: 'takerFee',
		},
	});
	expect(fixtureEvent('ws-order-v2-open')).toMatchObject({ kind: 'open', remainSize: '0.00001', price: '50000' });
	expect(fixtureEvent('ws-order-v2-update')).toMatchObject({ kind: 'update', oldSize: '0.00002', size: '0.00001' });
	expect(fixtureEvent('ws-order-v2-filled')).toMatchObject({ kind: 'filled', status: 'done', remainFunds: '0' });
	expect(fixtureEvent('ws-order-v2-canceled')).toMatchObject({ kind: 'canceled', canceledSize: '0.00002' });
	const old = readFixture('ws-order-v2-open').replace('1730211033305,', '1730211033305000000,');
	expect(eventOf(decode(old)).orderTime).toBe(1_730_211_033_305);
});

test('reads a balance push as a push although it carries an id', () => {
	expect(fixtureEvent('ws-account-balance-hold')).toEqual({
		type: 'balance',
		accountId: '100000000001',
		currency: 'USDT',
		total: '21.133773386762',
		available: '20.132773386762',
		hold: '1.001',
		relationEvent: 'trade.hold',
		relationEventId: '354689988084000',
		symbol: 'BTC-USDT',
		orderId: '6721d0632db25b0007071fdc',
		tradeId: undefined,
		time: 1_730_269_283_892,
		receivedAt,
	});
	expect(fixtureEvent('ws-account-balance-transfer')).toMatchObject({ symbol: undefined, available: '89' });
});

test('reads stop orders, in either case of their type', () => {
	expect(fixtureEvent('ws-stop-order-open')).toMatchObject({
		type: 'stop-order',
		kind: 'open',
		time: 1_742_305_928_091,
	});
	expect(fixtureEvent('ws-stop-order-triggered')).toMatchObject({ kind: 'triggered', triggerSuccess: true });
	const shouted = readFixture('ws-stop-order-triggered').replace('"triggered"', '"TRIGGERED"');
	expect(eventOf(decode(shouted)).kind).toBe('triggered');
});

test('gives a push for a list of symbols to the symbol that it names', () => {
	const text = readFixture('ws-market-level2').replace(':BTC-USDT"', ':ETH-USDT,BTC-USDT"');

	expect(decode(text)).toMatchObject({ kind: 'data', topic: '/market/level2:BTC-USDT', event: { symbol: 'BTC-USDT' } });
	expect(decode(text.replace('"symbol":"BTC-USDT"', '"symbol":"SOL-USDT"')).kind).toBe('malformed');
});

test.each([
	['an unknown topic', '{"type":"message","topic":"/market/new:A-B","subject":"x","data":{}}'],
	['an unknown subject', '{"type":"message","topic":"/market/ticker:A-B","subject":"trade.new","data":{}}'],
	['an unknown type', '{"type":"notice","data":"maintenance"}'],
	['a command', '{"type":"command","data":1}'],
	['a prototype as topic', '{"type":"message","topic":"__proto__","subject":"x","data":{}}'],
])('ignores %s', (_what, text) => {
	expect(decode(text)).toEqual({ kind: 'ignored' });
});

test.each([
	['', undefined],
	['{', undefined],
	['null', undefined],
	['[]', undefined],
	['7', undefined],
	['{}', undefined],
	['{"type":7}', undefined],
	['{"__proto__":{"type":"welcome"}}', undefined],
	['{"type":"ack"}', undefined],
	['{"type":"message"}', undefined],
	['{"type":"message","topic":"/market/ticker:A-B","subject":"trade.ticker"}', '/market/ticker:A-B'],
	['{"type":"message","topic":"/market/ticker:A-B","subject":"trade.ticker","data":null}', '/market/ticker:A-B'],
	['{"type":"message","topic":"/market/level2:A-B","subject":"trade.l2update","data":[]}', '/market/level2:A-B'],
	['{"type":"message","topic":"/market/level2:A-B","subject":7,"data":{}}', '/market/level2:A-B'],
	['{"type":"message","topic":"/market/ticker:all","subject":"nothing","data":{}}', '/market/ticker:all'],
])('refuses %s', (text, topic) => {
	expect(decode(text)).toMatchObject({ kind: 'malformed', topic });
});

test('names topic, field and value of what it refuses', () => {
	const text = readFixture('ws-market-level2-range').replace('"18907.3"', '"abc"');

	expect(decode(text)).toEqual({
		kind: 'malformed',
		topic: '/market/level2:BTC-USDT',
		reason: '/market/level2:BTC-USDT changes.asks[1][0]: expected a plain decimal, not negative, was "abc"',
	});
});

test.each([
	['"sequenceEnd":14103847', '"sequenceEnd":9007199254740993', 'sequenceEnd'],
	['"sequenceEnd":14103847', '"sequenceEnd":14103843', 'sequenceEnd'],
	['"sequenceStart":14103844', '"sequenceStart":"14103844"', 'sequenceStart'],
	['"sequenceStart":14103844', '"sequenceStart":1.5', 'sequenceStart'],
	['"18906"', '"1e5"', 'changes.asks[0][0]'],
	['"0.00331"', '"-1"', 'changes.asks[0][1]'],
	['"0.00331"', '0.00331', 'changes.asks[0][1]'],
	['"0.00331"', 'null', 'changes.asks[0][1]'],
	['"14103845"', '"x"', 'changes.asks[0][2]'],
	['"bids":[[', '"bidz":[[', 'changes.bids'],
	['"symbol":"BTC-USDT"', '"symbol":"ETH-USDT"', 'symbol'],
	['"time":1663747970273', '"time":-1', 'time'],
])('refuses an increment with %s made %s', (from, to, field) => {
	const text = readFixture('ws-market-level2-range').replace(from, to);

	expect(decode(text)).toMatchObject({ kind: 'malformed', reason: expect.stringContaining(` ${field}: expected`) });
});

test('refuses what is nested deeper than 16, and gives the connection up', () => {
	const nest = (depth: number): string => `{"type":"notice","data":${'['.repeat(depth)}${']'.repeat(depth)}}`;

	expect(decode(nest(15))).toEqual({ kind: 'ignored' });
	expect(decode(nest(16))).toMatchObject({ kind: 'malformed', fatal: true });
	expect(decode('['.repeat(200_000))).toMatchObject({ kind: 'malformed', fatal: true });
	expect(isDeeperThan(`["${'['.repeat(99)}\\"${'['.repeat(99)}"]`, 16)).toBe(false);
});

test('refuses a frame beyond the size of any honest one', () => {
	expect(decode(`{"type":"notice","data":"${'x'.repeat(4 * 1024 * 1024)}"}`)).toMatchObject({
		kind: 'malformed',
		fatal: true,
	});
});

const messages = listFixtures().filter(name => name.startsWith('ws-') && readFixture(name).includes('"message"'));

test('every recorded push becomes an event', () => {
	expect(messages.length).toBeGreaterThanOrEqual(23);
	for (const name of messages) {
		expect(decode(readFixture(name)).kind, name).toBe('data');
	}
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
	if (typeof value !== 'object' || value === null) {
		return [path];
	}

	const inner = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
	return [...(path.length === 0 ? [] : [path]), ...inner.flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

function replaceAt(value: unknown, path: Path, next: unknown): unknown {
	const [step, ...rest] = path;
	if (step === undefined) {
		return next;
	}

	if (Array.isArray(value)) {
		return value.map((item, index) => (index === step ? replaceAt(item, rest, next) : item));
	}

	return Object.fromEntries(
		Object.entries(value as object).map(([key, item]) => [key, key === step ? replaceAt(item, rest, next) : item]),
	);
}

const poison = fc.oneof(
	fc.constantFrom<unknown>(
		null,
		true,
		-1,
		1.5,
		Number.MAX_VALUE,
		2 ** 53,
		'',
		' ',
		'abc',
		'-1',
		'1e5',
		'0x1',
		'NaN',
		[],
		{},
		[[]],
		[['1']],
		'\u001b[2J',
	),
	fc.jsonValue({ maxDepth: 3 }),
);

const decimalLike = /^\d+(\.\d+)?$/;

/** Nothing half-decoded: whatever stands in an event is of the kind its type promises. */
function expectWhole(event: Record<string, unknown>): void {
	for (const name of [
		'price',
		'size',
		'bestBid',
		'bestBidSize',
		'bestAsk',
		'bestAskSize',
		'open',
		'close',
		'high',
		'low',
	]) {
		const value = event[name];
		if (value !== undefined && event.type !== 'stats') {
			expect(value).toMatch(decimalLike);
		}
	}

	for (const side of ['bids', 'asks']) {
		for (const row of (event[side] as readonly (readonly string[])[] | undefined) ?? []) {
			expect(row[0]).toMatch(decimalLike);
			expect(row[1]).toMatch(decimalLike);
		}
	}

	for (const name of ['time', 'receivedAt', 'start', 'orderTime']) {
		if (event[name] !== undefined) {
			expect(Number.isFinite(event[name])).toBe(true);
		}
	}

	if (event.type === 'book-delta') {
		expect(Number.isSafeInteger(event.sequenceStart)).toBe(true);
		expect(event.sequenceEnd).toBeGreaterThanOrEqual(event.sequenceStart as number);
	}
}

test.each(messages)('survives every field of %s being anything', name => {
	const frame: unknown = JSON.parse(readFixture(name));
	const decoder = createDecoder();
	const paths = pathsOf(frame);
	fc.assert(
		fc.property(fc.constantFrom(...paths), poison, (path, value) => {
			const mutated = decoder.decode(JSON.stringify(replaceAt(frame, path, value)), receivedAt);

			if (mutated.kind === 'data') {
				expectWhole(mutated.event as unknown as Record<string, unknown>);
			} else if (mutated.kind === 'malformed') {
				expect(mutated.reason).toMatch(/: expected|not JSON|expected an object/);
				expect(mutated.reason).toMatch(/^[ -~]*$/);
			} else {
				expect(['ignored', 'welcome', 'ack', 'pong', 'error']).toContain(mutated.kind);
			}
		}),
		{ numRuns: 400 },
	);
});

test.each(messages)('survives %s being cut or corrupted anywhere', name => {
	const text = readFixture(name);
	const decoder = createDecoder();
	fc.assert(
		fc.property(fc.nat(text.length), fc.string({ maxLength: 5 }), fc.nat(8), (at, insert, drop) => {
			const mutated = decoder.decode(text.slice(0, at) + insert + text.slice(at + drop), receivedAt);

			if (mutated.kind === 'data') {
				expectWhole(mutated.event as unknown as Record<string, unknown>);
			}
		}),
		{ numRuns: 300 },
	);
});

/** Fields of each payload that the event is made of; without one there is no event. */
test.each([
	['ws-market-ticker-btc', ['sequence', 'price', 'size', 'bestBid', 'bestBidSize', 'bestAsk', 'bestAskSize', 'time']],
	[
		'ws-market-match',
		['symbol', 'type', 'side', 'price', 'size', 'sequence', 'tradeId', 'makerOrderId', 'takerOrderId', 'time'],
	],
	['ws-market-level2', ['symbol', 'sequenceStart', 'sequenceEnd', 'changes']],
	['ws-market-candles', ['symbol', 'candles', 'time']],
	['ws-spotmarket-level1', ['asks', 'bids', 'timestamp']],
	['ws-spotmarket-level2depth5', ['asks', 'bids', 'timestamp']],
	[
		'ws-order-v2-match',
		[
			'symbol',
			'side',
			'orderType',
			'orderId',
			'type',
			'status',
			'orderTime',
			'ts',
			'matchPrice',
			'matchSize',
			'tradeId',
		],
	],
	['ws-account-balance-hold', ['currency', 'total', 'available', 'hold', 'relationEvent', 'relationEventId', 'time']],
])('refuses %s without, or with a wrong, field and names it', (name, fields) => {
	const frame = JSON.parse(readFixture(name)) as { readonly data: Record<string, unknown> };
	for (const field of fields) {
		for (const value of [undefined, null, true, {}, '']) {
			const text = JSON.stringify({ ...frame, data: { ...frame.data, [field]: value } });
			if (name.startsWith('ws-account') && field === 'relationEvent' && value === '') {
				continue;
			}

			expect(decode(text), `${field} = ${JSON.stringify(value)}`).toMatchObject({
				kind: 'malformed',
				reason: expect.stringMatching(new RegExp(` ${field}[.\\w]*: expected`)),
			});
		}
	}
});
