import type { EmulatedCell } from '../../test/helpers/terminal-emulator.js';

/** One picture of a terminal, at a time in ms since the first one. */
export type Shot = { readonly atMs: number; readonly cells: readonly (readonly EmulatedCell[])[] };

export type Palette = { readonly foreground: string; readonly background: string; readonly frame: string };

export const palettes: Readonly<Record<'dark' | 'light', Palette>> = {
	dark: { foreground: '#d5d9e0', background: '#0e1116', frame: '#2b313b' },
	light: { foreground: '#1f2328', background: '#ffffff', frame: '#d0d7de' },
};

const cellWidth = 8.4;
const cellHeight = 17;
const fontSize = 14;
const margin = 10;
const fonts = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

const ansi = [
	'#000000',
	'#cd3131',
	'#0dbc79',
	'#e5e510',
	'#2472c8',
	'#bc3fbc',
	'#11a8cd',
	'#e5e5e5',
	'#666666',
	'#f14c4c',
	'#23d18b',
	'#f5f543',
	'#3b8eea',
	'#d670d6',
	'#29b8db',
	'#ffffff',
];

const hex = (value: number): string => `#${value.toString(16).padStart(6, '0')}`;

function paletteColor(number: number): string {
	if (number < 16) {
		return ansi[number]!;
	}

	if (number >= 232) {
		return hex((8 + (number - 232) * 10) * 0x010101);
	}

	const steps = [0, 95, 135, 175, 215, 255];
	const index = number - 16;
	return hex((steps[Math.floor(index / 36)]! << 16) | (steps[Math.floor(index / 6) % 6]! << 8) | steps[index % 6]!);
}

const colorOf = (value: number, fallback: string): string =>
	value === -1 ? fallback : value >= 0x1000000 ? paletteColor(value - 0x1000000) : hex(value);

const escapeText = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Look = { readonly foreground: string; readonly background: string; readonly attributes: number };

function lookOf(cell: EmulatedCell, palette: Palette): Look {
	const foreground = colorOf(cell.foreground, palette.foreground);
	const background = colorOf(cell.background, palette.background);
	return (cell.attributes & 16) === 0
		? { foreground, background, attributes: cell.attributes }
		: { foreground: background, background: foreground, attributes: cell.attributes };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A row as background boxes and runs of text, each pinned to its cells, whatever font the viewer has. */
function paintRow(cells: readonly EmulatedCell[], palette: Palette): string {
	let boxes = '';
	let texts = '';
	let from = 0;
	while (from < cells.length) {
		const look = lookOf(cells[from]!, palette);
		let to = from + 1;
		while (to < cells.length && sameLook(lookOf(cells[to]!, palette), look)) {
			to += 1;
		}

		const x = round(margin + from * cellWidth);
		if (look.background !== palette.background) {
			boxes += `<rect x="${x}" width="${round((to - from) * cellWidth)}" height="${cellHeight}" fill="${look.background}"/>`;
		}

		texts += paintRun(cells, from, to, look);
		from = to;
	}

	return boxes + texts;
}

function paintRun(cells: readonly EmulatedCell[], from: number, to: number, look: Look): string {
	let start = from;
	let end = to;
	while (start < end && cells[start]!.text.trim() === '') {
		start += 1;
	}

	while (end > start && cells[end - 1]!.text.trim() === '') {
		end -= 1;
	}

	if (start === end) {
		return '';
	}

	const text = cells
		.slice(start, end)
		.map(cell => cell.text)
		.join('');
	const bold = (look.attributes & 1) === 0 ? '' : ' b';
	const faint = (look.attributes & 2) === 0 ? '' : ' f';
	const line = (look.attributes & 8) === 0 ? '' : ' u';
	const x = round(margin + start * cellWidth);
	const length = round((end - start) * cellWidth);
	return `<text x="${x}" textLength="${length}" class="c${look.foreground.slice(1)}${bold}${faint}${line}">${escapeText(text)}</text>`;
}

/** One rule for each color that is used, so that a run of text names it in a few letters. */
function styleOf(body: string): string {
	const colors = new Set(body.match(/(?<=class="c)[0-9a-f]{6}/g));
	const rules = [...colors].map(color => `.c${color}{fill:#${color}}`).join('');
	return `<style>text{transform:translateY(13px)}.b{font-weight:bold}.f{opacity:.65}.u{text-decoration:underline}${rules}</style>`;
}

const sameLook = (left: Look, right: Look): boolean =>
	left.foreground === right.foreground && left.background === right.background && left.attributes === right.attributes;

function frame(columns: number, rows: number, palette: Palette, body: string, title: string): string {
	const width = Math.ceil(columns * cellWidth + 2 * margin);
	const height = rows * cellHeight + 2 * margin;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${fonts}" font-size="${fontSize}" xml:space="preserve" role="img" aria-label="${escapeText(title)}"><rect width="${width}" height="${height}" rx="8" fill="${palette.background}" stroke="${palette.frame}"/>${styleOf(body)}${body}</svg>\n`;
}

const atRow = (row: number, content: string): string =>
	`<g transform="translate(0 ${margin + row * cellHeight})">${content}</g>`;

/** One still picture. */
export function stillSvg(shot: Shot, palette: Palette, title: string): string {
	const body = shot.cells.map((cells, row) => atRow(row, paintRow(cells, palette))).join('\n');
	return frame(shot.cells[0]?.length ?? 0, shot.cells.length, palette, body, title);
}

/**
 * A recording as one SVG that runs in a loop. Each row is drawn once for each content that it had, visible while it had it:
 * rows that stand still cost nothing.
 */
export function movingSvg(shots: readonly Shot[], palette: Palette, title: string, holdMs: number): string {
	const last = shots.at(-1)!;
	const total = last.atMs + holdMs;
	const rows = last.cells.length;
	let body = '';
	for (let row = 0; row < rows; row += 1) {
		const spans: { content: string; from: number; to: number }[] = [];
		for (const [index, shot] of shots.entries()) {
			const content = paintRow(shot.cells[row] ?? [], palette);
			const until = shots[index + 1]?.atMs ?? total;
			const before = spans.at(-1);
			if (before?.content === content) {
				before.to = until;
			} else {
				spans.push({ content, from: shot.atMs, to: until });
			}
		}

		body += spans
			.filter(({ content }) => content !== '')
			.map(({ content, from, to }) =>
				atRow(row, from === 0 && to === total ? content : show(content, from / total, to / total, total)),
			)
			.join('\n');
	}

	return frame(last.cells[0]?.length ?? 0, rows, palette, body, title);
}

function show(content: string, from: number, to: number, totalMs: number): string {
	const times = [0, ...(from > 0 ? [from] : []), ...(to < 1 ? [to] : [])];
	const values = [...(from > 0 ? ['none'] : []), 'inline', ...(to < 1 ? ['none'] : [])];
	const keyTimes = times.map(time => Number(time.toFixed(4))).join(';');
	// Who cannot play it shows the end.
	return `<g display="${to < 1 ? 'none' : 'inline'}"><animate attributeName="display" calcMode="discrete" dur="${(totalMs / 1000).toFixed(2)}s" repeatCount="indefinite" values="${values.join(';')}" keyTimes="${keyTimes}"/>${content}</g>`;
}
