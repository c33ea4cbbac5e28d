import { expect, test } from 'vitest';
import { ruleSettingTable } from '../../source/lib/rule-setting-table.js';
import { indicatorCatalog, ruleCatalog, settingsOfRule } from '../../source/signals/catalog.js';
import { breakoutConfidence, evidence, logistic } from '../../source/signals/confidence.js';
import { featureNames } from '../../source/signals/features.js';
import { createLevelBreak } from '../../source/signals/level-break.js';
import { createPriceAlerts } from '../../source/signals/price-alerts.js';
import { resolveRuleSettings, ruleSettingKeys } from '../../source/signals/rule-settings.js';
import { planBreakout } from '../../source/signals/rules/breakout-plan.js';
import { createSignalEngine } from '../../source/signals/signal-engine.js';
import { breakAt, createMarket, playQuiet, quietAsks, quietBids, start } from './breakout-market.js';

const planInput = {
	side: 'buy',
	level: 67_000.05,
	entry: '67010.1',
	opposite: '67010',
	tick: '0.1',
	atr: 41.234,
	stopTicks: 2,
	stopAtr: 1.5,
	takerFee: '0.001',
} as const;

test('stop and targets are exact, on the tick, rounded away from the entry', () => {
	// 67000.05 − 61.851 = 66938.199, down to 66938.1; 1R is 72.
	expect(planBreakout(planInput)).toMatchObject({
		entry: '67010.1',
		stop: '66938.1',
		targets: ['67082.1', '67154.1'],
	});
	// 67000.05 + 61.851 = 67061.901, up to 67062; 1R is 71.9 from a bid of 66990.1.
	expect(planBreakout({ ...planInput, side: 'sell', entry: '66990.1', opposite: '66990.2' })).toMatchObject({
		stop: '67062',
		targets: ['66918.2', '66846.3'],
	});
});

test('two ticks are the least distance of a stop', () => {
	expect(planBreakout({ ...planInput, level: 67_000, atr: 0 })?.stop).toBe('66999.8');
});

test('risk and cost in basis points, by hand', () => {
	const plan = planBreakout(planInput)!;
	expect(plan.riskBps).toBeCloseTo((72 / 67_010.1) * 1e4, 9);
	expect(plan.costBps).toBeCloseTo(20 + (0.1 / 67_010.1) * 1e4, 9);
});

test('prices of eight decimals lose nothing', () => {
	const plan = planBreakout({
		...planInput,
		level: 0.000_012_34,
		entry: '0.00001245',
		opposite: '0.00001244',
		tick: '0.00000001',
		atr: 0.000_000_04,
	});
	// 1234 − 6 = 1228; 1R is 17.
	expect(plan).toMatchObject({ stop: '0.00001228', targets: ['0.00001262', '0.00001279'] });
});

test('a plan without a level, a range or a positive stop is none', () => {
	expect(planBreakout({ ...planInput, level: Number.NaN })).toBeUndefined();
	expect(planBreakout({ ...planInput, atr: Number.NaN })).toBeUndefined();
	expect(planBreakout({ ...planInput, atr: 60_000 })).toBeUndefined();
});

test('targets below zero are left out', () => {
	const plan = planBreakout({ ...planInput, side: 'sell', level: 100, entry: '99', opposite: '99.1', atr: 40 });
	// 1R is 61: 38, then below zero.
	expect(plan?.targets).toEqual(['38']);
});

test('confidence by hand', () => {
	expect(logistic(0)).toBe(0.5);
	expect(evidence(20, 3)).toBe(5);
	expect(evidence(2, 3)).toBe(0);
	expect(evidence(Number.NaN, 3)).toBe(0);
	const least = {
		surgeZ: 3,
		surgeFrom: 3,
		countZ: 0,
		ofiZ: 0,
		ofiFrom: 1,
		imbalance: 0.3,
		imbalanceFrom: 0.3,
		isStackKnown: true,
	};
	expect(breakoutConfidence(least)).toBe(0.4013);
	expect(breakoutConfidence({ ...least, isStackKnown: false })).toBe(0.1978);
	// −0.4 + 0.25·3 + 0.25·2 + 0.4 = 1.25.
	expect(breakoutConfidence({ ...least, surgeZ: 6, ofiZ: 3, imbalance: 0.7 })).toBe(0.7773);
});

