import { useInput, usePaste } from 'ink';
import type { Dashboard } from '../dashboard.js';
import { nameKey } from '../keymap/resolve.js';

/** Hands keys and pastes to the dashboard. Pasted text comes apart from keys, so it can never press one. */
export function useKeys(dashboard: Dashboard): void {
	usePaste(text => {
		dashboard.paste(text);
	});
	useInput((input, key) => {
		const name = nameKey(input, key);
		if (name !== undefined) {
			dashboard.press(name);
		} else if (input.length > 1 && !key.ctrl && !key.meta) {
			dashboard.type(input);
		}
	});
}
