import type { OrderDraft, TradingPort } from '../../engine/trading-port.js';
import { addDecimals, type Decimal, decimalText } from '../../lib/decimal.js';
import type { Side } from '../../model/market-event.js';
import type { LadderView, SignalRow } from '../../store/views.js';
import type { DeskDeps } from '../desk-deps.js';
import type { ActionId } from '../keymap/bindings.js';
import { countOf } from '../question.js';
import type { Dialog } from '../ui-state.js';
import { describeDraft } from './describe-draft.js';
import type { ReviewView } from './paint-review.js';
import type { TicketView } from './paint-ticket.js';
import { listWarnings } from './review-warnings.js';
import { capSize, refusalOfSignal, type SignalTicketOptions, ticketOfSignal } from './signal-ticket.js';
import { draftTicket, shareOf } from './ticket-draft.js';
import { openTicket, reduceTicket, type Ticket, type TicketAction, type TicketRules } from './ticket-state.js';

/** Opens, fills, reviews and sends tickets. */
export type TicketDesk = {
	readonly open: (side: Side, key: string) => void;
	readonly openFromSignal: (row: SignalRow) => void;
	/** A named key in a ticket or its review; false when it means nothing there. */
	readonly act: (id: ActionId) => boolean;
	/** A key without a name: text for the field in focus. */
	readonly typeKey: (key: string) => void;
	readonly paste: (text: string) => void;
	/** The ticket has just refused something. */
	readonly hasRefused: () => boolean;
	readonly ticketView: () => TicketView | undefined;
	readonly reviewView: () => ReviewView | undefined;
};

export type TicketOptions = {
	readonly signals: SignalTicketOptions;
};

type Quotes = Pick<LadderView, 'bestBid' | 'bestAsk'>;

const shares = [25, 50, 75, 100] as const;
const unnamed = { priceIncrement: '0.00000001', baseIncrement: '0.00000001', baseMinSize: '0.00000001' } as const;

