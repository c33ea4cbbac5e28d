import { assertNever } from '../../lib/assert-never.js';
import { toSafeText } from '../../lib/safe-text.js';
import { isDecimalStart } from './number-text.js';
import type { Ticket, TicketField } from './ticket-state.js';

/** How a field is called on the screen and in messages. */
export const fieldNames: Readonly<Record<TicketField, string>> = {
	side: 'side',
	type: 'type',
	price: 'price',
	size: 'size',
	timeInForce: 'time in force',
	postOnly: 'post-only',
	stop: 'stop',
	target: 'target',
	display: 'show',
};

const longestNumber = 24;

/** What was typed, and where. */
export type Spoiled = { readonly field: NumberField; readonly by: string };

export type NumberField = 'price' | 'size' | 'seconds' | 'stop' | 'target' | 'visibleSize';

/** Which number the field in focus holds, or why it holds none. */
export function numberIn(ticket: Ticket): { readonly field: NumberField } | { readonly refusal: string } {
	switch (ticket.focus) {
		case 'price':
			return ticket.type === 'market' ? { refusal: 'a market order has no price' } : { field: 'price' };
		case 'size':
		case 'stop':
		case 'target':
			return { field: ticket.focus };
		case 'timeInForce':
			return ticket.timeInForce === 'GTT' && ticket.type === 'limit'
				? { field: 'seconds' }
				: { refusal: 'time in force is chosen with ← →; only GTT takes seconds' };
		case 'display':
			return ticket.display === 'iceberg' && ticket.type === 'limit'
				? { field: 'visibleSize' }
				: { refusal: 'show is chosen with ← →; only an iceberg takes a size' };
		case 'side':
		case 'type':
		case 'postOnly':
			return { refusal: `${fieldNames[ticket.focus]} is chosen with ← →` };
		default:
			return assertNever(ticket.focus);
	}
}

export function refuse(ticket: Ticket, text: string): Ticket {
	return { ...ticket, refusal: text };
}

/** The number in focus changed by `edit`. */
export function editNumber(ticket: Ticket, edit: (text: string) => string): Ticket {
	const target = numberIn(ticket);
	return 'refusal' in target
		? refuse(ticket, target.refusal)
		: setNumber(ticket, target.field, edit(ticket[target.field]));
}

export function setNumber(ticket: Ticket, field: NumberField, text: string): Ticket {
	return {
		...ticket,
		[field]: text,
		refusal: undefined,
		spoiled: ticket.spoiled?.field === field ? undefined : ticket.spoiled,
		...(field === 'size' ? { share: 0 } : {}),
	};
}

/** Said until the number is edited. */
export function spoiledProblem(name: string, by: string): string {
	const what = by === ',' ? 'takes a point, not ","' : by === '.' ? 'has a point already' : `takes no "${by}"`;
	return `${name} ${what}; backspace or ctrl+u first`;
}

/** What makes another number of the digits behind it, once it is left out. */
const spoils = (text: string, character: string, isWhole: boolean): boolean =>
	character === ',' ||
	(text !== '' && (character === 'e' || character === 'E')) ||
	(character === '.' && !isWhole && text.includes('.'));

/** One character more in the field in focus; what it cannot take is said. */
export function typeCharacter(ticket: Ticket, character: string): Ticket {
	const target = numberIn(ticket);
	const shown = toSafeText(character, { maxGraphemes: 8 });
	if ('refusal' in target) {
		return refuse(ticket, `${target.refusal}, not "${shown}"`);
	}

	const name = target.field === 'seconds' ? 'seconds' : fieldNames[ticket.focus];
	const isWhole = target.field === 'seconds';
	const known = ticket.spoiled?.field === target.field ? ticket.spoiled : undefined;
	if (known !== undefined || spoils(ticket[target.field], character, isWhole)) {
		const spoiled = known ?? { field: target.field, by: character };
		return { ...refuse(ticket, spoiledProblem(name, spoiled.by)), spoiled };
	}

	const text = ticket[target.field] + character;
	if (!isDecimalStart(text) || (isWhole && character === '.')) {
		return refuse(ticket, `${name} takes digits${isWhole ? '' : ' and a point'}, not "${shown}"`);
	}

	return text.length > longestNumber
		? refuse(ticket, `${name} takes at most ${longestNumber} characters`)
		: setNumber(ticket, target.field, text);
}

/** A whole number in place of the one in focus. It never submits: a line break is at most trimmed away. */
export function pasteText(ticket: Ticket, text: string): Ticket {
	const target = numberIn(ticket);
	if ('refusal' in target) {
		return refuse(ticket, `pasted text was refused: ${target.refusal}`);
	}

	const isWhole = target.field === 'seconds';
	const number = text.trim();
	const isNumber = number.length <= longestNumber && (isWhole ? /^\d+$/ : /^\d+(?:\.\d+)?$/).test(number);
	return isNumber
		? setNumber(ticket, target.field, number)
		: refuse(ticket, 'pasted text was refused: it is not a plain decimal');
}
