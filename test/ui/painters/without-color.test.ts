import { expect, test } from 'vitest';
import type { Freshness } from '../../../source/store/views.js';
import { paintAlerts } from '../../../source/ui/painters/alerts.js';
import { paintChart } from '../../../source/ui/painters/chart.js';
import { paintDepth } from '../../../source/ui/painters/depth.js';
import { paintFind } from '../../../source/ui/painters/dialogs.js';
import type { PaintOptions } from '../../../source/ui/painters/frame.js';
import { asciiGlyphs } from '../../../source/ui/painters/glyphs.js';
import { paintHealth } from '../../../source/ui/painters/health.js';
import { paintOrders } from '../../../source/ui/painters/orders.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { paintSignals } from '../../../source/ui/painters/signals.js';
import type { Painted } from '../../../source/ui/painters/spans.js';
import { paintStatusBar } from '../../../source/ui/painters/status-bar.js';
import { paintTape } from '../../../source/ui/painters/tape.js';
import { paintTicker } from '../../../source/ui/painters/ticker.js';
import { paintWatchlist } from '../../../source/ui/painters/watchlist.js';
import {
	boxed,
	chart,
	filledOrder,
	health,
	ladder,
	makeSlot,
	orders,
	ruled,
	signalRow,
	signals,
	status,
	tape,
	ticker,
	watchlist,
	workingOrder,
} from '../sample-views.js';

/**
 * What a person must not mix up, as two pictures that differ in it alone. Without a color, an attribute or an inverse cell
 * the texts must still differ.
 */
type Meaning = readonly [
	what: string,
	one: (options: PaintOptions) => Painted,
	other: (options: PaintOptions) => Painted,
];

const stale: Freshness = { state: 'STALE', ageMs: 300, note: '' };
const states = ['LIVE', 'AGEING', 'STALE', 'GAP', 'SYNC'] as const;
const freshnessOf = (state: (typeof states)[number]): Freshness => ({ state, ageMs: 300, note: '' });
const chartOptions = { mode: 'candles', cursor: undefined, scrolled: 0 } as const;
const flat = Array.from({ length: 20 }, (_, index) => makeSlot(index, 100, 101, 99, 100));
const bars = (open: number, close: number) => ({
	...chart,
	slots: [...flat.slice(0, 19), makeSlot(19, open, 103, 97, close)],
});
const lookAt =
	<View>(
		paint: (view: View, width: number, height: number, options: PaintOptions) => Painted,
		width: number,
		height: number,
	) =>
	(view: View) =>
	(options: PaintOptions): Painted =>
		paint(view, width, height, options);

const onTape = lookAt((view: typeof tape, w, h, o) => paintTape(view, w, h, { ...o, scroll: 0 }), 40, 10);
const inOrders = lookAt(
	(view: typeof orders, w, h, o) => paintOrders(view, w, h, { ...o, selectedId: undefined, closedReason: undefined }),
	100,
	14,
);
const inSignals = lookAt(
	(view: typeof signals, w, h, o) => paintSignals(view, w, h, { ...o, scroll: 0, selectedKey: undefined }),
	100,
	14,
);
const inDepth = lookAt(
	(view: typeof ladder, w, h, o) => paintDepth(view, w, h, { ...o, cursorPrice: undefined }),
	44,
	16,
);
const inStatus = lookAt((view: typeof status, w, h, { glyphs }) => paintStatusBar(view, w, h, { glyphs }), 80, 1);
const inChart = lookAt((view: typeof chart, w, h, o) => paintChart(view, w, h, { ...o, ...chartOptions }), 60, 16);
const inWatch = lookAt(
	(view: typeof watchlist, w, h, o) => paintWatchlist(view, w, h, { ...o, selected: undefined, isTyping: false }),
	70,
	10,
);
const inHealth = lookAt((view: typeof health, w, h, o) => paintHealth(view, w, h, { ...o, scroll: 0 }), 60, 20);
const inTicker = lookAt((view: typeof ticker, w, h, o) => paintTicker(view, w, h, o), 40, 12);

const withTape = (changes: Partial<(typeof tape.rows)[number]>) =>
	onTape({ ...tape, rows: [{ ...tape.rows[0]!, ...changes }] });
const withOrder = (changes: Partial<typeof workingOrder>) =>
	inOrders({ ...orders, orders: [{ ...workingOrder, ...changes }] });
const withSignal = (changes: Partial<typeof signalRow>) =>
	inSignals({ ...signals, rows: [{ ...signalRow, ...changes }] });
