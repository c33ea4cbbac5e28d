import type { TradingPort } from '../engine/trading-port.js';
import type { OrdersView, StatusView } from '../store/views.js';
import type { DeskDeps } from './desk-deps.js';
import type { ActionId, TradingKeyView } from './keymap/bindings.js';
import { createOrderKeys, describeReport } from './order-keys.js';
import { type QuestionView, questionOf } from './question.js';
import type { ReviewView } from './ticket/paint-review.js';
import type { TicketView } from './ticket/paint-ticket.js';
import { createTicketDesk } from './ticket/ticket-desk.js';

export type TradingDeskOptions = {
	/** `B` and `S` place an order at once. */
	readonly oneKey: boolean;
	/** Their size in quote currency, a plain decimal. */
	readonly presetFunds: string;
	/** `risk.maxOrderFunds`: a review warns above half of it. */
	readonly maxOrderFunds: string | undefined;
	/** What `q` and Ctrl+C do with working orders. */
	readonly onQuit: 'ask' | 'cancel-mine' | 'keep';
};

export const defaultTradingOptions: TradingDeskOptions = {
	oneKey: false,
	presetFunds: '100',
	maxOrderFunds: undefined,
	onQuit: 'ask',
};

/** Everything of the dashboard that has to do with orders: what its keys do and what its dialogs show. */
export type TradingDesk = {
	readonly keyView: () => TradingKeyView;
	/** False when the action is none of the desk's. */
	readonly act: (id: ActionId, key: string) => boolean;
	/** A key without a name, in one of the desk's dialogs; false when none is open. */
	readonly typeKey: (key: string) => boolean;
	/** False when the desk has no use for pasted text now. */
	readonly paste: (text: string) => boolean;
	/** The text before this was refused, so what follows was not meant for anything else either. */
	readonly hasRefused: () => boolean;
	readonly fillFromSignal: () => void;
	readonly moveOrders: (by: number) => void;
	readonly ticketView: () => TicketView | undefined;
	readonly reviewView: () => ReviewView | undefined;
	readonly questionView: () => QuestionView | undefined;
	/** Why no order may be sent now, in words. */
	readonly closedReason: (view: OrdersView) => string | undefined;
};

const keyTail = 4;

