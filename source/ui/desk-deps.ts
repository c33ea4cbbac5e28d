import type { Command } from '../engine/commands.js';
import type { LadderWindow } from './ladder-window.js';
import type { UiStore } from './ui-state.js';
import type { ViewSource } from './view-source.js';

/** What became of working orders on the way out: canceled and seen to be so, or left on purpose. */
export type OrdersOnQuit = 'canceled' | 'leave';

/** What the desks of the dashboard share. */
export type DeskDeps = {
	readonly views: ViewSource;
	readonly ui: UiStore;
	readonly ladder: LadderWindow;
	/** Tells the person something in the bottom line. */
	readonly say: (text: string) => void;
	readonly repaint: () => void;
	readonly execute: (command: Command) => void;
	readonly quit: (reason: 'quit' | 'interrupt', orders?: OrdersOnQuit) => void;
	/** The terminal has no room for a dialog. */
	readonly isTooSmall: () => boolean;
};
