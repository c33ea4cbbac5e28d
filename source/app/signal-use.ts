import type { Settings } from '../config/settings.js';

/** What the settings say of what becomes of signals. */
export type SignalUse = {
	/** No order from a signal whose source proves nothing of itself. */
	readonly requireVerified: boolean;
	/** What a ticket from a signal risks to its stop, per cent of the account; a plain decimal. */
	readonly riskPercent: string;
};

export function resolveSignalUse(settings: Pick<Settings, 'get'>): SignalUse {
	return {
		requireVerified: settings.get('signals.requireVerified'),
		riskPercent: String(settings.get('signals.riskPercent')),
	};
}
