import { exitCodes, KcmonError } from '../lib/errors.js';
import { createProcessStats } from '../platform/process-stats.js';
import { type Composition, compose, dashboardStreams } from './compose.js';
import type { AppIo } from './io.js';
import type { RunOptions } from './options.js';
import { createProbeMeter, type Percentiles, type ProbeMeter } from './probe-meter.js';
import { createSocketLedger, type SocketLedger } from './socket-ledger.js';
import { formatTable } from './text-table.js';

/** The report of `kcmon probe --json`. Names are part of the interface. */
export type ProbeReport = {
	readonly duration_ms: number;
	readonly messages: number;
	readonly messages_per_s: number;
	/** CPU time of the whole process over the window, divided by messages; null without messages. */
	readonly cpu_us_per_message: number | null;
	readonly decode_us: Percentiles;
	readonly apply_us: Percentiles;
	readonly feed_latency_ms: Percentiles;
	readonly loop_delay_ms: Percentiles;
	readonly rss_mb: number;
	readonly reconnects: number;
	readonly gaps: number;
	readonly malformed: number;
	readonly duplicates: number;
	readonly per_topic: Readonly<Record<string, { readonly messages: number; readonly latency_ms: Percentiles }>>;
	readonly clock_offset_ms: number | null;
	/** Of the socket's pings; of REST requests where no ping fell into the window. */
	readonly rtt_ms: Percentiles;
};

const defaultDurationMs = 30_000;

/**
 * Measures this machine's connection: subscribes to what the dashboard would, runs the same engine for `--duration` from
 * the first message on, and prints one report. Without any message in that time the exchange counts as unreachable.
 */
export async function runProbe(options: RunOptions, io: AppIo): Promise<number> {
	const durationMs = options.durationMs ?? defaultDurationMs;
	const stats = createProcessStats();
	const meter = createProbeMeter();
	const rounds = { pings: [] as number[], requests: [] as number[], offsetMs: undefined as number | undefined };
	let trouble = '';

	let onFirstMessage = (): void => {};
	const firstMessage = new Promise<boolean>(resolve => {
		onFirstMessage = () => resolve(true);
	});
	let isFirst = true;
	const composition = await compose({ ...options, signals: [] }, io, {
		streams: dashboardStreams,
		depthOf: 'all',
		feed: {
			meter: {
				record: (prefix, decodeMs, applyMs, latencyMs) => {
					meter.record(prefix, decodeMs, applyMs, latencyMs);
					if (isFirst) {
						isFirst = false;
						onFirstMessage();
					}
				},
			},
		},
	});
	const { clock, engine } = composition;
	const ledger = createSocketLedger(engine.store.state);
	const wait = (ms: number): Promise<boolean> => new Promise(resolve => clock.after(ms, () => resolve(false)));

	engine.subscribe(event => {
		const changed = ledger.note(event);
		if (changed?.state === 'waiting' && changed.reason !== undefined) {
			trouble = changed.reason;
		} else if (event.type === 'venue' && event.status === 'unreachable') {
			trouble ||= event.message;
		} else if (event.type === 'clock') {
			rounds.offsetMs = event.offsetMs;
			rounds.requests.push(event.rttMs);
		} else if (event.type === 'pong') {
			rounds.pings.push(event.rttMs);
		}
	});

	try {
		engine.start();
		if (!(await Promise.race([firstMessage, wait(durationMs)]))) {
			throw new KcmonError(
				`No message from ${composition.venueName} within ${Math.round(durationMs / 1000)} s${trouble === '' ? '' : `: ${trouble}`}`,
				{
					code: 'ERR_UNREACHABLE',
					exitCode: exitCodes.unreachable,
					hint: 'kcmon doctor tells what can be reached; kcmon probe --demo works offline',
				},
			);
		}

		meter.reset();
		stats.resetLoopDelay();
		const startedAt = clock.monoNow();
		const cpuBefore = stats.cpuMicros();
		await wait(durationMs);
		const report = makeReport({
			elapsedMs: clock.monoNow() - startedAt,
			cpuMicros: stats.cpuMicros() - cpuBefore,
			loopDelay: { p50: stats.loopDelayMs(50), p99: stats.loopDelayMs(99) },
			rssBytes: stats.rssBytes(),
			meter,
			ledger,
			rounds,
		});
		io.stdout(options.json ? `${JSON.stringify(report)}\n` : formatReport(report, composition));
		return exitCodes.done;
	} finally {
		stats.stop();
		await composition.stop();
	}
}

