import { record } from '../journal/entry.js';
import type { Clock } from '../lib/seams.js';
import type { State } from '../store/state.js';
import type { Gateway } from '../trading/gateway.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import { isGonePair } from './gone-pairs.js';
import type { OrderLedger } from './order-ledger.js';
import type { Scribe } from './scribe.js';

/** Keeps the venue's own switch set while orders of ours are open: it cancels them if we fall silent. */
export type DeadMan = {
	/** When it fires if it is not renewed, wall ms; undefined when it is not set. */
	readonly firesAt: () => number | undefined;
	/** Each second, and after every change of the open orders. */
	readonly tick: () => void;
	/** Ends it: cleared when `clear`, otherwise left as it is. */
	readonly stop: (clear: boolean) => Promise<void>;
};

export type DeadManDeps = {
	readonly clock: Clock;
	readonly gateway: Pick<Gateway, 'deadMan' | 'venueNow'>;
	readonly ledger: OrderLedger;
	readonly state: State;
	readonly scribe: Scribe;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	/** It was not renewed in time: it is to be taken for fired. */
	readonly onFired: () => void;
	readonly onChange: () => void;
};

const timeoutSeconds = 60;

const renewMs = 20_000;

const retryMs = 2000;

/** The venue takes no more symbols in one setting. */
const maxSymbols = 50;

type Setting = { readonly symbols: readonly string[]; readonly renewedAt: number; readonly firesAt: number };

export function createDeadMan(deps: DeadManDeps): DeadMan {
	const { clock, gateway, ledger, notify } = deps;
	const send = gateway.deadMan;
	let setting: Setting | undefined;
	let isBusy = false;
	let isStopped = false;
	let nextTryAt = 0;
	let toldLeftOut: ReadonlySet<string> = new Set();

	/** It might fire when a venue that was closed opens again. */
	const isVenueClosed = (): boolean =>
		deps.state.venue !== undefined && deps.state.venue.status !== 'open' && deps.state.venue.status !== 'unreachable';

	/** An empty list means every symbol to the venue: it is never sent. One with a pair that is gone may be refused as a whole. */
	const wantedSymbols = (): readonly string[] =>
		[...new Set(ledger.open().map(({ symbol }) => symbol))].filter(symbol => !isGonePair(deps.state, symbol)).sort();

	const tellLeftOut = (leftOut: readonly string[]): void => {
		const news = leftOut.filter(symbol => !toldLeftOut.has(symbol));
		if (news.length > 0) {
			notify('warning', `the dead-man switch takes ${maxSymbols} pairs: it does not guard ${news.join(' ')}`);
		}

		toldLeftOut = new Set(leftOut);
	};

	const set = async (symbols: readonly string[]): Promise<void> => {
		const sentAt = clock.monoNow();
		const triggersAt = await send!(timeoutSeconds, symbols);
		const inMs = triggersAt === undefined ? timeoutSeconds * 1000 : triggersAt - gateway.venueNow();
		const isNew = setting?.symbols.join() !== symbols.join();
		setting = { symbols, renewedAt: sentAt, firesAt: clock.wallNow() + inMs };
		if (isNew) {
			deps.scribe.write(journal => record(journal, 'dcp', 'orders are open', { seconds: timeoutSeconds, symbols }));
		}
	};

	const clear = async (why: string): Promise<void> => {
		const symbols = setting?.symbols ?? [];
		if (symbols.length > 0) {
			await send!(-1, symbols);
			setting = undefined;
			deps.scribe.write(journal => record(journal, 'dcp', why, { seconds: -1, symbols }));
		}
	};

	const attempt = async (work: () => Promise<void>): Promise<void> => {
		isBusy = true;
		try {
			await work();
			nextTryAt = 0;
		} catch {
			nextTryAt = clock.monoNow() + retryMs;
		} finally {
			isBusy = false;
			deps.onChange();
		}
	};

	const noticeFired = (): void => {
		// In the sleep of a machine only the wall clock goes on.
		const isLate = (set: Setting): boolean =>
			clock.monoNow() - set.renewedAt > timeoutSeconds * 1000 || clock.wallNow() > set.firesAt;
		if (setting !== undefined && isLate(setting)) {
			setting = undefined;
			notify('danger', 'the dead-man switch was not renewed in 60 s: the venue may have canceled the orders');
			deps.onFired();
		}
	};

	const tick = (): void => {
		if (send === undefined || isStopped) {
			return;
		}

		noticeFired();
		const now = clock.monoNow();
		if (isBusy || now < nextTryAt) {
			return;
		}

		if (isVenueClosed()) {
			if (setting !== undefined) {
				void attempt(() => clear('the venue is closed'));
			}

			return;
		}

		const wanted = wantedSymbols();
		tellLeftOut(wanted.slice(maxSymbols));
		const symbols = wanted.slice(0, maxSymbols);
		const isDue = setting === undefined || now - setting.renewedAt >= renewMs;
		if (symbols.length === 0) {
			// At the next renewal, not at once: orders come and go.
			if (setting !== undefined && isDue) {
				void attempt(() => clear('no order is open'));
			}
		} else if (isDue || symbols.some(symbol => !setting?.symbols.includes(symbol))) {
			void attempt(() => set(symbols));
		}
	};

	return {
		firesAt: () => setting?.firesAt,
		tick,
		async stop(mustClear) {
			isStopped = true;
			if (mustClear && send !== undefined) {
				await attempt(() => clear('left on purpose'));
			}
		},
	};
}
