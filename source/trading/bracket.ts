import { compareDecimals, decimalText, parseDecimal, quantizeDown } from '../lib/decimal.js';
import type { Side } from '../model/market-event.js';

/**
 * An entry with its exits. At most one exit of a bracket is alive at the venue at any time, and together the exits never
 * sell more than the entry bought: an exit is placed only when every one before it is final, for what is left then.
 *
 * - `held`: the target rests at the venue as a limit order, the stop is watched by this process and dies with it.
 * - `venue-stop`: the stop rests at the venue; for brackets without a target.
 * - `venue-oco`: both wait at the venue as one pair. When one leg is triggered the other is gone, and what it made is an
 *   order in the book: from then on the stop is watched here, as for `held`, until that order has ended.
 */
export type BracketStyle = 'held' | 'venue-stop' | 'venue-oco';

export type BracketPlan = {
	readonly id: string;
	readonly symbol: string;
	readonly entryOid: string;
	readonly entrySide: Side;
	readonly stop: string | undefined;
	readonly target: string | undefined;
	readonly style: BracketStyle;
	/** Wall ms. */
	readonly createdAt: number;
};

/** Plain JSON. What the exits did is not in here: it is read from the orders. */
export type BracketState = {
	readonly plan: BracketPlan;
	/** `abandoned`: whatever lives is canceled, nothing more is placed. */
	readonly phase: 'active' | 'abandoned' | 'done';
	/** The stop's price was reached: out at market. Never taken back. */
	readonly triggered: boolean;
	/** The target was canceled by somebody else, or refused too often. */
	readonly targetDropped: boolean;
	/** The same of a stop at the venue: from then on it is watched here. */
	readonly venueStopDropped: boolean;
	/** Exits that the bracket canceled itself. */
	readonly ownCancels: readonly string[];
	/** Final exits that were taken note of. */
	readonly counted: number;
	/** In a row. */
	readonly refusals: number;
	/** Wall ms before which nothing is placed. */
	readonly retryAt: number;
};

/** What a bracket needs to know of an order. Sizes in base currency. */
export type LegView = {
	readonly clientOid: string;
	/** `market` is what a reached stop sends. */
	readonly kind: 'entry' | 'target' | 'venue-stop' | 'venue-oco' | 'market';
	readonly isFinal: boolean;
	/** What it can have traded at most when it is final, exactly. The entry's is net of fees taken in base currency. */
	readonly filled: string;
	readonly size: string | undefined;
	readonly cancelRequested: boolean;
	/** The venue has acknowledged it as a stop that still waits for its price. */
	readonly guards: boolean;
	/** It may live on in an order that nobody named: nothing is done about it by itself, and nothing placed beside it or after it. */
	readonly inDoubt: boolean;
	/** Triggered, and what came of it is being looked for: to cancel it now would meet nothing. */
	readonly lacksChild: boolean;
	/** Final without ever having been at the venue. */
	readonly refused: boolean;
	/** Wall ms. */
	readonly createdAt: number;
};

export type BracketView = {
	/** Undefined when the entry was never journaled. */
	readonly entry: LegView | undefined;
	/** In the order of their making. */
	readonly exits: readonly LegView[];
	readonly baseIncrement: string;
	readonly baseMinSize: string;
	/** What the venue can hold now, as far as is known. */
	readonly venueHolds: { readonly stops: boolean; readonly ocos: boolean };
	/** Wall ms. */
	readonly now: number;
};

export type BracketCommand =
	| { readonly kind: 'place'; readonly leg: 'target' | 'venue-stop' | 'venue-oco' | 'market'; readonly size: string }
	/** An exit, or the rest of the entry. */
	| { readonly kind: 'cancel'; readonly clientOid: string; readonly why: string }
	| { readonly kind: 'notice'; readonly level: 'info' | 'warning' | 'danger'; readonly text: string };

export type BracketStep = { readonly state: BracketState; readonly commands: readonly BracketCommand[] };

/** A growing entry replaces its exit at most this often. */
const resizeMs = 1000;

const maxTargetRefusals = 3;

const maxRetryMs = 30_000;

export const startBracket = (plan: BracketPlan): BracketState => ({
	plan,
	phase: 'active',
	triggered: false,
	targetDropped: false,
	venueStopDropped: false,
	ownCancels: [],
	counted: 0,
	refusals: 0,
	retryAt: 0,
});

export const exitSideOf = (plan: BracketPlan): Side => (plan.entrySide === 'buy' ? 'sell' : 'buy');

/** Bought and not yet sold by the exits that are final or have traded; not rounded. */
export function openSizeOf(view: BracketView): string {
	const bought = parseDecimal(view.entry?.filled ?? '0');
	const rest = view.exits.reduce((left, exit) => left.minus(exit.filled), bought);
	return rest.gt('0') ? decimalText(rest) : '0';
}

