import { expect, test } from 'vitest';
import { decimalText, parseDecimal } from '../../source/lib/decimal.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { Fill } from '../../source/model/order.js';
import {
	applyFillToPosition,
	averageCostOf,
	createPositionBook,
	flatPosition,
	type Position,
	unrealizedOf,
} from '../../source/trading/portfolio.js';

const currencies = { base: 'BTC', quote: 'USDT' };
let count = 0;

/** A fill with its fee in quote currency; `undefined` = not known yet. */
function fill(
	side: 'buy' | 'sell',
	size: string,
	price: string,
	fee: string | undefined,
	changes: Partial<Fill> = {},
): Fill {
	count += 1;
	return {
		symbol: 'BTC-USDT',
		orderId: 'v1',
		tradeId: String(count),
		side,
		price,
		size,
		liquidity: 'taker',
		fee,
		feeCurrency: fee === undefined ? undefined : 'USDT',
		time: count,
		...changes,
	};
}

const hold = (fills: readonly Fill[], rate = '0.001'): Position =>
	fills.reduce((position, each) => applyFillToPosition(position, each, currencies, rate), flatPosition);

const describePosition = (position: Position) => ({
	size: decimalText(position.size),
	cost: decimalText(position.cost),
	realized: decimalText(position.realized),
	fees: decimalText(position.fees),
});

// By hand: cost = price × size + fee; a sale takes its share of the cost and leaves proceeds − fee − share as profit.
test.each<[string, readonly Fill[], ReturnType<typeof describePosition>]>([
	['one buy', [fill('buy', '1', '100', '0.1')], { size: '1', cost: '100.1', realized: '0', fees: '0.1' }],
	[
		'two buys average',
		[fill('buy', '1', '100', '0.1'), fill('buy', '3', '120', '0.36')],
		{ size: '4', cost: '460.46', realized: '0', fees: '0.46' },
	],
	[
		'a sale of a part at a profit',
		[fill('buy', '2', '100', '0.2'), fill('sell', '1', '110', '0.11')],
		// 110 − 0.11 − 100.1
		{ size: '1', cost: '100.1', realized: '9.79', fees: '0.31' },
	],
	[
		'a sale of all at a loss',
		[fill('buy', '2', '100', '0.2'), fill('sell', '2', '90', '0.18')],
		// 180 − 0.18 − 200.2
		{ size: '0', cost: '0', realized: '-20.38', fees: '0.38' },
	],
	[
		'a round trip at one price loses both fees',
		[fill('buy', '0.5', '70000', '35'), fill('sell', '0.5', '70000', '35')],
		{ size: '0', cost: '0', realized: '-70', fees: '70' },
	],
	[
		'a round trip and a new start forget the old cost',
		[fill('buy', '1', '100', '0'), fill('sell', '1', '150', '0'), fill('buy', '1', '200', '0')],
		{ size: '1', cost: '200', realized: '50', fees: '0' },
	],
	[
		'selling more than kcmon bought makes profit of its own share only',
		[fill('buy', '1', '100', '0'), fill('sell', '4', '110', '0.4')],
		// A quarter of the proceeds and of the fee: 110 − 0.1 − 100.
		{ size: '0', cost: '0', realized: '9.9', fees: '0.4' },
	],
	[
		'selling what kcmon never bought makes no profit',
		[fill('sell', '2', '100', '0.2')],
		{ size: '0', cost: '0', realized: '0', fees: '0.2' },
	],
	[
		'a fee taken in base currency is bought and gone',
		[fill('buy', '1', '100', '0.001', { feeCurrency: 'BTC' })],
		{ size: '0.999', cost: '100', realized: '0', fees: '0' },
	],
	[
		'a fee of a sale in base currency leaves the position too',
		[fill('buy', '1', '100', '0'), fill('sell', '0.5', '100', '0.1', { feeCurrency: 'BTC' })],
		// 0.6 of 1 is gone, for 50.
		{ size: '0.4', cost: '40', realized: '-10', fees: '0' },
	],
	[
		'a fee that is not known yet counts by the estimated rate',
		[fill('buy', '1', '100', undefined)],
		{ size: '1', cost: '100.1', realized: '0', fees: '0.1' },
	],
	[
		'the smallest steps stay exact',
		[fill('buy', '0.00000001', '0.00000003', '0'), fill('buy', '0.00000002', '0.00000003', '0')],
		{ size: '0.00000003', cost: '0.0000000000000009', realized: '0', fees: '0' },
	],
])('%s', (_name, fills, expected) => {
	expect(describePosition(hold(fills))).toEqual(expected);
});

test('names the average cost of what is held, fees included', () => {
	const position = hold([fill('buy', '1', '100', '0.1'), fill('buy', '3', '120', '0.36')]);

	expect(decimalText(averageCostOf(position)!)).toBe('115.115');
	expect(averageCostOf(flatPosition)).toBeUndefined();
});

