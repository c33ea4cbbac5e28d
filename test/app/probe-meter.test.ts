import { expect, test } from 'vitest';
import { createProbeMeter } from '../../source/app/probe-meter.js';

test('gives percentiles of work in microseconds and of latency in milliseconds', () => {
	const meter = createProbeMeter();

	for (let index = 1; index <= 100; index += 1) {
		meter.record('/market/level2', index / 1000, 0.002, index);
	}

	expect(meter.messages()).toBe(100);
	expect(meter.decodeMicros().p50).toBeCloseTo(50, 0);
	expect(meter.decodeMicros().p99).toBeCloseTo(99, 0);
	expect(meter.applyMicros()).toEqual({ p50: 2, p99: 2 });
	expect(meter.latencyMs().p50).toBeCloseTo(50, 0);
});

test('keeps topics apart and leaves out latencies that are not known', () => {
	const meter = createProbeMeter();

	meter.record('/market/ticker', 0.01, 0.01, undefined);
	meter.record('/market/match', 0.01, 0.01, 7);

	expect(meter.topics()).toEqual([
		{ prefix: '/market/ticker', messages: 1, latencyMs: { p50: null, p99: null } },
		{ prefix: '/market/match', messages: 1, latencyMs: { p50: expect.closeTo(7, 1), p99: expect.closeTo(7, 1) } },
	]);
});

test('takes a latency below zero, as a clock a little off makes it, for none', () => {
	const meter = createProbeMeter();

	meter.record('/market/match', 0.01, 0.01, -3);

	expect(meter.latencyMs()).toEqual({ p50: 0, p99: 0 });
});

test('starts anew when the window begins', () => {
	const meter = createProbeMeter();
	meter.record('/market/match', 0.01, 0.01, 5);

	meter.reset();

	expect(meter.messages()).toBe(0);
	expect(meter.decodeMicros()).toEqual({ p50: null, p99: null });
	expect(meter.topics()).toEqual([]);
});
