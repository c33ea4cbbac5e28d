import { record, recordIntent } from '../journal/entry.js';
import { decimalText } from '../lib/decimal.js';
import type { Clock } from '../lib/seams.js';
import { type ClientOid, familyOf, type OrderRequest } from '../model/order.js';
import { type Denied, formatDenial } from '../trading/denial.js';
import type { OrderDraft, Preview } from '../trading/draft.js';
import { type Gateway, type SubmitOutcome, throttledPrefix } from '../trading/gateway.js';
import { createOrder, type Evidence } from '../trading/order-state.js';
import { type Approved, notionalOf, type RiskContext, reviewOrder } from '../trading/risk.js';
import type { NoticeEvent } from '../trading/trading-event.js';
import { denyExits, denySignal, type ExitPrices, exitPricesOf, previewOf, requestOf } from './order-draft.js';
import type { OrderLedger } from './order-ledger.js';
import { exitContextOf, type RiskSources, riskContextOf, sweepOf } from './risk-context.js';
import type { Scribe } from './scribe.js';
import type { UnknownOrders } from './unknown-orders.js';

export type SubmitReport = { readonly kind: 'submitted'; readonly clientOid: string } | Denied;

/** From a draft to a journaled intent, to one sending, to a verdict. */
export type OrderManager = {
	readonly preview: (draft: OrderDraft) => Preview;
	readonly submit: (draft: OrderDraft) => SubmitReport;
};

export type OrderManagerDeps = {
	readonly clock: Clock;
	readonly gateway: Pick<Gateway, 'submit' | 'hasNativeStops' | 'hasNativeOcos' | 'venueNow'>;
	readonly ledger: OrderLedger;
	readonly scribe: Scribe;
	readonly sources: RiskSources;
	readonly unknown: UnknownOrders;
	readonly nextOid: (wallNow: number) => ClientOid;
	readonly notify: (level: NoticeEvent['level'], text: string) => void;
	/** A draft with exits: makes the bracket durable and returns its id. May throw as the journal does. */
	readonly openBracket: (request: OrderRequest, exits: ExitPrices, why: string) => string;
	/** A signal of a source that proves nothing of itself is for looking only. */
	readonly requireVerified: boolean;
	/** The venue has said that it took the order. */
	readonly onAccepted: (clientOid: string) => void;
};

const isExit = ({ role }: OrderDraft): boolean => role === 'stop' || role === 'target' || role === 'flatten';