function makeReport(measured: {
	readonly elapsedMs: number;
	readonly cpuMicros: number;
	readonly loopDelay: { readonly p50: number; readonly p99: number };
	readonly rssBytes: number;
	readonly meter: ProbeMeter;
	readonly ledger: SocketLedger;
	readonly rounds: {
		readonly pings: readonly number[];
		readonly requests: readonly number[];
		readonly offsetMs: number | undefined;
	};
}): ProbeReport {
	const { elapsedMs, cpuMicros, meter, rounds } = measured;
	const messages = meter.messages();
	const sockets = [...measured.ledger.sockets()];
	const sum = (pick: (socket: (typeof sockets)[number]) => number): number =>
		sockets.reduce((total, socket) => total + pick(socket), 0);
	return {
		duration_ms: Math.round(elapsedMs),
		messages,
		messages_per_s: round((messages * 1000) / elapsedMs),
		cpu_us_per_message: messages === 0 ? null : round(cpuMicros / messages),
		decode_us: rounded(meter.decodeMicros()),
		apply_us: rounded(meter.applyMicros()),
		feed_latency_ms: rounded(meter.latencyMs()),
		loop_delay_ms: rounded(measured.loopDelay),
		rss_mb: round(measured.rssBytes / 1e6),
		reconnects: sum(socket => socket.reconnects),
		gaps: sum(socket => socket.gaps),
		malformed: sum(socket => socket.malformed),
		duplicates: sum(socket => socket.duplicates),
		per_topic: Object.fromEntries(
			meter
				.topics()
				.map(({ prefix, messages: count, latencyMs }) => [prefix, { messages: count, latency_ms: rounded(latencyMs) }]),
		),
		clock_offset_ms: rounds.offsetMs === undefined ? null : round(rounds.offsetMs),
		rtt_ms: rounded(percentilesOf(rounds.pings.length > 0 ? rounds.pings : rounds.requests)),
	};
}

function formatReport(report: ProbeReport, { venueName }: Composition): string {
	const pair = ({ p50, p99 }: Percentiles): string => `${p50 ?? '-'} / ${p99 ?? '-'}`;
	const facts = [
		['exchange', venueName],
		['window', `${(report.duration_ms / 1000).toFixed(1)} s`],
		['messages', `${report.messages} (${report.messages_per_s} a second)`],
		['CPU a message', report.cpu_us_per_message === null ? '-' : `${report.cpu_us_per_message} µs`],
		['decode p50 / p99', `${pair(report.decode_us)} µs`],
		['apply p50 / p99', `${pair(report.apply_us)} µs`],
		['feed latency p50 / p99', `${pair(report.feed_latency_ms)} ms`],
		['loop delay p50 / p99', `${pair(report.loop_delay_ms)} ms`],
		['round trip p50 / p99', `${pair(report.rtt_ms)} ms`],
		['clock offset', report.clock_offset_ms === null ? '-' : `${report.clock_offset_ms} ms`],
		['memory', `${report.rss_mb} MB`],
		['reconnects', `${report.reconnects}`],
		['gaps', `${report.gaps}`],
		['malformed', `${report.malformed}`],
		['duplicates', `${report.duplicates}`],
	] as const;
	const width = Math.max(...facts.map(([name]) => name.length));
	const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
	const topics = formatTable(
		[
			{ title: 'TOPIC', align: 'left' },
			{ title: 'MESSAGES', align: 'right' },
			{ title: 'LATENCY MS P50 / P99', align: 'right' },
		],
		Object.entries(report.per_topic).map(([topic, each]) => [topic, `${each.messages}`, pair(each.latency_ms)]),
	);
	return `${lines}\n\n${topics}`;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

function rounded({ p50, p99 }: Percentiles): Percentiles {
	return { p50: p50 === null ? null : round(p50), p99: p99 === null ? null : round(p99) };
}

function percentilesOf(values: readonly number[]): Percentiles {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (fraction: number): number | null =>
		sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? null;
	return { p50: at(0.5), p99: at(0.99) };
}
