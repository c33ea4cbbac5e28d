import { expect, test } from 'vitest';
import { paintBottomLine } from '../../../source/ui/painters/bottom-line.js';
import { paintDepth } from '../../../source/ui/painters/depth.js';
import { paintFind } from '../../../source/ui/painters/dialogs.js';
import { asciiGlyphs, unicodeGlyphs } from '../../../source/ui/painters/glyphs.js';
import { paintHealth } from '../../../source/ui/painters/health.js';
import { paintLineChart } from '../../../source/ui/painters/line-chart.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { paintSafeLine } from '../../../source/ui/painters/safe-line.js';
import { paintSignals } from '../../../source/ui/painters/signals.js';
import { paintStatusBar } from '../../../source/ui/painters/status-bar.js';
import { paintTape } from '../../../source/ui/painters/tape.js';
import { paintTicker } from '../../../source/ui/painters/ticker.js';
import { paintWatchlist } from '../../../source/ui/painters/watchlist.js';
import {
	boxed,
	health,
	ladder,
	live,
	makeLadder,
	ruled,
	signals,
	status,
	tape,
	ticker,
	watchlist,
} from '../sample-views.js';

const depthOptions = { ...boxed, cursorPrice: undefined };

test('the ticker shows price, quotes, day and the line of the session', () => {
	expect(toText(paintTicker(ticker, 41, 14, boxed))).toMatchInlineSnapshot(`
		"┌─ TICKER BTC-USDT ───────── LIVE 0.3s ─┐
		│ ▲ 67234.5  -1.23% -812.3              │
		│ bid 67234.4 × 1.25                    │
		│ ask 67235   × 0.5                     │
		│ spread 0.6 · 0.09 bps                 │
		│ 24h high 68000.0   low 66000.1        │
		│ vol 1.23K BTC = 82.00M USDT           │
		│ 67238.0┤      ╭╮                      │
		│        ┤    ╭─╯╰─╮                    │
		│        ┤   ╭╯    ╰╮  ╭                │
		│ 67233.8┤  ╭╯      ╰╮╭╯                │
		│        ┤╭─╯        ╰╯                 │
		│ 67231.0┤╯                             │
		└───────────────────────────────────────┘"
	`);
});

test('the ticker of a small screen flows in three lines', () => {
	expect(toText(paintTicker(ticker, 80, 4, ruled))).toMatchInlineSnapshot(`
		"TICKER BTC-USDT ───────────────────────────────────────────────────── LIVE 0.3s 
		▲ 67234.5  -1.23% -812.3   bid 67234.4 × 1.25   ask 67235 × 0.5
		spread 0.6 · 0.09 bps   24h high 68000.0   low 66000.1
		vol 1.23K BTC = 82.00M USDT"
	`);
});

test('the mid is exact where the venue leaves out the zeros of the bid', () => {
	const view = { ...ladder, bestBid: '60000', bestAsk: '60000.1', spread: '0.1', mid: 60_000.05 };
	expect(toText(paintDepth(view, 60, 14, depthOptions))).toContain('─ mid 60000.05 ─');
});

test('the ladder shows both sides, cumulative figures and the spread', () => {
	expect(toText(paintDepth(ladder, 60, 14, depthOptions))).toMatchInlineSnapshot(`
		"┌─ DEPTH BTC-USDT group 0.1 ─────────────────── LIVE 0.3s ─┐
		│     price       size      total     value    traded      │
		│     100.4       2.00       5.00     500.0                │
		│     100.3       1.50       3.00     300.0                │
		│     100.2       1.00       1.50     150.0                │
		│     100.1       0.50       0.50     50.00      2.50      │
		│     100.0                                                │
		│ ── spread 0.2 · 20.0 bps ─ mid 100.00 ────────────────── │
		│      99.9       0.50       0.50     50.00      2.50      │
		│      99.8       1.00       1.50     150.0                │
		│      99.7       1.50       3.00     300.0                │
		│      99.6       2.00       5.00     500.0                │
		│ imbalance +12% bid                    level2 14610506463 │
		└──────────────────────────────────────────────────────────┘"
	`);
});

