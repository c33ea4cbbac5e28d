import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { ClientOid, Fill, OrderRequest } from '../../source/model/order.js';
import {
	applyEvidence,
	createOrder,
	type Evidence,
	filledSizeOf,
	hasFillsPending,
	isFinal,
	isOpen,
	isResurrected,
	lacksChild,
	liveAddressesOf,
	type Order,
	remainingSizeOf,
	statusOf,
	untracedReason,
	type VenueEvidence,
} from '../../source/trading/order-state.js';

const makeOrder = (changes: Partial<OrderRequest> = {}): Order =>
	createOrder(
		{
			clientOid: 'kc1TEST01' as ClientOid,
			symbol: 'BTC-USDT',
			side: 'buy',
			type: 'limit',
			price: '100',
			size: '1',
			funds: undefined,
			timeInForce: 'GTC',
			cancelAfter: undefined,
			postOnly: false,
			hidden: false,
			iceberg: false,
			visibleSize: undefined,
			stop: undefined,
			...changes,
		},
		{ createdAt: 1000, role: 'plain', bracketId: undefined, signalId: undefined },
	);

const byFunds = { type: 'market', price: undefined, size: undefined, funds: '100' } as const;

const fill = (tradeId: string, size: string, changes: Partial<Fill> = {}): Evidence => ({
	kind: 'fill',
	fill: {
		symbol: 'BTC-USDT',
		orderId: 'v1',
		tradeId,
		side: 'buy',
		price: '100',
		size,
		liquidity: 'maker',
		fee: undefined,
		feeCurrency: undefined,
		time: 5000,
		...changes,
	},
});

const venue = (
	state: VenueEvidence['state'],
	filledSize = '0',
	canceledSize = '0',
	rest: Partial<VenueEvidence> = {},
): Evidence => ({ kind: 'venue', orderId: 'v1', state, filledSize, canceledSize, ...rest });

const received = venue('received');
const open = venue('open');
const filled = (size: string, canceled = '0') => venue('done', size, canceled, { ending: 'filled' });
const canceled = (size: string, rest: string) => venue('done', size, rest, { ending: 'canceled' });
const sent: Evidence = { kind: 'sent' };
const accepted: Evidence = { kind: 'accepted', orderId: 'v1' };
const unknown: Evidence = { kind: 'unknown', reason: 'timeout' };
const rejected: Evidence = { kind: 'rejected', code: '200004', text: 'Balance insufficient!' };
const notSent: Evidence = { kind: 'not-sent', reason: 'refused' };
const notPlaced: Evidence = { kind: 'not-placed' };

const join = (order: Order, evidences: readonly Evidence[]): Order => evidences.reduce(applyEvidence, order);

function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
	if (items.length <= 1) {
		yield items;
		return;
	}

	for (const [index, first] of items.entries()) {
		for (const rest of permutations([...items.slice(0, index), ...items.slice(index + 1)])) {
			yield [first, ...rest];
		}
	}
}

/** Texts that show every difference, whatever the order in which maps were filled. */
const describeOrder = (order: Order): string =>
	JSON.stringify({ ...order, fills: [...order.fills].sort(), venueIds: [...order.venueIds].sort() });

