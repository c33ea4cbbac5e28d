import type { ConditionSpec } from '../condition.js';
import { logistic } from '../confidence.js';
import { readerOf, readFeature } from '../features.js';
import type { Rule } from '../rule.js';
import type { RuleSettings } from '../rule-settings.js';

const fixed = (digits: number) => (value: number) => value.toFixed(digits);

/**
 * `momentum_up`, `momentum_down`: on bars of 1 min the MACD histogram stands on that side of zero, EMA 12 beyond EMA 26,
 * RSI 14 strong and not spent, and the same order of averages on bars of 1 s. Says a direction, no prices.
 */
export function createMomentumRule(direction: 'up' | 'down', settings: RuleSettings): Rule {
	const sign = direction === 'up' ? 1 : -1;
	const least = sign === 1 ? 'at-least' : 'at-most';
	const rsiFrom = sign === 1 ? settings['momentum.rsi'] : 100 - settings['momentum.rsi'];
	const rsiSpent = sign === 1 ? settings['momentum.rsiSpent'] : 100 - settings['momentum.rsiSpent'];
	const conditions: readonly ConditionSpec[] = [
		{
			name: 'MACD histogram 1 min, bps',
			read: readerOf('macd_1m_bps'),
			threshold: () => sign * settings['momentum.macdBps'],
			release: () => 0,
			sense: least,
			format: fixed(2),
		},
		{
			name: 'EMA 12 less EMA 26, 1 min, bps',
			read: features =>
				((readFeature('ema12_1m', features) - readFeature('ema26_1m', features)) / features.mid()) * 1e4,
			threshold: () => 0,
			sense: sign === 1 ? 'above' : 'below',
			format: fixed(2),
		},
		{
			name: 'RSI 1 min',
			read: readerOf('rsi_1m'),
			threshold: () => rsiFrom,
			release: () => 50,
			sense: least,
			format: fixed(0),
		},
		{
			name: 'RSI 1 min, not spent',
			read: readerOf('rsi_1m'),
			threshold: () => rsiSpent,
			release: () => (sign === 1 ? 100 : 0),
			sense: sign === 1 ? 'at-most' : 'at-least',
			format: fixed(0),
		},
		{
			name: 'EMA 12 less EMA 26, 1 s, bps',
			read: features =>
				((readFeature('ema12_1s', features) - readFeature('ema26_1s', features)) / features.mid()) * 1e4,
			threshold: () => 0,
			// The averages of seconds cross often: they say when, not whether.
			release: () => sign * Number.NEGATIVE_INFINITY,
			sense: sign === 1 ? 'above' : 'below',
			format: fixed(2),
		},
	];

	return {
		type: `momentum_${direction}`,
		conditions,
		gates: [],
		pace: 'tick',
		holdMs: settings['momentum.holdMs'],
		cooldownMs: settings['momentum.cooldownMs'],
		ttlMs: settings['momentum.ttlMs'],
		horizon: '5m',
		features: ['mid', 'macd_1m', 'macd_1m_bps', 'ema12_1m', 'ema26_1m', 'rsi_1m', 'ema12_1s', 'ema26_1s', 'ofi_z'],
		find(features) {
			const macd = readFeature('macd_1m_bps', features);
			const rsi = readFeature('rsi_1m', features);
			return {
				side: sign === 1 ? 'buy' : 'sell',
				confidence: logistic(
					-0.4,
					0.2 * Math.min(5, Math.abs(macd) - settings['momentum.macdBps']),
					0.02 * Math.abs(rsi - rsiFrom),
				),
				summary: `1 min MACD histogram ${macd.toFixed(2)} bps, EMA 12 ${sign === 1 ? 'above' : 'below'} EMA 26, RSI ${rsi.toFixed(0)}`,
			};
		},
	};
}
