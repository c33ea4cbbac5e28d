import type { EngineEvent } from '../../source/engine/engine.js';
import type { SocketEvent } from '../../source/model/health-event.js';
import { judgeStream } from '../../source/store/judge.js';
import { type Order, statusOf } from '../../source/trading/order-state.js';
import type { Boot } from './client.js';
import type { Facts } from './facts.js';
import { symbols } from './options.js';
import type { Truth } from './truth.js';

/** Of one kind of recovery, each measured: how many ms it took, and when it was over, world ms. */
export type Sample = readonly [ms: number, atMs: number];
export type Samples = Record<string, Sample[]>;

/** How long recoveries take. A fault counts only where no other was near it. */
export type RecoveryWatch = {
	readonly onFault: (name: string, lastsMs: number) => void;
	/** The exchange itself may say 429 until then: nothing can be asked of it, so nothing is measured. */
	readonly onRefusals: (ms: number) => void;
	readonly onEvent: (event: EngineEvent) => void;
	readonly onStart: (isAfterKill: boolean) => void;
	readonly onEnd: () => void;
	readonly onKill: (sentMs: number | undefined, verifiedMs: number | undefined) => void;
	/** Several times a second. */
	readonly look: (boot: Boot | undefined) => void;
	readonly isSettled: () => boolean;
	readonly why: () => string;
	readonly samples: Samples;
};

type Episode = {
	readonly name: string;
	readonly begunAt: number;
	readonly endsAt: number;
	unsettledAt: number | undefined;
};

/** `isEarly`: a connection of that age has not made the client forget the failures before it. */
const groupOf = (name: string, lastsMs: number, isEarly: boolean): string | undefined => {
	if (name === 'link.cut') {
		return isEarly ? 'close again within 30 s' : 'close, RST';
	}

	// What we send vanishes and data comes: pongs alone tell.
	if (name === 'blackhole up') {
		return 'deaf socket';
	}

	if (name.startsWith('blackhole')) {
		return 'half-open';
	}

	if (name === 'net.refuse' || name === 'dns' || name === 'unreachable') {
		return lastsMs > 15_000 ? 'long outage' : 'short outage';
	}

	if (name === 'mute.topic book' || name === 'mute.topic ticker') {
		return 'dead topic';
	}

	return name === 'sleep' || name === 'freeze' ? 'sleep' : undefined;
};

/** A fault that changed nothing by then did not hit. */
const noEffectMs = 20_000;

