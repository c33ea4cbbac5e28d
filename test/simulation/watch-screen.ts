import type { EngineEvent } from '../../source/engine/engine.js';
import type { Random } from '../../source/lib/seams.js';
import { ageingLimit } from '../../source/market/freshness.js';
import { formatPrice, formatSize } from '../../source/simulator/wire.js';
import { type BookView, selectBook } from '../../source/store/selectors/book.js';
import type { State } from '../../source/store/state.js';
import { createViewSource, type ViewSource } from '../../source/ui/view-source.js';
import type { Boot } from './client.js';
import type { Facts } from './facts.js';
import { symbols } from './options.js';
import type { Top, Truth } from './truth.js';
import type { Fail } from './violation.js';
import type { World } from './world.js';

/** I3: what a person would see at this moment, by the selectors of the panes, held against the exchange. */
export type ScreenWatch = {
	readonly onBoot: (boot: Boot) => void;
	/** The size of a level of this symbol is wrong from now on, with the right sequence: an audit has to find it. */
	readonly noteCorruption: (symbol: string) => void;
	/** The tape's topic is mute: only the comparison with the histories finds it. */
	readonly noteMuteTape: () => void;
	/** Snapshots are older than they say: what a quiet market then shows is that much older. */
	readonly noteLag: (ms: number) => void;
	/** Told times of the venue are not comparable any more. */
	readonly noteSkew: () => void;
	readonly onEvent: (event: EngineEvent) => void;
	readonly paint: (boot: Boot) => void;
	readonly views: () => ViewSource | undefined;
};

/** The goal: nothing LIVE is older. While a stream is silent and not yet AGEING, it is as old as that may take. */
const truthMs = 2000;

/** From the exchange to the screen: less than a second of it is not told from the error of two clocks. */
const journeyMs = 1500;

/** A connection that no longer delivers is suspected by then. */
const halfOpenMs = 5000;

/** Paints that are so much further apart than looks are: the program did not run, and has a moment to find that out. */
const stoppedMs = 750;
const noticedMs = 1500;

const corruptionFoundMs = 75_000;
const tapeComparedMs = 60_000;
/** Of the fault itself, and of the time to find out. */
const lagRemainsMs = 60_000;

const fullCheckShare = 0.02;
const corruptedCheckShare = 0.2;

/** What an audit compares. */
const fullDepth = 20;

/** A fault of the stream has hit by then, or it never does. */
const corruptsWithinMs = 3500;

