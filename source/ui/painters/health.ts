import {
	formatAge,
	formatBytes,
	formatCompact,
	formatDuration,
	formatFixed,
	formatMilliseconds,
} from '../../lib/format.js';
import type { SocketState } from '../../model/health-event.js';
import type { HealthView, SocketHealth, TopicHealth } from '../../store/views.js';
import { padEnd } from './cell-text.js';
import { type Column, layTable } from './columns.js';
import { ownText, type PaintOptions, paintFrame, tokenOfState } from './frame.js';
import { fitRow, flow, span } from './rows.js';
import type { Painted, PaintedRow, Span, Token } from './spans.js';
import { sparkline } from './sparkline.js';

export type HealthOptions = PaintOptions & {
	/** Lines passed over from the top. */
	readonly scroll: number;
};

const sparkCells = 16;
const factGap = 2;
/** Figures keep their cells, so that what stands behind them does not move with their digits. */
const cells = { duration: 7, age: 4, time: 6, rate: 5, count: 3, bytes: 8, memory: 7 } as const;
/** From this many cells on an uptime has two units. */
const leastWide = 50;
/** From this many rows on every socket gets two lines. */
const roomyRows = 8;

/** Every connection, what went wrong so far, what this program costs, and the age of each topic where there is room. */
export function paintHealth(view: HealthView, width: number, height: number, options: HealthOptions): Painted {
	const title = { name: 'HEALTH', detail: `venue ${view.venue}`, freshness: view.freshness };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const isRoomy = innerHeight >= roomyRows;
		const sockets = view.sockets.flatMap(socket =>
			paintSocket(socket, innerWidth, isRoomy, view.sockets.length > 1, options),
		);
		const totals = paintTotals(view, innerWidth, isRoomy);
		const problem = paintProblem(view, innerWidth, options);
		// On a small pane the counters must not be pushed out by a long list of sockets.
		const tail = [...totals, ...problem];
		const head = isRoomy ? sockets : sockets.slice(0, Math.max(1, innerHeight - tail.length));
		const rows = sockets.length > 0 ? [...head, ...tail] : [[span('no connection yet', 'dim')], ...tail];
		if (!isRoomy) {
			return rows;
		}

		const all = [...rows, ...paintTopics(view.topics, innerWidth, options)];
		return all.slice(Math.min(options.scroll, Math.max(0, all.length - innerHeight)));
	});
}

const socketTokens: Record<SocketState, Token> = {
	idle: 'dim',
	token: 'sync',
	connecting: 'sync',
	welcome: 'sync',
	subscribing: 'sync',
	live: 'live',
	stale: 'stale',
	waiting: 'warning',
	draining: 'sync',
	stopped: 'dim',
};

function paintSocket(
	socket: SocketHealth,
	width: number,
	isRoomy: boolean,
	isOneOfMany: boolean,
	options: PaintOptions,
): PaintedRow[] {
	const { glyphs } = options;
	const name: PaintedRow = [
		span(`${socket.socket} `, 'text', { bold: true }),
		span(socket.state.toUpperCase(), socketTokens[socket.state]),
	];
	const facts: PaintedRow[] = [];
	if (socket.state === 'waiting') {
		// Attempts made so far, so the one that comes is the next.
		const next =
			socket.nextAttemptInMs === undefined ? '' : ` in ${Math.ceil(Math.max(0, socket.nextAttemptInMs) / 1000)}s`;
		facts.push([span(`try ${socket.attempt + 1}${next}`, 'warning')]);
	} else if (socket.attempt > 0 && socket.state !== 'live') {
		facts.push([span(`try ${socket.attempt}`, 'warning')]);
	}

	if (socket.reason !== undefined && socket.state !== 'live') {
		facts.push([span(ownText(socket.reason, glyphs), 'warning')]);
	}

	const uptime =
		socket.uptimeMs === undefined
			? []
			: width < leastWide
				? [[span('up ', 'dim'), span(padEnd(formatAge(socket.uptimeMs), cells.age))]]
				: [[span('up ', 'dim'), span(padEnd(formatDuration(socket.uptimeMs), cells.duration))]];
	const age =
		socket.ageMs === undefined ? [] : [[span('age ', 'dim'), span(padEnd(formatAge(socket.ageMs), cells.age))]];
	const latency: PaintedRow[] =
		socket.latencyP50 === undefined
			? []
			: [
					[
						span('lat ', 'dim'),
						span(
							padEnd(
								`${formatMilliseconds(socket.latencyP50)}/${formatMilliseconds(socket.latencyP99)}`,
								2 * cells.time + 1,
							),
						),
						span(` ${sparkline(socket.latencyLine, sparkCells, glyphs)}`, 'accent'),
					],
				];
	const shortLatency: PaintedRow[] =
		socket.latencyP50 === undefined
			? []
			: [[span(`${formatMilliseconds(socket.latencyP50)}/${formatMilliseconds(socket.latencyP99)}`)]];
	const ping =
		socket.pingRttMs === undefined
			? []
			: [[span('ping ', 'dim'), span(padEnd(formatMilliseconds(socket.pingRttMs), cells.time))]];
	const rate: PaintedRow =
		socket.state === 'waiting' ? [] : [span(`${formatFixed(socket.messagesPerSecond, 0)} msg/s`)];
	const topics: PaintedRow = socket.topics === 0 ? [] : [span(`${socket.topics} topics`, 'dim')];
	const reconnects: PaintedRow = !isOneOfMany ? [] : [span('reconnects ', 'dim'), countSpan(socket.reconnects)];
	if (!isRoomy) {
		return flow([name, ...facts, ...shortLatency, ...uptime, rate], width, factGap).slice(0, 1);
	}

	return [
		...flow([name, ...facts, ...uptime, ...age, rate], width, factGap).slice(0, 2),
		...flow([...latency, ...ping, reconnects, topics], width - 2, factGap)
			.slice(0, 2)
			.map(row => [span('  '), ...row]),
	];
}