const fillOf = (side: 'buy' | 'sell') => inOrders({ ...orders, orders: [], fills: [{ ...orders.fills[0]!, side }] });
const ownAt = (changes: Partial<(typeof ladder.rows)[number]>) =>
	inDepth({ ...ladder, rows: ladder.rows.map((row, index) => (index === 6 ? { ...row, ...changes } : row)) });
const markOf = (kind: 'buy' | 'sell' | 'stop' | 'target') => inChart({ ...chart, marks: [{ price: '103.5', kind }] });
const chartFill = (side: 'buy' | 'sell') => inChart({ ...chart, fills: [{ ...chart.fills[0]!, side }] });
const list = (selected: number | undefined) => (o: PaintOptions) =>
	paintAlerts(
		{
			text: '',
			index: selected ?? -1,
			alerts: ['order filled', 'connection'].map(text => ({
				text,
				symbol: undefined,
				state: 'armed',
				last: undefined,
			})),
			watched: [],
		},
		74,
		10,
		o,
	);

const meanings: readonly Meaning[] = [
	['a print of a buyer and of a seller', withTape({ side: 'buy' }), withTape({ side: 'sell' })],
	['a large print', withTape({ large: false }), withTape({ large: true })],
	['a print of mine', withTape({ own: false }), withTape({ own: true })],
	['an order to buy and to sell', withOrder({ side: 'buy' }), withOrder({ side: 'sell' })],
	[
		'an order of mine and of another program',
		withOrder({ external: false }),
		withOrder({ external: true, note: 'external' }),
	],
	...(['PARTIAL', 'CANCELED', 'UNKNOWN', 'REJECTED'] as const).map(
		(word): Meaning => [`an order that is WORKING and ${word}`, withOrder({}), withOrder({ status: word })],
	),
	['a fill that bought and that sold', fillOf('buy'), fillOf('sell')],
	[
		'the selected order',
		o => paintOrders(orders, 100, 14, { ...o, selectedId: workingOrder.clientOid, closedReason: undefined }),
		o => paintOrders(orders, 100, 14, { ...o, selectedId: filledOrder.clientOid, closedReason: undefined }),
	],
	[
		'orders that are open and that are closed',
		inOrders(orders),
		o => paintOrders(orders, 100, 14, { ...o, selectedId: undefined, closedReason: 'DISARMED: A arms' }),
	],
	...(['REDUCING', 'HALTED'] as const).flatMap((word): Meaning[] => [
		[`trading ${word} in ORDERS`, inOrders(orders), inOrders({ ...orders, trading: word })],
		[`trading ${word} in the status bar`, inStatus(status), inStatus({ ...status, trading: word })],
	]),
	['a profit and a loss', inOrders(orders), inOrders({ ...orders, sessionProfit: '-0.875' })],
	['a signal to buy and to sell', withSignal({ side: 'buy' }), withSignal({ side: 'sell' })],
	[
		'a signal that can be taken and one that has expired',
		withSignal({}),
		withSignal({ stage: 'expired', state: 'expired' }),
	],
	['a signal whose maker is proved and one whose is not', withSignal({}), withSignal({ verified: 'none' })],
	['a signal that was quarantined', withSignal({}), withSignal({ stage: 'quarantined', state: 'quarantined' })],
	[
		'the selected signal',
		o => paintSignals(signals, 100, 14, { ...o, scroll: 0, selectedKey: '1' }),
		o => paintSignals(signals, 100, 14, { ...o, scroll: 0, selectedKey: '2' }),
	],
	[
		'the selected signal, where there is no room to explain it',
		o => paintSignals(signals, 100, 6, { ...o, scroll: 0, selectedKey: '1' }),
		o => paintSignals(signals, 100, 6, { ...o, scroll: 0, selectedKey: '2' }),
	],
	['LIVE and PAPER', inStatus(status), inStatus({ ...status, mode: 'LIVE' })],
	[
		'armed and disarmed',
		inStatus({ ...status, mode: 'LIVE', armed: 'ARMED' }),
		inStatus({ ...status, mode: 'LIVE', armed: 'DISARMED' }),
	],
	[
		'auto mode',
		inStatus({ ...status, auto: { on: true, why: '', orders: 0, maxOrders: 1 } }),
		inStatus({ ...status, auto: { on: false, why: '', orders: 0, maxOrders: 1 } }),
	],
	['an order of unknown fate', inStatus({ ...status, working: 1 }), inStatus({ ...status, working: 1, unknown: 1 })],
	['asks and bids of the ladder', ownAt({ bidSize: 3, askSize: 0 }), ownAt({ bidSize: 0, askSize: 4 })],
	['a level with an order of mine', ownAt({}), ownAt({ ownBid: '0.5' })],
	// Of mine to buy or to sell: bids stand below the spread, asks above it.
	[
		'the cursor of the ladder',
		o => paintDepth(ladder, 44, 16, { ...o, cursorPrice: ladder.rows[2]!.priceNumber }),
		o => paintDepth(ladder, 44, 16, { ...o, cursorPrice: ladder.rows[3]!.priceNumber }),
	],
	['a bar that rose and one that fell', inChart(bars(98, 102)), inChart(bars(102, 98))],
	['a fill of mine that bought and that sold, in the chart', chartFill('buy'), chartFill('sell')],
	['an order of mine to buy and to sell, in the chart', markOf('buy'), markOf('sell')],
	['a stop and a target, in the chart', markOf('stop'), markOf('target')],
	['a stop and an order, in the chart', markOf('stop'), markOf('sell')],
	['a price that rose and that fell', inTicker({ ...ticker, direction: 1 }), inTicker({ ...ticker, direction: -1 })],
	[
		'a day that rose and that fell',
		inTicker({ ...ticker, changeRate: 0.01 }),
		inTicker({ ...ticker, changeRate: -0.01 }),
	],
	[
		'the selected symbol',
		o => paintWatchlist(watchlist, 70, 10, { ...o, selected: 'BTC-USDT', isTyping: false }),
		o => paintWatchlist(watchlist, 70, 10, { ...o, selected: 'ETH-USDT', isTyping: false }),
	],
	['the symbol in focus', inWatch(watchlist), inWatch({ ...watchlist, focused: 'ETH-USDT' })],
	[
		'a signal to buy and to sell, in the watchlist',
		inWatch({ ...watchlist, rows: [{ ...watchlist.rows[1]!, signal: { side: 'buy', ageMs: 1 } }] }),
		inWatch({ ...watchlist, rows: [{ ...watchlist.rows[1]!, signal: { side: 'sell', ageMs: 1 } }] }),
	],
	[
		'a socket that is live and that is not',
		inHealth(health),
		inHealth({ ...health, sockets: [{ ...health.sockets[0]!, state: 'stale' }, health.sockets[1]!] }),
	],
	['the chosen alert', list(0), list(1)],
	[
		'the chosen symbol of a search',
		o => paintFind({ text: 'U', index: 0, matches: ['A-U', 'B-U'], watched: [], known: 2 }, 40, 12, o),
		o => paintFind({ text: 'U', index: 1, matches: ['A-U', 'B-U'], watched: [], known: 2 }, 40, 12, o),
	],
	['a pane that is frozen', inTicker(ticker), o => inTicker(ticker)({ ...o, frozenMs: 1000 })],
	['a pane that has the keys', inTicker(ticker), o => inTicker(ticker)({ ...o, focused: true })],
	...states.slice(1).flatMap((state): Meaning[] => [
		[`${state} of the ticker`, inTicker(ticker), inTicker({ ...ticker, freshness: freshnessOf(state) })],
		[`${state} of the ladder`, inDepth(ladder), inDepth({ ...ladder, freshness: freshnessOf(state) })],
		[`${state} of the tape`, onTape(tape), onTape({ ...tape, freshness: freshnessOf(state) })],
		[`${state} of the chart`, inChart(chart), inChart({ ...chart, freshness: freshnessOf(state) })],
		[`${state} of the health`, inHealth(health), inHealth({ ...health, freshness: freshnessOf(state) })],
		[`${state} of the orders`, inOrders(orders), inOrders({ ...orders, freshness: freshnessOf(state) })],
		[`${state} of the signals`, inSignals(signals), inSignals({ ...signals, freshness: freshnessOf(state) })],
		[`${state} of the desk`, inStatus(status), inStatus({ ...status, freshness: freshnessOf(state) })],
	]),
	[
		'a symbol whose data are stale',
		inWatch(watchlist),
		inWatch({ ...watchlist, rows: watchlist.rows.map(row => ({ ...row, freshness: stale })) }),
	],
];

const looks: readonly (readonly [string, PaintOptions])[] = [
	['in frames', boxed],
	['under rules', ruled],
	['in ASCII', { ...boxed, glyphs: asciiGlyphs }],
];

for (const [look, options] of looks) {
	test.each(meanings)(`%s can be told without a color ${look}`, (_, one, other) => {
		expect(toText(one(options))).not.toBe(toText(other(options)));
	});
}

test('a pane without its meaning is the same picture', () => {
	expect(toText(inTicker(ticker)(boxed))).toBe(toText(inTicker(ticker)(boxed)));
});
