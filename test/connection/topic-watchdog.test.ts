import { expect, test } from 'vitest';
import { createTopicWatchdog, type ProbeVerdict, type TopicWatchdog } from '../../source/connection/topic-watchdog.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';

const ticker = '/market/ticker:BTC-USDT';
const book = '/market/level2:BTC-USDT';

type Bench = {
	readonly clock: VirtualClock;
	readonly watchdog: TopicWatchdog;
	readonly log: string[];
	readonly probes: { readonly at: number; readonly topics: readonly string[] }[];
	/** Of those that were told: verdict and age in ms. */
	readonly verdicts: string[];
	/** How long an answer takes, ms. */
	answerMs: number;
	verdict: ProbeVerdict | 'failed';
	confirmed: boolean;
};

function createBench(): Bench {
	const clock = createVirtualClock();
	const log: string[] = [];
	const probes: Bench['probes'] = [];
	const verdicts: string[] = [];
	const note = (text: string) => log.push(`${Math.round(clock.monoNow() / 1000)}s ${text}`);
	const bench: Bench = {
		clock,
		log,
		probes,
		verdicts,
		answerMs: 0,
		verdict: 'quiet',
		confirmed: true,
		watchdog: createTopicWatchdog({
			clock,
			probe: (_symbol, topics) => {
				probes.push({ at: clock.monoNow(), topics });
				const { verdict } = bench;
				return new Promise((resolve, reject) => {
					clock.after(bench.answerMs, () => {
						if (verdict === 'failed') {
							reject(new Error('down'));
						} else {
							resolve(new Map(topics.map(topic => [topic, verdict])));
						}
					});
				});
			},
			isConfirmed: () => bench.confirmed,
			resubscribe: () => note('resubscribe'),
			replace: () => note('replace'),
			onVerdict: (_topic, verdict, ageMs) => verdicts.push(`${verdict} ${ageMs}`),
			onHealth: (_topic, health, reason) => note(reason === undefined ? health : `${health} ${reason}`),
		}),
	};
	return bench;
}

async function feed(
	bench: Bench,
	topic: string,
	{ everyMs, forMs }: { everyMs: number; forMs: number },
): Promise<void> {
	for (let passed = 0; passed < forMs; passed += everyMs) {
		bench.watchdog.data(topic, bench.clock.monoNow());
		await bench.clock.advance(everyMs);
	}
}

test('says nothing of a topic that comes as it did', async () => {
	const bench = createBench();
	bench.watchdog.watch(ticker, 'BTC-USDT');

	await feed(bench, ticker, { everyMs: 200, forMs: 60_000 });

	expect(bench.log).toEqual([]);
	expect(bench.probes).toEqual([]);
	expect(bench.watchdog.health(ticker)).toBe('fresh');
});

test('calls a silent topic ageing after 3 s and quiet when the venue has nothing newer', async () => {
	const bench = createBench();
	bench.watchdog.watch(ticker, 'BTC-USDT');
	await feed(bench, ticker, { everyMs: 200, forMs: 10_000 });

	await bench.clock.advance(60_000);

	expect(bench.log).toEqual(['13s ageing', '13s quiet']);
	expect(bench.probes.map(({ at }) => Math.round(at / 1000))).toEqual([13, 23, 33, 43, 53, 63]);
	bench.watchdog.data(ticker, bench.clock.monoNow());
	expect(bench.watchdog.health(ticker)).toBe('fresh');
});

test('waits longer for a topic whose gaps are long, but at most 10 s', async () => {
	for (const [everyMs, ageingAt] of [
		[1000, 6],
		[8000, 10],
	] as const) {
		const bench = createBench();
		bench.watchdog.watch(ticker, 'BTC-USDT');
		await feed(bench, ticker, { everyMs, forMs: everyMs * 40 });
		bench.watchdog.data(ticker, bench.clock.monoNow());
		const silentAt = bench.clock.monoNow();

		await bench.clock.advance((ageingAt - 1) * 1000);
		expect(bench.watchdog.health(ticker)).toBe('fresh');
		await bench.clock.advance(1500);

		expect(bench.watchdog.health(ticker)).toBe('quiet');
		expect(bench.probes.at(-1)!.at - silentAt).toBeLessThanOrEqual(ageingAt * 1000 + 500);
	}
});

