import { type SettingKey, settingKeys, whenApplied } from '../config/schema.js';
import type { Settings } from '../config/settings.js';
import type { Engine } from '../engine/engine.js';
import type { RiskLimits } from '../trading/risk.js';
import type { Dashboard } from '../ui/dashboard.js';
import { createLayouts, defaultLayout } from '../ui/layouts.js';
import type { Screen } from '../ui/screen/screen.js';
import type { Alerts } from './alerts.js';
import type { RunOptions } from './options.js';

/** The settings file as it is, and what it comes to with the flags of this run. */
export type ReadSettings = { readonly settings: Settings; readonly options: RunOptions };

export type SettingsTargets = {
	readonly dashboard: Pick<Dashboard, 'setLook'>;
	readonly screen: Pick<Screen, 'setFps'>;
	readonly engine: Pick<Engine, 'trading' | 'execute'>;
	readonly alerts: Pick<Alerts, 'set'>;
	/** Bell and notification of signals, and of alerts. */
	readonly ring: (settings: Pick<RunOptions, 'signalUse' | 'alertUse'>) => void;
};

/**
 * Puts a changed settings file into force as far as a run can take it: what it looks like, alerts, and limits where they
 * are tighter. Returns what a person should know; undefined where nothing has changed.
 */
export function createSettingsApply(
	targets: SettingsTargets,
	start: ReadSettings,
): (next: ReadSettings) => string | undefined {
	let last = start;
	return next => {
		const before = last;
		last = next;
		const isChanged = (key: SettingKey): boolean =>
			JSON.stringify(before.settings.get(key)) !== JSON.stringify(next.settings.get(key));
		const changed = settingKeys.filter(isChanged);
		if (changed.length === 0) {
			return undefined;
		}

		applyLook(targets, before.options, next.options);
		// A demo may have others of its own.
		if (changed.includes('alerts.price') || changed.includes('alerts.when')) {
			targets.alerts.set({ prices: next.options.ownSignals?.alerts ?? [], rules: next.options.alertUse.rules });
		}

		targets.ring(next.options);
		applyWatchlist(targets, before.options.symbols, next.options.symbols);
		const tighter = new Set(
			(targets.engine.trading?.tightenLimits(next.options.trading.limits) ?? []).map(
				(name: keyof RiskLimits): SettingKey => `risk.${name}`,
			),
		);
		const isNow = (key: SettingKey): boolean => whenApplied(key) === 'at once' || tighter.has(key);
		return describe(
			changed.filter(isNow),
			changed.filter(key => !isNow(key)),
		);
	};
}

/** Symbols that are named on the command line are the run's, whatever the file says. */
function applyWatchlist({ engine }: SettingsTargets, before: readonly string[], next: readonly string[]): void {
	for (const symbol of next.filter(one => !before.includes(one))) {
		engine.execute({ type: 'symbol.add', symbol });
	}

	for (const symbol of before.filter(one => !next.includes(one))) {
		engine.execute({ type: 'symbol.remove', symbol });
	}
}

/** A flag outranks the file, so only what comes of both is compared. */
function applyLook({ dashboard, screen }: SettingsTargets, before: RunOptions, next: RunOptions): void {
	const isLaidAnew =
		before.layout !== next.layout || JSON.stringify(before.ownLayouts) !== JSON.stringify(next.ownLayouts);
	dashboard.setLook({
		...(before.theme === next.theme ? {} : { theme: next.theme }),
		...(isLaidAnew ? { layouts: createLayouts(next.ownLayouts ?? {}), layout: next.layout ?? defaultLayout } : {}),
	});
	if (before.fps !== next.fps) {
		screen.setFps(next.fps);
	}
}

const describe = (now: readonly SettingKey[], later: readonly SettingKey[]): string =>
	[
		...(now.length === 0 ? [] : [`${now.join(', ')} changed`]),
		...(later.length === 0 ? [] : [`${later.join(', ')} from the next start on`]),
	].join(' · ');
