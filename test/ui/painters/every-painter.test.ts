import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { Preview } from '../../../source/engine/trading-port.js';
import { listHelpGroups } from '../../../source/ui/keymap/cheatsheet.js';
import { paintBottomLine } from '../../../source/ui/painters/bottom-line.js';
import { paintChart } from '../../../source/ui/painters/chart.js';
import { paintDepth } from '../../../source/ui/painters/depth.js';
import { paintFind, paintHelp } from '../../../source/ui/painters/dialogs.js';
import type { PaintOptions } from '../../../source/ui/painters/frame.js';
import { asciiGlyphs } from '../../../source/ui/painters/glyphs.js';
import { paintHealth } from '../../../source/ui/painters/health.js';
import { paintOrders } from '../../../source/ui/painters/orders.js';
import { paintQuestion } from '../../../source/ui/painters/question.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { paintSafeLine } from '../../../source/ui/painters/safe-line.js';
import { paintSignals } from '../../../source/ui/painters/signals.js';
import type { Painted } from '../../../source/ui/painters/spans.js';
import { paintStatusBar } from '../../../source/ui/painters/status-bar.js';
import { paintTape } from '../../../source/ui/painters/tape.js';
import { paintTicker } from '../../../source/ui/painters/ticker.js';
import { paintWatchlist } from '../../../source/ui/painters/watchlist.js';
import { paintReview, type ReviewView } from '../../../source/ui/ticket/paint-review.js';
import { paintTicket, type TicketView } from '../../../source/ui/ticket/paint-ticket.js';
import { draftTicket, type TicketProblem } from '../../../source/ui/ticket/ticket-draft.js';
import { openTicket, type Ticket, ticketFields } from '../../../source/ui/ticket/ticket-state.js';
import { createFakePort, preview } from '../fake-port.js';
import {
	anyChart,
	anyHealth,
	anyLadder,
	anyOrders,
	anyPaintOptions,
	anySignals,
	anyStatus,
	anyTape,
	anyTicker,
	anyWatchlist,
	boxed,
	chart,
	health,
	ladder,
	live,
	orders,
	ruled,
	signals,
	status,
	tape,
	ticker,
	watchlist,
} from '../sample-views.js';

type Draw = (width: number, height: number, options: PaintOptions) => Painted;

const ticketView: TicketView = {
	ticket: { ...openTicket({ symbol: 'BTC-USDT', side: 'buy', price: '99.9', why: 'key b' }), size: '0.5' },
	drift: '1.25',
	rules: {
		baseCurrency: 'BTC',
		quoteCurrency: 'USDT',
		priceIncrement: '0.1',
		baseIncrement: '0.0001',
		baseMinSize: '0.001',
		touch: '99.9',
	},
	draft: draftTicket(
		{ ...openTicket({ symbol: 'BTC-USDT', side: 'buy', price: '99.9', why: 'key b' }), size: '0.5', stop: '98' },
		createFakePort().port,
	).draft,
	preview: { ...preview, riskFunds: '1', rewardFunds: '2' },
	problem: undefined,
	bestBid: '99.9',
	bestAsk: '100.1',
	freshness: live,
};
const reviewView: ReviewView = { ...ticketView, denied: undefined, warnings: [], mode: 'LIVE' };

const anyTicket: fc.Arbitrary<Ticket> = fc
	.record({
		side: fc.constantFrom('buy', 'sell'),
		type: fc.constantFrom('limit', 'market'),
		price: fc.constantFrom('', '.', '99.9', '123456789012345678901234'),
		size: fc.constantFrom('', '5.', '0.00000001'),
		unit: fc.constantFrom('base', 'quote', 'risk'),
		timeInForce: fc.constantFrom('GTC', 'GTT', 'IOC', 'FOK'),
		postOnly: fc.boolean(),
		display: fc.constantFrom('all', 'hidden', 'iceberg'),
		focus: fc.constantFrom(...ticketFields),
		refusal: fc.option(fc.string({ unit: 'grapheme', maxLength: 90 }), { nil: undefined }),
	} as const)
	.map(changes => ({ ...ticketView.ticket, ...changes }));
const anyPreview: fc.Arbitrary<Preview> = fc
	.record({
		cost: fc.constantFrom(undefined, '0', '123456789012345678.123456789012345678'),
		fee: fc.constantFrom(undefined, '0.0001'),
		distanceBps: fc.option(fc.double(), { nil: undefined }),
		riskFunds: fc.constantFrom(undefined, '-1', '1'),
		rewardFunds: fc.constantFrom(undefined, '3.5'),
		estimatedSize: fc.constantFrom(undefined, '1.5'),
	})
	.map(changes => ({ ...preview, ...changes }));
