import type { Side } from '../model/market-event.js';
import type { Fill } from '../model/order.js';
import type { Balance } from './gateway.js';
import type { Order } from './order-state.js';
import type { TradingState } from './risk.js';

/** One order as it is now; replaces what was known under its `clientOid` (or, external and nameless, its order id). */
export type OrderEvent = { readonly type: 'order'; readonly order: Order; readonly receivedAt: number };

/** An execution of an order of ours, once. */
export type FillEvent = {
	readonly type: 'fill';
	readonly fill: Fill;
	readonly clientOid: string;
	readonly receivedAt: number;
};

/** Balances of the trading account: some of them, or all. */
export type BalancesEvent = {
	readonly type: 'balances';
	readonly balances: readonly Balance[];
	readonly complete: boolean;
	readonly receivedAt: number;
};

/** Profit of one symbol by kcmon's own fills. Exact decimal texts. */
export type PositionEvent = {
	readonly type: 'position';
	readonly symbol: string;
	readonly size: string;
	/** Fees included. */
	readonly averageCost: string | undefined;
	/** What brackets sold of coins that were there before, and may buy back: base currency, and what one unit brought after fees. */
	readonly sold?: { readonly size: string; readonly average: string };
	readonly realized: string;
	/** Quote currency. */
	readonly fees: string;
	/** Charged in other currencies; those in base currency are part of the profit, the rest is not. */
	readonly otherFees?: readonly { readonly currency: string; readonly fee: string }[];
	/**
	 * By the fills since the program started alone. What brackets may buy back counts against `size` and `cost`, so that both
	 * may be below zero.
	 */
	readonly session?: { readonly size: string; readonly cost: string; readonly realized: string };
	readonly receivedAt: number;
};

/** An exit that kcmon watches itself: it dies with this process. */
export type HeldExit = {
	readonly bracketId: string;
	readonly symbol: string;
	readonly side: Side;
	readonly stop: string;
	/** What it would sell, or buy back, now. */
	readonly size: string;
	/** When the bracket began, wall ms. */
	readonly createdAt: number;
};

/** Where the orders of a running bracket get out. */
export type PlannedExits = {
	readonly bracketId: string;
	/** Undefined: none is placed, or no more. */
	readonly stop: string | undefined;
	readonly target: string | undefined;
};

/** Automatic orders from signals, where the settings allow them in this run. */
export type AutoFacts = {
	readonly on: boolean;
	/** What turned it on or off. */
	readonly why: string;
	/** Since 00:00 UTC. */
	readonly orders: number;
	readonly maxOrders: number;
};

/** The gate in front of every order, as the status bar shows it. */
export type GateEvent = {
	readonly type: 'gate';
	readonly trading: TradingState;
	/** In live mode only. */
	readonly armed: boolean | undefined;
	/** Why no order may be sent now, whatever it is; undefined = open. */
	readonly closedBecause: string | undefined;
	/** Orders whose outcome is unknown. */
	readonly unknown: number;
	/** Wall ms at which the venue's dead-man's switch fires if not renewed. */
	readonly deadManAt: number | undefined;
	/** Brackets whose exits die with this process. */
	readonly heldExits: number;
	/** Those exits, one by one. */
	readonly held?: readonly HeldExit[];
	/** Of the brackets that run. */
	readonly planned?: readonly PlannedExits[];
	/** Another process watches them. */
	readonly isHeldElsewhere?: boolean;
	readonly auto?: AutoFacts | undefined;
	/** Why the account may be other than shown though its socket is live: its topics are lost, or what was missed is being read. */
	readonly behind?: { readonly state: 'STALE' | 'SYNC'; readonly note: string } | undefined;
	/** Why nothing of the account is current, where somebody else trades and cannot be asked. */
	readonly outdated?: string;
	readonly receivedAt: number;
};

/** Something a person should read now. Cleaned text. */
export type NoticeEvent = {
	readonly type: 'notice';
	readonly level: 'info' | 'warning' | 'danger';
	readonly text: string;
	readonly receivedAt: number;
};

export type TradingEvent = OrderEvent | FillEvent | BalancesEvent | PositionEvent | GateEvent | NoticeEvent;
