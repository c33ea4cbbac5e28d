import fc from 'fast-check';
import type { Instrument } from '../../source/model/instrument.js';
import type { CandleEvent } from '../../source/model/market-event.js';
import { candleIntervals } from '../../source/model/market-event.js';
import type {
	ChartSlot,
	ChartView,
	HealthView,
	LadderRequest,
	LadderRow,
	LadderView,
	OrderRow,
	OrdersView,
	SignalRow,
	SignalsView,
	StatusView,
	TapeView,
	TickerView,
	WatchlistView,
} from '../../source/store/views.js';
import type { PaintOptions } from '../../source/ui/painters/frame.js';
import { asciiGlyphs, unicodeGlyphs } from '../../source/ui/painters/glyphs.js';
import type { ViewSource } from '../../source/ui/view-source.js';

export const live = { state: 'LIVE', ageMs: 300, note: '' } as const;

export const boxed: PaintOptions = { glyphs: unicodeGlyphs, focused: false, frozenMs: undefined, frame: 'box' };
export const ruled: PaintOptions = { ...boxed, frame: 'rule' };

export const ticker: TickerView = {
	symbol: 'BTC-USDT',
	freshness: live,
	last: '67234.5',
	lastSize: '0.01',
	direction: 1,
	changeRate: -0.0123,
	changePrice: '-812.30000000000000000000',
	high: '68000.00000000000000000000',
	low: '66000.1',
	volume: '1234.5',
	quoteVolume: '82000000',
	bestBid: '67234.4',
	bestBidSize: '1.25',
	bestAsk: '67235',
	bestAskSize: '0.5',
	spreadBps: 0.0892,
	spread: '0.6',
	line: [1, 2, 3, 4, 5, 6, 7, 8, 7, 6, 5, 4, 3, 4, 5].map(step => 67_230 + step),
	quoteCurrency: 'USDT',
	baseCurrency: 'BTC',
};

/** A ladder around 100 with a tick of 0.1, spread between 99.9 and 100.1; the window follows the anchor. */
export function makeLadder({ rows, groupTicks, anchor }: LadderRequest): LadderView {
	const step = 0.1 * groupTicks;
	const center = anchor ?? 100;
	const list: LadderRow[] = [];
	for (let index = 0; index < rows; index++) {
		const priceNumber = Number((Math.round(center / step) * step + (Math.floor(rows / 2) - index) * step).toFixed(1));
		const distance = Math.round(Math.abs(priceNumber - 100) / 0.1);
		const isBid = priceNumber < 100;
		const size = distance === 0 ? 0 : distance * 0.5;
		list.push({
			price: priceNumber.toFixed(1),
			priceNumber,
			bidSize: isBid ? size : 0,
			askSize: isBid ? 0 : size,
			cumulative: (distance * (distance + 1)) / 4,
			cumulativeFunds: 25 * distance * (distance + 1),
			tradedVolume: distance === 1 ? 2.5 : 0,
			ownBid: undefined,
			ownAsk: undefined,
		});
	}

	const spreadIndex = list.findIndex(({ priceNumber }) => priceNumber < 100);
	return {
		symbol: 'BTC-USDT',
		freshness: live,
		rows: list,
		spreadIndex: spreadIndex === -1 ? list.length : spreadIndex,
		bestBid: '99.9',
		bestAsk: '100.1',
		mid: 100,
		spread: '0.2',
		spreadBps: 20,
		group: step.toFixed(1),
		groupTicks,
		maxSize: 5,
		sizeDecimals: 2,
		source: 'level2',
		sequence: '14610506463',
		imbalance: 0.12,
	};
}

export const ladder = makeLadder({ rows: 9, groupTicks: 1, anchor: undefined });

const noon = Date.UTC(2026, 10, 22, 12, 0, 0);

export const tape: TapeView = {
	symbol: 'BTC-USDT',
	freshness: live,
	rows: [
		{
			time: noon + 1500,
			side: 'buy',
			price: '67235',
			size: '0.5',
			prints: 1,
			funds: 33_617.5,
			large: false,
			own: false,
		},
		{
			time: noon + 900,
			side: 'sell',
			price: '67234.4',
			size: '1.25',
			prints: 3,
			funds: 84_043,
			large: true,
			own: false,
		},
		{ time: noon, side: 'buy', price: '67235', size: '2', prints: 1, funds: 134_470, large: false, own: true },
	],
	buyVolume: 2.5,
	sellVolume: 1.25,
	cvd: 1.25,
	buyRatio: 0.62,
	tradesPerSecond: 4.2,
	sizeDecimals: 8,
};

