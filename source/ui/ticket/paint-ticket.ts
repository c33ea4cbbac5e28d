import { assertNever } from '../../lib/assert-never.js';
import type { Freshness } from '../../store/views.js';
import { padEnd } from '../painters/cell-text.js';
import { ownText, type PaintOptions, paintFrame } from '../painters/frame.js';
import { fitRow, flow, rowWidth, span } from '../painters/rows.js';
import type { Painted, PaintedRow, Span } from '../painters/spans.js';
import { wrapText } from '../painters/wrap.js';
import { paintEstimate } from './paint-estimate.js';
import type { DraftedTicket } from './ticket-draft.js';
import { type Ticket, type TicketField, type TicketRules, ticketFields, unitName } from './ticket-state.js';
import { fieldNames } from './ticket-typing.js';

export type TicketView = DraftedTicket & {
	readonly ticket: Ticket;
	/** How far the middle of the market went since it was opened; undefined at market. */
	readonly drift: string | undefined;
	readonly rules: TicketRules;
	readonly bestBid: string | undefined;
	readonly bestAsk: string | undefined;
	/** Of the book. */
	readonly freshness: Freshness;
};

/** Cells that a ticket is comfortable with. */
export const ticketSize = { width: 60, height: 20 } as const;

const labelCells = 14;
/** Mark, label and a blank. */
const indent = labelCells + 3;

/** An order being typed: each field beside its label, what is wrong under it, and what it would come to. */
export function paintTicket(view: TicketView, width: number, height: number, options: PaintOptions): Painted {
	const { ticket } = view;
	const title = {
		name: 'TICKET',
		detail: [
			`${ticket.side.toUpperCase()} ${ticket.symbol}`,
			...(ticket.signal === undefined ? [] : [`from ${ownText(ticket.signal.source, options.glyphs)}`]),
		].join(' '),
		freshness: view.freshness,
	};
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const fields = ticketFields.map(field => paintField(view, field, innerWidth, options));
		const keys = paintKeys(ticket.focus, innerWidth, options);
		const general = view.problem?.field === 'order' ? paintProblem(view, innerWidth, 0, options) : [];
		const estimate = paintEstimate(view, innerWidth);
		const body = windowOf(fields, ticketFields.indexOf(ticket.focus), innerHeight - general.length);
		const tail = [
			...general,
			...[...estimate, ...keys].slice(0, Math.max(0, innerHeight - body.length - general.length)),
		];
		const blanks = Math.max(0, innerHeight - body.length - tail.length);
		return [...body, ...Array.from({ length: blanks }, () => []), ...tail];
	});
}

/** As many fields as there is room for, the one in focus with all it has to say among them. */
function windowOf(fields: readonly Painted[], focus: number, height: number): Painted {
	const lines = fields.flat();
	if (lines.length <= height) {
		return lines;
	}

	const end = fields.slice(0, focus + 1).flat().length;
	const from = Math.max(0, Math.min(end - height, lines.length - height));
	return lines.slice(from, from + Math.max(0, height));
}

function paintField(view: TicketView, field: TicketField, width: number, options: PaintOptions): Painted {
	const { ticket } = view;
	const { glyphs } = options;
	const isFocused = ticket.focus === field;
	const start: PaintedRow = [
		span(isFocused ? `${glyphs.cursor} ` : '  ', 'focus'),
		span(`${padEnd(fieldNames[field], labelCells)} `, isFocused ? 'focus' : 'dim', { bold: isFocused }),
	];
	const value = valueIn(view, field, options);
	const caret: PaintedRow = isFocused ? [{ text: ' ', token: 'text', inverse: true }] : [];
	const line = [...start, ...value.text, ...(isFocused ? caret : []), ...value.unit];
	const hint = hintOf(view, field, isFocused);
	const room = width - rowWidth(line) - 2;
	const words = ownText(hint, options.glyphs);
	const row = hint === '' || words.length > room ? line : [...line, span(`  ${words}`, 'dim')];
	const isSaid = view.problem?.field === field && view.problem.text === ticket.refusal;
	const refusal =
		isFocused && ticket.refusal !== undefined && !isSaid
			? wrapText(ownText(ticket.refusal, glyphs), width - indent, 2, glyphs.ellipsis).map(text => [
					span(`${' '.repeat(indent)}${text}`, 'warning'),
				])
			: [];
	const problem = view.problem?.field === field ? paintProblem(view, width, indent, options) : [];
	return [fitRow(row, width), ...refusal, ...problem];
}

