import { checkOtherAlert, checkPriceAlert } from '../config/price-alert.js';
import { toSafeText } from '../lib/safe-text.js';
import type { AlertBook } from '../ui/alert-keys.js';
import type { Alerts } from './alerts.js';

/** The list of alerts as keys take it: kept in the settings of the data directory. `onSaved` puts the file into force. */
export function createAlertBook(
	alerts: Pick<Alerts, 'list' | 'rearm'>,
	{ dataDir, onSaved }: { readonly dataDir: string; readonly onSaved: () => void },
): AlertBook {
	return {
		list: alerts.list,
		rearm: alerts.rearm,
		problemOf: text => {
			const price = checkPriceAlert(text);
			const other = checkOtherAlert(text);
			return price.ok || other.ok ? undefined : /^[A-Z0-9-]+[<>]/.test(text) ? price.expected : other.expected;
		},
		save: async texts => {
			try {
				const { writeSetting } = await import('../config/settings.js');
				const isPrice = (text: string): boolean => checkPriceAlert(text).ok;
				const before = alerts.list().map(({ text }) => text);
				const keep = async (key: 'alerts.price' | 'alerts.when', isMeant: (text: string) => boolean): Promise<void> => {
					const after = JSON.stringify(texts.filter(isMeant));
					if (after !== JSON.stringify(before.filter(isMeant))) {
						await writeSetting(dataDir, key, after);
					}
				};
				await keep('alerts.price', isPrice);
				await keep('alerts.when', text => !isPrice(text));
				onSaved();
				return undefined;
			} catch (error) {
				return toSafeText(`not saved: ${error instanceof Error ? error.message : error}`);
			}
		},
	};
}