const maybeProblem: fc.Arbitrary<TicketProblem | undefined> = fc.option(
	fc.record({
		field: fc.constantFrom('order', ...ticketFields),
		text: fc.string({ unit: 'grapheme', maxLength: 90 }),
		detail: fc.option(fc.string({ unit: 'grapheme', maxLength: 90 }), { nil: undefined }),
	} as const),
	{ nil: undefined },
);

const words = fc.string({ unit: 'grapheme', maxLength: 60 });

/** Every painter, over views that are as odd as their types allow. */
const painters: readonly (readonly [string, fc.Arbitrary<Draw>])[] = [
	['ticker', anyTicker.map(view => (w, h, o) => paintTicker(view, w, h, o))],
	[
		'chart',
		fc.tuple(anyChart, fc.constantFrom('candles', 'line'), fc.nat({ max: 90 })).map(([view, mode, at]) => (w, h, o) => {
			const start = view.slots[at]?.start;
			const cursor = start === undefined ? undefined : { start, rows: at - 40 };
			return paintChart(view, w, h, { ...o, mode, cursor, scrolled: at });
		}),
	],
	[
		'depth',
		fc.tuple(anyLadder, fc.option(fc.double({ noNaN: true }), { nil: undefined })).map(
			([view, cursorPrice]) =>
				(w, h, o) =>
					paintDepth(view, w, h, { ...o, cursorPrice }),
		),
	],
	[
		'tape',
		fc.tuple(anyTape, fc.nat({ max: 50 })).map(
			([view, scroll]) =>
				(w, h, o) =>
					paintTape(view, w, h, { ...o, scroll }),
		),
	],
	[
		'health',
		fc.tuple(anyHealth, fc.nat({ max: 50 })).map(
			([view, scroll]) =>
				(w, h, o) =>
					paintHealth(view, w, h, { ...o, scroll }),
		),
	],
	[
		'signals',
		fc.tuple(anySignals, fc.nat({ max: 30 }), fc.constantFrom('a', 'b', undefined)).map(
			([view, scroll, selectedKey]) =>
				(w, h, o) =>
					paintSignals(view, w, h, { ...o, scroll, selectedKey }),
		),
	],
	[
		'watchlist',
		fc.tuple(anyWatchlist, fc.nat({ max: 20 })).map(
			([view, scroll]) =>
				(w, h, o) =>
					paintWatchlist(view, w, h, { ...o, selected: view.order[scroll], isTyping: scroll > 9 }),
		),
	],
	[
		'orders',
		fc.tuple(anyOrders, fc.constantFrom('a', 'b', undefined), fc.option(words, { nil: undefined })).map(
			([view, selectedId, closedReason]) =>
				(w, h, o) =>
					paintOrders(view, w, h, { ...o, selectedId, closedReason }),
		),
	],
	[
		'ticket',
		fc.tuple(anyTicket, anyPreview, maybeProblem).map(
			([ticket, preview, problem]) =>
				(w, h, o) =>
					paintTicket({ ...ticketView, ticket, preview, problem }, w, h, o),
		),
	],
	[
		'review',
		fc.tuple(anyPreview, fc.array(words, { maxLength: 4 }), fc.option(words, { nil: undefined })).map(
			([preview, warnings, line]) =>
				(w, h, o) =>
					paintReview(
						{ ...reviewView, preview, warnings, denied: line === undefined ? undefined : { words: line, line } },
						w,
						h,
						o,
					),
		),
	],
	[
		'question',
		fc
			.record({
				title: words,
				asks: words,
				lines: fc.array(words, { maxLength: 30 }),
				input: fc.option(words, { nil: undefined }),
				keys: fc.constant([{ keys: 'y', label: 'yes' }]),
				progress: fc.option(words, { nil: undefined }),
			})
			.map(view => (w, h, o) => paintQuestion(view, w, h, o)),
	],
	['status bar', anyStatus.map(view => (w, h, o) => paintStatusBar(view, w, h, o))],
	[
		'safe line',
		fc.tuple(anyStatus, anyTicker).map(
			([a, b]) =>
				(w, h, o) =>
					paintSafeLine(a, b, w, h, o),
		),
	],
	[
		'bottom line',
		fc
			.record({
				message: fc.option(words, { nil: undefined }),
				banner: fc.option(words, { nil: undefined }),
				hints: fc.array(fc.record({ keys: words, label: words })),
			})
			.map(view => (w, h, o) => paintBottomLine(view, w, h, o)),
	],
	['help', fc.nat({ max: 80 }).map(scroll => (w, h, o) => paintHelp(listHelpGroups(), w, h, { ...o, scroll }))],
	[
		'find',
		fc
			.record({
				text: words,
				matches: fc.array(words, { maxLength: 30 }),
				index: fc.nat({ max: 40 }),
				watched: fc.array(words),
				known: fc.nat(),
			})
			.map(view => (w, h, o) => paintFind(view, w, h, o)),
	],
];

