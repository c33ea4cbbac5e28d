import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAlertHook } from '../../source/app/alert-hook.js';
import { alertsPath, createAlerts } from '../../source/app/alerts.js';
import { checkPriceAlert } from '../../source/config/price-alert.js';
import { parseAlert } from '../../source/lib/alert-text.js';
import type { AlertEvent } from '../../source/model/alert-event.js';
import { createFiles } from '../../source/platform/files.js';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-alerts-'));
});

afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const priceOf = (text: string) => {
	const parsed = checkPriceAlert(text);
	if (!parsed.ok) {
		throw new Error(text);
	}

	return { id: text, ...parsed.value };
};
const event: AlertEvent = {
	type: 'alert',
	alert: 'order filled',
	kind: 'order',
	symbol: 'BTC-USDT',
	text: 'BTC-USDT buy 1 at 100 is FILLED',
	repeats: false,
	receivedAt: 1_763_800_000_000,
};

function open(warn = vi.fn()) {
	const armed: string[][] = [];
	const engine = {
		signals: {
			setAlerts: (all: readonly { readonly id: string }[]) => armed.push(all.map(({ id }) => id)),
			alerts: () => [],
		},
		alerts: {
			set: (all: readonly { readonly text: string }[]) => armed.push(all.map(({ text }) => text)),
			list: () => [],
		},
	};
	const alerts = createAlerts({ engine: engine as never, files: createFiles(), log: { warn } }, folder);
	alerts.set({ prices: [priceOf('BTC-USDT>70000')], rules: [parseAlert('order filled')!, parseAlert('connection')!] });
	return { alerts, armed: () => armed.slice(-2), warn };
}

test('an alert that went off for good stays done in the next run, and says when and why', () => {
	const first = open();
	expect(first.armed()).toEqual([['BTC-USDT>70000'], ['order filled', 'connection']]);
	first.alerts.hear(event);

	const second = open();
	expect(second.armed()).toEqual([['BTC-USDT>70000'], ['connection']]);
	expect(second.alerts.list()[1]).toEqual({
		text: 'order filled',
		symbol: undefined,
		state: 'done',
		last: { at: event.receivedAt, text: event.text, repeats: false },
	});
});

test('one that repeats is armed in the next run, and still says when it went off last', () => {
	open().alerts.hear({ ...event, alert: 'connection', repeats: true });

	const { alerts, armed } = open();
	expect(armed()[1]).toContain('connection');
	expect(alerts.list()[2]).toMatchObject({ state: 'waiting', last: { text: event.text } });
});

test('a done one is armed again by a person, also for later runs; one that is removed is forgotten', () => {
	const first = open();
	first.alerts.hear(event);
	first.alerts.rearm('order filled');
	expect(first.armed()[1]).toEqual(['order filled', 'connection']);
	expect(open().armed()[1]).toEqual(['order filled', 'connection']);

	first.alerts.hear(event);
	first.alerts.set({ prices: [], rules: [] });
	expect(open().armed()[1]).toEqual(['order filled', 'connection']);
});

test('a file that is no list of alerts is said in the log and does no harm', () => {
	writeFileSync(alertsPath(folder), '{"version":2}');
	const { armed, warn } = open();

	expect(armed()[1]).toEqual(['order filled', 'connection']);
	expect(warn).toHaveBeenCalledWith(expect.stringContaining('it is no list of alerts of this version'));
	expect(readFileSync(alertsPath(folder), 'utf8')).toBe('{"version":2}');
});

test('each alert runs the command with itself as JSON; without a command nothing runs', () => {
	const inputs: string[] = [];
	const deps = {
		run: (_: unknown, { input }: { readonly input: string }) => {
			inputs.push(input);
			return () => {};
		},
		log: { warn: () => {} },
		say: () => {},
	};
	const hook = createAlertHook(deps, { command: ['notify'], timeoutMs: 1000 });
	hook.hear(event);
	hook.hear({ type: 'notice', level: 'info', text: 'x', receivedAt: 0 });
	createAlertHook(deps, { command: [], timeoutMs: 1000 }).hear(event);

	expect(inputs.map(text => JSON.parse(text))).toEqual([
		{
			type: 'alert',
			alert: 'order filled',
			kind: 'order',
			symbol: 'BTC-USDT',
			text: event.text,
			received_at: event.receivedAt,
		},
	]);
});
