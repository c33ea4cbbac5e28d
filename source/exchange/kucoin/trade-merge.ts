import type { Cancel, Clock } from '../../lib/seams.js';
import { isLaterTrade } from '../../model/event-order.js';
import type { TradeEvent } from '../../model/market-event.js';

export type TradeMergeDeps = {
	readonly clock: Clock;
	readonly publish: (event: TradeEvent) => void;
	/** Oldest first. */
	readonly fetchTrades: (symbol: string) => Promise<readonly TradeEvent[]>;
	/** The last prints were read, and what was missing has been put in. */
	readonly onComplete: () => void;
};

/** One symbol's prints from socket and REST as one stream: in order, each once. */
export type TradeMerge = {
	readonly live: (trade: TradeEvent) => void;
	/** Reads the last prints and puts what is missing before what comes live meanwhile. */
	readonly backfill: () => void;
	/** Of the last print; undefined before the first. */
	readonly lastSequence: () => string | undefined;
	readonly stop: () => void;
};

const patienceMs = 2000;
/** Until the history is read nobody knows what the tape lacks. */
const retryMs = 5000;
const maxHeld = 2000;

export function createTradeMerge(deps: TradeMergeDeps, symbol: string): TradeMerge {
	let last: TradeEvent | undefined;
	let held: TradeEvent[] | undefined;
	let cancelPatience: Cancel | undefined;
	let cancelRetry: Cancel | undefined;
	let epoch = 0;

	function pass(trade: TradeEvent): void {
		// Sequences of prints rise with holes; one at or below the last was here already.
		if (last === undefined || isLaterTrade(trade, last)) {
			last = trade;
			deps.publish(trade);
		}
	}

	function release(): void {
		cancelPatience?.();
		cancelPatience = undefined;
		const waiting = held ?? [];
		held = undefined;
		for (const trade of waiting) {
			pass(trade);
		}
	}

	function backfill(): void {
		epoch += 1;
		const asked = epoch;
		held ??= [];
		cancelPatience?.();
		cancelRetry?.();
		cancelPatience = deps.clock.after(patienceMs, release);
		deps.fetchTrades(symbol).then(
			trades => {
				// Released already: what came live is past these, so only what is newer still passes.
				if (asked === epoch) {
					for (const trade of trades) {
						pass(trade);
					}

					release();
					deps.onComplete();
				}
			},
			() => {
				if (asked === epoch) {
					release();
					cancelRetry = deps.clock.after(retryMs, backfill);
				}
			},
		);
	}

	return {
		live: trade => {
			if (held === undefined) {
				pass(trade);
			} else {
				held.push(trade);
				if (held.length > maxHeld) {
					release();
				}
			}
		},
		backfill,
		lastSequence: () => last?.sequence,
		stop: () => {
			epoch += 1;
			cancelPatience?.();
			cancelRetry?.();
			held = undefined;
		},
	};
}
