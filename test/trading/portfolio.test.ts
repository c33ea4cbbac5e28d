import { expect, test } from 'vitest';
import { decimalText, parseDecimal } from '../../source/lib/decimal.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { Fill } from '../../source/model/order.js';
import {
	applyFillToPosition,
	averageCostOf,
	type CountedFill,
	closeEnded,
	flatPosition,
	type Position,
	soldOf,
} from '../../source/trading/portfolio.js';
import { currencies, fill } from './fills.js';

const hold = (fills: readonly Fill[], rate = '0.001'): Position =>
	fills.reduce((position, each) => applyFillToPosition(position, { fill: each }, currencies, rate), flatPosition);

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
		'selling more than kcmon bought makes profit of its own share only, and costs the fee of the rest',
		[fill('buy', '1', '100', '0'), fill('sell', '4', '110', '0.4')],
		// A quarter of the proceeds and of the fee: 110 − 0.1 − 100; then 0.3 of fee.
		{ size: '0', cost: '0', realized: '9.6', fees: '0.4' },
	],
	[
		'selling what kcmon never bought makes no profit, and costs its fee',
		[fill('sell', '2', '100', '0.2')],
		{ size: '0', cost: '0', realized: '-0.2', fees: '0.2' },
	],
	[
		'selling what kcmon never bought for a fee in base currency costs what that would have brought',
		[fill('sell', '2', '100', '0.01', { feeCurrency: 'BTC' })],
		{ size: '0', cost: '0', realized: '-1', fees: '0' },
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

test('keeps fees of a third currency apart from the profit', () => {
	const position = hold([
		fill('buy', '1', '100', '0.02', { feeCurrency: 'KCS' }),
		fill('sell', '1', '101', '0.03', { feeCurrency: 'KCS' }),
	]);

	expect(describePosition(position)).toEqual({ size: '0', cost: '0', realized: '1', fees: '0' });
	expect([...position.otherFees].map(([currency, fee]) => [currency, decimalText(fee)])).toEqual([['KCS', '0.05']]);
});

test('a fee in base currency is told as it was charged, beside being part of the cost', () => {
	const position = hold([fill('buy', '2', '100', '0.002', { feeCurrency: 'BTC' })]);

	expect(describePosition(position)).toEqual({ size: '1.998', cost: '200', realized: '0', fees: '0' });
	expect([...position.otherFees].map(([currency, fee]) => [currency, decimalText(fee)])).toEqual([['BTC', '0.002']]);
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
			position = applyFillToPosition(position, { fill: next }, currencies, '0');
			const funds = parseDecimal(next.price).times(next.size);
			cash = (side === 'buy' ? cash.minus(funds) : cash.plus(funds)).minus(next.fee!);
		}

		const difference = position.realized.minus(position.cost).minus(cash).abs();
		expect(difference.lt('0.00000000000000000000000000000001')).toBe(true);
	}
});

/** Fills of a bracket that sells 1 of what was there before, and what its exits do, counted one after the other. */
const sells = { bracketId: 'b', isEntry: true };
const exits = { bracketId: 'b', isEntry: false };
const count = (counted: readonly CountedFill[]): Position =>
	counted.reduce((position, each) => applyFillToPosition(position, each, currencies, '0.001'), flatPosition);

const describeSold = (position: Position) => {
	const { size, net } = soldOf(position);
	return { ...describePosition(position), sold: decimalText(size), net: decimalText(net) };
};

test.each<[string, readonly CountedFill[], Partial<ReturnType<typeof describeSold>>]>([
	[
		'an entry that sells coins held before keeps what they brought, and is no profit yet',
		[{ fill: fill('sell', '2', '100', '0.2'), part: sells }],
		{ size: '0', realized: '0', sold: '2', net: '199.8', fees: '0.2' },
	],
	[
		'its target buys back, which leaves the difference and no position',
		[
			{ fill: fill('sell', '2', '100', '0.2'), part: sells },
			{ fill: fill('buy', '2', '90', '0.18'), part: exits },
		],
		// 200 − 0.2 − 180 − 0.18
		{ size: '0', cost: '0', realized: '19.62', sold: '0', net: '0', fees: '0.38' },
	],
	[
		'its stop buys back at a loss',
		[
			{ fill: fill('sell', '2', '100', '0.2'), part: sells },
			{ fill: fill('buy', '2', '110', '0.22'), part: exits },
		],
		{ size: '0', cost: '0', realized: '-20.42', sold: '0', net: '0' },
	],
	[
		'parts of entry and exit share by size',
		[
			{ fill: fill('sell', '1', '100', '0.1'), part: sells },
			{ fill: fill('buy', '0.5', '90', '0'), part: exits },
			{ fill: fill('sell', '1', '120', '0.1'), part: sells },
			{ fill: fill('buy', '0.75', '100', '0'), part: exits },
		],
		// 49.95 − 45, then half of 49.95 + 119.9 − 75: 84.925 − 75
		{ size: '0', realized: '14.875', sold: '0.75', net: '84.925' },
	],
	[
		'an exit that buys more than the entry sold is a new long with the rest, at its own cost',
		[
			{ fill: fill('sell', '1', '100', '0'), part: sells },
			{ fill: fill('buy', '4', '90', '0.4'), part: exits },
		],
		// A quarter of 360.4 buys back.
		{ size: '3', cost: '270.3', realized: '9.9', sold: '0' },
	],
	[
		'an entry that sells a position and more sells the position first',
		[
			{ fill: fill('buy', '1', '80', '0') },
			{ fill: fill('sell', '4', '100', '0.4'), part: sells },
			{ fill: fill('buy', '4', '90', '0'), part: exits },
		],
		// The position: 99.9 − 80. The held: 299.7 − 270. The last is a long again.
		{ size: '1', cost: '90', realized: '49.6', sold: '0' },
	],
	[
		'a plain buy beside a bracket is a new long, and the bracket buys back its own',
		[
			{ fill: fill('sell', '1', '100', '0'), part: sells },
			{ fill: fill('buy', '1', '95', '0') },
			{ fill: fill('buy', '1', '90', '0'), part: exits },
		],
		{ size: '1', cost: '95', realized: '10', sold: '0' },
	],
	[
		'a plain sale of coins held before opens nothing: a later buy is a new long, of a bracket too',
		[
			{ fill: fill('sell', '1', '100', '0.1') },
			{ fill: fill('buy', '1', '90', '0') },
			{ fill: fill('buy', '1', '80', '0'), part: { bracketId: 'b', isEntry: true } },
		],
		{ size: '2', cost: '170', realized: '-0.1', sold: '0' },
	],
	[
		'the exit of one bracket buys nothing of another back',
		[
			{ fill: fill('sell', '1', '100', '0'), part: sells },
			{ fill: fill('buy', '1', '90', '0'), part: { bracketId: 'c', isEntry: false } },
		],
		{ size: '1', cost: '90', realized: '0', sold: '1', net: '100' },
	],
	[
		'an exit that buys back what was sold before what is counted costs its fee and no more',
		[
			{ fill: fill('sell', '2', '100', '0.2'), part: sells, isBefore: true },
			{ fill: fill('buy', '0.5', '90', '0.09'), part: exits, isBefore: true },
			{ fill: fill('buy', '1.5', '110', '0.33'), part: exits },
		],
		{ size: '0', cost: '0', realized: '-0.33', sold: '0', fees: '0.33' },
	],
])('%s', (_name, counted, expected) => {
	expect(describeSold(count(counted))).toMatchObject(expected);
});

