import { openFileJournal } from '../../source/journal/file-journal.js';
import type { Journal } from '../../source/journal/journal.js';
import type { Clock } from '../../source/lib/seams.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import type { VirtualDisk } from '../../source/simulator/virtual/disk.js';

export const folder = '/data/journal';

let seed = 0;

/** Opens and expects it to work. A small file stands for the reserve, unless `ownReserve`: 8 MiB take their time. */
export function openJournal(
	files: VirtualDisk,
	options: {
		readonly clock?: Clock;
		readonly account?: string;
		readonly segmentBytes?: number;
		readonly ownReserve?: boolean;
	} = {},
): Journal {
	const { clock = createVirtualClock(), account = 'paper', segmentBytes } = options;
	seed += 1;
	if (options.ownReserve !== true && !files.list(folder).includes('reserve')) {
		files.content.set(`${folder}/reserve`, 'reserved');
	}

	const opening = openFileJournal(
		{ files, clock, random: createSeededRandom(seed) },
		{
			folder,
			account,
			version: '1.0.0',
			...(segmentBytes === undefined ? {} : { segmentBytes }),
		},
	);
	if (opening.kind === 'refused') {
		throw opening.error;
	}

	return opening.journal;
}