export function createTicketDesk(deps: DeskDeps, port: TradingPort, options: TicketOptions): TicketDesk {
	const { views, ui, say, execute } = deps;
	const dialog = (): Dialog | undefined => ui.get().dialog;
	const show = (ticket: Ticket): void => ui.dispatch({ type: 'dialog.open', dialog: { kind: 'ticket', ticket } });

	const quotesOf = (symbol: string) => {
		const { bestBid, bestAsk, freshness } = views.ladder(symbol, { rows: 2, groupTicks: 1, anchor: undefined });
		return { bestBid, bestAsk, freshness };
	};

	const midOf = ({ bestBid, bestAsk }: Quotes): Decimal | undefined =>
		bestBid === undefined || bestAsk === undefined ? undefined : addDecimals(bestBid, bestAsk).times('0.5');

	/** How far the market went from a price that stays. */
	const driftOf = ({ type, mid }: Ticket, quotes: Quotes): string | undefined => {
		const now = midOf(quotes);
		return type === 'market' || mid === undefined || now === undefined ? undefined : decimalText(now.minus(mid));
	};

	const takenBy = ({ signal, signalId }: OrderDraft): number =>
		signal === undefined || signalId === undefined ? 0 : views.signalTaken(signal.source, signalId);

	const rulesOf = (
		{ symbol, side }: Pick<Ticket, 'symbol' | 'side'>,
		{ bestBid, bestAsk }: Quotes = quotesOf(symbol),
	): TicketRules => {
		const instrument = views.instrument(symbol);
		const [base = '', quote = ''] = symbol.split('-');
		return {
			baseCurrency: instrument?.baseCurrency ?? base,
			quoteCurrency: instrument?.quoteCurrency ?? quote,
			priceIncrement: instrument?.priceIncrement ?? unnamed.priceIncrement,
			baseIncrement: instrument?.baseIncrement ?? unnamed.baseIncrement,
			baseMinSize: instrument?.baseMinSize ?? unnamed.baseMinSize,
			touch: side === 'buy' ? (bestBid ?? bestAsk) : (bestAsk ?? bestBid),
		};
	};

	const edit = (action: TicketAction): void => {
		const open = dialog();
		if (open?.kind === 'ticket') {
			show(reduceTicket(open.ticket, action, rulesOf(open.ticket)));
		}
	};

	const share = (ticket: Ticket): void => {
		const percent = shares[(shares.indexOf(ticket.share as (typeof shares)[number]) + 1) % shares.length]!;
		const filled = shareOf(ticket, percent, port, views.instrument(ticket.symbol)?.quoteIncrement ?? '0.00000001');
		if (filled === undefined) {
			edit({ type: 'refuse', text: '% needs a price and a balance first' });
		} else if (filled.size === '0') {
			edit({ type: 'refuse', text: `${percent}% of what is available is less than one step` });
		} else {
			edit({ type: 'share', percent, ...filled });
		}
	};

	const review = (ticket: Ticket): void => {
		const { draft, problem } = draftTicket(ticket, port);
		if (problem === undefined) {
			ui.dispatch({ type: 'dialog.open', dialog: { kind: 'review', ticket, draft } });
			return;
		}

		const focused = problem.field === 'order' ? ticket : { ...ticket, focus: problem.field };
		show({ ...focused, refusal: undefined });
		say(`not ready: ${problem.text}`);
	};

	const send = (ticket: Ticket, draft: OrderDraft): void => {
		const report = port.submit(draft);
		if (report.kind === 'submitted') {
			ui.dispatch({ type: 'dialog.close' });
			say(`sent ${describeDraft(draft)}`);
		} else {
			show(ticket);
			say(`not sent: ${port.explain(report).line}`);
		}
	};

	const start = (ticket: Ticket): void => {
		if (deps.isTooSmall()) {
			say('a ticket needs 60x16');
		} else {
			const mid = midOf(quotesOf(ticket.symbol));
			show({ ...ticket, mid: mid === undefined ? undefined : decimalText(mid) });
		}
	};

	const actInReview = (id: ActionId, ticket: Ticket, draft: OrderDraft): boolean => {
		if (id === 'ticket.send') {
			if (deps.isTooSmall()) {
				say('nothing was sent: the order is not on the screen, which needs 60x16');
			} else {
				send(ticket, draft);
			}

			return true;
		}

		if (id === 'view.back') {
			show(ticket);
			return true;
		}

		return false;
	};

	const actInTicket = (id: ActionId, ticket: Ticket): boolean => {
		switch (id) {
			case 'ticket.review':
				review(ticket);
				return true;
			case 'ticket.share':
				share(ticket);
				return true;
			case 'ticket.erase':
				edit({ type: 'erase' });
				return true;
			case 'ticket.clear':
				edit({ type: 'clear' });
				return true;
			case 'pane.next':
				edit({ type: 'focus', by: 1 });
				return true;
			case 'pane.previous':
				edit({ type: 'focus', by: -1 });
				return true;
			case 'move.left':
				edit({ type: 'choose', by: -1 });
				return true;
			case 'move.right':
				edit({ type: 'choose', by: 1 });
				return true;
			case 'move.up':
				edit({ type: 'step', by: 1 });
				return true;
			case 'move.down':
				edit({ type: 'step', by: -1 });
				return true;
			case 'view.back':
				ui.dispatch({ type: 'dialog.close' });
				return true;
			default:
				return false;
		}
	};

	return {
		open: (side, key) => {
			const symbol = views.focused();
			const { bestBid, bestAsk } = quotesOf(symbol);
			const price = deps.ladder.cursorRow()?.row.price ?? (side === 'buy' ? bestBid : bestAsk);
			start(openTicket({ symbol, side, price, why: `key ${key}` }));
		},
		openFromSignal: row => {
			const reason = refusalOfSignal(row, options.signals);
			if (reason !== undefined) {
				say(reason);
				return;
			}

			if (row.symbol !== views.focused()) {
				execute({ type: 'symbol.add', symbol: row.symbol });
				execute({ type: 'symbol.focus', symbol: row.symbol });
				ui.dispatch({ type: 'symbol.show', symbol: views.focused() });
			}

			const { freshness, bestBid, bestAsk } = quotesOf(row.symbol);
			if (views.focused() !== row.symbol || freshness.state !== 'LIVE') {
				say(`the book of ${row.symbol} is ${freshness.state}: enter again when it is LIVE`);
				return;
			}

			const instrument = views.instrument(row.symbol);
			const touch = row.side === 'buy' ? bestAsk : bestBid;
			const facts = { ...options.signals, touch, priceIncrement: instrument?.priceIncrement };
			const plan = ticketOfSignal(row, row.side!, facts);
			if (instrument === undefined || (plan.unit === 'risk' && draftTicket(plan, port).draft.size === undefined)) {
				say('no size yet: pair or balances have not come; enter again when ORDERS shows them');
				return;
			}

			const { ticket, cappedBy } = capSize(plan, port);
			start(ticket);
			if (row.taken > 0) {
				say(`this signal was taken already: ${countOf(row.taken, 'order')} came of it`);
			} else if (cappedBy !== undefined) {
				say(`${options.signals.riskPercent}% at risk would be more: the size is bound by ${cappedBy}`);
			}
		},
		act: id => {
			const open = dialog();
			return open?.kind === 'ticket'
				? actInTicket(id, open.ticket)
				: open?.kind === 'review' && actInReview(id, open.ticket, open.draft);
		},
		typeKey: key => {
			if (dialog()?.kind === 'review') {
				say('y sends, esc goes back to the ticket');
			} else if (key === 'space') {
				edit({ type: 'choose', by: 1 });
			} else if ([...key].length === 1) {
				edit({ type: 'type', character: key });
			} else {
				edit({ type: 'refuse', text: `${key} does nothing in a ticket` });
			}
		},
		paste: text => {
			if (dialog()?.kind === 'review') {
				say('pasted text was ignored: y is pressed by hand');
			} else {
				edit({ type: 'paste', text });
			}
		},
		hasRefused: () => {
			const open = dialog();
			return open?.kind === 'review' || (open?.kind === 'ticket' && open.ticket.refusal !== undefined);
		},
		ticketView: () => {
			const open = dialog();
			if (open?.kind !== 'ticket') {
				return undefined;
			}

			const { ticket } = open;
			const quotes = quotesOf(ticket.symbol);
			return {
				ticket,
				drift: driftOf(ticket, quotes),
				rules: rulesOf(ticket, quotes),
				...draftTicket(ticket, port),
				...quotes,
			};
		},
		reviewView: () => {
			const open = dialog();
			if (open?.kind !== 'review') {
				return undefined;
			}

			const preview = port.preview(open.draft);
			const quotes = quotesOf(open.draft.symbol);
			return {
				draft: open.draft,
				drift: driftOf(open.ticket, quotes),
				preview,
				denied: preview.denied === undefined ? undefined : port.explain(preview.denied),
				warnings: listWarnings({
					draft: open.draft,
					preview,
					bestBid: quotes.bestBid,
					bestAsk: quotes.bestAsk,
					instrument: views.instrument(open.draft.symbol),
					maxOrderFunds: port.maxOrderFunds(),
					taken: takenBy(open.draft),
				}),
				mode: views.status().mode,
				rules: rulesOf(open.draft, quotes),
				...quotes,
			};
		},
	};
}
