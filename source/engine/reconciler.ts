import { record } from '../journal/entry.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { State } from '../store/state.js';
import { findAt, type Gateway, type VenueAddress } from '../trading/gateway.js';
import { isFinal, liveAddressesOf, type Order, statusOf } from '../trading/order-state.js';
import type { AccountIntake } from './account-intake.js';
import type { ExternalOrders } from './external-orders.js';
import type { FillCollector } from './fill-collector.js';
import { needsFills } from './fill-collector.js';
import { unlessGone } from './gone-pairs.js';
import type { OrderLedger } from './order-ledger.js';
import type { Scribe } from './scribe.js';

/** Compares everything we believe with what the venue says, and takes the venue's word through the same evidence. */
export type Reconciler = {
	/**
	 * Resolves when a comparison that began after the call has ended, well or not. One that fails is repeated with
	 * growing pauses until one succeeds.
	 */
	readonly run: (why: string) => Promise<void>;
	readonly stop: () => void;
};

export type ReconcilerDeps = {
	readonly clock: Clock;
	readonly gateway: Gateway;
	readonly ledger: OrderLedger;
	readonly externals: ExternalOrders;
	readonly intake: AccountIntake;
	readonly collector: FillCollector;
	readonly scribe: Scribe;
	/** For which pairs there are. */
	readonly state: Pick<State, 'instruments'>;
	/** Asks for all balances and takes them. */
	readonly readBalances: () => Promise<void>;
	/** After each: whether it was complete, and whether it is the newest that was asked for. */
	readonly onEnd: (outcome: {
		readonly complete: boolean;
		readonly isCurrent: boolean;
		readonly problem: string | undefined;
	}) => void;
};

/** Two clocks and a slow list: what happened shortly before the last comparison is looked at again. */
const overlapMs = 120_000;

/** Symbols of younger orders are compared though none of them is open. */
const recentMs = 3_600_000;

/** The venue forgets canceled orders after two days. */
const forgetsAfterMs = 2 * 86_400_000;

/** How far back the venue shows fills: what was traded before that, while nobody compared, is not to be learned. */
const showsFillsMs = 7 * 86_400_000;

/** Between two answers that there is no such stop. */
const goneApartMs = 2000;

/** A stop that was placed just now may not be shown yet. */
const goneAfterMs = 10_000;

