import { join } from 'node:path';
import type { Engine, EngineEvent } from '../engine/engine.js';
import type { AlertRule } from '../lib/alert-text.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Files } from '../lib/seams.js';
import type { Logger } from '../platform/logger.js';
import type { PriceAlert } from '../signals/price-alerts.js';
import type { AlertEntry } from '../ui/alert-keys.js';
import { createSavedFile } from './saved-file.js';

/** The alerts of a run. What has gone off and does not repeat stays done over runs, until it is armed again. */
export type Alerts = {
	/** Replaces them all; a done one that is still there stays done. */
	readonly set: (alerts: { readonly prices: readonly PriceAlert[]; readonly rules: readonly AlertRule[] }) => void;
	readonly list: () => readonly AlertEntry[];
	readonly rearm: (text: string) => void;
	/** After every event of the engine. */
	readonly hear: (event: EngineEvent) => void;
};

type WentOff = { readonly at: number; readonly text: string; readonly repeats: boolean };

export const alertsPath = (folder: string): string => join(folder, 'alerts.json');

/** `folder`: where what has gone off is kept; undefined keeps it for this run alone. */
export function createAlerts(
	{
		engine,
		files,
		log,
	}: { readonly engine: Pick<Engine, 'signals' | 'alerts'>; readonly files: Files; readonly log: Pick<Logger, 'warn'> },
	folder: string | undefined,
): Alerts {
	const file =
		folder === undefined
			? undefined
			: createSavedFile({ files, log }, { folder, path: alertsPath(folder), what: 'what alerts have gone off' });
	const wentOff = new Map<string, WentOff>(file?.read(parseWentOff));
	let prices: readonly PriceAlert[] = [];
	let rules: readonly AlertRule[] = [];

	const save = (): void => file?.save(`${JSON.stringify({ version: 1, wentOff: [...wentOff] })}\n`);
	const isDone = (text: string): boolean => wentOff.get(text)?.repeats === false;
	const arm = (): void => {
		engine.signals?.setAlerts(prices.filter(({ id }) => !isDone(id)));
		engine.alerts.set(rules.filter(({ text }) => !isDone(text)));
	};

	return {
		set(alerts) {
			({ prices, rules } = alerts);
			const texts = new Set([...prices.map(({ id }) => id), ...rules.map(({ text }) => text)]);
			const gone = [...wentOff.keys()].filter(text => !texts.has(text));
			for (const text of gone) {
				wentOff.delete(text);
			}

			if (gone.length > 0) {
				save();
			}

			arm();
		},
		list: () => {
			const states = new Map<string, AlertEntry['state']>([
				...(engine.signals?.alerts() ?? []).map(({ id, state }) => [id, state] as const),
				...engine.alerts.list().map(({ text, state }) => [text, state] as const),
			]);
			return [
				...prices.map(({ id, symbol }) => ({ text: id, symbol })),
				...rules.map(rule => ({ text: rule.text, symbol: 'symbol' in rule ? rule.symbol : undefined })),
			].map(({ text, symbol }) => ({
				text,
				symbol,
				state: isDone(text) ? 'done' : (states.get(text) ?? 'waiting'),
				last: wentOff.get(text),
			}));
		},
		rearm(text) {
			wentOff.delete(text);
			save();
			// Anew: what the engine still holds of it is done.
			engine.signals?.setAlerts(prices.filter(({ id }) => id !== text && !isDone(id)));
			engine.alerts.set(rules.filter(rule => rule.text !== text && !isDone(rule.text)));
			arm();
		},
		hear(event) {
			if (event.type === 'alert') {
				wentOff.set(event.alert, { at: event.receivedAt, text: event.text, repeats: event.repeats });
				save();
			}
		},
	};
}

function parseWentOff(text: string): (readonly [string, WentOff])[] {
	const value: unknown = JSON.parse(text);
	if (!isRecord(value) || value.version !== 1 || !Array.isArray(value.wentOff)) {
		throw new Error('it is no list of alerts of this version');
	}

	return value.wentOff.flatMap(entry => {
		const [alert, last] = Array.isArray(entry) ? entry : [];
		const isWhole =
			typeof alert === 'string' &&
			isRecord(last) &&
			typeof last.at === 'number' &&
			typeof last.text === 'string' &&
			typeof last.repeats === 'boolean';
		return isWhole
			? [[alert, { at: last.at, text: toSafeText(last.text as string), repeats: last.repeats } as WentOff] as const]
			: [];
	});
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
