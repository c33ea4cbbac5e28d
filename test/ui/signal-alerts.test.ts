import { expect, test } from 'vitest';
import type { Signal } from '../../source/model/signal-event.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { type AlertSettings, alertSequence, createSignalAlerts } from '../../source/ui/signal-alerts.js';

const settings: AlertSettings = { bell: true, notify: 'osc9', isTmux: false };

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

const signal = (symbol: string, rest: Partial<Signal> = {}) =>
	({
		type: 'signal',
		signal: {
			symbol,
			signalType: 'long_breakout',
			side: 'buy',
			confidence: 0.8,
			source: 'desk',
			duplicateOf: undefined,
			...rest,
		} as Signal,
		receivedAt: 0,
	}) as const;

test('alerts come at most once in two seconds, and count what came in between', async () => {
	const clock = createVirtualClock();
	const told: string[] = [];
	const { hear, stop } = createSignalAlerts({ clock, alert: text => told.push(text) }, () => ({
		...settings,
		bell: false,
	}));

	hear(signal('A-USDT'));
	hear(signal('B-USDT'));
	hear(signal('B-USDT', { duplicateOf: 'b' }));
	hear({ type: 'ticker' });
	hear(signal('C-USDT'));
	await clock.advance(1999);
	expect(told).toHaveLength(1);
	await clock.advance(1);
	hear(signal('D-USDT'));
	stop();
	await clock.advance(5000);

	expect(told.map(text => text.slice(4, -2))).toEqual([
		'kcmon: A-USDT long_breakout buy 0.80 from desk',
		'kcmon: C-USDT long_breakout buy 0.80 from desk and 1 more',
	]);
});

test('nothing is written where nobody asked for it', () => {
	const told: string[] = [];
	const { hear } = createSignalAlerts({ clock: createVirtualClock(), alert: text => told.push(text) }, () => ({
		bell: false,
		notify: 'off',
		isTmux: false,
	}));
	hear(signal('A-USDT'));

	expect(told).toEqual([]);
});
