import type { BalanceChange } from './accounts.js';
import type { Faults } from './faults.js';
import { startBase } from './number-base.js';
import type { PublicFeed } from './public-feed.js';
import type { StopEvent, StopOrder } from './stop-order.js';
import type { DeskEvent, UserOrder } from './user-order.js';
import type { Venue } from './venue.js';
import { encodeBalance, encodeOrderEvent } from './wire-private.js';
import { encodeStopEvent } from './wire-stop.js';

export type PrivateFeed = {
	readonly onOrder: (order: UserOrder, event: DeskEvent) => void;
	readonly onBalance: (change: BalanceChange) => void;
	readonly onStop: (order: StopOrder, event: StopEvent) => void;
};

/** Tells every private socket of an account what happened to its orders and balances. */
export function createPrivateFeed(deps: {
	readonly venue: Venue;
	readonly feed: PublicFeed;
	readonly faults: Faults;
	readonly after: (delayMs: number, callback: () => void) => void;
}): PrivateFeed {
	const { venue, feed, faults } = deps;
	let eventId = 354_689_988_084_000n + BigInt(startBase(venue.startedAt, 1000));

	const push = (key: string, owner: number, subject: string, data: string, id: string | undefined): void => {
		const muted = faults.active('mute.topic', fault => typeof fault.topic === 'string' && key.startsWith(fault.topic));
		if (muted !== undefined || faults.active('mute.private') !== undefined) {
			return;
		}

		const head = id === undefined ? '' : `"id":"${id}",`;
		const text = `{"topic":"${key}","type":"message","subject":"${subject}",${head}"userId":"${String(owner).padStart(24, '0')}","channelType":"private","data":${data}}`;
		const send = (): void => {
			for (const listener of feed.listeners(key)) {
				if (listener.owner === owner) {
					listener.send(text);
				}
			}
		};
		const late = faults.take('priv.late');
		if (late === undefined) {
			send();
		} else {
			deps.after(Number(late.ms), send);
		}

		if (faults.take('priv.dup') !== undefined) {
			send();
		}
	};

	return {
		onOrder: (order, event) => {
			const data = encodeOrderEvent(order, event, venue.stamp(order.market.time()), venue.skew());
			const { owner } = order.engine;
			push('/spotMarket/tradeOrdersV2', owner, 'orderChange', data, undefined);
			if (event.type !== 'received') {
				push('/spotMarket/tradeOrders', owner, 'orderChange', data, undefined);
			}
		},
		onStop: (order, event) => {
			const data = encodeStopEvent(order, event, venue.stamp(venue.time()), venue.skew());
			push('/spotMarket/advancedOrders', order.owner, 'stopOrder', data, undefined);
		},
		onBalance: change => {
			eventId += 1n;
			const id = eventId.toString();
			const data = encodeBalance(change, id, venue.stamp(venue.time()));
			push('/account/balance', change.owner, 'account.balance', data, id);
		},
	};
}