test('the cursor of the ladder tells distance and value', () => {
	const painted = paintDepth(ladder, 64, 14, { ...depthOptions, cursorPrice: 99.7 });

	expect(toText(painted.slice(-2))).toMatchInlineSnapshot(`
		"│ ▸ 99.7  -30.0 bps from mid  300.0 USDT to here               │
		└──────────────────────────────────────────────────────────────┘"
	`);
	expect(
		painted[10]!.every(({ token }, index, row) => index === 0 || index === row.length - 1 || token === 'cursor'),
	).toBe(true);
});

test('a narrow ladder drops whole columns and keeps price and size', () => {
	expect(toText(paintDepth(ladder, 26, 14, depthOptions))).toMatchInlineSnapshot(`
		"┌─ DEPTH ──── LIVE 0.3s ─┐
		│     price       size   │
		│     100.4       2.00   │
		│     100.3       1.50   │
		│     100.2       1.00   │
		│     100.1       0.50   │
		│     100.0              │
		│ ── spread 0.2 ──────── │
		│      99.9       0.50   │
		│      99.8       1.00   │
		│      99.7       1.50   │
		│      99.6       2.00   │
		│ imbalance +12% bid     │
		└────────────────────────┘"
	`);
});

test('a ladder whose touch is elsewhere says where, and how to come back', () => {
	const below = makeLadder({ rows: 9, groupTicks: 1, anchor: 98 });

	expect(toText(paintDepth(below, 50, 14, depthOptions))).toContain('▲ touch is above · c recenters');
});

test('an own order is marked in the ladder', () => {
	const rows = ladder.rows.map(row => (row.price === '99.8' ? { ...row, ownBid: '0.25' } : row));

	expect(toText(paintDepth({ ...ladder, rows }, 60, 14, depthOptions))).toMatch(/◆ +0\.25 +99\.8/);
});

test('a book that has not come and a book without orders are told apart', () => {
	const nothing = { ...ladder, rows: [], bestBid: undefined, bestAsk: undefined, mid: undefined };
	const missing = { ...nothing, freshness: { state: 'SYNC', ageMs: undefined, note: '' } } as const;

	expect(toText(paintDepth(missing, 50, 8, depthOptions))).toContain('book not received yet');
	expect(toText(paintDepth(nothing, 50, 8, depthOptions))).toContain('no depth: the book is empty');
});

test('a stale ladder is faint, and its title says why', () => {
	const stale = { ...ladder, freshness: { state: 'STALE', ageMs: 4200, note: 'refused · try 2 in 1s' } } as const;
	const painted = paintDepth(stale, 60, 14, depthOptions);

	expect(toText(painted.slice(0, 1))).toContain('refused · try 2 in 1s STALE 4.2s');
	expect(painted.slice(1, -1).flatMap(row => row.slice(1, -1).map(({ token }) => token))).not.toContain('bid');
});

test('the size bars are as long as their sizes', () => {
	const bars = paintDepth(ladder, 60, 14, depthOptions).map(row =>
		row
			.filter(({ token }) => token === 'bidBar' || token === 'askBar')
			.reduce((cells, { text }) => cells + text.length, 0),
	);

	// 0.4 below and above the mid: size 2 of at most 5, over half of 56 cells.
	expect(bars[2]).toBe(11);
	expect(bars[5]).toBe(3);
	expect(bars[2]).toBeGreaterThan(bars[3]!);
	expect(bars[11]).toBe(11);
});

test('the tape shows time, side, price, size and what was merged', () => {
	expect(toText(paintTape(tape, 60, 12, { ...boxed, scroll: 0 }))).toMatchInlineSnapshot(`
		"┌─ TAPE BTC-USDT ────────────────────────────── LIVE 0.3s ─┐
		│ B 62% ████████████░░░░░░░░ 38% S CVD +1.250  4.2/s       │
		│ time                  price   size              value    │
		│ 12:00:01.500   ▲B   67235.0   0.5              33.62K    │
		│ 12:00:00.900   ▼S   67234.4   1.25   ●   ×3    84.04K    │
		│ 12:00:00.000   ◆B   67235.0   2                134.5K    │
		│                                                          │
		│                                                          │
		│                                                          │
		│                                                          │
		│                                                          │
		└──────────────────────────────────────────────────────────┘"
	`);
});