/** One bar of a minute after 11:30, and the fields that a painter looks at. */
export function makeSlot(
	minute: number,
	open: number,
	high: number,
	low: number,
	close: number,
	volume = 1,
): ChartSlot {
	const start = noon - 30 * 60_000 + minute * 60_000;
	const candle: CandleEvent = {
		type: 'candle',
		symbol: 'BTC-USDT',
		interval: '1min',
		open: open.toFixed(1),
		high: high.toFixed(1),
		low: low.toFixed(1),
		close: close.toFixed(1),
		volume: String(volume),
		turnover: String(volume * close),
		start,
		receivedAt: start,
	};
	return { start, candle };
}

/** Forty minutes around 11:30 with a rise, a fall and three minutes without a trade. */
export const chart: ChartView = (() => {
	const slots = Array.from({ length: 40 }, (_, index): ChartSlot => {
		const base = 100 + 8 * Math.sin(index / 6);
		const close = 100 + 8 * Math.sin((index + 1) / 6);
		const slot = makeSlot(
			index,
			base,
			Math.max(base, close) + 0.7,
			Math.min(base, close) - 0.9,
			close,
			1 + (index % 7),
		);
		return index >= 20 && index < 23 ? { start: slot.start, candle: undefined } : slot;
	});
	return {
		symbol: 'BTC-USDT',
		interval: '1min',
		intervalMs: 60_000,
		freshness: live,
		slots,
		lines: [{ kind: 'ema12', values: slots.map((_, index) => 100 + 6 * Math.sin((index - 4) / 6)) }],
		marks: [
			{ price: '103.5', kind: 'sell' },
			{ price: '94.5', kind: 'stop' },
		],
		fills: [{ time: slots[8]!.start + 5000, price: 107.1, side: 'buy' }],
		decimals: 1,
		last: slots.at(-1)!.candle!.close,
		oldest: slots[0]!.start,
		newest: slots.at(-1)!.start,
		known: 37,
		baseCurrency: 'BTC',
		quoteCurrency: 'USDT',
	};
})();

export const health: HealthView = {
	freshness: live,
	sockets: [
		{
			socket: 'public-1',
			state: 'live',
			host: 'ws-api-spot.kucoin.com',
			uptimeMs: 725_000,
			ageMs: 40,
			attempt: 0,
			nextAttemptInMs: undefined,
			reason: undefined,
			reconnects: 1,
			latencyP50: 12,
			latencyP99: 45,
			latencyLine: [10, 12, 11, 30, 12],
			pingRttMs: 24,
			messagesPerSecond: 143,
			topics: 12,
		},
		{
			socket: 'public-2',
			state: 'waiting',
			host: undefined,
			uptimeMs: undefined,
			ageMs: 8000,
			attempt: 3,
			nextAttemptInMs: 5400,
			reason: 'refused',
			reconnects: 2,
			latencyP50: undefined,
			latencyP99: undefined,
			latencyLine: [],
			pingRttMs: undefined,
			messagesPerSecond: 0,
			topics: 0,
		},
	],
	topicCount: 16,
	topics: [
		{
			topic: '/market/level2:BTC-USDT',
			socket: 'public-1',
			state: 'confirmed',
			data: 'LIVE',
			ageMs: 40,
			note: '',
		},
		{
			topic: '/market/match:BTC-USDT',
			socket: 'public-1',
			state: 'silent',
			data: 'AGEING',
			ageMs: 12_000,
			note: 'quiet ✓',
		},
		{
			topic: '/market/ticker:BTC-USDT',
			socket: 'public-2',
			state: 'pending',
			data: 'SYNC',
			ageMs: undefined,
			note: '',
		},
	],
	gaps: 2,
	malformed: 1,
	duplicates: 11,
	messages: 12_345,
	messagesPerSecond: 143,
	lastProblem: 'public-2: refused',
	clockOffsetMs: 3.2,
	restRttMs: 24,
	venue: 'open',
	loopDelayP99Ms: 1.4,
	rssMb: 98,
	terminalBytesPerSecond: 9400,
};

