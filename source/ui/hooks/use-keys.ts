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
		// A terminal sends Alt and a key as Esc and the key. Nothing is bound to Alt, so this was Esc and a quick key.
		if (key.meta && !key.escape && [...input].length === 1) {
			dashboard.press('esc');
			dashboard.type(input);
		} else if (name !== undefined) {
			dashboard.press(name);
		} else if (input.length > 1 && !key.ctrl && !key.meta) {
			dashboard.type(input);
		}
	});
}
