import { expect, test } from 'vitest';
import { parseAlert, spellAlert } from '../../source/lib/alert-text.js';

test.each([
	['BTC-USDT spread>5', { kind: 'spread', symbol: 'BTC-USDT', when: 'at-or-above', limit: 5, repeats: false }],
	['BTC-USDT spread<0.5 repeat', { kind: 'spread', when: 'at-or-below', limit: 0.5, repeats: true }],
	['BTC-USDT volume>250000', { kind: 'volume', when: 'at-or-above', limit: 250_000 }],
	['signal', { kind: 'signal', symbol: undefined, signalType: undefined, leastConfidence: 0 }],
	['signal repeat', { kind: 'signal', signalType: undefined, repeats: true }],
	['signal>0.7', { kind: 'signal', signalType: undefined, leastConfidence: 0.7 }],
	['ETH-USDT signal long_breakout>0.7 repeat', { symbol: 'ETH-USDT', signalType: 'long_breakout', repeats: true }],
	['order', { kind: 'order', symbol: undefined, status: undefined }],
	['order filled repeat', { kind: 'order', status: 'filled', repeats: true }],
	['BTC-USDT order unknown', { kind: 'order', symbol: 'BTC-USDT', status: 'unknown' }],
	['connection', { kind: 'connection', downSeconds: 5 }],
	['connection>30 repeat', { kind: 'connection', downSeconds: 30, repeats: true }],
])('reads %s', (text, rule) => {
	expect(parseAlert(text)).toMatchObject({ text, ...rule });
});

test.each([
	'',
	'spread>5',
	'BTC-USDT spread',
	'BTC-USDT spread>0',
	'BTC-USDT spread wide>5',
	'BTC-USDT spread>5 twice',
	'btc-usdt spread>5',
	'signal>1.5',
	'signal<0.5',
	'signal Long',
	'order gone',
	'order>5',
	'BTC-USDT connection',
	'connection<5',
	'connection>100000',
	'connection  repeat',
	'BTC-USDT>70000',
])('refuses "%s"', text => {
	expect(parseAlert(text)).toBeUndefined();
});

test.each([
	['>70000', 'BTC-USDT>70000'],
	['<60000 Repeat', 'BTC-USDT<60000 repeat'],
	['eth-usdt>3000', 'ETH-USDT>3000'],
	[' spread>5  repeat', 'BTC-USDT spread>5 repeat'],
	['ETH-USDT Volume>1', 'ETH-USDT volume>1'],
	['Order Filled', 'order filled'],
	['connection>5', 'connection>5'],
	['signal-usdt>5', 'SIGNAL-USDT>5'],
	['signal volume_surge', 'signal volume_surge'],
])('spells what was typed as "%s" as %s', (typed, text) => {
	expect(spellAlert(typed, 'BTC-USDT')).toBe(text);
});
