import type { Random } from '../lib/seams.js';

/** One fault that is switched on, with its arguments as checked by the catalog. */
export type Fault = {
	readonly fault: string;
	readonly [argument: string]: string | number | boolean | FaultRows | undefined;
};

/** Levels of a book, `[price, size]` as texts. */
export type FaultRows = readonly (readonly [price: string, size: string])[];

export type Faults = {
	/** Whether a fault of this name applies now; nothing is used up. */
	readonly active: (name: string, applies?: (fault: Fault) => boolean) => Fault | undefined;
	/** As `active`, and uses up one of its `count`; its `probability` decides each time. */
	readonly take: (name: string, applies?: (fault: Fault) => boolean) => Fault | undefined;
	readonly add: (fault: Fault) => void;
	/** Switches off one name, or everything. */
	readonly clear: (name: string | undefined) => void;
	readonly list: () => readonly Fault[];
};

/**
 * What is broken at the moment. A fault lasts for `forMs`, for `count` uses, or until it is cleared; `probability` makes
 * it a matter of chance. Costs nothing while the exchange is healthy.
 */
export function createFaults(deps: { readonly time: () => number; readonly random: Random }): Faults {
	type Entry = { readonly fault: Fault; readonly until: number; left: number };
	const entries = new Map<string, Entry[]>();

	const find = (name: string, applies: ((fault: Fault) => boolean) | undefined): Entry | undefined => {
		if (entries.size === 0) {
			return undefined;
		}

		const list = entries.get(name);
		if (list === undefined) {
			return undefined;
		}

		const now = deps.time();
		const alive = list.filter(entry => entry.left > 0 && entry.until > now);
		if (alive.length === 0) {
			entries.delete(name);
			return undefined;
		}

		entries.set(name, alive);
		return alive.find(entry => applies === undefined || applies(entry.fault));
	};

	return {
		active: (name, applies) => find(name, applies)?.fault,
		take: (name, applies) => {
			const entry = find(name, applies);
			if (entry === undefined) {
				return undefined;
			}

			const { probability } = entry.fault;
			if (typeof probability === 'number' && deps.random() >= probability) {
				return undefined;
			}

			entry.left -= 1;
			return entry.fault;
		},
		add: fault => {
			const { forMs, count } = fault;
			const until = typeof forMs === 'number' ? deps.time() + forMs : Number.POSITIVE_INFINITY;
			const left = typeof count === 'number' ? count : Number.POSITIVE_INFINITY;
			entries.set(fault.fault, [...(entries.get(fault.fault) ?? []), { fault, until, left }]);
		},
		clear: name => {
			if (name === undefined) {
				entries.clear();
			} else {
				entries.delete(name);
			}
		},
		list: () => [...entries.values()].flatMap(list => list.map(entry => entry.fault)),
	};
}
