import type { JournalEntry } from '../journal/journal.js';
import type { StopReason } from './io.js';
import type { TradingSettings } from './options.js';

/** What became of working orders by a person's choice: canceled and seen to be so, or left on purpose. */
export type ExitChoice = 'canceled' | 'leave';

/** What an exit does with working orders, and then with the dead-man's switch: see `Trading.stop`. */
export type ExitPlan = { readonly cancels: boolean; readonly how: 'leave' | 'canceled' };

const reasonWords: Readonly<Record<StopReason, string>> = {
	done: 'done',
	quit: 'quit',
	pipe: 'closed pipe',
	interrupt: 'interrupt',
	terminate: 'terminate',
	hangup: 'hangup',
	crash: 'crash',
};

/**
 * A choice counts; without one the settings do. The dead-man's switch is cleared where somebody wanted the orders to
 * stay; where nobody could be asked (a vanished terminal, a bug) it stays set behind them.
 */
export function planExit(
	reason: StopReason,
	choice: ExitChoice | undefined,
	settings: Pick<TradingSettings, 'onQuit' | 'onTerm' | 'onHangup'>,
): ExitPlan {
	if (choice !== undefined) {
		return { cancels: false, how: choice };
	}

	const policy = reason === 'quit' ? settings.onQuit : reason === 'hangup' ? settings.onHangup : settings.onTerm;
	if (policy === 'cancel-mine') {
		return cancel;
	}

	const isChosen = policy === 'keep' && reason !== 'hangup' && reason !== 'crash';
	return { cancels: false, how: isChosen ? 'leave' : 'canceled' };
}

const cancel: ExitPlan = { cancels: true, how: 'canceled' };

export const describeReason = (reason: StopReason): string => reasonWords[reason];

const plainReasons: ReadonlySet<string> = new Set([reasonWords.quit, reasonWords.done]);

/** How the run before this one ended, for a person; undefined when there was none, or nothing is to be said of it. */
export function describeLastExit(entries: readonly JournalEntry[]): string | undefined {
	const bootAt = entries.findLastIndex(({ kind }) => kind === 'boot');
	if (bootAt === -1) {
		return undefined;
	}

	const exit = entries.slice(bootAt).findLast(({ kind }) => kind === 'exit');
	if (exit === undefined) {
		return 'last exit: killed or cut off; comparing orders with the venue';
	}

	const { reason, canceled, working } = exit.body;
	const isPlain = plainReasons.has(String(reason));
	const counts = [
		...(typeof canceled === 'number' && canceled > 0 ? [`${canceled} canceled`] : []),
		...(typeof working === 'number' && working > 0 ? [`${working} left working`] : []),
	];
	return isPlain && counts.length === 0 ? undefined : [`last exit: ${String(reason)}`, ...counts].join(', ');
}
