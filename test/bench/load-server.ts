import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * A venue that does one thing: after a client has subscribed, it writes a prepared load as fast as the socket drains, or
 * RATE messages a second. 70 % level 2, 20 % trades, 10 % tickers. It runs in a process of its own, so that its work is
 * not counted.
 *
 * Arguments: SYMBOLS MESSAGES [RATE]. Prints `{"rest": URL}` when it is ready.
 */
const [symbolCount = 1, messageCount = 300_000, rate = 0] = process.argv.slice(2).map(Number);
const symbols = Array.from({ length: symbolCount }, (_, index) => `B${index}-USDT`);

// A fixed generator: every run and every client sees the same load.
let state = 0x2545f491;
const random = (): number => {
	state ^= state << 13;
	state ^= state >>> 17;
	state ^= state << 5;
	return (state >>> 0) / 4_294_967_296;
};

const firstSequence = 14_610_502_970;
const mid = 67_000;
/** For clients to fetch their snapshots in, before the load. */
const pauseMs = 3000;

function snapshotOf(): unknown {
	const side = (sign: 1 | -1): string[][] =>
		Array.from({ length: 100 }, (_, index) => [
			(mid + sign * (index + 1) * 0.1).toFixed(1),
			(1 + (index % 7) * 0.37).toFixed(8),
		]);
	return { time: Date.now(), sequence: String(firstSequence), bids: side(-1), asks: side(1) };
}

const statsOf = (symbol: string): unknown => ({
	time: Date.now(),
	symbol,
	buy: (mid - 0.1).toFixed(1),
	sell: (mid + 0.1).toFixed(1),
	changeRate: '0.0127',
	changePrice: '840.2',
	high: '67650',
	low: '65800.3',
	vol: '2345.67891234',
	volValue: '156789012.345',
	last: mid.toFixed(1),
	averagePrice: '66800.1',
	takerFeeRate: '0.001',
	makerFeeRate: '0.001',
	takerCoefficient: '1',
	makerCoefficient: '1',
});

function prepareLoad(): string[] {
	const sequences = new Map(symbols.map(symbol => [symbol, firstSequence]));
	let tradeId = 11_067_996_711_960_577n;
	// Of a load with a pace, the times are those at which it will be written.
	const startsAt = Date.now() + (rate > 0 ? pauseMs : 0);
	const stepMs = rate > 0 ? 1000 / rate : 1;
	return Array.from({ length: messageCount }, (_, index) => {
		const time = Math.round(startsAt + index * stepMs);
		const symbol = symbols[Math.floor(random() * symbols.length)]!;
		const kind = random();
		const isBid = random() < 0.5;
		const distance = Math.floor(random() ** 2 * 90) + 1;
		const price = (mid + (isBid ? -1 : 1) * distance * 0.1).toFixed(1);
		const size = (random() * 2).toFixed(8);
		if (kind < 0.7) {
			const sequence = sequences.get(symbol)! + 1;
			sequences.set(symbol, sequence);
			const change = `[["${price}","${random() < 0.1 ? '0' : size}","${sequence}"]]`;
			const changes = isBid ? `{"asks":[],"bids":${change}}` : `{"asks":${change},"bids":[]}`;
			return `{"topic":"/market/level2:${symbol}","type":"message","subject":"trade.l2update","data":{"changes":${changes},"sequenceEnd":${sequence},"sequenceStart":${sequence},"symbol":"${symbol}","time":${time}}}`;
		}

		if (kind < 0.9) {
			tradeId += 2n;
			return `{"topic":"/market/match:${symbol}","type":"message","subject":"trade.l3match","data":{"makerOrderId":"671b5007389355000701b1d3","price":"${price}","sequence":"${tradeId}","side":"${isBid ? 'sell' : 'buy'}","size":"${size}","symbol":"${symbol}","takerOrderId":"671b50161777ff00074c168d","time":"${time}000000","tradeId":"${tradeId}","type":"match"}}`;
		}

		return `{"topic":"/market/ticker:${symbol}","type":"message","subject":"trade.ticker","data":{"bestAsk":"${(mid + 0.1).toFixed(1)}","bestAskSize":"1.92318539","bestBid":"${(mid - 0.1).toFixed(1)}","bestBidSize":"0.01045638","price":"${price}","sequence":"${firstSequence + index}","size":"${size}","time":${time}}}`;
	});
}

