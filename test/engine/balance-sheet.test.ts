import { expect, test } from 'vitest';
import { createBalanceSheet } from '../../source/engine/balance-sheet.js';
import { toldBalance as told } from './told-balance.js';

const answer = (total: string) => [{ currency: 'USDT', total, available: total, hold: '0' }];

test('what the stream tells after an answer counts, though its time is before ours of the question (simulation seed 27)', () => {
	const sheet = createBalanceSheet();
	const mark = sheet.mark();
	sheet.replace(answer('100'), mark);

	expect(sheet.apply(told('190', 5))).toBe('changed');
	expect(sheet.get('USDT')?.total).toBe('190');
});

test('an answer counts for what was told before it was asked for, and not for what was told meanwhile', () => {
	const sheet = createBalanceSheet();
	sheet.apply(told('90', 10));
	const first = sheet.mark();
	sheet.replace(answer('100'), first);
	expect(sheet.get('USDT')?.total).toBe('100');

	const second = sheet.mark();
	sheet.apply(told('190', 20));
	sheet.replace(answer('100'), second);
	expect(sheet.get('USDT')?.total).toBe('190');
});

test('an older push that comes late changes nothing', () => {
	const sheet = createBalanceSheet();
	sheet.apply(told('190', 20));

	expect(sheet.apply(told('90', 10))).toBe('older');
	expect(sheet.get('USDT')?.total).toBe('190');
});

test('which of two pushes of one millisecond is the newer cannot be told (simulation seed 222)', () => {
	const sheet = createBalanceSheet();
	sheet.apply(told('190', 20));

	expect(sheet.apply(told('190', 20))).toBe('changed');
	expect(sheet.apply(told('90', 20))).toBe('unordered');
	expect(sheet.get('USDT')?.total).toBe('90');
});
