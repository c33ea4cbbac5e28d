import type { Features } from '../../signals/features.js';
import type { RuleReport } from '../../signals/rule-state.js';
import { calibratedFrom, type ScoreRow } from '../../signals/tally.js';
import type { State } from '../state.js';
import type { RuleView, ScoreView, SignalPanelView } from '../views.js';

/** What the rules see of a symbol, and why they say nothing; undefined where signals are off. */
export function selectSignalPanel(state: State, symbol: string): SignalPanelView | undefined {
	const { own } = state.signals;
	if (own === undefined) {
		return undefined;
	}

	const panel = own.panel(symbol);
	return Object.freeze({
		symbol,
		facts: describeFeatures(panel?.features ?? {}),
		rules: (panel?.rules ?? []).map(describeRule),
		scores: own.scores().map(describeScore),
	});
}

const unknown = '-';
const fixed = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? unknown;
const signed = (value: number | undefined, digits: number): string =>
	value === undefined ? unknown : `${value >= 0 ? '+' : ''}${value.toFixed(digits)}`;
const short = (value: number | undefined): string =>
	value === undefined ? unknown : String(Number(value.toPrecision(3)));

function describeFeatures(features: Features): SignalPanelView['facts'] {
	const volatility = features.volatility === undefined ? unknown : `${(features.volatility * 100).toFixed(0)} %`;
	return [
		{ label: 'imbalance', value: signed(features.book_imbalance_5, 2) },
		{ label: 'OFI z', value: signed(features.ofi_z, 1) },
		{ label: 'CVD', value: short(features.cvd_session) },
		{ label: 'buy surge z', value: signed(features.buy_surge_z, 1) },
		{ label: 'spread', value: `${fixed(features.spread_bps, 2)} of ${fixed(features.spread_limit_bps, 2)} bps` },
		{ label: 'volatility', value: volatility },
		{ label: 'VPIN', value: fixed(features.vpin, 2) },
		{ label: 'λ', value: `${short(features.kyle_lambda)} R² ${fixed(features.kyle_r2, 2)}` },
		{
			label: 'to high, low',
			value: `${fixed(features.donchian_high_bps, 1)}, ${fixed(features.donchian_low_bps, 1)} bps`,
		},
	];
}

function describeRule(rule: RuleReport): RuleView {
	const failing = rule.conditions.filter(({ holds }) => !holds).map(({ text }) => text);
	const isRefused = rule.phase === 'refused' && rule.refusal !== undefined;
	return {
		type: rule.type,
		phase: phaseOf(rule),
		holding: rule.conditions.length - failing.length,
		conditions: rule.conditions.length,
		failing: isRefused ? [rule.refusal.text, ...failing] : failing,
	};
}

function phaseOf({ phase, heldMs, cooldownMs }: RuleReport): string {
	if (phase === 'holding') {
		return `holding ${heldMs} ms`;
	}

	return cooldownMs > 0 ? `again in ${Math.ceil(cooldownMs / 1000)} s` : phase;
}

function describeScore(row: ScoreRow): ScoreView {
	const stated = row.calibration.reduce((sum, bin) => sum + bin.stated * bin.count, 0) / row.outcomes;
	return {
		source: row.source,
		signalType: row.signalType,
		signals: row.signals,
		hitRate: row.hitRate,
		meansBps: [row.meanBps['5s'], row.meanBps['30s'], row.meanBps['300s']],
		stopFirst: row.stopFirst,
		targetFirst: row.targetFirst,
		calibration: row.isCalibrated
			? `said ${(stated * 100).toFixed(0)} %, was ${((row.hitRate ?? 0) * 100).toFixed(0)} %`
			: `uncalibrated ${row.outcomes}/${calibratedFrom}`,
	};
}
