import type { OrderDraft, Preview, SizeRule, TradingPort } from '../../engine/trading-port.js';
import { assertNever } from '../../lib/assert-never.js';
import { decimalText, multiplyDecimals, parseDecimal, quantizeDown } from '../../lib/decimal.js';
import { plainNumber } from './number-text.js';
import type { SizeUnit, Ticket, TicketField } from './ticket-state.js';
import { fieldNames, spoiledProblem } from './ticket-typing.js';

/** What keeps a ticket from being sent, at the field where it can be mended; `order` belongs to none. */
export type TicketProblem = {
	readonly field: TicketField | 'order';
	readonly text: string;
	/** The code with its values; undefined for what is only not filled in yet. */
	readonly detail: string | undefined;
};

/** What a ticket asks of trading. */
export type DraftPort = Pick<TradingPort, 'preview' | 'sizeFor' | 'explain'>;

export type DraftedTicket = {
	readonly draft: OrderDraft;
	/** By a preview of the draft. */
	readonly preview: Preview;
	readonly problem: TicketProblem | undefined;
};

/** The draft that a ticket means now, its preview, and the first thing that is wrong. */
export function draftTicket(ticket: Ticket, port: DraftPort): DraftedTicket {
	const bare = bareDraft(ticket);
	const sized = sizeDraft(ticket, bare, port);
	const preview = port.preview(sized.draft);
	const denial = problemOf(ticket, preview, port);
	// What keeps every order out is said before what is not filled in yet.
	const problem = spoiledOf(ticket) ?? (preview.denied?.field === 'order' ? denial : (sized.problem ?? denial));
	return { draft: sized.draft, preview, problem };
}

function spoiledOf({ spoiled, type, timeInForce, display }: Ticket): TicketProblem | undefined {
	const number = spoiled?.field;
	const isUnused =
		(number === 'price' && type === 'market') ||
		(number === 'seconds' && timeInForce !== 'GTT') ||
		(number === 'visibleSize' && display !== 'iceberg');
	if (spoiled === undefined || number === undefined || isUnused) {
		return undefined;
	}

	const field = number === 'seconds' ? 'timeInForce' : number === 'visibleSize' ? 'display' : number;
	const name = number === 'seconds' ? 'seconds' : fieldNames[field];
	return { field, text: spoiledProblem(name, spoiled.by), detail: undefined };
}

/** As typed where it is no number, so that what is refused is what was typed. */
const numberOr = (text: string): string | undefined => (text === '' ? undefined : (plainNumber(text) ?? text));

function bareDraft(ticket: Ticket): OrderDraft {
	const isLimit = ticket.type === 'limit';
	const exits = { stop: numberOr(ticket.stop), target: numberOr(ticket.target) };
	const hasExits = exits.stop !== undefined || exits.target !== undefined;
	const seconds = plainNumber(ticket.seconds);
	return {
		symbol: ticket.symbol,
		side: ticket.side,
		type: ticket.type,
		price: isLimit ? numberOr(ticket.price) : undefined,
		size: undefined,
		funds: undefined,
		timeInForce: isLimit ? ticket.timeInForce : 'GTC',
		cancelAfter: isLimit && ticket.timeInForce === 'GTT' && seconds !== undefined ? Number(seconds) : undefined,
		postOnly: isLimit && ticket.postOnly,
		hidden: isLimit && ticket.display === 'hidden',
		visibleSize: isLimit && ticket.display === 'iceberg' ? numberOr(ticket.visibleSize) : undefined,
		stop: undefined,
		exits: hasExits ? exits : undefined,
		role: hasExits ? 'entry' : 'plain',
		bracketId: undefined,
		signalId: ticket.signalId,
		signal: ticket.signal,
		why: ticket.why,
	};
}

type Sized = { readonly draft: OrderDraft; readonly problem: TicketProblem | undefined };

const missing = (field: TicketField, text: string): TicketProblem => ({ field, text, detail: undefined });