test.each(painters)('%s never throws and never leaves its rectangle', (_, draws) => {
	fc.assert(
		fc.property(
			draws,
			fc.integer({ min: 0, max: 150 }),
			fc.integer({ min: 0, max: 50 }),
			anyPaintOptions,
			(draw, width, height, options) => {
				const rows = draw(width, height, options);

				expect(rows.length).toBeLessThanOrEqual(height);
				for (const row of rows) {
					const text = row.map(span => span.text).join('');
					expect(stringWidth(text)).toBeLessThanOrEqual(width);
					expect(text).not.toMatch(/[\n\r\u001b]/);
				}
			},
		),
		{ numRuns: 150 },
	);
});

const samples: readonly (readonly [string, Draw])[] = [
	['ticker', (w, h, o) => paintTicker(ticker, w, h, o)],
	[
		'chart',
		(w, h, o) =>
			paintChart(chart, w, h, {
				...o,
				mode: w > 100 ? 'line' : 'candles',
				cursor: { start: chart.slots[30]!.start, rows: 1 },
				scrolled: 3,
			}),
	],
	['depth', (w, h, o) => paintDepth(ladder, w, h, { ...o, cursorPrice: 99.8 })],
	['tape', (w, h, o) => paintTape(tape, w, h, { ...o, scroll: 0 })],
	['health', (w, h, o) => paintHealth(health, w, h, { ...o, scroll: 0 })],
	['signals', (w, h, o) => paintSignals(signals, w, h, { ...o, scroll: 0, selectedKey: '1' })],
	['watchlist', (w, h, o) => paintWatchlist(watchlist, w, h, { ...o, selected: 'ETH-USDT', isTyping: true })],
	['orders', (w, h, o) => paintOrders(orders, w, h, { ...o, selectedId: 'kc1ABCD1', closedReason: undefined })],
	['ticket', (w, h, o) => paintTicket(ticketView, w, h, o)],
	['review', (w, h, o) => paintReview(reviewView, w, h, o)],
	['status bar', (w, h, o) => paintStatusBar(status, w, h, o)],
	['safe line', (w, h, o) => paintSafeLine(status, ticker, w, h, o)],
	['help', (w, h, o) => paintHelp(listHelpGroups(), w, h, { ...o, scroll: 0 })],
];

test.each(samples)('%s takes a rectangle of one cell', (_, draw) => {
	for (const options of [boxed, ruled]) {
		expect(draw(1, 1, options).length).toBeLessThanOrEqual(1);
	}
});

test.each(samples)('%s draws with ASCII alone where it must', (_, draw) => {
	for (const [width, height] of [
		[40, 8],
		[80, 20],
		[140, 40],
	] as const) {
		expect(toText(draw(width, height, { ...boxed, glyphs: asciiGlyphs, focused: true, frozenMs: 1000 }))).toMatch(
			/^[\x20-\x7e\n]*$/,
		);
	}
});

/** Numbers of a text that are written in full. */
const numbersIn = (text: string): string[] => text.match(/\d+(?:\.\d+)?/g) ?? [];

test('a price or size of the tape is there whole or not at all, at every width', () => {
	const whole = new Set(tape.rows.flatMap(({ price, size }) => [price, size, '67235.0']));

	for (let width = 1; width < 90; width++) {
		for (const row of paintTape(tape, width, 9, { ...boxed, scroll: 0 })) {
			for (const { text, token } of row) {
				if (token === 'bid' || token === 'ask' || token === 'large') {
					for (const number of numbersIn(text).filter(found => found.length > 2 && !text.includes('CVD'))) {
						expect(whole).toContain(number);
					}
				}
			}
		}
	}
});

test('best bid and ask are there whole or not at all, at every width', () => {
	for (let width = 1; width < 140; width++) {
		for (const height of [4, 6, 14]) {
			for (const row of paintTicker(ticker, width, height, boxed)) {
				for (const { text, token } of row) {
					if (token === 'bid' || token === 'ask') {
						expect(['67234.4', '67235']).toContain(text.trim());
					}
				}
			}
		}
	}
});