test('asks after 5 s about a topic that never brought anything', async () => {
	const bench = createBench();
	bench.watchdog.watch(ticker, 'BTC-USDT');

	await bench.clock.advance(5500);

	expect(bench.probes).toHaveLength(1);
	expect(bench.watchdog.health(ticker)).toBe('quiet');
});

test('subscribes a topic that is behind the venue again, then has its socket replaced', async () => {
	const bench = createBench();
	bench.verdict = 'moved';
	bench.watchdog.watch(ticker, 'BTC-USDT');
	await feed(bench, ticker, { everyMs: 200, forMs: 10_000 });

	await bench.clock.advance(12_000);

	expect(bench.log).toEqual(['13s ageing', '15s silent behind the venue', '15s resubscribe', '20s replace']);
});

test('lets it be when data comes within 2 s of the question', async () => {
	const bench = createBench();
	bench.verdict = 'moved';
	bench.watchdog.watch(ticker, 'BTC-USDT');
	await feed(bench, ticker, { everyMs: 200, forMs: 10_000 });
	await bench.clock.advance(4000);

	await feed(bench, ticker, { everyMs: 200, forMs: 10_000 });

	expect(bench.log).toEqual(['13s ageing', '14s fresh']);
});

test('tells no verdict that data came before (simulation seed 410)', async () => {
	const bench = createBench();
	bench.verdict = 'moved';
	bench.answerMs = 30;
	bench.watchdog.watch(ticker, 'BTC-USDT');
	await bench.clock.advance(5010);
	expect(bench.probes).toHaveLength(1);

	bench.watchdog.data(ticker, bench.clock.monoNow());
	await bench.clock.advance(3000);

	expect(bench.verdicts).toEqual([]);
	expect(bench.log).toEqual(['5s ageing', '5s fresh']);
});

test('takes an answer for as old as the question (simulation seeds 299, 371 and 397)', async () => {
	const bench = createBench();
	bench.answerMs = 4000;
	bench.watchdog.watch(ticker, 'BTC-USDT');
	await bench.clock.advance(9500);

	expect(bench.verdicts).toEqual(['quiet 4000']);
	// From then on nobody could tell: the 30 s count from the question, not from its answer.
	bench.verdict = 'failed';
	await bench.clock.advance(25_000);
	expect(bench.log).toEqual(['5s ageing', '9s quiet']);
	await bench.clock.advance(1000);
	expect(bench.log).toEqual(['5s ageing', '9s quiet', '35s silent unverified']);
});

test('has the socket replaced ever more rarely for one topic that stays mute', async () => {
	const bench = createBench();
	bench.verdict = 'moved';
	bench.watchdog.watch(ticker, 'BTC-USDT');

	await bench.clock.advance(3_600_000);

	const replacements = bench.log.filter(line => line.endsWith('replace')).map(line => Number.parseInt(line, 10));
	expect(replacements.length).toBeGreaterThan(2);
	expect(replacements.length).toBeLessThan(9);
	expect(replacements[1]! - replacements[0]!).toBeGreaterThanOrEqual(60);
	expect(replacements[2]! - replacements[1]!).toBeGreaterThanOrEqual(120);
	expect(bench.log.filter(line => line.endsWith('resubscribe')).length).toBeGreaterThan(replacements.length);
});

test('calls a topic silent after 30 s in which nobody could tell', async () => {
	const bench = createBench();
	bench.verdict = 'failed';
	bench.watchdog.watch(ticker, 'BTC-USDT');
	await feed(bench, ticker, { everyMs: 200, forMs: 10_000 });

	await bench.clock.advance(31_000);
	expect(bench.log).toEqual(['13s ageing', '40s silent unverified']);

	bench.verdict = 'quiet';
	await bench.clock.advance(11_000);
	expect(bench.watchdog.health(ticker)).toBe('quiet');
});

