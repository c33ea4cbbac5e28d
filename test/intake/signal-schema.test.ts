import { expect, test } from 'vitest';
import { parseSignal } from '../../source/intake/signal-schema.js';

const complete = {
	timestamp: 1_767_614_400_000,
	symbol: 'BTC-USDT',
	signal_type: 'long_breakout',
	confidence: 0.82,
	id: 'voc-1',
	side: 'buy',
	entry_low: '97000.1',
	entry_high: '97100',
	stop: '96500',
	targets: ['97500', '98000.50'],
	ttl_ms: 60_000,
	horizon: '5m',
	reason: 'volume and range',
	features: { surge: 3.2, imbalance: -0.1 },
	schema_version: 1,
};
const parse = (fields: object) => parseSignal(JSON.stringify(fields));
const refused = (fields: object) => {
	const parsed = parse(fields);
	return parsed.ok ? 'taken' : parsed.field;
};

test('reads every field of the schema', () => {
	expect(parse(complete)).toEqual({
		ok: true,
		fields: {
			timestamp: 1_767_614_400_000,
			symbol: 'BTC-USDT',
			signalType: 'long_breakout',
			confidence: 0.82,
			id: 'voc-1',
			side: 'buy',
			entryLow: '97000.1',
			entryHigh: '97100',
			stop: '96500',
			targets: ['97500', '98000.50'],
			ttlMs: 60_000,
			horizon: '5m',
			reason: 'volume and range',
			features: { surge: 3.2, imbalance: -0.1 },
			schemaVersion: 1,
		},
	});
});

test('needs only time, symbol, type and confidence', () => {
	const { timestamp, symbol, signal_type, confidence } = complete;

	const parsed = parse({ timestamp, symbol, signal_type, confidence });

	expect(parsed.ok && parsed.fields.targets).toEqual([]);
	expect(parsed.ok && parsed.fields.side).toBeUndefined();
});

test.each(['timestamp', 'symbol', 'signal_type', 'confidence'])(
	'names the required field %s when it is missing',
	field => {
		const parsed = parse({ ...complete, [field]: undefined });

		expect(parsed).toEqual({ ok: false, field, problem: 'is missing' });
	},
);

test.each([
	['timestamp', '1767614400000'],
	['timestamp', 1_767_614_400],
	['timestamp', 1_767_614_400_000_000],
	['timestamp', 1_767_614_400_000.5],
	['timestamp', null],
	['symbol', 'btc-usdt'],
	['symbol', 'BTCUSDT'],
	['symbol', 'BTC-USDT\u001b[31m'],
	['symbol', 7],
	['signal_type', 'Long Breakout'],
	['signal_type', ''],
	['signal_type', 'a'.repeat(65)],
	['confidence', 1.01],
	['confidence', -0.01],
	['confidence', 82],
	['confidence', '0.8'],
	['confidence', null],
	['id', ''],
	['id', 'x'.repeat(129)],
	['id', 'a\u0007b'],
	['id', 12],
	['side', 'long'],
	['side', 'BUY'],
	['entry_low', 97000.1],
	['entry_low', '-1'],
	['entry_low', '0'],
	['entry_low', '0.000'],
	['entry_low', '1e5'],
	['entry_low', 'NaN'],
	['entry_high', '96999'],
	['entry_high', ''],
	['stop', '1,5'],
	['stop', ' 1'],
	['targets', '97500'],
	['targets', ['98000', '97500']],
	['targets', ['97500', 98000]],
	['targets', Array.from({ length: 9 }, (_, index) => `${98000 + index}`)],
	['ttl_ms', 1.5],
	['ttl_ms', -1],
	['ttl_ms', '60000'],
	['horizon', 5],
	['horizon', 'x'.repeat(33)],
	['reason', 'x'.repeat(281)],
	['reason', ['x']],
	['features', [1]],
	['features', { surge: '3' }],
	['features', { surge: { deep: 1 } }],
	['features', { '': 1 }],
	['features', { 'a\u2028b': 1 }],
	['schema_version', 2],
	['schema_version', '1'],
])('refuses %s as %j and names the field', (field, value) => {
	expect(refused({ ...complete, [field]: value })).toBe(field);
});

test('takes the nearest target first, downward for a sale', () => {
	expect(refused({ ...complete, side: 'sell', targets: ['96000', '95000'] })).toBe('taken');
	expect(refused({ ...complete, side: 'sell', targets: ['95000', '96000'] })).toBe('targets');
	expect(refused({ ...complete, side: undefined, targets: ['96000', '95000'] })).toBe('taken');
	expect(refused({ ...complete, side: undefined, targets: ['96000', '97000', '95000'] })).toBe('targets');
});

test.each(['not json', '{"timestamp":', '[]', '"text"', 'null', '1'])('refuses the line %s as a whole', text => {
	const parsed = parseSignal(text);

	expect(parsed.ok ? undefined : parsed.field).toBe('');
});

test('refuses a field named __proto__, also among the features', () => {
	const plain = JSON.stringify(complete);

	const top = parseSignal(plain.replace('{', '{"__proto__":{"confidence":1},'));
	const inner = parseSignal(plain.replace('"features":{', '"features":{"__proto__":{},'));

	expect(top).toMatchObject({ ok: false, field: '__proto__' });
	expect(inner).toMatchObject({ ok: false, field: 'features' });
});

test('keeps nothing of a field that the schema does not name', () => {
	const parsed = parse({ ...complete, source: 'kcmon', verified: 'hmac', note: 'x' });

	expect(parsed.ok && Object.keys(parsed.fields)).not.toContain('note');
	expect(parsed.ok && Object.keys(parsed.fields)).not.toContain('verified');
});

test('leaves no control character in texts and problems', () => {
	const hostile = '\u001b]52;c;QQ==\u0007\u202e';
	const taken = parse({ ...complete, reason: `go${hostile}` });
	const refusal = parse({ ...complete, side: hostile });

	expect(taken.ok && taken.fields.reason).toMatch(/^go[\P{C}]+$/u);
	expect(refusal.ok ? '' : refusal.problem).toMatch(/^[\P{C}]+$/u);
});

test('refuses what is nested ten thousand deep, in the whole and in a field, without failing', () => {
	const deep = `${'['.repeat(9_900)}${']'.repeat(9_900)}`;

	expect(parseSignal(deep)).toMatchObject({ ok: false, field: '' });
	expect(parseSignal(`{"timestamp":${deep}}`)).toEqual({
		ok: false,
		field: 'timestamp',
		problem: 'expected whole milliseconds since 1970, was something nested too deep to show',
	});
});
