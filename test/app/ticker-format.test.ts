import { expect, test } from 'vitest';
import { parseTickerFormat, tickerFields } from '../../source/app/ticker-format.js';
import type { StatsEvent } from '../../source/model/market-event.js';
import { ticker } from '../market/events.js';

const stats: StatsEvent = {
	type: 'stats',
	symbol: 'BTC-USDT',
	last: '67234.5',
	changeRate: '-0.0123',
	changePrice: '-838.3',
	open: '68072.8',
	high: '68400',
	low: '66900',
	volume: '2711.5',
	quoteVolume: '182400000',
	time: 1,
	receivedAt: 1,
};
const facts = {
	ticker: ticker('1', { price: '67234.5', bestBid: '67234.4', bestAsk: '67235', time: Date.UTC(2026, 0, 2, 3, 4, 5) }),
	stats,
};
const format = (template: string, changes: Partial<StatsEvent> = {}): string =>
	parseTickerFormat(template)({ ...facts, stats: { ...stats, ...changes } });

test('fields stand in the place of their names, everything else stays', () => {
	expect(format('{symbol} {price} {change}')).toBe('BTC-USDT 67234.5 -1.23%');
	expect(format('#[fg=green]{base}/{quote} {arrow} {spread_bps} bps {{x}} é')).toBe(
		'#[fg=green]BTC/USDT ▼ 0.09 bps {x} é',
	);
	expect(format('{time}')).toBe('2026-01-02T03:04:05.000Z');
	expect(format('')).toBe('');
});

test('what the exchange did not tell is a dash', () => {
	expect(format('{high} {change_rate} {arrow}', { high: undefined, changeRate: undefined })).toBe('- - =');
});

test('every field has a value', () => {
	for (const field of tickerFields) {
		expect(format(`{${field}}`)).toMatch(/^[^{}\s]+$/);
	}
});

test.each([
	['{prise}', '--format: unknown field {prise}'],
	['{}', '--format: unknown field {}'],
	['{constructor}', '--format: unknown field {constructor}'],
	['{price', '--format: Expected {FIELD}, was "{price"'],
	['price}', '--format: Expected {FIELD}, was "price}"'],
])('%s is refused by name', (template, message) => {
	expect(() => parseTickerFormat(template)).toThrow(message);
});

test('a near name is guessed, and all are listed', () => {
	expect(() => parseTickerFormat('{prise}')).toThrow(
		expect.objectContaining({ hint: expect.stringMatching(/^Did you mean \{price\}\? Fields: symbol base /) }),
	);
});
