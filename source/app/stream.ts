import { CredentialsError } from '../config/credentials.js';
import type { EngineEvent } from '../engine/engine.js';
import { assertNever } from '../lib/assert-never.js';
import { type BoundedSet, createBoundedSet } from '../lib/bounded-set.js';
import { exitCodes, KcmonError } from '../lib/errors.js';
import { toSafeText } from '../lib/safe-text.js';
import { describeSocket } from '../market/freshness.js';
import type { TradeEvent } from '../model/market-event.js';
import { createClock } from '../platform/clock.js';
import { requireAccount } from './account-access.js';
import { createBookLines } from './book-lines.js';
import { type Composition, type CompositionPlan, compose } from './compose.js';
import { createEventWriter, type EventWriter } from './event-writer.js';
import { encodeCandle, encodeSignal, encodeTicker, encodeTrade } from './events-json.js';
import { type AccountWriter, followAccount } from './follow-account.js';
import { createHealthLines } from './health-lines.js';
import type { AppIo } from './io.js';
import { withKeyErrors } from './key-error.js';
import { openAccess } from './live-access.js';
import type { Environment, RunOptions } from './options.js';
import { createSocketLedger } from './socket-ledger.js';

/** How often what time alone changes is looked at: the age of data, and lines for a slow reader. */
const reviewMs = 100;
const healthMs = 1000;
const tradesRemembered = 1024;
/** How long the reader may take for the last lines. */
const lastLinesMs = 1000;

/** A recording in place of an exchange. */
export type StreamPlayback = {
	readonly compose: (plan: CompositionPlan) => Promise<Composition>;
	/** Plays to the end, as fast as the lines are taken. */
	readonly play: (publish: Composition['engine']['publish'], isBehind: () => boolean) => Promise<void>;
};

/**
 * Prints events as NDJSON until `--duration` ends, the reader goes away or a signal comes. An exchange that cannot be
 * reached is tried again and again; words about it go to standard error. Throws a `KcmonError` (`ERR_UNREACHABLE`) when the
 * duration ends and no socket has ever been live, a `CredentialsError` where the account was asked for and its key is refused.
 */