export function createTradingDesk(
	deps: DeskDeps,
	port: TradingPort | undefined,
	options: TradingDeskOptions,
): TradingDesk {
	const { views, ui, say, repaint } = deps;
	const tickets = port === undefined ? undefined : createTicketDesk(deps, port, options);
	const orders = port === undefined ? undefined : createOrderKeys(deps, port, options);
	const dialogKind = () => ui.get().dialog?.kind;
	const close = (): void => ui.dispatch({ type: 'dialog.close' });

	const kill = (): void => {
		const isHalted = views.status().trading === 'HALTED';
		const dialog = ui.get().dialog;
		const isLifting = dialog?.kind === 'confirm' && dialog.question.what === 'lift';
		if (!isHalted || isLifting) {
			if (!isLifting) {
				close();
			}

			orders?.kill();
		} else {
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'confirm', question: { what: 'lift' } } });
		}
	};

	const answerYes = (): void => {
		const dialog = ui.get().dialog;
		if (dialog?.kind !== 'confirm') {
			return;
		}

		const { question } = dialog;
		if (deps.isTooSmall()) {
			say('nothing was done: the question is not on the screen, which needs 60x16');
			return;
		}

		close();
		if (question.what === 'lift') {
			orders?.lift();
		} else if (question.what === 'flatten') {
			orders?.flatten(question.symbol);
		} else {
			orders?.cancelSymbol(question.symbol);
		}
	};

	const arm = (): void => {
		if (views.status().armed === 'ARMED') {
			port?.disarm('key A');
			say('DISARMED');
		} else {
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'arm', text: '' } });
		}
	};

	const confirmArm = (): void => {
		const dialog = ui.get().dialog;
		if (dialog?.kind !== 'arm') {
			return;
		}

		if (port?.arm(dialog.text) === true) {
			close();
			say('ARMED: orders go to the exchange with real money');
		} else {
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'arm', text: '' } });
			say('not armed: these are not the last four characters of the key');
		}
	};

	const quitCanceled = (reason: 'quit' | 'interrupt'): void => {
		const progress = (text: string | undefined): void =>
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'quit', reason, progress: text } });
		progress('canceling');
		port?.cancelAll({ scope: 'mine' }, 'quit').then(
			report => {
				if (report.left === 0) {
					deps.quit(reason, 'canceled');
				} else {
					progress(`${describeReport(report)}; c tries again`);
					repaint();
				}
			},
			(error: unknown) => {
				progress(`canceling failed: ${error instanceof Error ? error.message : String(error)}; c tries again`);
				repaint();
			},
		);
	};

	const quit = (reason: 'quit' | 'interrupt'): void => {
		const held = port === undefined ? 0 : (views.orders(views.focused()).heldExits ?? 0);
		if (port === undefined || (port.working() === 0 && held === 0)) {
			deps.quit(reason);
		} else if (dialogKind() === 'quit') {
			say('c cancels mine and quits, l leaves them and quits, esc stays');
		} else if (options.onQuit === 'keep') {
			deps.quit(reason, 'leave');
		} else if (options.onQuit === 'cancel-mine') {
			quitCanceled(reason);
		} else {
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'quit', reason, progress: undefined } });
		}
	};

	const answerQuit = (orders: 'cancel' | 'leave'): void => {
		const dialog = ui.get().dialog;
		if (dialog?.kind !== 'quit') {
			return;
		}

		if (orders === 'leave') {
			deps.quit(dialog.reason, 'leave');
		} else {
			quitCanceled(dialog.reason);
		}
	};

	const editArm = (key: string): void => {
		const dialog = ui.get().dialog;
		if (dialog?.kind !== 'arm') {
			return;
		}

		const text = key === 'backspace' ? dialog.text.slice(0, -1) : dialog.text + key;
		if (key !== 'backspace' && !/^[\w-]$/.test(key)) {
			say('a key has letters and digits only');
		} else if (text.length > keyTail) {
			say('four characters; enter arms, esc goes back');
		} else {
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'arm', text } });
		}
	};

	return {
		keyView: () => keyViewOf(views.status(), port !== undefined, options.oneKey),
		act: (id, key) => {
			if (tickets?.act(id) === true) {
				return true;
			}

			switch (id) {
				case 'app.quit':
					quit(key === 'ctrl+c' ? 'interrupt' : 'quit');
					return true;
				case 'quit.cancel':
					answerQuit('cancel');
					return true;
				case 'quit.leave':
					answerQuit('leave');
					return true;
				case 'ticket.buy':
					tickets?.open('buy', key);
					return true;
				case 'ticket.sell':
					tickets?.open('sell', key);
					return true;
				case 'order.cancelSelected':
					orders?.cancelSelected();
					return true;
				case 'order.cancelSymbol':
				case 'position.flatten':
					ui.dispatch({
						type: 'dialog.open',
						dialog: {
							kind: 'confirm',
							question: { what: id === 'position.flatten' ? 'flatten' : 'cancelSymbol', symbol: views.focused() },
						},
					});
					return true;
				case 'question.yes':
					answerYes();
					return true;
				case 'trading.halt':
					kill();
					return true;
				case 'trading.arm':
					arm();
					return true;
				case 'arm.confirm':
					confirmArm();
					return true;
				case 'quick.buy':
					orders?.placePreset('buy', key);
					return true;
				case 'quick.sell':
					orders?.placePreset('sell', key);
					return true;
				default:
					return false;
			}
		},
		typeKey: key => {
			const kind = dialogKind();
			if (kind === 'ticket' || kind === 'review') {
				tickets?.typeKey(key);
			} else if (kind === 'arm') {
				editArm(key);
			} else if (kind === 'confirm') {
				say('y or esc');
			} else if (kind === 'quit') {
				say('c cancels mine and quits, l leaves them and quits, esc stays');
			} else {
				return false;
			}

			return true;
		},
		paste: text => {
			const kind = dialogKind();
			if (kind !== 'ticket' && kind !== 'review') {
				return false;
			}

			tickets?.paste(text);
			return true;
		},
		hasRefused: () => tickets?.hasRefused() ?? false,
		fillFromSignal: () => {
			const { rows } = views.signals(200);
			const row = rows.find(({ id }) => id === ui.get().selectedSignal);
			if (row === undefined) {
				say('choose a signal first: ↑ ↓');
			} else {
				tickets?.openFromSignal(row);
			}
		},
		moveOrders: by => orders?.moveSelection(by),
		ticketView: () => tickets?.ticketView(),
		reviewView: () => tickets?.reviewView(),
		questionView: () => questionOf(ui.get().dialog, views),
		closedReason: view =>
			view.closedBecause === undefined
				? keyViewOf(views.status(), port !== undefined, options.oneKey).closed
				: (port?.explainCode(view.closedBecause) ?? view.closedBecause),
	};
}

/** What keys may know of trading. */
function keyViewOf({ mode, viewerOf, armed }: StatusView, hasPort: boolean, oneKey: boolean): TradingKeyView {
	const closed =
		viewerOf !== undefined
			? `another kcmon, pid ${viewerOf}, trades on this data directory: this one only looks`
			: mode === 'READ-ONLY'
				? 'orders are off in READ-ONLY'
				: mode === 'REPLAY'
					? 'orders are off in a REPLAY'
					: hasPort
						? undefined
						: 'orders are off: there is no account in this run';
	return {
		closed,
		canHalt: hasPort && mode !== 'READ-ONLY' && mode !== 'REPLAY',
		isLive: mode === 'LIVE',
		quick: !oneKey ? 'off' : armed === 'DISARMED' ? 'disarmed' : 'on',
	};
}
