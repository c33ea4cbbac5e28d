import type { Fill } from '../model/order.js';
import { fillKey } from './order-state.js';
import {
	applyFillToPosition,
	type BracketPart,
	type CountedFill,
	type Currencies,
	closeEnded,
	flatPosition,
	type Position,
} from './portfolio.js';

/** One symbol's fills, each counted once, with fees corrected when the venue's record of them arrives. */
export type PositionBook = {
	/** A fill that was added before counts once more only in that it may bring its fee. */
	readonly add: (fill: Fill, about?: { readonly part: BracketPart | undefined; readonly isBefore: boolean }) => void;
	/** What brackets that have ended left sold is not in it. */
	readonly position: () => Position;
};

type Entry = Required<CountedFill>;

/** By time; then entries before exits, which follow them; then by the venue's ids, so that it is the same after a restart. */
function compare(left: Entry, right: Entry): number {
	return (
		left.fill.time - right.fill.time ||
		Number(isExit(left)) - Number(isExit(right)) ||
		compareIds(left.fill.orderId, right.fill.orderId) ||
		compareIds(left.fill.tradeId, right.fill.tradeId)
	);
}

const isExit = ({ part }: Entry): boolean => part?.isEntry === false;

/** Ids that count up in their last digits. */
const compareIds = (left: string, right: string): number =>
	left.length - right.length || (left < right ? -1 : Number(left > right));

/**
 * Keeps the position of one symbol: a function of the set of its fills, whatever the order of their arrival. Those at the
 * start whose fees are final are summed up once, so that only a fill of before them is dear.
 */
export function createPositionBook(
	currencies: Currencies,
	estimatedRate: () => string,
	isRunning: (bracketId: string) => boolean,
): PositionBook {
	const entries: Entry[] = [];
	const known = new Map<string, Entry>();
	let settled = flatPosition;
	let settledCount = 0;
	let current: Position | undefined = flatPosition;

	const insert = (entry: Entry): void => {
		let index = entries.length;
		while (index > 0 && compare(entries[index - 1]!, entry) > 0) {
			index -= 1;
		}

		entries.splice(index, 0, entry);
		known.set(fillKey(entry.fill), entry);
		if (index < settledCount) {
			settled = flatPosition;
			settledCount = 0;
		}
	};

	const settle = (): void => {
		for (let entry = entries[settledCount]; entry?.fill.fee !== undefined; entry = entries[settledCount]) {
			settled = applyFillToPosition(settled, entry, currencies, '0');
			settledCount += 1;
		}
	};

	const sum = (): Position => {
		const rate = estimatedRate();
		return entries
			.slice(settledCount)
			.reduce((position, entry) => applyFillToPosition(position, entry, currencies, rate), settled);
	};

	return {
		add(fill, { part, isBefore } = { part: undefined, isBefore: false }) {
			const before = known.get(fillKey(fill));
			if (before !== undefined) {
				if (before.fill.fee !== undefined || fill.fee === undefined) {
					return;
				}

				// It waits for its fee, so it is not among the settled.
				entries.splice(entries.indexOf(before, settledCount), 1);
			}

			insert({ fill, part, isBefore });
			current = undefined;
		},
		position() {
			if (current === undefined) {
				settle();
				current = sum();
			}

			return closeEnded(current, isRunning);
		},
	};
}
