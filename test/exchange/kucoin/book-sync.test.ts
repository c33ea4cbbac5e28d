import { expect, test } from 'vitest';
import { type BookMode, type BookSync, createBookSync } from '../../../source/exchange/kucoin/book-sync.js';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import type { BookChange, BookDeltaEvent, BookSnapshotEvent, MarketEvent } from '../../../source/model/market-event.js';
import { createVirtualClock, type VirtualClock } from '../../../source/simulator/virtual/clock.js';

const symbol = 'BTC-USDT';

type Rows = { readonly bids?: readonly BookChange[]; readonly asks?: readonly BookChange[] };

const delta = (sequenceStart: number, sequenceEnd: number, rows: Rows = {}): BookDeltaEvent => ({
	type: 'book-delta',
	symbol,
	sequenceStart,
	sequenceEnd,
	bids: rows.bids ?? [],
	asks: rows.asks ?? [],
	time: 0,
	receivedAt: 0,
});

const snapshot = (
	sequence: number,
	sides: Partial<Pick<BookSnapshotEvent, 'bids' | 'asks' | 'source'>> = {},
): BookSnapshotEvent => ({
	type: 'book-snapshot',
	symbol,
	source: 'level2',
	sequence,
	depthLimit: 100,
	bids: [],
	asks: [],
	time: 0,
	receivedAt: 0,
	...sides,
});

type Bench = {
	readonly clock: VirtualClock;
	readonly sync: BookSync;
	readonly events: MarketEvent[];
	readonly log: () => readonly string[];
	readonly modes: BookMode[];
	readonly fetchedAt: number[];
	resubscribed: number;
	fetch: () => Promise<BookSnapshotEvent>;
};

function createBench(fetch: () => Promise<BookSnapshotEvent>): Bench {
	const clock = createVirtualClock();
	const events: MarketEvent[] = [];
	const modes: BookMode[] = [];
	const fetchedAt: number[] = [];
	const bench: Bench = {
		clock,
		events,
		modes,
		fetchedAt,
		resubscribed: 0,
		fetch,
		log: () =>
			events.map(event => {
				switch (event.type) {
					case 'book-status':
						return event.reason === '' ? event.status : `${event.status}: ${event.reason}`;
					case 'book-delta':
						return `${event.sequenceStart}-${event.sequenceEnd}`;
					case 'book-snapshot':
						return `${event.source} ${event.sequence}`;
					default:
						return event.type;
				}
			}),
		sync: createBookSync(
			{
				clock,
				publish: event => events.push(event),
				fetchSnapshot: () => {
					fetchedAt.push(clock.monoNow());
					return bench.fetch();
				},
				resubscribe: () => {
					bench.resubscribed += 1;
				},
				setMode: (_symbol, mode) => modes.push(mode),
			},
			symbol,
		),
	};
	return bench;
}

async function createLive(sequence: number): Promise<Bench> {
	const bench = createBench(async () => snapshot(sequence));
	bench.sync.confirmed();
	bench.sync.delta(delta(sequence + 1, sequence + 1));
	await bench.clock.advance(0);
	bench.events.length = 0;
	bench.fetchedAt.length = 0;
	return bench;
}

test("follows the venue's worked example", async () => {
	const bench = createBench(async () =>
		snapshot(16, {
			asks: [
				['3988.62', '8'],
				['3988.61', '32'],
				['3988.60', '47'],
				['3988.59', '3'],
			],
			bids: [
				['3988.51', '56'],
				['3988.50', '15'],
			],
		}),
	);
	bench.sync.confirmed();
	bench.sync.delta(
		delta(15, 19, {
			asks: [
				['3988.59', '3', '16'],
				['3988.61', '0', '19'],
				['3988.62', '8', '15'],
			],
			bids: [['3988.50', '44', '18']],
		}),
	);
	await bench.clock.advance(0);

	expect(bench.log()).toEqual(['sync', 'level2 16', '17-19', 'live']);
	expect(bench.events[2]).toMatchObject({ asks: [['3988.61', '0', '19']], bids: [['3988.50', '44', '18']] });
	expect(bench.sync.sequence()).toBe(19);
});

