import { appendFileSync } from 'node:fs';
import { demoRuns } from '../../source/simulator/demo-runs.js';
import type { Scenario } from '../../source/simulator/scenarios.js';
import { walkFirstMinutes } from '../../test/helpers/first-minutes.js';
import type { PtyProgram } from '../../test/helpers/pty.js';

export type Stage = {
	readonly desk: PtyProgram;
	/** The file that the program follows for signals. */
	readonly signalsFile: string;
	/** Something goes wrong at the exchange: a fault as a scenario file names it. */
	readonly breakWith: (fault: { readonly fault: string; readonly [argument: string]: unknown }) => void;
	/** Lets the picture stand, ms. */
	readonly hold: (ms: number) => Promise<void>;
	/** A key, and time to see what it did. */
	readonly press: (key: string, ms?: number) => Promise<void>;
	/** Only what follows is in the recording. */
	readonly roll: () => void;
	/** Of a scene that is shot by hand: takes what is on the screen, and lets it stand for so many ms of the recording. */
	readonly shoot: (ms: number) => void;
};

export type Scene = {
	readonly name: string;
	/** What it shows, for who cannot see it. */
	readonly title: string;
	readonly columns: number;
	readonly rows: number;
	readonly moves: boolean;
	/** Nothing is taken but by `shoot`: waits are not in the recording. */
	readonly isByHand?: boolean;
	/** What happens at the exchange. */
	readonly scenario?: Scenario;
	readonly play: (stage: Stage) => Promise<void>;
};

const symbol = 'BTC-USDT';
/** Until a key is on the screen. */
const lookMs = 700;

async function liveDesk({ desk, hold }: Stage): Promise<void> {
	await desk.waitForText(/DEPTH BTC-USDT[^\n]*LIVE/, 30_000);
	await hold(6000);
}

/** Types a size and sends the order of the ticket that is open. */
async function sendTicket({ desk, press }: Stage): Promise<void> {
	await press('enter', 1200);
	await desk.waitForText(/\by\b[^\n]*send/i, 10_000);
	await press('y', 600);
}

function signalLine(price: number): string {
	return JSON.stringify({
		timestamp: Date.now(),
		symbol,
		signal_type: 'long_breakout',
		confidence: 0.78,
		side: 'buy',
		entry_low: (price - 2).toFixed(1),
		entry_high: (price + 2).toFixed(1),
		stop: (price - 150).toFixed(1),
		targets: [(price + 450).toFixed(1), (price + 900).toFixed(1)],
		ttl_ms: 120_000,
		reason: 'above the high of the last minute on a surge of buying',
	});
}

function lastPrice(desk: PtyProgram): number {
	const found = /ask (\d+(?:\.\d+)?)/.exec(desk.screenText());
	if (found === null) {
		throw new Error(`No best ask on the screen:\n${desk.screenText()}`);
	}

	return Number(found[1]);
}

async function sendSignal({ desk, signalsFile }: Stage): Promise<void> {
	appendFileSync(signalsFile, `${signalLine(lastPrice(desk))}\n`);
	await desk.waitForText(/long_breakout/, 10_000);
}

async function focusSignals({ desk, press }: Stage): Promise<void> {
	for (let tries = 0; tries < 12 && !/▸ ?SIGNALS/.test(desk.screenText()); tries += 1) {
		await press('tab', 250);
	}

	if (!/▸ ?SIGNALS/.test(desk.screenText())) {
		throw new Error(`SIGNALS cannot be reached by tab:\n${desk.screenText()}`);
	}
}

export const scenes: readonly Scene[] = [
	{
		name: 'desk',
		title: 'The desk: ticker, depth ladder, tape, watchlist, signals, orders and health on the embedded exchange',
		columns: 150,
		rows: 42,
		moves: false,
		async play(stage) {
			const { desk, press, hold } = stage;
			await liveDesk(stage);
			await press('b', 500);
			await press('0.01', 300);
			await sendTicket(stage);
			await desk.waitForText(/WORKING|FILLED|PARTIAL/, 10_000);
			await sendSignal(stage);
			await hold(15_000);
		},
	},
	{
		name: 'order',
		title: 'An order: b opens a ticket at the cursor of the ladder, enter reviews, y sends, x cancels',
		columns: 120,
		rows: 36,
		moves: true,
		async play(stage) {
			const { desk, press, hold, roll } = stage;
			await liveDesk(stage);
			roll();
			await hold(1000);
			// Far enough below the market to rest until it is canceled.
			for (let row = 0; row < 5; row += 1) {
				await press('down', 200);
			}

			await press('b', 900);
			for (const key of '0.012') {
				await press(key, 200);
			}

			await sendTicket(stage);
			await desk.waitForText(/WORKING/, 10_000);
			await hold(2500);
			await press('x', 1500);
			await desk.waitForText(/CANCELED/, 10_000);
			await hold(1500);
		},
	},
	{
		name: 'first-minutes',
		title:
			'The first five minutes: an order placed and canceled, a symbol added, another theme, a breakout that becomes a bracket, the kill switch',
		columns: 120,
		rows: 36,
		moves: true,
		isByHand: true,
		scenario: demoRuns,
		async play({ desk, hold, shoot }) {
			await walkFirstMinutes(desk, async what => {
				await hold(lookMs);
				shoot(what === 'the cursor of the ladder' ? 250 : 1800);
			});
		},
	},
	{
		name: 'signal',
		title: 'A signal: enter turns it into a bracket ticket with entry, stop and target; y sends it',
		columns: 120,
		rows: 36,
		moves: true,
		async play(stage) {
			const { press, hold, roll } = stage;
			await liveDesk(stage);
			await focusSignals(stage);
			roll();
			await hold(800);
			await sendSignal(stage);
			await hold(1200);
			await press('enter', 1800);
			await sendTicket(stage);
			await hold(3000);
		},
	},
	{
		name: 'outage',
		title:
			'An outage: every socket is cut, each pane says STALE and since when, the tries are counted, and it is LIVE again by itself',
		columns: 120,
		rows: 36,
		moves: true,
		async play(stage) {
			const { desk, breakWith, hold, roll } = stage;
			await liveDesk(stage);
			roll();
			await hold(1500);
			breakWith({ fault: 'net.refuse', forMs: 7000 });
			breakWith({ fault: 'link.cut' });
			// A title gives up its symbol before its state.
			await desk.waitForText(/DEPTH [^\n]*STALE[\s\S]*try \d+ in/, 60_000);
			await desk.waitForText(/DEPTH [^\n]* LIVE/, 60_000);
			await hold(3000);
		},
	},
];
