import type { BookDeltaEvent, ChangeNumbers, Side, TickerEvent, TradeEvent } from '../../model/market-event.js';
import { bytesOf, HotCursor, keyOf } from './hot-cursor.js';
import { HotDelta, HotTicker, HotTrade } from './hot-events.js';
import { toMilliseconds } from './wire-text.js';

export type HotEvent = TickerEvent | TradeEvent | BookDeltaEvent;

/**
 * The three frames that come by the thousand, read from the bytes that came: no text is made of the frame, and of its
 * prices and sizes only when somebody asks. It takes frames in any order of keys with the topic first, without spaces,
 * escapes or unknown fields, and whose every value passes the same checks; anything else is `undefined` and goes the
 * general way, which alone decides what is malformed. A test holds both ways to the same events.
 */
export type HotFrames = {
	/** The first `length` bytes are the frame. */
	readonly read: (bytes: Buffer, length: number, receivedAt: number) => HotEvent | undefined;
	/** Topic of the event read last: one text for all its frames. */
	readonly topic: () => string;
};

type Kind = 'ticker' | 'match' | 'level2';

type Known = {
	readonly topic: string;
	readonly symbol: string;
	/** Up to the payload, as the venue writes it: compared at once. */
	readonly head: Uint8Array;
	/** As they stand in a frame. */
	readonly quotedTopic: Uint8Array;
	readonly quotedSymbol: Uint8Array;
	readonly kind: Kind;
};

const open = 91;
const close = 93;
const begin = 123;
const end = 125;
const comma = 44;
const quote = 34;
const maxKnown = 4000;
/** A power of two: topics are found by a few of their characters first, and compared whole. */
const slots = 4096;
const noRows: ChangeNumbers = [];

const kinds: ReadonlyMap<string, Kind> = new Map([
	['/market/level2', 'level2'],
	['/market/match', 'match'],
	['/market/ticker', 'ticker'],
]);

const subjects: Readonly<Record<Kind, string>> = {
	level2: '"trade.l2update"',
	match: '"trade.l3match"',
	ticker: '"trade.ticker"',
};

const subjectBytes: Readonly<Record<Kind, Uint8Array>> = {
	level2: bytesOf(subjects.level2),
	match: bytesOf(subjects.match),
	ticker: bytesOf(subjects.ticker),
};

const topicStart = '{"topic":"';
const message = bytesOf('"message"');
const match = bytesOf('"match"');
const buy = bytesOf('"buy"');
const sell = bytesOf('"sell"');

const key = {
	topic: keyOf('topic'),
	type: keyOf('type'),
	subject: keyOf('subject'),
	data: keyOf('data'),
	symbol: keyOf('symbol'),
	time: keyOf('time'),
	sequence: keyOf('sequence'),
	price: keyOf('price'),
	size: keyOf('size'),
	side: keyOf('side'),
	changes: keyOf('changes'),
	asks: keyOf('asks'),
	bids: keyOf('bids'),
	sequenceStart: keyOf('sequenceStart'),
	sequenceEnd: keyOf('sequenceEnd'),
	makerOrderId: keyOf('makerOrderId'),
	takerOrderId: keyOf('takerOrderId'),
	tradeId: keyOf('tradeId'),
	bestBid: keyOf('bestBid'),
	bestBidSize: keyOf('bestBidSize'),
	bestAsk: keyOf('bestAsk'),
	bestAskSize: keyOf('bestAskSize'),
} as const;

/** In which order keys came last: the next frame has most likely the same. */
const orders = {
	frame: new Int32Array(4).fill(key.topic),
	level2: new Int32Array(5).fill(key.changes),
	sides: new Int32Array(2).fill(key.asks),
	ticker: new Int32Array(8).fill(key.sequence),
	match: new Int32Array(10).fill(key.symbol),
};

function nextKey(cursor: HotCursor, order: Int32Array, index: number): number {
	if (index >= order.length) {
		cursor.failed = true;
		return -1;
	}

	const guess = order[index]!;
	const found = cursor.key(guess);
	if (found !== guess && found !== -1) {
		order[index] = found;
	}

	return found;
}

