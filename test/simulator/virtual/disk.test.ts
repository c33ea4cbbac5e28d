import { expect, test } from 'vitest';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import { createVirtualDisk } from '../../../source/simulator/virtual/disk.js';

test('a power cut keeps what was synced, and any beginning of what was not', () => {
	const lengths = new Set<number>();
	for (let seed = 1; seed <= 50; seed += 1) {
		const disk = createVirtualDisk();
		disk.append('/a', 'safe', { sync: true });
		disk.append('/a', 'unsafe', { sync: false });
		disk.append('/new', 'never synced', { sync: false });
		disk.cutPower(createSeededRandom(seed));

		const text = disk.read('/a') ?? '';
		expect('safeunsafe'.startsWith(text)).toBe(true);
		expect(text.length).toBeGreaterThanOrEqual(4);
		expect(disk.read('/new')).toBeUndefined();
		lengths.add(text.length);
	}

	expect(lengths.size).toBe(7);
});

test('a full disk takes what fits of an append, nothing of a replacement, and gets room from what is removed', () => {
	const disk = createVirtualDisk();
	disk.replace('/reserve', 'x'.repeat(100));
	disk.setRoom(3);

	expect(() => disk.append('/a', 'abcdef', { sync: true })).toThrow('ENOSPC');
	expect(disk.read('/a')).toBe('abc');
	expect(() => disk.replace('/b', 'abc')).toThrow('ENOSPC');
	expect(disk.read('/b')).toBeUndefined();

	disk.remove('/reserve');
	disk.replace('/b', 'abc');
	expect(disk.durableText('/b')).toBe('abc');
});