test('a tape without trades says whether any could have come', () => {
	const empty = { ...tape, rows: [], buyRatio: undefined };
	const missing = { ...empty, freshness: { state: 'SYNC', ageMs: undefined, note: '' } } as const;

	expect(toText(paintTape(empty, 40, 8, { ...boxed, scroll: 0 }))).toContain('no trade since the start');
	const silent = { ...tape, buyRatio: undefined };
	const lost = { ...silent, freshness: { ...live, state: 'STALE' as const } };
	expect(toText(paintTape(silent, 60, 12, { ...boxed, scroll: 0 }))).toContain('no trade in 60s');
	expect(toText(paintTape(lost, 60, 12, { ...boxed, scroll: 0 }))).toContain('nothing came in 60s');
	expect(toText(paintTape(missing, 40, 8, { ...boxed, scroll: 0 }))).toContain('trades not received yet');
});

test('health shows every socket, the counters, the cost and the topics', () => {
	expect(toText(paintHealth(health, 64, 18, { ...boxed, scroll: 0 }))).toMatchInlineSnapshot(`
		"┌─ HEALTH venue open ────────────────────────────── LIVE 0.3s ─┐
		│ public-1 LIVE  up 12m 05s  age 0.0s  143 msg/s               │
		│   lat 12ms/45ms     ▁▂▁█▂  ping 24ms    reconnects 1         │
		│   12 topics                                                  │
		│ public-2 WAITING  try 4 in 6s  refused  age 8.0s             │
		│   reconnects 2                                               │
		│ reconnects 3    gaps 2    malformed 1    duplicates 11       │
		│ 143.0 msg/s   screen 9.4 kB/s    loop 1.4ms   rss 98 MB      │
		│ rest 24ms    clock +3.2ms                                    │
		│ last public-2: refused                                       │
		│ topic             data        age   socket     note          │
		│ level2:BTC-USDT   LIVE       0.0s   public-1                 │
		│ match:BTC-USDT    AGEING      12s   public-1   quiet ✓       │
		│ ticker:BTC-USDT   pending       -   public-2                 │
		│                                                              │
		│                                                              │
		│                                                              │
		└──────────────────────────────────────────────────────────────┘"
	`);
});

test('health of a small screen keeps the counters', () => {
	expect(toText(paintHealth(health, 40, 6, { ...ruled, scroll: 0 }))).toMatchInlineSnapshot(`
		"HEALTH venue open ─────────── LIVE 0.3s 
		public-1 LIVE  12ms/45ms  up 12m 
		public-2 WAITING  try 4 in 6s  refused
		reconn 3  gaps 2  malf 1  dup 11
		143.0 msg/s  screen 9.4 kB/s  loop 1.4ms
		last public-2: refused"
	`);
});

test('a waiting socket shows which try comes when', () => {
	expect(toText(paintHealth(health, 64, 18, { ...boxed, scroll: 0 }))).toContain('try 4 in 6s');
});

test('signals are shown with source, trust, figures and state', () => {
	expect(toText(paintSignals(signals, 140, 8, { ...boxed, scroll: 0, selectedKey: undefined }))).toMatchInlineSnapshot(`
		"┌─ SIGNALS 2 received · 1 quarantined ───────────────────────────────────────────────────────────────────────────────────────── LIVE 0.3s ─┐
		│ time      age source       symbol   type          side   conf               entry  stop targets     trust   lag state   why              │
		│ 12:00:00 4.2s ✓ voiceofch… BTC-USDT long_breakout ▲buy  0.82  ████░ 67000-67100.5 66500 68000 69000 hmac  240ms new     range high brok… │
		│ 12:00:00 4.2s · kcmon      BTC-USDT long_breakout ▼sell 0.40  ██░░░ 67000-67100.5 66500 68000 69000 local 240ms expired range high brok… │
		│ 4.2s voiceofchain quarantined confidence: Expected 0 to 1, was 4                                                                         │
		│                                                                                                                                          │
		│                                                                                                                                          │
		└──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘"
	`);
});

