/** One setting of a rule, as data: the same shape as the program's own settings, which take this table as it is. */
export type RuleSettingSpec =
	| { readonly type: 'boolean'; readonly default: boolean; readonly summary: string }
	/** Bounds are included. */
	| {
			readonly type: 'integer' | 'number';
			readonly default: number;
			readonly minimum: number;
			readonly maximum: number;
			readonly summary: string;
			/** `ms`, `bps`, `z`, `ticks`, …; empty for a plain number. */
			readonly unit: string;
	  };

const flag = (summary: string) => ({ type: 'boolean', default: true, summary }) as const;

const number = <Value extends number>(value: Value, minimum: number, maximum: number, unit: string, summary: string) =>
	({ type: 'number', default: value as number, minimum, maximum, unit, summary }) as const;

const integer = (value: number, minimum: number, maximum: number, unit: string, summary: string) =>
	({ type: 'integer', default: value, minimum, maximum, unit, summary }) as const;

const hour = 3_600_000;

/** Every threshold of every rule. Defaults are those of the rules' sources: starting points, to be measured. */
export const ruleSettingTable = {
	'breakout.enabled': flag('long_breakout'),
	'breakdown.enabled': flag('exit_breakdown, the mirror of long_breakout'),
	'breakout.bars': integer(60, 5, 600, 'bars of 1 s', 'length of the Donchian channel'),
	'breakout.bufferTicks': number(2, 0, 1000, 'ticks', 'least distance beyond the channel'),
	'breakout.bufferSpread': number(0.25, 0, 10, 'spreads', 'distance beyond the channel, where it is more'),
	'breakout.surgeZ': number(3, 0, 100, 'z', 'least surge of trading on the side of the break'),
	'breakout.imbalance': number(0.3, 0, 1, '', 'least trade imbalance over 10 s'),
	'breakout.spreadBps': number(5, 0.01, 1000, 'bps', 'widest spread; the rolling median counts beside it'),
	'breakout.bookAgeMs': integer(2000, 50, 60_000, 'ms', 'oldest book'),
	'breakout.holdMs': integer(250, 0, 10_000, 'ms', 'how long all of it must hold, exchange time'),
	'breakout.ofiZ': number(1, 0, 100, 'z', 'order-flow imbalance above it confirms'),
	'breakout.stacked': number(0.3, 0.01, 100, '', 'orders stacked beyond the level by this share are a veto'),
	'breakout.stopTicks': number(2, 0, 1000, 'ticks', 'least distance of the stop from the level'),
	'breakout.stopAtr': number(1.5, 0, 100, 'ATR', 'distance of the stop from the level, where it is more'),
	'breakout.atrBars': integer(14, 2, 100, 'bars of 1 min', 'length of the average true range'),
	'breakout.cooldownMs': integer(60_000, 0, hour, 'ms', 'least time between two of one type and symbol'),
	'breakout.ttlMs': integer(60_000, 1000, hour, 'ms', 'after it the signal is expired'),
	'momentum.enabled': flag('momentum_up and momentum_down'),
	'momentum.macdBps': number(0.5, 0, 1000, 'bps of mid', 'least MACD histogram on bars of 1 min'),
	'momentum.rsi': number(55, 50, 99, '', 'least RSI for up; 100 less it is the most for down'),
	'momentum.rsiSpent': number(75, 51, 100, '', 'RSI from which up is spent; 100 less it for down'),
	'momentum.holdMs': integer(1000, 0, 60_000, 'ms', 'how long all of it must hold, exchange time'),
	'momentum.cooldownMs': integer(300_000, 0, 24 * hour, 'ms', 'least time between two of one type and symbol'),
	'momentum.ttlMs': integer(300_000, 1000, 24 * hour, 'ms', 'after it the signal is expired'),
	'liquidity.enabled': flag('liquidity_shift_bid and liquidity_shift_ask'),
	'liquidity.bps': number(10, 1, 100, 'bps', 'distance from mid in which depth is compared'),
	'liquidity.windowMs': integer(5000, 500, 60_000, 'ms', 'how far back depth is compared'),
	'liquidity.share': number(0.3, 0.01, 100, '', 'least share of depth stacked or pulled'),
	'liquidity.holdMs': integer(500, 0, 60_000, 'ms', 'how long all of it must hold, exchange time'),
	'liquidity.cooldownMs': integer(180_000, 0, hour, 'ms', 'least time between two of one type and symbol'),
	'liquidity.ttlMs': integer(30_000, 1000, hour, 'ms', 'after it the signal is expired'),
	'surge.enabled': flag('volume_surge'),
	'surge.z': number(6, 0, 100, 'z', 'least surge of volume on one side'),
	'surge.countZ': number(2, 0, 100, 'z', 'least surge of the number of prints beside it: one large print is none'),
	'surge.holdMs': integer(0, 0, 10_000, 'ms', 'how long all of it must hold, exchange time'),
	'surge.cooldownMs': integer(120_000, 0, hour, 'ms', 'least time between two of one type and symbol'),
	'surge.ttlMs': integer(30_000, 1000, hour, 'ms', 'after it the signal is expired'),
	'alerts.hysteresisBps': number(10, 0, 1000, 'bps', 'how far price must go back before an alert can repeat'),
	'fees.taker': number(0.001, 0, 0.05, '', "taker fee, a fraction; the pair's own coefficient multiplies it"),
} as const satisfies Readonly<Record<string, RuleSettingSpec>>;
