import { expect, test } from 'vitest';
import { type ChartOptions, paintChart } from '../../../source/ui/painters/chart.js';
import { asciiGlyphs } from '../../../source/ui/painters/glyphs.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { boxed, chart, makeSlot, ruled } from '../sample-views.js';

const options: ChartOptions = { ...boxed, mode: 'candles', cursor: undefined, scrolled: 0 };
const bare = { ...chart, lines: [], marks: [], fills: [] };

test('the chart draws bars, lines, what is ours, volume and both axes', () => {
	expect(toText(paintChart(chart, 64, 20, options))).toMatchInlineSnapshot(`
		"┌─ CHART BTC-USDT 1min ──────────────────────────── LIVE 0.3s ─┐
		│ O 101.7 H 103.7 L 100.8 C 103.0  +1.28%  vol 5.00 BTC        │
		│       ╷╽╽╽▄│╷                                         │      │
		│     ╷╽┃╿▲╵▀▀█▄╷                                       │      │
		│    ╷┃╿╵   ⣀╵│▀█╷⠤                                     │      │
		│   │┃╿╵   ⠒   ╵▀█╷⠉⠤                                   │      │
		│ sell╌╌╌⠤⠉╌╌╌╌╌╌▀█╷╌⠉⣀╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╽              ┤103.0 │
		│ ╽┃│   ⠒         ▀█╷  ⠒                ╽┃              │      │
		│ ┃│  ⣀⠉           ▀█╷  ⠒              ╽┃╵              ┤100.0 │
		│ │  ⠤              ▀█   ⠉⣀           ╽┃╵               │      │
		│   ⠒                ▀     ⠤         ╽┃╵ ⣀              │      │
		│ ⣀⠉                        ⠒⣀     ╷╽┃╵ ⠤               │      │
		│                        ▄    ⠒⣀  ╷┃╿╵⠤⠉                │      │
		│ stop╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█▄╷╌╌╌╌╷╽┃╿╵⠉╌╌╌╌              ◆94.5  │
		│                        ╵▀█▄▄╽╽┃╿│                     │      │
		│                          ╵│▀╿││╵                      │      │
		│    ▁▃▆█   ▁▃▆█   ▁▃▆    ▁▃▆█   ▁▃▆█   ▁▃                     │
		│ ▂▅▇████▂▅▇████▂▅▇███   ▇████▂▅▇████▂▅▇██                     │
		│           11:40     11:50     12:00                          │
		└──────────────────────────────────────────────────────────────┘"
	`);
});

test('the time of the crosshair takes the whole place of a label that it touches', () => {
	for (const slot of chart.slots.slice(0, 40)) {
		const cursor = { start: slot.start, rows: 0 };
		const axis = toText(paintChart(chart, 64, 20, { ...options, cursor }))
			.split('\n')
			.at(-2)!;

		expect(axis.replaceAll('│', '').trim()).toMatch(/^(?:(?:\d\d-\d\d )?\d\d:\d\d(?: +|$))+$/);
	}
});

test('the crosshair has the figures of its bar, its price and its time', () => {
	const cursor = { start: chart.slots[10]!.start, rows: 2 };

	expect(toText(paintChart(chart, 64, 20, { ...options, cursor }))).toMatchInlineSnapshot(`
		"┌─ CHART BTC-USDT 1min ──────────────────────────── LIVE 0.3s ─┐
		│ 11-22 11:40  O 108.0 H 108.7 L 106.8 C 107.7  -0.28%         │
		│       ╷╽╽╽▄│╷                                         │      │
		│     ╷╽┃╿▲╵▀▀█▄╷                                       │      │
		│    ╷┃╿╵   ⣀╵│▀█╷⠤                                     │      │
		│ ┈┈│┃╿╵┈┈┈⠒┊┈┈╵▀█╷⠉⠤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈              ▸104.5 │
		│ sell╌╌╌⠤⠉╌╌╌╌╌╌▀█╷╌⠉⣀╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╽              ┤103.0 │
		│ ╽┃│   ⠒   ┊     ▀█╷  ⠒                ╽┃              │      │
		│ ┃│  ⣀⠉    ┊      ▀█╷  ⠒              ╽┃╵              ┤100.0 │
		│ │  ⠤      ┊       ▀█   ⠉⣀           ╽┃╵               │      │
		│   ⠒       ┊        ▀     ⠤         ╽┃╵ ⣀              │      │
		│ ⣀⠉        ┊               ⠒⣀     ╷╽┃╵ ⠤               │      │
		│           ┊            ▄    ⠒⣀  ╷┃╿╵⠤⠉                │      │
		│ stop╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█▄╷╌╌╌╌╷╽┃╿╵⠉╌╌╌╌              ◆94.5  │
		│           ┊            ╵▀█▄▄╽╽┃╿│                     │      │
		│           ┊              ╵│▀╿││╵                      │      │
		│    ▁▃▆█   ▁▃▆█   ▁▃▆    ▁▃▆█   ▁▃▆█   ▁▃                     │
		│ ▂▅▇████▂▅▇████▂▅▇███   ▇████▂▅▇████▂▅▇██                     │
		│      11-22 11:40    11:50     12:00                          │
		└──────────────────────────────────────────────────────────────┘"
	`);
});

test('a gap under the crosshair is a gap', () => {
	const cursor = { start: chart.slots[21]!.start, rows: 0 };

	expect(toText(paintChart(chart, 64, 20, { ...options, cursor }))).toContain('11-22 11:51  no trade');
});

