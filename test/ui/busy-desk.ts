import { PassThrough } from 'node:stream';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createStore } from '../../source/store/store.js';
import { mountApp } from '../../source/ui/app.js';
import { createDashboard } from '../../source/ui/dashboard.js';
import type { ColorDepth } from '../../source/ui/screen/colors.js';
import { type BandwidthChoice, createScreen, type Screen } from '../../source/ui/screen/screen.js';
import { themes } from '../../source/ui/theme/themes.js';
import { createViewSource } from '../../source/ui/view-source.js';
import { createFakePort } from './fake-port.js';
import { createFakeTty } from './screen/fake-tty.js';

const symbol = 'BTC-USDT';
const mid = 67_000;
const tick = 0.1;
const levels = 100;

/** Ink listens to a keyboard; the desk is pressed past it. */
const makeKeyboard = (): NodeJS.ReadStream =>
	Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => {},
		ref: () => {},
		unref: () => {},
	}) as unknown as NodeJS.ReadStream;

/** Ink commits and lays out past the virtual clock. */
export const settleInk = (): Promise<void> => new Promise(resolve => setImmediate(() => setTimeout(resolve, 5)));

/**
 * The dashboard as it runs: store, views, panes, Ink and the screen, on a terminal in memory and a virtual clock, under a
 * load that is the same in every run: of each ten messages seven changes of the book near the touch, two prints, one ticker.
 */
export async function openBusyDesk({
	columns = 150,
	rows = 45,
	seed = 1,
	colorDepth = 'truecolor' as ColorDepth,
	bandwidth = 'off' as BandwidthChoice,
} = {}) {
	const random = createSeededRandom(seed);
	const clock = createVirtualClock();
	const device = createFakeTty(columns, rows);
	const store = createStore(clock, [symbol]);
	const screen: Screen = createScreen({
		clock,
		tty: device.tty,
		theme: themes.dark,
		colorDepth,
		fps: 15,
		bandwidth,
	});
	const dashboard = createDashboard(
		{
			views: createViewSource(store.state, clock, { mode: 'PAPER', venue: 'test' }),
			clock,
			execute: () => {},
			trading: createFakePort().port,
			quit: () => {},
			suspend: () => {},
			repaint: screen.paintNow,
			showTheme: name => screen.setTheme(themes[name]),
		},
		{ ascii: false, theme: 'dark', hasColor: colorDepth !== 'none' },
	);

	let sequence = 1000;
	let prints = 0;
	const priceAt = (ticks: number): string => (mid + ticks * tick).toFixed(1);
	const size = (): string => (random() * 2 + 0.001).toFixed(8);
	const receipt = () => ({ symbol, time: clock.wallNow(), receivedAt: clock.wallNow() });

	function feedOne(): void {
		const kind = random();
		const isBid = random() < 0.5;
		const ticks = (1 + Math.floor(random() ** 2 * (levels - 10))) * (isBid ? -1 : 1);
		if (kind < 0.7) {
			sequence += 1;
			const row = [priceAt(ticks), size(), String(sequence)] as const;
			const changes = { bids: isBid ? [row] : [], asks: isBid ? [] : [row] };
			store.apply({ type: 'book-delta', sequenceStart: sequence, sequenceEnd: sequence, ...changes, ...receipt() });
		} else if (kind < 0.9) {
			prints += 1;
			store.apply({
				type: 'trade',
				tradeId: String(prints),
				side: isBid ? 'sell' : 'buy',
				price: priceAt(isBid ? -1 : 1),
				size: size(),
				sequence: String(prints),
				makerOrderId: 'm',
				takerOrderId: 't',
				...receipt(),
			});
		} else {
			store.apply({
				type: 'ticker',
				price: priceAt(isBid ? -1 : 1),
				size: size(),
				bestBid: priceAt(-1),
				bestBidSize: size(),
				bestAsk: priceAt(1),
				bestAskSize: size(),
				sequence: String(sequence),
				...receipt(),
			});
		}
	}

	store.apply({
		type: 'book-snapshot',
		source: 'level2',
		sequence,
		depthLimit: 0,
		bids: Array.from({ length: levels }, (_, index) => [priceAt(-index - 1), size()]),
		asks: Array.from({ length: levels }, (_, index) => [priceAt(index + 1), size()]),
		...receipt(),
	});
	store.apply({ type: 'book-status', symbol, status: 'live', reason: '', receivedAt: 0 });
	screen.start();
	const unmount = mountApp(dashboard, screen, { stdin: makeKeyboard() });
	await settleInk();

	return {
		clock,
		device,
		screen,
		dashboard,
		store,
		feed: (messages: number): void => {
			for (let index = 0; index < messages; index += 1) {
				feedOne();
			}
		},
		/** So many messages a second, evenly, with whatever frames fall due. */
		run(seconds: number, messagesPerSecond: number): void {
			const stepMs = 20;
			for (let ms = 0; ms < seconds * 1000; ms += stepMs) {
				this.feed((messagesPerSecond * stepMs) / 1000);
				clock.advanceSync(stepMs);
			}
		},
		close: (): void => {
			unmount();
			screen.stop();
		},
	};
}