test('a chosen signal is explained', () => {
	expect(toText(paintSignals(signals, 74, 11, { ...boxed, scroll: 0, selectedKey: '1' }))).toMatchInlineSnapshot(`
		"┌─ SIGNALS 2 received · 1 quarantined ─────────────────────── LIVE 0.3s ─┐
		│    age  source          symbol    type           side    conf  state   │
		│ ▸ 4.2s  ✓ voiceofchain  BTC-USDT  long_breakout  ▲buy   0.82   new     │
		│   4.2s  · kcmon         BTC-USDT  long_breakout  ▼sell  0.40   expired │
		│   4.2s voiceofchain quarantined confidence: Expected 0 to 1, was 4     │
		│                                                                        │
		│                                                                        │
		│ verified (hmac)  entry 67000-67100.5  stop 66500  targets 68000 69000  │
		│ confidence 0.82  lag 240ms  id a1                                      │
		│ range high broken on volume                                            │
		└────────────────────────────────────────────────────────────────────────┘"
	`);
});

test('without signals the pane tells how to send some', () => {
	const none = { ...signals, rows: [], sources: [], received: 0, quarantined: 0 };

	expect(toText(paintSignals(none, 74, 6, { ...boxed, scroll: 0, selectedKey: undefined }))).toContain(
		'--signals stdin',
	);
});

test('the watchlist numbers its symbols and marks the one in focus', () => {
	const options = { ...boxed, selected: undefined, isTyping: false };
	expect(toText(paintWatchlist(watchlist, 84, 6, options))).toMatchInlineSnapshot(`
		"┌─ WATCHLIST ──────────────────────────────────────────────────────────────────────┐
		│   symbol       last     24h state   age  bps    vol  value signal                │
		│ 1 ▸BTC-USDT 67234.5  -1.23% LIVE   0.3s 0.09  1.23K 82.00M        ▁▅█            │
		│ 2  ETH-USDT 2621.84  +0.81% STALE   31s 0.04 37.91K 99.00M ▲B 42s █▅▁            │
		│ 3  SOL-USDT       -       - SYNC      -    -      -      -                       │
		└──────────────────────────────────────────────────────────────────────────────────┘"
	`);
});

test('the watchlist says how many symbols there are where some have no room', () => {
	const options = { ...boxed, selected: undefined, isTyping: false };
	expect(toText(paintWatchlist(watchlist, 60, 6, options))).toMatch(/WATCHLIST ─/);
	expect(toText(paintWatchlist(watchlist, 60, 5, options))).toMatch(/WATCHLIST favorites 3 from 1 ─/);
});

test('a group of all pairs tells how many there are, how it is sorted, and what filters it', () => {
	const view = {
		...watchlist,
		group: 'all',
		sort: 'value',
		isDescending: true,
		filter: 'U',
		from: 40,
		freshness: live,
	} as const;
	const options = { ...boxed, selected: 'ETH-USDT', isTyping: true };
	expect(toText(paintWatchlist(view, 90, 6, options))).toMatchInlineSnapshot(`
		"┌─ WATCHLIST all 3 from 41 · filter U_ ────────────────────────────────────── LIVE 0.3s ─┐
		│     symbol         last       24h    bps      vol   value▼   signal                    │
		│     ▸BTC-USDT   67234.5    -1.23%   0.09    1.23K   82.00M            ▁▅█              │
		│ ▸    ETH-USDT   2621.84    +0.81%   0.04   37.91K   99.00M   ▲B 42s   █▅▁              │
		│      SOL-USDT         -         -      -        -        -                             │
		└────────────────────────────────────────────────────────────────────────────────────────┘"
	`);
	expect(toText(paintWatchlist(view, 44, 6, { ...options, glyphs: asciiGlyphs }))).toMatchInlineSnapshot(`
		"+- WATCHLIST filter U_ -------- LIVE 0.3s -+
		|   symbol       last     24h  bps valuev  |
		|   >BTC-USDT 67234.5  -1.23% 0.09 82.00M  |
		| >  ETH-USDT 2621.84  +0.81% 0.04 99.00M  |
		|    SOL-USDT       -       -    -      -  |
		+------------------------------------------+"
	`);
});

