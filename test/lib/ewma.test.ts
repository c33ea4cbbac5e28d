import { expect, test } from 'vitest';
import { createEwma } from '../../source/lib/ewma.js';

test('has no value before the first sample and then is that sample', () => {
	const mean = createEwma(0.1);
	expect(mean.value()).toBeUndefined();

	mean.update(40);

	expect(mean.value()).toBe(40);
});

test('moves toward each sample by its weight', () => {
	const mean = createEwma(0.25);
	mean.update(100);

	mean.update(200);
	expect(mean.value()).toBe(125);
	mean.update(25);
	expect(mean.value()).toBe(100);
});
