import { expect, test } from 'vitest';
import { createPositions } from '../../source/engine/positions.js';
import { fill } from '../trading/fills.js';

const symbol = 'BTC-USDT';
const entry = { bracketId: 'b', isEntry: true };
const exit = { bracketId: 'b', isEntry: false };

const open = (...isRunning: readonly string[]) =>
	createPositions(
		() => '0.001',
		id => isRunning.includes(id),
	);

test('what an exit buys in this session is its position, where the entry of an earlier one sold what kcmon had bought', () => {
	const positions = open('b');
	positions.add(fill('buy', '1', '60000', '60'), { part: undefined, isPast: true });
	positions.add(fill('sell', '1', '61000', '61'), { part: entry, isPast: true });
	positions.add(fill('buy', '1', '62000', '62'), { part: exit, isPast: false });

	expect(positions.describe(symbol, 0)).toMatchObject({
		size: '1',
		averageCost: '62062',
		session: { size: '1', cost: '62062', realized: '0' },
	});
	expect(positions.sessionLoss('USDT', () => '50000')).toBe('12062');
});

test('what the entry of an earlier session sold of coins before kcmon costs this one the fee of buying it back', () => {
	const positions = open('b');
	positions.add(fill('buy', '0.4', '60000', '24'), { part: undefined, isPast: true });
	positions.add(fill('sell', '1', '61000', '61'), { part: entry, isPast: true });
	positions.add(fill('buy', '1', '62000', '62'), { part: exit, isPast: false });

	// 0.6 are bought back for a fee of 37.2; 0.4 are a position.
	expect(positions.describe(symbol, 0)).toMatchObject({
		size: '0.4',
		session: { size: '0.4', cost: '24824.8', realized: '-37.2' },
	});
});

test('a long of an earlier session, sold by a bracket and again by its own exit: this session buys back what it sold', () => {
	const positions = open('b', 'long');
	positions.add(fill('buy', '1', '60000', '60'), { part: { bracketId: 'long', isEntry: true }, isPast: true });
	positions.add(fill('sell', '1', '61000', '61'), { part: entry, isPast: true });
	positions.add(fill('sell', '1', '59000', '59'), { part: { bracketId: 'long', isEntry: false }, isPast: false });
	positions.add(fill('buy', '1', '60000', '60'), { part: exit, isPast: false });

	expect(positions.sizeOf(symbol)).toBe('0');
	// 59000 − 59 − 60060
	expect(positions.describe(symbol, 0)).toMatchObject({
		realized: '-240',
		session: { size: '0', cost: '0', realized: '-1119' },
	});
});

test('names fees of other currencies by what was charged, and leaves out those that came to nothing', () => {
	const positions = open();
	const plain = { part: undefined, isPast: false };
	positions.add(fill('buy', '1', '60000', '60'), plain);
	expect(positions.describe(symbol, 0)).not.toHaveProperty('otherFees');

	positions.add(fill('buy', '1', '60000', '0.001', { feeCurrency: 'BTC' }), plain);
	positions.add(fill('buy', '1', '60000', '5', { feeCurrency: 'KCS' }), plain);
	expect(positions.describe(symbol, 0)).toMatchObject({
		size: '2.999',
		fees: '60',
		otherFees: [
			{ currency: 'BTC', fee: '0.001' },
			{ currency: 'KCS', fee: '5' },
		],
	});
});
