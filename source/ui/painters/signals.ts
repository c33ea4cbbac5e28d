import { formatAge, formatMilliseconds } from '../../lib/format.js';
import type { SignalVerification } from '../../model/signal-event.js';
import type { SignalPanelView, SignalRow, SignalsView } from '../../store/views.js';
import { describeFilter } from '../signal-filter.js';
import { cutText } from './cell-text.js';
import { type Column, layTable } from './columns.js';
import { type FrameStyle, frameCost, ownText, type PaintOptions, paintFrame } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { formatClock } from './quantities.js';
import { fitRow, flow, recolor, rowWidth, span } from './rows.js';
import { paintWithPanel } from './signal-panel.js';
import type { Painted, PaintedRow, Span, Token } from './spans.js';
import { meter } from './sparkline.js';
import { wrapText } from './wrap.js';

export type SignalsOptions = PaintOptions & {
	readonly scroll: number;
	/** Its row is marked and explained; undefined when nobody has chosen one. */
	readonly selectedKey: string | undefined;
	/** What the rules see, asked for where the pane has room for it. */
	readonly panel?: () => SignalPanelView | undefined;
};

const confidenceCells = 5;
const leastWithDetail = 7;
const leastWithLinks = 10;
/** Below this width words are cut rather than columns left out. */
const halfScreen = 60;

/** How many signals a pane of this height shows. */
export function signalRowsIn(height: number, frame: FrameStyle): number {
	return Math.max(0, height - frameCost(frame).height);
}

/** The log of structured signals, newest first: who said what, how sure, what to do with it, and whether to believe it. */
export function paintSignals(view: SignalsView, width: number, height: number, options: SignalsOptions): Painted {
	const counts = [`${view.received} received`];
	if (view.quarantined > 0) {
		counts.push(`${view.quarantined} quarantined`);
	}

	if (view.duplicates > 0) {
		counts.push(`${view.duplicates} dup`);
	}

	const filter = ownText(describeFilter(view.filter), options.glyphs);
	const all = view.sources.length === 0 && view.received === 0 ? [] : counts;
	const title = {
		name: 'SIGNALS',
		detail: [...(filter === '' ? [] : [`only ${filter}`]), ...all].join(` ${options.glyphs.dot} `),
		shortDetail: filter === '' ? '' : `only ${filter}`,
		freshness: view.freshness,
	};
	const paintLog = (innerWidth: number, innerHeight: number): Painted => {
		if (view.rows.length === 0) {
			return filter === ''
				? paintNothing(view, innerWidth, options.glyphs)
				: [[span('no signal of the filter; ', 'dim'), span('esc', 'key'), span(' or ', 'dim'), span('f', 'key')]];
		}

		const selected = view.rows.find(({ key }) => key === options.selectedKey);
		const links = innerHeight >= leastWithLinks ? paintLinks(view, innerWidth, options.glyphs) : [];
		const explained =
			selected !== undefined && innerHeight >= leastWithDetail
				? paintDetail(selected, innerWidth, options.glyphs).slice(0, Math.max(3, Math.floor(innerHeight / 2)))
				: [];
		const detail = [...explained, ...links];
		const room = Math.max(0, innerHeight - 1 - detail.length);
		const shown = view.rows.slice(options.scroll, options.scroll + room);
		// The chosen row is marked without a color too.
		const mark = (row?: SignalRow): PaintedRow =>
			selected === undefined ? [] : [span(row === selected ? `${options.glyphs.cursor} ` : '  ', 'cursor')];
		const rowCells = innerWidth - rowWidth(mark());
		const table = layTable(
			columnsOf(options, rowCells),
			shown.filter(row => !isRefused(row)),
			rowCells,
			options.glyphs.ellipsis,
		);
		const rows = shown.map(row => {
			const cells = isRefused(row) ? paintRefused(row, rowCells, options.glyphs) : table.paintRow(row);
			const painted = fitRow([...mark(row), ...cells], innerWidth, { fill: 'text' });
			return row === selected ? recolor(painted, 'cursor') : painted;
		});
		while (detail.length > 0 && rows.length < room) {
			rows.push([]);
		}

		return [[...mark(), ...table.header], ...rows, ...detail];
	};

	return paintFrame(title, width, height, options, (innerWidth, innerHeight) =>
		paintWithPanel({ width: innerWidth, height: innerHeight }, options.panel, options.glyphs, paintLog),
	);
}

