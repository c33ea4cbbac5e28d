import { record } from '../journal/entry.js';
import type { Clock } from '../lib/seams.js';
import type { State } from '../store/state.js';
import { isOurs } from '../trading/client-oid.js';
import type { CanceledMany, Gateway, VenueOrder } from '../trading/gateway.js';
import { isFinal, type Order, statusOf } from '../trading/order-state.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import type { AccountIntake } from './account-intake.js';
import type { Canceler } from './canceler.js';
import type { ExternalOrders } from './external-orders.js';
import type { Gate } from './gate.js';
import { unlessGone } from './gone-pairs.js';
import type { OrderLedger } from './order-ledger.js';
import { pause } from './pause.js';
import type { Scribe } from './scribe.js';
import { noteEndedStops } from './venue-evidence.js';

export type CancelScope =
	| { readonly scope: 'mine' }
	| { readonly scope: 'symbol'; readonly symbol: string }
	| { readonly scope: 'account' };

/** What came of a canceling: verified against the venue's lists. */
export type CancelReport = {
	readonly requested: number;
	readonly canceled: number;
	/** Known to be still working, or not known, when it gave up waiting. */
	readonly left: number;
	/** The venue's own active list was seen empty (of ours) twice, a second apart. */
	readonly verified: boolean;
	/** Brackets that were given up: no stop of theirs is watched here any more, and no exit is placed. */
	readonly brackets: number;
};

/** Words for the brackets of a report. */
export const givenUp = (brackets: number): string =>
	`${brackets} bracket${brackets === 1 ? '' : 's'} given up: stop and target are gone too`;

/** Canceling many: sent at once, repeated until the venue's own lists are empty. */
export type CancelScopes = {
	readonly cancelAll: (scope: CancelScope, why: string) => Promise<CancelReport>;
	readonly kill: (why: string) => Promise<CancelReport>;
};

export type CancelScopesDeps = {
	readonly clock: Clock;
	readonly instance: string;
	readonly gateway: Gateway;
	readonly ledger: OrderLedger;
	readonly externals: ExternalOrders;
	readonly intake: AccountIntake;
	readonly canceler: Canceler;
	readonly gate: Gate;
	readonly scribe: Scribe;
	/** For which pairs there are. */
	readonly state: Pick<State, 'instruments'>;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	/** Ends brackets, of one symbol or all, so that none puts an exit back. Returns how many. */
	readonly abandonBrackets: (symbol: string | undefined, why: string) => number;
};

const giveUpMs = 30_000;

const lookEveryMs = 500;

const emptyApartMs = 1000;

/** After the lists are empty, for our own records to agree. */
const settleMs = 5000;

export function createCancelScopes(deps: CancelScopesDeps): CancelScopes {
	const { clock, gateway, ledger, externals, canceler } = deps;

	const openIn = (scope: CancelScope): readonly Order[] =>
		ledger.open().filter(order => scope.scope !== 'symbol' || order.symbol === scope.symbol);

	const isMine = (entry: VenueOrder): boolean =>
		ledger.get(entry.clientOid) !== undefined ||
		ledger.byOrderId(entry.orderId) !== undefined ||
		isOurs(entry.clientOid, deps.instance);

	/** What the venue still calls active of the scope. Throws when it cannot be asked. */
	const listActive = async (scope: CancelScope): Promise<readonly VenueOrder[]> => {
		const symbols =
			scope.scope === 'symbol'
				? [scope.symbol]
				: [...new Set([...(await gateway.activeSymbols()), ...openIn(scope).map(({ symbol }) => symbol)])];
		const lists = await Promise.all(
			symbols.map(symbol => unlessGone(deps.state, symbol, gateway.activeOrders(symbol))),
		);
		return lists.flatMap(list => list ?? []).filter(entry => scope.scope === 'account' || isMine(entry));
	};

	/** The venue's own way for everything on the account; what fails there is tried symbol by symbol. */
	const cancelAccount = async (): Promise<void> => {
		const noteEnded = ({ endedIds }: CanceledMany): void => noteEndedStops(ledger, endedIds);
		let failedSymbols: readonly string[] | undefined;
		try {
			const many = await gateway.cancelAll();
			noteEnded(many);
			failedSymbols = many.failedSymbols;
		} catch {
			// As one that failed as a whole.
		}

		for (const symbol of failedSymbols ?? new Set(externals.open().map(order => order.symbol))) {
			await gateway.cancelSymbol(symbol).then(noteEnded, () => {});
		}
	};

	const verify = async (scope: CancelScope, why: string): Promise<boolean> => {
		const began = clock.monoNow();
		let emptyAt: number | undefined;
		while (clock.monoNow() - began < giveUpMs) {
			try {
				const active = await listActive(scope);
				if (active.length === 0) {
					emptyAt ??= clock.monoNow();
					if (clock.monoNow() - emptyAt >= emptyApartMs) {
						return true;
					}
				} else {
					emptyAt = undefined;
					const mine = active.flatMap(entry => deps.intake.takeRecord(entry, 'verifying a cancel') ?? []);
					canceler.cancel(mine, why);
					if (scope.scope === 'account') {
						await cancelAccount();
					}
				}
			} catch {
				// Asking failed: that is neither empty nor not.
				emptyAt = undefined;
			}

			await pause(clock, emptyAt === undefined ? lookEveryMs : emptyApartMs);
		}

		return false;
	};

	const settle = async (targets: readonly Order[]): Promise<void> => {
		const until = clock.monoNow() + settleMs;
		// An order of unknown outcome has a search of its own, which may take longer than anybody wants to wait here.
		const isWaiting = ({ clientOid }: Order): boolean => {
			const order = ledger.get(clientOid);
			return order !== undefined && !isFinal(order) && statusOf(order) !== 'UNKNOWN';
		};
		while (targets.some(isWaiting) && clock.monoNow() < until) {
			await pause(clock, 100);
		}
	};

	const cancelAll = async (scope: CancelScope, why: string): Promise<CancelReport> => {
		const symbol = scope.scope === 'symbol' ? scope.symbol : undefined;
		const given = deps.abandonBrackets(symbol, why);
		const targets = openIn(scope);
		const foreign = scope.scope === 'account' ? externals.open().length : 0;
		canceler.cancel(targets, why);
		if (given > 0) {
			deps.notify('warning', givenUp(given));
		}

		if (scope.scope === 'account') {
			await cancelAccount();
		}

		const verified = await verify(scope, why);
		await settle(targets);
		const now = targets.map(({ clientOid }) => ledger.get(clientOid));
		return {
			requested: targets.length + foreign,
			canceled:
				now.filter(order => order !== undefined && statusOf(order) === 'CANCELED').length + (verified ? foreign : 0),
			left: openIn(scope).length + (scope.scope === 'account' && !verified ? externals.open().length : 0),
			verified,
			brackets: given,
		};
	};

	return {
		cancelAll,
		async kill(why) {
			deps.scribe.together(() => {
				deps.gate.setTrading('HALTED', why);
				deps.scribe.write(journal => record(journal, 'kill', why, { scope: 'mine', open: ledger.open().length }));
			});
			const report = await cancelAll({ scope: 'mine' }, why);
			deps.notify(
				report.left === 0 && report.verified ? 'warning' : 'danger',
				[
					// It takes a second to be sure: a person may have lifted it meanwhile.
					deps.gate.trading() === 'HALTED' ? 'KILLED' : 'KILLED and lifted',
					`${report.left} left${report.verified ? ' ✓' : ' · not verified'}`,
					...(report.brackets === 0 ? [] : [givenUp(report.brackets)]),
				].join(' · '),
			);
			return report;
		},
	};
}
