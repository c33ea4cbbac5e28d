import { createClock } from '../../source/platform/clock.js';
import { createViewSource } from '../../source/ui/view-source.js';
import { createFrameMeter } from './frame-meter.js';
import { openInside } from './inside-kcmon.js';
import { createLoad } from './load.js';
import { showMeasuredDesk } from './measured-desk.js';

/**
 * A watchlist of many symbols on the screen: the engine over a venue in the same process, at a pace, signals on.
 * Arguments: SCREEN SYMBOLS RATE REPORT-FILE, where SCREEN is `nothing` (the same without a screen: the floor), `desk` (the
 * layout `full`, with a few rows of them), `watchlist` (40 rows, as the layout `watcher` has it) or `watchlist, sorted` (by
 * last price, so that every frame sorts them all).
 */
const [kind = 'nothing', symbols = '1000', rate = '3000', reportFile = ''] = process.argv.slice(2);
const perSecond = Number(rate);
const clock = createClock();
const meter = createFrameMeter(reportFile);
// One book in focus; the rest is tickers, as of a whole exchange.
const shape = { bookCount: 1, level2: 0.08, match: 0.02, stepMs: 1000 / perSecond };
const { engine, receiveBytes } = await openInside(createLoad(Number(symbols), shape), 'on');
const views = createViewSource(engine.store.state, clock, { mode: 'PAPER', venue: 'bench' });
if (kind !== 'nothing') {
	const layout = kind === 'desk' ? 'full' : 'watcher';
	const { dashboard } = await showMeasuredDesk({ clock, views, execute: engine.execute, meter }, layout);
	for (const key of kind === 'watchlist, sorted' ? ['>', '>'] : []) {
		dashboard.press(key);
	}
}

// Its times begin now, when everybody has subscribed.
const load = createLoad(Number(symbols), shape);
const startedAt = performance.now();
let sent = 0;
setInterval(() => {
	for (const due = ((performance.now() - startedAt) * perSecond) / 1000; sent < due; sent += 1) {
		receiveBytes(Buffer.from(load.next()));
	}
}, 2);
