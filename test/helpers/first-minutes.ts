import type { PtyProgram } from './pty.js';

/** How patiently: a step waits for what it causes, and the breakout for its time. */
const patienceMs = 60_000;
const breakoutMs = 150_000;

/**
 * Walks the tour of a plain demo at 120×36 as the README tells a newcomer to: an order placed and canceled, a symbol, the
 * chart, another theme, a breakout turned into a bracket, the kill switch. `look` is called after everything that can be
 * seen. Rejects where a step does not come.
 */
export async function walkFirstMinutes(
	desk: Pick<PtyProgram, 'press' | 'screenText' | 'waitForNoText' | 'waitForText'>,
	look: (what: string) => Promise<void> = async () => {},
): Promise<void> {
	const see = (pattern: RegExp, withinMs = patienceMs): Promise<void> => desk.waitForText(pattern, withinMs);
	const atStep = (step: number): Promise<void> => see(new RegExp(`TOUR ${step}/18`));
	const press = async (key: string, what: string): Promise<void> => {
		desk.press(key);
		await look(what);
	};
	const type = async (text: string, what: string): Promise<void> => {
		for (const key of text) {
			desk.press(key);
		}

		await look(what);
	};

	await see(/DEPTH BTC-USDT[^\n]*LIVE[\s\S]*USDT 100000 available/);
	await look('the desk');
	desk.press('T');
	await atStep(1);
	await look('the tour');
	await press('tab', 'the next pane');
	await atStep(2);
	desk.press('e');
	await desk.waitForNoText(/WATCHLIST/, patienceMs);
	await look('one pane alone');
	desk.press('e');
	await atStep(3);
	desk.press('shift+tab');
	await see(/▸ DEPTH/);

	// Where the market is faster than we are, the tour says so, and we place another one further below.
	let isCanceled = false;
	for (let tries = 0; !isCanceled && tries < 5; tries += 1) {
		for (let row = 0; row < 6; row += 1) {
			await press('down', 'the cursor of the ladder');
		}

		desk.press('b');
		await atStep(4);
		await look('a ticket');
		await type('0.01', 'a size');
		await see(/size +0\.01 /);
		desk.press('enter');
		await atStep(5);
		await look('the review');
		desk.press('y');
		await atStep(6);
		await see(/WORKING +▲BUY|FILLED +▲BUY/);
		await look('the order works');
		desk.press('x');
		await see(/TOUR 7\/18|Somebody sold to you/);
		isCanceled = /TOUR 7\/18/.test(desk.screenText());
		await look(isCanceled ? 'the order is canceled' : 'the order was filled');
	}

	await see(/CANCELED +▲BUY/);
	desk.press('/');
	await atStep(8);
	await type('KCS', 'a symbol is typed');
	await see(/▸ KCS-USDT/);
	desk.press('enter');
	await see(/TICKER KCS-USDT[^\n]*LIVE/);
	await atStep(9);
	await look('another symbol');
	desk.press('v');
	await see(/▸ CHART KCS-USDT/);
	await look('its chart');
	desk.press('v');
	await atStep(10);
	desk.press('t');
	await atStep(11);
	await look('another theme');

	desk.press('f');
	await atStep(12);
	await type('breakout', 'the filter');
	await see(/type +long_breakout/, breakoutMs);
	await look('a breakout');
	desk.press('enter');
	await atStep(13);
	await look('breakouts alone');
	desk.press('enter');
	await atStep(14);
	await see(/▸ TICKET BUY BTC-USDT[\s\S]*stop +\d[\s\S]*target +\d/);
	await look('entry, stop and target');
	desk.press('enter');
	await atStep(15);
	await look('the bracket in review');
	desk.press('y');
	await atStep(16);
	await see(/WORKING +▼SELL/);
	await look('stop and target at the exchange');
	desk.press('n');
	await see(/ALERTS/);
	await look('alerts');
	desk.press('escape');
	await atStep(17);
	desk.press('!');
	await atStep(18);
	await see(/HALTED/);
	await look('the kill switch');
	desk.press('T');
}
