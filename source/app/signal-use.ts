import type { Settings } from '../config/settings.js';
import type { AutoSettings } from '../engine/auto-trader.js';
import type { Mode } from './options.js';

/** What the settings say of what becomes of signals. */
export type SignalUse = {
	/** No order from a signal whose source proves nothing of itself. */
	readonly requireVerified: boolean;
	/** What a ticket from a signal risks to its stop, per cent of the account; a plain decimal. */
	readonly riskPercent: string;
	/** Orders without a person; undefined where the mode has none. */
	readonly auto: AutoSettings | undefined;
};

export function resolveSignalUse(mode: Mode, settings: Pick<Settings, 'get'>): SignalUse {
	const riskPercent = String(settings.get('signals.riskPercent'));
	const isAllowed = mode === 'live' ? settings.get('signals.auto.live') : mode !== 'read-only';
	return {
		requireVerified: settings.get('signals.requireVerified'),
		riskPercent,
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
