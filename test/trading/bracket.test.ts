import { expect, test } from 'vitest';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import {
	abandonBracket,
	type BracketPlan,
	type BracketState,
	type BracketView,
	isStopHeld,
	type LegView,
	notePrice,
	noteRefusal,
	openSizeOf,
	startBracket,
	stepBracket,
} from '../../source/trading/bracket.js';

const plan = (rest: Partial<BracketPlan> = {}): BracketPlan => ({
	id: 'b1',
	symbol: 'BTC-USDT',
	entryOid: 'entry',
	entrySide: 'buy',
	stop: '90',
	target: '110',
	style: 'held',
	createdAt: 0,
	...rest,
});

const leg = (rest: Partial<LegView> = {}): LegView => ({
	clientOid: 'exit1',
	kind: 'target',
	isFinal: false,
	filled: '0',
	size: '1',
	cancelRequested: false,
	guards: rest.kind === 'venue-stop' || rest.kind === 'venue-oco',
	inDoubt: false,
	lacksChild: false,
	refused: false,
	createdAt: 0,
	...rest,
});

const entry = (filled: string, isFinal = true): LegView =>
	leg({ clientOid: 'entry', kind: 'entry', filled, isFinal, size: '1' });

const view = (rest: Partial<BracketView> = {}): BracketView => ({
	entry: entry('1'),
	exits: [],
	baseIncrement: '0.001',
	baseMinSize: '0.01',
	venueHolds: { stops: true, ocos: true },
	now: 10_000,
	...rest,
});

const triggered = (state: BracketState, seen: BracketView = view()): BracketState => notePrice(state, seen, '90');

test('nothing is placed before the entry has filled', () => {
	const step = stepBracket(startBracket(plan()), view({ entry: entry('0', false) }));

	expect(step.commands).toEqual([]);
	expect(step.state.phase).toBe('active');
});

test('the target is for what has filled, rounded down to what the venue takes', () => {
	expect(stepBracket(startBracket(plan()), view({ entry: entry('0.4567', false) })).commands).toEqual([
		{ kind: 'place', leg: 'target', size: '0.456' },
	]);
	expect(stepBracket(startBracket(plan()), view({ entry: entry('0.009', false) })).commands).toEqual([]);
});

test('an entry that ends without a fill ends the bracket', () => {
	const step = stepBracket(startBracket(plan()), view({ entry: entry('0') }));

	expect(step).toMatchObject({ commands: [], state: { phase: 'done' } });
	expect(stepBracket(startBracket(plan()), view({ entry: undefined })).state.phase).toBe('done');
});

test('a live exit is alone: nothing else is placed beside it', () => {
	const step = stepBracket(startBracket(plan()), view({ exits: [leg()] }));

	expect(step.commands).toEqual([]);
});

test('an entry that fills on replaces the exit, once it has settled or a second has passed', () => {
	const growing = (now: number, isFinal: boolean) =>
		stepBracket(startBracket(plan()), view({ entry: entry('0.8', isFinal), exits: [leg({ size: '0.5' })], now }))
			.commands;

	expect(growing(500, false)).toEqual([]);
	expect(growing(1000, false)).toEqual([{ kind: 'cancel', clientOid: 'exit1', why: 'bracket follows its entry' }]);
	expect(growing(500, true)).toHaveLength(1);
});

test('a reached stop cancels the target, waits for its end, and sells what is left', () => {
	const reached = triggered(startBracket(plan()));
	const canceling = stepBracket(reached, view({ exits: [leg()] }));
	expect(canceling.commands).toEqual([{ kind: 'cancel', clientOid: 'exit1', why: 'bracket stop reached' }]);
	const waiting = stepBracket(canceling.state, view({ exits: [leg({ cancelRequested: true, filled: '0.3' })] }));
	expect(waiting.commands).toEqual([]);
	const selling = stepBracket(
		waiting.state,
		view({ exits: [leg({ cancelRequested: true, filled: '0.3', isFinal: true })] }),
	);
	expect(selling.commands).toEqual([{ kind: 'place', leg: 'market', size: '0.7' }]);
});

test('a target that fills while it is being canceled leaves nothing to sell', () => {
	const reached = triggered(startBracket(plan()));
	const step = stepBracket(reached, view({ exits: [leg({ cancelRequested: true, filled: '1', isFinal: true })] }));

	expect(step).toEqual({ state: expect.objectContaining({ phase: 'done' }), commands: [] });
});

test('a reached stop cancels the rest of the entry too', () => {
	const seen = view({ entry: entry('0.5', false) });
	const step = stepBracket(triggered(startBracket(plan()), seen), seen);

	expect(step.commands).toEqual([
		{ kind: 'cancel', clientOid: 'entry', why: 'bracket stop reached' },
		{ kind: 'place', leg: 'market', size: '0.5' },
	]);
});