/** Something that came as a signal and is none: it has no symbol to put in a column. */
const isRefused = (row: SignalRow): boolean => row.state === 'quarantined' && row.symbol === '';

function paintRefused(row: SignalRow, width: number, glyphs: Glyphs): PaintedRow {
	const start = [
		span(`${formatAge(row.ageMs)} ${ownText(row.source, glyphs)} `, 'dim'),
		span('quarantined ', 'danger'),
	];
	return [...start, span(cutText(ownText(row.reason ?? '', glyphs), width - rowWidth(start), glyphs.ellipsis))];
}

/** Where signals from outside come from, a row each: a dead line looks like a quiet one otherwise. */
function paintLinks({ links }: SignalsView, width: number, glyphs: Glyphs): Painted {
	const words = (text: string): string => ownText(text, glyphs);
	return links.map(({ name, place, isUp, text }) => {
		const start = [span(words(name)), span(` ${words(place)} `, 'dim')];
		const room = Math.max(0, width - rowWidth(start));
		return [...start, span(cutText(words(text), room, glyphs.ellipsis), isUp ? 'live' : 'warning')];
	});
}

function paintNothing(view: SignalsView, width: number, glyphs: Glyphs): Painted {
	if (view.links.length > 0) {
		return [[span('no signal yet', 'dim')], ...paintLinks(view, width, glyphs)];
	}

	if (view.sources.length > 0) {
		const names = view.sources.map(({ name, state }) => ownText(`${name} ${state}`.trim(), glyphs));
		return [
			[span('no signal yet', 'dim')],
			...flow(
				names.map(name => [span(name, 'dim')]),
				width,
				2,
			),
		];
	}

	return [
		[
			span("no signal yet: kcmon's own rules watch, ", 'dim'),
			span('e', 'key'),
			span(' shows what they wait for', 'dim'),
		],
		...flow([[span('send some: --signals stdin', 'dim')], [span('or --signals file:PATH', 'dim')]], width, 1),
	];
}

function columnsOf({ glyphs }: SignalsOptions, width: number): Column<SignalRow>[] {
	const words = (text: string): string => ownText(text, glyphs);
	const least = width < halfScreen ? { type: 12, state: 5 } : { type: 19, state: 14 };
	return [
		{ header: 'time', align: 'left', rank: 12, cell: row => span(formatClock(row.time), 'dim') },
		{ header: 'age', align: 'right', rank: 1, cell: row => span(formatAge(row.ageMs), 'dim') },
		{
			header: 'source',
			align: 'left',
			rank: 5,
			flexible: 8,
			cell: row =>
				span(`${verifiedMark(row.verified, glyphs)}${words(row.source)}`, row.verified === 'none' ? 'warning' : 'text'),
		},
		{
			header: 'symbol',
			align: 'left',
			rank: 0,
			flexible: 9,
			cell: row => span(words(row.symbol), 'text', { bold: true }),
		},
		{ header: 'type', align: 'left', rank: 1, flexible: least.type, cell: row => span(words(row.signalType)) },
		{
			header: 'side',
			align: 'left',
			rank: 2,
			cell: row =>
				row.side === undefined
					? span('')
					: span(`${row.side === 'buy' ? glyphs.up : glyphs.down}${row.side}`, row.side === 'buy' ? 'bid' : 'ask'),
		},
		{
			header: 'conf',
			align: 'right',
			rank: 3,
			cell: row =>
				span(row.state === 'quarantined' ? '' : `${row.confidence.toFixed(2)}${row.isCalibrated ? ' ' : '?'}`),
		},
		{
			header: '',
			align: 'left',
			rank: 11,
			minWidth: confidenceCells,
			cell: row => span(row.state === 'quarantined' ? '' : meter(row.confidence, confidenceCells, glyphs), 'accent'),
		},
		{ header: 'entry', align: 'right', rank: 6, cell: row => span(words(row.entry ?? '')) },
		{ header: 'stop', align: 'right', rank: 7, cell: row => span(words(row.stop ?? ''), 'ask') },
		{ header: 'targets', align: 'left', rank: 8, cell: row => span(words(row.targets.join(' ')), 'bid') },
		{
			header: 'trust',
			align: 'left',
			rank: 9,
			cell: row =>
				span(row.verified === 'none' ? 'unverified' : row.verified, row.verified === 'none' ? 'warning' : 'live'),
		},
		{ header: 'lag', align: 'right', rank: 8, cell: row => span(formatMilliseconds(row.lagMs), 'dim') },
		{
			header: 'state',
			align: 'left',
			rank: 2,
			flexible: least.state,
			cell: row => span(words(row.state), tokenOf(row)),
		},
		{ header: 'why', align: 'left', rank: 10, flexible: 16, cell: row => span(words(row.reason ?? ''), 'dim') },
	];
}