const lineOptions = { glyphs: unicodeGlyphs, token: 'text', formatValue: (value: number) => value.toFixed(1) } as const;

test('a line is drawn with an axis', () => {
	expect(toText(paintLineChart(ticker.line, 36, 8, lineOptions))).toMatchInlineSnapshot(`
		"67238.0┤      ╭╮
		       ┤     ╭╯╰╮
		       ┤    ╭╯  ╰╮
		67235.0┤   ╭╯    ╰╮  ╭
		       ┤  ╭╯      ╰╮╭╯
		       ┤ ╭╯        ╰╯
		       ┤╭╯
		67231.0┤╯"
	`);
});

test('a line of one price is flat', () => {
	expect(toText(paintLineChart([5, 5, 5, 5], 36, 8, lineOptions))).toContain('5.0┤───');
});

test('the ticker cuts the tail of a binary fraction off the prices of the day', () => {
	const view = { ...ticker, high: '70000.1234567890123456', low: '66001.5', changePrice: '-30.4787595734952392' };

	const text = toText(paintTicker(view, 60, 12, boxed));

	expect(text).toContain('24h high 70000.1 ');
	expect(text).toContain('low 66001.5 ');
	expect(text).toContain('-30.5 ');
});

test('the axis of a chart names no price twice', () => {
	const narrow = paintLineChart([67_231.0, 67_231.02, 67_231.04], 36, 8, lineOptions);

	expect(toText(narrow).match(/67231\.0/g)).toHaveLength(1);
});

test('the status bar counts working orders, and unknown ones above all else', () => {
	const busy = { ...status, working: 3, unknown: 1 };

	expect(toText(paintStatusBar(busy, 120, 1, { glyphs: unicodeGlyphs }))).toContain('UNKNOWN 1 3 working');
	expect(toText(paintStatusBar(busy, 44, 1, { glyphs: unicodeGlyphs }))).toContain('UNKNOWN 1');
	expect(toText(paintStatusBar(busy, 80, 1, { glyphs: unicodeGlyphs }))).toContain('3 working');
});

test('the status bar counts the stops that no exchange holds, at 80 columns too', () => {
	const paint = (held: number): string =>
		toText(paintStatusBar({ ...status, working: 1, held }, 80, 1, { glyphs: unicodeGlyphs }));

	expect(paint(1)).toContain('1 working 1 stop held ');
	expect(paint(2)).toContain('2 stops held');
	expect(paint(0)).not.toContain('held');
});

test('a halt is said before the clock', () => {
	const halted = { ...status, trading: 'HALTED', mode: 'LIVE', armed: 'DISARMED' } as const;

	expect(toText(paintStatusBar(halted, 62, 1, { glyphs: unicodeGlyphs }))).toContain('trading HALTED');
});

test('a viewer says so, with the pid where it is known', () => {
	const draw = (viewerOf: number) => toText(paintStatusBar({ ...status, viewerOf }, 120, 1, { glyphs: unicodeGlyphs }));

	expect(draw(4711)).toContain('VIEWER of pid 4711');
	expect(draw(0)).toContain('VIEWER BTC-USDT');
});

test('the status bar shows mode, symbol, state, trading, venue and clock', () => {
	expect(toText(paintStatusBar(status, 90, 1, { glyphs: unicodeGlyphs }))).toMatchInlineSnapshot(
		`" PAPER  BTC-USDT LIVE 0.3s │ trading ACTIVE │ KuCoin                         12:00:00 UTC "`,
	);
});

