import type { Side } from '../../model/market-event.js';
import type { ConditionSpec } from '../condition.js';
import { breakoutConfidence } from '../confidence.js';
import { type FeatureName, readerOf, readFeature } from '../features.js';
import type { Plan, Rule } from '../rule.js';
import type { RuleSettings } from '../rule-settings.js';
import type { SymbolFeatures } from '../symbol-features.js';
import { planBreakout } from './breakout-plan.js';

/** What differs between the break upward and its mirror. */
type Mirror = {
	readonly type: string;
	readonly side: Side;
	readonly sign: 1 | -1;
	readonly surge: FeatureName;
	readonly count: FeatureName;
	readonly flow: string;
	readonly line: string;
	/** The veto. */
	readonly stack: string;
};

const upward: Mirror = {
	type: 'long_breakout',
	side: 'buy',
	sign: 1,
	surge: 'buy_surge_z',
	count: 'buy_surge_count_z',
	flow: 'buy',
	line: 'high',
	stack: 'asks stacked above',
};

const downward: Mirror = {
	type: 'exit_breakdown',
	side: 'sell',
	sign: -1,
	surge: 'sell_surge_z',
	count: 'sell_surge_count_z',
	flow: 'sell',
	line: 'low',
	stack: 'bids stacked below',
};

const price = (value: number): string => String(Number(value.toPrecision(10)));
const fixed = (digits: number) => (value: number) => value.toFixed(digits);
const percent = (value: number): string => `${Math.round(value * 100) || 0} %`;

/** Fee of one leg as a plain decimal text, or undefined while it is not known. */
export type TakerFeeOf = (symbol: string) => string;

/** `long_breakout`: mid leaves the channel upward, with a surge of buying, in a tight and live book. */
export const createBreakout = (settings: RuleSettings, takerFeeOf: TakerFeeOf): Rule =>
	createBreak(upward, settings, takerFeeOf);

/** `exit_breakdown`: the mirror. Spot cannot be sold short, so it says to leave. */
export const createBreakdown = (settings: RuleSettings, takerFeeOf: TakerFeeOf): Rule =>
	createBreak(downward, settings, takerFeeOf);

