import { readOtherAlerts } from '../config/price-alert.js';
import type { Settings } from '../config/settings.js';
import type { AlertRule } from '../lib/alert-text.js';
import type { TerminalAlertSettings } from '../ui/terminal-alerts.js';
import type { Environment } from './options.js';

/** What the settings say of alerts, beside those on prices, which are signals of the rules. */
export type AlertUse = {
	readonly rules: readonly AlertRule[];
	/** Bell and notification of the terminal. */
	readonly terminal: TerminalAlertSettings;
	/** The command that is run for each that goes off. */
	readonly hook: { readonly command: readonly string[]; readonly timeoutMs: number };
};

/** Inside tmux, which hands through only what is wrapped. */
export const isInTmux = (env: Environment): boolean => (env.TMUX ?? '') !== '';

/** The settings were checked when they were read. */
export function resolveAlertUse(settings: Pick<Settings, 'get'>, env: Environment): AlertUse {
	return {
		rules: readOtherAlerts(settings.get('alerts.when')),
		terminal: {
			bell: settings.get('alerts.bell'),
			notify: settings.get('alerts.notify') as TerminalAlertSettings['notify'],
			isTmux: isInTmux(env),
		},
		hook: {
			command: settings.get('alerts.exec'),
			timeoutMs: settings.get('alerts.execTimeoutSeconds') * 1000,
		},
	};
}
