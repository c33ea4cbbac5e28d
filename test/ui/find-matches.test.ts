import { expect, test } from 'vitest';
import { findMatches } from '../../source/ui/find-matches.js';

const symbols = ['1INCH-USDT', 'BTC-USDT', 'BTC3L-USDT', 'ETH-BTC', 'ETH-USDT', 'WBTC-USDT'];

test.each([
	['btc', ['BTC-USDT', 'BTC3L-USDT', 'ETH-BTC', 'WBTC-USDT']],
	['BTC-', ['BTC-USDT', 'WBTC-USDT']],
	['ethu', ['ETH-USDT']],
	[' eth ', ['ETH-BTC', 'ETH-USDT']],
	['nothing', []],
])('%s finds %j', (text, found) => {
	expect(findMatches(text, symbols, 10)).toEqual(found);
});

test('an empty search lists everything, as far as there is room', () => {
	expect(findMatches('', symbols, 3)).toEqual(['1INCH-USDT', 'BTC-USDT', 'BTC3L-USDT']);
});
