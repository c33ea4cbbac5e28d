import type { EngineEvent } from '../../source/engine/engine.js';
import { judgeStream } from '../../source/store/judge.js';
import { statusOf } from '../../source/trading/order-state.js';
import type { Boot } from './client.js';
import { symbols } from './options.js';
import type { Truth } from './truth.js';

/** Ms of one kind of recovery, each measured. */
export type Samples = Record<string, number[]>;

/** How long recoveries take. A fault counts only where no other was near it. */
export type RecoveryWatch = {
	readonly onFault: (name: string, lastsMs: number) => void;
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

const groupOf = (name: string, lastsMs: number): string | undefined => {
	if (name === 'link.cut') {
		return 'close, RST';
	}

	if (name.startsWith('blackhole')) {
		return 'half-open';
	}

	if (name === 'net.refuse' || name === 'dns' || name === 'unreachable') {
		return lastsMs > 15_000 ? 'long outage' : 'short outage';
	}

	if (name === 'l2.drop' || name === 'l2.swap') {
		return 'sequence gap';
	}

	if (name === 'mute.topic book' || name === 'mute.topic ticker') {
		return 'dead topic';
	}

	return name === 'sleep' || name === 'freeze' ? 'sleep' : undefined;
};

/** A fault that changed nothing by then did not hit. */
const noEffectMs = 20_000;

export function watchRecovery(now: () => number, truth: Truth): RecoveryWatch {
	const samples: Samples = {};
	const unknownSince = new Map<string, number>();
	let episode: Episode | undefined;
	let busyUntil = 0;
	let isSettled = false;
	let why = 'not started';
	let startedAt: number | undefined;
	let privateLiveAt: number | undefined;

	const add = (name: string, ms: number): void => {
		samples[name] ??= [];
		samples[name].push(Math.round(ms));
	};

	const judge = (boot: Boot | undefined): string | undefined => {
		if (boot === undefined) {
			return 'not running';
		}

		const { state } = boot.run.engine.store;
		const now = boot.process.clock.monoNow();

		for (const symbol of symbols) {
			if (truth.market(symbol).removed) {
				continue;
			}

			for (const stream of ['book', 'ticker', 'trades'] as const) {
				const { state: data, note } = judgeStream(state, state.symbols.get(symbol)!, stream, now);
				if (data !== 'LIVE') {
					return `${stream} ${symbol} ${data} ${note}`;
				}
			}
		}

		const account = state.sockets.get('private')?.event?.state;
		if (account !== 'live') {
			return `the account's stream is ${account}`;
		}

		const closedBecause = state.trading.gate?.closedBecause;
		return closedBecause === undefined || closedBecause.startsWith('disarmed') ? undefined : `gate: ${closedBecause}`;
	};

	return {
		samples,
		onFault: (name, lastsMs) => {
			const group = groupOf(name, lastsMs);
			const isAlone = now() >= busyUntil && isSettled;
			busyUntil = Math.max(busyUntil, now() + lastsMs);
			episode =
				isAlone && group !== undefined
					? { name: group, begunAt: now(), endsAt: now() + lastsMs, unsettledAt: undefined }
					: undefined;
			startedAt = undefined;
			unknownSince.clear();
		},
		onStart: isAfterKill => {
			startedAt = isAfterKill && now() >= busyUntil ? now() : undefined;
			unknownSince.clear();
		},
		onEnd: () => {
			episode = undefined;
			isSettled = false;
			privateLiveAt = undefined;
		},
		onKill: (sentMs, verifiedMs) => {
			if (sentMs !== undefined) {
				add('kill switch: sent', sentMs);
			}

			if (verifiedMs !== undefined && now() >= busyUntil) {
				add('kill switch: verified', verifiedMs);
			}
		},
		onEvent: event => {
			switch (event.type) {
				case 'order': {
					const { order } = event;
					const status = statusOf(order);
					if (status === 'UNKNOWN') {
						unknownSince.set(order.clientOid, unknownSince.get(order.clientOid) ?? now());
					} else if (unknownSince.has(order.clientOid)) {
						const took = now() - unknownSince.get(order.clientOid)!;
						unknownSince.delete(order.clientOid);
						add(status === 'NOT PLACED' ? 'UNKNOWN order: NOT PLACED' : 'UNKNOWN order: found', took);
					}

					return;
				}

				case 'socket':
					if (event.socket === 'private') {
						privateLiveAt = event.state === 'live' && event.generation > 1 ? now() : undefined;
					}

					return;
				case 'gate':
					if (event.closedBecause === undefined && privateLiveAt !== undefined && now() >= busyUntil) {
						add('private loss: compared', now() - privateLiveAt);
						privateLiveAt = undefined;
					}

					return;
				default:
			}
		},
		look: boot => {
			const problem = judge(boot);
			why = problem ?? '';
			isSettled = problem === undefined;
			if (isSettled && startedAt !== undefined) {
				add('restart after kill -9', now() - startedAt);
				startedAt = undefined;
			}

			if (episode === undefined) {
				return;
			}

			if (!isSettled) {
				if (episode.unsettledAt === undefined) {
					episode.unsettledAt = now();
					add(`${episode.name}: seen`, now() - episode.begunAt);
				}
			} else if (episode.unsettledAt !== undefined && now() >= episode.endsAt) {
				add(`${episode.name}: LIVE again`, now() - Math.max(episode.endsAt, episode.begunAt));
				episode = undefined;
			} else if (now() > episode.endsAt + noEffectMs) {
				episode = undefined;
			}
		},
		isSettled: () => isSettled,
		why: () => why,
	};
}
