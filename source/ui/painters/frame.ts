import { formatAge } from '../../lib/format.js';
import type { DataState, Freshness } from '../../store/views.js';
import { cutText, widthOf } from './cell-text.js';
import { asciiGlyphs, type Glyphs, toAscii } from './glyphs.js';
import { fitPainted, fitRow, rowWidth, span } from './rows.js';
import type { Painted, PaintedRow, Span, Token } from './spans.js';

/** How a pane stands on the screen; the same for every painter. */
export type PaintOptions = {
	readonly glyphs: Glyphs;
	readonly focused: boolean;
	/** Ms since the person froze the pane; undefined when it moves. */
	readonly frozenMs: number | undefined;
	/** `box`: lines around. `rule`: only the title line, for small screens. */
	readonly frame: FrameStyle;
};

export type FrameStyle = 'box' | 'rule';

export type FrameTitle = {
	readonly name: string;
	/** What the pane is about: a symbol, a grouping. */
	readonly detail?: string;
	/** The part of the detail worth keeping where all of it does not fit: the symbol. @default all of it */
	readonly shortDetail?: string;
	/** Undefined for a pane without data of its own. */
	readonly freshness: Freshness | undefined;
	/** The inside is the market itself: prices that may no longer be true are drawn faint. */
	readonly isMarket?: boolean;
};

const stateTokens: Record<DataState, Token> = {
	LIVE: 'live',
	AGEING: 'ageing',
	STALE: 'stale',
	GAP: 'gap',
	SYNC: 'sync',
};

export const tokenOfState = (state: DataState): Token => stateTokens[state];

/** The word of a data state and its age: `LIVE 0.3s`; `SYNC` alone before the first data. */
export function formatState({ state, ageMs }: Freshness): string {
	return ageMs === undefined ? state : `${state} ${formatAge(ageMs)}`;
}

/** Cells that a frame of this style takes from width and height. */
export function frameCost(style: FrameStyle): { readonly width: number; readonly height: number } {
	return style === 'box' ? { width: 4, height: 2 } : { width: 0, height: 1 };
}

/**
 * Draws the frame with its title line, and inside it what `paintInside` returns for the room left. Too small for a
 * frame, only the title line is drawn: the data state is what a person needs most.
 */
export function paintFrame(
	title: FrameTitle,
	width: number,
	height: number,
	options: PaintOptions,
	paintInside: (width: number, height: number) => Painted,
): Painted {
	const cost = frameCost(options.frame);
	const inner = { width: width - cost.width, height: height - cost.height };
	if (width <= 0 || height <= 0) {
		return [];
	}

	const top = paintTitle(title, width, options);
	if (inner.width < 1 || inner.height < 1) {
		return fitPainted([top], width, height);
	}

	const painted = paintInside(inner.width, inner.height).slice(0, inner.height);
	const isDoubtful = title.isMarket === true && doubtful.has(title.freshness?.state);
	const inside = isDoubtful ? painted.map(fade) : painted;
	if (options.frame === 'rule') {
		return fitPainted([top, ...inside], width, height);
	}

	// Fitted here and nowhere else: every frame comes by, and each pass over a row has its price.
	const { glyphs } = options;
	const token = borderToken(options);
	const rows: PaintedRow[] = [top];
	for (let index = 0; index < inner.height; index++) {
		rows.push([
			span(`${glyphs.vertical} `, token),
			...fitRow(inside[index] ?? [], inner.width, { fill: 'text' }),
			span(` ${glyphs.vertical}`, token),
		]);
	}

	rows.push([span(glyphs.bottomLeft + glyphs.horizontal.repeat(width - 2) + glyphs.bottomRight, token)]);
	return rows;
}

const doubtful = new Set<DataState | undefined>(['STALE', 'GAP']);
const unfaded = new Set<Token>(['cursor', 'own', 'warning', 'danger']);

const fade = (row: PaintedRow): PaintedRow =>
	row.map(({ text, token }) => (unfaded.has(token) ? { text, token } : { text, token: 'dim' }));