test('a broken level is held for five seconds and dropped when price is back at it', () => {
	const level = createLevelBreak('up');
	level.update(0, 101, 100, 2);
	expect([level.level(), level.since()]).toEqual([100, undefined]);
	level.update(10, 103, 100, 2);
	level.update(1000, 103, 103, 2);
	expect([level.level(), level.since()]).toEqual([100, 10]);
	level.update(1500, 101, 103, 2);
	expect(level.since()).toBe(10);
	level.update(1600, 100, 103, 2);
	expect([level.level(), level.since()]).toEqual([103, undefined]);
	level.update(2000, 106, 103, 2);
	level.update(7001, 106, 105, 2);
	expect([level.level(), level.since()]).toEqual([105, undefined]);
});

test('bids pulled are told once, as a sale, with what they were', () => {
	const market = createMarket();
	playQuiet(market);
	const thin = quietBids.with(2, [99.9, 1]).with(1, [99.95, 4]);
	for (let after = 0; after <= 5000; after += 100) {
		market.book(breakAt + after, thin.with(0, [99.99, 10 + ((after / 100) % 2)]), quietAsks);
	}

	const shifts = market.signals.filter(({ signalType }) => signalType.startsWith('liquidity_shift'));
	expect(shifts).toHaveLength(1);
	// 50 before, 15 now and 5 sold within the window: −60 %. Looked at from 0 ms on, each 300 ms as the book changes.
	expect(shifts[0]).toMatchObject({ signalType: 'liquidity_shift_bid', side: 'sell', timestamp: breakAt + 600 });
	expect(shifts[0]?.reason).toMatch(/^bids pulled \d+ % within 10 bps in 5\.\d s: 50 to 1[56], \d traded$/);
});

test('bids that were traded away are no shift', () => {
	const market = createMarket();
	playQuiet(market);
	market.trade(breakAt, 'sell', 99.95, 36);
	for (let after = 0; after <= 3000; after += 100) {
		market.book(breakAt + after, [[99.9, 14 + ((after / 100) % 2)]], quietAsks);
	}

	expect(market.signals.filter(({ signalType }) => signalType.startsWith('liquidity_shift'))).toEqual([]);
});

test('a surge of volume in many prints is told at once, in one large print not', () => {
	const many = createMarket();
	playQuiet(many);
	for (let print = 0; print < 10; print += 1) {
		many.trade(breakAt + print, 'sell', 99.99, 3);
	}

	const one = createMarket();
	playQuiet(one);
	one.trade(breakAt, 'sell', 99.99, 30);

	const surges = many.signals.filter(({ signalType }) => signalType === 'volume_surge');
	expect(surges).toHaveLength(1);
	expect(surges[0]?.side).toBe('sell');
	expect(one.signals).toEqual([]);
});

test('momentum is told once while the averages of minutes and seconds agree', () => {
	const market = createMarket();
	// Forty minutes flat, then ten that rise by 3 to 5 bps: MACD turns up before RSI is spent.
	for (let index = 0; index < 60; index += 1) {
		const rise = Math.max(0, index - 50) * 0.04;
		const wiggle = index % 2 === 0 ? 0.03 : -0.03;
		market.observe({
			type: 'candle',
			symbol: 'BTC-USDT',
			interval: '1min',
			open: (100 + rise + wiggle).toFixed(2),
			close: (100 + rise + wiggle).toFixed(2),
			high: (100.2 + rise).toFixed(2),
			low: (99.8 + rise).toFixed(2),
			volume: '1',
			turnover: '1',
			start: start - (60 - index) * 60_000,
			receivedAt: start,
		});
	}

	for (let at = start; at < start + 50_000; at += 250) {
		const mid = 100.36 + (at - start) / 1e6;
		const bid = Math.floor(mid * 100) / 100;
		market.book(at, [[bid, 10 + (at % 500)]], [[bid + 0.02, 10]]);
	}

	const told = market.signals.filter(({ signalType }) => signalType.startsWith('momentum'));
	expect(told).toHaveLength(1);
	expect(told[0]).toMatchObject({ signalType: 'momentum_up', side: 'buy', entryLow: undefined, targets: [] });
	expect(told[0]?.features?.macd_1m_bps).toBeGreaterThan(0.5);
});

test('an alert goes off when price reaches it from the other side, once', () => {
	const alerts = createPriceAlerts(10);
	const alert = { id: 'a', symbol: 'BTC-USDT', price: '101', when: 'at-or-above', repeat: false } as const;
	alerts.set([alert]);
	// Past already when it was set.
	expect(alerts.reach('BTC-USDT', 105, 1)).toEqual([]);
	expect(alerts.reach('BTC-USDT', 100, 2)).toEqual([]);
	expect(alerts.list()[0]?.state).toBe('armed');
	alerts.set([alert]);
	expect(alerts.reach('ETH-USDT', 101, 3)).toEqual([]);
	expect(alerts.reach('BTC-USDT', 101, 4)).toEqual([alert]);
	expect(alerts.reach('BTC-USDT', 100, 5)).toEqual([]);
	expect(alerts.reach('BTC-USDT', 102, 6)).toEqual([]);
	expect(alerts.list()[0]?.state).toBe('done');
});