function readRows(cursor: HotCursor): ChangeNumbers {
	cursor.skip(open);
	if (cursor.acceptCode(close)) {
		return noRows;
	}

	let rows: number[] | undefined;
	do {
		cursor.skip(open);
		const price = cursor.decimal();
		const priceDecimals = cursor.decimals;
		cursor.skip(comma);
		const size = cursor.decimal();
		const sizeDecimals = cursor.decimals;
		cursor.skip(comma);
		const sequence = cursor.wholeText();
		cursor.skip(close);
		if (rows === undefined) {
			rows = [price, priceDecimals, size, sizeDecimals, sequence];
		} else {
			rows.push(price, priceDecimals, size, sizeDecimals, sequence);
		}
	} while (!cursor.failed && cursor.hasMore(close));

	return rows;
}

function readLevel2(cursor: HotCursor, known: Known, receivedAt: number): BookDeltaEvent | undefined {
	let asks: ChangeNumbers | undefined;
	let bids: ChangeNumbers | undefined;
	let sequenceStart = -1;
	let sequenceEnd = -1;
	let time = -1;
	let isNamed = false;
	let fields = 0;
	do {
		switch (nextKey(cursor, orders.level2, fields)) {
			case key.changes: {
				cursor.skip(begin);
				let sides = 0;
				do {
					const side = nextKey(cursor, orders.sides, sides);
					if (side === key.asks && asks === undefined) {
						asks = readRows(cursor);
					} else if (side === key.bids && bids === undefined) {
						bids = readRows(cursor);
					} else {
						cursor.failed = true;
					}

					sides += 1;
				} while (!cursor.failed && cursor.hasMore(end));
				break;
			}

			case key.sequenceStart:
				sequenceStart = cursor.whole();
				break;
			case key.sequenceEnd:
				sequenceEnd = cursor.whole();
				break;
			case key.symbol:
				cursor.expect(known.quotedSymbol);
				isNamed = true;
				break;
			case key.time:
				time = cursor.whole();
				break;
			default:
				cursor.failed = true;
		}

		fields += 1;
	} while (!cursor.failed && cursor.hasMore(end));

	// Five fields, and each of the five is there: none is repeated. So it is with the other two payloads.
	const isWhole = fields === 5 && isNamed && time > 0 && sequenceStart >= 0 && sequenceEnd >= sequenceStart;
	if (cursor.failed || !isWhole || asks === undefined || bids === undefined) {
		return undefined;
	}

	return new HotDelta(known.symbol, sequenceStart, sequenceEnd, bids, asks, toMilliseconds(time), receivedAt);
}

function readTicker(cursor: HotCursor, { symbol }: Known, receivedAt: number): TickerEvent | undefined {
	let sequenceHigh = -1;
	let sequenceLow = -1;
	let price = 0;
	let priceDecimals = -1;
	let size = 0;
	let sizeDecimals = -1;
	let bid = 0;
	let bidDecimals = -1;
	let bidSize = 0;
	let bidSizeDecimals = -1;
	let ask = 0;
	let askDecimals = -1;
	let askSize = 0;
	let askSizeDecimals = -1;
	let time = 0;
	let fields = 0;
	do {
		switch (nextKey(cursor, orders.ticker, fields)) {
			case key.sequence:
				cursor.pair();
				sequenceHigh = cursor.high;
				sequenceLow = cursor.low;
				break;
			case key.price:
				price = cursor.decimal();
				priceDecimals = cursor.decimals;
				break;
			case key.size:
				size = cursor.decimal();
				sizeDecimals = cursor.decimals;
				break;
			case key.bestBid:
				bid = cursor.decimal();
				bidDecimals = cursor.decimals;
				break;
			case key.bestBidSize:
				bidSize = cursor.decimal();
				bidSizeDecimals = cursor.decimals;
				break;
			case key.bestAsk:
				ask = cursor.decimal();
				askDecimals = cursor.decimals;
				break;
			case key.bestAskSize:
				askSize = cursor.decimal();
				askSizeDecimals = cursor.decimals;
				break;
			case key.time:
				time = cursor.whole();
				break;
			default:
				cursor.failed = true;
		}

		fields += 1;
	} while (!cursor.failed && cursor.hasMore(end));

	const hasQuote = bidDecimals >= 0 && bidSizeDecimals >= 0 && askDecimals >= 0 && askSizeDecimals >= 0;
	const isWhole = fields === 8 && hasQuote && sequenceLow >= 0 && priceDecimals >= 0 && sizeDecimals >= 0 && time > 0;
	if (cursor.failed || !isWhole) {
		return undefined;
	}

	return new HotTicker(
		symbol,
		price,
		priceDecimals,
		size,
		sizeDecimals,
		bid,
		bidDecimals,
		bidSize,
		bidSizeDecimals,
		ask,
		askDecimals,
		askSize,
		askSizeDecimals,
		sequenceHigh,
		sequenceLow,
		toMilliseconds(time),
		receivedAt,
	);
}

