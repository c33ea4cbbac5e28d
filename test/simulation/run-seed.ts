import type { EngineEvent } from '../../source/engine/engine.js';
import { ProcessDeath } from '../../source/simulator/virtual/machine.js';
import { statusOf } from '../../source/trading/order-state.js';
import { type Client, createClient } from './client.js';
import { createFacts, type Facts } from './facts.js';
import { type FaultKind, faultKinds, healAll, type Stage } from './fault-kinds.js';
import type { Pace } from './pace.js';
import { checkQuiescence } from './quiescence.js';
import { noteReactions } from './reactions.js';
import { isMeasured, type Samples, watchRecovery } from './recovery.js';
import { createTrader } from './trader.js';
import { createTruth } from './truth.js';
import { createVerdict, Violation } from './violation.js';
import { watchLimits } from './watch-limits.js';
import { watchOrders } from './watch-orders.js';
import { watchScreen } from './watch-screen.js';
import { createWorld, type World } from './world.js';

export type SeedReport = {
	readonly seed: number;
	readonly hash: string;
	/** Undefined: nothing went wrong. */
	readonly violation: { readonly text: string; readonly atMs: number; readonly tail: readonly string[] } | undefined;
	readonly facts: Readonly<Record<string, number>>;
	readonly samples: Samples;
};

export type SeedOptions = { readonly minutes: number; readonly pace: Pace; readonly echo?: (line: string) => void };

const quietMs = 30_000;
const endMs = 5000;
/** A pair that fell silent waits for its turn to be asked about. */
const graceMs = 11_000;

/** Of the news of a fill to the client. */
const journeyMs = 1500;
const mostStartTries = 30;
const brokenText = 'the journal cannot be written';