/**
 * Whether this process watches the stop now: it does not while a stop of this bracket is known to wait at the venue. One
 * whose sending has no answer yet guards nothing, and one that was triggered no more. While an exit is in doubt nothing would
 * come of watching.
 */
export const isStopHeld = (state: BracketState, view: BracketView): boolean =>
	isUnguarded(state, view) && !view.exits.some(exit => !exit.isFinal && exit.inDoubt);

function isUnguarded({ plan, phase, triggered }: BracketState, view: BracketView): boolean {
	const mayReach = phase === 'active' && !triggered && plan.stop !== undefined;
	return (
		mayReach && compareDecimals(openSizeOf(view), '0') !== 0 && !view.exits.some(exit => !exit.isFinal && exit.guards)
	);
}

/**
 * Takes note of a price that was traded after the entry's first fill. One that is reached while an exit is in doubt counts, too:
 * nothing is done about it before the doubt has ended, however far the price has come back by then.
 */
export function notePrice(state: BracketState, view: BracketView, last: string): BracketState {
	if (!isUnguarded(state, view)) {
		return state;
	}

	const distance = compareDecimals(last, state.plan.stop as string);
	const isReached = exitSideOf(state.plan) === 'sell' ? distance <= 0 : distance >= 0;
	return isReached ? { ...state, triggered: true } : state;
}

/** The client id of the exit at the venue that this price triggers, if it still waits there. */
export function reachedExitOf(plan: BracketPlan, view: BracketView, last: string): string | undefined {
	const exit = view.exits.find(({ isFinal, guards }) => !isFinal && guards);
	if (exit === undefined) {
		return undefined;
	}

	const { stop, target } = plan;
	const up = exitSideOf(plan) === 'sell' ? 1 : -1;
	const isStop = stop !== undefined && compareDecimals(last, stop) * up <= 0;
	const isTarget = exit.kind === 'venue-oco' && target !== undefined && compareDecimals(last, target) * up >= 0;
	return isStop || isTarget ? exit.clientOid : undefined;
}

/** From here on only cancels. */
export const abandonBracket = (state: BracketState): BracketState =>
	state.phase === 'active' ? { ...state, phase: 'abandoned' } : state;

/** An exit was refused before it could leave. */
export const noteRefusal = (state: BracketState, now: number): BracketState => ({
	...state,
	refusals: state.refusals + 1,
	retryAt: now + Math.min(maxRetryMs, 1000 * 2 ** Math.min(state.refusals, 10)),
});

/** What to do next. Pure; calling it again with the same view after its commands were done gives no command. */
export function stepBracket(before: BracketState, view: BracketView): BracketStep {
	if (before.phase === 'done') {
		return { state: before, commands: [] };
	}

	const commands: BracketCommand[] = [];
	const state = countFinals(before, view, commands);
	const live = view.exits.find(exit => !exit.isFinal);
	if (state.phase === 'abandoned') {
		return live === undefined ? end(state, commands) : stopLive(state, live, 'bracket given up', commands);
	}

	const { entry } = view;
	if (state.triggered && entry !== undefined && !entry.isFinal && !entry.cancelRequested) {
		commands.push({ kind: 'cancel', clientOid: entry.clientOid, why: 'bracket stop reached' });
	}

	if (live?.inDoubt === true || live?.lacksChild === true) {
		return { state, commands };
	}

	if (live !== undefined) {
		const why = whyReplace(state, view, live);
		return why === undefined ? { state, commands } : stopLive(state, live, why, commands);
	}

	const size = exitSizeOf(view);
	if (size === undefined) {
		return entry === undefined || entry.isFinal ? end(state, commands) : { state, commands };
	}

	const leg = nextLeg(state, view.venueHolds);
	if (leg === undefined) {
		return state.plan.stop === undefined ? end(state, commands) : { state, commands };
	}

	if (view.now >= state.retryAt) {
		commands.push({ kind: 'place', leg, size });
	}

	return { state, commands };
}

/** Takes note, once, of every exit that has ended. */
function countFinals(before: BracketState, view: BracketView, commands: BracketCommand[]): BracketState {
	let state = before;
	for (const exit of view.exits.slice(before.counted)) {
		if (!exit.isFinal) {
			break;
		}

		state = { ...countFinal(state, exit, view.now, commands), counted: state.counted + 1 };
	}

	return state;
}

