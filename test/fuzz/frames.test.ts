import { expect, test } from 'vitest';
import { createDecoder, type Frame } from '../../source/exchange/kucoin/decode.js';
import { listFixtures, readFixture } from '../exchange/kucoin/fixture.js';
import { budget, createMeter, seed } from './budget.js';
import { createMutator } from './mutate.js';

/** Recorded pushes, answers and errors of the public and the private socket, and requests, which must be refused as well. */
const frames = listFixtures()
	.filter(name => name.startsWith('ws'))
	.map(name => JSON.stringify(JSON.parse(readFixture(name))));
const receivedAt = 1_800_000_000_000;
/** However many frames: what a decoder keeps of them is bounded. */
const mostHeapMb = 20;

const amountNames = new Set(
	'price size bestBid bestBidSize bestAsk bestAskSize open close high low volume turnover last quoteVolume filledSize remainSize canceledSize originSize originFunds canceledFunds remainFunds total available hold stopPrice orderPrice'.split(
		' ',
	),
);
const signedNames = new Set(['changeRate', 'changePrice', 'total', 'available', 'hold']);
const plain = /^\d{1,170}(?:\.\d{1,170})?$/;
const signed = /^-?\d{1,170}(?:\.\d{1,170})?$/;

/** What nothing that a decoder lets through may break, told without the decoder's own checks. */
function problemsOf(value: unknown, path: string, name: string): string[] {
	if (typeof value === 'number') {
		return Number.isFinite(value) ? [] : [`${path} is ${value}`];
	}

	if (typeof value === 'string') {
		if (amountNames.has(name) && !(signedNames.has(name) ? signed : plain).test(value)) {
			return [`${path} is no amount: ${value}`];
		}

		if (signedNames.has(name) && !signed.test(value)) {
			return [`${path} is no signed amount: ${value}`];
		}

		if (name === 'symbol' && !/^[A-Z0-9]+-[A-Z0-9]+$/.test(value)) {
			return [`${path} is no symbol: ${value}`];
		}

		return value.length > 512 || /[\u0000-\u001f\u007f-\u009f]/.test(value) ? [`${path} is not clean`] : [];
	}

	if (Array.isArray(value)) {
		// Rows of a book: every text in them is an amount or a number of the sequence.
		const isRow = /\.(?:bids|asks)\[\d+\]$/.test(path) || /\.(?:bid|ask)$/.test(path);
		return value.flatMap((item: unknown, index) =>
			// What follows price, size and sequence is not read.
			isRow && index < 2 && !(typeof item === 'string' && plain.test(item))
				? [`${path}[${index}] is no amount: ${String(item)}`]
				: isRow && index > 2
					? []
					: problemsOf(item, `${path}[${index}]`, name),
		);
	}

	return typeof value === 'object' && value !== null
		? Object.entries(value).flatMap(([key, inner]) => problemsOf(inner, `${path}.${key}`, key))
		: [];
}

/** Fields that an event must have exactly as the frame has them, read by `JSON.parse` alone. */
const verbatim: Readonly<Record<string, readonly string[]>> = {
	ticker: ['price', 'size', 'bestBid', 'bestBidSize', 'bestAsk', 'bestAskSize', 'sequence'],
	trade: ['price', 'size', 'side', 'tradeId', 'sequence', 'symbol'],
	'book-delta': ['sequenceStart', 'sequenceEnd', 'symbol'],
	'order-update': ['side', 'orderId', 'symbol', 'status'],
	balance: ['currency', 'total', 'available', 'hold'],
	'stop-order': ['orderId', 'side', 'stopPrice', 'symbol'],
};

