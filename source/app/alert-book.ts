import { checkPriceAlert } from '../config/price-alert.js';
import type { Engine } from '../engine/engine.js';
import { toSafeText } from '../lib/safe-text.js';
import type { AlertBook } from '../ui/alert-keys.js';

/** The price alerts of a run, kept in the settings of its data directory. `onSaved` puts the changed file into force. */
export function createAlertBook(
	signals: Pick<NonNullable<Engine['signals']>, 'alerts'>,
	{ dataDir, onSaved }: { readonly dataDir: string; readonly onSaved: () => void },
): AlertBook {
	return {
		list: () => signals.alerts().map(({ id, state }) => ({ text: id, state })),
		problemOf: text => {
			const parsed = checkPriceAlert(text);
			return parsed.ok ? undefined : parsed.expected;
		},
		save: async texts => {
			try {
				const { writeSetting } = await import('../config/settings.js');
				await writeSetting(dataDir, 'alerts.price', JSON.stringify(texts));
				onSaved();
				return undefined;
			} catch (error) {
				return toSafeText(`not saved: ${error instanceof Error ? error.message : error}`);
			}
		},
	};
}