/** Runs one seed from the start of the program to a comparison of everything with the exchange. */
export async function runSeed(seed: number, { minutes, pace, echo }: SeedOptions): Promise<SeedReport> {
	const { fail, first } = createVerdict();
	const facts = createFacts();
	const held: { client?: Client } = {};
	const limits = watchLimits(() => world.clock.monoNow(), fail);
	const asked = new Map<string, number>();
	const noteSubscription = (connection: number, text: string): void => {
		const { type, topic } = JSON.parse(text) as { readonly type: string; readonly topic?: string };
		const key = `${connection} ${topic}`;
		if (type === 'unsubscribe') {
			asked.delete(key);
			if (topic?.startsWith('/spotMarket/tradeOrders') === true) {
				facts.count('orders subscribed anew');
			}
		} else if (type === 'subscribe') {
			asked.set(key, (asked.get(key) ?? 0) + 1);
			if (asked.get(key)! > 1) {
				facts.count('subscribe sent again');
			}
		}
	};
	const world = createWorld(seed, {
		pace,
		hasRun: () => held.client?.process()?.hasRun() === true,
		watcher: {
			onRequest: request => {
				facts.count('requests');
				orders.onRequest(request);
				const { pathname } = new URL(request.url);
				world.trace.note(`${request.method} ${pathname}`, { isKept: request.method !== 'GET' });
			},
			onReply: limits.onReply,
			onConnect: url => {
				world.trace.note('connect');
				limits.onConnect(url);
			},
			onClientFrame: (connection, text) => {
				limits.onClientFrame(connection, text);
				noteSubscription(connection, text);
			},
		},
		...(echo === undefined ? {} : { echo }),
	});
	const { clock, trace } = world;
	countHits(world, facts);
	const truth = createTruth(world);
	const orders = watchOrders(world, truth, facts, fail);
	const screen = watchScreen(world, truth, facts, fail, pace.looksPerPaint * (pace.lookMs[0] + pace.lookMs[1]));
	const recovery = watchRecovery(clock.monoNow, truth, facts, why =>
		trace.note(why === '' ? 'all LIVE' : `not LIVE: ${why}`),
	);
	const random = world.random('faults');
	let cancelsExcusedUntil = 0;
	let isOver = false;

	const isPartlyFilled = (): boolean =>
		[...(client.boot()?.run.engine.store.state.trading.orders.values() ?? [])].some(
			({ order }) => statusOf(order) === 'PARTIAL',
		);

	const onEvent = (event: EngineEvent): void => {
		trace.note(...describe(event));
		const isLoss = event.type === 'socket' && event.socket === 'private' && event.state === 'waiting';
		if (isLoss && event.attempt === 0 && isPartlyFilled()) {
			facts.count('stream lost between two fills');
		}

		orders.onEvent(event);
		screen.onEvent(event);
		recovery.onEvent(event);
		noteReactions(event, facts);
	};
	const startSoon = (ms: number): void => {
		clock.after(ms, () => {
			if (client.process() === undefined) {
				recovery.onStart(true);
				client.start();
			}
		});
	};
	const client = createClient({
		...world,
		now: clock.monoNow,
		onEvent,
		onBoot: boot => {
			screen.onBoot(boot);
			orders.onBoot();
			limits.onBoot();
		},
		onEnd: how => {
			facts.count(how);
			recovery.onEnd();
			startSoon(how === 'did not start' ? 4000 : 500 + random() * 8000);
		},
		onLog: (level, text) => trace.note(`${level} ${text}`, { isKept: level !== 'info' }),
	});
	held.client = client;

	const stage: Stage = {
		world,
		orders,
		client,
		screen,
		facts,
		random,
		refuseReads: recovery.onRefusals,
		excuseCancels: ms => {
			cancelsExcusedUntil = Math.max(cancelsExcusedUntil, clock.monoNow() + ms);
			recovery.onRefusals(ms);
		},
		restartLater: ms => {
			clock.after(ms, () => {
				if (!isOver) {
					void client.stop('quit');
				}
			});
		},
	};
	const trader = createTrader({
		world,
		client,
		facts,
		orders,
		limits,
		fail,
		onKill: recovery.onKill,
		mayCancelsWait: () => clock.monoNow() < cancelsExcusedUntil,
	});

	const drawKinds = (): readonly FaultKind[] => {
		const share = [0.08, 0.2, 0.5][Math.floor(random() * 3)]!;
		const drawn = faultKinds.filter(() => random() < share);
		return drawn.length === 0 ? [faultKinds[Math.floor(random() * faultKinds.length)]!] : drawn;
	};
	// Every fourth seed is calm: one kind of fault, and time to recover from it, so that recoveries can be measured; in turn of those
	// that are measured and of all.
	const isCalm = seed % 4 === 0;
	const calmKinds = seed % 8 === 0 ? faultKinds.filter(({ name }) => isMeasured(name)) : faultKinds;
	const kinds = isCalm ? [calmKinds[Math.floor(seed / 8) % calmKinds.length]!] : drawKinds();
	const meanGapMs = isCalm ? pace.calmGapMs : pace.faultGapsMs[Math.floor(random() * 3)]!;
	const totalWeight = kinds.reduce((sum, { weight = 1 }) => sum + weight, 0);
	const ends = new Set<() => void>();
	const running = new Set<string>();

	const strike = (): void => {
		clock.after(500 - Math.log(1 - random()) * meanGapMs, strike);
		if (isOver) {
			return;
		}

		let left = random() * totalWeight;
		const kind = kinds.find(({ weight = 1 }) => {
			left -= weight;
			return left < 0;
		})!;
		const [from, to] = kind.lasts;
		const ms = Math.round((from + random() * (to - from)) * 1000);
		const leftMs = minutes * 60_000 - quietMs - endMs - clock.monoNow();
		if (running.has(kind.name) || leftMs < ms + (kind.settlesIn ?? 0) * 1000) {
			return;
		}

		facts.count(`fault ${kind.name}`);
		facts.count('faults');
		trace.note(`FAULT ${kind.name}${ms === 0 ? '' : ` for ${ms} ms`}`);
		recovery.onFault(kind.name, ms);
		kind.begin(stage, ms);
		if (ms > 0) {
			running.add(kind.name);
			const end = (): void => {
				if (ends.delete(end)) {
					running.delete(kind.name);
					trace.note(`end of ${kind.name}`);
					kind.end?.(stage);
				}
			};
			ends.add(end);
			clock.after(ms, end);
		}
	};

	/** Prices that go places, so that orders are filled. */
	const market = (): void => {
		clock.after(pace.marketMs[0] + random() * pace.marketMs[1], market);
		const mid = (world.exchange.venue.markets[0]!.lastTrade()?.ticks ?? 672_684) / 10;
		const to = (mid * (1 + (random() - 0.5) * 0.012)).toFixed(1);
		const bounded = Math.min(80_000, Math.max(50_000, Number(to))).toFixed(1);
		world.exchange.control({ fault: 'price.move', symbol: 'BTC-USDT', to: bounded, overMs: 1000 + random() * 8000 });
	};

	let looks = 0;
	const look = (): void => {
		looks += 1;
		clock.after(pace.lookMs[0] + random() * pace.lookMs[1], look);
		const boot = client.boot();
		// A stopped program paints nothing.
		const seen = boot?.process.isStalled() === false ? boot : undefined;
		if (seen !== undefined) {
			if (running.has('feed flood')) {
				facts.count('painted in a flood');
			}

			if (looks % pace.looksPerPaint === 0) {
				screen.paint(seen);
			}
		}

		recovery.look(seen);
	};
	const count = (): void => {
		clock.after(pace.countMs, count);
		orders.check();
		const boot = client.boot();
		if (boot?.process.isStalled() === false) {
			orders.paint(boot);
		}
	};

	const onRejection = (error: unknown): void => {
		if (!(error instanceof ProcessDeath) && !(error instanceof Violation)) {
			try {
				fail('I6', `unhandled rejection: ${error instanceof Error ? error.stack : String(error)}`);
			} catch {
				// It is kept.
			}
		}
	};
	process.on('unhandledRejection', onRejection);

	const pass = async (ms: number): Promise<void> => {
		const until = clock.monoNow() + ms;
		while (clock.monoNow() < until) {
			await clock.advance(Math.min(1000, until - clock.monoNow()));
			const violation = first();
			if (violation !== undefined) {
				throw violation;
			}
		}
	};

	/** Until the program runs, on a journal that can be written: what a person does who sees that it cannot. */
	const restartBroken = async (): Promise<void> => {
		const isBroken = (): boolean => client.boot()?.run.engine.store.state.trading.gate?.closedBecause === brokenText;
		for (let tries = 0; client.boot() === undefined || isBroken(); tries += 1) {
			if (tries > mostStartTries) {
				fail('quiescence', 'the program does not start in a healthy world');
			}

			if (isBroken()) {
				void client.stop('quit');
			}

			await pass(1000);
		}
	};

	let violation: SeedReport['violation'];
	try {
		client.start();
		clock.after(5000, strike);
		clock.after(3000, market);
		trader.begin();
		look();
		count();
		await pass(minutes * 60_000 - quietMs - endMs);
		isOver = true;
		for (const end of [...ends]) {
			end();
		}

		// What is traded at the very end is still on its way.
		const hasToldFills = (): boolean => {
			const newest = Math.max(...truth.ownFills().map(({ trade }) => trade.time), 0);
			return clock.wallNow() - newest >= journeyMs;
		};

		healAll(stage);
		trace.note('FAULTS STOP');
		trader.rest();
		await restartBroken();
		// Another reason may hide that a journal is broken.
		await pass(2000);
		await restartBroken();
		await pass(quietMs);
		// A quiet pair is asked about by REST now and again, and is AGEING while it is; what trades now is told soon.
		const isStill = (): boolean => recovery.isSettled() && hasToldFills();
		for (let waited = 0; !isStill() && waited < graceMs + 10 * journeyMs; waited += 500) {
			await pass(500);
		}

		checkQuiescence({ world, truth, client, recovery, screen, facts, fail });
		await pass(endMs);
		client.kill();
	} catch (error) {
		const found = first() ?? error;
		const text =
			found instanceof Violation
				? found.message
				: `I6: uncaught ${error instanceof Error ? error.stack : String(error)}`;
		violation = { text, atMs: clock.monoNow(), tail: [...trace.tail()] };
	} finally {
		process.off('unhandledRejection', onRejection);
	}

	facts.count('trace lines', trace.count());
	return { seed, hash: trace.hash(), violation, facts: facts.all(), samples: recovery.samples };
}

