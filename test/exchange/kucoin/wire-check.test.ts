import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkBalance, checkLevel2, checkTicker } from '../../../source/exchange/kucoin/wire-check.generated.js';

test('the generated checks are those of the schemas', () => {
	const run = (): string =>
		execFileSync(process.execPath, ['scripts/compile-schemas.js', '--check'], { encoding: 'utf8' });

	expect(run).not.toThrow();
});

test('names the first field that is wrong, down to the row', () => {
	const frame = {
		symbol: 'BTC-USDT',
		sequenceStart: 1,
		sequenceEnd: 2,
		changes: {
			asks: [['1', '2', '3']],
			bids: [
				['1', '2', '3'],
				['1', '-2', '3'],
			],
		},
	};

	expect(checkLevel2(frame)).toBe('changes.bids[1][1]: expected a plain decimal, not negative');
	expect(checkLevel2({ ...frame, sequenceEnd: 2 ** 53 })).toBe('sequenceEnd: expected an exact integer');
	expect(checkLevel2([])).toBe(': expected an object');
	expect(checkLevel2(null)).toBe(': expected an object');
});

test('takes either spelling of a field that has two, but not none', () => {
	const ticker = {
		sequence: '1',
		price: '1',
		size: '1',
		bestBid: '1',
		bestBidSize: '1',
		bestAsk: '1',
		bestAskSize: '1',
	};

	expect(checkTicker({ ...ticker, time: 1_704_873_323_416 })).toBeUndefined();
	expect(checkTicker({ ...ticker, Time: 1_704_873_323_416 })).toBeUndefined();
	expect(checkTicker(ticker)).toBe('time: expected a time');
	expect(checkTicker({ ...ticker, time: '1704873323416' })).toBe('time: expected a time');
});

test('takes null and absence alike where a field may be missing', () => {
	const balance = {
		currency: 'USDT',
		total: '1',
		available: '1',
		hold: '0',
		relationEvent: 'trade.hold',
		relationEventId: '1',
		time: '1730269283892',
	};

	expect(checkBalance(balance)).toBeUndefined();
	expect(checkBalance({ ...balance, accountId: null, relationContext: null })).toBeUndefined();
	expect(checkBalance({ ...balance, relationContext: { symbol: 7 } })).toBe(
		'relationContext.symbol: expected a symbol BASE-QUOTE or null',
	);
});
