import { expect, test } from 'vitest';
import { createPairList } from '../../../source/exchange/kucoin/pair-list.js';

const start = () => {
	const time = { now: 0 };
	return { time, list: createPairList({ monoNow: () => time.now }) };
};

test('knows nothing of any pair until a list was read', () => {
	const { list } = start();
	expect(list.has('BTC-USDT')).toBeUndefined();
	expect(list.suspect('BTC-USDT')).toBe(false);

	expect(list.take(['BTC-USDT'])).toBe(false);
	expect([list.has('BTC-USDT'), list.has('ETH-USDT'), list.had('ETH-USDT')]).toEqual([true, false, false]);
});

test('a pair is gone when two lists, ten seconds apart, lack it, and comes back with one that has it', () => {
	const { time, list } = start();
	list.take(['BTC-USDT', 'ETH-USDT']);
	time.now = 1000;
	expect(list.take(['BTC-USDT'])).toBe(true);
	time.now = 5000;
	expect(list.take(['BTC-USDT'])).toBe(true);
	expect(list.has('ETH-USDT')).toBe(true);

	time.now = 11_000;
	expect(list.take(['BTC-USDT'])).toBe(false);
	expect([list.has('ETH-USDT'), list.had('ETH-USDT')]).toEqual([false, true]);

	time.now = 12_000;
	list.take(['BTC-USDT', 'ETH-USDT']);
	expect(list.has('ETH-USDT')).toBe(true);
	// Its first absence is forgotten.
	time.now = 13_000;
	expect(list.take(['BTC-USDT'])).toBe(true);
	expect(list.has('ETH-USDT')).toBe(true);
});

test('one bad list takes no pair away', () => {
	const { time, list } = start();
	list.take(['BTC-USDT', 'ETH-USDT']);
	list.take(['BTC-USDT']);
	time.now = 10_000;
	list.take(['BTC-USDT', 'ETH-USDT']);
	time.now = 20_000;
	list.take(['BTC-USDT']);

	expect(list.has('ETH-USDT')).toBe(true);
});

test('a pair of the list that is said not to exist is reason to read it, ever more rarely, and again soon after long peace', () => {
	const { time, list } = start();
	list.take(['BTC-USDT']);
	expect(list.suspect('OLD-USDT')).toBe(false);
	const reads: number[] = [];
	for (; time.now <= 3_600_000; time.now += 5000) {
		if (list.suspect('BTC-USDT')) {
			reads.push(time.now / 1000);
		}
	}

	expect(reads).toEqual([0, 10, 30, 70, 150, 310, 630, 1230, 1830, 2430, 3030]);
	time.now += 700_000;
	expect(list.suspect('BTC-USDT')).toBe(true);
	time.now += 10_000;
	expect(list.suspect('BTC-USDT')).toBe(true);
});
