export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'quiescence';

/** Something happened that must never happen. */
export class Violation extends Error {
	override readonly name = 'Violation';
	readonly invariant: Invariant;

	constructor(invariant: Invariant, text: string) {
		super(`${invariant}: ${text}`);
		this.invariant = invariant;
	}
}

export type Fail = (invariant: Invariant, text: string) => never;

/** The code that is watched may catch what is thrown into it: the first violation is kept. */
export function createVerdict(): { readonly fail: Fail; readonly first: () => Violation | undefined } {
	let first: Violation | undefined;
	return {
		fail: (invariant, text) => {
			first ??= new Violation(invariant, text);
			throw first;
		},
		first: () => first,
	};
}
