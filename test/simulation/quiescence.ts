import { compareDecimals } from '../../source/lib/decimal.js';
import { formatMoney } from '../../source/simulator/accounts.js';
import { demoCredentials, demoOwner } from '../../source/simulator/exchange.js';
import { formatSize } from '../../source/simulator/wire.js';
import { filledSizeOf, isFinal, statusOf } from '../../source/trading/order-state.js';
import type { Client } from './client.js';
import type { Facts } from './facts.js';
import { dataDir } from './options.js';
import type { RecoveryWatch } from './recovery.js';
import { fillKeyOf, isOwn, type Truth } from './truth.js';
import type { Fail } from './violation.js';
import type { ScreenWatch } from './watch-screen.js';
import type { World } from './world.js';

/** Faults have stopped and half a minute has passed: everything is LIVE, and everything equals the exchange's. */
export function checkQuiescence(deps: {
	readonly world: World;
	readonly truth: Truth;
	readonly client: Client;
	readonly recovery: RecoveryWatch;
	readonly screen: ScreenWatch;
	readonly facts: Facts;
	readonly fail: Fail;
}): void {
	const { world, truth, client, recovery, facts, fail } = deps;
	const refuse = (text: string): never => fail('quiescence', text);
	if (!recovery.isSettled()) {
		refuse(`30 s after the faults: ${recovery.why()}`);
	}

	const { trading } = client.boot()!.run.engine.store.state;
	const told = new Map([...trading.orders.values()].map(({ order }) => [order.clientOid, order]));
	for (const order of truth.ownOrders()) {
		const known = told.get(order.clientOid);
		if (known === undefined) {
			// What ended long ago is forgotten; what works never is.
			if (order.active) {
				refuse(`the venue works on ${order.clientOid}, which the client does not know`);
			}

			continue;
		}

		if (isFinal(known) === order.active) {
			refuse(`${order.clientOid} is ${statusOf(known)} here and ${order.active ? 'active' : 'done'} at the venue`);
		}

		const filled = formatSize(order.market, order.dealLots);
		if (compareDecimals(filledSizeOf(known), filled) !== 0) {
			refuse(`${order.clientOid} has ${filledSizeOf(known)} filled here and ${filled} at the venue`);
		}
	}

	const active = new Set(truth.ownOrders().flatMap(order => (order.active ? [order.clientOid] : [])));
	const stops = new Set(
		world.exchange.stops.list(demoOwner).flatMap(stop => (stop.status === 'NEW' ? [String(stop.body.clientOid)] : [])),
	);
	for (const order of told.values()) {
		// Of a pair that is gone no list is to be had that could prove it: it stays unknown, and nothing else is locked by it.
		const isUnprovable = statusOf(order) === 'UNKNOWN' && truth.market(order.symbol).removed;
		if (isUnprovable) {
			facts.count('unknown in a pair that is gone');
			continue;
		}

		if (!isFinal(order) && !order.external && !active.has(order.clientOid) && !stops.has(order.clientOid)) {
			refuse(`${order.clientOid} is ${statusOf(order)} here, and the venue has nothing of the kind`);
		}
	}

	const fills = new Set<string>();
	for (const { order } of trading.orders.values()) {
		for (const fill of order.fills.values()) {
			fills.add(`${fill.symbol} ${fill.orderId} ${fill.tradeId}`);
		}
	}

	for (const fill of truth.ownFills()) {
		if (told.has(fill.order.clientOid) && !fills.has(fillKeyOf(fill))) {
			refuse(`the fill ${fillKeyOf(fill)} of ${fill.order.clientOid} is not known`);
		}
	}

	compareJournal(world, truth, facts, refuse);

	for (const { currency, total, hold } of world.exchange.accounts.balances(demoOwner)) {
		const known = trading.balances.get(currency);
		if (known === undefined ? total !== 0n : compareDecimals(known.total, formatMoney(total)) !== 0) {
			refuse(`${currency}: ${known?.total} in all here, ${formatMoney(total)} at the venue`);
		}

		if (known !== undefined && compareDecimals(known.hold, formatMoney(hold)) !== 0) {
			refuse(`${currency}: ${known.hold} held here, ${formatMoney(hold)} at the venue`);
		}
	}

	for (const [path, text] of world.disk.content) {
		for (const secret of [demoCredentials.secret, demoCredentials.passphrase]) {
			if (text.includes(secret)) {
				fail('I6', `a secret is in ${path}`);
			}
		}
	}
}

/** Over all boots: every fill of ours stands in the journal, and with one size. */
function compareJournal(world: World, truth: Truth, facts: Facts, refuse: (text: string) => never): void {
	const folder = `${dataDir}/journal`;
	const lines = world.disk
		.list(folder)
		.filter(name => name.endsWith('.ndjson'))
		.flatMap(name => (world.disk.read(`${folder}/${name}`) ?? '').split('\n'));
	const journaled = new Set<string>();
	const intents = new Set<string>();
	for (const line of lines) {
		if (line.includes('"kind":"fill"')) {
			const entry = JSON.parse(line);
			journaled.add(`${entry.symbol} ${entry.order_id} ${entry.trade_id}`);
		} else if (line.includes('"kind":"intent"')) {
			intents.add(JSON.parse(line).client_oid);
		} else if (line.includes('"why":"order stream silent"')) {
			facts.count('compared: order stream silent');
		}
	}

	for (const fill of truth.ownFills()) {
		if (!journaled.has(fillKeyOf(fill))) {
			refuse(`the fill ${fillKeyOf(fill)} of ${fill.order.clientOid} is not in the journal`);
		}
	}

	for (const order of truth.ownOrders()) {
		if (isOwn(order) && !intents.has(order.clientOid)) {
			refuse(`${order.clientOid} has no intent in the journal`);
		}
	}
}