function tokenOf({ state, stage, taken }: SignalRow): Token {
	return stage === 'quarantined' ? 'danger' : taken > 0 ? 'own' : state === 'new' ? 'live' : 'warning';
}

function verifiedMark(verified: SignalVerification, glyphs: Glyphs): string {
	return verified === 'none' ? `${glyphs.doubt} ` : verified === 'local' ? `${glyphs.dot} ` : `${glyphs.check} `;
}

/** How it is known who made a signal, for a person. */
export const verifiedWords: Record<SignalVerification, string> = {
	hmac: 'verified (hmac)',
	secret: 'verified (secret)',
	none: 'unverified',
	local: 'local',
};

/** Everything there is to know of one signal; the first lines are worth most. */
function paintDetail(row: SignalRow, width: number, glyphs: Glyphs): PaintedRow[] {
	const fact = (label: string, value: string | undefined): PaintedRow[] =>
		value === undefined || value === '' ? [] : [[span(`${label} `, 'dim'), span(ownText(value, glyphs))]];
	const verified: Span = span(verifiedWords[row.verified], row.verified === 'none' ? 'warning' : 'live');
	const isRead = row.symbol !== '';
	const left = row.expiresAt === undefined ? undefined : row.expiresAt - row.time - row.ageMs;
	const facts = [
		...(isRead ? [[verified]] : []),
		...fact('entry', row.entry),
		...fact('stop', row.stop),
		...fact('targets', row.targets.join(' ')),
		...(isRead ? fact('confidence', `${row.confidence.toFixed(2)}${row.isCalibrated ? '' : ' uncalibrated'}`) : []),
		...(isRead ? fact('lag', formatMilliseconds(row.lagMs)) : []),
		...fact('state', row.state === 'new' ? undefined : row.state),
		...fact(
			left === undefined || left > 0 ? 'expires in' : 'expired',
			left === undefined ? undefined : left > 0 ? formatAge(left) : `${formatAge(-left)} ago`,
		),
		...fact('horizon', row.horizon),
		...fact('id', row.id),
	];
	const features = Object.entries(row.features ?? {}).flatMap(([name, value]) => fact(name, String(value)));
	const why = wrapText(ownText(row.reason ?? '', glyphs), width, 3, glyphs.ellipsis).map(
		(line): PaintedRow => [span(line, 'dim')],
	);
	// What is wider than the pane is cut here rather than left out by the flow.
	const lines = (parts: readonly PaintedRow[]): PaintedRow[] => [
		...flow(
			parts.map(part => fitRow(part, width)),
			width,
			2,
		),
	];
	return [...lines(facts), ...why, ...lines(features)];
}