const stories: readonly (readonly [name: string, order: Order, evidences: readonly Evidence[], status: string])[] = [
	[
		'a life with a duplicate, a late fee and a cancel that came too late',
		makeOrder(),
		[
			sent,
			accepted,
			fill('1', '0.4'),
			fill('1', '0.4', { fee: '0.04', feeCurrency: 'USDT' }),
			fill('2', '0.6'),
			filled('1'),
		],
		'FILLED',
	],
	[
		'a lost answer, a partial fill and a cancel, told by socket and REST in different texts',
		makeOrder(),
		[
			unknown,
			received,
			fill('1', '0.30'),
			venue('open', '0.30'),
			canceled('0.3', '0.7'),
			venue('done', '0.300', '0.70'),
		],
		'CANCELED',
	],
	[
		'a refusal that the venue contradicts',
		makeOrder(),
		[
			rejected,
			{ kind: 'rejected', code: '400100', text: '' },
			open,
			fill('9', '0.1'),
			{ kind: 'cancel-requested' },
			notPlaced,
		],
		'PARTIAL',
	],
	[
		'two records of one fill that do not agree',
		makeOrder(),
		[
			accepted,
			fill('1', '0.4', { time: 5000 }),
			fill('1', '0.4', { time: 5001 }),
			fill('1', '0.5', { fee: '0.05', time: 5002 }),
			fill('1', '0.5', { fee: '0.06', time: 5002 }),
			venue('open', '0.5'),
		],
		'PARTIAL',
	],
	[
		'a stop that was triggered and whose order filled',
		makeOrder({ stop: { direction: 'loss', stopPrice: '101' } }),
		[
			{ kind: 'accepted', orderId: 'vs9stop' },
			venue('open', '0', '0', { orderId: 'vs9stop' }),
			venue('done', '0', '0', { orderId: 'vs9stop', triggeredOrderId: '67aa' }),
			venue('open', '0', '0', { orderId: '67aa' }),
			fill('5', '1', { orderId: '67aa' }),
			venue('done', '1', '0', { orderId: '67aa', ending: 'filled' }),
		],
		'FILLED',
	],
	[
		'a pair whose target was triggered and whose order filled, with a word of before that comes late',
		makeOrder({ stop: { direction: 'loss', stopPrice: '90', limitPrice: '89' } }),
		[
			{ kind: 'accepted', orderId: '674cpair' },
			venue('open', '0', '0', { orderId: '674cpair', stop: 'waiting' }),
			venue('open', '0', '0', { orderId: '674cpair', stop: 'triggered', triggeredOrderId: '67child' }),
			venue('received', '0', '0', { orderId: '67child' }),
			fill('5', '1', { orderId: '67child' }),
			venue('done', '1', '0', { orderId: '67child', ending: 'filled' }),
		],
		'FILLED',
	],
	[
		'a pair that was triggered, whose order was canceled with a part of it traded',
		makeOrder({ stop: { direction: 'loss', stopPrice: '90', limitPrice: '89' } }),
		[
			{ kind: 'cancel-requested' },
			{ kind: 'accepted', orderId: '674cpair' },
			venue('open', '0', '0', { orderId: '674cpair', stop: 'waiting' }),
			venue('open', '0', '0', { orderId: '674cpair', stop: 'triggered', triggeredOrderId: '67child' }),
			fill('5', '0.4', { orderId: '67child' }),
			venue('done', '0.4', '0.6', { orderId: '67child', ending: 'canceled' }),
		],
		'CANCELED',
	],
	[
		'different reasons for the same doubt',
		makeOrder(),
		[unknown, { kind: 'unknown', reason: 'HTTP 502' }, notSent, { kind: 'not-sent', reason: 'dns' }, sent, notPlaced],
		'NOT SENT',
	],
	[
		'a market order by funds that ends canceled with its dust',
		makeOrder(byFunds),
		[received, fill('1', '0.5'), fill('2', '0.4999'), canceled('0.9999', '0'), venue('done', '0.9999'), accepted],
		'FILLED',
	],
];

test.each(stories)('ends the same in each of the 720 orders of arrival: %s', (_name, order, evidences, status) => {
	const expected = describeOrder(join(order, evidences));
	let count = 0;
	for (const permutation of permutations(evidences)) {
		const result = join(order, permutation);
		if (describeOrder(result) !== expected || statusOf(result) !== status) {
			expect({ permutation, result: describeOrder(result), status: statusOf(result) }).toEqual({
				permutation,
				result: expected,
				status,
			});
		}

		count += 1;
	}

	expect(count).toBe(720);
});

test('a pair is over by its own word only, whatever became of an order under its name', () => {
	const pair = makeOrder({ stop: { direction: 'loss', stopPrice: '90', limitPrice: '89' } });
	const child = venue('done', '0.4', '0.6', { orderId: '67child', ending: 'canceled' });
	const ended = join(pair, [accepted, child]);
	expect(isFinal(ended)).toBe(false);
	expect(liveAddressesOf(ended)).toEqual([
		{ symbol: 'BTC-USDT', clientOid: 'kc1TEST01', orderId: 'v1', family: 'oco' },
	]);

	const canceledPair = venue('done', '0', '1', { stop: 'waiting', ending: 'canceled' });
	expect(isFinal(applyEvidence(ended, canceledPair))).toBe(true);
	expect(liveAddressesOf(join(pair, [child]))).toEqual([
		{ symbol: 'BTC-USDT', clientOid: 'kc1TEST01', orderId: undefined, family: 'oco' },
	]);
});

