import { expect, test } from 'vitest';
import type { Signal } from '../../source/model/signal-event.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import {
	alertSequence,
	createTerminalAlerts,
	describeSignalAlert,
	type TerminalAlertSettings,
} from '../../source/ui/terminal-alerts.js';

const settings: TerminalAlertSettings = { bell: true, notify: 'osc9', isTmux: false };

test('a notification is one sequence, with the bell in front', () => {
	expect(alertSequence('BTC-USDT up', settings)).toBe('\u0007\u001B]9;kcmon: BTC-USDT up\u001B\\');
	expect(alertSequence('BTC-USDT up', { ...settings, bell: false, notify: 'osc777' })).toBe(
		'\u001B]777;notify;kcmon;BTC-USDT up\u001B\\',
	);
	expect(alertSequence('BTC-USDT up', { ...settings, notify: 'off' })).toBe('\u0007');
});

test('tmux gets it wrapped, each escape doubled', () => {
	expect(alertSequence('up', { ...settings, bell: false, isTmux: true })).toBe(
		'\u001BPtmux;\u001B\u001B]9;kcmon: up\u001B\u001B\\\u001B\\',
	);
});

test('no text breaks out of the sequence', () => {
	const hostile = 'a\u0007b\u001B\\c\u009Cd\u001B]0;title\u0007é;4;1\u202E\n';
	for (const notify of ['osc9', 'osc777'] as const) {
		const [before = '', inside = ''] = alertSequence(hostile, { ...settings, bell: false, notify }).split('kcmon');
		expect(before).toMatch(/^\u001B\](?:9;|777;notify;)$/);
		expect(inside.endsWith('\u001B\\')).toBe(true);
		expect(inside.slice(2, -2)).toMatch(/^[\x20-\x3a\x3c-\x7e]*$/);
	}

	expect(alertSequence('x'.repeat(5000), settings).length).toBeLessThan(200);
});

test('alerts come at most once in two seconds, and count what came in between', async () => {
	const clock = createVirtualClock();
	const told: string[] = [];
	const { tell, stop } = createTerminalAlerts({ clock, alert: text => told.push(text) }, () => ({
		...settings,
		bell: false,
	}));

	tell('A-USDT up');
	tell('B-USDT up');
	tell('C-USDT up');
	await clock.advance(1999);
	expect(told).toHaveLength(1);
	await clock.advance(1);
	tell('D-USDT up');
	stop();
	await clock.advance(5000);

	expect(told.map(text => text.slice(4, -2))).toEqual(['kcmon: A-USDT up', 'kcmon: C-USDT up and 1 more']);
});

test('a new signal is told by what it says; a repeated one, an alert of a price and other events are not', () => {
	const signal = {
		symbol: 'A-USDT',
		signalType: 'long_breakout',
		side: 'buy',
		confidence: 0.8,
		source: 'desk',
		duplicateOf: undefined,
	} as Signal;
	const describe = (changes: Partial<Signal>) =>
		describeSignalAlert({ type: 'signal', signal: { ...signal, ...changes }, receivedAt: 0 });

	expect(describe({})).toBe('A-USDT long_breakout buy 0.80 from desk');
	expect(describe({ side: undefined })).toBe('A-USDT long_breakout 0.80 from desk');
	expect(describe({ duplicateOf: 'b' })).toBeUndefined();
	expect(describe({ signalType: 'price_alert' })).toBeUndefined();
	expect(describeSignalAlert({ type: 'ticker' })).toBeUndefined();
});

test('nothing is written where nobody asked for it', () => {
	const told: string[] = [];
	const { tell } = createTerminalAlerts({ clock: createVirtualClock(), alert: text => told.push(text) }, () => ({
		bell: false,
		notify: 'off',
		isTmux: false,
	}));
	tell('A-USDT up');

	expect(told).toEqual([]);
});
