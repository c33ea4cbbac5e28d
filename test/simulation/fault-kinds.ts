import type { Random } from '../../source/lib/seams.js';
import { demoOwner } from '../../source/simulator/exchange.js';
import { malformedKinds, parseFault } from '../../source/simulator/fault-catalog.js';
import { plainDraft } from '../../source/trading/draft.js';
import type { Client } from './client.js';
import type { Facts } from './facts.js';
import type { OrderWatch } from './watch-orders.js';
import type { ScreenWatch } from './watch-screen.js';
import { crowdRate, type World } from './world.js';

export type Stage = {
	readonly world: World;
	readonly client: Client;
	readonly screen: ScreenWatch;
	readonly orders: OrderWatch;
	readonly facts: Facts;
	readonly random: Random;
	/** The venue may refuse cancels for their number until then. */
	readonly excuseCancels: (ms: number) => void;
	/** The venue or the client's own caution answers nothing but cancels until then: what waits for lists waits. */
	readonly refuseReads: (ms: number) => void;
	/** Starts the program again in a while, as a person or a script does. */
	readonly restartLater: (ms: number) => void;
};

/** One way in which the world fails. `lasts` is in seconds, from and to; 0 for what is done at once. */
export type FaultKind = {
	readonly name: string;
	readonly lasts: readonly [from: number, to: number];
	/** `ms`: how long it lasts. What the exchange times itself needs no end. */
	readonly begin: (stage: Stage, ms: number) => void;
	readonly end?: (stage: Stage) => void;
	/** Seldom drawn where it takes the rest of the run with it, often where other faults hide it. */
	readonly weight?: number;
	/** Seconds that it may take by design until nothing of it is left; not drawn when fewer remain. @default 0 */
	readonly settlesIn?: number;
};

