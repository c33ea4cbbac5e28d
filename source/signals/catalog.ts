import { ruleSettingTable } from '../lib/rule-setting-table.js';
import type { FeatureName } from './features.js';
import type { RuleSettingKey } from './rule-settings.js';

/** What an indicator is, for the documentation and for whoever asks what a number means. */
export type CatalogRow = {
	readonly name: FeatureName;
	readonly label: string;
	readonly formula: string;
	/** Empty for a plain number. */
	readonly unit: string;
	/** Windows and thresholds as they are set without settings. */
	readonly default: string;
	/** Paper or author; empty where there is none to name. */
	readonly source: string;
};

const cont = 'Cont, Kukanov & Stoikov 2014, arXiv 1011.6402';
const wilder = 'Wilder 1978';
const easley = 'Easley, López de Prado & O’Hara, RFS 25(5), 2012';
const gould = 'Gould & Bonart, arXiv 1512.03492';
const appel = 'Appel 1979';

const rowsByName = {
	mid: ['mid', '(bid + ask) / 2', 'quote', 'top level', ''],
	wmid: [
		'weighted mid',
		'(q_b·a + q_a·b) / (q_b + q_a); not Stoikov’s micro-price',
		'quote',
		'top level',
		'Stoikov, Quantitative Finance 18(12), 2018',
	],
	spread_bps: ['spread', '1e4·(a − b) / mid', 'bps', 'top level', ''],
	spread_limit_bps: [
		'spread gate',
		'min(cap, rolling median of the spread)',
		'bps',
		'cap 5 bps, 300 samples of 1 s',
		'',
	],
	queue_imbalance: ['queue imbalance', 'q_b / (q_b + q_a)', '', 'top level', gould],
	book_imbalance_5: ['book imbalance, 5 levels', '(ΣB − ΣA) / (ΣB + ΣA)', '', '5 levels', ''],
	book_imbalance_20: ['book imbalance, 20 levels', '(ΣB − ΣA) / (ΣB + ΣA)', '', '20 levels', ''],
	book_imbalance_10bps: ['book imbalance near mid', '(ΣB − ΣA) / (ΣB + ΣA)', '', '±10 bps', ''],
	ofi_1s: ['order-flow imbalance, 1 s', 'Σ e over changes of the best quotes', 'base', '1 s', cont],
	ofi_5s: ['order-flow imbalance, 5 s', 'Σ e over changes of the best quotes', 'base', '5 s', cont],
	ofi_30s: ['order-flow imbalance, 30 s', 'Σ e over changes of the best quotes', 'base', '30 s', cont],
	ofi_z: [
		'order-flow imbalance, z',
		'(sum of the last second − mean) / deviation of whole seconds',
		'z',
		'5 min of seconds, at least 60',
		cont,
	],
	cvd_session: ['cumulative volume delta', 'Σ ±size by taker side', 'base', 'since the start', ''],
	cvd_day: ['cumulative volume delta, today', 'Σ ±size by taker side', 'base', 'since 00:00 UTC', ''],
	trade_imbalance_10s: ['trade imbalance, 10 s', '(B − S) / (B + S)', '', '10 s', ''],
	trade_imbalance_60s: ['trade imbalance, 60 s', '(B − S) / (B + S)', '', '60 s', ''],
	buy_surge_z: [
		'buy surge',
		'(taker buys of the last second − mean) / deviation, exponential',
		'z',
		'half-life 5 min, at least 60 s',
		'Finch 2009 (incremental moments)',
	],
	buy_surge_count_z: ['buy surge, prints', 'the same for the number of prints', 'z', 'half-life 5 min', ''],
	sell_surge_z: ['sell surge', 'the same for taker sells', 'z', 'half-life 5 min', ''],
	sell_surge_count_z: ['sell surge, prints', 'the same for the number of taker sells', 'z', 'half-life 5 min', ''],
	vwap_15m: ['VWAP', 'Σpv / Σv', 'quote', '15 min', ''],
	vwap_15m_z: ['VWAP distance', '(mid − VWAP) / σ, σ by volume', 'z', '15 min', ''],
	vwap_session: ['session VWAP', 'Σpv / Σv', 'quote', 'since the start', ''],
	vwap_session_z: ['session VWAP distance', '(mid − VWAP) / σ, σ by volume', 'z', 'since the start', ''],
	volatility: ['realized volatility', '√(Σr² · year / time) of mid', 'fraction a year', '1 s grid, 5 min', ''],
	donchian_high: ['channel high', 'highest high of the bars before this one', 'quote', '60 bars of 1 s', 'Donchian'],
	donchian_low: ['channel low', 'lowest low of the bars before this one', 'quote', '60 bars of 1 s', 'Donchian'],
	level_high: [
		'broken high',
		'the channel high while a break of it lasts, at most 5 s; else that of now',
		'quote',
		'',
		'',
	],
	level_low: [
		'broken low',
		'the channel low while a break of it lasts, at most 5 s; else that of now',
		'quote',
		'',
		'',
	],
	donchian_high_bps: ['to the channel high', '1e4·(high − mid) / mid', 'bps', '60 bars of 1 s', 'Donchian'],
	donchian_low_bps: ['to the channel low', '1e4·(mid − low) / mid', 'bps', '60 bars of 1 s', 'Donchian'],
	atr_1m: ['average true range', 'Wilder mean of max(h − l, |h − c₋₁|, |l − c₋₁|)', 'quote', '14 × 1 min', wilder],
	ema12_1s: ['EMA 12, 1 s', 'exponential mean of closes', 'quote', '12 × 1 s', appel],
	ema26_1s: ['EMA 26, 1 s', 'exponential mean of closes', 'quote', '26 × 1 s', appel],
	macd_1s: ['MACD histogram, 1 s', 'EMA 12 − EMA 26, less its EMA 9', 'quote', '12, 26, 9 × 1 s', appel],
	rsi_1s: ['RSI, 1 s', '100 − 100 / (1 + mean gain / mean loss)', '0 to 100', '14 × 1 s', wilder],
	ema12_1m: ['EMA 12, 1 min', 'exponential mean of closes', 'quote', '12 × 1 min', appel],
	ema26_1m: ['EMA 26, 1 min', 'exponential mean of closes', 'quote', '26 × 1 min', appel],
	macd_1m: ['MACD histogram, 1 min', 'EMA 12 − EMA 26, less its EMA 9', 'quote', '12, 26, 9 × 1 min', appel],
	macd_1m_bps: ['MACD histogram, 1 min', '1e4 · histogram / mid', 'bps', '12, 26, 9 × 1 min', appel],
	rsi_1m: ['RSI, 1 min', '100 − 100 / (1 + mean gain / mean loss)', '0 to 100', '14 × 1 min', wilder],
	vpin: [
		'VPIN',
		'mean of |V_B − V_S| / V over buckets of equal volume',
		'',
		'50 buckets of 1/1440 of 24 h volume',
		easley,
	],
	kyle_lambda: [
		'Kyle’s λ',
		'slope of Δmid on signed volume',
		'quote a base unit',
		'300 × 1 s',
		'Kyle, Econometrica 1985',
	],
	kyle_r2: ['fit of Kyle’s λ', 'R² of that regression', '0 to 1', '300 × 1 s', 'Kyle, Econometrica 1985'],
	liquidity_bid: [
		'bid depth stacked or pulled',
		'(now + sold into it − before) / before',
		'fraction',
		'±10 bps, 5 s',
		'pulling/stacking columns of professional ladders',
	],
	liquidity_ask: [
		'ask depth stacked or pulled',
		'(now + bought from it − before) / before',
		'fraction',
		'±10 bps, 5 s',
		'pulling/stacking columns of professional ladders',
	],
	book_age_ms: ['book age', 'exchange time since its last sequence-true change', 'ms', '', ''],
} as const satisfies Readonly<
	Record<FeatureName, readonly [label: string, formula: string, unit: string, defaults: string, source: string]>
