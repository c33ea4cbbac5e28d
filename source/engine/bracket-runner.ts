import { record } from '../journal/entry.js';
import { decimalText, quantizeDown } from '../lib/decimal.js';
import type { Clock } from '../lib/seams.js';
import type { Instrument } from '../model/instrument.js';
import type { OrderRequest } from '../model/order.js';
import type { StoreEvent } from '../store/apply.js';
import { judgeStream } from '../store/judge.js';
import type { State } from '../store/state.js';
import {
	abandonBracket,
	type BracketCommand,
	type BracketPlan,
	type BracketState,
	type BracketView,
	exitSideOf,
	isStopHeld,
	notePrice,
	noteRefusal,
	openSizeOf,
	reachedExitOf,
	startBracket,
	stepBracket,
} from '../trading/bracket.js';
import type { OrderDraft } from '../trading/draft.js';
import type { Gateway } from '../trading/gateway.js';
import type { Order } from '../trading/order-state.js';
import type { HeldExit, NoticeEvent, PlannedExits } from '../trading/trading-event.js';
import { bracketViewOf, exitDraftOf, firstFillTime, readBracketState } from './bracket-legs.js';
import type { ExitPrices } from './order-draft.js';
import type { OrderLedger } from './order-ledger.js';
import type { SubmitReport } from './order-manager.js';
import type { Scribe } from './scribe.js';

/** Runs brackets: feeds their state machine with orders and prices, writes its state down, then does what it says. */
export type BracketRunner = {
	/** Makes a bracket durable ahead of its entry's intent; throws as the journal does. Returns its id. */
	readonly open: (entry: OrderRequest, exits: ExitPrices) => string;
	/** A bracket that the journal left undone. */
	readonly restore: (id: string, saved: unknown) => void;
	/** From here on brackets act; before, they only listen. */
	readonly begin: () => void;
	/** After every change of an order. */
	readonly noteOrder: (order: Order) => void;
	readonly observe: (event: StoreEvent) => void;
	/** Each second. */
	readonly tick: () => void;
	readonly has: (id: string) => boolean;
	/** No exit of these is placed any more; what lives of them is canceled. Returns how many. */
	readonly abandon: (which: (plan: BracketPlan) => boolean, why: string) => number;
	/** Stops that this process watches. */
	readonly held: () => readonly HeldExit[];
	/** Where those that run get out. */
	readonly planned: () => readonly PlannedExits[];
};

export type BracketRunnerDeps = {
	readonly clock: Clock;
	readonly gateway: Pick<Gateway, 'hasNativeStops' | 'hasNativeOcos'>;
	readonly ledger: OrderLedger;
	readonly scribe: Scribe;
	readonly state: State;
	readonly nextId: () => string;
	readonly takerRate: (symbol: string) => string;
	readonly submit: (draft: OrderDraft) => SubmitReport;
	readonly cancel: (orders: readonly Order[], why: string) => void;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	readonly onChange: () => void;
	/** A bracket of this symbol is done. */
	readonly onEnd: (symbol: string) => void;
	/** A price was traded at which the venue triggers this order, if it still waits. */
	readonly onLegReached: (clientOid: string) => void;
};

type Running = {
	state: BracketState;
	isBusy: boolean;
	again: boolean;
	isBlind: boolean;
	/** The exit at the venue whose price was seen to be reached. */
	reached: string | undefined;
};

