import { expect, test } from 'vitest';
import { planOfSignal, type SignalPrices } from '../../source/engine/signal-plan.js';

const signal = (rest: Partial<SignalPrices>): SignalPrices => ({
	side: 'buy',
	entryLow: '100',
	entryHigh: '101',
	stop: '98',
	targets: ['103', '105'],
	...rest,
});

test('a buy enters at the top of its zone, a sale at the bottom; the first target counts', () => {
	expect(planOfSignal(signal({}), '0.1')).toEqual({ entry: '101', stop: '98', target: '103' });
	expect(planOfSignal(signal({ side: 'sell', stop: '103', targets: ['98', '95'] }), '0.1')).toEqual({
		entry: '100',
		stop: '103',
		target: '98',
	});
});

test('prices between two ticks go to the one that costs less', () => {
	const between = { entryLow: '100.06', entryHigh: '100.06', stop: '98.04', targets: ['103.09'] };

	expect(planOfSignal(signal(between), '0.1')).toEqual({ entry: '100', stop: '98.1', target: '103' });
	expect(planOfSignal(signal({ ...between, side: 'sell' }), '0.1')).toEqual({
		entry: '100.1',
		stop: '98',
		target: '103.1',
	});
});

test('what is missing stays missing, and one end of a zone is the zone', () => {
	expect(planOfSignal(signal({ entryHigh: undefined, stop: undefined, targets: [] }), '0.1')).toEqual({
		entry: '100',
		stop: undefined,
		target: undefined,
	});
	expect(planOfSignal(signal({ entryLow: undefined, entryHigh: undefined }), '0.1').entry).toBeUndefined();
	expect(planOfSignal(signal({ stop: '98.04' }), undefined).stop).toBe('98.04');
});