test('reads the snapshot after the first push, or half a second after the ack where there is none', async () => {
	const quiet = createBench(async () => snapshot(5));
	quiet.sync.confirmed();
	await quiet.clock.advance(499);
	expect(quiet.fetchedAt).toEqual([]);
	await quiet.clock.advance(1);
	expect(quiet.fetchedAt).toEqual([500]);
	expect(quiet.log()).toEqual(['sync', 'level2 5', 'live']);

	const busy = createBench(async () => snapshot(5));
	busy.sync.delta(delta(5, 5));
	expect(busy.fetchedAt).toEqual([]);
	busy.sync.confirmed();
	await busy.clock.advance(0);
	expect(busy.fetchedAt).toEqual([0]);
});

test('drops what was applied already, and counts it', async () => {
	const bench = await createLive(10);
	bench.sync.delta(delta(11, 11));
	bench.sync.delta(delta(8, 11));

	expect(bench.log()).toEqual([]);
	expect(bench.sync.duplicates()).toBe(2);
});

test('applies only the rows of a straddling push that are news', async () => {
	const bench = await createLive(10);
	bench.sync.delta(
		delta(10, 14, {
			bids: [
				['1', '5', '10'],
				['2', '6', '14'],
				['3', '7', '11'],
				['4', '8', '12'],
			],
		}),
	);

	expect(bench.events).toEqual([
		expect.objectContaining({
			sequenceStart: 12,
			sequenceEnd: 14,
			bids: [
				['4', '8', '12'],
				['2', '6', '14'],
			],
		}),
	]);
});

test('lets the later of two rows of one price win', async () => {
	const bench = await createLive(10);
	bench.sync.delta(
		delta(12, 13, {
			asks: [
				['9', 'late', '13'],
				['9', 'early', '12'],
			],
		}),
	);

	expect(bench.events[0]).toMatchObject({
		asks: [
			['9', 'early', '12'],
			['9', 'late', '13'],
		],
	});
});

test('says at once that pushes are missing, and how many, then heals', async () => {
	const bench = await createLive(10);
	bench.fetch = async () => snapshot(30);
	bench.sync.delta(delta(29, 31));

	expect(bench.log()).toEqual(['gap: 17 missing']);
	expect(bench.sync.sequence()).toBeUndefined();
	bench.sync.delta(delta(32, 32));
	await bench.clock.advance(0);
	expect(bench.log()).toEqual(['gap: 17 missing', 'level2 30', '29-31', '32-32', 'live']);
});

test('replays pushes that came in the wrong order', async () => {
	const bench = await createLive(10);
	bench.fetch = async () => snapshot(11);
	bench.sync.delta(delta(13, 13));
	bench.sync.delta(delta(12, 12));
	await bench.clock.advance(0);

	expect(bench.log()).toEqual(['gap: 1 missing', 'level2 11', '12-12', '13-13', 'live']);
});

test('loses no row to a kept push that repeats the range of earlier ones without their rows', async () => {
	const bench = createBench(async () => snapshot(10));
	bench.sync.delta(delta(11, 11, { bids: [['100', '1', '11']] }));
	bench.sync.delta(delta(12, 12, { bids: [['101', '1', '12']] }));
	bench.sync.delta(delta(11, 13, { bids: [['102', '1', '13']] }));
	bench.sync.confirmed();
	await bench.clock.advance(0);

	expect(bench.log()).toEqual(['sync', 'level2 10', '11-11', '12-12', '11-13', 'live']);
});

test('never applies a snapshot older than the pushes: reads again after 0.3, 0.6, … s', async () => {
	const bench = await createLive(10);
	let answer = 11;
	bench.fetch = async () => snapshot(answer);
	bench.sync.delta(delta(20, 20));
	await bench.clock.advance(2000);

	expect(bench.fetchedAt).toEqual([0, 300, 900]);
	expect(bench.log()).toEqual([
		'gap: 8 missing',
		'gap: snapshot old ×1',
		'gap: snapshot old ×2',
		'gap: snapshot old ×3',
	]);
	answer = 19;
	await bench.clock.advance(200);
	expect(bench.log().slice(4)).toEqual(['level2 19', '20-20', 'live']);
});

test('waits for a snapshot from behind a hole in the kept pushes', async () => {
	const bench = await createLive(10);
	let answer = 19;
	bench.fetch = async () => snapshot(answer);
	bench.sync.delta(delta(20, 20));
	bench.sync.delta(delta(25, 26));
	await bench.clock.advance(0);
	expect(bench.log().at(-1)).toBe('gap: snapshot old ×1');

	answer = 24;
	await bench.clock.advance(300);
	expect(bench.log().slice(2)).toEqual(['level2 24', '25-26', 'live']);
});