test('asks about all silent topics of a symbol at once, and about each at most once in 10 s', async () => {
	const bench = createBench();
	bench.watchdog.watch(ticker, 'BTC-USDT');
	bench.watchdog.watch(book, 'BTC-USDT');

	await bench.clock.advance(21_000);

	expect(bench.probes.map(({ topics }) => topics)).toEqual([
		[ticker, book],
		[ticker, book],
	]);
});

test('notices a topic that misses a change within 15 s, whatever its pace and whenever it was asked about', async () => {
	for (const everyMs of [100, 1000, 2500, 4000, 9000]) {
		for (let delayMs = 0; delayMs < 12_000; delayMs += 700) {
			const bench = createBench();
			bench.watchdog.watch(ticker, 'BTC-USDT');
			// A sibling that is quiet all the time, so that the symbol is asked about again and again.
			bench.watchdog.watch(book, 'BTC-USDT');
			await feed(bench, ticker, { everyMs, forMs: 30_000 });
			await bench.clock.advance(delayMs);
			bench.verdict = 'moved';

			await bench.clock.advance(15_000);

			expect([everyMs, delayMs, bench.watchdog.health(ticker)]).toEqual([everyMs, delayMs, 'silent']);
		}
	}
});

test('lets no quiet symbol starve among many', async () => {
	const bench = createBench();
	for (let index = 0; index < 60; index++) {
		bench.watchdog.watch(`/market/ticker:S${index}-USDT`, `S${index}-USDT`);
	}

	await bench.clock.advance(60_000);

	const counts = new Map<string, number>();
	for (const { topics } of bench.probes) {
		counts.set(topics[0]!, (counts.get(topics[0]!) ?? 0) + 1);
	}

	expect(counts.size).toBe(60);
	expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(3);
});

test('asks at most four times in any second over all symbols', async () => {
	const bench = createBench();
	for (let index = 0; index < 60; index++) {
		bench.watchdog.watch(`/market/ticker:S${index}-USDT`, `S${index}-USDT`);
	}

	await bench.clock.advance(60_000);

	const times = bench.probes.map(({ at }) => at);
	for (const start of times) {
		expect(times.filter(at => at >= start && at < start + 1000).length).toBeLessThanOrEqual(4);
	}

	expect(times.length).toBeGreaterThan(60);
});

test('does not judge a topic whose socket is down', async () => {
	const bench = createBench();
	bench.verdict = 'moved';
	bench.watchdog.watch(ticker, 'BTC-USDT');
	await feed(bench, ticker, { everyMs: 200, forMs: 10_000 });
	bench.confirmed = false;

	await bench.clock.advance(120_000);

	expect(bench.log).toEqual([]);
	expect(bench.probes).toEqual([]);
});

test('forgets a topic that is no longer watched and leaves no timer', async () => {
	const bench = createBench();
	bench.watchdog.watch(ticker, 'BTC-USDT');

	bench.watchdog.unwatch(ticker);
	await bench.clock.advance(60_000);

	expect(bench.log).toEqual([]);
	expect(bench.clock.pending()).toBe(0);
	expect(bench.watchdog.health(ticker)).toBeUndefined();
});

test('holds nothing of a lost connection against the next one (simulation seed 440)', async () => {
	const bench = createBench();
	bench.watchdog.watch(ticker, 'BTC-USDT');
	await feed(bench, ticker, { everyMs: 200, forMs: 2000 });
	bench.verdict = 'failed';
	await bench.clock.advance(40_000);
	expect(bench.watchdog.health(ticker)).toBe('silent');

	bench.confirmed = false;
	await bench.clock.advance(300);
	expect(bench.watchdog.health(ticker)).toBe('fresh');
	bench.confirmed = true;
	bench.verdict = 'quiet';
	await bench.clock.advance(10_000);
	expect(bench.log.slice(-3).map(line => line.split(' ')[1])).toEqual(['fresh', 'ageing', 'quiet']);
});
