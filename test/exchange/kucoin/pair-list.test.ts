import { expect, test } from 'vitest';
import { createPairList } from '../../../source/exchange/kucoin/pair-list.js';
import type { Instrument } from '../../../source/model/instrument.js';

const rows = (...symbols: readonly string[]): readonly Instrument[] =>
	symbols.map(symbol => ({ symbol }) as Instrument);

const start = () => {
	const time = { now: 0 };
	return { time, list: createPairList({ monoNow: () => time.now }) };
};

test('knows nothing of any pair until a list was read', () => {
	const { list } = start();
	expect(list.has('BTC-USDT')).toBeUndefined();
	expect(list.suspect('BTC-USDT')).toBe(false);

	list.take(rows('BTC-USDT'));
	expect([list.has('BTC-USDT'), list.has('ETH-USDT'), list.had('ETH-USDT'), list.isDoubtful()]).toEqual([
		true,
		false,
		false,
		false,
	]);
});

test('a pair is gone when two lists, ten seconds apart, lack it, and comes back with one that has it', () => {
	const { time, list } = start();
	list.take(rows('BTC-USDT', 'ETH-USDT'));
	for (time.now = 1000; time.now < 11_000; time.now += 4000) {
		// What is held on to stays in the list that is told.
		expect(list.take(rows('BTC-USDT')).map(({ symbol }) => symbol)).toEqual(['BTC-USDT', 'ETH-USDT']);
		expect([list.isDoubtful(), list.has('ETH-USDT')]).toEqual([true, true]);
	}

	time.now = 11_000;
	expect(list.take(rows('BTC-USDT'))).toHaveLength(1);
	expect([list.isDoubtful(), list.has('ETH-USDT'), list.had('ETH-USDT')]).toEqual([false, false, true]);

	time.now = 12_000;
	list.take(rows('BTC-USDT', 'ETH-USDT'));
	expect(list.has('ETH-USDT')).toBe(true);
	// Its first absence is forgotten.
	time.now = 13_000;
	list.take(rows('BTC-USDT'));
	expect([list.isDoubtful(), list.has('ETH-USDT')]).toEqual([true, true]);
});

test('one bad list takes no pair away', () => {
	const { time, list } = start();
	list.take(rows('BTC-USDT', 'ETH-USDT'));
	list.take(rows('BTC-USDT'));
	time.now = 10_000;
	list.take(rows('BTC-USDT', 'ETH-USDT'));
	time.now = 20_000;
	list.take(rows('BTC-USDT'));

	expect(list.has('ETH-USDT')).toBe(true);
});

test.each([5000, 10_000, 9900])(
	'a pair of the list that is said each %i ms not to exist is reason to read it ever more rarely, and soon again after long peace',
	everyMs => {
		const { time, list } = start();
		list.take(rows('BTC-USDT', 'NEW-USDT'));
		expect(list.suspect('OLD-USDT')).toBe(false);
		const reads: number[] = [];
		for (; time.now <= 7_200_000; time.now += everyMs) {
			if (list.suspect('NEW-USDT')) {
				reads.push(time.now);
			}
		}

		const gaps = reads.slice(1).map((at, index) => at - reads[index]!);
		expect(gaps.every((gap, index) => index === 0 || gap >= 0.9 * gaps[index - 1]!)).toBe(true);
		expect(gaps.at(-1)).toBeGreaterThanOrEqual(600_000);
		expect(reads.length).toBeLessThan(20);
		// Another pair pays nothing for that.
		expect(list.suspect('BTC-USDT')).toBe(true);

		time.now += 1_300_000;
		expect(list.suspect('NEW-USDT')).toBe(true);
		time.now += 10_000;
		expect(list.suspect('NEW-USDT')).toBe(true);
	},
);
