import { render } from 'ink-testing-library';
import { afterEach, expect, test, vi } from 'vitest';
import type { Command } from '../../source/engine/commands.js';
import type { TickerView } from '../../source/store/views.js';
import { App } from '../../source/ui/app.js';
import { createDashboard } from '../../source/ui/dashboard.js';
import { createFakeViews, ticker } from './sample-views.js';

const rendered: { readonly unmount: () => void }[] = [];

afterEach(() => {
	for (const one of rendered.splice(0)) {
		one.unmount();
	}
});

/** The whole app in text mode: what ink-testing-library can show, 100 columns. */
function openApp(size = { columns: 100, rows: 24 }) {
	const market: { ticker: TickerView } = { ticker };
	const views = createFakeViews({ ticker: symbol => ({ ...market.ticker, symbol }) });
	const commands: Command[] = [];
	const quit = vi.fn();
	const ticks = new Set<() => void>();
	const clock = {
		wallNow: () => 0,
		monoNow: () => 0,
		after: () => () => {},
		every: (_: number, callback: () => void) => {
			ticks.add(callback);
			return () => ticks.delete(callback);
		},
	};
	const dashboard = createDashboard(
		{
			views,
			clock,
			execute: command => {
				commands.push(command);
				if (command.type === 'symbol.focus') {
					views.focus(command.symbol);
				}
			},
			quit,
			suspend: () => {},
			repaint: () => {},
			showTheme: () => {},
		},
		{ ascii: false, theme: 'dark', hasColor: true },
	);
	const instance = render(<App dashboard={dashboard} size={size} refresh={{ clock, everyMs: 100 }} />);
	rendered.push(instance);
	const frame = (): string => instance.lastFrame() ?? '';
	const press = async (input: string): Promise<void> => {
		// Ink listens once its effects have run.
		await vi.waitFor(() => expect(instance.stdin.listenerCount('readable')).toBeGreaterThan(0));
		instance.stdin.write(input);
	};
	const tick = (): void => {
		for (const callback of ticks) {
			callback();
		}
	};
	return { frame, press, tick, market, commands, quit };
}

const seen = (frame: () => string, text: string | RegExp): Promise<void> =>
	vi.waitFor(() => {
		if (typeof text === 'string') {
			expect(frame()).toContain(text);
		} else {
			expect(frame()).toMatch(text);
		}
	});

test('the compact screen shows five panes, a status bar and the keys', () => {
	const { frame } = openApp();
	const lines = frame().split('\n');

	expect(lines.length).toBe(24);
	expect(lines[0]).toMatch(/PAPER {2}BTC-USDT LIVE 0\.3s .* 12:00:00 UTC/);
	for (const title of ['TICKER', 'DEPTH', 'TAPE', 'SIGNALS', 'HEALTH']) {
		expect(frame()).toContain(title);
	}

	expect(lines.at(-1)).toContain('? help  q quit');
});

test('what the market does shows at the next refresh', async () => {
	const { frame, tick, market } = openApp();
	expect(frame()).toContain('67234.5');

	market.ticker = { ...ticker, last: '70000.1' };
	tick();

	await seen(frame, '70000.1');
});

test('keys reach the dashboard', async () => {
	const { frame, press, commands, quit } = openApp();

	await press('\t');
	await seen(frame, '▸ TAPE');
	await press('2');
	await seen(frame, 'TICKER ETH-USDT');
	await press('b');
	await seen(frame, 'b: orders are off');
	await press('q');

	expect(commands).toEqual([{ type: 'symbol.focus', symbol: 'ETH-USDT' }]);
	await vi.waitFor(() => expect(quit).toHaveBeenCalledWith('quit'));
});

test('help lies over the panes and goes away', async () => {
	const { frame, press } = openApp();

	await press('?');
	await seen(frame, '▸ HELP');
	expect(frame()).toContain('Next pane');
	await press('?');
	await vi.waitFor(() => expect(frame()).not.toContain('HELP'));
});

test('the search takes letters and a bracketed paste', async () => {
	const { frame, press, commands } = openApp();

	await press('/');
	await seen(frame, '▸ FIND');
	await press('\u001b[200~kcs\u001b[201~');
	await seen(frame, '▸ KCS-USDT');
	await press('\r');

	await vi.waitFor(() => expect(commands).toContainEqual({ type: 'symbol.add', symbol: 'KCS-USDT' }));
});

test('a bracketed paste on the screen presses no key', async () => {
	const { frame, press, quit, commands } = openApp();

	await press('\u001b[200~q2R\u001b[201~');
	await seen(frame, 'pasted text was ignored');

	expect(quit).not.toHaveBeenCalled();
	expect(commands).toEqual([]);
});

test('an expanded pane takes the body', async () => {
	const { frame, press } = openApp();

	await press('e');
	await vi.waitFor(() => expect(frame()).not.toContain('TAPE'));
	expect(frame()).toContain('DEPTH');
});

test('a screen too small shows one safe line', () => {
	const { frame } = openApp({ columns: 59, rows: 15 });

	expect(frame().trim()).toBe('PAPER LIVE 0.3s BTC-USDT ▲67234.5 q quit needs 60x16');
});