test('a stop has one leg: what the stream shows under its name is what its trigger made', () => {
	const stop = makeOrder({ stop: { direction: 'loss', stopPrice: '90' } });
	const child = venue('open', '0', '0', { orderId: '67child' });
	const made = join(stop, [accepted, child]);
	expect(liveAddressesOf(made)).toEqual([
		{ symbol: 'BTC-USDT', clientOid: 'kc1TEST01', orderId: '67child', family: 'plain' },
	]);
	expect(isFinal(join(made, [venue('done', '0.4', '0.6', { orderId: '67child' })]))).toBe(true);
	expect(lacksChild(join(stop, [venue('open', '0', '0', { stop: 'triggered' })]))).toBe(true);
	expect(lacksChild(join(made, [venue('open', '0', '0', { stop: 'triggered' })]))).toBe(false);
});

test('is a function of the set: any order and any repetition of eight events give one state', () => {
	const evidences = [sent, accepted, received, open, fill('1', '0.4'), fill('2', '0.6'), filled('1'), unknown];
	const expected = describeOrder(join(makeOrder(), evidences));
	const random = createSeededRandom(5);
	for (let round = 0; round < 5000; round += 1) {
		const drawn = [...evidences, ...evidences.filter(() => random() < 0.5)]
			.map(evidence => ({ evidence, at: random() }))
			.sort((left, right) => left.at - right.at)
			.map(({ evidence }) => evidence);

		expect(describeOrder(join(makeOrder(), drawn))).toBe(expected);
	}
});

const amount = fc.constantFrom('0', '0.1', '0.10', '0.25', '0.5', '1', '1.0');
const anyEvidence: fc.Arbitrary<Evidence> = fc.oneof(
	fc.constantFrom<Evidence>(sent, accepted, unknown, rejected, notSent, notPlaced, { kind: 'cancel-requested' }),
	fc.constantFrom<Evidence>({ kind: 'given-up' }, { kind: 'unknown', reason: untracedReason }),
	fc
		.record({
			state: fc.constantFrom('received', 'open', 'done' as const),
			orderId: fc.constantFrom('v1', 'v2'),
			filledSize: amount,
			canceledSize: amount,
			ending: fc.constantFrom(undefined, 'filled', 'canceled' as const),
			triggered: fc.constantFrom(undefined, 'v2'),
		})
		.map(
			({ state, orderId, filledSize, canceledSize, ending, triggered }): Evidence => ({
				...{ kind: 'venue', state, orderId, filledSize, canceledSize },
				...(ending === undefined ? {} : { ending }),
				...(triggered === undefined || orderId === 'v2'
					? {}
					: { triggeredOrderId: triggered, isGuess: state === 'open' }),
			}),
		),
	fc
		.record({ tradeId: fc.constantFrom('1', '2', '3'), size: amount, fee: fc.constantFrom(undefined, '0.1', '0.2') })
		.map(({ tradeId, size, fee }) => fill(tradeId, size, { fee, feeCurrency: fee === undefined ? undefined : 'USDT' })),
);

test('is commutative, idempotent and final: any evidence, however senseless', () => {
	fc.assert(
		fc.property(
			fc.array(anyEvidence, { maxLength: 12 }),
			fc.infiniteStream(fc.double({ min: 0, max: 1 })),
			(evidences, stream) => {
				const order = join(makeOrder(), evidences);
				const shuffled = evidences
					.map(evidence => ({ evidence, at: stream.next().value as number }))
					.sort((left, right) => left.at - right.at)
					.map(({ evidence }) => evidence);

				expect(describeOrder(join(makeOrder(), shuffled))).toBe(describeOrder(order));
				for (const evidence of evidences) {
					expect(applyEvidence(order, evidence)).toBe(order);
				}
			},
		),
		{ seed: 3, numRuns: 3000 },
	);
});

