import { expect, test } from 'vitest';
import { problemOfProviders } from '../../source/intake/check-providers.js';
import { exampleMaps, exampleSecretFields } from '../../source/intake/examples.js';
import { type FieldMap, mapFields } from '../../source/intake/field-map.js';
import { parseSignalValue } from '../../source/intake/signal-schema.js';
import { wall } from './signal-rig.js';

const time = '2026-01-05T11:59:59Z';

/** What the schema makes of a sender's shape. */
function read(map: FieldMap, sent: unknown) {
	const mapped = mapFields(map, sent, wall);
	if (mapped.kind === 'ignored') {
		return mapped.kind;
	}

	const parsed = parseSignalValue(mapped.value);
	return parsed.ok ? parsed.fields : `${parsed.field}: ${parsed.problem}`;
}

test('reads an alert of TradingView', () => {
	const alert = {
		ticker: 'BTCUSDT',
		exchange: 'KUCOIN',
		action: 'buy',
		price: '64000.5',
		time,
		name: 'Range Breakout',
		confidence: 'High',
		stop: 63500,
		target: '64500, 65000',
	};

	expect(read(exampleMaps.tradingview, alert)).toMatchObject({
		timestamp: wall - 1000,
		symbol: 'BTC-USDT',
		signalType: 'range_breakout',
		confidence: 0.8,
		side: 'buy',
		entryLow: '64000.5',
		entryHigh: '64000.5',
		stop: '63500',
		targets: ['64500', '65000'],
	});
	expect(read(exampleMaps.tradingview, { ...alert, confidence: '65' })).toMatchObject({ confidence: 0.65 });
	expect(read(exampleMaps.tradingview, { ...alert, confidence: '' })).toMatchObject({ confidence: 0.5 });
	expect(read(exampleMaps.tradingview, { ...alert, name: '' })).toMatchObject({ signalType: 'buy' });
	expect(read(exampleMaps.tradingview, { ...alert, confidence: 'sure' })).toBe(
		'confidence: expected a number from 0 to 1, was "sure"',
	);
	expect(read(exampleMaps.tradingview, { ...alert, time: '2026-01-05 11:59' })).toMatch(/^timestamp: /);
});

test('reads a signal for a bot of 3Commas', () => {
	const sent = {
		secret: 'x',
		max_lag: '300',
		timestamp: time,
		trigger_price: '64000',
		tv_exchange: 'KUCOIN',
		tv_instrument: 'BTCUSDT',
		action: 'exit_long',
		bot_uuid: 'u',
	};

	expect(read(exampleMaps['3commas'], sent)).toMatchObject({
		timestamp: wall - 1000,
		symbol: 'BTC-USDT',
		signalType: 'exit_long',
		side: 'sell',
		ttlMs: 300_000,
		entryLow: '64000',
	});
	expect(JSON.stringify(mapFields(exampleMaps['3commas'], sent, wall))).not.toContain(exampleSecretFields['3commas']);
});

test('reads a signal of TrendFi, stamped when it came', () => {
	const sent = { id: 77, ticker: 'ETH/USDT', price: 3200.25, buy: false, sell: true, token: 'x' };

	expect(read(exampleMaps.trendfi, sent)).toMatchObject({
		timestamp: wall,
		id: '77',
		symbol: 'ETH-USDT',
		signalType: 'trend_down',
		side: 'sell',
		entryLow: '3200.25',
	});
	expect(read(exampleMaps.trendfi, { ...sent, sell: false })).toBe('signal_type: is missing');
});

test('reads a signal of Botely, with its confidence from 0 to 100', () => {
	const sent = {
		signal_id: 'sig_1',
		symbol: 'SOL-USDT',
		direction: 'LONG',
		confidence: 83,
		entry: '145.1',
		stop_loss: '140',
		take_profits: ['150', 155.5],
		sent_at: wall / 1000,
	};

	expect(read(exampleMaps.botely, sent)).toMatchObject({
		timestamp: wall,
		id: 'sig_1',
		signalType: 'botely',
		side: 'buy',
		confidence: 0.83,
		targets: ['150', '155.5'],
	});
	expect(read(exampleMaps.botely, { ...sent, confidence: 101 })).toMatch(/^confidence: /);
});

test.each([
	['KUCOIN:BTCUSDT', 'BTC-USDT'],
	['btc/usdt', 'BTC-USDT'],
	['BTC_USDT', 'BTC-USDT'],
	['BTC-USDT', 'BTC-USDT'],
	['BTCFDUSD', 'BTC-FDUSD'],
	['ETHBTC', 'ETH-BTC'],
])('reads the pair %s', (ticker, symbol) => {
	expect(mapFields({ fields: { symbol: { path: 'ticker', as: 'symbol' } } }, { ticker }, wall)).toEqual({
		kind: 'event',
		isStamped: false,
		value: { symbol },
	});
});

test('leaves what it cannot read for the schema to refuse', () => {
	const value = (as: 'symbol' | 'decimal' | 'iso-time' | 'percent', sent: unknown) =>
		mapFields({ fields: { stop: { path: 'x', as } } }, { x: sent }, wall);

	expect(value('decimal', 1e-9)).toEqual({ kind: 'event', isStamped: false, value: { stop: 1e-9 } });
	expect(value('decimal', -1)).toEqual({ kind: 'event', isStamped: false, value: { stop: -1 } });
	expect(value('percent', 'most')).toEqual({ kind: 'event', isStamped: false, value: { stop: 'most' } });
	expect(value('iso-time', '2026-13-45T99:99Z')).toEqual({
		kind: 'event',
		isStamped: false,
		value: { stop: '2026-13-45T99:99Z' },
	});
	expect(value('symbol', 5)).toEqual({ kind: 'event', isStamped: false, value: { stop: 5 } });
});

test('follows paths into objects and lists, and nowhere else', () => {
	const map: FieldMap = { fields: { id: { path: '$.a.list[1].id' }, reason: { path: 'constructor.name' } } };

	expect(mapFields(map, { a: { list: [{}, { id: 'x' }] } }, wall)).toEqual({
		kind: 'event',
		isStamped: false,
		value: { id: 'x' },
	});
	expect(mapFields(map, { a: 'text' }, wall)).toEqual({ kind: 'event', isStamped: false, value: {} });
	expect(mapFields(map, null, wall)).toEqual({ kind: 'event', isStamped: false, value: {} });
});

test('passes over messages that are none of its business', () => {
	const map: FieldMap = { ...exampleMaps.botely, only: { path: '$.type', equals: 'signal' } };

	expect(read(map, { type: 'welcome' })).toBe('ignored');
	expect(read(map, { type: 'signal' })).toMatch(/^timestamp: /);
});

test('every map that is shipped is one that the settings take', () => {
	for (const [name, map] of Object.entries(exampleMaps)) {
		expect(problemOfProviders({ [name]: { map: JSON.parse(JSON.stringify(map)) } })).toBeUndefined();
		expect(problemOfProviders({ [name]: { map: name } })).toBeUndefined();
	}
});