>;

/** Every indicator, in the order in which it is shown. */
export const indicatorCatalog: readonly CatalogRow[] = (Object.keys(rowsByName) as FeatureName[]).map(name => {
	const [label, formula, unit, defaults, source] = rowsByName[name];
	return { name, label, formula, unit, default: defaults, source };
});

export type RuleCatalogRow = {
	readonly type: string;
	/** What it says, and when. */
	readonly formula: string;
	/** What its settings start with. */
	readonly settings: 'breakout' | 'momentum' | 'liquidity' | 'surge' | 'alerts';
	readonly source: string;
};

/** Every type of signal that kcmon makes by itself. */
export const ruleCatalog: readonly RuleCatalogRow[] = [
	{
		type: 'long_breakout',
		formula:
			'mid above the channel high by the buffer, buy surge z, trade imbalance, spread gate and a live book hold for 250 ms; refused when asks are stacked above, without an ATR, or when 1R is less than two taker fees and the spread',
		settings: 'breakout',
		source: 'Donchian; Wilder 1978; Cont, Kukanov & Stoikov 2014',
	},
	{
		type: 'exit_breakdown',
		formula: 'the mirror of long_breakout: spot cannot be sold short, so it says to leave',
		settings: 'breakout',
		source: 'Donchian; Wilder 1978; Cont, Kukanov & Stoikov 2014',
	},
	{
		type: 'momentum_up',
		formula: '1 min: MACD histogram, EMA 12 above EMA 26, RSI strong and not spent; 1 s: EMA 12 above EMA 26',
		settings: 'momentum',
		source: 'Appel 1979; Wilder 1978',
	},
	{
		type: 'momentum_down',
		formula: 'the mirror of momentum_up',
		settings: 'momentum',
		source: 'Appel 1979; Wilder 1978',
	},
	{
		type: 'liquidity_shift_bid',
		formula: 'bids near mid stacked (buy) or pulled (sell), trades taken out',
		settings: 'liquidity',
		source: '',
	},
	{
		type: 'liquidity_shift_ask',
		formula: 'asks near mid pulled (buy) or stacked (sell), trades taken out',
		settings: 'liquidity',
		source: '',
	},
	{
		type: 'volume_surge',
		formula: 'volume of one taker side far above its mean, in more prints than usual',
		settings: 'surge',
		source: '',
	},
	{ type: 'price_alert', formula: 'a trade at or beyond a price that the user set', settings: 'alerts', source: '' },
];

/** The settings of one rule of the catalog. */
export const settingsOfRule = (row: RuleCatalogRow): readonly RuleSettingKey[] =>
	(Object.keys(ruleSettingTable) as RuleSettingKey[]).filter(key => key.startsWith(`${row.settings}.`));