function checkData(text: string, frame: Extract<Frame, { kind: 'data' }>): void {
	const { event } = frame;
	const fail = (what: string): never => {
		throw new Error(`seed ${seed}: ${what} of ${text}`);
	};
	const problems = problemsOf(event, event.type, '');
	if (problems.length > 0) {
		fail(problems.join('; '));
	}

	const { data } = JSON.parse(text) as { readonly data: Readonly<Record<string, unknown>> };
	for (const name of verbatim[event.type] ?? []) {
		const told = (event as unknown as Readonly<Record<string, unknown>>)[name];
		// A whole number of 16 digits and more is told as the text that it was, since a double would lose its end.
		const isLong = typeof data[name] === 'number' && typeof told === 'string' && text.includes(`:${told}`);
		if (told !== data[name] && !isLong) {
			fail(`${name} was told as ${String(told)}`);
		}
	}
}

/** Compared as texts: an `expect` for each of so many keeps something of each. */
function expectSame(one: Frame, other: Frame, text: string): void {
	const sorted = (frame: Frame): string =>
		JSON.stringify(frame, (_, value: unknown) =>
			typeof value === 'object' && value !== null && !Array.isArray(value)
				? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
				: value,
		);
	if (sorted(one) !== sorted(other)) {
		throw new Error(`seed ${seed}: the two ways differ on ${text}`);
	}
}

test('no mutated frame throws, nor is taken with a value that is none, and nothing of them stays in memory', () => {
	const mutator = createMutator(seed);
	const decoder = createDecoder();
	const general = createDecoder({ hot: false });
	const meter = createMeter();
	const kinds = new Map<string, number>();
	for (let count = budget(250_000); count > 0; count -= 1) {
		const source = mutator.pick(frames);
		const text =
			mutator.below(2) === 0
				? mutator.text(source, mutator.pick(frames))
				: JSON.stringify(mutator.tree(JSON.parse(source)));
		let frame: Frame;
		try {
			frame = meter.time(() => decoder.decode(text, receivedAt));
		} catch (error) {
			throw new Error(`seed ${seed}: ${String(error)} on ${text}`, { cause: error });
		}

		kinds.set(frame.kind, (kinds.get(frame.kind) ?? 0) + 1);
		if (frame.kind === 'data') {
			checkData(text, frame);
			// The short way for frequent frames says what the general way says.
			if (count % 8 === 0) {
				expectSame(general.decode(text, receivedAt), frame, text);
			}
		} else if (frame.kind === 'malformed' || frame.kind === 'error') {
			const words = frame.kind === 'error' ? frame.text : frame.reason;
			if (words.length > 400 || /[\u0000-\u001f\u007f-\u009f]/.test(words)) {
				throw new Error(`seed ${seed}: the words are not clean: ${JSON.stringify(words)} of ${text}`);
			}
		}
	}

	const report = meter.report();
	console.log(`fuzz frames: ${JSON.stringify({ seed, ...report, ...Object.fromEntries(kinds) })}`);
	expect(report.heapGrowthMb).toBeLessThan(mostHeapMb);
	// All outcomes were met: the mutations are neither all fatal nor all harmless.
	for (const kind of ['data', 'malformed', 'ignored', 'error', 'ack', 'welcome', 'pong']) {
		expect(kinds.get(kind), kind).toBeGreaterThan(10);
	}
}, 3_600_000);

test('a frame of four million digits, brackets or escapes is refused in bounded time', () => {
	const decoder = createDecoder();
	const huge = 4_000_000;
	for (const text of [
		`{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"trade.ticker","data":{"price":"${'9'.repeat(huge)}"}}`,
		`{"type":"message","topic":"/market/snapshot:BTC-USDT","subject":"trade.snapshot","data":{"sequence":1,"data":{"buy":1e${'9'.repeat(18)}}}}`,
		'['.repeat(huge),
		`"${'\\"'.repeat(huge / 2)}`,
		`{"type":"${'\\u0000'.repeat(huge / 6)}"}`,
		`{"type":"message","topic":"/market/match:${'A-B,'.repeat(huge / 4)}","subject":"trade.l3match","data":{}}`,
	]) {
		expect(['malformed', 'ignored']).toContain(decoder.decode(text, receivedAt).kind);
	}
});
