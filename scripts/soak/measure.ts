import { readdirSync, readFileSync } from 'node:fs';

/** One look at the program, from outside: its `/proc` entry and its own metrics. */
export type Sample = {
	readonly atMs: number;
	readonly rssMb: number;
	/** Resident memory that is no file: what a leak grows. */
	readonly anonMb: number;
	readonly heapUsedMb: number;
	readonly openFiles: number;
	/** Node's active resources: sockets, timers, servers. */
	readonly resources: number;
	/** Since the last sample; Node's histogram holds the 10 ms between two of its samples, too. */
	readonly loopP99Ms: number;
	readonly messages: number;
	readonly reconnects: number;
	readonly gaps: number;
	readonly malformed: number;
	readonly cpuSeconds: number;
	/** Of the machine over the last minute: what the figures stood against. */
	readonly load: number;
};

/** Reads a page of Prometheus text: the sum over the labels of every name. */
function readPage(text: string): (name: string) => number {
	const sums = new Map<string, number>();
	for (const line of text.split('\n')) {
		const match = /^([a-z_0-9]+)(?:\{.*\})? (\S+)/.exec(line);
		if (match !== null) {
			sums.set(match[1]!, (sums.get(match[1]!) ?? 0) + Number(match[2]));
		}
	}

	return name => sums.get(name) ?? 0;
}

/** Takes one sample. Throws when the program does not answer. */
export async function measure(pid: number, metricsUrl: string, atMs: number): Promise<Sample> {
	const value = readPage(
		await (await fetch(metricsUrl, { headers: { connection: 'close' }, signal: AbortSignal.timeout(10_000) })).text(),
	);
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const kilobytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
	return {
		atMs,
		rssMb: kilobytes('VmRSS') / 1024,
		anonMb: kilobytes('RssAnon') / 1024,
		heapUsedMb: value('nodejs_heap_size_used_bytes') / 1_048_576,
		openFiles: readdirSync(`/proc/${pid}/fd`).length,
		resources: value('nodejs_active_resources_total'),
		loopP99Ms: value('nodejs_eventloop_lag_p99_seconds') * 1000,
		messages: value('kcmon_messages_total'),
		reconnects: value('kcmon_reconnects_total'),
		gaps: value('kcmon_gaps_total'),
		malformed: value('kcmon_malformed_total'),
		cpuSeconds: value('process_cpu_seconds_total'),
		load: Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]),
	};
}
