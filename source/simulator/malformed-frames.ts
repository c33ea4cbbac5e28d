import type { MalformedKind } from './fault-catalog.js';

const oversizedBytes = 5 * 1024 * 1024;
const deepLevels = 20_000;

/** A frame that no client may take, in the shape of a push of `topic` (`/market/match:BTC-USDT`). */
export function makeMalformedFrame(kind: MalformedKind, topic: string, time: number): string | Uint8Array {
	const symbol = topic.slice(topic.indexOf(':') + 1);
	const message = (data: string, subject = 'trade.ticker'): string =>
		`{"topic":"${topic}","type":"message","subject":"${subjects[topic.slice(0, topic.indexOf(':'))] ?? subject}","data":${data}}`;
	switch (kind) {
		case 'bad-json':
			return `${message('{"price":"1"').slice(0, -1)},`;
		case 'wrong-type':
			return message(
				`{"symbol":"${symbol}","sequence":true,"sequenceStart":"x","sequenceEnd":null,"changes":7,"price":{},"size":[],"side":1,"bestAsk":1.5,"bestBid":false,"candles":"no","time":"later","tradeId":12}`,
			);
		case 'missing-field':
			return message(`{"symbol":"${symbol}"}`);
		case 'oversized':
			return message(`{"symbol":"${symbol}","padding":"${'x'.repeat(oversizedBytes)}"}`);
		case 'binary':
			return Uint8Array.from({ length: 64 }, (_, index) => (index * 37) % 256);
		case 'deep':
			return message(`${'['.repeat(deepLevels)}${']'.repeat(deepLevels)}`);
		case 'big-integer':
			return message(
				`{"symbol":"${symbol}","sequenceStart":90071992547409931,"sequenceEnd":90071992547409933,"changes":{"asks":[],"bids":[]},"sequence":90071992547409931,"time":${time}}`,
			);
		case 'not-finite':
			return message(
				`{"symbol":"${symbol}","price":"NaN","size":"Infinity","side":"buy","sequence":"1e999","tradeId":"NaN","bestAsk":"-1","bestBid":"1e400","bestAskSize":"0x10","bestBidSize":"1,5","makerOrderId":"","takerOrderId":"","type":"match","time":"NaN"}`,
			);
		case 'not-object':
			return `["${topic}",1,2,3]`;
		case 'unknown-type':
			return `{"type":"surprise","topic":"${topic}","data":{}}`;
		case 'empty':
			return '';
	}
}

const subjects: Readonly<Record<string, string>> = {
	'/market/ticker': 'trade.ticker',
	'/market/level2': 'trade.l2update',
	'/market/match': 'trade.l3match',
	'/market/snapshot': 'trade.snapshot',
	'/market/candles': 'trade.candles.update',
	'/spotMarket/level1': 'level1',
	'/spotMarket/level2Depth5': 'level2',
	'/spotMarket/level2Depth50': 'level2',
};