test('takes the pictures of 50 levels when the snapshot fails for ever, and comes back', async () => {
	const bench = await createLive(10);
	bench.fetch = () => Promise.reject(new Error('down'));
	bench.sync.delta(delta(20, 20));
	await bench.clock.advance(20_000);

	expect(bench.fetchedAt).toEqual([0, 300, 900, 2100, 4500, 9300]);
	expect(bench.resubscribed).toBe(1);
	expect(bench.modes).toEqual(['depth50']);
	expect(bench.log().at(-1)).toBe('sync: L2 → depth50');

	bench.events.length = 0;
	bench.sync.picture(snapshot(0, { source: 'depth50' }));
	bench.sync.picture(snapshot(0, { source: 'depth50' }));
	bench.sync.delta(delta(21, 21));
	expect(bench.log()).toEqual(['depth50 0', 'live: top 50', 'depth50 0']);

	bench.events.length = 0;
	bench.fetch = async () => snapshot(100);
	await bench.clock.advance(49_000);
	expect(bench.modes).toEqual(['depth50']);
	await bench.clock.advance(1000);
	expect(bench.modes).toEqual(['depth50', 'both']);
	bench.sync.confirmed();
	bench.sync.delta(delta(101, 101));
	await bench.clock.advance(0);
	expect(bench.modes).toEqual(['depth50', 'both', 'level2']);
	expect(bench.log()).toEqual(['level2 100', '101-101', 'live']);
});

test('leaves the increments alone for longer each time that they fail again', async () => {
	const bench = createBench(() => Promise.reject(new Error('down')));
	const failedAt: number[] = [];
	for (let round = 0; round < 5; round++) {
		bench.sync.confirmed();
		bench.sync.delta(delta(20, 20));
		while (bench.sync.mode() !== 'depth50') {
			await bench.clock.advance(100);
		}

		failedAt.push(bench.clock.monoNow());
		while (bench.sync.mode() === 'depth50') {
			await bench.clock.advance(1000);
		}

		failedAt[round] = Math.round((bench.clock.monoNow() - failedAt[round]!) / 60_000);
	}

	expect(failedAt).toEqual([1, 2, 4, 8, 10]);
});

test('keeps its distance after subscribing anew', async () => {
	const bench = await createLive(10);
	bench.fetch = () => Promise.reject(new Error('down'));
	bench.sync.delta(delta(20, 20));
	await bench.clock.advance(4500);
	expect(bench.resubscribed).toBe(1);

	bench.sync.lost('resubscribing');
	bench.sync.confirmed();
	bench.sync.delta(delta(21, 21));
	await bench.clock.advance(4000);
	expect(bench.fetchedAt).toHaveLength(5);
	await bench.clock.advance(1000);
	expect(bench.fetchedAt).toHaveLength(6);
});

test('counts crossed books: the third in ten minutes ends the increments', async () => {
	const bench = await createLive(10);
	for (const round of [1, 2]) {
		bench.fetch = async () => snapshot(10 + round * 10);
		bench.sync.resync('crossed');
		await bench.clock.advance(1000);
		expect(bench.log().slice(-3)).toEqual(['gap: crossed', `level2 ${10 + round * 10}`, 'live']);
	}

	bench.sync.resync('crossed');
	expect(bench.sync.mode()).toBe('depth50');
});

test('is resynchronized on word of a failed audit', async () => {
	const bench = await createLive(10);
	bench.fetch = async () => snapshot(15);
	bench.sync.resync('audit');

	expect(bench.log()).toEqual(['gap: audit']);
	await bench.clock.advance(0);
	expect(bench.log()).toEqual(['gap: audit', 'level2 15', 'live']);
});

test('is seeded anew in place, live all the while', async () => {
	const bench = await createLive(10);
	let give: (event: BookSnapshotEvent) => void = () => {};
	bench.fetch = () =>
		new Promise(resolve => {
			give = resolve;
		});
	bench.sync.resync('reseed');
	bench.sync.resync('reseed');
	bench.sync.delta(delta(12, 12));
	bench.sync.delta(delta(13, 14));
	give(snapshot(12));
	await bench.clock.advance(0);

	expect(bench.fetchedAt).toHaveLength(1);
	expect(bench.log()).toEqual(['12-12', '13-14', 'level2 12', '13-14']);
	expect(bench.sync.sequence()).toBe(14);
	bench.sync.delta(delta(15, 15));
	expect(bench.log().at(-1)).toBe('15-15');
});

