import { assertNever } from '../../lib/assert-never.js';
import type { Side } from '../../model/market-event.js';
import type { OrderType, TimeInForce } from '../../model/order.js';
import type { SignalOrigin } from '../../model/signal-event.js';
import { stepNumber } from './number-text.js';
import {
	editNumber,
	fieldNames,
	numberIn,
	pasteText,
	refuse,
	type Spoiled,
	setNumber,
	typeCharacter,
} from './ticket-typing.js';

/** In the order that tab walks them. */
export const ticketFields = [
	'side',
	'type',
	'price',
	'size',
	'timeInForce',
	'postOnly',
	'stop',
	'target',
	'display',
] as const;

export type TicketField = (typeof ticketFields)[number];

/** What the number in the size field counts: base currency, quote currency, or per cent of the account at risk. */
export type SizeUnit = 'base' | 'quote' | 'risk';

export type Display = 'all' | 'hidden' | 'iceberg';

/** An order as it is being typed. Numbers are texts exactly as they stand in their fields. */
export type Ticket = {
	readonly symbol: string;
	readonly side: Side;
	readonly type: OrderType;
	readonly price: string;
	readonly size: string;
	readonly unit: SizeUnit;
	/** Per cent of what is available that `%` filled in last; 0 after a size was typed. */
	readonly share: number;
	readonly timeInForce: TimeInForce;
	/** Of GTT. */
	readonly seconds: string;
	readonly postOnly: boolean;
	readonly stop: string;
	readonly target: string;
	readonly display: Display;
	/** Of an iceberg. */
	readonly visibleSize: string;
	readonly focus: TicketField;
	/** What the field in focus could not take, said under it until the next key. */
	readonly refusal: string | undefined;
	/**
	 * The number into which something was typed that would make another number of what follows. It takes nothing more until it
	 * is edited: 0,5 must not become 05, nor 1e5 become 15, nor 1.000.5 become 1.0005.
	 */
	readonly spoiled: Spoiled | undefined;
	/** The middle of the market when it was opened: its price stays. */
	readonly mid: string | undefined;
	readonly signalId: string | undefined;
	/** Of that signal. */
	readonly signal: SignalOrigin | undefined;
	/** For the journal. */
	readonly why: string;
};

/** What a ticket needs to know of its instrument, and where the market is. */
export type TicketRules = {
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
	readonly priceIncrement: string;
	readonly baseIncrement: string;
	readonly baseMinSize: string;
	/** Where a step starts in an empty price field. */
	readonly touch: string | undefined;
};

export type TicketAction =
	| { readonly type: 'focus'; readonly by: 1 | -1 }
	| { readonly type: 'focusOn'; readonly field: TicketField }
	| { readonly type: 'type'; readonly character: string }
	/** Several characters at once: all of them, or none. */
	| { readonly type: 'paste'; readonly text: string }
	| { readonly type: 'erase' }
	| { readonly type: 'clear' }
	/** The next or previous of a field's choices. */
	| { readonly type: 'choose'; readonly by: 1 | -1 }
	/** One increment up (1) or down (−1). */
	| { readonly type: 'step'; readonly by: 1 | -1 }
	| { readonly type: 'share'; readonly percent: number; readonly size: string; readonly unit: SizeUnit }
	| { readonly type: 'refuse'; readonly text: string };

export function openTicket(start: {
	readonly symbol: string;
	readonly side: Side;
	readonly price: string | undefined;
	readonly why: string;
}): Ticket {
	return {
		symbol: start.symbol,
		side: start.side,
		type: 'limit',
		price: start.price ?? '',
		size: '',
		unit: 'base',
		share: 0,
		timeInForce: 'GTC',
		seconds: '60',
		postOnly: false,
		stop: '',
		target: '',
		display: 'all',
		visibleSize: '',
		focus: 'size',
		refusal: undefined,
		spoiled: undefined,
		mid: undefined,
		signalId: undefined,
		signal: undefined,
		why: start.why,
	};
}

const timesInForce: readonly TimeInForce[] = ['GTC', 'GTT', 'IOC', 'FOK'];
const displays: readonly Display[] = ['all', 'hidden', 'iceberg'];
const units: readonly SizeUnit[] = ['base', 'quote', 'risk'];

