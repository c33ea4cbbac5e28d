/** One metric of `/metrics`, as data: the page and its documentation are drawn from it. */
export type MetricSpec = {
	readonly kind: 'gauge' | 'counter' | 'histogram';
	readonly help: string;
	readonly labels: readonly string[];
};

/** By name, without the prefix `kcmon_`. Counters run from the program's start, over reconnects. */
export const metricTable = {
	info: { kind: 'gauge', help: 'Always 1: the run, by its labels', labels: ['version', 'mode', 'venue'] },
	socket_live: { kind: 'gauge', help: '1 while the socket is live, else 0', labels: ['socket'] },
	messages_total: { kind: 'counter', help: 'Frames received', labels: ['socket'] },
	messages_per_second: { kind: 'gauge', help: 'Frames received, a second', labels: ['socket'] },
	bytes_total: { kind: 'counter', help: 'Bytes received', labels: ['socket'] },
	reconnects_total: { kind: 'counter', help: 'Connects after the first', labels: ['socket'] },
	feed_latency_seconds: {
		kind: 'gauge',
		help: "Venue's time to receipt over the last 10 s, corrected by the clock offset",
		labels: ['socket', 'quantile'],
	},
	ping_seconds: { kind: 'gauge', help: 'Round trip of the last ping', labels: ['socket'] },
	topic_age_seconds: { kind: 'gauge', help: 'Since the last news of the topic', labels: ['topic'] },
	topic_live: { kind: 'gauge', help: '1 while the data of the topic are LIVE, else 0', labels: ['topic'] },
	gaps_total: { kind: 'counter', help: 'Times a book lost its continuity', labels: [] },
	malformed_total: { kind: 'counter', help: 'Frames refused', labels: [] },
	duplicates_total: { kind: 'counter', help: 'Trades, tickers and book changes that came twice', labels: [] },
	events_total: { kind: 'counter', help: 'Market events applied', labels: [] },
	signals_total: {
		kind: 'counter',
		help: 'Signals, by what became of them: received, duplicate or quarantined',
		labels: ['source', 'outcome'],
	},
	signal_source_up: {
		kind: 'gauge',
		help: '1 while a signal that the source sends would be heard, else 0',
		labels: ['source', 'place'],
	},
	signal_latency_seconds: {
		kind: 'gauge',
		help: 'Frame received to signal emitted, of the signals computed here',
		labels: ['quantile'],
	},
	orders_working: { kind: 'gauge', help: 'Orders that rest or are on their way', labels: [] },
	order_round_trip_seconds: { kind: 'histogram', help: "Order sent to the venue's first word on it", labels: [] },
	clock_offset_seconds: { kind: 'gauge', help: "Venue's clock less this machine's", labels: [] },
	rest_round_trip_seconds: { kind: 'gauge', help: 'Round trip of the last REST time request', labels: [] },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export type MetricName = keyof typeof metricTable;

/** The table of docs/metrics.md. */
export function formatMetricTable(): string {
	const rows = Object.entries(metricTable as Readonly<Record<string, MetricSpec>>).map(
		([name, { kind, help, labels }]) =>
			`| \`kcmon_${name}\` | ${kind} | ${labels.map(label => `\`${label}\``).join(', ') || '–'} | ${help} |`,
	);
	return ['| name | type | labels | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