test('the chart in ASCII', () => {
	expect(toText(paintChart(chart, 60, 16, { ...options, glyphs: asciiGlyphs }))).toMatchInlineSnapshot(`
		"+- CHART BTC-USDT 1min ------------------------ LIVE 0.3s -+
		| O 101.7 H 103.7 L 100.8 C 103.0  +1.28%  vol 5.00 BTC    |
		|      |####@@|                                     |      |
		|    |###|^||@@@@|_                                 |      |
		|   ###|  _-'  |@@@'-_                   |          |      |
		| sell--_--------|@@|--_----------------|#          |103.0 |
		| ##| _-          |@@|  -              ###          |100.0 |
		| |  -              @@   '-          |##|           |      |
		| _-'                |     '-       ### _-          |      |
		| stop-------------------@|--'-_--###|----          *94.5  |
		|                        @@@@|||###|'               |      |
		|                         ||@@###|                  |      |
		|    _-*@   _-*@   _-*    _-*@   _-*@   _-                 |
		| .+#@@@@.+#@@@@.+#@@@   #@@@@.+#@@@@.+#@@                 |
		|           11:40     11:50     12:00                      |
		+----------------------------------------------------------+"
	`);
});

test('as a line it has volume, marks, fills and the crosshair too', () => {
	const cursor = { start: chart.slots[10]!.start, rows: 0 };
	const rows = toText(paintChart({ ...chart, lines: [] }, 64, 20, { ...options, mode: 'line', cursor })).split('\n');

	expect(rows.join('\n')).toMatch(/sell╌[\s\S]*stop╌/);
	expect(rows.join('\n')).toContain('▲');
	expect(rows.join('\n')).toContain('▸107.7');
	expect(rows.at(-3)).toContain('▂▅▇████▂');
});

test('what a ticket plans is marked as planned, in both modes', () => {
	const planned = [
		{ price: '100.5', kind: 'buy', isPlanned: true },
		{ price: '96', kind: 'stop', isPlanned: true },
		{ price: '106', kind: 'target', isPlanned: true },
	] as const;
	for (const mode of ['candles', 'line'] as const) {
		const text = toText(paintChart({ ...bare, marks: planned }, 64, 20, { ...options, mode }));

		expect(text).toMatch(/plan target[\s\S]*plan buy╌[\s\S]*plan stop╌/);
		expect(text).toContain('◆96.0');
	}
});

test('as a line the closes have their gaps too', () => {
	expect(toText(paintChart(bare, 60, 12, { ...options, mode: 'line' }))).toMatchInlineSnapshot(`
		"┌─ CHART BTC-USDT 1min ──────────────────────── LIVE 0.3s ─┐
		│ O 101.7 H 103.7 L 100.8 C 103.0  +1.28%  vol 5.00 BTC    │
		│     ╭──────╮                                      │      │
		│   ╭─╯      ╰──╮                                   │      │
		│ ───╯           ╰─╮                    ╭─          ┤103.0 │
		│                 ╰─╮                ╭─╯            ┤100.0 │
		│                   ╰─             ╭─╯              │      │
		│                         ╮     ╭──╯                │      │
		│                         ╰─────╯                   │      │
		│ ▁▂▃▅▆▇█▁▂▃▅▆▇█▁▂▃▅▆▇   ▃▅▆▇█▁▂▃▅▆▇█▁▂▃▅▆                 │
		│           11:40     11:50     12:00                      │
		└──────────────────────────────────────────────────────────┘"
	`);
});

test('a narrow chart shows the newest bars, and drops figures whole', () => {
	expect(toText(paintChart(bare, 30, 9, { ...options, ...ruled }))).toMatchInlineSnapshot(`
		"CHART 1min ──────── LIVE 0.3s 
		C 103.0  +1.28%  vol 5.00 BTC
		█▄                    ╷╽┤103.0
		╵▀█▄                ╷╽┃╹┤100.0
		  ╵▀              ╻┃╿╹  │     
		       █▄╷    ╷╻╽┃╿╵    │     
		       ╵▀▀▀▀╿╿╿╹╵       │     
		▃▅▆▇   ▃▅▆▇█▁▂▃▅▆▇█▁▂▃▅▆      
		    11:50     12:00           "
	`);
});

test('a bar is drawn between its extremes to the half of a cell', () => {
	const slots = [makeSlot(0, 10, 14, 10, 14), makeSlot(1, 12, 14, 10, 12), makeSlot(2, 14, 14, 10, 10)];
	const view = { ...bare, slots, decimals: 0, last: '10' };
	const rows = toText(paintChart(view, 30, 6, { ...options, ...ruled })).split('\n');

	expect(rows.slice(2, 6).map(row => row.slice(0, 3))).toEqual(['┃│█', '┃│█', '┃╿█', '┃│█']);
});

test('a stale chart is faint, one without bars says so', () => {
	const stale = { ...chart, freshness: { state: 'STALE', ageMs: 4200, note: 'refused' } } as const;
	expect(paintChart(stale, 64, 20, options).flatMap(row => row.map(({ token }) => token))).not.toContain('up');

	const empty = { ...bare, slots: [], freshness: { state: 'SYNC', ageMs: undefined, note: '' } } as const;
	expect(toText(paintChart(empty, 64, 20, options))).toContain('bars not received yet');
});

test('marks of ours far from the bars do not press them together', () => {
	const far = { ...bare, marks: [{ price: '500', kind: 'sell' }] } as const;

	expect(paintChart(far, 64, 20, options)).toEqual(paintChart(bare, 64, 20, options));
});