test('a stop is reached at its price, not before it, on both sides', () => {
	expect(notePrice(startBracket(plan()), view(), '90.1').triggered).toBe(false);
	expect(notePrice(startBracket(plan()), view(), '90').triggered).toBe(true);
	const short = startBracket(plan({ entrySide: 'sell', stop: '110', target: '90' }));
	expect(notePrice(short, view(), '109.9').triggered).toBe(false);
	expect(notePrice(short, view(), '110').triggered).toBe(true);
	expect(notePrice(startBracket(plan()), view({ entry: entry('0', false) }), '80').triggered).toBe(false);
});

test('a stop at the venue is not watched here while it lives, and is when it was refused', () => {
	const state = startBracket(plan({ style: 'venue-stop', target: undefined }));
	expect(stepBracket(state, view()).commands).toEqual([{ kind: 'place', leg: 'venue-stop', size: '1' }]);
	expect(isStopHeld(state, view({ exits: [leg({ kind: 'venue-stop' })] }))).toBe(false);
	const refused = stepBracket(state, view({ exits: [leg({ kind: 'venue-stop', isFinal: true, refused: true })] }));
	expect(refused.state.venueStopDropped).toBe(true);
	expect(refused.commands).toEqual([expect.objectContaining({ kind: 'notice', level: 'danger' })]);
	expect(isStopHeld(refused.state, view({ exits: [leg({ kind: 'venue-stop', isFinal: true, refused: true })] }))).toBe(
		true,
	);
});

test.each<[string, LegView['kind'], boolean, string]>([
	['a target, by key', 'target', true, 'BTC-USDT target canceled: its stop stays until x on its row'],
	['a target, elsewhere', 'target', false, 'target of BTC-USDT was canceled from elsewhere: its stop stays'],
	['a pair, by key', 'venue-oco', true, 'BTC-USDT pair canceled: its stop is watched here until x on its row'],
	['a stop, by key', 'venue-stop', true, 'BTC-USDT native stop canceled: it is watched here until x on its row'],
	['a pair, elsewhere', 'venue-oco', false, 'stop and target of BTC-USDT ended at the venue: the stop is watched here'],
	['a stop, elsewhere', 'venue-stop', false, 'stop of BTC-USDT was canceled from elsewhere: the stop is watched here'],
])('the end of %s, says who canceled it and that its stop is not gone', (_name, kind, cancelRequested, text) => {
	const seen = view({ exits: [leg({ kind, cancelRequested, isFinal: true })] });
	const target = kind === 'venue-stop' ? undefined : '110';
	const step = stepBracket(startBracket(plan({ target })), seen);

	expect(step.commands).toEqual([expect.objectContaining({ kind: 'notice', text })]);
	expect(isStopHeld(step.state, seen)).toBe(true);
});

test('the end of a target without a stop speaks of none', () => {
	const seen = view({ exits: [leg({ cancelRequested: true, isFinal: true })] });

	expect(stepBracket(startBracket(plan({ stop: undefined })), seen).commands).toEqual([
		expect.objectContaining({ text: 'BTC-USDT target canceled' }),
	]);
});

test('a target that somebody else cancels is not put back; the stop stays', () => {
	const step = stepBracket(startBracket(plan()), view({ exits: [leg({ isFinal: true })] }));

	expect(step.state).toMatchObject({ targetDropped: true, phase: 'active' });
	expect(step.commands).toEqual([expect.objectContaining({ kind: 'notice' })]);
	expect(stepBracket(step.state, view({ exits: [leg({ isFinal: true })] })).commands).toEqual([]);
});

test('a refused stop is sent again, each time later, until it goes', () => {
	let state = triggered(startBracket(plan({ target: undefined })));
	const exits: LegView[] = [];
	const waits: number[] = [];
	for (let count = 1; count <= 8; count += 1) {
		exits.push(leg({ clientOid: `exit${count}`, kind: 'market', isFinal: true, refused: true }));
		state = stepBracket(state, view({ exits })).state;
		waits.push(state.retryAt - 10_000);
	}

	expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
	expect(stepBracket(state, view({ exits })).commands).toEqual([]);
	expect(stepBracket(state, view({ exits, now: 40_000 })).commands).toEqual([
		{ kind: 'place', leg: 'market', size: '1' },
	]);
	expect(noteRefusal(state, 0).refusals).toBe(9);
});

test('a bracket that was given up cancels what lives and places nothing', () => {
	const given = abandonBracket(triggered(startBracket(plan())));
	expect(stepBracket(given, view({ exits: [leg()] })).commands).toEqual([
		{ kind: 'cancel', clientOid: 'exit1', why: 'bracket given up' },
	]);
	expect(stepBracket(given, view()).state.phase).toBe('done');
});