describe('what the venue shows', () => {
	test.each<[string, Order, readonly Evidence[], string, string, string | undefined]>([
		['a limit order rests', makeOrder(), [received, open], 'WORKING', '0', '1'],
		[
			'a resting order fills in two trades as maker',
			makeOrder(),
			[received, open, fill('1', '0.4'), venue('open', '0.4'), fill('2', '0.6'), filled('1')],
			'FILLED',
			'1',
			'0',
		],
		[
			'a limit order crosses fully',
			makeOrder(),
			[received, fill('1', '1', { liquidity: 'taker' }), filled('1')],
			'FILLED',
			'1',
			'0',
		],
		[
			'a limit order crosses in part and rests',
			makeOrder(),
			[received, fill('1', '0.3'), venue('open', '0.3')],
			'PARTIAL',
			'0.3',
			'0.7',
		],
		[
			'an IOC fills in part',
			makeOrder({ timeInForce: 'IOC' }),
			[received, fill('1', '0.3'), canceled('0.3', '0.7')],
			'CANCELED',
			'0.3',
			'0',
		],
		[
			'a FOK cannot be filled',
			makeOrder({ timeInForce: 'FOK' }),
			[accepted, received, canceled('0', '1')],
			'CANCELED',
			'0',
			'0',
		],
		[
			'a post-only order would cross',
			makeOrder({ postOnly: true }),
			[accepted, received, canceled('0', '1')],
			'CANCELED',
			'0',
			'0',
		],
		['a cancel', makeOrder(), [received, open, { kind: 'cancel-requested' }, canceled('0', '1')], 'CANCELED', '0', '0'],
		['a partial cancel', makeOrder(), [received, open, venue('open', '0', '0.5')], 'WORKING', '0', '0.5'],
		[
			'a partial cancel, then a cancel',
			makeOrder(),
			[open, venue('open', '0', '0.5'), canceled('0', '1')],
			'CANCELED',
			'0',
			'0',
		],
		[
			'a partial cancel, then a full fill',
			makeOrder(),
			[open, venue('open', '0', '0.5'), fill('1', '0.5'), filled('0.5', '0.5')],
			'FILLED',
			'0.5',
			'0',
		],
		[
			'a market order by funds ends filled',
			makeOrder(byFunds),
			[received, fill('1', '0.99'), filled('0.99')],
			'FILLED',
			'0.99',
			'0',
		],
		[
			'a market order by funds ends canceled with its dust',
			makeOrder(byFunds),
			[received, fill('1', '0.99'), canceled('0.99', '0')],
			'FILLED',
			'0.99',
			'0',
		],
		[
			'a market order by funds executes nothing',
			makeOrder(byFunds),
			[received, canceled('0', '0')],
			'CANCELED',
			'0',
			'0',
		],
		['a market order by funds executes', makeOrder(byFunds), [received, fill('1', '0.5')], 'PARTIAL', '0.5', undefined],
		[
			'a market order by size is cut by price protection',
			makeOrder({ type: 'market', price: undefined }),
			[received, fill('1', '0.6'), canceled('0.6', '0.4')],
			'CANCELED',
			'0.6',
			'0',
		],
		['self-trade prevention reduces it', makeOrder(), [open, venue('open', '0', '0.2')], 'WORKING', '0', '0.8'],
		[
			'a GTT expires',
			makeOrder({ timeInForce: 'GTT', cancelAfter: 5 }),
			[open, canceled('0', '1')],
			'CANCELED',
			'0',
			'0',
		],
		[
			'it is canceled right at a fill',
			makeOrder(),
			[open, fill('1', '0.2'), canceled('0.2', '0.8')],
			'CANCELED',
			'0.2',
			'0',
		],
		[
			'a fill comes after the cancel',
			makeOrder(),
			[open, canceled('0', '0.8'), fill('1', '0.2')],
			'CANCELED',
			'0.2',
			'0',
		],
		[
			'a fill of all comes after the cancel',
			makeOrder(),
			[open, canceled('0', '0'), fill('1', '1')],
			'FILLED',
			'1',
			'0',
		],
		['REST says filled and the fills are not known', makeOrder(), [venue('done', '1', '0')], 'FILLED', '1', '0'],
		['REST says ended by a cancel', makeOrder(), [venue('done', '0.4', '0.6')], 'CANCELED', '0.4', '0'],
	])('%s', (_name, order, evidences, status, size, remaining) => {
		const result = join(order, evidences);

		expect({ status: statusOf(result), size: filledSizeOf(result), remaining: remainingSizeOf(result) }).toEqual({
			status,
			size,
			remaining,
		});
	});
});

test.each<[string, readonly Evidence[]]>([
	['INTENT', []],
	['SENDING', [sent]],
	['UNKNOWN', [sent, unknown]],
	['NOT PLACED', [sent, unknown, notPlaced]],
	['NOT SENT', [sent, unknown, notSent, notPlaced]],
	['REJECTED', [sent, unknown, notSent, notPlaced, rejected]],
	['WORKING', [sent, unknown, notSent, notPlaced, rejected, accepted]],
	['PARTIAL', [sent, unknown, notSent, notPlaced, rejected, accepted, fill('1', '0.1')]],
	['CANCELED', [sent, unknown, notSent, notPlaced, rejected, accepted, fill('1', '0.1'), canceled('0.1', '0.9')]],
	['FILLED', [sent, unknown, rejected, accepted, fill('1', '0.1'), canceled('0.1', '0.9'), fill('2', '0.9')]],
])('%s outranks all that is weaker', (status, evidences) => {
	const order = join(makeOrder(), evidences);

	expect(statusOf(order)).toBe(status);
	expect(isFinal(order)).toBe(!['INTENT', 'SENDING', 'UNKNOWN', 'WORKING', 'PARTIAL'].includes(status));
	expect(isOpen(order)).toBe(!isFinal(order));
});

