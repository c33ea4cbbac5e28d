/** Ends a switch over a union: a new member that is not handled does not compile. */
export function assertNever(value: never): never {
	throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
