import { NetError } from '../../lib/errors.js';
import type {
	Clock,
	HttpReply,
	HttpRequest,
	Net,
	NetFailure,
	Random,
	Socket,
	SocketEvents,
	SocketOptions,
} from '../../lib/seams.js';
import type { Exchange } from '../exchange.js';
import type { RestReply } from '../rest-reply.js';
import type { RawSocketOutput } from '../ws-api.js';
import { ProcessDeath, type VirtualProcess } from './machine.js';

/** What is wrong between a computer and the exchange, beyond the exchange's own faults. All off at first. */
export type Weather = {
	/** Each way, ms, uniform from `latencyMs` to `latencyMs + jitterMs`. */
	latencyMs: number;
	jitterMs: number;
	isDnsDown: boolean;
	/** Somebody stands in between with a certificate of their own. */
	isTlsBroken: boolean;
	isUnreachable: boolean;
	/** Packets of that way vanish, and are sent again until it is over: nobody learns of it meanwhile. */
	blackhole: 'none' | 'both' | 'up' | 'down';
};

export type NetWatcher = {
	/** A request is about to leave the program. */
	readonly onRequest?: (request: HttpRequest) => void;
	readonly onReply?: (request: HttpRequest, reply: RestReply) => void;
	readonly onConnect?: (url: string) => void;
	readonly onClientFrame?: (connection: number, text: string) => void;
};

/** The network of one computer in virtual time, with the exchange at its other end. */
export type VirtualNet = {
	readonly weather: Weather;
	/** For one process; its connections end with it. */
	readonly open: (owner: VirtualProcess) => Net & { readonly close: () => void };
	/** Resets every connection and every request under way. */
	readonly cutAll: () => void;
	readonly connections: () => number;
};

const abnormalClosure = 1006;

const retransmitMs = 700;

const failures = {
	dns: { kind: 'dns', text: 'DNS ENOTFOUND', sent: false },
	refused: { kind: 'refused', text: 'refused', sent: false },
	tls: { kind: 'tls', text: 'TLS cert: DEPTH_ZERO_SELF_SIGNED_CERT', sent: false },
	unreachable: { kind: 'unreachable', text: 'unreachable ENETUNREACH', sent: false },
	noConnection: { kind: 'timeout', text: 'timeout', sent: false },
	timeout: { kind: 'timeout', text: 'timeout', sent: true },
	reset: { kind: 'reset', text: 'reset', sent: true },
} as const satisfies Record<string, NetFailure>;

export type VirtualNetDeps = {
	/** The world's. */
	readonly clock: Clock;
	readonly random: Random;
	readonly exchange: Exchange;
};

