import type { Random } from '../../source/lib/seams.js';
import { demoCredentials } from '../../source/simulator/exchange.js';
import { type OrderDraft, plainDraft } from '../../source/trading/draft.js';
import { isFinal, isInDoubt, type Order, statusOf } from '../../source/trading/order-state.js';
import type { Boot, Client } from './client.js';
import type { Facts } from './facts.js';
import type { Fail } from './violation.js';
import type { LimitWatch } from './watch-limits.js';
import type { OrderWatch } from './watch-orders.js';
import type { World } from './world.js';

/** A person at the keys, by seed: places, cancels, brackets, flattens, kills, and puts right what the program asks for. */
export type Trader = {
	readonly begin: () => void;
	/** Places nothing more; still arms, resumes and presses R. */
	readonly rest: () => void;
};

export type TraderDeps = {
	readonly world: World;
	readonly client: Client;
	readonly facts: Facts;
	readonly orders: OrderWatch;
	readonly limits: LimitWatch;
	readonly onKill: (sentMs: number | undefined, verifiedMs: number | undefined) => void;
	/** Whether the venue has said lately that even cancels are too many. */
	readonly mayCancelsWait: () => boolean;
	readonly fail: Fail;
};

const symbol = 'BTC-USDT';
const keyTail = demoCredentials.key.slice(-4);

/** I4: the DELETE is on its way by then, whatever else goes wrong. */
const cancelLeavesMs = 100;

const plain: OrderDraft = { ...plainDraft, symbol, side: 'buy', why: 'key b' };

