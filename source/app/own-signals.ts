import { readPriceAlerts } from '../config/price-alert.js';
import type { Settings } from '../config/settings.js';
import type { PriceAlert } from '../signals/price-alerts.js';
import { type RuleSettings, ruleSettingKeys } from '../signals/rule-settings.js';

/** What the settings say of kcmon's own signals. */
export type OwnSignalOptions = {
	readonly rules: RuleSettings;
	readonly alerts: readonly PriceAlert[];
};

/** The settings were checked when they were read. */
export function resolveOwnSignals(settings: Pick<Settings, 'get'>): OwnSignalOptions {
	const rules = Object.fromEntries(ruleSettingKeys.map(key => [key, settings.get(`signals.rules.${key}`)]));
	return { rules: rules as unknown as RuleSettings, alerts: readPriceAlerts(settings.get('alerts.price')) };
}
