import type { OrderDesk } from './order-desk.js';
import type { Venue } from './venue.js';

export type DeadManSetting = {
	/** Seconds. */
	readonly timeout: number;
	/** As the client wrote it; empty = all. */
	readonly symbols: string;
	/** Venue ms. */
	readonly triggerAt: number;
};

export type DeadMan = {
	/** Replaces the former setting; a timeout of −1 switches off. */
	readonly set: (owner: number, timeout: number, symbols: string) => DeadManSetting | undefined;
	readonly get: (owner: number) => DeadManSetting | undefined;
};

/** The venue fires within 10 s of the trigger time. */
const lagMs = 700;

/** The dead-man's switch: cancels an account's orders when its client did not call again in time. */
export function createDeadMan(deps: { readonly venue: Venue; readonly desk: OrderDesk }): DeadMan {
	const settings = new Map<number, DeadManSetting>();
	deps.venue.subscribe({
		onGrid: time => {
			// A closed venue cancels nothing; it makes up for it when it opens.
			if (deps.venue.status().status === 'close') {
				return;
			}

			for (const [owner, setting] of settings) {
				if (time < setting.triggerAt + lagMs) {
					continue;
				}

				settings.delete(owner);
				const listed = setting.symbols === '' ? undefined : new Set(setting.symbols.split(','));
				for (const order of deps.desk.active(owner, undefined)) {
					if (listed === undefined || listed.has(order.market.symbol)) {
						deps.desk.cancel(order, 'dead-man');
					}
				}
			}
		},
	});

	return {
		set: (owner, timeout, symbols) => {
			if (timeout === -1) {
				settings.delete(owner);
				return undefined;
			}

			const setting = { timeout, symbols, triggerAt: deps.venue.time() + timeout * 1000 };
			settings.set(owner, setting);
			return setting;
		},
		get: owner => settings.get(owner),
	};
}