test('the average cost does not change by selling', () => {
	const bought = hold([fill('buy', '1', '100', '0'), fill('buy', '2', '103', '0')]);
	const sold = hold([fill('buy', '1', '100', '0'), fill('buy', '2', '103', '0'), fill('sell', '1.7', '250', '0')]);

	expect(averageCostOf(sold)!.minus(averageCostOf(bought)!).abs().lt('0.000000000000000000000000000001')).toBe(true);
});

test('values what is held', () => {
	const position = hold([fill('buy', '2', '100', '0.2')]);

	expect(decimalText(unrealizedOf(position, '110'))).toBe('19.8');
	expect(decimalText(unrealizedOf(position, '90'))).toBe('-20.2');
	expect(decimalText(unrealizedOf(flatPosition, '90'))).toBe('0');
});

test('keeps fees of a third currency apart from the profit', () => {
	const position = hold([
		fill('buy', '1', '100', '0.02', { feeCurrency: 'KCS' }),
		fill('sell', '1', '101', '0.03', { feeCurrency: 'KCS' }),
	]);

	expect(describePosition(position)).toEqual({ size: '0', cost: '0', realized: '1', fees: '0' });
	expect([...position.otherFees].map(([currency, fee]) => [currency, decimalText(fee)])).toEqual([['KCS', '0.05']]);
});

test('money is neither made nor lost: realized + held cost = what was paid and got', () => {
	const random = createSeededRandom(12);
	const number = (max: number) => (1 + Math.floor(random() * max)).toString();
	for (let round = 0; round < 50; round += 1) {
		let position = flatPosition;
		let cash = parseDecimal('0');
		for (let step = 0; step < 30; step += 1) {
			const size = number(20);
			const side = random() < 0.5 && position.size.gte(size) ? 'sell' : 'buy';
			const next = fill(side, size, number(500), number(3));
			position = applyFillToPosition(position, next, currencies, '0');
			const funds = parseDecimal(next.price).times(next.size);
			cash = (side === 'buy' ? cash.minus(funds) : cash.plus(funds)).minus(next.fee!);
		}

		const difference = position.realized.minus(position.cost).minus(cash).abs();
		expect(difference.lt('0.00000000000000000000000000000001')).toBe(true);
	}
});

const book = (rate = '0.001') => createPositionBook(currencies, () => rate);

test('corrects an estimated fee when the true one arrives, and never adds to it', () => {
	const positions = book();
	const buy = fill('buy', '1', '100', undefined);
	positions.add(buy);
	expect(describePosition(positions.position()).cost).toBe('100.1');

	positions.add({ ...buy, fee: '0.05', feeCurrency: 'USDT' });

	expect(describePosition(positions.position())).toEqual({ size: '1', cost: '100.05', realized: '0', fees: '0.05' });
});

test('ends the same whatever the order in which fees become known, and however often', () => {
	const fills = [
		fill('buy', '1', '100', undefined),
		fill('buy', '2', '103', undefined),
		fill('sell', '1.5', '110', undefined),
		fill('buy', '1', '90', undefined),
		fill('sell', '2.5', '95', undefined),
	];
	const final = fills.map((each, index) => ({ ...each, fee: `0.0${index + 1}`, feeCurrency: 'USDT' }));
	const expected = describePosition(hold(final));
	const random = createSeededRandom(2);

	for (let round = 0; round < 200; round += 1) {
		const positions = book('0.002');
		const waiting: Fill[] = [];
		for (const [index, each] of fills.entries()) {
			positions.add(random() < 0.3 ? final[index]! : each);
			waiting.push(final[index]!, final[index]!, each);
			while (waiting.length > 0 && random() < 0.4) {
				positions.add(waiting.splice(Math.floor(random() * waiting.length), 1)[0]!);
			}
		}

		for (const each of [...waiting, ...final]) {
			positions.add(each);
		}

		expect(describePosition(positions.position())).toEqual(expected);
	}
});

test('a fill of an earlier time that comes late takes its place among those without a fee', () => {
	const late = fill('buy', '1', '100', undefined, { time: 10 });
	const sale = fill('sell', '1', '110', undefined, { time: 20 });
	const positions = book('0');

	positions.add(sale);
	positions.add(late);

	expect(describePosition(positions.position())).toMatchObject({ size: '0', realized: '10' });
	expect(positions.realizedText()).toBe('10');
});

test('takes the same trade id of two orders for two fills: a trade with oneself', () => {
	const positions = book('0');
	positions.add(fill('buy', '1', '100', '0.1', { tradeId: 'self', orderId: 'v1' }));
	positions.add(fill('sell', '1', '100', '0.1', { tradeId: 'self', orderId: 'v2' }));

	expect(describePosition(positions.position())).toEqual({ size: '0', cost: '0', realized: '-0.2', fees: '0.2' });
});