export const signalRow: SignalRow = {
	time: noon,
	ageMs: 4200,
	source: 'voiceofchain',
	verified: 'hmac',
	symbol: 'BTC-USDT',
	signalType: 'long_breakout',
	side: 'buy',
	confidence: 0.82,
	isCalibrated: true,
	entry: '67000-67100.5',
	entryLow: '67000',
	entryHigh: '67100.5',
	stop: '66500',
	targets: ['68000', '69000'],
	lagMs: 240,
	stage: 'open',
	expiresAt: undefined,
	taken: 0,
	reached: undefined,
	repeats: 0,
	state: 'new',
	reason: 'range high broken on volume',
	horizon: undefined,
	features: undefined,
	id: 'a1',
	key: '1',
};

export const signals: SignalsView = {
	freshness: live,
	links: [],
	rows: [
		signalRow,
		{
			...signalRow,
			id: 'a2',
			key: '2',
			source: 'kcmon',
			verified: 'local',
			side: 'sell',
			stage: 'expired',
			state: 'expired',
			confidence: 0.4,
		},
		{
			...signalRow,
			id: '',
			key: '3',
			stage: 'quarantined',
			verified: 'none',
			symbol: '',
			signalType: '',
			side: undefined,
			entry: undefined,
			stop: undefined,
			targets: [],
			state: 'quarantined',
			reason: 'confidence: Expected 0 to 1, was 4',
		},
	],
	filter: {},
	received: 2,
	quarantined: 1,
	duplicates: 0,
	sources: [{ name: 'voiceofchain', state: '2 received' }],
};

export const watchlist: WatchlistView = {
	focused: 'BTC-USDT',
	group: 'favorites',
	sort: 'order',
	isDescending: false,
	filter: '',
	from: 0,
	freshness: undefined,
	order: ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'],
	rows: [
		{
			symbol: 'BTC-USDT',
			last: '67234.5',
			changeRate: -0.0123,
			volume: 1234.5,
			quoteVolume: 82_000_000,
			signal: undefined,
			spreadBps: 0.09,
			freshness: live,
			line: [1, 2, 3],
		},
		{
			symbol: 'ETH-USDT',
			last: '2621.84',
			changeRate: 0.0081,
			volume: 37_910,
			quoteVolume: 99_000_000,
			signal: { side: 'buy', ageMs: 42_000 },
			spreadBps: 0.04,
			freshness: { state: 'STALE', ageMs: 31_000, note: 'dead socket' },
			line: [3, 2, 1],
		},
		{
			symbol: 'SOL-USDT',
			last: undefined,
			changeRate: undefined,
			volume: undefined,
			quoteVolume: undefined,
			signal: undefined,
			spreadBps: undefined,
			freshness: { state: 'SYNC', ageMs: undefined, note: '' },
			line: [],
		},
	],
};

export const status: StatusView = {
	mode: 'PAPER',
	armed: undefined,
	viewerOf: undefined,
	symbol: 'BTC-USDT',
	now: noon,
	freshness: live,
	trading: 'ACTIVE',
	venue: 'KuCoin',
	banner: undefined,
};

export const instrument: Instrument = {
	symbol: 'BTC-USDT',
	name: 'BTC-USDT',
	baseCurrency: 'BTC',
	quoteCurrency: 'USDT',
	feeCurrency: 'USDT',
	market: 'USDS',
	priceIncrement: '0.1',
	baseIncrement: '0.0001',
	quoteIncrement: '0.01',
	baseMinSize: '0.001',
	baseMaxSize: '10000',
	quoteMinSize: '0.1',
	quoteMaxSize: '99999999',
	minFunds: '0.1',
	priceLimitRate: '0.1',
	makerFeeCoefficient: '1',
	takerFeeCoefficient: '1',
	enableTrading: true,
	specialTreatment: false,
};

export const workingOrder: OrderRow = {
	clientOid: 'kc1ABCD1',
	symbol: 'BTC-USDT',
	side: 'buy',
	kind: 'limit post',
	price: '99.8',
	trigger: undefined,
	stop: undefined,
	target: undefined,
	size: '0.5',
	funds: undefined,
	filledSize: '0',
	averagePrice: undefined,
	status: 'WORKING',
	note: '',
	isFinal: false,
	external: false,
	ageMs: 4200,
	queueAhead: '12.5',
};

