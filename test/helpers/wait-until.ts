/** Resolves with what `find` returns once that is neither undefined nor false; rejects with `describe` when time is up. */
export async function waitUntil<Found>(
	find: () => Found | undefined | false,
	{
		withinMs = 60_000,
		describe = () => 'the condition never held',
	}: { withinMs?: number; describe?: () => string } = {},
): Promise<Found> {
	const until = performance.now() + withinMs;
	while (true) {
		const found = find();
		if (found !== undefined && found !== false) {
			return found;
		}

		if (performance.now() > until) {
			throw new Error(`Not within ${withinMs} ms: ${describe()}`);
		}

		await new Promise(resolve => setTimeout(resolve, 10));
	}
}