test('an alert that repeats waits until price went back by the hysteresis', () => {
	const alerts = createPriceAlerts(10);
	alerts.set([{ id: 'a', symbol: 'BTC-USDT', price: '1000', when: 'at-or-below', repeat: true }]);
	const gone = [1001, 1000, 1000.5, 999, 1000.9, 999, 1001.1, 999.9].map(
		(price, index) => alerts.reach('BTC-USDT', price, index).length,
	);

	expect(gone).toEqual([0, 1, 0, 0, 0, 0, 0, 1]);
});

test('a history that comes behind newer prices neither arms an alert nor sets it off', () => {
	const alerts = createPriceAlerts(10);
	alerts.set([{ id: 'a', symbol: 'BTC-USDT', price: '101', when: 'at-or-above', repeat: true }]);

	expect(alerts.reach('BTC-USDT', 100, 8000)).toEqual([]);
	// Traded before the price that armed it.
	expect(alerts.reach('BTC-USDT', 102, 2900)).toEqual([]);
	expect(alerts.list()[0]?.state).toBe('armed');
	// Late by no more than the price before it: it did come after the one that armed.
	expect(alerts.reach('BTC-USDT', 100.5, 9000)).toEqual([]);
	expect(alerts.reach('BTC-USDT', 101, 8500)).toHaveLength(1);
	expect(alerts.reach('BTC-USDT', 99, 3000)).toEqual([]);
	expect(alerts.list()[0]?.state).toBe('waiting');
});

test('an alert becomes a signal that says what was traded', () => {
	const market = createMarket();
	market.engine.setAlerts([{ id: 'a1', symbol: 'BTC-USDT', price: '100.50', when: 'at-or-above', repeat: false }]);
	market.trade(start, 'buy', 100, 1);
	market.trade(start + 10, 'buy', 100.6, 1);

	expect(market.signals).toHaveLength(1);
	expect(market.signals[0]).toMatchObject({
		signalType: 'price_alert',
		id: `kcmon:price_alert:a1:${start + 10}`,
		reason: 'traded at 100.60, at or above 100.50',
		side: undefined,
	});
	expect(() =>
		market.engine.setAlerts([{ id: 'a', symbol: 'X-Y', price: 'x', when: 'at-or-above', repeat: false }]),
	).toThrow('Expected the price of alert a to be positive, was "x"');
});

test('a rule that is switched off is not there', () => {
	const market = createMarket({ rules: { 'surge.enabled': false, 'breakdown.enabled': false } });
	market.trade(start, 'buy', 100, 1);

	expect(market.engine.panel('BTC-USDT')?.rules.map(({ type }) => type)).toEqual([
		'long_breakout',
		'liquidity_shift_bid',
		'liquidity_shift_ask',
		'momentum_up',
		'momentum_down',
	]);
	expect(market.engine.panel('ETH-USDT')).toBeUndefined();
});

test('a setting out of its bounds is refused by name', () => {
	expect(() => resolveRuleSettings({ 'breakout.surgeZ': -1 })).toThrow(
		'Expected rule setting `breakout.surgeZ` to be a number from 0 to 100, was -1',
	);
	expect(() => resolveRuleSettings({ 'breakout.bars': 60.5 })).toThrow(RangeError);
	expect(() => createSignalEngine({ publish: () => {}, rules: { 'fees.taker': Number.NaN } })).toThrow(RangeError);
});

test('every default is within its bounds', () => {
	for (const key of ruleSettingKeys) {
		const spec = ruleSettingTable[key];
		if (spec.type !== 'boolean') {
			expect(spec.default, key).toBeGreaterThanOrEqual(spec.minimum);
			expect(spec.default, key).toBeLessThanOrEqual(spec.maximum);
		}
	}
});

test('the catalog knows every feature and every rule, and no setting is homeless', () => {
	expect(indicatorCatalog.map(({ name }) => name).toSorted()).toEqual(featureNames.toSorted());
	const market = createMarket();
	market.trade(start, 'buy', 100, 1);
	const made = market.engine.panel('BTC-USDT')!.rules.map(({ type }) => type);
	expect(ruleCatalog.map(({ type }) => type).toSorted()).toEqual([...made, 'price_alert'].toSorted());
	const housed = new Set(ruleCatalog.flatMap(settingsOfRule));
	expect(ruleSettingKeys.filter(key => !housed.has(key))).toEqual(['breakdown.enabled', 'fees.taker']);
});