export function createTrader(deps: TraderDeps): Trader {
	const { world, client, facts, orders, fail } = deps;
	const { clock } = world;
	const random: Random = world.random('trader');
	let isResting = false;

	const between = (low: number, high: number): number => low + random() * (high - low);
	const chance = (share: number): boolean => random() < share;
	const pick = <Value>(list: readonly Value[]): Value | undefined => list[Math.floor(random() * list.length)];
	const priceOf = (value: number): string => value.toFixed(1);
	const sizeOf = (): string => between(0.001, 0.05).toFixed(4);

	const openOrders = (boot: Boot): readonly Order[] =>
		[...boot.run.engine.store.state.trading.orders.values()]
			.map(({ order }) => order)
			.filter(order => !order.external && !isFinal(order));

	const drafts: readonly ((mid: number) => OrderDraft)[] = [
		mid => {
			const side = chance(0.5) ? 'buy' : 'sell';
			const away = between(0.0005, 0.01) * (side === 'buy' ? -1 : 1);
			return { ...plain, side, price: priceOf(mid * (1 + away)), size: sizeOf(), postOnly: chance(0.3) };
		},
		mid => {
			const side = chance(0.5) ? 'buy' : 'sell';
			const away = between(-0.0002, 0.0002);
			return { ...plain, side, price: priceOf(mid * (1 + away)), size: sizeOf() };
		},
		() => ({ ...plain, side: chance(0.5) ? 'buy' : 'sell', type: 'market', size: sizeOf() }),
		() => ({ ...plain, type: 'market', funds: between(20, 500).toFixed(2) }),
		mid => ({
			...plain,
			price: priceOf(mid * 1.001),
			size: sizeOf(),
			timeInForce: chance(0.5) ? 'IOC' : 'FOK',
		}),
		mid => ({
			...plain,
			price: priceOf(mid * (1 - between(0, 0.0005))),
			size: sizeOf(),
			timeInForce: 'GTT',
			cancelAfter: Math.floor(between(5, 60)),
		}),
		mid => ({
			...plain,
			price: priceOf(mid * (1 + between(-0.0003, 0.0005))),
			size: sizeOf(),
			exits: {
				stop: priceOf(mid * (1 - between(0.001, 0.02))),
				target: chance(0.7) ? priceOf(mid * (1 + between(0.002, 0.02))) : undefined,
			},
		}),
	];

	const place = (boot: Boot): void => {
		const book = boot.run.engine.store.state.symbols.get(symbol)?.book;
		const mid = book === undefined || !book.seeded ? 67_000 : (book.bids.best + book.asks.best) / 2;
		const draft = pick(drafts)!(mid);
		const report = boot.run.engine.trading!.submit(draft);
		facts.count(report.kind === 'submitted' ? 'submitted' : `denied ${report.code}`);
		world.trace.note(
			`trader ${draft.side} ${draft.type} ${draft.size ?? draft.funds} at ${draft.price}: ${report.kind === 'submitted' ? report.clientOid : report.code}`,
		);
	};

	const cancel = (boot: Boot): void => {
		const order = pick(openOrders(boot).filter(one => !one.cancelRequested && !isInDoubt(one)));
		if (order === undefined) {
			return;
		}

		const at = clock.monoNow();
		const before = orders.deletes();
		world.trace.note(`trader cancels ${order.clientOid} (${statusOf(order)})`);
		facts.count('cancels');
		boot.run.engine.trading!.cancel(order.clientOid, 'key c');
		clock.after(cancelLeavesMs, () => {
			const isGone = !boot.process.isAlive() || boot.process.isStalled() || client.boot() !== boot;
			if (orders.deletes() === before && !isGone && !deps.mayCancelsWait()) {
				fail('I4', `no cancel of ${order.clientOid} has left ${clock.monoNow() - at} ms after it was asked for`);
			}
		});
	};

	const kill = (boot: Boot): void => {
		const at = clock.monoNow();
		const mine = openOrders(boot).filter(one => !one.cancelRequested && !isInDoubt(one)).length;
		world.trace.note(`trader kills with ${mine} open`);
		facts.count('kills');
		deps.limits.excuse();
		const before = orders.deletes();
		if (chance(0.5)) {
			boot.halt();
			return;
		}

		const done = boot.run.engine.trading!.kill('key K');
		clock.after(cancelLeavesMs, () => {
			const isGone = !boot.process.isAlive() || boot.process.isStalled() || client.boot() !== boot;
			const sent = orders.deletes() - before;
			if (isGone || deps.mayCancelsWait()) {
				return;
			}

			if (sent < mine) {
				fail('I4', `the kill switch sent ${sent} of ${mine} cancels in ${cancelLeavesMs} ms`);
			}

			if (mine > 0) {
				deps.onKill(orders.lastDeleteAt() - at, undefined);
			}
		});
		void done.then(report => {
			world.trace.note(`killed: ${JSON.stringify(report)}`);
			facts.count(report.verified ? 'kills verified' : 'kills not verified');
			// With something left it waited for our own records to agree, of a stop whose fate is unknown for instance.
			if (report.verified && report.left === 0) {
				deps.onKill(undefined, clock.monoNow() - at);
			}
		});
	};

	const actions: readonly (readonly [share: number, act: (boot: Boot) => void])[] = [
		[60, place],
		[24, cancel],
		[
			5,
			boot => {
				deps.limits.excuse();
				facts.count('cancel all');
				world.trace.note('trader cancels all of mine');
				void boot.run.engine.trading!.cancelAll({ scope: 'mine' }, 'key X');
			},
		],
		[
			2,
			boot => {
				deps.limits.excuse();
				facts.count('cancel account');
				world.trace.note('trader cancels the account');
				void boot.run.engine.trading!.cancelAll({ scope: 'account' }, 'key X');
			},
		],
		[
			4,
			boot => {
				deps.limits.excuse();
				facts.count('flattens');
				world.trace.note('trader flattens');
				void boot.run.engine.trading!.flatten(symbol, 'key F');
			},
		],
		[2, kill],
		[
			world.pace.reconnects,
			boot => {
				world.trace.note('trader presses R');
				boot.run.engine.execute({ type: 'feed.reconnect' });
			},
		],
	];

	const total = actions.reduce((sum, [share]) => sum + share, 0);

	/** What a person does when the screen asks for it. */
	const attend = (boot: Boot): void => {
		const { trading, store } = boot.run.engine;
		const { gate } = store.state.trading;
		if (gate?.armed === false) {
			trading!.arm(keyTail);
		}

		if (gate !== undefined && gate.trading !== 'ACTIVE' && chance(0.5)) {
			world.trace.note(`trader resumes from ${gate.trading}`);
			trading!.resume('key !');
		}

		for (const order of openOrders(boot)) {
			// The screen says that nobody knows what became of it, and that x gives it up.
			if (isInDoubt(order) && chance(0.3)) {
				facts.count('orders in doubt given up');
				world.trace.note(`trader gives up ${order.clientOid}`);
				trading!.cancel(order.clientOid, 'key x');
			}
		}

		const isTlsBlocked = [...store.state.sockets.values()].some(
			({ event }) => event?.reason?.startsWith('TLS') === true,
		);
		if (isTlsBlocked && (isResting || chance(0.2))) {
			boot.run.engine.execute({ type: 'feed.reconnect' });
		}
	};

	const act = (): void => {
		clock.after(-Math.log(1 - random()) * (isResting ? 1000 : world.pace.traderPauseMs), act);
		const boot = client.boot();
		if (boot === undefined || boot.run.viewerOf !== undefined) {
			return;
		}

		boot.process.enter(() => {
			attend(boot);
			if (isResting) {
				return;
			}

			let left = random() * total;
			for (const [share, run] of actions) {
				left -= share;
				if (left < 0) {
					run(boot);
					return;
				}
			}
		});
	};

	return {
		begin: act,
		rest: () => {
			isResting = true;
		},
	};
}
