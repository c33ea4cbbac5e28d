import type { Side } from '../model/market-event.js';
import type { OrderRole, OrderType, StopTrigger, TimeInForce } from '../model/order.js';
import type { SignalOrigin } from '../model/signal-event.js';
import type { Denied } from './denial.js';

/** What a person, a signal or a bracket wants, before it has an id and before risk has seen it. Texts as typed. */
export type OrderDraft = {
	readonly symbol: string;
	readonly side: Side;
	readonly type: OrderType;
	readonly price: string | undefined;
	readonly size: string | undefined;
	readonly funds: string | undefined;
	readonly timeInForce: TimeInForce;
	readonly cancelAfter: number | undefined;
	readonly postOnly: boolean;
	readonly hidden: boolean;
	readonly visibleSize: string | undefined;
	readonly stop: StopTrigger | undefined;
	/** Makes the order the entry of a bracket: its exits are placed when it has filled. Either may be missing. */
	readonly exits: { readonly stop: string | undefined; readonly target: string | undefined } | undefined;
	readonly role: OrderRole;
	readonly bracketId: string | undefined;
	readonly signalId: string | undefined;
	/** Of that signal. */
	readonly signal?: SignalOrigin | undefined;
	/** For the journal: `key b`, `command`, `signal`, `bracket stop`. */
	readonly why: string;
};

/** A limit order until it is canceled, with nothing beside it: what drafts are made from. */
export const plainDraft = {
	type: 'limit',
	price: undefined,
	size: undefined,
	funds: undefined,
	timeInForce: 'GTC',
	cancelAfter: undefined,
	postOnly: false,
	hidden: false,
	visibleSize: undefined,
	stop: undefined,
	exits: undefined,
	role: 'plain',
	bracketId: undefined,
	signalId: undefined,
} as const satisfies Omit<OrderDraft, 'symbol' | 'side' | 'why'>;

/** What the ticket shows while it is typed. Amounts are exact decimal texts in quote currency. */
export type Preview = {
	/** The first thing that is wrong, or undefined: the order may be sent. */
	readonly denied: Denied | undefined;
	/** price × size, the funds, or for a market order what the book would take or give; a sale brings it. */
	readonly cost: string | undefined;
	readonly fee: string | undefined;
	/** Signed, of the price against mid; positive = above mid, whichever the side. */
	readonly distanceBps: number | undefined;
	/** Base size, where the draft says funds. */
	readonly estimatedSize: string | undefined;
	/** Loss from entry to stop and gain to target, fees included. */
	readonly riskFunds: string | undefined;
	readonly rewardFunds: string | undefined;
	readonly available: string;
	readonly availableCurrency: string;
	/** Fraction, coefficient included: what sizes by share and by risk reckon with. */
	readonly takerFee?: string;
};