const borderToken = (options: PaintOptions): Token => (options.focused ? 'focus' : 'border');

function paintTitle(
	{ name, detail, shortDetail, freshness }: FrameTitle,
	width: number,
	options: PaintOptions,
): PaintedRow {
	const { glyphs } = options;
	const token = borderToken(options);
	const isBox = options.frame === 'box' && width >= 4;
	const start = isBox ? glyphs.topLeft + glyphs.horizontal : '';
	const end = isBox ? glyphs.horizontal + glyphs.topRight : '';
	const room = width - start.length - end.length;

	const mark = options.focused ? `${glyphs.focus} ` : '';
	const left: Span[] = [span(`${isBox ? ' ' : ''}${mark}${name}`, options.focused ? 'focus' : 'title', { bold: true })];
	const detailSpans = detail === undefined || detail === '' ? [] : [span(` ${detail}`, 'dim')];
	const shortSpans =
		shortDetail === undefined ? detailSpans : shortDetail === '' ? [] : [span(` ${shortDetail}`, 'dim')];
	const frozen = options.frozenMs === undefined ? [] : [span(`FROZEN ${formatAge(options.frozenMs)} `, 'warning')];
	const frozenAlone = frozen.length === 0 ? [] : [span('FROZEN ', 'warning')];
	const state = freshness === undefined ? [] : [span(formatState(freshness), tokenOfState(freshness.state))];
	const bareState = freshness === undefined ? [] : [span(freshness.state, tokenOfState(freshness.state))];
	const note =
		freshness === undefined || freshness.note === '' ? [] : [span(`${ownText(freshness.note, glyphs)} `, 'dim')];

	const short = [...left, ...shortSpans];
	const withCutNote = (first: PaintedRow): PaintedRow => [
		...frozen,
		...cutNote(note, room - rowWidth(first) - rowWidth(frozen) - rowWidth(state) - 4, glyphs),
		...state,
	];
	// What goes first when there is no room: the long detail, then the note, then what the pane is about, then the age.
	// Where the data cannot be trusted, why is worth more than of what they are; of what stands still one must know it.
	const isDoubtful = doubtful.has(freshness?.state);
	const tries: readonly (readonly [PaintedRow, PaintedRow])[] = [
		[
			[...left, ...detailSpans],
			[...frozen, ...note, ...state],
		],
		[short, [...frozen, ...note, ...state]],
		...(isDoubtful
			? ([
					[left, [...frozen, ...note, ...state]],
					[left, withCutNote(left)],
				] as const)
			: ([
					[short, withCutNote(short)],
					[short, [...frozen, ...state]],
					...(frozen.length === 0
						? []
						: ([
								[short, [...frozenAlone, ...state]],
								[short, [...frozenAlone, ...bareState]],
							] as const)),
				] as const)),
		[left, [...frozen, ...state]],
		[left, [...frozen, ...bareState]],
		[left, bareState],
	];
	for (const [first, last] of tries) {
		const padding = last.length === 0 ? 1 : 3;
		const line = room - rowWidth(first) - rowWidth(last) - padding;
		if (line >= 0) {
			const tail = last.length === 0 ? [] : [span(' '), ...last];
			return [
				span(start, token),
				...first,
				span(' '),
				span(glyphs.horizontal.repeat(line), token),
				...tail,
				...(last.length === 0 ? [] : [span(' ')]),
				span(end, token),
			];
		}
	}

	const narrow = bareState.length > 0 && widthOf(bareState[0]!.text) <= width ? bareState : left;
	return fitRow(narrow, width);
}

/** A note keeps its beginning when that is at least a word's length. */
function cutNote(note: readonly Span[], room: number, glyphs: Glyphs): readonly Span[] {
	if (note.length === 0 || room < 6) {
		return [];
	}

	return [span(`${cutText(note[0]!.text.trimEnd(), room - 1, glyphs.ellipsis)} `, 'dim')];
}

/** Text of ours or of others in the characters that this terminal has. */
export function ownText(text: string, glyphs: Glyphs): string {
	return glyphs === asciiGlyphs ? toAscii(text) : text;
}
