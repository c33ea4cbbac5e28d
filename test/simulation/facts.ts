/** Counts of what was done to the client and what it did about it: every row of the table of faults must have fired. */
export type Facts = {
	readonly count: (name: string, by?: number) => void;
	readonly of: (name: string) => number;
	readonly all: () => Readonly<Record<string, number>>;
};

export function createFacts(): Facts {
	const counts = new Map<string, number>();
	return {
		count: (name, by = 1) => {
			counts.set(name, (counts.get(name) ?? 0) + by);
		},
		of: name => counts.get(name) ?? 0,
		all: () => Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1))),
	};
}