export const filledOrder: OrderRow = {
	...workingOrder,
	clientOid: 'kc1ABCD2',
	side: 'sell',
	kind: 'market',
	price: undefined,
	size: '0.25',
	filledSize: '0.25',
	averagePrice: '99.9',
	status: 'FILLED',
	isFinal: true,
	queueAhead: undefined,
};

export const orders: OrdersView = {
	freshness: { state: 'LIVE', ageMs: undefined, note: '' },
	orders: [workingOrder, filledOrder],
	fills: [
		{
			time: Date.UTC(2026, 10, 22, 12, 0, 0),
			symbol: 'BTC-USDT',
			side: 'sell',
			price: '99.9',
			size: '0.25',
			fee: '0.024975',
			feeCurrency: 'USDT',
			liquidity: 'taker',
		},
	],
	balances: [
		{ currency: 'BTC', available: '1.23456789', hold: '0', total: '1.23456789' },
		{ currency: 'USDT', available: '9950.1', hold: '49.9', total: '10000' },
		{ currency: 'KCS', available: '5', hold: '0', total: '5' },
	],
	position: {
		size: '0.75',
		averageCost: '99.5',
		sold: undefined,
		realized: '1.25',
		unrealized: '-0.375',
		fees: '0.0499',
	},
	quoteCurrency: 'USDT',
	sessionProfit: '0.875',
	openCount: 1,
	heldExits: 0,
	trading: 'ACTIVE',
	armed: undefined,
	closedBecause: undefined,
	deadManInS: undefined,
	notice: undefined,
};

/** Twelve pairs of an exchange, or the three that are watched. */
const listOrder = (group: string): readonly string[] =>
	group === 'favorites'
		? watchlist.order
		: [...watchlist.order, ...Array.from({ length: 9 }, (_, index) => `C${index}-USDT`)];

/** A source of views that stand still, and that can be changed by a test. */
export function createFakeViews(
	changes: Partial<ViewSource> = {},
): ViewSource & { readonly focus: (symbol: string) => void } {
	let focused = 'BTC-USDT';
	return {
		ticker: symbol => ({ ...ticker, symbol }),
		ladder: (symbol, request) => ({ ...makeLadder(request), symbol }),
		tape: symbol => ({ ...tape, symbol }),
		chart: symbol => ({ ...chart, symbol }),
		candleInterval: () => '1min',
		health: () => health,
		signals: () => signals,
		signalPanel: () => undefined,
		signalFacets: () => [],
		signalTaken: () => 0,
		watchlist: request => {
			const { group, sort, isDescending, filter, from, count } = request;
			const order = listOrder(group).filter(symbol => symbol.includes(filter));
			const rows = order.map(
				symbol => watchlist.rows.find(row => row.symbol === symbol) ?? { ...watchlist.rows[0]!, symbol },
			);
			return {
				...watchlist,
				focused,
				group,
				sort,
				isDescending,
				filter,
				from,
				order,
				freshness: group === 'favorites' ? undefined : live,
				rows: rows.slice(from, from + count),
			};
		},
		watchGroups: () => ['favorites', 'all', 'movers', 'USDT', 'BTC'],
		status: () => ({ ...status, symbol: focused }),
		alertCount: () => 0,
		orders: () => orders,
		instrument: symbol => (symbol === 'BTC-USDT' ? instrument : undefined),
		symbols: () => watchlist.order,
		focused: () => focused,
		instruments: () => ['BTC-USDT', 'ETH-BTC', 'ETH-USDT', 'KCS-USDT', 'SOL-USDT'],
		focus: symbol => {
			focused = symbol;
		},
		...changes,
	};
}

// Values as hostile as the types allow.
const anyNumber = fc.oneof(
	fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
	fc.double(),
	fc.integer({ min: 0, max: 1e9 }),
);
const anyWords = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 40 }),
	fc.constantFrom('', '日本語テキスト', 'ключ', '👩‍👩‍👧‍👦 family'),
);
const anyDecimal = fc.oneof(
	fc.constantFrom('0', '0.00000001', '67234.5', '123456789012345.12345678', '1'),
	fc.integer({ min: 0, max: 1e9 }).map(String),
);
const maybe = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
	fc.option(values, { nil: undefined });
const anyFreshness = fc.record({
	state: fc.constantFrom('LIVE', 'AGEING', 'STALE', 'GAP', 'SYNC'),
	ageMs: maybe(anyNumber),
	note: anyWords,
} as const);
const anySide = fc.constantFrom('buy', 'sell');

