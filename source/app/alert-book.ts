import { checkOtherAlert, checkPriceAlert, readOtherAlerts, readPriceAlerts } from '../config/price-alert.js';
import { toSafeText } from '../lib/safe-text.js';
import type { AlertBook } from '../ui/alert-keys.js';
import type { Alerts } from './alerts.js';

/**
 * Where the list of alerts is kept: in the settings of a data directory, where `onSaved` puts the file into force, or
 * nowhere. A demo keeps nothing: its prices are not those of the other modes, which read the same settings.
 */
export type AlertKeeping = { readonly dataDir: string; readonly onSaved: () => void } | 'this run';

/** The list of alerts as keys take it. */
export function createAlertBook(alerts: Pick<Alerts, 'list' | 'rearm' | 'set'>, keeping: AlertKeeping): AlertBook {
	return {
		list: alerts.list,
		rearm: alerts.rearm,
		isAlert: text => checkPriceAlert(text).ok || checkOtherAlert(text).ok,
		isKept: keeping !== 'this run',
		save: async texts => {
			if (keeping === 'this run') {
				alerts.set({ prices: readPriceAlerts(texts), rules: readOtherAlerts(texts) });
				return undefined;
			}

			try {
				const { writeSetting } = await import('../config/settings.js');
				const isPrice = (text: string): boolean => checkPriceAlert(text).ok;
				const before = alerts.list().map(({ text }) => text);
				const keep = async (key: 'alerts.price' | 'alerts.when', isMeant: (text: string) => boolean): Promise<void> => {
					const after = JSON.stringify(texts.filter(isMeant));
					if (after !== JSON.stringify(before.filter(isMeant))) {
						await writeSetting(keeping.dataDir, key, after);
					}
				};
				await keep('alerts.price', isPrice);
				await keep('alerts.when', text => !isPrice(text));
				keeping.onSaved();
				return undefined;
			} catch (error) {
				return toSafeText(`not saved: ${error instanceof Error ? error.message : error}`);
			}
		},
	};
}