const load = prepareLoad();
const instruments = symbols.map(symbol => ({
	symbol,
	name: symbol,
	baseCurrency: symbol.split('-')[0],
	quoteCurrency: 'USDT',
	feeCurrency: 'USDT',
	market: 'USDS',
	baseMinSize: '0.00001',
	quoteMinSize: '0.1',
	baseMaxSize: '10000000000',
	quoteMaxSize: '99999999',
	baseIncrement: '0.00000001',
	quoteIncrement: '0.000001',
	priceIncrement: '0.1',
	priceLimitRate: '0.1',
	minFunds: '0.1',
	isMarginEnabled: true,
	enableTrading: true,
	feeCategory: 1,
	makerFeeCoefficient: '1.00',
	takerFeeCoefficient: '1.00',
	st: false,
	callauctionIsEnabled: false,
}));

const http = createServer((request, response) => {
	const path = request.url ?? '';
	const reply = (data: unknown): void => {
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ code: '200000', data }));
	};
	const { port } = http.address() as AddressInfo;
	if (path.startsWith('/api/v1/bullet-public')) {
		const server = { endpoint: `ws://127.0.0.1:${port}/`, encrypt: false, protocol: 'websocket' };
		reply({ token: 'bench', instanceServers: [{ ...server, pingInterval: 18_000, pingTimeout: 10_000 }] });
	} else if (path.startsWith('/api/v2/symbols')) {
		reply(instruments);
	} else if (path.startsWith('/api/v1/timestamp')) {
		reply(Date.now());
	} else if (path.startsWith('/api/v1/status')) {
		reply({ status: 'open', msg: '' });
	} else if (path.includes('/orderbook/level2')) {
		reply(snapshotOf());
	} else if (path.startsWith('/api/v1/market/stats')) {
		reply(statsOf(new URL(path, 'http://localhost').searchParams.get('symbol') ?? ''));
	} else if (path.startsWith('/api/v1/market/histories')) {
		reply([]);
	} else {
		reply(null);
	}
});

/** Starts writing once the three topics of every symbol are subscribed and books had time to fetch their snapshots. */
function serve(socket: WebSocket): void {
	const wanted = new Set(
		symbols.flatMap(symbol => ['level2', 'match', 'ticker'].map(name => `/market/${name}:${symbol}`)),
	);
	socket.send('{"id":"bench","type":"welcome"}');
	socket.on('message', data => {
		const frame = JSON.parse(String(data)) as { id: string; type: string; topic?: string };
		if (frame.type === 'ping') {
			socket.send(JSON.stringify({ id: frame.id, type: 'pong' }));
		} else if (frame.type === 'subscribe') {
			socket.send(JSON.stringify({ id: frame.id, type: 'ack' }));
			const [prefix, list = ''] = frame.topic!.split(':');
			const before = wanted.size;
			for (const symbol of list.split(',')) {
				wanted.delete(`${prefix}:${symbol}`);
			}

			if (before > 0 && wanted.size === 0) {
				setTimeout(() => (rate > 0 ? pace(socket) : write(socket, 0)), pauseMs);
			}
		}
	});
}

function write(socket: WebSocket, from: number): void {
	let index = from;
	while (index < load.length && socket.bufferedAmount < 1_000_000) {
		socket.send(load[index]!);
		index += 1;
	}

	if (index < load.length) {
		setTimeout(() => write(socket, index), 1);
	}
}

function pace(socket: WebSocket): void {
	const startedAt = performance.now();
	let index = 0;
	const timer = setInterval(() => {
		const due = Math.min(load.length, ((performance.now() - startedAt) * rate) / 1000);
		while (index < due) {
			socket.send(load[index]!);
			index += 1;
		}
	}, 5);
	socket.once('close', () => clearInterval(timer));
}

new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', serve);
http.listen(0, '127.0.0.1', () => {
	process.stdout.write(`${JSON.stringify({ rest: `http://127.0.0.1:${(http.address() as AddressInfo).port}` })}\n`);
});
