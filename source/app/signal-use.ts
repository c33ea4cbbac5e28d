import type { Settings } from '../config/settings.js';
import type { AutoSettings } from '../engine/auto-trader.js';
import type { TerminalAlertSettings } from '../ui/terminal-alerts.js';
import { isInTmux } from './alert-use.js';
import type { Environment, Mode } from './options.js';
import type { SignalHookSettings } from './signal-hook.js';

/** What the settings say of what becomes of signals. */
export type SignalUse = {
	/** No order from a signal whose source proves nothing of itself. */
	readonly requireVerified: boolean;
	/** What a ticket from a signal risks to its stop, per cent of the account; a plain decimal. */
	readonly riskPercent: string;
	/** Bell and notification of the terminal. */
	readonly alerts: TerminalAlertSettings;
	/** The command that is run for each new signal. */
	readonly hook: SignalHookSettings;
	/** Orders without a person; undefined where the mode has none. */
	readonly auto: AutoSettings | undefined;
};

export function resolveSignalUse(
	mode: Mode,
	{ settings, env }: { readonly settings: Pick<Settings, 'get'>; readonly env: Environment },
): SignalUse {
	const riskPercent = String(settings.get('signals.riskPercent'));
	const isAllowed = mode === 'live' ? settings.get('signals.auto.live') : mode !== 'read-only';
	return {
		requireVerified: settings.get('signals.requireVerified'),
		riskPercent,
		alerts: {
			bell: settings.get('signals.bell'),
			notify: settings.get('signals.notify') as TerminalAlertSettings['notify'],
			isTmux: isInTmux(env),
		},
		hook: {
			command: settings.get('signals.exec'),
			timeoutMs: settings.get('signals.execTimeoutSeconds') * 1000,
			minConfidence: settings.get('signals.execMinConfidence'),
			types: settings.get('signals.execTypes'),
		},
		auto:
			isAllowed && settings.get('signals.auto.enabled')
				? {
						sources: settings.get('signals.auto.sources'),
						types: settings.get('signals.auto.types'),
						minConfidence: settings.get('signals.auto.minConfidence'),
						maxAgeMs: settings.get('signals.auto.maxAgeSeconds') * 1000,
						maxOrdersPerDay: settings.get('signals.auto.maxOrdersPerDay'),
						maxOrderFunds: String(settings.get('signals.auto.maxOrderFunds')),
						maxDayFunds: String(settings.get('signals.auto.maxDayFunds')),
						riskPercent,
					}
				: undefined,
	};
}