function readSide(cursor: HotCursor): Side {
	if (cursor.accept(buy)) {
		return 'buy';
	}

	cursor.expect(sell);
	return 'sell';
}

function readMatch(cursor: HotCursor, known: Known, receivedAt: number): TradeEvent | undefined {
	let hasMaker = false;
	let maker1 = 0;
	let maker2 = 0;
	let maker3 = 0;
	let makerText = '';
	let hasTaker = false;
	let taker1 = 0;
	let taker2 = 0;
	let taker3 = 0;
	let takerText = '';
	let hasId = false;
	let idText = '';
	let idHigh: number | undefined;
	let idLow: number | undefined;
	let sequenceHigh = -1;
	let sequenceLow = -1;
	let sequenceStart = 0;
	let sequenceEnd = 0;
	let price = 0;
	let priceDecimals = -1;
	let size = 0;
	let sizeDecimals = -1;
	let time = -1;
	let side: Side | undefined;
	let isNamed = false;
	let isMatch = false;
	let fields = 0;
	do {
		switch (nextKey(cursor, orders.match, fields)) {
			case key.makerOrderId:
				hasMaker = true;
				if (cursor.acceptHex()) {
					maker1 = cursor.firstWord;
					maker2 = cursor.secondWord;
					maker3 = cursor.thirdWord;
				} else {
					makerText = cursor.id();
				}

				break;
			case key.takerOrderId:
				hasTaker = true;
				if (cursor.acceptHex()) {
					taker1 = cursor.firstWord;
					taker2 = cursor.secondWord;
					taker3 = cursor.thirdWord;
				} else {
					takerText = cursor.id();
				}

				break;
			case key.tradeId:
				// Most often the sequence again.
				hasId = true;
				if (sequenceLow >= 0 && cursor.acceptSame(sequenceStart, sequenceEnd)) {
					idHigh = sequenceHigh;
					idLow = sequenceLow;
				} else {
					idText = cursor.id();
				}

				break;
			case key.sequence:
				sequenceStart = cursor.at;
				cursor.pair();
				sequenceHigh = cursor.high;
				sequenceLow = cursor.low;
				sequenceEnd = cursor.at;
				break;
			case key.price:
				price = cursor.decimal();
				priceDecimals = cursor.decimals;
				break;
			case key.size:
				size = cursor.decimal();
				sizeDecimals = cursor.decimals;
				break;
			case key.side:
				side = readSide(cursor);
				break;
			case key.symbol:
				cursor.expect(known.quotedSymbol);
				isNamed = true;
				break;
			case key.time:
				time = cursor.nanoseconds();
				break;
			case key.type:
				cursor.expect(match);
				isMatch = true;
				break;
			default:
				cursor.failed = true;
		}

		fields += 1;
	} while (!cursor.failed && cursor.hasMore(end));

	const hasIds = hasMaker && hasTaker && hasId && sequenceLow >= 0;
	const hasAmounts = priceDecimals >= 0 && sizeDecimals >= 0;
	const isWhole = fields === 10 && hasIds && hasAmounts && time >= 0 && isNamed && isMatch;
	if (cursor.failed || !isWhole || side === undefined) {
		return undefined;
	}

	return new HotTrade(
		known.symbol,
		side,
		price,
		priceDecimals,
		size,
		sizeDecimals,
		sequenceHigh,
		sequenceLow,
		idHigh,
		idLow,
		idText,
		time,
		receivedAt,
		maker1,
		maker2,
		maker3,
		makerText,
		taker1,
		taker2,
		taker3,
		takerText,
	);
}