test('a narrow status bar keeps mode and data state', () => {
	expect(toText(paintStatusBar(status, 20, 1, { glyphs: unicodeGlyphs })).trim()).toBe('PAPER  LIVE 0.3s');
});

test('live trading shows whether it is armed', () => {
	const view = { ...status, mode: 'LIVE', armed: 'DISARMED', trading: 'HALTED' } as const;
	const text = toText(paintStatusBar(view, 90, 1, { glyphs: unicodeGlyphs }));

	expect(text).toContain('LIVE  DISARMED');
	expect(text).toContain('trading HALTED');
});

test('the bottom line answers a key before it tells a problem, and a problem before keys', () => {
	const line = { message: undefined, banner: undefined, hints: [{ keys: '?', label: 'help' }] };
	const paint = (changes: object): string =>
		toText(paintBottomLine({ ...line, ...changes }, 60, 1, { glyphs: unicodeGlyphs })).trim();

	expect(paint({})).toBe('? help');
	expect(paint({ banner: 'refused · try 2 in 1s' })).toBe('refused · try 2 in 1s  ? help');
	expect(paint({ banner: 'refused', message: 'b: no orders' })).toBe('b: no orders');
});

test('the safe line keeps whole facts, the most important first', () => {
	expect(toText(paintSafeLine(status, ticker, 59, 1, { glyphs: unicodeGlyphs }))).toMatchInlineSnapshot(
		`"PAPER LIVE 0.3s BTC-USDT ▲67234.5 q quit needs 60x16"`,
	);
	expect(toText(paintSafeLine(status, ticker, 12, 1, { glyphs: unicodeGlyphs }))).toBe('PAPER LIVE');
	expect(toText(paintSafeLine(status, ticker, 3, 1, { glyphs: unicodeGlyphs }))).toBe('');
});

test('a frozen pane says so, and keeps its data state', () => {
	const text = toText(paintTape(tape, 60, 6, { ...boxed, scroll: 0, frozenMs: 12_000, focused: true }).slice(0, 1));

	expect(text).toBe('┌─ ▸ TAPE BTC-USDT ───────────────── FROZEN 12s LIVE 0.3s ─┐');
});

test('a title too narrow for everything keeps the data state', () => {
	for (const width of [12, 16, 20, 30]) {
		expect(toText(paintTicker(ticker, width, 6, boxed).slice(0, 1))).toContain('LIVE');
	}
});

test('ASCII frames use plus, minus and bar', () => {
	expect(toText(paintTicker(ticker, 41, 10, { ...boxed, glyphs: asciiGlyphs, focused: true }))).toMatchInlineSnapshot(`
		"+- > TICKER BTC-USDT ------- LIVE 0.3s -+
		| ^ 67234.5  -1.23% -812.3              |
		| bid 67234.4 x 1.25                    |
		| ask 67235   x 0.5                     |
		| spread 0.6 - 0.09 bps                 |
		| 24h high 68000.0   low 66000.1        |
		| vol 1.23K BTC = 82.00M USDT           |
		| _.-=+*#@#*+=-=+                       |
		|                                       |
		+---------------------------------------+"
	`);
});

test('the search lists what fits and what a key does', () => {
	const view = { text: 'ETH', matches: ['ETH-USDT', 'ETH-BTC'], index: 1, watched: ['ETH-USDT'], known: 8 };

	expect(toText(paintFind(view, 40, 8, { ...boxed, focused: true }))).toMatchInlineSnapshot(`
		"┌─ ▸ FIND 8 symbols ───────────────────┐
		│ symbol ETH                           │
		│   ETH-USDT      watched              │
		│ ▸ ETH-BTC                            │
		│                                      │
		│                                      │
		│ enter add and show  esc close        │
		└──────────────────────────────────────┘"
	`);
});

test('the search says when nothing fits', () => {
	const view = { text: 'ZZZ', matches: [], index: 0, watched: [], known: 8 };

	expect(toText(paintFind(view, 40, 8, boxed))).toContain('no symbol has ZZZ');
});
