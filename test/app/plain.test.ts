import { expect, test } from 'vitest';
import { createPlainLines, createPlainNews } from '../../source/app/plain.js';
import type { SignalsView, StatusView, TickerView } from '../../source/store/views.js';
import { createManualClock } from '../store/manual-clock.js';
import { signalRow, signals, status, ticker } from '../ui/sample-views.js';

function open() {
	const market: { tickers: Record<string, TickerView>; status: StatusView; signals: SignalsView } = {
		tickers: { 'BTC-USDT': ticker, 'ETH-USDT': { ...ticker, last: '2621.84' } },
		status,
		signals: { ...signals, rows: [], received: 0, quarantined: 0 },
	};
	const clock = createManualClock();
	const lines = createPlainLines(
		{
			symbols: () => ['BTC-USDT', 'ETH-USDT'],
			ticker: symbol => ({ ...market.tickers[symbol]!, symbol }),
			status: () => market.status,
			signals: () => market.signals,
		},
		clock,
	);
	return { market, lines, clock };
}

test('every symbol gets a line at first, and then one in ten seconds while its price changes', () => {
	const { market, lines, clock } = open();

	expect(lines.next()).toEqual([
		'BTC-USDT 67234.5 -1.23% bid 67234.4 ask 67235 LIVE',
		'ETH-USDT 2621.84 -1.23% bid 67234.4 ask 67235 LIVE',
	]);
	expect(lines.next()).toEqual([]);

	market.tickers['ETH-USDT'] = { ...ticker, last: '2622' };
	clock.advance(9999);
	expect(lines.next()).toEqual([]);
	market.tickers['ETH-USDT'] = { ...ticker, last: '2623' };
	clock.advance(1);
	expect(lines.next()).toEqual(['ETH-USDT 2623 -1.23% bid 67234.4 ask 67235 LIVE']);
	clock.advance(60_000);
	expect(lines.next()).toEqual([]);
});

test('a change of the data state is told at once, with its age and reason; an older age is not', () => {
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

test('of a flood of signals the newest are told, and how many came before them', () => {
	const { market, lines } = open();
	lines.next();

	market.signals = {
		...signals,
		received: 33,
		quarantined: 2,
		rows: Array.from({ length: 20 }, (_, index) => ({ ...signalRow, signalType: `type_${index}` })),
	};
	const told = lines.next();
	expect(told).toHaveLength(21);
	expect(told[0]).toBe('SIGNALS 15 more came before these: kcmon signals log');
	expect(told.at(-1)).toMatch(/^SIGNAL BTC-USDT type_0 /);
	expect(lines.next()).toEqual([]);
});

test('what two events say of an order is one line, of two orders two', () => {
	const { account, take } = createPlainNews();
	const order = {
		type: 'order',
		symbol: 'BTC-USDT',
		client_oid: '',
		side: 'buy',
		price: '67000',
		size: '0.01',
		filled_size: '0',
		time: 1,
		received_at: 1,
	} as const;

	for (const [order_id, status] of [
		['1', 'WORKING'],
		['1', 'WORKING'],
		['2', 'WORKING'],
		['1', 'WORKING'],
		['1', 'CANCELED'],
		['1', 'CANCELED'],
	] as const) {
		account.order({ ...order, order_id, status });
	}

	expect(take()).toEqual([
		'ORDER BTC-USDT buy 0.01 at 67000 WORKING',
		'ORDER BTC-USDT buy 0.01 at 67000 WORKING',
		'ORDER BTC-USDT buy 0.01 at 67000 CANCELED',
	]);
});

test('orders, fills and alerts are told once each, in the order in which they came', () => {
	const { account, hear, take } = createPlainNews();
	const order = {
		type: 'order',
		symbol: 'BTC-USDT',
		order_id: '1',
		client_oid: 'a',
		side: 'buy',
		status: 'PARTIAL',
		price: '67000',
		size: '0.01',
		filled_size: '0.004',
		time: 1,
		received_at: 1,
	} as const;

	account.order({ ...order, status: 'WORKING', filled_size: '0' });
	account.fill?.({ symbol: 'BTC-USDT', side: 'buy', price: '67000', size: '0.004', liquidity: 'maker' });
	account.order(order);
	account.order({
		...order,
		side: 'sell',
		price: '0',
		size: '1',
		stop_price: '66000',
		status: 'TRIGGERED',
		filled_size: '0',
	});
	hear({
		type: 'alert',
		alert: 'connection',
		kind: 'connection',
		symbol: undefined,
		text: 'no market data for 5s: \u001B]0;x\u0007',
		repeats: false,
		receivedAt: 1,
	});

	expect(take()).toEqual([
		'ORDER BTC-USDT buy 0.01 at 67000 WORKING',
		'FILL BTC-USDT buy 0.004 at 67000 as maker',
		'ORDER BTC-USDT buy 0.01 at 67000 PARTIAL filled 0.004',
		'ORDER BTC-USDT sell 1 at the market stop 66000 TRIGGERED',
		expect.stringMatching(/^ALERT no market data for 5s: [^\u0000-\u001f\u007f]*$/),
	]);
	expect(take()).toEqual([]);
});

test('a reader that is far behind hears how many more there were', () => {
	const { account, take } = createPlainNews();
	for (let count = 0; count < 250; count += 1) {
		account.fill?.({ symbol: 'BTC-USDT', side: 'buy', price: '1', size: '1', liquidity: 'maker' });
	}

	expect(take().slice(199)).toEqual(['FILL BTC-USDT buy 1 at 1 as maker', 'and 50 more: kcmon orders, kcmon fills']);
});
