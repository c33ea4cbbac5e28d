import { use, useSyncExternalStore } from 'react';
import type { TerminalSize } from '../../lib/tty.js';
import { ScreenContext } from '../surface.js';

/** The size of the terminal; `fallback` in text mode, where there is none. */
export function useTerminalSize(fallback: TerminalSize): TerminalSize {
	const screen = use(ScreenContext);
	// The size as text: a snapshot has to be equal to itself.
	const text = useSyncExternalStore(
		listener => screen?.onResize(listener) ?? (() => {}),
		() => {
			const { columns, rows } = screen?.size() ?? fallback;
			return `${columns}x${rows}`;
		},
	);
	const [columns, rows] = text.split('x').map(Number);
	return { columns: columns!, rows: rows! };
}