/** A venue of one bracket: takes what it is told at any time, fills what it likes, and may say so late. */
test('in every interleaving at most one exit lives and no more is sold than was bought', () => {
	const counts = { market: 0, target: 0, stops: 0, refusals: 0, stopped: 0 };
	for (let seed = 1; seed <= 1200; seed += 1) {
		const random = createSeededRandom(seed);
		const chance = (odds: number): boolean => random() < odds;
		const native = chance(0.3);
		let state = startBracket(
			plan({
				stop: chance(0.9) ? '90' : undefined,
				...(native ? { style: 'venue-stop' as const, target: undefined } : {}),
			}),
		);
		let bought = 0;
		let entryOpen = true;
		/** In thousandths. What the venue knows, and what we know of it. */
		const exits: { size: number; filled: number; live: boolean; known: LegView }[] = [];
		let now = 0;
		let wasGivenUp = false;

		const known = (): BracketView =>
			view({
				entry: { ...entry(String(bought / 1000), !entryOpen), cancelRequested: false },
				exits: exits.map(exit => exit.known),
				now,
			});
		const learn = (): void => {
			for (const exit of exits) {
				if (chance(0.6) && !exit.known.refused) {
					exit.known = { ...exit.known, filled: String(exit.filled / 1000), isFinal: !exit.live };
				}
			}
		};
		const act = (): void => {
			const step = stepBracket(state, known());
			state = step.state;
			for (const command of step.commands) {
				if (command.kind === 'cancel' && command.clientOid !== 'entry') {
					const index = exits.findIndex(exit => exit.known.clientOid === command.clientOid);
					const exit = exits[index]!;
					exit.known = { ...exit.known, cancelRequested: true };
				} else if (command.kind === 'place') {
					counts[command.leg === 'market' ? 'market' : command.leg === 'target' ? 'target' : 'stops'] += 1;
					expect(
						exits.some(exit => exit.live),
						`seed ${seed}: two live exits`,
					).toBe(false);
					const refused = chance(0.1);
					counts.refusals += refused ? 1 : 0;
					exits.push({
						size: Math.round(Number(command.size) * 1000),
						filled: 0,
						live: !refused,
						known: leg({
							clientOid: `exit${exits.length + 1}`,
							kind: command.leg,
							size: command.size,
							isFinal: refused,
							refused,
							createdAt: now,
						}),
					});
				}
			}
		};

		for (let turn = 0; turn < 60; turn += 1) {
			now += Math.floor(random() * 1500);
			const live = exits.find(exit => exit.live);
			if (entryOpen && chance(0.3)) {
				bought = Math.min(1000, bought + Math.floor(random() * 400));
				entryOpen = bought < 1000 && chance(0.95);
			}

			if (live !== undefined && chance(live.known.kind === 'market' ? 0.8 : 0.15)) {
				live.filled += Math.min(live.size - live.filled, Math.floor(random() * 600) + 1);
				live.live = live.filled < live.size;
			}

			if (live?.known.cancelRequested && chance(0.5)) {
				live.live = false;
			}

			if (chance(0.05)) {
				state = notePrice(state, known(), chance(0.5) ? '89' : '95');
			}

			if (chance(0.01)) {
				state = abandonBracket(state);
				wasGivenUp = true;
			}

			learn();
			act();
			const sold = exits.reduce((sum, exit) => sum + exit.filled, 0);
			const couldSell = exits.reduce((sum, exit) => sum + (exit.live ? exit.size - exit.filled : 0), sold);
			expect(couldSell, `seed ${seed}: sells more than was bought`).toBeLessThanOrEqual(bought);
			expect(exits.filter(exit => exit.live).length, `seed ${seed}`).toBeLessThanOrEqual(1);
		}

		// The world calms down: a stop that was reached leaves nothing behind.
		entryOpen = false;
		for (let turn = 0; turn < 60; turn += 1) {
			now += 40_000;
			for (const exit of exits) {
				exit.filled = exit.known.kind === 'market' && exit.live ? exit.size : exit.filled;
				exit.live = exit.live && exit.known.kind !== 'market' && !exit.known.cancelRequested;
				exit.known = exit.known.refused
					? exit.known
					: { ...exit.known, filled: String(exit.filled / 1000), isFinal: !exit.live };
			}

			act();
		}

		if (state.triggered && !wasGivenUp) {
			counts.stopped += 1;
			expect(state.phase, `seed ${seed}`).toBe('done');
			expect(Number(openSizeOf(known())), `seed ${seed}: left over`).toBeLessThan(0.01);
		}
	}

	// Each kind of thing has really happened.
	expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
});
