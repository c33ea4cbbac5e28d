import { expect, test } from 'vitest';
import { describeTopic, reactToError } from '../../../source/exchange/kucoin/protocol.js';
import {
	candlesTopic,
	depth50Topic,
	encodePing,
	encodeSubscribe,
	encodeUnsubscribe,
	groupTopics,
	level2Topic,
	matchTopic,
	parseTopic,
	snapshotTopic,
	tickerTopic,
} from '../../../source/exchange/kucoin/topics.js';

test('parses what it builds', () => {
	for (const build of [tickerTopic, matchTopic, level2Topic, depth50Topic, snapshotTopic]) {
		expect(parseTopic(build('BTC-USDT'))).toMatchObject({ symbols: ['BTC-USDT'], argument: 'BTC-USDT' });
	}

	expect(parseTopic(candlesTopic('BTC-USDT', '1hour'))).toMatchObject({ symbols: ['BTC-USDT'], interval: '1hour' });
});

test.each(['/market/tickers:BTC-USDT', '/market/candles:BTC-USDT', '/market/candles:BTC-USDT_2min', '__proto__', ''])(
	'knows no topic %j',
	topic => {
		expect(parseTopic(topic)).toBeUndefined();
	},
);

test('asks for many symbols of one kind in one frame, with an ack', () => {
	expect(JSON.parse(encodeSubscribe('1', [tickerTopic('BTC-USDT'), tickerTopic('ETH-USDT')]))).toEqual({
		id: '1',
		type: 'subscribe',
		topic: '/market/ticker:BTC-USDT,ETH-USDT',
		privateChannel: false,
		response: true,
	});
	expect(JSON.parse(encodeSubscribe('2', ['/spotMarket/tradeOrdersV2']))).toMatchObject({
		topic: '/spotMarket/tradeOrdersV2',
		privateChannel: true,
	});
	expect(JSON.parse(encodeUnsubscribe('3', [matchTopic('A-B')]))).toMatchObject({
		type: 'unsubscribe',
		topic: '/market/match:A-B',
	});
	expect(JSON.parse(encodePing('4'))).toEqual({ id: '4', type: 'ping' });
});

test('puts at most 100 symbols of one kind into a frame, the urgent kinds first', () => {
	const symbols = Array.from({ length: 130 }, (_, index) => `S${index}-USDT`);
	const groups = groupTopics([
		level2Topic('BTC-USDT'),
		...symbols.map(tickerTopic),
		level2Topic('ETH-USDT'),
		candlesTopic('BTC-USDT', '1min'),
		candlesTopic('BTC-USDT', '5min'),
		'/account/balance',
	]);

	expect(groups.map(group => group.length)).toEqual([2, 100, 30, 1, 1, 1]);
	expect(groups[0]).toEqual([level2Topic('BTC-USDT'), level2Topic('ETH-USDT')]);
	expect(groups.flat()).toHaveLength(135);
});

test('says what a topic is about', () => {
	expect(describeTopic('/market/level2:BTC-USDT')).toEqual({ symbol: 'BTC-USDT', stream: 'book' });
	expect(describeTopic('/market/candles:BTC-USDT_1min')).toEqual({
		symbol: 'BTC-USDT',
		stream: 'candles',
		interval: '1min',
	});
	expect(describeTopic('/account/balance')).toEqual({ symbol: undefined, stream: 'balances' });
});

test('reacts to the errors of the socket', () => {
	expect(reactToError(404, 'topic does not exist')).toBe('drop-topic');
	expect(reactToError(509, 'exceed max permits per second')).toBe('slow-down');
	expect(reactToError(401, 'token is expired')).toBe('new-lease');
	expect(reactToError(500, 'system error')).toBe('report');
	expect(reactToError(400, 'ping timeout')).toBe('report');
});
