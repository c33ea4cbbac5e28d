import { expect, test } from 'vitest';
import { decimalText } from '../../source/lib/decimal.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import type { Fill } from '../../source/model/order.js';
import { applyFillToPosition, flatPosition, type Position, soldOf } from '../../source/trading/portfolio.js';
import { createPositionBook } from '../../source/trading/position-book.js';
import { currencies, fill } from './fills.js';

const describePosition = (position: Position) => ({
	size: decimalText(position.size),
	cost: decimalText(position.cost),
	realized: decimalText(position.realized),
	fees: decimalText(position.fees),
});

const book = (rate = '0.001', isRunning = true) =>
	createPositionBook(
		currencies,
		() => rate,
		() => isRunning,
	);

const sum = (fills: readonly Fill[]) =>
	fills.reduce((position, each) => applyFillToPosition(position, { fill: each }, currencies, '0'), flatPosition);

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
	const expected = describePosition(sum(final));
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
});

test('takes the same trade id of two orders for two fills: a trade with oneself', () => {
	const positions = book('0');
	positions.add(fill('buy', '1', '100', '0.1', { tradeId: 'self', orderId: 'v1' }));
	positions.add(fill('sell', '1', '100', '0.1', { tradeId: 'self', orderId: 'v2' }));

	expect(describePosition(positions.position())).toEqual({ size: '0', cost: '0', realized: '-0.2', fees: '0.2' });
});

test('is the same in whatever order fills, their fees and their copies come', () => {
	const entry = { part: { bracketId: 'b', isEntry: true }, isBefore: false };
	const exit = { part: { bracketId: 'b', isEntry: false }, isBefore: false };
	const plain = { part: undefined, isBefore: false };
	const told = [
		{ about: plain, fill: fill('buy', '1', '80', undefined) },
		{ about: entry, fill: fill('sell', '2', '100', undefined) },
		{ about: exit, fill: fill('buy', '0.5', '95', undefined) },
		{ about: entry, fill: fill('sell', '1', '101', undefined) },
		{ about: exit, fill: fill('buy', '1.5', '90', undefined) },
		{ about: exit, fill: fill('buy', '1', '89', undefined) },
	];
	const final = told.map(({ about, fill: each }, index) => ({
		about,
		// The record of the venue names a time of its own.
		fill: { ...each, fee: `0.0${index + 1}`, feeCurrency: 'USDT', time: each.time + 0.25 },
	}));
	const random = createSeededRandom(5);
	const describe = (from: ReturnType<typeof book>) => {
		const position = from.position();
		return { ...describePosition(position), sold: decimalText(soldOf(position).size) };
	};
	const straight = book();
	for (const { about, fill: each } of final) {
		straight.add(each, about);
	}

	const expected = describe(straight);
	expect(expected).toMatchObject({ size: '1', sold: '0' });
	for (let round = 0; round < 300; round += 1) {
		const positions = book();
		const deck = [...told, ...told, ...final, ...final];
		while (deck.length > 0) {
			const { about, fill: each } = deck.splice(Math.floor(random() * deck.length), 1)[0]!;
			positions.add(each, about);
			if (random() < 0.3) {
				positions.position();
			}
		}

		expect(describe(positions)).toEqual(expected);
	}
});

test('an exit whose fee is final before the entry is known takes its place after it', () => {
	const sale = fill('sell', '1', '100', '0');
	const back = fill('buy', '1', '90', '0');
	const positions = book('0');
	positions.add(back, { part: { bracketId: 'b', isEntry: false }, isBefore: false });
	expect(describePosition(positions.position())).toMatchObject({ size: '1', realized: '0' });

	positions.add(sale, { part: { bracketId: 'b', isEntry: true }, isBefore: false });

	expect(describePosition(positions.position())).toMatchObject({ size: '0', cost: '0', realized: '10' });
});