const clockToken = (offMs: number): Token => (offMs > 60_000 ? 'danger' : offMs > 1000 ? 'warning' : 'text');

const countSpan = (count: number): Span => span(String(count), count > 0 ? 'warning' : 'text');

function paintTotals(view: HealthView, width: number, isRoomy: boolean): PaintedRow[] {
	const reconnects = view.sockets.reduce((total, socket) => total + socket.reconnects, 0);
	const fact = (label: string, value: Span, least = 0): PaintedRow => [
		span(`${label} `, 'dim'),
		{ ...value, text: padEnd(value.text, isRoomy ? least : 0) },
	];
	const counters = [
		fact(isRoomy ? 'reconnects' : 'reconn', countSpan(reconnects), cells.count),
		fact('gaps', countSpan(view.gaps), cells.count),
		fact(isRoomy ? 'malformed' : 'malf', countSpan(view.malformed), cells.count),
		fact(isRoomy ? 'duplicates' : 'dup', span(String(view.duplicates))),
	];
	const load: PaintedRow[] = [
		[span(padEnd(`${formatCompact(view.messagesPerSecond, 6)} msg/s`, isRoomy ? cells.rate + 7 : 0))],
	];
	if (view.terminalBytesPerSecond !== undefined) {
		load.push(fact('screen', span(`${formatBytes(view.terminalBytesPerSecond)}/s`), cells.bytes + 2));
	}

	if (view.signalLatency !== undefined) {
		const { p50, p99 } = view.signalLatency;
		const text = `p50 ${formatMilliseconds(p50)} p99 ${formatMilliseconds(p99)}`;
		load.push(fact('signal latency', span(text, p99 > 50 ? 'warning' : 'text'), 2 * cells.time + 9));
	}

	if (view.loopDelayP99Ms !== undefined) {
		load.push(
			fact(
				'loop',
				span(formatMilliseconds(view.loopDelayP99Ms), view.loopDelayP99Ms > 100 ? 'warning' : 'text'),
				cells.time,
			),
		);
	}

	if (view.rssMb !== undefined) {
		load.push(fact('rss', span(`${formatFixed(view.rssMb, 0)} MB`), cells.memory));
	}

	if (view.restRttMs !== undefined) {
		load.push(fact('rest', span(formatMilliseconds(view.restRttMs)), cells.time));
	}

	if (view.clockOffsetMs !== undefined) {
		const offset = `${view.clockOffsetMs > 0 ? '+' : ''}${formatMilliseconds(view.clockOffsetMs)}`;
		load.push(fact('clock', span(offset, clockToken(Math.abs(view.clockOffsetMs))), cells.time + 1));
	}

	const limit = isRoomy ? undefined : 1;
	return [...flow(counters, width, factGap).slice(0, limit), ...flow(load, width, factGap).slice(0, limit)];
}

function paintProblem(view: HealthView, width: number, { glyphs }: PaintOptions): PaintedRow[] {
	return view.lastProblem === undefined
		? []
		: [fitRow([span('last ', 'dim'), span(ownText(view.lastProblem, glyphs), 'warning')], width)];
}

function paintTopics(topics: readonly TopicHealth[], width: number, options: PaintOptions): PaintedRow[] {
	const { glyphs } = options;
	const columns: Column<TopicHealth>[] = [
		{
			header: 'topic',
			align: 'left',
			rank: 1,
			flexible: 12,
			cell: ({ topic }) => span(topic.replace(/^\/(market|spotMarket)\//, '')),
		},
		{
			header: 'data',
			align: 'left',
			rank: 0,
			minWidth: 6,
			cell: ({ data, state }) =>
				state === 'confirmed' || state === 'silent' ? span(data, tokenOfState(data)) : span(state, 'warning'),
		},
		{ header: 'age', align: 'right', rank: 2, minWidth: 5, cell: ({ ageMs }) => span(formatAge(ageMs)) },
		{ header: 'socket', align: 'left', rank: 4, cell: ({ socket }) => span(socket, 'dim') },
		{
			header: 'note',
			align: 'left',
			rank: 3,
			flexible: 6,
			cell: ({ note }) => span(ownText(note, glyphs), 'dim'),
		},
	];
	if (topics.length === 0) {
		return [];
	}

	const table = layTable(columns, topics, width, glyphs.ellipsis);
	return [table.header, ...topics.map(topic => table.paintRow(topic))];
}
