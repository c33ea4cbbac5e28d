import type { TradingPort } from '../engine/trading-port.js';
import type { DeskDeps } from './desk-deps.js';
import { describeReport } from './order-keys.js';

/** `q` and Ctrl+C, and the question that they ask when orders are working. */
export type ExitKeys = {
	readonly ask: (reason: 'quit' | 'interrupt') => void;
	readonly cancelAndQuit: () => void;
	readonly leaveAndQuit: () => void;
	/** Says what the question wants to hear. */
	readonly remind: () => void;
};

export function createExitKeys(
	deps: DeskDeps,
	port: TradingPort | undefined,
	{ onQuit }: { readonly onQuit: 'ask' | 'cancel-mine' | 'keep' },
): ExitKeys {
	const { views, ui, say, repaint } = deps;
	let isCanceling = false;
	const asked = (): 'quit' | 'interrupt' | undefined => {
		const { dialog } = ui.get();
		return dialog?.kind === 'quit' ? dialog.reason : undefined;
	};
	const show = (reason: 'quit' | 'interrupt', progress: string | undefined): void =>
		ui.dispatch({ type: 'dialog.open', dialog: { kind: 'quit', reason, progress } });
	const remind = (): void => say('c cancels mine and quits, l leaves them and quits, esc stays');

	/** Quits when nothing is left, and only if the person still wants to. */
	const cancel = async (trading: TradingPort, reason: 'quit' | 'interrupt'): Promise<void> => {
		show(reason, 'canceling');
		isCanceling = true;
		const outcome = await trading.cancelAll({ scope: 'mine' }, 'quit').then(
			report => (report.left === 0 ? undefined : describeReport(report)),
			(error: unknown) => `canceling failed: ${error instanceof Error ? error.message : String(error)}`,
		);
		isCanceling = false;
		if (asked() === undefined) {
			return;
		}

		if (outcome === undefined) {
			deps.quit(reason, 'canceled');
		} else {
			show(reason, `${outcome}; c tries again`);
			repaint();
		}
	};

	return {
		ask: reason => {
			const held = port === undefined ? 0 : (views.orders(views.focused()).heldExits ?? 0);
			const isViewer = views.status().viewerOf !== undefined;
			if (port === undefined || isViewer || (port.working() === 0 && held === 0)) {
				deps.quit(reason);
			} else if (asked() !== undefined) {
				remind();
			} else if (onQuit === 'keep') {
				deps.quit(reason, 'leave');
			} else if (onQuit === 'cancel-mine') {
				void cancel(port, reason);
			} else {
				show(reason, undefined);
			}
		},
		cancelAndQuit: () => {
			const reason = asked();
			if (port !== undefined && reason !== undefined && !isCanceling) {
				void cancel(port, reason);
			}
		},
		leaveAndQuit: () => {
			const reason = asked();
			if (reason !== undefined) {
				deps.quit(reason, 'leave');
			}
		},
		remind,
	};
}