/** Behind the brace that opens the payload. */
function readData(cursor: HotCursor, known: Known, receivedAt: number): HotEvent | undefined {
	switch (known.kind) {
		case 'level2':
			return readLevel2(cursor, known, receivedAt);
		case 'ticker':
			return readTicker(cursor, known, receivedAt);
		default:
			return readMatch(cursor, known, receivedAt);
	}
}

/** A text of its own: what is cut from another keeps that one in memory. */
const copyOf = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

export function createHotFrames(isSymbol: (text: string) => boolean): HotFrames {
	const topics = new Map<string, Known>();
	const recent = new Array<Known | undefined>(slots).fill(undefined);
	const cursor = new HotCursor();
	let topic = '';

	function knownOf(name: string): Known | undefined {
		const found = topics.get(name);
		if (found !== undefined) {
			return found;
		}

		const mark = name.indexOf(':');
		const kind = kinds.get(name.slice(0, mark));
		const symbol = copyOf(name.slice(mark + 1));
		if (kind === undefined || !isSymbol(symbol)) {
			return undefined;
		}

		if (topics.size >= maxKnown) {
			topics.clear();
		}

		const own = copyOf(name);
		const known = {
			topic: own,
			symbol,
			head: bytesOf(`${topicStart}${own}","type":"message","subject":${subjects[kind]},"data":{`),
			quotedTopic: bytesOf(`"${own}"`),
			quotedSymbol: bytesOf(`"${symbol}"`),
			kind,
		};
		topics.set(own, known);
		return known;
	}

	/** The place of the topic whose opening quote stands at `from`, by all of its characters. */
	function slotOf(bytes: Buffer, from: number, length: number): number {
		let mark = 0;
		for (let at = from + 1; at < length && bytes[at] !== quote; at += 1) {
			mark = (Math.imul(mark, 31) + bytes[at]!) | 0;
		}

		return (mark ^ (mark >>> 12)) & (slots - 1);
	}

	/** The topic that stands here, without making a text of it where it was seen lately. */
	function topicHere(): Known | undefined {
		const slot = slotOf(cursor.bytes, cursor.at, cursor.end);
		const guess = recent[slot];
		if (guess !== undefined && cursor.accept(guess.quotedTopic)) {
			return guess;
		}

		const name = cursor.word();
		const known = cursor.failed ? undefined : knownOf(name);
		if (known !== undefined) {
			recent[slot] = known;
		}

		return known;
	}

	/** A frame whose head is exactly what the venue writes. */
	function readUsual(guess: Known, receivedAt: number): HotEvent | undefined {
		const event = readData(cursor, guess, receivedAt);
		cursor.skip(end);
		return cursor.failed || !cursor.isAtEnd() ? undefined : event;
	}

	function readAny(bytes: Buffer, length: number, receivedAt: number): HotEvent | undefined {
		let known: Known | undefined;
		let event: HotEvent | undefined;
		let isMessage = false;
		let hasSubject = false;
		let fields = 0;
		cursor.start(bytes, length);
		cursor.skip(begin);
		do {
			switch (nextKey(cursor, orders.frame, fields)) {
				case key.topic:
					known = topicHere();
					cursor.failed ||= known === undefined;
					break;
				case key.type:
					cursor.expect(message);
					isMessage = true;
					break;
				case key.subject:
					if (known === undefined) {
						cursor.failed = true;
					} else {
						cursor.expect(subjectBytes[known.kind]);
					}

					hasSubject = true;
					break;
				case key.data:
					cursor.skip(begin);
					event = known === undefined ? undefined : readData(cursor, known, receivedAt);
					cursor.failed ||= event === undefined;
					break;
				default:
					cursor.failed = true;
			}

			fields += 1;
		} while (!cursor.failed && cursor.hasMore(end));

		const isWhole = fields === 4 && isMessage && hasSubject && cursor.isAtEnd();
		if (cursor.failed || !isWhole || event === undefined || known === undefined) {
			return undefined;
		}

		({ topic } = known);
		return event;
	}

	return {
		read(bytes, length, receivedAt) {
			const guess = recent[slotOf(bytes, topicStart.length - 1, length)];
			if (guess !== undefined) {
				cursor.start(bytes, length);
				if (cursor.accept(guess.head)) {
					({ topic } = guess);
					return readUsual(guess, receivedAt);
				}
			}

			return readAny(bytes, length, receivedAt);
		},
		topic: () => topic,
	};
}