function createBreak(mirror: Mirror, settings: RuleSettings, takerFeeOf: TakerFeeOf): Rule {
	const { type, side, sign } = mirror;
	const levelOf = (features: SymbolFeatures): number => (sign === 1 ? features.up : features.down).level();
	const planOf = (features: SymbolFeatures): Plan | undefined => {
		const book = features.book();
		const tick = features.tickText();
		if (book === undefined || tick === undefined || !features.isLive()) {
			return undefined;
		}

		const bid = book.bids.priceTextAt(0);
		const ask = book.asks.priceTextAt(0);
		return planBreakout({
			side,
			level: levelOf(features),
			entry: sign === 1 ? ask : bid,
			opposite: sign === 1 ? bid : ask,
			tick,
			atr: readFeature('atr_1m', features),
			stopTicks: settings['breakout.stopTicks'],
			stopAtr: settings['breakout.stopAtr'],
			takerFee: takerFeeOf(features.symbol),
		});
	};

	const conditions: readonly ConditionSpec[] = [
		{
			name: `mid beyond the ${mirror.line} of ${settings['breakout.bars']} s`,
			read: features => features.mid(),
			threshold: features => levelOf(features) + sign * features.buffer(),
			release: levelOf,
			sense: sign === 1 ? 'above' : 'below',
			format: price,
		},
		{
			name: `${mirror.flow} surge z`,
			read: readerOf(mirror.surge),
			threshold: () => settings['breakout.surgeZ'],
			release: () => settings['breakout.surgeZ'] / 2,
			sense: 'at-least',
			format: fixed(1),
		},
		{
			name: 'trade imbalance 10 s',
			read: readerOf('trade_imbalance_10s'),
			threshold: () => sign * settings['breakout.imbalance'],
			release: () => (sign * settings['breakout.imbalance']) / 2,
			sense: sign === 1 ? 'at-least' : 'at-most',
			format: fixed(2),
		},
		{
			name: 'spread bps',
			read: features => features.spreadBps(),
			// Half a tick is no wider spread, only another price.
			threshold: features =>
				Math.min(settings['breakout.spreadBps'], features.spreadGate.limit() + (features.tickBps() || 0) / 2),
			release: () => settings['breakout.spreadBps'] * 2,
			sense: 'at-most',
			format: fixed(2),
		},
		{
			name: 'book age ms',
			read: features => features.bookAgeMs(),
			threshold: () => settings['breakout.bookAgeMs'],
			sense: 'at-most',
			format: value => (Number.isFinite(value) ? value.toFixed(0) : 'not live'),
		},
	];

	/** Orders stacked beyond the level, as far as the book is known, but no less than half the way; NaN where it is not. */
	const stackedOf = (features: SymbolFeatures): number => {
		const book = features.book();
		if (book === undefined || !features.isLive()) {
			return Number.NaN;
		}

		const least = settings['liquidity.bps'] / 2;
		const shift = features.liquidity.measure(features.clock(), features.mid(), book, least);
		return (sign === 1 ? shift.ask : shift.bid).change;
	};

	const gates: readonly ConditionSpec[] = [
		{
			name: mirror.stack,
			read: stackedOf,
			threshold: () => settings['breakout.stacked'],
			sense: 'below',
			format: percent,
			// In the first seconds of a book, or where it is not known that far: then confidence is lower and the reason says so.
			unknownPasses: true,
		},
		{
			name: `ATR of ${settings['breakout.atrBars']} min`,
			read: readerOf('atr_1m'),
			threshold: () => 0,
			sense: 'at-least',
			format: price,
		},
		{
			name: '1R bps against fees and spread',
			read: features => planOf(features)?.riskBps ?? Number.NaN,
			threshold: features => planOf(features)?.costBps ?? Number.NaN,
			sense: 'at-least',
			format: fixed(1),
		},
	];

	return {
		type,
		conditions,
		gates,
		pace: 'event',
		holdMs: settings['breakout.holdMs'],
		cooldownMs: settings['breakout.cooldownMs'],
		ttlMs: settings['breakout.ttlMs'],
		horizon: '5m',
		features: [
			'mid',
			sign === 1 ? 'level_high' : 'level_low',
			sign === 1 ? 'donchian_high' : 'donchian_low',
			'atr_1m',
			mirror.surge,
			mirror.count,
			'trade_imbalance_10s',
			'ofi_1s',
			'ofi_z',
			'spread_bps',
			'spread_limit_bps',
			'queue_imbalance',
			'book_imbalance_10bps',
			sign === 1 ? 'liquidity_ask' : 'liquidity_bid',
			'volatility',
			'book_age_ms',
		],
		find(features) {
			const plan = planOf(features);
			if (plan === undefined) {
				return undefined;
			}

			const surgeZ = readFeature(mirror.surge, features);
			const ofiZ = sign * readFeature('ofi_z', features);
			const imbalance = readFeature('trade_imbalance_10s', features);
			const isStackKnown = !Number.isNaN(stackedOf(features));
			const confirms = ofiZ > settings['breakout.ofiZ'];
			return {
				side,
				plan,
				confidence: breakoutConfidence({
					surgeZ,
					surgeFrom: settings['breakout.surgeZ'],
					countZ: readFeature(mirror.count, features),
					ofiZ,
					ofiFrom: settings['breakout.ofiZ'],
					imbalance: sign * imbalance,
					imbalanceFrom: settings['breakout.imbalance'],
					isStackKnown,
				}),
				summary: [
					`mid ${price(features.mid())} broke the ${mirror.line} ${price(levelOf(features))} of ${settings['breakout.bars']} s`,
					`${mirror.flow} surge z ${surgeZ.toFixed(1)}`,
					`imbalance ${imbalance.toFixed(2)}`,
					Number.isNaN(ofiZ)
						? 'OFI z not known yet'
						: `OFI z ${(sign * ofiZ).toFixed(1)}${confirms ? ' confirms' : ''}`,
					`1R ${plan.riskBps.toFixed(1)} bps`,
					...(isStackKnown ? [] : [`${mirror.stack} not known`]),
				].join(', '),
			};
		},
	};
}