export const anyTicker: fc.Arbitrary<TickerView> = fc.record({
	symbol: anyWords,
	freshness: anyFreshness,
	last: maybe(anyDecimal),
	lastSize: maybe(anyDecimal),
	direction: fc.constantFrom(-1, 0, 1),
	changeRate: maybe(anyNumber),
	changePrice: maybe(anyDecimal),
	high: maybe(anyDecimal),
	low: maybe(anyDecimal),
	volume: maybe(anyDecimal),
	quoteVolume: maybe(anyDecimal),
	bestBid: maybe(anyDecimal),
	bestBidSize: maybe(anyDecimal),
	bestAsk: maybe(anyDecimal),
	bestAskSize: maybe(anyDecimal),
	spreadBps: maybe(anyNumber),
	spread: maybe(anyDecimal),
	line: fc.array(anyNumber, { maxLength: 60 }),
	quoteCurrency: anyWords,
	baseCurrency: anyWords,
});

const anyCandle: fc.Arbitrary<CandleEvent> = fc.record({
	type: fc.constant('candle'),
	symbol: anyWords,
	interval: anyWords,
	open: anyDecimal,
	close: anyDecimal,
	high: anyDecimal,
	low: anyDecimal,
	volume: anyDecimal,
	turnover: anyDecimal,
	start: anyNumber,
	receivedAt: anyNumber,
} as const);

export const anyChart: fc.Arbitrary<ChartView> = fc.record({
	symbol: anyWords,
	interval: fc.constantFrom(...candleIntervals),
	intervalMs: fc.constantFrom(60_000, 86_400_000, 2_678_400_000),
	freshness: anyFreshness,
	slots: fc.array(fc.record({ start: anyNumber, candle: maybe(anyCandle) }), { maxLength: 80 }),
	lines: fc.array(
		fc.record({
			kind: fc.constantFrom('ema12', 'ema26', 'vwap', 'channelHigh', 'channelLow'),
			values: fc.array(anyNumber, { maxLength: 80 }),
		} as const),
		{ maxLength: 5 },
	),
	marks: fc.array(fc.record({ price: anyDecimal, kind: fc.constantFrom('buy', 'sell', 'stop', 'target') } as const), {
		maxLength: 5,
	}),
	fills: fc.array(fc.record({ time: anyNumber, price: anyNumber, side: anySide } as const), { maxLength: 5 }),
	decimals: fc.integer({ min: 0, max: 30 }),
	last: maybe(anyDecimal),
	oldest: maybe(anyNumber),
	newest: maybe(anyNumber),
	known: fc.nat(),
	baseCurrency: anyWords,
	quoteCurrency: anyWords,
});

export const anyLadder: fc.Arbitrary<LadderView> = fc.record({
	symbol: anyWords,
	freshness: anyFreshness,
	rows: fc.array(
		fc.record({
			price: anyDecimal,
			priceNumber: anyNumber,
			bidSize: anyNumber,
			askSize: anyNumber,
			cumulative: anyNumber,
			cumulativeFunds: anyNumber,
			tradedVolume: anyNumber,
			ownBid: maybe(anyDecimal),
			ownAsk: maybe(anyDecimal),
		}),
		{ maxLength: 30 },
	),
	spreadIndex: fc.integer({ min: 0, max: 31 }),
	bestBid: maybe(anyDecimal),
	bestAsk: maybe(anyDecimal),
	mid: maybe(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e12 })),
	spread: maybe(anyDecimal),
	spreadBps: maybe(anyNumber),
	group: fc.constantFrom('', '0.1', '1000'),
	groupTicks: fc.constantFrom(1, 10, 1000),
	maxSize: anyNumber,
	sizeDecimals: fc.integer({ min: 0, max: 12 }),
	source: anyWords,
	sequence: anyWords,
	imbalance: maybe(fc.double({ min: -1, max: 1, noNaN: true })),
});

export const anyTape: fc.Arbitrary<TapeView> = fc.record({
	symbol: anyWords,
	freshness: anyFreshness,
	rows: fc.array(
		fc.record({
			time: anyNumber,
			side: anySide,
			price: anyDecimal,
			size: anyDecimal,
			prints: fc.integer({ min: 1, max: 5000 }),
			funds: anyNumber,
			large: fc.boolean(),
			own: fc.boolean(),
		}),
		{ maxLength: 40 },
	),
	buyVolume: anyNumber,
	sellVolume: anyNumber,
	cvd: anyNumber,
	buyRatio: maybe(anyNumber),
	tradesPerSecond: anyNumber,
	sizeDecimals: fc.integer({ min: 0, max: 12 }),
});