export function createReconciler(deps: ReconcilerDeps, comparedUntil: () => number | undefined): Reconciler {
	const { clock, gateway, ledger, externals, intake, scribe } = deps;
	let generation = 0;
	let running: Promise<void> | undefined;
	let next: Promise<void> | undefined;
	let lastGood: number | undefined;
	/** Orders made before this venue time may have traded unseen. */
	let blindUntil = Number.NEGATIVE_INFINITY;
	let failures = 0;
	let retry: Cancel | undefined;
	let isStopped = false;
	/** Orders that the venue said to know nothing of: how often, and since when, monotonic ms. */
	const missing = new Map<string, { times: number; readonly since: number }>();

	const sinceTime = (askedAt: number): number => {
		const open = ledger.open().map(order => order.createdAt);
		const known = lastGood ?? comparedUntil() ?? Math.min(askedAt, ...open);
		return Math.max(0, known - overlapMs);
	};

	const symbolsToAsk = async (): Promise<readonly string[]> => {
		const symbols = new Set(await gateway.activeSymbols());
		for (const order of [...ledger.open(), ...externals.open()]) {
			symbols.add(order.symbol);
		}

		// Where nothing is open any more an order that was taken for refused may have lived and ended meanwhile.
		const recent = gateway.venueNow() - recentMs;
		for (const order of ledger.all()) {
			if (needsFills(order) || order.createdAt > recent) {
				symbols.add(order.symbol);
			}
		}

		return [...symbols];
	};

	/** Returns the ids that the venue calls active. */
	const compareSymbol = async (symbol: string, since: number): Promise<readonly string[]> => {
		const lists = await unlessGone(
			deps.state,
			symbol,
			Promise.all([gateway.activeOrders(symbol), gateway.doneOrders(symbol, since), gateway.fills({ symbol, since })]),
		);
		if (lists === undefined) {
			return [];
		}

		const [active, done, fills] = lists;
		scribe.together(() => {
			// Fills first: an order is seen to end together with what it traded.
			const early = fills.filter(fill => ledger.byOrderId(fill.orderId) !== undefined);
			for (const fill of early) {
				ledger.apply(ledger.byOrderId(fill.orderId)!.clientOid, { kind: 'fill', fill }, 'fills by rest');
			}

			for (const entry of [...active, ...done]) {
				intake.takeRecord(entry, 'reconciliation');
			}

			// Those of orders that only the lists have told of.
			for (const fill of fills) {
				const order = ledger.byOrderId(fill.orderId);
				if (order !== undefined) {
					ledger.apply(order.clientOid, { kind: 'fill', fill }, 'fills by rest');
				}
			}
		});
		return active.map(({ orderId }) => orderId);
	};

	/** Absence from a list proves nothing: each order that we think open and the list lacks is asked for by its id. */
	const askAbsent = async (active: ReadonlySet<string>): Promise<void> => {
		for (const { clientOid } of ledger.open()) {
			await askAddresses(clientOid, active);
		}

		for (const { symbol, orderId, family } of externals.open()) {
			if (orderId === undefined || active.has(orderId)) {
				continue;
			}

			const answer = await unlessGone(
				deps.state,
				symbol,
				gateway.findById(symbol, orderId, family).then(found => ({ found })),
			);
			if (answer?.found !== undefined) {
				externals.noteRecord(answer.found);
			} else if (answer !== undefined) {
				externals.drop(orderId);
			}
		}
	};

	/** Asks at every address once: the answer of a stop or a pair may name the order that came of it. */
	const askAddresses = async (clientOid: string, active: ReadonlySet<string>): Promise<void> => {
		const asked = new Set<string>();
		for (let order = ledger.get(clientOid); order?.seen === true; order = ledger.get(clientOid)) {
			const next = liveAddressesOf(order).find(
				({ orderId, family }) =>
					!asked.has(orderId ?? '') && (orderId === undefined ? family !== 'plain' : !active.has(orderId)),
			);
			if (next === undefined || isFinal(order)) {
				return;
			}

			asked.add(next.orderId ?? '');
			await askAt(order, next);
		}
	};

	const askAt = async (order: Order, address: VenueAddress): Promise<void> => {
		const { orderId, family } = address;
		const answer = await unlessGone(
			deps.state,
			order.symbol,
			findAt(gateway, address).then(found => ({ found })),
		);
		if (answer === undefined) {
			return;
		}

		const entry = answer.found;
		const key = `${order.clientOid} ${orderId ?? ''}`;
		if (entry !== undefined) {
			missing.delete(key);
			intake.takeRecord(entry, 'asked by id');
			return;
		}

		const now = clock.monoNow();
		const { times, since } = missing.get(key) ?? { times: 0, since: now };
		missing.set(key, { times: times + 1, since });
		if (times < 1 || orderId === undefined) {
			return;
		}

		const age = gateway.venueNow() - order.createdAt;
		if (family !== 'plain') {
			// Twice neither listed nor known: it waits no more. Whether a cancel or a trigger ended it, absence does not tell.
			const isGone = now - since >= goneApartMs && age > goneAfterMs;
			const child = isGone ? await gateway.findByClientOid(order.symbol, order.clientOid, 'plain') : undefined;
			if (child !== undefined) {
				intake.takeRecord(child, 'asked by id');
			} else if (isGone) {
				missing.delete(key);
				const gone = { kind: 'venue', orderId, state: 'open', filledSize: '0', canceledSize: '0' } as const;
				ledger.apply(order.clientOid, { ...gone, stop: 'triggered' }, 'the venue has it no more');
			}
		} else if (age > forgetsAfterMs) {
			// Older than anything the venue remembers, and twice not there: it is over, and nothing more can be learned.
			if (order.createdAt < blindUntil) {
				// How it is over cannot be said either: nobody looked while its fills were still shown.
				ledger.apply(order.clientOid, { kind: 'given-up' }, 'nobody compared while the venue still knew it');
			}

			const done = { kind: 'venue', orderId, state: 'done', filledSize: '0', canceledSize: '0' } as const;
			ledger.apply(order.clientOid, done, 'the venue has forgotten it');
		}
	};

	const collectFills = async (): Promise<void> => {
		for (const order of [...ledger.all()]) {
			const isRecent = !isFinal(order) || gateway.venueNow() - order.createdAt < 7 * 86_400_000;
			if (isRecent && needsFills(order)) {
				await unlessGone(deps.state, order.symbol, deps.collector.collect(order));
			}
		}
	};

	const compare = async (why: string): Promise<void> => {
		const askedAt = gateway.venueNow();
		const since = sinceTime(askedAt);
		if (askedAt - since > showsFillsMs) {
			blindUntil = askedAt;
		}

		const active = new Set<string>();
		for (const symbol of await symbolsToAsk()) {
			for (const orderId of await compareSymbol(symbol, since)) {
				active.add(orderId);
			}
		}

		await askAbsent(active);
		await collectFills();
		await deps.readBalances();
		lastGood = askedAt;
		scribe.write(journal =>
			record(journal, 'recon', why, {
				complete: true,
				since: askedAt,
				open: ledger.open().length,
				unknown: ledger.open().filter(order => statusOf(order) === 'UNKNOWN').length,
				external: externals.open().length,
			}),
		);
	};

	const runOnce = async (why: string): Promise<void> => {
		retry?.();
		retry = undefined;
		const mine = generation;
		let problem: string | undefined;
		try {
			await compare(why);
			failures = 0;
		} catch (error) {
			problem = error instanceof Error ? error.message : String(error);
			failures += 1;
		}

		if (isStopped) {
			return;
		}

		if (problem !== undefined) {
			scribe.write(journal => record(journal, 'recon', why, { complete: false, problem }));
			retry = clock.after(delayOf(failures), () => void run('after a failure'));
		}

		deps.onEnd({ complete: problem === undefined, isCurrent: mine === generation, problem });
	};

	const run = (why: string): Promise<void> => {
		if (isStopped) {
			return Promise.resolve();
		}

		generation += 1;
		if (running === undefined) {
			running = runOnce(why).finally(() => {
				running = undefined;
			});
			return running;
		}

		// What runs now began before this call, and may have asked before the news: one more after it.
		next ??= running.then(() => {
			next = undefined;
			return run(why);
		});
		return next;
	};

	return {
		run,
		stop() {
			isStopped = true;
			retry?.();
		},
	};
}

const delayOf = (failures: number): number => Math.min(15_000, 1000 * 2 ** Math.min(failures - 1, 4));