const between = (random: Random, from: number, to: number): number => from + random() * (to - from);
const pick = <Value>(random: Random, list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;

const control = ({ world }: Stage, fault: Readonly<Record<string, unknown>>): void => {
	world.exchange.control(parseFault(fault, 'simulation'));
};

const cut = (stage: Stage): void => control(stage, { fault: 'link.cut' });

/** A lasting fault of the exchange. `cuts`: it concerns only new connections, so the old ones are cut. */
const lasting = (
	name: string,
	lasts: FaultKind['lasts'],
	fault: (random: Random) => Readonly<Record<string, unknown>>,
	options: { readonly cuts?: boolean; readonly weight?: number } = {},
): FaultKind => ({
	name,
	lasts,
	...(options.weight === undefined ? {} : { weight: options.weight }),
	begin: (stage, ms) => {
		control(stage, { forMs: ms, ...fault(stage.random) });
		if (options.cuts === true) {
			cut(stage);
		}
	},
});

/** A fault of the exchange for the next few uses. */
const counted = (
	name: string,
	fault: (random: Random) => Readonly<Record<string, unknown>>,
	options: { readonly cuts?: boolean; readonly most?: number; readonly weight?: number } = {},
): FaultKind => ({
	name,
	lasts: [5, 15],
	...(options.weight === undefined ? {} : { weight: options.weight }),
	begin: (stage, ms) => {
		const count = 1 + Math.floor(stage.random() * (options.most ?? 3));
		control(stage, { forMs: ms, count, ...fault(stage.random) });
		if (options.cuts === true) {
			cut(stage);
		}
	},
});

const weather = (
	name: string,
	lasts: FaultKind['lasts'],
	set: (stage: Stage, isOn: boolean) => void,
	options: { readonly cuts?: boolean } = {},
): FaultKind => ({
	name,
	lasts,
	begin: stage => {
		set(stage, true);
		if (options.cuts === true) {
			cut(stage);
		}
	},
	end: stage => set(stage, false),
});

const lossStyles = ['reset', 'timeout', '504'] as const;
const focused = 'BTC-USDT';

const restFault = (name: string): FaultKind =>
	lasting(name, [2, 20], random => ({ fault: name, probability: pick(random, [0.3, 1]) }));

const blackhole = (direction: 'both' | 'up' | 'down'): FaultKind =>
	weather(`blackhole ${direction}`, [3, 50], ({ world }, isOn) => {
		world.net.weather.blackhole = isOn ? direction : 'none';
	});

/** The account's stream says nothing, and nothing shows it. */
const deaf = (name: string, fault: Readonly<Record<string, unknown>>): FaultKind => ({
	name,
	lasts: [5, 90],
	begin: (stage, ms) => {
		stage.orders.noteDeaf(ms + 75_000);
		control(stage, { ...fault, forMs: ms });
	},
});

const level2 = (name: string): FaultKind => counted(name, () => ({ fault: name, symbol: focused }), { most: 4 });

export const faultKinds: readonly FaultKind[] = [
	{ name: 'link.cut', lasts: [0, 0], begin: cut, weight: 2 },
	lasting('net.refuse', [1, 90], () => ({ fault: 'net.refuse' }), { cuts: true }),
	lasting('net.edgeDead', [10, 60], () => ({ fault: 'net.edgeDead' }), { cuts: true }),
	weather(
		'dns',
		[2, 60],
		({ world }, isOn) => {
			world.net.weather.isDnsDown = isOn;
		},
		{ cuts: true },
	),
	weather(
		'tls',
		[2, 40],
		({ world }, isOn) => {
			world.net.weather.isTlsBroken = isOn;
		},
		{ cuts: true },
	),
	weather(
		'unreachable',
		[2, 60],
		({ world }, isOn) => {
			world.net.weather.isUnreachable = isOn;
		},
		{ cuts: true },
	),
	blackhole('both'),
	blackhole('up'),
	blackhole('down'),
	{
		name: 'slow net',
		lasts: [5, 40],
		begin: ({ world, random }) => {
			world.net.weather.latencyMs = between(random, 100, 800);
			world.net.weather.jitterMs = between(random, 50, 800);
		},
		end: ({ world }) => {
			world.net.weather.latencyMs = 20;
			world.net.weather.jitterMs = 15;
		},
	},
	lasting('ws.latency', [5, 40], random => ({ fault: 'ws.latency', ms: Math.round(between(random, 200, 4000)) })),
	lasting('mute.pong', [10, 60], () => ({ fault: 'mute.pong' })),
	lasting('mute.topic book', [5, 60], () => ({ fault: 'mute.topic', topic: '/market/level2', symbol: focused })),
	lasting('mute.topic ticker', [5, 60], () => ({ fault: 'mute.topic', topic: '/market/ticker', symbol: focused })),
	{
		name: 'mute.topic match',
		lasts: [5, 90],
		settlesIn: 60,
		begin: (stage, ms) => {
			stage.screen.noteMuteTape();
			control(stage, { fault: 'mute.topic', topic: '/market/match', symbol: focused, forMs: ms });
		},
		end: stage => stage.screen.noteMuteTape(),
	},
	deaf('mute.topic orders', { fault: 'mute.topic', topic: '/spotMarket/tradeOrders' }),
	deaf('mute.private', { fault: 'mute.private' }),
	counted('mute.welcome', () => ({ fault: 'mute.welcome' }), { cuts: true }),
	counted('mute.ack', () => ({ fault: 'mute.ack' }), { cuts: true, most: 6 }),
	counted('ack.err', random => ({ fault: 'ack.err', code: pick(random, [400, 403, 509]) }), { cuts: true }),
	{
		name: 'rest.token.429',
		lasts: [5, 15],
		begin: (stage, ms) => {
			// The private token is of the same quota as cancels.
			stage.excuseCancels(ms + 35_000);
			control(stage, { fault: 'rest.token.429', forMs: ms, count: 1 + Math.floor(stage.random() * 3) });
			cut(stage);
		},
	},
	counted('rest.token.500', () => ({ fault: 'rest.token.500' }), { cuts: true }),
	counted('rest.token.slow', random => ({ fault: 'rest.token.slow', ms: Math.round(between(random, 1000, 9000)) }), {
		cuts: true,
	}),
	{
		name: 'token.expire',
		lasts: [0, 0],
		begin: stage => {
			control(stage, { fault: 'token.expire' });
			cut(stage);
		},
	},
	{
		name: 'token.life',
		lasts: [20, 40],
		begin: stage => {
			// A token that is over before it can be used.
			control(stage, { fault: 'token.life', ms: 1 });
			cut(stage);
		},
		end: stage => control(stage, { fault: 'token.life', ms: 86_400_000 }),
	},
	level2('l2.drop'),
	level2('l2.dup'),
	level2('l2.swap'),
	level2('l2.straddle'),
	{
		name: 'l2.corrupt',
		lasts: [0, 0],
		begin: stage => {
			stage.screen.noteCorruption(focused);
			control(stage, { fault: 'l2.corrupt', symbol: focused, count: 1, forMs: 3000 });
		},
	},
	{
		name: 'l2.silentCorrupt',
		// Seldom noticed before something else brings a new book.
		weight: 4,
		lasts: [0, 0],
		settlesIn: 60,
		begin: stage => {
			stage.screen.noteCorruption(focused);
			control(stage, { fault: 'l2.silentCorrupt', symbol: focused, count: 1, forMs: 3000 });
		},
	},
	{
		name: 'snap.lag',
		lasts: [3, 20],
		begin: (stage, ms) => {
			const lagMs = Math.round(between(stage.random, 500, 8000));
			stage.screen.noteLag(lagMs);
			control(stage, { fault: 'snap.lag', ms: lagMs, forMs: ms });
			control(stage, { fault: 'l2.drop', symbol: focused, count: 2, forMs: ms });
		},
	},
	{
		name: 'snap.500',
		lasts: [5, 60],
		begin: (stage, ms) => {
			control(stage, { fault: 'snap.500', forMs: ms });
			control(stage, { fault: 'l2.drop', symbol: focused, count: 1, forMs: ms });
		},
	},
	{
		name: 'frame.malformed',
		lasts: [0, 0],
		weight: 2,
		settlesIn: 60,
		begin: stage => {
			const kind = pick(stage.random, malformedKinds);
			const topic = pick(stage.random, [
				'/market/ticker:BTC-USDT',
				'/market/match:BTC-USDT',
				'/market/level2:BTC-USDT',
				'/spotMarket/tradeOrders',
			]);
			control(stage, { fault: 'frame.malformed', kind, topic, times: 1 + Math.floor(stage.random() * 6) });
			stage.facts.count(`malformed ${kind}`);
		},
	},
	{
		name: 'rest.429',
		lasts: [2, 15],
		begin: (stage, ms) => {
			const isHonest = stage.random() < 0.5;
			stage.excuseCancels(ms + 35_000);
			control(stage, { fault: 'rest.429', forMs: ms, probability: pick(stage.random, [0.3, 1]), headers: isHonest });
		},
	},
	...['rest.500', 'rest.503', 'rest.504', 'rest.truncated', 'rest.dataNull', 'rest.reset'].map(restFault),
	{
		name: 'rest.html403',
		lasts: [2, 15],
		begin: (stage, ms) => {
			// All but cancels stay away from such an edge for 30 s.
			stage.refuseReads(ms + 35_000);
			control(stage, { fault: 'rest.html403', forMs: ms, probability: pick(stage.random, [0.3, 1]) });
		},
	},
	lasting('rest.slow', [2, 20], random => ({ fault: 'rest.slow', ms: Math.round(between(random, 500, 8000)) })),
	counted('rest.place.lostAck', random => ({ fault: 'rest.place.lostAck', as: pick(random, lossStyles) })),
	counted('rest.place.never', random => ({ fault: 'rest.place.never', as: pick(random, lossStyles) })),
	counted('rest.place.lateAccept', random => ({
		fault: 'rest.place.lateAccept',
		as: pick(random, lossStyles),
		ms: Math.round(between(random, 200, 4500)),
	})),
	{
		name: 'resurrection',
		lasts: [45, 70],
		begin: (stage, ms) => {
			const fault = { fault: 'rest.place.lateAccept', as: 'reset', ms: 32_000, count: 1, forMs: ms - 35_000 };
			control(stage, fault);
		},
	},
	counted('rest.cancel.lostAck', random => ({ fault: 'rest.cancel.lostAck', as: pick(random, lossStyles) })),
	counted('race.cancelFill', () => ({ fault: 'race.cancelFill' })),
	lasting('priv.dup', [5, 30], () => ({ fault: 'priv.dup', probability: 0.5 })),
	lasting('priv.late', [5, 30], random => ({
		fault: 'priv.late',
		ms: Math.round(between(random, 50, 3000)),
		probability: 0.5,
	})),
	{
		name: 'bal.skew',
		lasts: [70, 140],
		// Balances are asked for each 5 min where no order is open.
		settlesIn: 300,
		begin: (stage, ms) => {
			const currency = pick(stage.random, ['BTC', 'USDT']);
			control(stage, { fault: 'bal.skew', currency, amount: currency === 'BTC' ? '0.01' : '25', forMs: ms });
		},
	},
	{
		name: 'quota.set',
		lasts: [10, 50],
		begin: (stage, ms) => {
			stage.excuseCancels(ms + 35_000);
			control(stage, {
				fault: 'quota.set',
				pool: pick(stage.random, ['Spot', 'Management', 'Public']),
				units: Math.round(between(stage.random, 30, 300)),
			});
		},
		end: stage => {
			for (const pool of ['Spot', 'Management', 'Public']) {
				control(stage, { fault: 'quota.set', pool });
			}
		},
	},
	{
		name: 'conn.limit',
		lasts: [10, 60],
		begin: stage => {
			control(stage, { fault: 'conn.limit', most: pick(stage.random, [0, 1]) });
			cut(stage);
		},
		end: stage => control(stage, { fault: 'conn.limit' }),
	},
	{
		name: 'venue.status',
		lasts: [10, 60],
		begin: stage =>
			control(stage, {
				fault: 'venue.status',
				status: pick(stage.random, ['close', 'cancelonly']),
				message: 'upgrade',
			}),
		end: stage => control(stage, { fault: 'venue.status', status: 'open' }),
	},
	{
		name: 'venue clock step',
		lasts: [0, 0],
		begin: stage => {
			stage.screen.noteSkew();
			control(stage, { fault: 'clock.step', ms: Math.round(between(stage.random, -20_000, 20_000)) });
		},
	},
	{
		name: 'venue clock drift',
		lasts: [60, 200],
		begin: stage => {
			stage.screen.noteSkew();
			control(stage, { fault: 'clock.drift', msPerS: Math.round(between(stage.random, -20, 20)) });
		},
		end: stage => control(stage, { fault: 'clock.drift', msPerS: 0 }),
	},
	{
		name: 'clock step',
		lasts: [0, 0],
		begin: ({ world, random }) =>
			world.machine.stepWall(pick(random, [-3_600_000, -5000, -1500, 1500, 5000, 3_600_000])),
	},
	{
		name: 'clock drift',
		lasts: [60, 200],
		begin: ({ world, random }) => world.machine.setDrift(between(random, -30, 30)),
		end: ({ world }) => world.machine.setDrift(0),
	},
	{
		name: 'sleep',
		lasts: [3, 120],
		begin: ({ world }, ms) => world.machine.sleep(ms),
	},
	{
		name: 'freeze',
		lasts: [6, 70],
		begin: ({ client }, ms) => client.process()?.stall(ms),
	},
	{
		name: 'loop stall',
		lasts: [0.05, 5],
		begin: ({ client }, ms) => client.process()?.stall(ms),
		weight: 2,
	},
	{
		name: 'feed flood',
		lasts: [2, 6],
		weight: 0.5,
		begin: stage => control(stage, { fault: 'feed.rate', symbol: focused, rate: 2 }),
		end: stage =>
			control(stage, { fault: 'feed.rate', symbol: focused, rate: crowdRate[focused] * stage.world.pace.crowd }),
	},
	{
		name: 'quiet market',
		lasts: [15, 60],
		begin: stage => control(stage, { fault: 'market.quiet', symbol: focused }),
		end: stage => control(stage, { fault: 'market.quiet', symbol: focused, quiet: false }),
	},
	{
		name: 'trading halt of the pair',
		lasts: [10, 60],
		weight: 0.5,
		begin: stage => control(stage, { fault: 'sym.halt', symbol: focused, trading: false }),
		end: stage => control(stage, { fault: 'sym.halt', symbol: focused, trading: true }),
	},
	{
		name: 'delisting',
		lasts: [0, 0],
		weight: 0.2,
		begin: stage => {
			const isListed = (): boolean => stage.world.exchange.venue.market('ETH-USDT') !== undefined;
			if (!isListed()) {
				return;
			}

			// With an order in it, where trading is open: what is asked about it is refused, and the others must go on.
			stage.client.boot()?.run.engine.trading?.submit({
				...plainDraft,
				symbol: 'ETH-USDT',
				side: 'buy',
				price: '1500',
				size: '0.1',
				why: 'key b',
			});
			stage.world.clock.after(between(stage.random, 0, 3000), () => {
				if (isListed()) {
					control(stage, { fault: 'sym.remove', symbol: 'ETH-USDT' });
				}
			});
		},
	},
	{
		name: 'disk full',
		lasts: [5, 40],
		begin: ({ world, random }) => world.disk.setRoom(Math.floor(between(random, 0, 3000))),
		end: stage => {
			stage.world.disk.setRoom(undefined);
			// A person makes room and starts it again, as it asks for.
			stage.restartLater(between(stage.random, 500, 5000));
		},
	},
	{
		name: 'fsync error',
		lasts: [0, 0],
		begin: stage => {
			stage.world.disk.fail('sync', 1);
			stage.restartLater(between(stage.random, 5000, 25_000));
		},
	},
	{
		name: 'torn write',
		lasts: [0, 0],
		begin: stage => {
			stage.world.disk.fail('torn-append', 1);
			stage.restartLater(between(stage.random, 5000, 25_000));
		},
	},
	{
		name: 'kill -9',
		lasts: [0, 0],
		begin: ({ client }) => client.kill(),
	},
	{
		name: 'kill -9 at a touch',
		lasts: [0, 0],
		weight: 3,
		begin: ({ client, random }) =>
			client.planDeath({ touches: 1 + Math.floor(random() * 40), when: random() < 0.5 ? 'before' : 'after' }),
	},
	{
		name: 'power cut',
		lasts: [0, 0],
		begin: ({ client, world, random }) => {
			client.kill();
			world.disk.cutPower(random);
		},
	},
	{
		name: 'exit',
		lasts: [0, 0],
		begin: ({ client, random, facts }) => {
			const reason = pick(random, ['quit', 'terminate', 'hangup'] as const);
			facts.count(`exit ${reason}`);
			void client.stop(reason);
		},
	},
	{
		name: 'other client',
		lasts: [10, 60],
		begin: ({ world, random }, ms) => {
			const { desk } = world.exchange;
			const until = world.clock.monoNow() + ms;
			let made = 0;
			const act = (): void => {
				if (world.clock.monoNow() > until) {
					for (const order of desk.active(demoOwner, undefined)) {
						if (order.clientOid.startsWith('other')) {
							desk.cancel(order, 'user');
						}
					}

					return;
				}

				made += 1;
				const side = random() < 0.5 ? 'buy' : 'sell';
				desk.place(demoOwner, {
					clientOid: `other-${Math.round(world.clock.monoNow())}-${made}`,
					symbol: focused,
					side,
					type: 'limit',
					price: (67_268 * (side === 'buy' ? 0.97 : 1.03)).toFixed(1),
					size: '0.002',
				});
				world.clock.after(between(random, 1000, 8000), act);
			};
			act();
		},
	},
];

/** Puts everything right that a fault may have left wrong. */
export function healAll(stage: Stage): void {
	const { exchange, net, disk, machine } = stage.world;
	exchange.faults.clear(undefined);
	Object.assign(net.weather, {
		latencyMs: 20,
		jitterMs: 15,
		isDnsDown: false,
		isTlsBroken: false,
		isUnreachable: false,
		blackhole: 'none',
	});
	machine.wakeUp();
	stage.client.process()?.recover();
	disk.fail('none');
	disk.setRoom(undefined);
	machine.setDrift(0);
	control(stage, { fault: 'clock.drift', msPerS: 0 });
	control(stage, { fault: 'conn.limit' });
	control(stage, { fault: 'token.life', ms: 86_400_000 });
	control(stage, { fault: 'venue.status', status: 'open' });
	control(stage, { fault: 'feed.rate', symbol: focused, rate: crowdRate[focused] * stage.world.pace.crowd });
	control(stage, { fault: 'market.quiet', symbol: focused, quiet: false });
	control(stage, { fault: 'sym.halt', symbol: focused, trading: true });
	for (const pool of ['Spot', 'Management', 'Public']) {
		control(stage, { fault: 'quota.set', pool });
	}
}