export const anyHealth: fc.Arbitrary<HealthView> = fc.record({
	freshness: anyFreshness,
	sockets: fc.array(
		fc.record({
			socket: anyWords,
			state: fc.constantFrom('idle', 'token', 'connecting', 'live', 'stale', 'waiting', 'stopped'),
			host: maybe(anyWords),
			uptimeMs: maybe(anyNumber),
			ageMs: maybe(anyNumber),
			attempt: fc.nat(),
			nextAttemptInMs: maybe(anyNumber),
			reason: maybe(anyWords),
			reconnects: fc.nat(),
			latencyP50: maybe(anyNumber),
			latencyP99: maybe(anyNumber),
			latencyLine: fc.array(anyNumber, { maxLength: 60 }),
			pingRttMs: maybe(anyNumber),
			messagesPerSecond: anyNumber,
			topics: fc.nat(),
		}),
		{ maxLength: 5 },
	),
	topicCount: fc.nat({ max: 4000 }),
	topics: fc.array(
		fc.record({
			topic: anyWords,
			socket: anyWords,
			state: fc.constantFrom('pending', 'confirmed', 'silent', 'failed', 'removed'),
			data: fc.constantFrom('LIVE', 'AGEING', 'STALE', 'GAP', 'SYNC'),
			ageMs: maybe(anyNumber),
			note: anyWords,
		}),
		{ maxLength: 20 },
	),
	gaps: fc.nat(),
	malformed: fc.nat(),
	duplicates: fc.nat(),
	messages: fc.nat(),
	messagesPerSecond: anyNumber,
	lastProblem: maybe(anyWords),
	clockOffsetMs: maybe(anyNumber),
	restRttMs: maybe(anyNumber),
	venue: anyWords,
	loopDelayP99Ms: maybe(anyNumber),
	rssMb: maybe(anyNumber),
	terminalBytesPerSecond: maybe(anyNumber),
});

export const anySignals: fc.Arbitrary<SignalsView> = fc.record({
	links: fc.array(fc.record({ name: anyWords, place: anyWords, isUp: fc.boolean(), text: anyWords }), { maxLength: 4 }),
	freshness: anyFreshness,
	rows: fc.array(
		fc.record({
			time: anyNumber,
			ageMs: anyNumber,
			source: anyWords,
			verified: fc.constantFrom('hmac', 'secret', 'none', 'local'),
			symbol: fc.oneof(anyWords, fc.constant('')),
			signalType: anyWords,
			side: maybe(anySide),
			confidence: fc.double({ min: 0, max: 1, noNaN: true }),
			isCalibrated: fc.boolean(),
			entry: maybe(anyDecimal),
			entryLow: maybe(anyDecimal),
			entryHigh: maybe(anyDecimal),
			stop: maybe(anyDecimal),
			targets: fc.array(anyDecimal, { maxLength: 8 }),
			lagMs: anyNumber,
			state: fc.constantFrom('new', 'expired', 'clock?', 'quarantined', 'dup ×2'),
			reason: maybe(anyWords),
			id: fc.constantFrom('a', 'b', 'c'),
			key: fc.constantFrom('a', 'b', 'c'),
			stage: fc.constantFrom('open', 'expired', 'future', 'quarantined'),
			expiresAt: maybe(anyNumber),
			taken: fc.nat({ max: 3 }),
			reached: fc.constantFrom(undefined, 'stop' as const, 'target' as const),
			repeats: fc.nat({ max: 3 }),
			horizon: maybe(anyWords),
			features: maybe(fc.dictionary(fc.constantFrom('surge_z', 'ofi'), anyNumber)),
		}),
		{ maxLength: 20 },
	),
	filter: fc.record({ source: maybe(anyWords), type: maybe(anyWords), symbol: maybe(anyWords) }),
	received: fc.nat(),
	quarantined: fc.nat(),
	duplicates: fc.nat(),
	sources: fc.array(fc.record({ name: anyWords, state: anyWords }), { maxLength: 3 }),
});