export function createVirtualNet(deps: VirtualNetDeps, watcher: NetWatcher = {}): VirtualNet {
	const { clock, random, exchange } = deps;
	const { faults } = exchange;
	const weather: Weather = {
		latencyMs: 20,
		jitterMs: 15,
		isDnsDown: false,
		isTlsBroken: false,
		isUnreachable: false,
		blackhole: 'none',
	};
	const cuts = new Set<() => void>();
	let connectionsMade = 0;
	let open = 0;

	const latency = (): number => weather.latencyMs + random() * weather.jitterMs;
	const isLost = (way: 'up' | 'down'): boolean => {
		const fault = faults.active(
			'link.blackhole',
			({ direction }) => direction === undefined || direction === 'both' || direction === way,
		);
		return weather.blackhole === 'both' || weather.blackhole === way || fault !== undefined;
	};

	/** Why no connection can be made now; undefined when one can. */
	const obstacle = (url: string): NetFailure | undefined => {
		if (weather.isDnsDown) {
			return failures.dns;
		}

		if (weather.isUnreachable) {
			return failures.unreachable;
		}

		const isDeadEdge = url.includes('//127.0.0.1:1/');
		if (isDeadEdge || faults.active('net.refuse') !== undefined) {
			return failures.refused;
		}

		return weather.isTlsBroken ? failures.tls : undefined;
	};

	/** One direction of one connection: late, but in order; what is lost is sent again until it gets through. */
	const createWay = (way: 'up' | 'down', delay: () => number): ((work: () => void) => void) => {
		let lastAt = 0;
		const held: (() => void)[] = [];
		const send = (work: () => void): void => {
			lastAt = Math.max(lastAt, clock.monoNow() + delay());
			clock.after(lastAt - clock.monoNow(), work);
		};
		const again = (): void => {
			if (isLost(way)) {
				clock.after(retransmitMs, again);
			} else {
				for (const work of held.splice(0)) {
					send(work);
				}
			}
		};
		return work => {
			if (held.length > 0 || isLost(way)) {
				held.push(work);
				if (held.length === 1) {
					clock.after(retransmitMs, again);
				}
			} else {
				send(work);
			}
		};
	};

	const openFor: VirtualNet['open'] = owner => {
		/** Enters the process, where it still lives. */
		const later = (delayMs: number, work: () => void): void => {
			clock.after(delayMs, () => owner.enter(work));
		};

		const request = (call: HttpRequest): Promise<HttpReply> =>
			new Promise((resolve, reject) => {
				let isOver = false;
				const stopTimer = owner.clock.after(call.timeoutMs, () =>
					fail(isConnected ? failures.timeout : failures.noConnection),
				);
				const finish = (work: () => void): void => {
					if (!isOver) {
						isOver = true;
						stopTimer();
						cuts.delete(cut);
						work();
					}
				};
				const fail = (failure: NetFailure): void => {
					const { host, pathname } = new URL(call.url);
					finish(() => reject(new NetError(`${call.method} ${host}${pathname} failed: ${failure.text}`, failure)));
				};
				const cut = (): void => later(latency(), () => fail(failures.reset));
				let isConnected = false;
				try {
					owner.touch(() => {
						watcher.onRequest?.(call);
						const problem = obstacle(call.url);
						if (problem !== undefined) {
							later(latency(), () => fail(problem));
							return;
						}

						// With a connection kept from before, the bytes are under way whether they arrive or not.
						isConnected = !(isLost('up') || isLost('down')) || random() < 0.5;
						cuts.add(cut);
						if (isConnected) {
							createWay('up', latency)(() => arrive());
						}
					});
				} catch (error) {
					if (!(error instanceof ProcessDeath)) {
						throw error;
					}
				}

				const arrive = (): void => {
					const { pathname, search } = new URL(call.url);
					const headers: Record<string, string> = {};
					for (const [name, value] of Object.entries(call.headers ?? {})) {
						headers[name.toLowerCase()] = value;
					}

					const reply = exchange.rest.handle({
						method: call.method,
						target: pathname + search,
						headers,
						body: call.body ?? '',
					});
					watcher.onReply?.(call, reply);
					createWay(
						'down',
						() => reply.delayMs + latency(),
					)(() =>
						owner.enter(() => {
							if (reply.cut !== undefined) {
								fail(failures.reset);
							} else {
								const { status, headers: told, body } = reply;
								finish(() => resolve({ status, headers: told, body }));
							}
						}),
					);
				};
			});

		const connect = (url: string, options: SocketOptions, events: SocketEvents): Socket => {
			connectionsMade += 1;
			const id = connectionsMade;
			let session: ReturnType<Exchange['openSession']> | undefined;
			let state: 'connecting' | 'open' | 'closing' | 'closed' = 'connecting';
			let bytes = 0;
			let isRefused = false;

			/** What goes the same way arrives in the same order. */
			const down = createWay('down', () => latency() + Number(faults.active('ws.latency')?.ms ?? 0));
			const up = createWay('up', latency);
			const leave = (): void => {
				if (session !== undefined) {
					session.closed();
					session = undefined;
					open -= 1;
				}
			};
			const finish = (code: number, reason: string, failure?: NetFailure): void => {
				if (state !== 'closed') {
					state = 'closed';
					stopTimer();
					cuts.delete(cut);
					events.onClose(failure === undefined ? { code, reason } : { code, reason, failure });
				}
			};
			const reset = (): void => {
				const wasOpen = state !== 'connecting';
				finish(abnormalClosure, '', { ...failures.reset, sent: wasOpen });
			};
			const cut = (): void => {
				leave();
				later(latency(), reset);
			};
			const receive = (frame: string | Uint8Array): void => {
				if (state !== 'open') {
					return;
				}

				bytes += frame.length;
				if (typeof frame !== 'string') {
					events.onBinary(frame.length);
				} else if (frame.length > options.maxPayloadBytes) {
					finish(abnormalClosure, '', { kind: 'protocol', text: 'frame too large', sent: true });
				} else {
					events.onText(frame);
				}
			};
			const write = (frame: string | Uint8Array): void => down(() => owner.enter(() => receive(frame)));
			const output: RawSocketOutput = {
				send: write,
				sendRaw: write,
				close: (code, reason) => {
					isRefused = session === undefined;
					leave();
					down(() => owner.enter(() => finish(code, reason)));
				},
			};
			const stopTimer = owner.clock.after(options.connectTimeoutMs, () => {
				if (state === 'connecting') {
					finish(abnormalClosure, '', { kind: 'timeout', text: 'connect timeout', sent: false });
				}
			});
			const upgrade = (): void => {
				if (state !== 'connecting' || !owner.isAlive() || isLost('down')) {
					return;
				}

				cuts.add(cut);
				down(() =>
					owner.enter(() => {
						if (state === 'connecting') {
							state = 'open';
							stopTimer();
							events.onOpen();
						}
					}),
				);
				const query = new URL(url).searchParams;
				open += 1;
				// The session speaks while it is made, and may refuse.
				session = exchange.openSession(
					{ token: query.get('token') ?? '', connectId: query.get('connectId') ?? undefined },
					output,
				);
				if (isRefused) {
					leave();
				}
			};

			const emit = (work: () => void): void => {
				try {
					owner.touch(work);
				} catch (error) {
					if (!(error instanceof ProcessDeath)) {
						throw error;
					}
				}
			};
			emit(() => {
				watcher.onConnect?.(url);
				const problem = obstacle(url);
				if (problem !== undefined) {
					later(latency(), () => finish(abnormalClosure, '', problem));
				} else if (!isLost('up')) {
					// TCP, TLS and the upgrade: three journeys there and two back before it is seen.
					clock.after(5 * latency(), upgrade);
				}
			});

			endings.add(() => {
				state = 'closed';
				cuts.delete(cut);
				clock.after(latency(), leave);
			});
			return {
				send: text => {
					if (state !== 'open') {
						return;
					}

					emit(() => {
						watcher.onClientFrame?.(id, text);
						up(() => session?.receive(text));
					});
				},
				close: () => {
					if (state === 'open' || state === 'connecting') {
						state = 'closing';
						up(leave);
						later(2 * latency(), () => finish(1000, ''));
					}
				},
				terminate: () => {
					if (state !== 'closed') {
						state = 'closing';
						up(leave);

						later(0, () => finish(abnormalClosure, ''));
					}
				},
				bytesReceived: () => bytes,
			};
		};

		const endings = new Set<() => void>();
		return {
			request,
			connect,
			close: () => {
				for (const end of endings) {
					end();
				}

				endings.clear();
			},
		};
	};

	return {
		weather,
		open: openFor,
		cutAll: () => {
			for (const cut of [...cuts]) {
				cut();
			}
		},
		connections: () => open,
	};
}
