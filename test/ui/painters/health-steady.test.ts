import { expect, test } from 'vitest';
import type { HealthView } from '../../../source/store/views.js';
import { paintHealth } from '../../../source/ui/painters/health.js';
import { toText } from '../../../source/ui/painters/rows.js';
import { boxed, health } from '../sample-views.js';

/** Where each word of the pane stands, whatever the figures beside it. */
const placesOf = (view: HealthView): readonly string[] =>
	toText(paintHealth(view, 80, 24, { ...boxed, scroll: 0 }))
		.split('\n')
		.map(row =>
			[...row.matchAll(/[a-z]{2,}(?: [a-z]+)?(?= )/g)].map(({ 0: word, index }) => `${word}@${index}`).join(' '),
		);

const socket = { ...health.sockets[0]!, reason: undefined };

test('words stand still while the figures beside them change their digits', () => {
	const view = (changes: Partial<HealthView>, ofSocket: Partial<typeof socket>): HealthView => ({
		...health,
		...changes,
		sockets: [{ ...socket, ...ofSocket, topics: 12 }],
		signalLatency: changes.signalLatency ?? { p50: 3, p99: 9 },
		lastProblem: undefined,
	});
	const small = view(
		{
			messagesPerSecond: 9,
			loopDelayP99Ms: 1.4,
			rssMb: 98,
			restRttMs: 4,
			clockOffsetMs: 3,
			terminalBytesPerSecond: 900,
		},
		{ ageMs: 40, uptimeMs: 9000, messagesPerSecond: 9, latencyP50: 5, latencyP99: 9, pingRttMs: 4 },
	);
	const large = view(
		{
			messagesPerSecond: 1234,
			loopDelayP99Ms: 128,
			rssMb: 1120,
			restRttMs: 277,
			clockOffsetMs: -812,
			terminalBytesPerSecond: 14_900,
			signalLatency: { p50: 182, p99: 412 },
		},
		{ ageMs: 12_000, uptimeMs: 725_000, messagesPerSecond: 1234, latencyP50: 312, latencyP99: 443, pingRttMs: 112 },
	);

	expect(placesOf(large)).toEqual(placesOf(small));
});

test.each([
	[-59_000, 'warning'],
	[-61_000, 'danger'],
	[900, 'text'],
])('a clock that is %i ms off is told in %s', (clockOffsetMs, token) => {
	const rows = paintHealth({ ...health, clockOffsetMs }, 120, 24, { ...boxed, scroll: 0 });
	const spans = rows.flat();
	const at = spans.findIndex(({ text }) => text.trim() === 'clock');

	expect(spans.slice(at + 1).find(({ text }) => text.trim() !== '')?.token).toBe(token);
});