test('a refused order that shows life is resurrected, whoever refused it', () => {
	for (const refusal of [rejected, notSent, notPlaced]) {
		expect(isResurrected(join(makeOrder(), [sent, refusal]))).toBe(false);
		for (const life of [open, accepted, fill('1', '0.1'), canceled('0', '1')]) {
			expect(isResurrected(join(makeOrder(), [sent, refusal, life]))).toBe(true);
		}
	}

	expect(isResurrected(join(makeOrder(), [sent, unknown, open]))).toBe(false);
});

test('counts a fill once, by order and trade id as texts', () => {
	const order = join(makeOrder({ size: '10' }), [
		...[fill('11029373945659392', '1'), fill('11029373945659393', '1'), fill('11029373945659392', '1')],
		fill('11029373945659392', '1', { orderId: 'v2' }),
	]);

	expect(order.fills.size).toBe(3);
	expect(order).toMatchObject({ fillsSize: '3', fillsFunds: '300' });
});

test('takes the fee from the record that has it, and never loses it again', () => {
	const withFee = fill('1', '0.4', { fee: '0.04', feeCurrency: 'USDT', time: 5003 });

	const order = join(makeOrder(), [fill('1', '0.4'), withFee, fill('1', '0.4', { time: 1 })]);

	expect([...order.fills.values()]).toEqual([
		expect.objectContaining({ fee: '0.04', feeCurrency: 'USDT', time: 5003 }),
	]);
	expect(order).toMatchObject({ fillsSize: '0.4', fillsFunds: '40' });
});

test.each<[string, readonly Evidence[], boolean]>([
	['nothing happened', [open], false],
	['the venue has filled more than the fills known', [open, venue('open', '0.4')], true],
	['the fills are all known', [venue('open', '0.4'), fill('1', '0.4')], false],
	['the fills are ahead of the venue', [open, fill('1', '0.4')], false],
	['it ended filled and a fill is missing', [fill('1', '0.4'), filled('0')], true],
	['it ended filled after a partial cancel', [fill('1', '0.4'), filled('0.4', '0.6')], false],
	['it was canceled with fills missing', [canceled('0.4', '0.6')], true],
])('asks for fills or not when %s', (_name, evidences, isPending) => {
	expect(hasFillsPending(join(makeOrder(), evidences))).toBe(isPending);
});

test('a stop that was triggered is over only when the order that the trigger made is', () => {
	const stop = makeOrder({ stop: { direction: 'loss', stopPrice: '101' } });
	const triggered = venue('done', '0', '0', { orderId: 'vs9', triggeredOrderId: '67aa' });
	const child = (state: VenueEvidence['state'], size = '0') => venue(state, size, '0', { orderId: '67aa' });

	expect(statusOf(join(stop, [venue('open', '0', '0', { orderId: 'vs9' })]))).toBe('WORKING');
	expect(statusOf(join(stop, [triggered]))).toBe('WORKING');
	expect(statusOf(join(stop, [triggered, child('open', '0.5')]))).toBe('PARTIAL');
	expect(statusOf(join(stop, [triggered, child('done', '0.5')]))).toBe('CANCELED');
	expect(statusOf(join(stop, [venue('done', '0', '1', { orderId: 'vs9' })]))).toBe('CANCELED');
});

test('returns the same object when evidence brings nothing new', () => {
	const evidences = [sent, accepted, open, fill('1', '0.4'), unknown, rejected, notSent, notPlaced];
	const order = join(makeOrder(), evidences);

	for (const evidence of [...evidences, received, venue('open', '0.4')].slice(0, -1)) {
		expect(applyEvidence(order, evidence)).toBe(order);
	}
});

test('keeps exact sums where numbers would drift', () => {
	const evidences = Array.from({ length: 10 }, (_, index) => fill(String(index), '0.1', { price: '0.1' }));

	const order = join(makeOrder(), evidences);

	expect(order).toMatchObject({ fillsSize: '1', fillsFunds: '0.1' });
	expect(statusOf(order)).toBe('FILLED');
});
