import type { FrameVerdict } from '../../connection/protocol.js';
import { assertNever } from '../../lib/assert-never.js';
import type { AccountEvent } from '../../model/account-event.js';
import { isSymbol } from '../../model/instrument.js';
import { quoteLongIntegers, quoteNumbers } from './big-ids.js';
import { decodeBalance, decodeOrder, decodeStopOrder } from './decode-account.js';
import { describeProblem } from './decode-error.js';
import {
	decodeAuction,
	decodeCandles,
	decodeDepth,
	decodeLevel1,
	decodeLevel2,
	decodeMatch,
	decodeSnapshot,
	decodeTicker,
	type MarketPayload,
	type Result,
} from './decode-market.js';
import { createHotFrames, type HotEvent } from './hot-frames.js';
import { parseTopic, type Topic } from './topics.js';
import { showText, showValue } from './wire-text.js';

export type Payload = MarketPayload | AccountEvent;

/** A frame understood: a payload as an event, or what the socket's machinery needs to know of it. */
export type Frame =
	| Exclude<FrameVerdict, { readonly kind: 'data' }>
	| { readonly kind: 'data'; readonly topic: string; readonly event: Payload };

export type Decoder = {
	/** Never throws. `receivedAt` is our clock's, ms. */
	readonly decode: (text: string, receivedAt: number) => Frame;
	/** A frequent frame from its bytes, without a text of it; undefined for any other frame: `decode` tells of those. */
	readonly decodeHot: (bytes: Buffer, receivedAt: number) => HotEvent | undefined;
	/** The topic of what `decodeHot` gave last. */
	readonly hotTopic: () => string;
};

const maxFrameLength = 4 * 1024 * 1024;
const maxDepth = 16;
const maxKnownTopics = 4000;
/** A longer name is a list, or nonsense: read anew each time, so that what is kept stays small. */
const longestKnownTopic = 128;
/** A frame that comes as a text is put here to be read as bytes; a longer one is none of the frequent ones. */
const scratchBytes = 64 * 1024;
const ignored: Frame = { kind: 'ignored' };

/** Whether lists and objects are nested deeper than `limit`. Brackets inside texts do not count. */
export function isDeeperThan(text: string, limit: number): boolean {
	let depth = 0;
	let inText = false;
	for (let index = 0; index < text.length; index += 1) {
		const code = text.charCodeAt(index);
		if (code === 34) {
			inText = !inText;
		} else if (inText) {
			if (code === 92) {
				index += 1;
			}
		} else if (code === 123 || code === 91) {
			depth += 1;
			if (depth > limit) {
				return true;
			}
		} else if (code === 125 || code === 93) {
			depth -= 1;
		}
	}

	return false;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = (topic: string | undefined, reason: string): Frame => ({
	kind: 'malformed',
	topic,
	reason: topic === undefined ? reason : `${topic} ${reason}`,
});

/** Subjects by topic; others of the same topic are of no use to us. */
const subjects: Readonly<Record<Topic['kind'], readonly string[]>> = {
	ticker: ['trade.ticker'],
	snapshot: ['trade.snapshot'],
	level1: ['level1'],
	depth5: ['level2'],
	depth50: ['level2'],
	level2: ['trade.l2update'],
	match: ['trade.l3match'],
	candles: ['trade.candles.update', 'trade.candles.add'],
	auction: ['callauction.callauctionData'],
	orders: ['orderChange'],
	balance: ['account.balance'],
	stopOrders: ['stopOrder'],
};

function reparse(quoted: string): unknown {
	const frame: unknown = JSON.parse(quoted);
	return isFields(frame) ? frame.data : undefined;
}

function decodeData(topic: Topic, symbol: string, frame: Fields, text: string, receivedAt: number): Result<Payload> {
	const { data } = frame;
	switch (topic.kind) {
		case 'level2':
			return decodeLevel2(data, symbol, receivedAt);
		case 'match':
			return decodeMatch(data, symbol, receivedAt);
		case 'ticker':
			return decodeTicker(data, symbol, receivedAt);
		case 'level1':
			return decodeLevel1(data, symbol, receivedAt);
		case 'depth5':
			return decodeDepth(data, symbol, receivedAt, 'depth5');
		case 'depth50':
			return decodeDepth(data, symbol, receivedAt, 'depth50');
		case 'snapshot':
			return decodeSnapshot(reparse(quoteNumbers(text)), topic.symbols.length === 0 ? undefined : symbol, receivedAt);
		case 'candles':
			return decodeCandles(reparse(quoteLongIntegers(text)), topic, receivedAt);
		case 'auction':
			return decodeAuction(data, symbol, receivedAt);
		case 'orders':
			return decodeOrder(reparse(quoteLongIntegers(text)), receivedAt);
		case 'balance':
			return decodeBalance(reparse(quoteLongIntegers(text)), receivedAt);
		case 'stopOrders':
			return decodeStopOrder(reparse(quoteLongIntegers(text)), receivedAt);
		default:
			return assertNever(topic.kind);
	}
}

function decodeError(frame: Fields): Frame {
	const { id, code, data } = frame;
	const number = typeof code === 'string' && /^\d{1,9}$/.test(code) ? Number(code) : code;
	if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
		return malformed(undefined, `code: expected an error code, was ${showValue(code)}`);
	}

	const text = typeof data === 'string' ? showText(data) : showValue(data ?? '');
	return {
		kind: 'error',
		id: typeof id === 'string' || typeof id === 'number' ? String(id) : undefined,
		code: number,
		text,
	};
}

