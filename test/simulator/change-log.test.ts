import { expect, test } from 'vitest';
import { type BookImage, createChangeLog } from '../../source/simulator/change-log.js';

test('gives back every book of the last changes, and none from before, however far it had to grow', () => {
	for (const capacity of [100, 256, 300, 2000]) {
		const log = createChangeLog(capacity);
		const bids = new Map<number, number>();
		const images = new Map<number, BookImage['bids']>();
		for (let sequence = 1; sequence <= 3000; sequence += 1) {
			const ticks = (sequence * 7) % 40;
			const lots = (sequence * 13) % 5;
			log.record(sequence, sequence * 10, 'buy', ticks, bids.get(ticks) ?? 0);
			if (lots === 0) {
				bids.delete(ticks);
			} else {
				bids.set(ticks, lots);
			}

			images.set(
				sequence,
				[...bids].sort((one, other) => other[0] - one[0]),
			);
			if (sequence % 97 === 0) {
				const now = { sequence, bids: images.get(sequence)!, asks: [] };
				const oldest = Math.max(1, sequence - capacity + 1);
				for (const asked of [oldest, Math.floor((oldest + sequence) / 2), sequence]) {
					expect(log.imageAt(asked, now)?.bids).toEqual(images.get(asked));
				}

				expect(log.imageAt(oldest - 2, now)).toBeUndefined();
				expect(log.sequenceAt(sequence * 10 - 5, sequence)).toBe(sequence - 1);
			}
		}
	}
});