/** A fault that was drawn may find nothing to hit: those that did are counted as `hit NAME`. */
function countHits({ exchange: { faults } }: World, facts: Facts): void {
	const { take } = faults;
	Object.assign(faults, {
		take: (...words: Parameters<typeof take>) => {
			const fault = take(...words);
			if (fault !== undefined) {
				facts.count(`hit ${fault.fault}`);
			}

			return fault;
		},
	});
}

/** What the trace keeps of an event. */
function describe(event: EngineEvent): [text: string, options: { readonly isKept: boolean }] {
	switch (event.type) {
		case 'socket':
			return [
				`${event.socket} ${event.state} ${event.reason ?? ''}`,
				{ isKept: event.state === 'live' || event.state === 'waiting' },
			];
		case 'topic':
			return [
				`${event.topic} ${event.state} ${event.reason ?? ''}`,
				{ isKept: event.state !== 'confirmed' && event.state !== 'pending' },
			];
		case 'notice':
			return [`notice: ${event.text}`, { isKept: true }];
		case 'book-status':
			return [`book ${event.symbol} ${event.status} ${event.reason}`, { isKept: true }];
		case 'order':
			return [
				`order ${event.order.clientOid} ${statusOf(event.order)} ${event.order.fillsSize}/${event.order.size} ${event.order.orderId ?? ''}`,
				{ isKept: true },
			];
		case 'fill':
			return [`fill ${event.clientOid} ${event.fill.tradeId} ${event.fill.size}`, { isKept: true }];
		case 'gate':
			return [
				`gate ${event.trading} ${event.armed} ${event.closedBecause ?? 'open'} unknown ${event.unknown}`,
				{ isKept: true },
			];
		case 'book-delta':
			return [`delta ${event.symbol} ${event.sequenceEnd}`, { isKept: false }];
		case 'ticker':
			return [`ticker ${event.symbol} ${event.price} ${event.bestBid}`, { isKept: false }];
		case 'trade':
			return [`trade ${event.symbol} ${event.tradeId}`, { isKept: false }];
		case 'clock':
			return [`clock ${Math.round(event.offsetMs)} ms off, round trip ${Math.round(event.rttMs)} ms`, { isKept: true }];
		case 'balances':
			return [
				`balances ${event.balances.map(({ currency, total, hold }) => `${currency} ${total} ${hold}`).join(' ')}`,
				{ isKept: false },
			];
		default:
			return [event.type, { isKept: false }];
	}
}