export function createOrderManager(deps: OrderManagerDeps): OrderManager {
	const { clock, gateway, ledger, scribe, sources } = deps;

	const contextOf = (draft: OrderDraft, request: OrderRequest): RiskContext => {
		if (!isExit(draft)) {
			return riskContextOf(request, sources);
		}

		const context = exitContextOf(request, sources);
		// A person who flattens gives an order now; the exits of a bracket were given when it was.
		const mustArm = draft.role === 'flatten' && sources.gate.reasonFor(draft.symbol) === 'NOT_ARMED';
		return mustArm ? { ...context, gate: context.gate ?? 'NOT_ARMED' } : context;
	};

	const review = (
		draft: OrderDraft,
		request: OrderRequest,
		context: RiskContext,
	): { readonly denied: Denied | undefined; readonly approved: Approved<OrderRequest> | undefined } => {
		const stale = denySignal(draft, {
			now: clock.wallNow() + (sources.state.clockOffsetMs ?? 0),
			requireVerified: deps.requireVerified,
		});
		if (stale !== undefined) {
			return { denied: stale, approved: undefined };
		}

		const verdict = reviewOrder(request, context);
		if (verdict.kind === 'denied') {
			return { denied: verdict, approved: undefined };
		}

		const family = familyOf(request);
		if ((family === 'stop' && !gateway.hasNativeStops) || (family === 'oco' && !gateway.hasNativeOcos)) {
			const conflict = 'this venue holds no stop orders; give the entry a stop instead';
			return {
				denied: { kind: 'denied', code: 'OPTIONS_CONFLICT', field: 'options', context: { conflict } },
				approved: undefined,
			};
		}

		const exits = exitPricesOf(draft);
		const denied = exits === undefined ? undefined : denyExits(request, exits, context);
		return { denied, approved: verdict.order };
	};

	const deny = (draft: OrderDraft, request: OrderRequest, denied: Denied): Denied => {
		scribe.write(journal =>
			record(journal, 'denied', draft.why, {
				symbol: request.symbol,
				code: denied.code,
				field: denied.field,
				context: denied.context,
			}),
		);
		deps.notify('warning', `DENIED: ${formatDenial(denied)}`);
		return denied;
	};

	const learn = (clientOid: string, evidence: Evidence, why: string): void => {
		ledger.apply(clientOid, evidence, why);
	};

	const settle = (clientOid: string, sentAt: number, outcome: SubmitOutcome): void => {
		learn(clientOid, outcome, 'the answer to its sending');
		if (outcome.kind === 'accepted') {
			deps.onAccepted(clientOid);
		} else if (outcome.kind === 'unknown') {
			deps.unknown.watch(clientOid, sentAt, { rateLimited: outcome.reason.startsWith(throttledPrefix) });
		} else {
			sources.usage.giveBack(clientOid);
		}
	};

	const send = (order: Approved<OrderRequest>, sentAt: number): void => {
		const { clientOid } = order;
		learn(clientOid, { kind: 'sent' }, 'sending');
		let sending: Promise<SubmitOutcome>;
		try {
			sending = gateway.submit(order, sentAt);
		} catch (error) {
			sending = Promise.reject(error);
		}

		sending.then(
			outcome => settle(clientOid, sentAt, outcome),
			// A gateway that fails to say what happened has said nothing.
			(error: unknown) => settle(clientOid, sentAt, { kind: 'unknown', reason: String(error) }),
		);
	};

	return {
		preview(draft) {
			const request = requestOf(draft, 'preview' as ClientOid);
			const context = contextOf(draft, request);
			const { denied } = review(draft, request, context);
			return previewOf(request, context, {
				denied,
				exits: exitPricesOf(draft),
				sweep: request.type === 'market' ? sweepOf(sources.state, request) : undefined,
				makerFee: sources.fees.maker(request.symbol),
			});
		},
		submit(draft) {
			const now = clock.wallNow();
			// As the venue has it: our clock may be another when somebody asks what became of it.
			const sentAt = Math.round(gateway.venueNow());
			const request = requestOf(draft, deps.nextOid(now));
			const context = contextOf(draft, request);
			const { denied, approved } = review(draft, request, context);
			if (denied !== undefined || approved === undefined) {
				return deny(draft, request, denied as Denied);
			}

			const counted = isExit(draft) ? undefined : decimalText(notionalOf(request, context)!);
			const exits = exitPricesOf(draft);
			let bracketId = draft.bracketId;
			const isDurable = scribe.write(journal => {
				bracketId = exits === undefined ? bracketId : deps.openBracket(request, exits, draft.why);
				recordIntent(journal, draft.why, request, {
					role: exits === undefined ? draft.role : 'entry',
					bracketId,
					signalId: draft.signalId,
					signalSource: draft.signal?.source,
					sentAt,
					notional: counted ?? '0',
				});
			});
			if (!isDurable) {
				return deny(draft, request, { kind: 'denied', code: 'JOURNAL_BROKEN', field: 'order', context: {} });
			}

			sources.usage.add(request.clientOid, now, counted);
			ledger.add(
				createOrder(request, {
					createdAt: sentAt,
					role: exits === undefined ? draft.role : 'entry',
					bracketId,
					signalId: draft.signalId,
					signalSource: draft.signal?.source,
				}),
				draft.why,
			);
			send(approved, sentAt);
			return { kind: 'submitted', clientOid: request.clientOid };
		},
	};
}
