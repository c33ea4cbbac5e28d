import { expect, test } from 'vitest';
import { createPlainLines } from '../../source/app/plain.js';
import type { SignalsView, StatusView, TickerView } from '../../source/store/views.js';
import { signalRow, signals, status, ticker } from '../ui/sample-views.js';

function open() {
	const market: { tickers: Record<string, TickerView>; status: StatusView; signals: SignalsView } = {
		tickers: { 'BTC-USDT': ticker, 'ETH-USDT': { ...ticker, last: '2621.84' } },
		status,
		signals: { ...signals, rows: [], received: 0, quarantined: 0 },
	};
	const lines = createPlainLines({
		symbols: () => ['BTC-USDT', 'ETH-USDT'],
		ticker: symbol => ({ ...market.tickers[symbol]!, symbol }),
		status: () => market.status,
		signals: () => market.signals,
	});
	return { market, lines };
}

test('every symbol gets a line at first, and then only when something changed', () => {
	const { market, lines } = open();

	expect(lines.next()).toEqual([
		'BTC-USDT 67234.5 -1.23% bid 67234.4 ask 67235 LIVE',
		'ETH-USDT 2621.84 -1.23% bid 67234.4 ask 67235 LIVE',
	]);
	expect(lines.next()).toEqual([]);

	market.tickers['ETH-USDT'] = { ...ticker, last: '2622' };
	expect(lines.next()).toEqual(['ETH-USDT 2622 -1.23% bid 67234.4 ask 67235 LIVE']);
});

test('a change of the data state is told with its age and reason, an older age is not', () => {
	const { market, lines } = open();
	lines.next();

	market.tickers['BTC-USDT'] = { ...ticker, freshness: { state: 'STALE', ageMs: 4200, note: 'refused' } };
	expect(lines.next()).toEqual(['BTC-USDT 67234.5 -1.23% bid 67234.4 ask 67235 STALE 4.2s refused']);

	market.tickers['BTC-USDT'] = { ...ticker, freshness: { state: 'STALE', ageMs: 5200, note: 'refused' } };
	expect(lines.next()).toEqual([]);
});

test('a problem and its end are told', () => {
	const { market, lines } = open();
	lines.next();

	market.status = {
		...status,
		banner: 'refused · kcmon --demo works offline',
		freshness: { state: 'STALE', ageMs: 1, note: '' },
	};
	expect(lines.next()).toEqual(['STALE refused · kcmon --demo works offline']);

	market.status = status;
	expect(lines.next()).toEqual(['connected to KuCoin']);
});

test('signals are told oldest first, each once', () => {
	const { market, lines } = open();
	lines.next();

	market.signals = {
		...signals,
		received: 2,
		quarantined: 0,
		rows: [{ ...signalRow, signalType: 'second' }, signalRow],
	};
	expect(lines.next()).toEqual([
		'SIGNAL BTC-USDT long_breakout buy confidence 0.82 voiceofchain new range high broken on volume',
		'SIGNAL BTC-USDT second buy confidence 0.82 voiceofchain new range high broken on volume',
	]);
	expect(lines.next()).toEqual([]);
});
