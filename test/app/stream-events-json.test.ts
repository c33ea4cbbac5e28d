import { expect, test } from 'vitest';
import {
	encodeBook,
	encodeCandle,
	encodeHealth,
	encodeSignal,
	encodeTicker,
	encodeTickerWithStats,
	encodeTrade,
} from '../../source/app/events-json.js';
import { OrderBook } from '../../source/market/order-book.js';
import type { TickerEvent } from '../../source/model/market-event.js';

const ticker: TickerEvent = {
	type: 'ticker',
	symbol: 'BTC-USDT',
	price: '97000.10',
	size: '0.00100000',
	bestBid: '97000',
	bestBidSize: '1.50',
	bestAsk: '97000.1',
	bestAskSize: '2',
	sequence: '14610502970',
	time: 1_767_614_400_123,
	receivedAt: 1_767_614_400_150,
};

test('writes a ticker with the fields of the interface, in order, texts as sent', () => {
	expect(encodeTicker(ticker)).toBe(
		'{"type":"ticker","symbol":"BTC-USDT","price":"97000.10","size":"0.00100000","best_bid":"97000","best_bid_size":"1.50","best_ask":"97000.1","best_ask_size":"2","sequence":"14610502970","time":1767614400123,"received_at":1767614400150}\n',
	);
});

test('adds the 24 h statistics after the fields of the stream, null where unknown', () => {
	const line = encodeTickerWithStats(ticker, {
		type: 'stats',
		symbol: 'BTC-USDT',
		last: '97000.1',
		changeRate: '-0.0014',
		changePrice: '-140',
		open: '97140.1',
		high: '98000',
		low: undefined,
		volume: '1200.5',
		quoteVolume: '116000000.25',
		time: 1,
		receivedAt: 2,
	});

	expect(
		line.endsWith(
			',"received_at":1767614400150,"change_rate":"-0.0014","high":"98000","low":null,"volume":"1200.5","quote_volume":"116000000.25"}\n',
		),
	).toBe(true);
});

test('writes a trade without the order ids', () => {
	const line = encodeTrade({
		type: 'trade',
		symbol: 'BTC-USDT',
		tradeId: '11029373945659392',
		side: 'sell',
		price: '1',
		size: '2.0',
		sequence: '3',
		makerOrderId: 'm',
		takerOrderId: 't',
		time: 4,
		receivedAt: 5,
	});

	expect(line).toBe(
		'{"type":"trade","symbol":"BTC-USDT","trade_id":"11029373945659392","side":"sell","price":"1","size":"2.0","sequence":"3","time":4,"received_at":5}\n',
	);
});

test('writes a candle in the order open, high, low, close', () => {
	const line = encodeCandle({
		type: 'candle',
		symbol: 'BTC-USDT',
		interval: '1min',
		open: '1',
		close: '2',
		high: '3',
		low: '0.5',
		volume: '10',
		turnover: '20',
		start: 60_000,
		receivedAt: 7,
	});

	expect(line).toBe(
		'{"type":"candle","symbol":"BTC-USDT","interval":"1min","open":"1","high":"3","low":"0.5","close":"2","volume":"10","start":60000,"received_at":7}\n',
	);
});

test('writes the best levels of both sides first, texts as sent', () => {
	const book = new OrderBook();
	book.applySnapshot({
		type: 'book-snapshot',
		symbol: 'BTC-USDT',
		source: 'level2',
		sequence: 42,
		depthLimit: 0,
		bids: [
			['9', '1.0'],
			['10.00', '2'],
			['8', '3'],
		],
		asks: [
			['12', '1'],
			['11.50', '0.10'],
		],
		time: 5,
		receivedAt: 6,
	});

	const line = encodeBook({ symbol: 'BTC-USDT', state: 'live', book, depth: 2, receivedAt: 6 });

	expect(line).toBe(
		'{"type":"book","symbol":"BTC-USDT","state":"live","source":"level2","sequence":"42","bids":[["10.00","2"],["9","1.0"]],"asks":[["11.50","0.10"],["12","1"]],"time":5,"received_at":6}\n',
	);
});

test('writes a book that has no snapshot yet as empty', () => {
	const line = encodeBook({ symbol: 'A-B', state: 'sync', book: new OrderBook(), depth: 2, receivedAt: 6 });

	expect(JSON.parse(line)).toEqual({
		type: 'book',
		symbol: 'A-B',
		state: 'sync',
		source: 'level2',
		sequence: '0',
		bids: [],
		asks: [],
		time: 0,
		received_at: 6,
	});
});

test('writes health with the topics of the socket', () => {
	const line = encodeHealth({
		socket: 'public-1',
		state: 'live',
		reconnects: 1,
		gaps: 2,
		malformed: 3,
		latencyMs: 1.23456,
		topics: [{ topic: '/market/ticker:BTC-USDT', state: 'live', ageMs: undefined }],
		receivedAt: 8,
	});

	expect(line).toBe(
		'{"type":"health","socket":"public-1","state":"live","reconnects":1,"gaps":2,"malformed":3,"latency_ms":1.235,"topics":[{"topic":"/market/ticker:BTC-USDT","state":"live","age_ms":null}],"received_at":8}\n',
	);
});

test('leaves out what the maker of a signal left out', () => {
	const line = encodeSignal({
		type: 'signal',
		receivedAt: 9,
		signal: {
			timestamp: 1,
			symbol: 'BTC-USDT',
			signalType: 'momentum_up',
			confidence: 0.5,
			id: 'a',
			source: 'desk',
			side: undefined,
			entryLow: undefined,
			entryHigh: undefined,
			stop: undefined,
			targets: [],
			ttlMs: undefined,
			horizon: undefined,
			reason: undefined,
			features: undefined,
			schemaVersion: undefined,
			receivedAt: 9,
			lagMs: 8,
			verified: 'none',
			duplicateOf: 'a',
		},
	});

	expect(line).toBe(
		'{"type":"signal","timestamp":1,"symbol":"BTC-USDT","signal_type":"momentum_up","confidence":0.5,"id":"a","source":"desk","received_at":9,"lag_ms":8,"verified":"none","duplicate_of":"a"}\n',
	);
});

test('writes a quarantined signal with the field and the problem', () => {
	const line = encodeSignal({
		type: 'signal-quarantined',
		source: 'desk',
		field: 'confidence',
		problem: 'was 85',
		receivedAt: 9,
	});

	expect(line).toBe(
		'{"type":"signal","state":"quarantined","field":"confidence","problem":"was 85","source":"desk","received_at":9}\n',
	);
});