/** A number that is on its way to be one: `0`, `0.`, `0.0`. */
function zeroFieldOf(ticket: Ticket): TicketField | undefined {
	const isLimit = ticket.type === 'limit';
	const fields: readonly (readonly [TicketField, string])[] = [
		...(isLimit ? [['price', ticket.price] as const] : []),
		['size', ticket.size],
		['stop', ticket.stop],
		['target', ticket.target],
		...(isLimit && ticket.display === 'iceberg' ? [['display', ticket.visibleSize] as const] : []),
	];
	return fields.find(([, text]) => /^0+\.?0*$|^\.0*$/.test(text))?.[0];
}

function sizeDraft(ticket: Ticket, draft: OrderDraft, port: DraftPort): Sized {
	const unfinished = zeroFieldOf(ticket);
	if (unfinished !== undefined) {
		return {
			draft: { ...draft, size: numberOr(ticket.size) },
			problem: missing(unfinished, 'still zero: go on typing'),
		};
	}

	const number = numberOr(ticket.size);
	if (ticket.type === 'limit' && ticket.price === '') {
		return { draft, problem: missing('price', 'type a price, or ↑ for the best one') };
	}

	if (number === undefined) {
		return { draft, problem: missing('size', 'type a size, or % for a share of what is available') };
	}

	if (ticket.display === 'iceberg' && ticket.type === 'limit' && draft.visibleSize === undefined) {
		return {
			draft: { ...draft, size: number },
			problem: missing('display', 'type how much of the iceberg shows'),
		};
	}

	switch (ticket.unit) {
		case 'base':
			return { draft: { ...draft, size: number }, problem: undefined };
		case 'quote':
			return ticket.type === 'market'
				? { draft: { ...draft, funds: number }, problem: undefined }
				: sizeByRule({ kind: 'funds', funds: number }, draft, port, 'the funds are less than one step of the size');
		case 'risk': {
			const stop = plainNumber(ticket.stop);
			return stop === undefined
				? { draft, problem: missing('stop', 'a size by risk needs a stop') }
				: sizeByRule(
						{ kind: 'risk', percent: number, stop },
						draft,
						port,
						'that risk is less than one step of the size',
					);
		}

		default:
			return assertNever(ticket.unit);
	}
}

function sizeByRule(rule: SizeRule, draft: OrderDraft, port: DraftPort, tooSmall: string): Sized {
	const size = port.sizeFor(rule, draft);
	if (size === undefined) {
		return { draft, problem: missing('size', 'the size cannot be reckoned: price, book or balance is missing') };
	}

	return size === '0'
		? { draft, problem: missing('size', tooSmall) }
		: { draft: { ...draft, size }, problem: undefined };
}

const fieldOfDenial: Readonly<Record<NonNullable<Preview['denied']>['field'], TicketField | 'order'>> = {
	symbol: 'order',
	side: 'side',
	price: 'price',
	size: 'size',
	funds: 'size',
	stop: 'stop',
	target: 'target',
	timeInForce: 'timeInForce',
	postOnly: 'postOnly',
	display: 'display',
	options: 'order',
	order: 'order',
};

function problemOf(ticket: Ticket, preview: Preview, port: DraftPort): TicketProblem | undefined {
	const { denied } = preview;
	if (denied === undefined) {
		return undefined;
	}

	const { words, line } = port.explain(denied);
	const field = fieldOfDenial[denied.field];
	// A market order has no price of its own: what the book would give follows from its size.
	return { field: field === 'price' && ticket.type === 'market' ? 'size' : field, text: words, detail: line };
}

/** What `%` fills in for a share of what is available; undefined while price or balance is missing. */
export function shareOf(
	ticket: Ticket,
	percent: number,
	port: DraftPort,
	quoteIncrement: string,
): { readonly size: string; readonly unit: SizeUnit } | undefined {
	const draft = bareDraft(ticket);
	if (ticket.type === 'market' && ticket.side === 'buy') {
		const { available, takerFee } = port.preview(draft);
		// The fee comes on top of the funds.
		const spendable = parseDecimal(available).div(parseDecimal(takerFee ?? '0.001').plus('1'));
		const funds = multiplyDecimals(spendable, String(percent)).times('0.01');
		return { size: decimalText(quantizeDown(funds, quoteIncrement)), unit: 'quote' };
	}

	const size = port.sizeFor({ kind: 'percent', percent }, draft);
	return size === undefined ? undefined : { size, unit: 'base' };
}