export const anyWatchlist: fc.Arbitrary<WatchlistView> = fc.record({
	focused: anyWords,
	group: fc.oneof(fc.constant('favorites'), anyWords),
	sort: fc.constantFrom('order', 'symbol', 'change', 'signal'),
	isDescending: fc.boolean(),
	filter: anyWords,
	from: fc.nat({ max: 2000 }),
	freshness: maybe(anyFreshness),
	order: fc.array(anyWords, { maxLength: 20 }),
	rows: fc.array(
		fc.record({
			symbol: anyWords,
			last: maybe(anyDecimal),
			changeRate: maybe(anyNumber),
			volume: maybe(anyNumber),
			quoteVolume: maybe(anyNumber),
			signal: maybe(fc.record({ side: maybe(anySide), ageMs: anyNumber })),
			spreadBps: maybe(anyNumber),
			freshness: anyFreshness,
			line: fc.array(anyNumber, { maxLength: 20 }),
		}),
		{ maxLength: 15 },
	),
});

export const anyStatus: fc.Arbitrary<StatusView> = fc.record({
	mode: fc.constantFrom('DEMO', 'PAPER', 'LIVE', 'READ-ONLY', 'REPLAY'),
	armed: maybe(fc.constantFrom('ARMED', 'DISARMED')),
	viewerOf: maybe(fc.nat()),
	working: fc.nat(),
	unknown: fc.nat({ max: 3 }),
	symbol: anyWords,
	now: anyNumber,
	freshness: anyFreshness,
	trading: fc.constantFrom('ACTIVE', 'REDUCING', 'HALTED'),
	venue: anyWords,
	banner: maybe(anyWords),
});

export const anyPaintOptions: fc.Arbitrary<PaintOptions> = fc.record({
	glyphs: fc.constantFrom(unicodeGlyphs, asciiGlyphs),
	focused: fc.boolean(),
	frozenMs: maybe(anyNumber),
	frame: fc.constantFrom('box', 'rule'),
});

const anyStatusWord = fc.constantFrom('WORKING', 'PARTIAL', 'FILLED', 'CANCELED', 'REJECTED', 'UNKNOWN', 'NOT PLACED');

export const anyOrders: fc.Arbitrary<OrdersView> = fc.record({
	freshness: anyFreshness,
	orders: fc.array(
		fc.record({
			clientOid: fc.constantFrom('a', 'b', 'c'),
			symbol: anyWords,
			side: anySide,
			kind: anyWords,
			price: maybe(anyDecimal),
			trigger: maybe(anyWords),
			stop: maybe(anyDecimal),
			target: maybe(anyDecimal),
			size: maybe(anyDecimal),
			funds: maybe(anyDecimal),
			filledSize: anyDecimal,
			averagePrice: maybe(anyDecimal),
			status: anyStatusWord,
			note: anyWords,
			isFinal: fc.boolean(),
			external: fc.boolean(),
			ageMs: anyNumber,
			queueAhead: maybe(anyDecimal),
		}),
		{ maxLength: 30 },
	),
	fills: fc.array(
		fc.record({
			time: anyNumber,
			symbol: anyWords,
			side: anySide,
			price: anyDecimal,
			size: anyDecimal,
			fee: maybe(anyDecimal),
			feeCurrency: maybe(anyWords),
			liquidity: fc.constantFrom('taker', 'maker'),
		}),
		{ maxLength: 20 },
	),
	balances: fc.array(fc.record({ currency: anyWords, available: anyDecimal, hold: anyDecimal, total: anyDecimal }), {
		maxLength: 6,
	}),
	position: maybe(
		fc.record({
			size: anyDecimal,
			averageCost: maybe(anyDecimal),
			sold: maybe(fc.record({ size: anyDecimal, average: anyDecimal })),
			realized: anyDecimal,
			unrealized: maybe(anyDecimal),
			fees: anyDecimal,
		}),
	),
	quoteCurrency: anyWords,
	sessionProfit: maybe(anyDecimal),
	openCount: fc.nat(),
	heldExits: fc.nat({ max: 3 }),
	trading: fc.constantFrom('ACTIVE', 'REDUCING', 'HALTED'),
	armed: maybe(fc.boolean()),
	closedBecause: maybe(anyWords),
	deadManInS: maybe(fc.nat()),
	notice: maybe(fc.record({ level: fc.constantFrom('info', 'warning', 'danger'), text: anyWords })),
});
