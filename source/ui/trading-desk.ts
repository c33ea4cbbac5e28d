import type { TradingPort } from '../engine/trading-port.js';
import type { OrdersView, StatusView } from '../store/views.js';
import { createArmingKeys } from './arming-keys.js';
import type { DeskDeps } from './desk-deps.js';
import { createExitKeys } from './exit-keys.js';
import type { ActionId, TradingKeyView } from './keymap/bindings.js';
import { createOrderKeys } from './order-keys.js';
import { isOurs, type QuestionView, questionOf } from './question.js';
import type { ReviewView } from './ticket/paint-review.js';
import type { TicketView } from './ticket/paint-ticket.js';
import type { SignalTicketOptions } from './ticket/signal-ticket.js';
import { createTicketDesk } from './ticket/ticket-desk.js';
import type { DialogKind } from './ui-state.js';

export type TradingDeskOptions = {
	/** `B` and `S` place an order at once. */
	readonly oneKey: boolean;
	/** Their size in quote currency, a plain decimal. */
	readonly presetFunds: string;
	/** `signals.requireVerified` and `signals.riskPercent`. */
	readonly signals: SignalTicketOptions;
	/** What `q` and Ctrl+C do with working orders. */
	readonly onQuit: 'ask' | 'cancel-mine' | 'keep';
};

export const defaultTradingOptions: TradingDeskOptions = {
	oneKey: false,
	presetFunds: '100',
	signals: { requireVerified: true, riskPercent: '1' },
	onQuit: 'ask',
};

const takesLetters: ReadonlySet<DialogKind> = new Set(['find', 'filter', 'alerts', 'arm']);

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

export function createTradingDesk(
	deps: DeskDeps,
	port: TradingPort | undefined,
	options: TradingDeskOptions,
): TradingDesk {
	const { views, ui, say } = deps;
	const tickets = port === undefined ? undefined : createTicketDesk(deps, port, options);
	const orders = port === undefined ? undefined : createOrderKeys(deps, port, options);
	const dialogKind = () => ui.get().dialog?.kind;
	const close = (): void => ui.dispatch({ type: 'dialog.close' });

	const askAbout = (what: 'cancelSymbol' | 'flatten'): void => {
		const symbol = views.focused();
		const { orders: rows, position } = views.orders(symbol);
		const isIdle = !rows.some(row => isOurs(row) && row.symbol === symbol);
		const isFlat = position === undefined || !(Number(position.size) > 0);
		if (isIdle && (what === 'cancelSymbol' || isFlat)) {
			say(`no working order of mine in ${symbol}${what === 'flatten' ? ', and nothing that kcmon bought' : ''}`);
		} else {
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'confirm', question: { what, symbol } } });
		}
	};

	const kill = (): void => {
		const { trading, viewerOf } = views.status();
		if (viewerOf !== undefined) {
			close();
			void port?.kill('key !');
			say(`asked the kcmon that trades${pidOf(viewerOf)} to halt and to cancel its orders`);
			return;
		}

		const isHalted = trading === 'HALTED';
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
		} else if (question.what === 'auto') {
			port?.setAuto(true, 'key a y');
		} else if (question.what === 'flatten') {
			orders?.flatten(question.symbol);
		} else {
			orders?.cancelSymbol(question.symbol);
		}
	};

	const toggleAuto = (): void => {
		if (views.status().auto?.on === true) {
			port?.setAuto(false, 'key a');
			say('automatic orders are off; what works stays');
		} else {
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'confirm', question: { what: 'auto' } } });
		}
	};

	const arming = createArmingKeys(deps, port);
	const exit = createExitKeys(deps, port, options);

	return {
		keyView: () => keyViewOf(views.status(), port !== undefined, options.oneKey),
		act: (id, key) => {
			if (tickets?.act(id) === true) {
				return true;
			}

			switch (id) {
				case 'app.quit':
					exit.ask(key === 'ctrl+c' ? 'interrupt' : 'quit');
					return true;
				case 'quit.cancel':
					exit.cancelAndQuit();
					return true;
				case 'quit.leave':
					exit.leaveAndQuit();
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
					askAbout('cancelSymbol');
					return true;
				case 'position.flatten':
					askAbout('flatten');
					return true;
				case 'question.yes':
					answerYes();
					return true;
				case 'trading.halt':
					kill();
					return true;
				case 'trading.arm':
					arming.toggle();
					return true;
				case 'trading.auto':
					toggleAuto();
					return true;
				case 'arm.confirm':
					arming.confirm();
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
			if (key === 'a' && kind !== undefined && !takesLetters.has(kind) && views.status().auto?.on === true) {
				// What stops orders counts wherever it is no letter of a text.
				toggleAuto();
			} else if (kind === 'ticket' || kind === 'review') {
				tickets?.typeKey(key);
			} else if (kind === 'arm') {
				arming.type(key);
			} else if (kind === 'confirm') {
				say('y or esc');
			} else if (kind === 'quit') {
				exit.remind();
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
			const { selectedSignal, signalFilter } = ui.get();
			const { rows } = views.signals(1000, signalFilter);
			// Without a choice it is the newest of those shown: the ticket says which.
			const row = selectedSignal === undefined ? rows[0] : rows.find(({ key }) => key === selectedSignal);
			if (row === undefined) {
				say(rows.length === 0 ? 'no signal to take yet' : 'that signal is not in the log any more: ↑ ↓');
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

/** The holder's process, where it is known. */
const pidOf = (pid: number): string => (pid > 0 ? ` (pid ${pid})` : '');

/** What keys may know of trading. */
function keyViewOf(
	{ mode, viewerOf, viewerProblem, armed, auto, playback }: StatusView,
	hasPort: boolean,
	oneKey: boolean,
): TradingKeyView {
	const closed =
		viewerOf !== undefined
			? (viewerProblem ?? `another kcmon${pidOf(viewerOf)} trades on this data directory: this one only looks`)
			: mode === 'READ-ONLY'
				? 'orders are off in READ-ONLY'
				: playback === 'END'
					? 'the recording has ended: its time stands still'
					: hasPort
						? undefined
						: 'orders are off: there is no account in this run';
	return {
		closed,
		canHalt: hasPort && mode !== 'READ-ONLY',
		isLive: mode === 'LIVE',
		auto: auto === undefined ? 'none' : auto.on ? 'on' : 'off',
		quick: !oneKey ? 'off' : armed === 'DISARMED' ? 'disarmed' : 'on',
	};
}