test('what a bracket leaves sold when it ends costs its fee and is a position no more', () => {
	const open = count([
		{ fill: fill('sell', '2', '100', '0.2'), part: sells },
		{ fill: fill('buy', '1', '90', '0'), part: exits },
	]);
	expect(closeEnded(open, () => true)).toBe(open);

	// 99.9 − 90, and the other 0.1 of fee
	expect(describeSold(closeEnded(open, () => false))).toMatchObject({
		realized: '9.8',
		sold: '0',
		net: '0',
		size: '0',
	});
});

test('a fee in base currency of what a bracket leaves sold is lost as well', () => {
	const open = count([{ fill: fill('sell', '1', '60000', '0.001', { feeCurrency: 'BTC' }), part: sells }]);

	expect(describeSold(closeEnded(open, () => false))).toMatchObject({ realized: '-60', sold: '0', size: '0' });
});

test('coins of a position that one bracket sold and the exit of another sold again are bought back, for what they brought', () => {
	const long = { entry: { bracketId: 'long', isEntry: true }, exit: { bracketId: 'long', isEntry: false } };
	const both = count([
		{ fill: fill('buy', '1', '60000', '60'), part: long.entry },
		{ fill: fill('sell', '1', '61000', '61'), part: sells },
		{ fill: fill('sell', '1', '59000', '59'), part: long.exit },
	]);
	// 61000 − 61 − 60060
	expect(describeSold(both)).toMatchObject({ size: '0', realized: '879', sold: '1', net: '58941' });

	// All that was paid and got: −60060 + 60939 + 58941 − 60060
	const after = applyFillToPosition(both, { fill: fill('buy', '1', '60000', '60'), part: exits }, currencies, '0');
	expect(describeSold(after)).toMatchObject({ size: '0', cost: '0', realized: '-240', sold: '0', net: '0' });
});

test('money is neither made nor lost with brackets that sell: realized − cost + proceeds = what was got and paid', () => {
	const random = createSeededRandom(77);
	const number = (max: number) => (1 + Math.floor(random() * max)).toString();
	let sawBoth = 0;
	for (let round = 0; round < 100; round += 1) {
		let position = flatPosition;
		let cash = parseDecimal('0');
		let base = parseDecimal('0');
		let fees = parseDecimal('0');
		for (let step = 0; step < 40; step += 1) {
			const size = number(20);
			const part = [
				undefined,
				...['a', 'b', 'c'].flatMap(id => [true, false].map(isEntry => ({ bracketId: id, isEntry }))),
			][Math.floor(random() * 7)];
			const side = part?.isEntry !== false && random() < 0.6 ? 'sell' : 'buy';
			const next = fill(side, size, number(500), number(3));
			// A plain sale of what was there before brings no profit: all of it that is counted is its fee.
			const beyond =
				side === 'sell' && part === undefined ? parseDecimal(size).minus(position.size) : parseDecimal('0');
			const uncounted = beyond.gt('0') ? beyond : parseDecimal('0');
			position = applyFillToPosition(position, { fill: next, part }, currencies, '0');
			const funds = parseDecimal(next.price).times(parseDecimal(next.size).minus(uncounted));
			cash = (side === 'buy' ? cash.minus(funds) : cash.plus(funds)).minus(next.fee!);
			base = side === 'buy' ? base.plus(size) : base.minus(size).plus(uncounted);
			fees = fees.plus(next.fee!);
			sawBoth += Number(position.size.gt('0') && position.sold.size > 0);
		}

		const { size, net } = soldOf(position);
		const difference = position.realized.minus(position.cost).plus(net).minus(cash).abs();
		expect(difference.lt('0.00000000000000000000000000000001')).toBe(true);
		expect(decimalText(position.size.minus(size))).toBe(decimalText(base));
		expect(decimalText(position.fees)).toBe(decimalText(fees));
	}

	expect(sawBoth).toBeGreaterThan(500);
});