export async function runStream(
	options: RunOptions,
	io: AppIo,
	env: Environment,
	played?: StreamPlayback,
): Promise<number> {
	const channels = new Set(options.channels);
	const wantsAccount = channels.has('orders') || channels.has('balances');
	if (wantsAccount) {
		requireAccount(options);
	}

	const plan: CompositionPlan = {
		streams: {
			tickers: channels.has('ticker'),
			trades: channels.has('trades') || channels.has('signals'),
			books: channels.has('book') || channels.has('signals'),
			stats: channels.has('signals'),
			candles: channels.has('candles'),
		},
		depthOf: 'all',
		...(await openAccess(options, env, { wantsKey: wantsAccount })),
		signals: channels.has('signals') ? 'on' : 'off',
		recordsSignals: played === undefined && channels.has('signals'),
	};
	const composition = await (played === undefined ? compose(options, io, plan) : played.compose(plan));
	const { clock, engine } = composition;
	const { state } = engine.store;
	const writer = createEventWriter(io, { keepsAll: played !== undefined });
	const ledger = createSocketLedger(state);
	const bookLines = createBookLines({ clock, state, writer }, { depth: options.depth });
	const healthLines = createHealthLines({ clock, state, writer });
	const seenTrades = new Map<string, BoundedSet<string>>();
	let shedBefore = 0;
	let wasLive = false;
	let trouble: string | undefined;

	// A connection made anew may bring the last trades again.
	const isNewTrade = (event: TradeEvent): boolean => {
		let seen = seenTrades.get(event.symbol);
		if (seen === undefined) {
			seen = createBoundedSet(tradesRemembered);
			seenTrades.set(event.symbol, seen);
		}

		return seen.add(event.tradeId);
	};

	if (options.signals.length > 0 && !channels.has('signals')) {
		io.stderr('kcmon: signals are read but not printed: add signals to --channels\n');
	}

	const onEvent = (event: EngineEvent): void => {
		const changedSocket = ledger.note(event);
		if (changedSocket !== undefined) {
			if (channels.has('health')) {
				healthLines.write(changedSocket);
			}

			wasLive ||= changedSocket.state === 'live';
			if (changedSocket.state === 'waiting') {
				trouble = changedSocket.reason ?? 'no connection';
				io.stderr(`kcmon: ${changedSocket.socket}: ${describeSocket(changedSocket, clock.monoNow())}\n`);
			}
		}

		if (channels.has('book')) {
			bookLines.note(event);
		}

		switch (event.type) {
			case 'ticker':
				// The store keeps the newest: what is not it came late or twice.
				if (channels.has('ticker') && state.symbols.get(event.symbol)?.ticker.last() === event) {
					writer.writeNewest(`ticker ${event.symbol}`, () => encodeTicker(event));
				}

				return;
			case 'trade':
				if (channels.has('trades') && isNewTrade(event)) {
					writer.writeEach(encodeTrade(event));
				}

				return;
			case 'candle':
				// Signals read minutes of their own.
				if (channels.has('candles') && event.interval === state.candleInterval) {
					writer.writeNewest(`candle ${event.symbol} ${event.start}`, () => encodeCandle(event));
				}

				return;
			case 'signal':
			case 'signal-quarantined':
				if (channels.has('signals')) {
					writer.writeEach(encodeSignal(event));
				}

				return;
			case 'venue':
				if (event.status !== 'open') {
					io.stderr(`kcmon: ${composition.venueName}: ${event.status} ${toSafeText(event.message)}\n`);
				}

				return;
			case 'topic':
				if (event.state === 'failed') {
					io.stderr(`kcmon: ${event.topic}: ${toSafeText(event.reason ?? 'was refused')}\n`);
				}

				return;
			case 'book-delta':
			case 'book-snapshot':
			case 'book-status':
			case 'book-audit':
			case 'stats':
			case 'board':
			case 'instruments':
			case 'socket':
			case 'socket-sample':
			case 'probe':
			case 'malformed':
			case 'clock':
			case 'pong':
			case 'process-sample':
			case 'alert':
			case 'order':
			case 'fill':
			case 'balances':
			case 'position':
			case 'gate':
			case 'notice':
				return;
			default:
				assertNever(event);
		}
	};

	const timers = [
		clock.every(reviewMs, () => {
			if (channels.has('book')) {
				bookLines.review();
			}
		}),
		clock.every(healthMs, () => {
			if (channels.has('health')) {
				for (const tally of ledger.sockets()) {
					healthLines.write(tally);
				}
			}

			if (writer.shed() > shedBefore) {
				io.stderr(`kcmon: ${writer.shed() - shedBefore} lines were dropped: the reader is slower than the feed\n`);
				shedBefore = writer.shed();
			}
		}),
	];
	const stopListening = engine.subscribe(onEvent);
	const stopFollowing = wantsAccount
		? followAccount({ composition, io }, options, accountLines(writer, channels))
		: () => {};
	let isOver = false;
	const end = async (): Promise<void> => {
		if (isOver) {
			return;
		}

		isOver = true;
		stopListening();
		stopFollowing();
		for (const stop of timers) {
			stop();
		}

		writer.close();
		await composition.stop();
	};
	io.onStop(end);

	// A recording holds the interval that it was made with.
	if (played === undefined) {
		engine.execute({ type: 'candles.interval', interval: options.interval });
	}

	engine.start();
	try {
		await new Promise<void>((resolve, reject) => {
			io.stopping.addEventListener('abort', () => resolve(), { once: true });
			if (options.durationMs !== undefined) {
				clock.after(options.durationMs, resolve);
			}

			if (wantsAccount && options.mode === 'live' && composition.account !== undefined) {
				// Its socket would try such a key for ever. Whatever else fails is tried again there.
				withKeyErrors(composition.account.gateway.balances).catch((error: unknown) => {
					if (error instanceof CredentialsError) {
						reject(error);
					}
				});
			}

			played?.play(engine.publish, writer.isBehind).then(resolve, reject);
		});
	} finally {
		writer.flush();
		// Of a recording nobody misses a line, however slowly it is read.
		await waitForReader(writer, io, played === undefined ? lastLinesMs : Number.POSITIVE_INFINITY);
	}

	await end();
	// The paper account is a file: it needs no exchange.
	const needsExchange = played === undefined && (options.mode !== 'paper' || [...channels].some(isOfMarket));
	if (needsExchange && !wasLive && trouble !== undefined && !io.stopping.aborted) {
		throw new KcmonError(`${composition.venueName} was never reached: ${trouble}`, {
			code: 'ERR_UNREACHABLE',
			exitCode: exitCodes.unreachable,
		});
	}

	return exitCodes.done;
}

const isOfMarket = (channel: string): boolean => channel !== 'orders' && channel !== 'balances';

/** By the machine's clock: a recording's stands still at its end. */
async function waitForReader(
	writer: Pick<EventWriter, 'isBehind'>,
	io: Pick<AppIo, 'stopping'>,
	limitMs: number,
): Promise<void> {
	const clock = createClock();
	const from = clock.monoNow();
	while (writer.isBehind() && !io.stopping.aborted && clock.monoNow() - from < limitMs) {
		await new Promise<void>(resolve => clock.after(10, resolve));
	}
}

/** The account as JSON lines, as far as its channels were asked for. */
const accountLines = (
	writer: Pick<EventWriter, 'writeEach' | 'writeNewest'>,
	channels: ReadonlySet<string>,
): AccountWriter => ({
	order: line => {
		if (channels.has('orders')) {
			writer.writeEach(`${JSON.stringify(line)}\n`);
		}
	},
	balance: line => {
		if (channels.has('balances')) {
			writer.writeNewest(`balance ${line.currency}`, () => `${JSON.stringify(line)}\n`);
		}
	},
});