export function watchScreen(
	world: World,
	truth: Truth,
	facts: Facts,
	fail: Fail,
	/** Looks are at most so far apart. */
	lookMs: number,
): ScreenWatch {
	const { clock, machine } = world;
	const random: Random = world.random('screen');
	const corruptedAt = new Map<string, number>();
	const wrongSince = new Map<string, number>();
	const wasLive = new Map<string, boolean>();
	let views: ViewSource | undefined;
	let muteTapeAt = Number.NEGATIVE_INFINITY;
	let isSkewed = false;
	let lag = { ms: 0, until: 0 };
	let paintedAt = 0;
	let judgesFrom = 0;
	/** The last time that the program did not run. */
	let stop = { ms: 0, endedAt: Number.NEGATIVE_INFINITY };

	const allowance = (state: State, symbol: string, stream: 'book' | 'ticker', note: string): number => {
		// Snapshots that lag as much as the feed does are proof of nothing that could be told from peace.
		const lagMs = stream === 'book' && clock.monoNow() < lag.until ? lag.ms : 0;
		const quiet = /^quiet ✓ (\d+)s/.exec(note);
		if (quiet !== null) {
			return (Number(quiet[1]) + 1) * 1000 + journeyMs + lagMs;
		}

		const gapMs = state.symbols.get(symbol)?.streams[stream].gapMs;
		return Math.max(truthMs, ageingLimit(gapMs)) + journeyMs + lagMs;
	};

	/** A book that was corrupted with the right sequence is wrong until an audit finds it. */
	const noteWrong = (symbol: string, text: string): void => {
		if (!corruptedAt.has(symbol)) {
			fail('I3', text);
		}

		const since = wrongSince.get(symbol) ?? clock.monoNow();
		wrongSince.set(symbol, since);
		if (clock.monoNow() - since > corruptionFoundMs) {
			fail('I3', `for ${Math.round(clock.monoNow() - since)} ms ${text}`);
		}
	};

	/** A new book came: what was wrong with the one before is gone with it. */
	const noteRecovered = (symbol: string): void => {
		wrongSince.delete(symbol);
		if (clock.monoNow() - (corruptedAt.get(symbol) ?? Number.POSITIVE_INFINITY) > corruptsWithinMs) {
			corruptedAt.delete(symbol);
		}
	};

	const paintBook = (state: State, symbol: string): void => {
		const at = { wall: machine.wallNow(), mono: machine.monoNow() };
		const view = selectBook(state, symbol, 1, at);
		const isLive = view.freshness.state === 'LIVE';
		const hasRecovered = isLive && wasLive.get(symbol) !== true;
		wasLive.set(symbol, isLive);
		facts.count(`paint book ${view.freshness.state}`);
		if (!isLive) {
			return;
		}

		if (view.source !== 'level2') {
			compareSnapshot(state, symbol, view);
			return;
		}

		const market = truth.market(symbol);
		const sequence = Number(view.sequence);
		if (sequence > market.sequence()) {
			fail('I3', `the book of ${symbol} is ahead of the venue: ${sequence} > ${market.sequence()}`);
		}

		const age = clock.monoNow() - (truth.supersededAt(symbol, sequence) ?? clock.monoNow());
		const allowed = allowance(state, symbol, 'book', view.freshness.note);
		facts.count('frames LIVE');
		if (age > truthMs) {
			facts.count('frames LIVE, truth older than 2 s');
		}

		if (age > allowed) {
			fail('I3', `the book of ${symbol} is LIVE and ${Math.round(age)} ms behind (${Math.round(allowed)} allowed)`);
		}

		const top = truth.topAt(symbol, sequence);
		const shown = [view.bids[0]?.join(' ') ?? '', view.asks[0]?.join(' ') ?? ''];
		if (top !== undefined && (shown[0] !== top.bid || shown[1] !== top.ask)) {
			noteWrong(symbol, `the top of ${symbol} at ${sequence} is ${shown.join(' / ')}, not ${top.bid} / ${top.ask}`);
		} else if (hasRecovered || random() < (corruptedAt.has(symbol) ? corruptedCheckShare : fullCheckShare)) {
			compareDepth(state, symbol, sequence);
			compareLadder(symbol, view);
		}
	};

	/** A book of 50 levels has no sequence: its top must have been the exchange's a moment ago. */
	const compareSnapshot = (state: State, symbol: string, view: BookView): void => {
		facts.count('frames LIVE of snapshots');
		const [bid, ask] = [view.bids[0]?.join(' ') ?? '', view.asks[0]?.join(' ') ?? ''];
		const allowed = allowance(state, symbol, 'book', view.freshness.note);
		if (!wasTop(symbol, allowed, top => top.bid === bid && top.ask === ask)) {
			fail('I3', `the snapshot of ${symbol} is LIVE with ${bid} / ${ask}, not so for ${Math.round(allowed)} ms`);
		}
	};

	/** Whether the exchange's best prices were so at any time within the last so many ms. */
	const wasTop = (symbol: string, withinMs: number, isSo: (top: Top) => boolean): boolean => {
		const since = clock.monoNow() - withinMs;
		const tops = truth.tops(symbol);
		for (let index = tops.length - 1; index >= 0; index -= 1) {
			if (isSo(tops[index]!)) {
				return true;
			}

			if (tops[index]!.from < since) {
				break;
			}
		}

		return false;
	};

	/** The pane itself says of the same book what the book says. */
	const compareLadder = (symbol: string, book: BookView): void => {
		const view = views!.ladder(symbol, { rows: 10, groupTicks: 1, anchor: undefined });
		const isSame =
			view.freshness.state === book.freshness.state &&
			view.sequence === book.sequence &&
			view.bestBid === book.bids[0]?.[0] &&
			view.bestAsk === book.asks[0]?.[0];
		if (!isSame) {
			fail('I3', `the ladder of ${symbol} shows ${view.bestBid} / ${view.bestAsk} ${view.freshness.state}`);
		}
	};

	const compareDepth = (state: State, symbol: string, sequence: number): void => {
		const market = truth.market(symbol);
		const image = market.imageAt(sequence);
		if (image === undefined) {
			return;
		}

		const at = { wall: machine.wallNow(), mono: machine.monoNow() };
		const book = selectBook(state, symbol, fullDepth, at);
		facts.count('books compared in depth');
		for (const side of ['bids', 'asks'] as const) {
			const real = image[side]
				.slice(0, fullDepth)
				.map(([ticks, lots]) => `${formatPrice(market, ticks)} ${formatSize(market, lots)}`);
			const shown = book[side].map(level => level.join(' '));
			const wrong = real.findIndex((level, index) => level !== shown[index]);
			if (wrong !== -1) {
				noteWrong(
					symbol,
					`level ${wrong} of the ${side} of ${symbol} at ${sequence} is ${shown[wrong]}, not ${real[wrong]}`,
				);
				return;
			}
		}

		wrongSince.delete(symbol);
	};

	const paintTicker = (state: State, symbol: string): void => {
		const view = views!.ticker(symbol);
		facts.count(`paint ticker ${view.freshness.state}`);
		if (view.freshness.state !== 'LIVE') {
			return;
		}

		const bid = view.bestBid === undefined ? '' : `${view.bestBid} ${view.bestBidSize}`;
		const ask = view.bestAsk === undefined ? '' : `${view.bestAsk} ${view.bestAskSize}`;
		const allowed = allowance(state, symbol, 'ticker', view.freshness.note);
		if (!wasTop(symbol, allowed, top => top.bid === bid && top.ask === ask && top.last === view.last)) {
			fail(
				'I3',
				`the ticker of ${symbol} is LIVE with ${bid} / ${ask} / ${view.last}, not so for ${Math.round(allowed)} ms`,
			);
		}
	};

	const paintTape = (symbol: string): void => {
		const view = views!.tape(symbol, 5);
		facts.count(`paint tape ${view.freshness.state}`);
		if (view.freshness.state !== 'LIVE' || isSkewed) {
			return;
		}

		const isMuted = clock.monoNow() - muteTapeAt < 2 * tapeComparedMs;
		// What was lost with a connection while nothing ran is found out as much later.
		const lostMs = clock.monoNow() - stop.endedAt < halfOpenMs + journeyMs ? stop.ms : 0;
		const before = clock.monoNow() - (isMuted ? tapeComparedMs : halfOpenMs + journeyMs) - lostMs;
		const prints = truth.prints(symbol);
		for (let index = prints.length - 1; index >= 0; index -= 1) {
			const { at, trade } = prints[index]!;
			if (at <= before) {
				const newest = view.rows[0]?.time ?? 0;
				if (newest < trade.time) {
					fail('I3', `the tape of ${symbol} is LIVE and lacks the print of ${Math.round(clock.monoNow() - at)} ms ago`);
				}

				return;
			}
		}
	};

	return {
		onBoot: boot => {
			const { store } = boot.run.engine;
			views = createViewSource(store.state, boot.process.clock, { mode: 'LIVE', venue: boot.run.venueName });
			wasLive.clear();
			for (const symbol of symbols) {
				noteRecovered(symbol);
			}
		},
		noteCorruption: symbol => {
			corruptedAt.set(symbol, clock.monoNow());
		},
		noteMuteTape: () => {
			muteTapeAt = clock.monoNow();
		},
		noteLag: ms => {
			const now = clock.monoNow();
			// What came of the lag before may stand yet.
			lag = { ms: Math.max(ms, now < lag.until ? lag.ms : 0), until: now + lagRemainsMs };
		},
		noteSkew: () => {
			isSkewed = true;
		},
		onEvent: event => {
			if (event.type === 'book-snapshot') {
				noteRecovered(event.symbol);
			}
		},
		paint: boot => {
			const now = clock.monoNow();
			if (now - paintedAt > lookMs + stoppedMs) {
				judgesFrom = now + noticedMs;
				stop = { ms: now - paintedAt, endedAt: now };
			}

			paintedAt = now;
			if (now < judgesFrom) {
				return;
			}

			const { state } = boot.run.engine.store;
			for (const symbol of symbols) {
				if (!truth.market(symbol).removed) {
					paintBook(state, symbol);
					paintTicker(state, symbol);
					paintTape(symbol);
				}
			}
		},
		views: () => views,
	};
}