export function createBracketRunner(deps: BracketRunnerDeps): BracketRunner {
	const { clock, ledger, scribe, state, notify } = deps;
	const running = new Map<string, Running>();
	/** Symbols of brackets with a stop, so that the others cost nothing at every trade. */
	const watched = new Map<string, Running[]>();
	let hasBegun = false;

	const rewatch = (): void => {
		watched.clear();
		for (const bracket of running.values()) {
			const { symbol, stop } = bracket.state.plan;
			if (stop !== undefined) {
				watched.set(symbol, [...(watched.get(symbol) ?? []), bracket]);
			}
		}
	};

	const write = (next: BracketState): void => {
		record(scribe.journal, 'bracket', next.phase, {
			bracket_id: next.plan.id,
			symbol: next.plan.symbol,
			done: next.phase === 'done',
			state: next,
		});
	};

	const add = (id: string, bracketState: BracketState): void => {
		running.set(id, { state: bracketState, isBusy: false, again: false, isBlind: false, reached: undefined });
		ledger.hold(id, true);
		rewatch();
	};

	const save = (bracket: Running, next: BracketState): void => {
		if (next === bracket.state) {
			return;
		}

		bracket.state = next;
		// Ahead of what it leads to: a restart continues from the state that gave the command.
		scribe.write(() => write(next));
		if (next.phase === 'done') {
			running.delete(next.plan.id);
			ledger.hold(next.plan.id, false);
			rewatch();
			deps.onEnd(next.plan.symbol);
		}
	};

	const instrumentOf = (symbol: string): Instrument | undefined =>
		state.instruments.get(symbol) ?? state.symbols.get(symbol)?.instrument;

	const viewOf = ({ plan }: BracketState): BracketView =>
		bracketViewOf(plan, ledger.of(plan.id), {
			instrument: instrumentOf(plan.symbol),
			venueHolds: { stops: deps.gateway.hasNativeStops, ocos: deps.gateway.hasNativeOcos },
			takerRate: deps.takerRate(plan.symbol),
			now: clock.wallNow(),
		});

	const execute = (bracket: Running, command: BracketCommand): void => {
		switch (command.kind) {
			case 'notice':
				notify(command.level, command.text);
				return;
			case 'cancel': {
				const order = ledger.get(command.clientOid);
				if (order !== undefined) {
					deps.cancel([order], command.why);
				}

				return;
			}

			case 'place': {
				const { plan } = bracket.state;
				const signal = ledger.get(plan.entryOid);
				const instrument = instrumentOf(plan.symbol);
				const report = deps.submit(exitDraftOf(plan, command.leg, command.size, { signal, instrument }));
				if (report.kind === 'denied') {
					save(bracket, noteRefusal(bracket.state, clock.wallNow()));
				}
			}
		}
	};

	const run = (bracket: Running): void => {
		if (!hasBegun || bracket.isBusy) {
			bracket.again = true;
			return;
		}

		bracket.isBusy = true;
		try {
			do {
				bracket.again = false;
				const step = stepBracket(bracket.state, viewOf(bracket.state));
				save(bracket, step.state);
				for (const command of step.commands) {
					execute(bracket, command);
				}
			} while (bracket.again && bracket.state.phase !== 'done');
		} finally {
			bracket.isBusy = false;
			deps.onChange();
		}
	};

	const notePriceOf = (bracket: Running, price: string, time: number): void => {
		const entry = ledger.get(bracket.state.plan.entryOid);
		// Prints of before the entry's first fill, such as a fetched history, say nothing of this position.
		if (entry === undefined || entry.fills.size === 0 || time < firstFillTime(entry)) {
			return;
		}

		const view = viewOf(bracket.state);
		const reached = reachedExitOf(bracket.state.plan, view, price);
		if (reached !== undefined && reached !== bracket.reached) {
			bracket.reached = reached;
			deps.onLegReached(reached);
		}

		const next = notePrice(bracket.state, view, price);
		if (next !== bracket.state) {
			notify('danger', `STOP ${next.plan.symbol}: ${price} reached ${next.plan.stop ?? ''}`);
			save(bracket, next);
			run(bracket);
		}
	};

	/** What was traded while a stop waited at the venue counts again once it waits there no more. */
	const noteLastPrice = (bracket: Running): void => {
		const last = state.symbols.get(bracket.state.plan.symbol)?.ticker.last();
		if (last !== undefined) {
			notePriceOf(bracket, last.price, last.time);
		}
	};

	/** A stop that nobody watches must be said. */
	const checkSight = (bracket: Running): void => {
		const symbol = state.symbols.get(bracket.state.plan.symbol);
		const isSeen =
			symbol !== undefined &&
			(['trades', 'ticker'] as const).some(stream => {
				const data = judgeStream(state, symbol, stream, clock.monoNow()).state;
				return data === 'LIVE' || data === 'AGEING';
			});
		if (!isSeen && !bracket.isBlind && isStopHeld(bracket.state, viewOf(bracket.state))) {
			notify('danger', `STOP ${bracket.state.plan.symbol} IS NOT WATCHED: its data is not live`);
		}

		bracket.isBlind = !isSeen;
	};

	return {
		open(entry, exits) {
			const plan: BracketPlan = {
				id: deps.nextId(),
				symbol: entry.symbol,
				entryOid: entry.clientOid,
				entrySide: entry.side,
				stop: exits.stop,
				target: exits.target,
				style: styleOf(exits, deps.gateway),
				createdAt: clock.wallNow(),
			};
			const started = startBracket(plan);
			write(started);
			add(plan.id, started);
			return plan.id;
		},
		restore(id, saved) {
			const read = readBracketState(saved);
			if (read === undefined) {
				notify('danger', `bracket ${id} of the journal cannot be read: its exits are not continued`);
			} else {
				add(id, read);
			}
		},
		begin() {
			hasBegun = true;
			for (const bracket of [...running.values()]) {
				run(bracket);
			}
		},
		noteOrder(order) {
			const bracket = order.bracketId === undefined ? undefined : running.get(order.bracketId);
			if (bracket !== undefined) {
				run(bracket);
			}
		},
		observe(event) {
			if (watched.size === 0 || (event.type !== 'trade' && event.type !== 'ticker')) {
				return;
			}

			for (const bracket of watched.get(event.symbol) ?? []) {
				notePriceOf(bracket, event.price, event.time);
			}
		},
		tick() {
			for (const bracket of [...running.values()]) {
				run(bracket);
				if (bracket.state.plan.stop !== undefined) {
					noteLastPrice(bracket);
					checkSight(bracket);
				}
			}
		},
		has: id => running.has(id),
		abandon(which, why) {
			const chosen = [...running.values()].filter(({ state: { plan, phase } }) => phase === 'active' && which(plan));
			for (const bracket of chosen) {
				save(bracket, abandonBracket(bracket.state));
			}

			// After all of them are marked: the first cancel must not let another put an exit back.
			deps.cancel(
				chosen.flatMap(({ state: { plan } }) =>
					ledger.of(plan.id).filter(({ clientOid }) => clientOid !== plan.entryOid),
				),
				why,
			);
			for (const bracket of chosen) {
				run(bracket);
			}

			return chosen.length;
		},
		held: () =>
			[...running.values()].flatMap(({ state: { plan }, state: bracketState }) => {
				const view = viewOf(bracketState);
				return isStopHeld(bracketState, view)
					? [
							{
								bracketId: plan.id,
								symbol: plan.symbol,
								side: exitSideOf(plan),
								stop: plan.stop as string,
								size: decimalText(quantizeDown(openSizeOf(view), view.baseIncrement)),
								createdAt: plan.createdAt,
							},
						]
					: [];
			}),
		planned: () =>
			[...running.values()].flatMap(({ state: { plan, phase, targetDropped } }) =>
				phase === 'active'
					? [{ bracketId: plan.id, stop: plan.stop, target: targetDropped ? undefined : plan.target }]
					: [],
			),
	};
}

function styleOf(exits: ExitPrices, gateway: BracketRunnerDeps['gateway']): BracketPlan['style'] {
	if (exits.stop === undefined) {
		return 'held';
	}

	if (exits.target === undefined) {
		return gateway.hasNativeStops ? 'venue-stop' : 'held';
	}

	return gateway.hasNativeOcos ? 'venue-oco' : 'held';
}
