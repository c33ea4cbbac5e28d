import type { EngineEvent } from '../../source/engine/engine.js';
import type { HttpRequest } from '../../source/lib/seams.js';
import { selectOrders } from '../../source/store/selectors/orders.js';
import { isFinal, isResurrected, statusOf } from '../../source/trading/order-state.js';
import type { Boot } from './client.js';
import type { Facts } from './facts.js';
import { dataDir, symbols } from './options.js';
import { isOwn, type Truth } from './truth.js';
import type { Fail } from './violation.js';
import type { World } from './world.js';

/** I1, I2 and I5: what leaves, what the venue has, and what is counted. */
export type OrderWatch = {
	readonly onRequest: (request: HttpRequest) => void;
	readonly onEvent: (event: EngineEvent) => void;
	readonly onBoot: () => void;
	/** About once a second. */
	readonly check: () => void;
	/** I3 of the account: what the pane of orders shows while it says LIVE. */
	readonly paint: (boot: Boot) => void;
	/** The account's stream is deaf without a sign of it: only comparisons find out. */
	readonly noteDeaf: (ms: number) => void;
	/** World time of the last DELETE that named this id. */
	readonly deletedAt: (id: string) => number | undefined;
	readonly deletes: () => number;
	readonly lastDeleteAt: () => number;
};

/** A push is under way so long, and its loss is seen by then: half-open connections, unknown orders, an event that is due. */
const agreesMs = 12_000;

/** Comparisons come each minute while orders are open. */
const deafMs = 75_000;
const startMs = 12_000;

const placements = new Set(['/api/v1/hf/orders', '/api/v1/stop-order', '/api/v3/oco/order']);

export function watchOrders(world: World, truth: Truth, facts: Facts, fail: Fail): OrderWatch {
	const { disk, clock, exchange } = world;
	const sent = new Set<string>();
	const deleted = new Map<string, number>();
	const told = new Set<string>();
	const mismatches = new Map<string, number>();
	let deafUntil = 0;
	let deletes = 0;
	let lastDeleteAt = 0;

	const folder = `${dataDir}/journal`;
	/** Whether an intent of this order has reached the disk itself; the newest lines are looked at first. */
	const isDurable = (clientOid: string): boolean =>
		disk
			.list(folder)
			.filter(name => name.endsWith('.ndjson'))
			.reverse()
			.some(name => {
				const text = disk.durableText(`${folder}/${name}`);
				for (let end = text.length; end > 0; ) {
					const start = text.lastIndexOf('\n', end - 2) + 1;
					const line = text.slice(start, end);
					if (line.includes('"kind":"intent"') && line.includes(clientOid)) {
						return true;
					}

					end = start;
				}

				return false;
			});

	const onPlacement = (body: string): void => {
		const { clientOid } = JSON.parse(body) as { readonly clientOid: string };
		if (sent.has(clientOid)) {
			fail('I1', `the order ${clientOid} was sent twice`);
		}

		sent.add(clientOid);
		facts.count('orders sent');
		if (!isDurable(clientOid)) {
			fail('I5', `the order ${clientOid} left before its intent was durable`);
		}
	};

	return {
		onRequest: request => {
			const { pathname } = new URL(request.url);
			if (request.method === 'POST' && placements.has(pathname)) {
				onPlacement(request.body ?? '{}');
			} else if (request.method === 'DELETE') {
				deletes += 1;
				if (deleted.has(pathname.slice(pathname.lastIndexOf('/') + 1))) {
					facts.count('cancel sent again');
				}

				lastDeleteAt = clock.monoNow();
				deleted.set(pathname.slice(pathname.lastIndexOf('/') + 1), clock.monoNow());
				const named = new URL(request.url).searchParams;
				for (const name of ['clientOid', 'orderId', 'orderIds']) {
					const id = named.get(name);
					if (id !== null) {
						deleted.set(id, clock.monoNow());
					}
				}
			}
		},
		onBoot: () => {
			told.clear();
		},
		onEvent: event => {
			if (event.type === 'fill') {
				const { symbol, orderId, tradeId } = event.fill;
				const key = `${symbol} ${orderId} ${tradeId}`;
				const fill = truth.fillAt(key);
				if (fill === undefined) {
					fail('I2', `a fill that never was: ${key}`);
				}

				if (told.has(key)) {
					fail('I2', `the fill ${key} was counted twice`);
				}

				told.add(key);
				facts.count('fills counted');
			} else if (event.type === 'order' && !event.order.external) {
				const { order } = event;
				if (isResurrected(order)) {
					facts.count('seen resurrected');
				}

				facts.count(`order ${statusOf(order)}`);
				if (order.cancelRequested && statusOf(order) === 'FILLED') {
					facts.count('filled before cancel');
				}

				const real = order.orderId === undefined ? undefined : exchange.desk.find(1, { orderId: order.orderId });
				if (real !== undefined && isFinal(order) && real.active && order.request?.stop === undefined) {
					fail('I2', `${order.clientOid} is told ${statusOf(order)} while it works at the venue`);
				}
			}
		},
		check: () => {
			const seen = new Map<string, number>();
			for (const order of truth.ownOrders()) {
				const times = (seen.get(order.clientOid) ?? 0) + 1;
				seen.set(order.clientOid, times);
				if (times > 1 && isOwn(order)) {
					fail('I1', `the venue has ${times} orders ${order.clientOid}`);
				}
			}
		},
		noteDeaf: ms => {
			deafUntil = Math.max(deafUntil, clock.monoNow() + ms);
		},
		paint: boot => {
			const { state } = boot.run.engine.store;
			const at = { wall: world.machine.wallNow(), mono: world.machine.monoNow() };
			const view = selectOrders(state, symbols[0], at);
			facts.count(`paint orders ${view.freshness.state}`);
			if (view.freshness.state !== 'LIVE' || clock.monoNow() - boot.startedAt < startMs) {
				mismatches.clear();
				return;
			}

			const wrong = new Map<string, string>();
			const shown = new Map(view.orders.map(row => [row.clientOid, row]));
			for (const order of truth.ownOrders()) {
				const row = shown.get(order.clientOid);
				if (order.active && row === undefined) {
					wrong.set(order.clientOid, 'works at the venue and is not shown');
				} else if (row !== undefined && row.isFinal === order.active) {
					wrong.set(
						order.clientOid,
						`is shown ${row.status}, and ${order.active ? 'works' : `is done (${order.dealLots} of ${order.originLots} lots)`} at the venue`,
					);
				}
			}

			for (const clientOid of mismatches.keys()) {
				if (!wrong.has(clientOid)) {
					mismatches.delete(clientOid);
				}
			}

			const patience = clock.monoNow() < deafUntil ? deafMs : agreesMs;
			for (const [clientOid, text] of wrong) {
				const since = mismatches.get(clientOid) ?? clock.monoNow();
				mismatches.set(clientOid, since);
				if (clock.monoNow() - since > patience) {
					fail('I3', `orders are LIVE, and for ${Math.round(clock.monoNow() - since)} ms ${clientOid} ${text}`);
				}
			}
		},
		deletedAt: id => deleted.get(id),
		deletes: () => deletes,
		lastDeleteAt: () => lastDeleteAt,
	};
}