test('does not go back in time for a seed from a cache', async () => {
	const bench = await createLive(10);
	let answer = 5;
	bench.fetch = async () => snapshot(answer);
	bench.sync.resync('reseed');
	await bench.clock.advance(100);
	expect(bench.log()).toEqual([]);

	answer = 11;
	await bench.clock.advance(300);
	expect(bench.log()).toEqual(['level2 11']);
});

test('starts anew when the socket is lost, and late snapshots count no more', async () => {
	const bench = await createLive(10);
	let give: (event: BookSnapshotEvent) => void = () => {};
	bench.fetch = () =>
		new Promise(resolve => {
			give = resolve;
		});
	bench.sync.delta(delta(20, 20));
	bench.sync.lost('socket lost');
	give(snapshot(19));
	await bench.clock.advance(0);

	expect(bench.log()).toEqual(['gap: 8 missing', 'sync: socket lost']);
	bench.fetch = async () => snapshot(40);
	bench.sync.confirmed();
	bench.sync.delta(delta(41, 41));
	await bench.clock.advance(0);
	expect(bench.log().slice(2)).toEqual(['sync', 'level2 40', '41-41', 'live']);
});

type Truth = { readonly sequence: number; readonly bids: Map<string, string> };

/** A book rebuilt from events alone, by their documented rules. */
function rebuild(state: Truth | undefined, event: MarketEvent): Truth | undefined {
	if (event.type === 'book-snapshot') {
		return { sequence: event.sequence, bids: new Map(event.bids) };
	}

	if (event.type === 'book-delta' && state !== undefined) {
		for (const [price, size] of event.bids) {
			if (size === '0') {
				state.bids.delete(price);
			} else {
				state.bids.set(price, size);
			}
		}

		return { sequence: event.sequenceEnd, bids: state.bids };
	}

	return state;
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))(
	'rebuilds the truth whatever is dropped, doubled, swapped or late (seed %i)',
	async seed => {
		const random = createSeededRandom(seed);
		const pick = (limit: number): number => Math.floor(random() * limit);
		const truth: string[][] = [[]];
		const bids = new Map<string, string>();
		const all: BookDeltaEvent[] = [];
		let sequence = 0;
		for (let round = 0; round < 300; round += 1) {
			const start = sequence + 1;
			const rows: BookChange[] = [];
			for (let change = pick(3); change >= 0; change -= 1) {
				sequence += 1;
				const price = String(100 + pick(12));
				const size = String(pick(4));
				rows.push([price, size, String(sequence)]);
				if (size === '0') {
					bids.delete(price);
				} else {
					bids.set(price, size);
				}

				truth[sequence] = [...bids].map(level => level.join('@')).sort();
			}

			all.push(delta(start, sequence, { bids: random() < 0.5 ? rows : rows.reverse() }));
		}

		let published = 0;
		const bench = createBench(async () => {
			// A reply from a cache, somewhat late, or an error.
			if (random() < 0.2) {
				throw new Error('down');
			}

			const at = Math.max(0, published - pick(6));
			return snapshot(at, { bids: truth[at]!.map(level => level.split('@') as [string, string]) });
		});
		let state: Truth | undefined;
		let live = 0;
		let seen = 0;
		let isLive = false;
		const check = (): void => {
			for (; seen < bench.events.length; seen += 1) {
				const event = bench.events[seen]!;
				state = rebuild(state, event);
				if (event.type === 'book-status') {
					isLive = event.status === 'live';
				}

				if (isLive && state !== undefined) {
					live += 1;
					expect([...state.bids].map(level => level.join('@')).sort()).toEqual(truth[state.sequence]);
				}
			}
		};

		bench.sync.confirmed();
		const late: BookDeltaEvent[] = [];
		for (const push of all) {
			published = push.sequenceEnd;
			const luck = random();
			if (luck < 0.03) {
				late.push(push);
			} else if (luck > 0.04) {
				bench.sync.delta(push);
				for (const old of late.splice(0)) {
					bench.sync.delta(old);
				}
			}

			if (luck > 0.9) {
				bench.sync.delta(push);
			}

			if (luck > 0.98) {
				bench.sync.resync('reseed');
			}

			await bench.clock.advance(pick(120));
			check();
		}

		expect(live).toBeGreaterThan(20);
	},
);