function countFinal(state: BracketState, exit: LegView, now: number, commands: BracketCommand[]): BracketState {
	const traded = compareDecimals(exit.filled, '0') > 0;
	const isWhole = exit.size !== undefined && compareDecimals(exit.filled, exit.size) >= 0;
	if (exit.inDoubt && !isWhole) {
		const text = `what is left of ${state.plan.symbol} has no exit: nobody knows what its stop became`;
		commands.push({ kind: 'notice', level: 'danger', text });
		return abandonBracket(state);
	}

	if (exit.refused || (exit.kind === 'market' && !traded)) {
		const refused = noteRefusal(state, now);
		if (exit.kind === 'target' && refused.refusals >= maxTargetRefusals) {
			commands.push({ kind: 'notice', level: 'danger', text: `target of ${state.plan.symbol} was refused too often` });
			return { ...refused, targetDropped: true, refusals: 0, retryAt: 0 };
		}

		if (exit.kind !== 'target' && exit.kind !== 'market') {
			commands.push({
				kind: 'notice',
				level: 'danger',
				text: `the venue took no stop for ${state.plan.symbol}: it is watched here and dies with this process`,
			});
			return { ...refused, venueStopDropped: true, refusals: 0, retryAt: 0 };
		}

		return refused;
	}

	const calm = { ...state, refusals: 0, retryAt: 0 };
	if (state.phase !== 'active') {
		return calm;
	}

	if (isWhole || exit.kind === 'market' || state.ownCancels.includes(exit.clientOid)) {
		return calm;
	}

	// A person canceled it, here or elsewhere: putting it back would be a fight with them.
	commands.push(exit.cancelRequested ? ownCancelNotice(state.plan, exit) : foreignEndNotice(state.plan, exit));
	const isPair = exit.kind === 'venue-oco';
	return {
		...calm,
		targetDropped: calm.targetDropped || isPair || exit.kind === 'target',
		venueStopDropped: calm.venueStopDropped || exit.kind !== 'target',
	};
}

/** Short enough for ORDERS at 120×36. */
function ownCancelNotice({ symbol, stop }: BracketPlan, { kind }: LegView): BracketCommand {
	const what = kind === 'target' ? 'target' : kind === 'venue-oco' ? 'pair' : 'native stop';
	const stays =
		kind === 'target' ? 'its stop stays' : kind === 'venue-oco' ? 'its stop is watched here' : 'it is watched here';
	const left = stop === undefined ? '' : `: ${stays} until x on its row`;
	return { kind: 'notice', level: 'warning', text: `${symbol} ${what} canceled${left}` };
}

function foreignEndNotice({ symbol, stop }: BracketPlan, { kind }: LegView): BracketCommand {
	const isPair = kind === 'venue-oco';
	const what = isPair ? 'stop and target' : kind === 'target' ? 'target' : 'stop';
	const how = isPair ? 'ended at the venue' : 'was canceled from elsewhere';
	const left = stop === undefined ? '' : kind === 'target' ? ': its stop stays' : ': the stop is watched here';
	return { kind: 'notice', level: isPair ? 'danger' : 'warning', text: `${what} of ${symbol} ${how}${left}` };
}

function whyReplace(state: BracketState, view: BracketView, live: LegView): string | undefined {
	if (live.kind === 'market') {
		return undefined;
	}

	if (state.triggered) {
		return 'bracket stop reached';
	}

	// The live exit covers what it was placed for; what the entry filled since is open beside it.
	const beside = parseDecimal(openSizeOf(view))
		.minus(live.size ?? '0')
		.plus(live.filled);
	const grown = quantizeDown(beside, view.baseIncrement).gt('0');
	const settled = view.entry === undefined || view.entry.isFinal || view.now - live.createdAt >= resizeMs;
	// Only what makes the whole larger is worth its place in the queue.
	return grown && settled ? 'bracket follows its entry' : undefined;
}

function stopLive(state: BracketState, live: LegView, why: string, commands: BracketCommand[]): BracketStep {
	if (live.cancelRequested) {
		return { state, commands };
	}

	commands.push({ kind: 'cancel', clientOid: live.clientOid, why });
	return { state: { ...state, ownCancels: [...state.ownCancels, live.clientOid] }, commands };
}

const end = (state: BracketState, commands: readonly BracketCommand[]): BracketStep => ({
	state: { ...state, phase: 'done' },
	commands,
});

/** What can be sold now; undefined when it is nothing, or less than the venue takes. */
function exitSizeOf(view: BracketView): string | undefined {
	const size = quantizeDown(openSizeOf(view), view.baseIncrement);
	return size.gt('0') && size.gte(view.baseMinSize) ? decimalText(size) : undefined;
}

function nextLeg(
	state: BracketState,
	venueHolds: BracketView['venueHolds'],
): 'target' | 'venue-stop' | 'venue-oco' | 'market' | undefined {
	const { plan } = state;
	if (state.triggered) {
		return 'market';
	}

	const hasTarget = plan.target !== undefined && !state.targetDropped;
	const isAtVenue = plan.stop !== undefined && !state.venueStopDropped && plan.style !== 'held';
	if (isAtVenue && hasTarget && plan.style === 'venue-oco' && venueHolds.ocos) {
		return 'venue-oco';
	}

	if (isAtVenue && (!hasTarget || plan.style === 'venue-stop') && venueHolds.stops) {
		return 'venue-stop';
	}

	return hasTarget ? 'target' : undefined;
}
