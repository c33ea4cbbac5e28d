import type { Trading } from '../engine/trading.js';
import { assertNever } from '../lib/assert-never.js';
import type { Clock } from '../lib/seams.js';
import type { Logger } from '../platform/logger.js';
import type { State } from '../store/state.js';
import type { Gateway } from '../trading/gateway.js';
import { readAccount } from './account-rows.js';
import { cancelOrders } from './cancel-orders.js';
import type { ControlRequest } from './control-channel.js';
import { imageOf } from './desk-image.js';
import type { Mode } from './options.js';

/** Who trades on a data directory, as it says itself. */
export type Holder = {
	readonly pid: number;
	readonly mode: Mode;
	/** `KuCoin`, `demo exchange`, or a host. */
	readonly venue: string;
	/** As in the journal. */
	readonly account: string;
	/** Of the embedded exchange, which nobody else could find. */
	readonly restUrl?: string;
};

export type ControlDesk = {
	readonly holder: Holder;
	readonly clock: Clock;
	readonly log: Logger;
	readonly trading: Trading;
	readonly gateway: Gateway;
	readonly state: State;
};

/** Answers what other processes of the user ask of the one that trades. Rejects with what is to be said. */
export function createControlHandler(desk: ControlDesk): (request: ControlRequest) => Promise<unknown> {
	return async request => {
		switch (request.ask) {
			case 'hello':
				return desk.holder;
			case 'kill':
				desk.log.warn(`kill asked for: ${request.why}`);
				return desk.trading.kill(request.why);
			case 'cancel':
				desk.log.info(`cancel asked for: ${request.what.scope}`);
				return cancelOrders(desk, request.what);
			case 'account':
				return readAccount(request.list, desk, request.symbols);
			case 'image':
				return imageOf(desk.state, request.since, desk.clock.monoNow());
			default:
				return assertNever(request);
		}
	};
}

export function isHolder(value: unknown): value is Holder {
	const { pid, mode, venue, account } = (value ?? {}) as Partial<Record<keyof Holder, unknown>>;
	return (
		typeof pid === 'number' && typeof mode === 'string' && typeof venue === 'string' && typeof account === 'string'
	);
}
