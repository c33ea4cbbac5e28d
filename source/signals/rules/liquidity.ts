import type { ConditionSpec } from '../condition.js';
import { logistic } from '../confidence.js';
import { nameShift } from '../indicators/liquidity-shift.js';
import type { Rule } from '../rule.js';
import type { RuleSettings } from '../rule-settings.js';
import type { SymbolFeatures } from '../symbol-features.js';

const percent = (value: number): string => `${(value * 100).toFixed(0)} %`;
const amount = (value: number): string => String(Number(value.toPrecision(4)));

/**
 * `liquidity_shift_bid`, `liquidity_shift_ask`: orders stacked or pulled near mid on one side, trades taken out. Bids
 * stacked and asks pulled speak for buying, the others for selling.
 */
export function createLiquidityRule(bookSide: 'bid' | 'ask', settings: RuleSettings): Rule {
	const share = settings['liquidity.share'];
	const shiftOf = (features: SymbolFeatures) => features.liquidity[bookSide]();
	const conditions: readonly ConditionSpec[] = [
		{
			name: `${bookSide}s stacked or pulled`,
			read: features => Math.abs(shiftOf(features).change),
			threshold: () => share,
			release: () => share / 2,
			sense: 'at-least',
			format: percent,
		},
		{
			name: 'book age ms',
			read: features => features.bookAgeMs(),
			threshold: () => settings['breakout.bookAgeMs'],
			sense: 'at-most',
			format: value => (Number.isFinite(value) ? value.toFixed(0) : 'not live'),
		},
	];

	return {
		type: `liquidity_shift_${bookSide}`,
		conditions,
		gates: [],
		pace: 'tick',
		holdMs: settings['liquidity.holdMs'],
		cooldownMs: settings['liquidity.cooldownMs'],
		ttlMs: settings['liquidity.ttlMs'],
		horizon: '30s',
		features: [
			'mid',
			bookSide === 'bid' ? 'liquidity_bid' : 'liquidity_ask',
			'queue_imbalance',
			'book_imbalance_10bps',
			'ofi_z',
			'spread_bps',
		],
		find(features) {
			const shift = shiftOf(features);
			const name = nameShift(shift, share);
			return {
				side: (bookSide === 'bid') === (name === 'stacked') ? 'buy' : 'sell',
				confidence: logistic(-0.4, Math.min(2, Math.abs(shift.change) - share)),
				summary: `${bookSide}s ${name} ${percent(Math.abs(shift.change))} within ${settings['liquidity.bps']} bps in ${(shift.spanMs / 1000).toFixed(1)} s: ${amount(shift.before)} to ${amount(shift.now)}, ${amount(shift.traded)} traded`,
			};
		},
	};
}
