import { expect, test } from 'vitest';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { clientOidPrefix, createClientOids, createInstance, isOurs } from '../../source/trading/client-oid.js';

test('makes ids that the venue takes: prefix, instance and a ULID, 33 characters', () => {
	const next = createClientOids(createSeededRandom(1), 'AB12');

	const id = next(1_767_614_400_000);

	expect(id).toMatch(/^kc1AB12[0-9A-HJKMNP-TV-Z]{26}$/);
	expect(id).toHaveLength(33);
	expect(clientOidPrefix).toBe('kc1');
});

test('starts a ULID with its time, as its specification encodes it', () => {
	const next = createClientOids(() => 0, 'AB12');

	// From the ULID specification's own example of encodeTime.
	expect(next(1_469_918_176_385)).toBe('kc1AB1201ARYZ6S410000000000000000');
	expect(next(2 ** 48 - 1)).toBe('kc1AB127ZZZZZZZZZ0000000000000000');
});

test('is unique and ordered within a millisecond, after a step back of the clock, and over time', () => {
	const random = createSeededRandom(9);
	const next = createClientOids(random, 'AB12');
	const ids: string[] = [];
	let now = 1_767_614_400_000;
	for (let index = 0; index < 50_000; index += 1) {
		now += random() < 0.7 ? 0 : Math.floor((random() - 0.3) * 10);
		ids.push(next(now));
	}

	expect(new Set(ids).size).toBe(ids.length);
	expect(ids).toEqual([...ids].sort());
});

test('stays unique and ordered when the random part is used up', () => {
	const next = createClientOids(() => 1 - Number.EPSILON, 'AB12');

	const ids = [next(1000), next(1000), next(1000), next(1001), next(1002)];

	expect(ids[0]).toMatch(/Z{16}$/);
	expect(new Set(ids).size).toBe(5);
	expect(ids).toEqual([...ids].sort());
});

test('takes a clock with fractions', () => {
	const next = createClientOids(createSeededRandom(1), 'AB12');

	expect(next(1_767_614_400_000.75)).toMatch(/^kc1AB12[0-9A-HJKMNP-TV-Z]{26}$/);
});

test('knows its own by prefix and data directory', () => {
	const mine = createClientOids(createSeededRandom(1), 'AB12')(1000);

	expect(isOurs(mine, 'AB12')).toBe(true);
	expect(isOurs(mine, 'AB13')).toBe(false);
	expect(isOurs(`x${mine}`, 'AB12')).toBe(false);
	expect(isOurs('', 'AB12')).toBe(false);
	expect(isOurs('5c52e11203aa677f33e493fc', 'AB12')).toBe(false);
});

test('draws four characters for a data directory', () => {
	const random = createSeededRandom(4);
	const instances = Array.from({ length: 100 }, () => createInstance(random));

	expect(instances.every(instance => /^[0-9A-HJKMNP-TV-Z]{4}$/.test(instance))).toBe(true);
	expect(new Set(instances).size).toBeGreaterThan(95);
});
