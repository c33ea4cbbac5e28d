import { KcmonError } from '../lib/errors.js';
import type { Clock } from '../lib/seams.js';
import type { Gateway } from '../trading/gateway.js';

/** Where there is nothing to trade with: every question is refused. */
export function createClosedGateway(clock: Pick<Clock, 'wallNow'>): Gateway {
	const refuse = async (): Promise<never> => {
		throw new KcmonError('There is no account in this mode', { code: 'ERR_NO_ACCOUNT' });
	};
	return {
		submit: async () => ({ kind: 'not-sent', reason: 'there is no account in this mode' }),
		cancel: async () => ({
			kind: 'failed',
			reason: 'there is no account in this mode',
			retryAfterMs: undefined,
		}),
		cancelAll: refuse,
		cancelSymbol: refuse,
		findByClientOid: refuse,
		findById: refuse,
		activeSymbols: refuse,
		activeOrders: refuse,
		doneOrders: refuse,
		fills: refuse,
		balances: refuse,
		fees: refuse,
		venueStatus: refuse,
		venueNow: clock.wallNow,
		deadMan: undefined,
		hasNativeStops: false,
		hasNativeOcos: false,
	};
}
