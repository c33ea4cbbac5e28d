import { formatAge, formatMilliseconds } from '../../lib/format.js';
import type { SignalVerification } from '../../model/signal-event.js';
import type { SignalRow, SignalsView } from '../../store/views.js';
import { type Column, layTable } from './columns.js';
import { type FrameStyle, frameCost, ownText, type PaintOptions, paintFrame } from './frame.js';
import type { Glyphs } from './glyphs.js';
import { fitRow, flow, recolor, span } from './rows.js';
import type { Painted, PaintedRow, Span } from './spans.js';
import { meter } from './sparkline.js';

export type SignalsOptions = PaintOptions & {
	readonly scroll: number;
	/** Its row is marked and explained; undefined when nobody has chosen one. */
	readonly selectedId: string | undefined;
};

const confidenceCells = 5;
const leastWithDetail = 7;

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

	const title = {
		name: 'SIGNALS',
		detail: view.sources.length === 0 && view.received === 0 ? '' : counts.join(` ${options.glyphs.dot} `),
		freshness: view.freshness,
	};
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		if (view.rows.length === 0) {
			return paintNothing(view, innerWidth, options.glyphs);
		}

		const selected = view.rows.find(({ id }) => id === options.selectedId);
		const detail =
			selected !== undefined && innerHeight >= leastWithDetail ? paintDetail(selected, innerWidth, options.glyphs) : [];
		const room = Math.max(0, innerHeight - 1 - detail.length);
		const shown = view.rows.slice(options.scroll, options.scroll + room);
		const table = layTable(
			columnsOf(options),
			shown.filter(row => !isRefused(row)),
			innerWidth,
			options.glyphs.ellipsis,
		);
		const rows = shown.map(row => {
			const cells = isRefused(row) ? paintRefused(row, options.glyphs) : table.paintRow(row);
			const painted = fitRow(cells, innerWidth, { fill: 'text' });
			return row === selected ? recolor(painted, 'cursor') : painted;
		});
		while (detail.length > 0 && rows.length < room) {
			rows.push([]);
		}

		return [table.header, ...rows, ...detail];
	});
}

/** Something that came as a signal and is none: it has no symbol to put in a column. */
const isRefused = (row: SignalRow): boolean => row.state === 'quarantined' && row.symbol === '';

function paintRefused(row: SignalRow, glyphs: Glyphs): PaintedRow {
	return [
		span(`${formatAge(row.ageMs)} ${ownText(row.source, glyphs)} `, 'dim'),
		span('quarantined', 'danger'),
		span(` ${ownText(row.reason ?? '', glyphs)}`),
	];
}

function paintNothing(view: SignalsView, width: number, glyphs: Glyphs): Painted {
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
		[span('no signal yet', 'dim')],
		...flow([[span('send some: --signals stdin', 'dim')], [span('or --signals file:PATH', 'dim')]], width, 1),
	];
}

function columnsOf({ glyphs }: SignalsOptions): Column<SignalRow>[] {
	const words = (text: string): string => ownText(text, glyphs);
	return [
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
		{ header: 'type', align: 'left', rank: 1, flexible: 19, cell: row => span(words(row.signalType)) },
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
			rank: 2,
			cell: row => span(row.state === 'quarantined' ? '' : row.confidence.toFixed(2)),
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
			rank: 4,
			cell: row =>
				span(words(row.state), row.state === 'new' ? 'live' : row.state === 'quarantined' ? 'danger' : 'warning'),
		},
		{ header: 'why', align: 'left', rank: 10, flexible: 16, cell: row => span(words(row.reason ?? ''), 'dim') },
	];
}

function verifiedMark(verified: SignalVerification, glyphs: Glyphs): string {
	return verified === 'none' ? `${glyphs.doubt} ` : verified === 'local' ? `${glyphs.dot} ` : `${glyphs.check} `;
}

const verifiedWords: Record<SignalVerification, string> = {
	hmac: 'verified (hmac)',
	secret: 'verified (secret)',
	none: 'unverified',
	local: 'local',
};

function paintDetail(row: SignalRow, width: number, glyphs: Glyphs): PaintedRow[] {
	const fact = (label: string, value: string | undefined): PaintedRow[] =>
		value === undefined || value === '' ? [] : [[span(`${label} `, 'dim'), span(ownText(value, glyphs))]];
	const verified: Span = span(verifiedWords[row.verified], row.verified === 'none' ? 'warning' : 'live');
	const facts = [
		[verified],
		...fact('entry', row.entry),
		...fact('stop', row.stop),
		...fact('targets', row.targets.join(' ')),
		...fact('lag', formatMilliseconds(row.lagMs)),
		...fact('id', row.id),
	];
	const why = row.reason === undefined ? [] : [fitRow([span(ownText(row.reason, glyphs), 'dim')], width)];
	return [...flow(facts, width, 2).slice(0, 2), ...why];
}