/** The ticket after one key. What a field cannot take changes nothing and is said. */
export function reduceTicket(ticket: Ticket, action: TicketAction, rules: TicketRules): Ticket {
	switch (action.type) {
		case 'focus': {
			const index = ticketFields.indexOf(ticket.focus) + action.by + ticketFields.length;
			return { ...ticket, focus: ticketFields[index % ticketFields.length]!, refusal: undefined };
		}

		case 'focusOn':
			return { ...ticket, focus: action.field, refusal: undefined };
		case 'type':
			return typeCharacter(ticket, action.character);
		case 'paste':
			return pasteText(ticket, action.text);
		case 'erase':
			return editNumber(ticket, text => text.slice(0, -1));
		case 'clear':
			return editNumber(ticket, () => '');
		case 'choose':
			return choose(ticket, action.by, rules);
		case 'step':
			return step(ticket, action.by, rules);
		case 'share':
			return { ...setNumber(ticket, 'size', action.size), unit: action.unit, share: action.percent };
		case 'refuse':
			return refuse(ticket, action.text);
		default:
			return assertNever(action);
	}
}

const next = <Value>(values: readonly Value[], value: Value, by: number): Value =>
	values[(values.indexOf(value) + by + values.length) % values.length]!;

function choose(ticket: Ticket, by: 1 | -1, rules: TicketRules): Ticket {
	const plain: Ticket = { ...ticket, refusal: undefined };
	const isMarket = ticket.type === 'market';
	switch (ticket.focus) {
		case 'side':
			return { ...plain, side: ticket.side === 'buy' ? 'sell' : 'buy' };
		case 'type':
			return { ...plain, type: isMarket ? 'limit' : 'market' };
		case 'size': {
			const unit = next(units, ticket.unit, by);
			// The same digits would mean another amount.
			const cleared = ticket.size === '' ? '' : `: type it again`;
			return {
				...setNumber(plain, 'size', ''),
				unit,
				refusal: cleared === '' ? undefined : `size is now in ${unitName(unit, rules)}${cleared}`,
			};
		}

		case 'timeInForce':
			return isMarket
				? refuse(ticket, 'a market order has no time in force')
				: { ...plain, timeInForce: next(timesInForce, ticket.timeInForce, by) };
		case 'postOnly':
			return isMarket ? refuse(ticket, 'a market order is never post-only') : { ...plain, postOnly: !ticket.postOnly };
		case 'display':
			return isMarket
				? refuse(ticket, 'a market order is never hidden')
				: { ...plain, display: next(displays, ticket.display, by) };
		case 'price':
		case 'stop':
		case 'target':
			return refuse(ticket, `${fieldNames[ticket.focus]} is typed; ↑ ↓ step it by a tick`);
		default:
			return assertNever(ticket.focus);
	}
}

export function unitName(unit: SizeUnit, rules: Pick<TicketRules, 'baseCurrency' | 'quoteCurrency'>): string {
	return unit === 'base' ? rules.baseCurrency : unit === 'quote' ? rules.quoteCurrency : '% at risk';
}

function step(ticket: Ticket, by: 1 | -1, rules: TicketRules): Ticket {
	const { focus } = ticket;
	if (focus !== 'price' && focus !== 'size' && focus !== 'stop' && focus !== 'target') {
		// A list reads downward.
		return choose(ticket, by === 1 ? -1 : 1, rules);
	}

	const target = numberIn(ticket);
	if ('refusal' in target) {
		return refuse(ticket, target.refusal);
	}

	const isSize = focus === 'size';
	const increment = !isSize
		? rules.priceIncrement
		: ticket.unit === 'base'
			? rules.baseIncrement
			: ticket.unit === 'quote'
				? '1'
				: '0.1';
	const text = ticket[focus];
	if (text === '') {
		const start = isSize
			? ticket.unit === 'base'
				? rules.baseMinSize
				: increment
			: focus === 'price' || ticket.price === '' || ticket.type === 'market'
				? rules.touch
				: ticket.price;
		return start === undefined
			? refuse(ticket, `${fieldNames[focus]} has nowhere to start from: there is no book`)
			: setNumber(ticket, focus, start);
	}

	const stepped = stepNumber(text, increment, by);
	return stepped === undefined
		? refuse(ticket, by === 1 ? `${fieldNames[focus]} is not a number yet` : `${fieldNames[focus]} goes no lower`)
		: setNumber(ticket, focus, stepped);
}
