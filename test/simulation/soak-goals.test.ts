import { expect, test } from 'vitest';
import type { Sample } from '../../scripts/soak/measure.js';
import { formatPage, missedOf, rowsOf, type SoakResult } from '../../scripts/soak/report.js';

const usual: Sample = {
	atMs: 0,
	rssMb: 150,
	anonMb: 90,
	heapUsedMb: 35,
	openFiles: 33,
	resources: 28,
	loopP99Ms: 15,
	messages: 0,
	reconnects: 3,
	gaps: 2,
	malformed: 1,
	cpuSeconds: 0,
	load: 1,
};

/** An hour of looks each ten seconds. */
const run = (change: (minute: number) => Partial<Sample> = () => ({}), rest: Partial<SoakResult> = {}): SoakResult => ({
	startedAt: '',
	node: '',
	machine: '',
	minutes: 60,
	wantedRate: 500,
	samples: Array.from({ length: 361 }, (_, index) => ({
		...usual,
		atMs: index * 10_000,
		messages: index * 5100,
		...change(index / 6),
	})),
	faults: [],
	clears: 0,
	ordersSent: 0,
	exitCode: 0,
	isLiveAtEnd: true,
	lastScreen: '',
	...rest,
});

test('a quiet hour misses no goal, and its page says of each that it was met', () => {
	expect(missedOf(rowsOf(run()))).toEqual([]);
	expect(formatPage(run())).toContain('| RSS growth after minute 10 | 0.0 MB | < 50 MB | yes |');
});

test.each([
	['RSS growth after minute 10', run(minute => ({ rssMb: 150 + 2 * minute }))],
	['messages', run(minute => ({ messages: minute * 60 * 439 }))],
	['loop delay p99 per 10 s: median, 99th percentile, worst', run(minute => ({ loopP99Ms: minute > 50 ? 60 : 15 }))],
	['open files, least and most after that; median of its halves', run(minute => ({ openFiles: 33 + minute }))],
	['active resources, least and most after that; median of its halves', run(minute => ({ resources: 28 + minute }))],
	['full-screen clears', run(undefined, { clears: 1 })],
	['uncaught errors and rejections', run(undefined, { exitCode: 70 })],
	['LIVE at the end', run(undefined, { isLiveAtEnd: false })],
])('an hour that misses `%s` fails by it alone', (what, result) => {
	expect(missedOf(rowsOf(result))).toEqual([what]);
	expect(formatPage(result)).toContain('**no**');
});

test.each([
	['that aims at fewer', run(minute => ({ messages: minute * 60 * 439 }), { wantedRate: 450 })],
	[
		'of less than half an hour',
		run(undefined, { samples: run(minute => ({ messages: minute * 60 * 439 })).samples.slice(0, 179) }),
	],
])('the rate of a run %s is held to no goal', (_, result) => {
	expect(missedOf(rowsOf(result))).toEqual([]);
	expect(formatPage(result)).toMatch(/\| messages \| .* \| 500\/s \| {2}\|/);
});
