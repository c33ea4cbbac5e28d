/** Resolves when the event loop has turned: every promise that could settle has. */
export const settlePromises = (): Promise<void> =>
	new Promise(resolve => {
		setImmediate(resolve);
	});