function decodeAnswer(kind: 'ack' | 'pong', { id }: Fields): Frame {
	return typeof id === 'string' || typeof id === 'number'
		? { kind, id: String(id) }
		: malformed(undefined, `id: expected the id of a request, was ${showValue(id)}`);
}

/**
 * Reads the frames of KuCoin's classic socket: by `type` first, then by the topic's prefix, then by the subject; never by
 * the presence of an `id`, which balance pushes carry too. Unknown types, topics and subjects are ignored.
 * Source: KuCoin docs, WebSocket Introduction. `hot: false` leaves out the short way for the frequent frames.
 */
export function createDecoder(options: { readonly hot?: boolean } = {}): Decoder {
	const hot = createHotFrames(isSymbol);
	let scratch: Buffer | undefined;
	const topics = new Map<string, Topic | undefined>();

	function topicOf(name: string): Topic | undefined {
		if (name.length > longestKnownTopic) {
			return parseTopic(name);
		}

		const known = topics.get(name);
		if (known !== undefined || topics.has(name)) {
			return known;
		}

		if (topics.size >= maxKnownTopics) {
			topics.clear();
		}

		const topic = parseTopic(name);
		topics.set(name, topic);
		return topic;
	}

	function decodeMessage(frame: Fields, text: string, receivedAt: number): Frame {
		const { topic: name, subject } = frame;
		if (typeof name !== 'string') {
			return malformed(undefined, `topic: expected a text, was ${showValue(name)}`);
		}

		const topic = topicOf(name);
		if (topic === undefined) {
			return ignored;
		}

		let symbol = topic.symbols[0] ?? '';
		let single = name;
		if (topic.kind === 'ticker' && topic.argument === 'all') {
			if (typeof subject !== 'string' || !isSymbol(subject)) {
				return malformed(name, `subject: expected a symbol, was ${showValue(subject)}`);
			}

			symbol = subject;
		} else if (typeof subject !== 'string') {
			return malformed(name, `subject: expected a text, was ${showValue(subject)}`);
		} else if (!subjects[topic.kind].includes(subject)) {
			return ignored;
		} else if (topic.symbols.length > 1) {
			// A push for a list is documented to carry one symbol's topic; where it does not, only the payload can tell.
			const inner = isFields(frame.data) ? frame.data.symbol : undefined;
			if (typeof inner !== 'string' || !topic.symbols.includes(inner)) {
				return malformed(name, `symbol: expected one of the topic, was ${showValue(inner)}`);
			}

			symbol = inner;
			single = `${topic.prefix}:${inner}`;
		} else if (topic.symbols.length === 0 && needsSymbol.has(topic.kind)) {
			return malformed(undefined, `topic: expected a symbol, was ${showValue(name)}`);
		}

		const event = decodeData(topic, symbol, frame, text, receivedAt);
		return typeof event === 'string'
			? malformed(single, describeProblem(event, frame.data))
			: { kind: 'data', topic: single, event };
	}

	function decode(text: string, receivedAt: number): Frame {
		// At most three bytes a character.
		if (text.length * 3 <= scratchBytes) {
			scratch ??= Buffer.allocUnsafeSlow(scratchBytes);
			const event = hot.read(scratch, scratch.write(text), receivedAt);
			if (event !== undefined) {
				return { kind: 'data', topic: hot.topic(), event };
			}
		}

		return decodeAny(text, receivedAt);
	}

	function decodeAny(text: string, receivedAt: number): Frame {
		if (text.length > maxFrameLength) {
			return { kind: 'malformed', topic: undefined, reason: `frame of ${text.length} characters`, fatal: true };
		}

		if (isDeeperThan(text, maxDepth)) {
			return { kind: 'malformed', topic: undefined, reason: `nested deeper than ${maxDepth}`, fatal: true };
		}

		let frame: unknown;
		try {
			frame = JSON.parse(text);
		} catch {
			return malformed(undefined, `not JSON: ${showValue(text.slice(0, 40))}`);
		}

		if (!isFields(frame)) {
			return malformed(undefined, `expected an object, was ${showValue(frame)}`);
		}

		switch (frame.type) {
			case 'message':
				return decodeMessage(frame, text, receivedAt);
			case 'pong':
			case 'ack':
				return decodeAnswer(frame.type, frame);
			case 'welcome':
				return { kind: 'welcome' };
			case 'error':
				return decodeError(frame);
			default:
				return typeof frame.type === 'string'
					? ignored
					: malformed(undefined, `type: expected a text, was ${showValue(frame.type)}`);
		}
	}

	return {
		decode: options.hot === false ? decodeAny : decode,
		decodeHot: (bytes, receivedAt) => hot.read(bytes, bytes.length, receivedAt),
		hotTopic: hot.topic,
	};
}

const needsSymbol: ReadonlySet<Topic['kind']> = new Set([
	'ticker',
	'level1',
	'depth5',
	'depth50',
	'level2',
	'match',
	'auction',
]);