function paintProblem({ problem }: TicketView, width: number, from: number, { glyphs }: PaintOptions): Painted {
	if (problem === undefined) {
		return [];
	}

	const blank = ' '.repeat(from);
	const isWrong = problem.detail !== undefined;
	const lines = wrapText(ownText(problem.text, glyphs), width - from - 2, 2, glyphs.ellipsis).map(
		(text, index): PaintedRow => [
			span(`${blank}${index === 0 ? glyphs.doubt : ' '} ${text}`, isWrong ? 'danger' : 'warning'),
		],
	);
	const detail = wrapText(ownText(problem.detail ?? '', glyphs), width - from - 2, 2, glyphs.ellipsis).map(
		(text): PaintedRow => [span(`${blank}  ${text}`, 'dim')],
	);
	return [...lines, ...detail];
}

type FieldValue = { readonly text: PaintedRow; readonly unit: PaintedRow };

const none: Span = span('none', 'dim');
const bold = (text: string): Span => span(text, 'text', { bold: true });

function valueIn({ ticket, rules }: TicketView, field: TicketField, { glyphs }: PaintOptions): FieldValue {
	const isMarket = ticket.type === 'market';
	const number = (text: string, unit: string): FieldValue => ({
		text: text === '' ? [] : [bold(text)],
		unit: unit === '' ? [] : [span(` ${unit}`, 'dim')],
	});
	const word = (text: Span): FieldValue => ({ text: [text], unit: [] });
	switch (field) {
		case 'side':
			return word(
				ticket.side === 'buy'
					? span(`${glyphs.up} BUY`, 'bid', { bold: true })
					: span(`${glyphs.down} SELL`, 'ask', { bold: true }),
			);
		case 'type':
			return word(bold(ticket.type));
		case 'price':
			return isMarket ? word(span('at market', 'dim')) : number(ticket.price, rules.quoteCurrency);
		case 'size':
			return number(ticket.size, unitName(ticket.unit, rules));
		case 'timeInForce':
			return isMarket
				? word(none)
				: ticket.timeInForce === 'GTT'
					? { text: [bold(`GTT ${ticket.seconds}`)], unit: [span(' s', 'dim')] }
					: word(bold(ticket.timeInForce));
		case 'postOnly':
			return word(isMarket ? none : bold(ticket.postOnly ? 'yes' : 'no'));
		case 'stop':
		case 'target':
			return ticket[field] === '' && ticket.focus !== field ? word(none) : number(ticket[field], rules.quoteCurrency);
		case 'display':
			return isMarket
				? word(none)
				: ticket.display === 'iceberg'
					? { text: [bold(`iceberg ${ticket.visibleSize}`)], unit: [span(` ${rules.baseCurrency} shown`, 'dim')] }
					: word(bold(ticket.display));
		default:
			return assertNever(field);
	}
}

function hintOf(
	{ ticket, preview, draft, rules, bestBid, bestAsk }: TicketView,
	field: TicketField,
	isFocused: boolean,
): string {
	switch (field) {
		case 'price':
			return bestBid === undefined && bestAsk === undefined ? '' : `bid ${bestBid ?? 'none'} ask ${bestAsk ?? 'none'}`;
		case 'size':
			return ticket.unit !== 'base' && draft.size !== undefined
				? `= ${draft.size} ${rules.baseCurrency}`
				: `of ${preview.available} ${preview.availableCurrency}`;
		case 'side':
		case 'type':
		case 'timeInForce':
		case 'postOnly':
		case 'display':
			return isFocused ? '← →' : '';
		case 'stop':
			return isFocused ? 'exit at a loss, after the fill' : '';
		case 'target':
			return isFocused ? 'exit at a gain, after the fill' : '';
		default:
			return assertNever(field);
	}
}

function paintKeys(focus: TicketField, width: number, { glyphs }: PaintOptions): Painted {
	const hints = [
		['enter', 'review'],
		['esc', 'close'],
		['tab', 'field'],
		['← →', focus === 'size' ? 'unit' : 'choose'],
		['%', 'share'],
		['↑ ↓', 'step'],
	] as const;
	return flow(
		hints.map(([keys, label]) => [span(ownText(keys, glyphs), 'key'), span(` ${label}`, 'dim')]),
		width,
		2,
	).slice(0, 1);
}