/** What a quiet pair never says by itself. */
const isMissing = / (?:SYNC|GAP|STALE) /;
/** What an account says that lost its stream, or does not know what it missed; the gate may be shut for other reasons. */
const isCutOff = /^(?:the account's stream|gate: (?:private stream down|comparing|cannot compare))/;
/** But for a connection that the trader asked for. */
const isUnwantedStale = / STALE (?!reconnect)/;
const rotationShowsMs = 5000;
/** After its aftermath no fault explains anything for so long. */
const calmMs = 60_000;

/** Only a connection that was live for so long makes the client forget how often it failed before. */
const forgivenAfterMs = 30_000;

/** After its end a fault may still be felt: what waits for a timeout, for instance. */
const aftermathMs = 6000;

const placements: ReadonlySet<string> = new Set([
	'rest.place.lostAck',
	'rest.place.never',
	'rest.place.lateAccept',
	'loop stall',
]);
const gaps: ReadonlySet<string> = new Set(['l2.drop', 'l2.swap', 'l2.dup', 'l2.straddle']);

export function watchRecovery(
	now: () => number,
	truth: Truth,
	facts: Facts,
	/** Hears what keeps everything from being LIVE, whenever it changes. */
	onWhy: (why: string) => void,
): RecoveryWatch {
	const samples: Samples = {};
	const unknownSince = new Map<string, number>();
	const gapSince = new Map<string, number>();
	/** By name: until when the fault may be felt. */
	const felt = new Map<string, number>();
	let episode: Episode | undefined;
	let isSettled = false;
	let unsettledAt = 0;
	let why = 'not started';
	let startedAt: number | undefined;
	let wasCutOff = false;
	let privateLiveAt: number | undefined;
	/** By socket: the generation that is live. */
	const liveGenerations = new Map<string, number>();
	/** When a public socket rotated last, and the account's. */
	let publicRotatedAt = Number.NEGATIVE_INFINITY;
	let privateRotatedAt = Number.NEGATIVE_INFINITY;
	let wasStale = false;

	const add = (name: string, ms: number): void => {
		samples[name] ??= [];
		samples[name].push([Math.round(ms), Math.round(now())]);
	};

	/** Whether nothing went wrong since then but what is named. */
	const wasAlone = (since: number, except: ReadonlySet<string> = new Set()): boolean =>
		[...felt].every(([name, until]) => until < since || except.has(name));

	/** What is not LIVE, the main thing first. */
	const judgeMarket = (boot: Boot): readonly string[] => {
		const problems: string[] = [];
		const { state } = boot.run.engine.store;
		const mono = boot.process.clock.monoNow();
		for (const symbol of symbols) {
			if (truth.market(symbol).removed) {
				continue;
			}

			for (const stream of ['book', 'ticker', 'trades'] as const) {
				const { state: data, note } = judgeStream(state, state.symbols.get(symbol)!, stream, mono);
				if (data !== 'LIVE') {
					problems.push(`${stream} ${symbol} ${data} ${note}`);
				}
			}
		}

		return problems;
	};

	const judgeAccount = (boot: Boot): string | undefined => {
		const { state } = boot.run.engine.store;
		const account = state.sockets.get('private')?.event?.state;
		if (account !== 'live') {
			return `the account's stream is ${account}`;
		}

		const closedBecause = state.trading.gate?.closedBecause;
		return closedBecause === undefined || closedBecause.startsWith('disarmed') ? undefined : `gate: ${closedBecause}`;
	};

	const onOrder = (order: Order): void => {
		const { clientOid } = order;
		const status = statusOf(order);
		if (status === 'UNKNOWN') {
			unknownSince.set(clientOid, unknownSince.get(clientOid) ?? now());
			return;
		}

		const since = unknownSince.get(clientOid);
		unknownSince.delete(clientOid);
		if (since === undefined || unsettledAt >= since || !wasAlone(since, placements)) {
			return;
		}

		if (status === 'NOT PLACED') {
			add('UNKNOWN order: NOT PLACED', now() - since);
		} else {
			// Before the exchange has it nobody can find it.
			add('UNKNOWN order: found', now() - Math.max(since, truth.placedAt(clientOid) ?? since));
		}
	};

	/** A connection takes the place of another that was live: planned, and nobody is to notice. */
	const noteRotation = (event: SocketEvent): void => {
		if (event.state !== 'live') {
			liveGenerations.delete(event.socket);
			return;
		}

		const before = liveGenerations.get(event.socket);
		liveGenerations.set(event.socket, event.generation);
		if (before !== undefined && event.generation > before) {
			facts.count('rotations');
			if (event.socket === 'private') {
				privateRotatedAt = now();
			} else {
				publicRotatedAt = now();
			}
		}
	};

	/** Each rotation that shows counts once. */
	const lookForRotations = (market: string | undefined, account: string | undefined): void => {
		if (isMissing.test(market ?? '') && now() - publicRotatedAt < rotationShowsMs) {
			facts.count('rotations that a pane showed');
			publicRotatedAt = Number.NEGATIVE_INFINITY;
		}

		if (isCutOff.test(account ?? '') && now() - privateRotatedAt < rotationShowsMs) {
			facts.count('rotations that a pane showed');
			privateRotatedAt = Number.NEGATIVE_INFINITY;
		}
	};

	/** Each time that a pane says STALE though nothing has been wrong for a while. */
	const lookForFalseStale = (markets: readonly string[]): void => {
		const isStale = markets.some(problem => isUnwantedStale.test(problem));
		if (isStale && !wasStale && wasAlone(now() - calmMs)) {
			facts.count('STALE without trouble');
		}

		wasStale = isStale;
	};

	return {
		samples,
		onFault: (name, lastsMs) => {
			const group = groupOf(name, lastsMs, now() - unsettledAt < forgivenAfterMs);
			const isAlone = wasAlone(now()) && isSettled;
			episode =
				isAlone && group !== undefined
					? { name: group, begunAt: now(), endsAt: now() + lastsMs, unsettledAt: undefined }
					: undefined;
			felt.set(name, Math.max(felt.get(name) ?? 0, now() + lastsMs + aftermathMs));
		},
		onRefusals: ms => {
			felt.set('refusals', Math.max(felt.get('refusals') ?? 0, now() + ms));
		},
		onStart: isAfterKill => {
			startedAt = isAfterKill ? now() : undefined;
		},
		onEnd: () => {
			episode = undefined;
			isSettled = false;
			privateLiveAt = undefined;
			wasCutOff = false;
			unknownSince.clear();
			gapSince.clear();
			liveGenerations.clear();
		},
		onKill: (sentMs, verifiedMs) => {
			if (sentMs !== undefined) {
				add('kill switch: sent', sentMs);
			}

			if (verifiedMs !== undefined && unsettledAt < now() - verifiedMs && wasAlone(now() - verifiedMs)) {
				add('kill switch: verified', verifiedMs);
			}
		},
		onEvent: event => {
			switch (event.type) {
				case 'order':
					onOrder(event.order);
					return;
				case 'book-status':
					if (event.status === 'gap') {
						gapSince.set(event.symbol, gapSince.get(event.symbol) ?? now());
					} else {
						const since = gapSince.get(event.symbol);
						gapSince.delete(event.symbol);
						if (event.status === 'live' && since !== undefined && wasAlone(since, gaps)) {
							add('sequence gap: LIVE again', now() - since);
						}
					}

					return;
				case 'socket':
					noteRotation(event);
					if (event.socket === 'private') {
						privateLiveAt = event.state === 'live' && wasCutOff ? now() : undefined;
					}

					return;
				case 'gate': {
					wasCutOff ||= event.closedBecause?.startsWith('private stream down') === true;
					const isOpen = event.closedBecause === undefined || event.closedBecause.startsWith('disarmed');
					if (isOpen && privateLiveAt !== undefined) {
						if (wasAlone(privateLiveAt)) {
							add('private loss: compared', now() - privateLiveAt);
						}

						privateLiveAt = undefined;
						wasCutOff = false;
					}

					return;
				}

				default:
			}
		},
		look: boot => {
			const markets = boot === undefined ? ['not running'] : judgeMarket(boot);
			const market = markets[0];
			lookForFalseStale(markets);
			const account = boot === undefined ? undefined : judgeAccount(boot);
			lookForRotations(market, account);
			const problem = market ?? account;
			isSettled = problem === undefined;
			unsettledAt = isSettled ? unsettledAt : now();
			if (why !== (problem ?? '')) {
				why = problem ?? '';
				onWhy(why);
			}

			if (isSettled && startedAt !== undefined) {
				if (wasAlone(startedAt, deaths)) {
					add('restart after kill -9', now() - startedAt);
				}

				startedAt = undefined;
			}

			if (episode === undefined) {
				return;
			}

			if ([...felt.values()].filter(until => until - aftermathMs >= episode!.begunAt).length > 1) {
				// Another one came in between.
				episode = undefined;
			} else if (!isSettled) {
				if (
					episode.unsettledAt === undefined &&
					episode.endsAt > episode.begunAt &&
					now() > episode.endsAt + aftermathMs
				) {
					// A quiet pair is asked about now and again: that is not of this.
					episode = undefined;
				} else if (episode.unsettledAt === undefined) {
					episode.unsettledAt = now();
					add(`${episode.name}: seen`, now() - episode.begunAt);
				}
			} else if (episode.unsettledAt !== undefined && now() >= episode.endsAt) {
				add(`${episode.name}: LIVE again`, now() - episode.endsAt);
				episode = undefined;
			} else if (now() > episode.endsAt + noEffectMs) {
				episode = undefined;
			}
		},
		isSettled: () => isSettled,
		why: () => why,
	};
}

/** Kinds of faults whose recovery is measured. */
export const isMeasured = (name: string): boolean =>
	groupOf(name, 0, false) !== undefined || placements.has(name) || gaps.has(name);

const deaths: ReadonlySet<string> = new Set(['kill -9', 'kill -9 at a touch', 'power cut', 'exit']);
