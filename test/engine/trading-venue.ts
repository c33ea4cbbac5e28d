import {
	addDecimals,
	compareDecimals,
	type Decimal,
	decimalText,
	multiplyDecimals,
	subtractDecimals,
} from '../../source/lib/decimal.js';
import type { AccountEvent, OrderUpdateEvent } from '../../source/model/account-event.js';
import { type Fill, familyOf, type OrderRequest } from '../../source/model/order.js';
import type { VirtualClock } from '../../source/simulator/virtual/clock.js';
import type {
	Balance,
	CanceledMany,
	CancelOutcome,
	Gateway,
	SubmitOutcome,
	VenueOrder,
} from '../../source/trading/gateway.js';

/** What the venue does with one order that is sent to it. */
export type SubmitScript =
	| 'accept'
	/** Takes it and answers nothing; the sender gives up after five seconds. */
	| 'take-silent'
	/** Takes it and answers 5xx. */
	| 'take-5xx'
	/** Answers 5xx and never takes it. */
	| 'never'
	/** Answers 5xx and takes it after `lateMs`. */
	| 'late'
	| 'reject'
	| 'not-sent'
	| 'throttle'
	/** The stream tells of it before the answer comes. */
	| 'event-first';

type Placed = {
	readonly orderId: string;
	readonly request: OrderRequest;
	readonly createdAt: number;
	filled: string;
	canceled: string;
	active: boolean;
	readonly fills: Fill[];
	/** Of a stop or a pair: which leg was triggered, and what came of it; `undefined` where it waits. */
	triggered: 'stop' | 'target' | undefined;
	childId: string | undefined;
	/** Of an order that a trigger made. */
	readonly isChild: boolean;
};

/** A venue that does what a test tells it, and remembers the truth. */
export type FakeVenue = {
	readonly gateway: Gateway;
	script: SubmitScript;
	lateMs: number;
	/** Of every answer. */
	latencyMs: number;
	stream: 'on' | 'mute';
	/** Every question fails. */
	isDown: boolean;
	status: 'open' | 'close' | 'cancelonly';
	/** Cancels that are answered 429 before one is taken. */
	throttledCancels: number;
	/** Cancels that are taken without an answer. */
	lostCancelAcks: number;
	/** The client id is not found while the order is not active: the reported weakness of a venue. */
	hidesDoneByClientOid: boolean;
	nativeStops: boolean;
	nativeOcos: boolean;
	/** A trigger makes no order. */
	failsTriggers: boolean;
	/** The client id of what a trigger makes: that of its stop, none, or one that nobody here chose. */
	childOid: 'same' | 'empty' | 'other';
	/** A triggered record names its order whatever that is called. */
	namesChildren: boolean;
	/** What a trigger makes is not found by its client id, nor listed, before so much time has passed. */
	hidesChildMs: number;
	/** A stop or a pair that waits no more is asked for in vain. */
	forgetsStops: boolean;
	price: string;
	clockOffsetMs: number;
	/** By currency. */
	readonly totals: Record<string, string>;
	/** Held beyond what the open orders need. */
	extraHold: string;
	readonly balances: () => readonly Balance[];
	/** Every sending, in order, with its time. */
	readonly submits: { readonly request: OrderRequest; readonly at: number }[];
	readonly cancels: { readonly clientOid: string; readonly at: number }[];
	readonly deadMan: { readonly seconds: number; readonly symbols: readonly string[]; readonly at: number }[];
	deadManFails: boolean;
	readonly orders: () => readonly Placed[];
	readonly active: () => readonly Placed[];
	readonly of: (clientOid: string) => Placed | undefined;
	/** An order of another program. */
	readonly placeForeign: (clientOid: string, rest?: Partial<OrderRequest>) => Placed;
	/** Trades a part of a resting order. */
	readonly fill: (orderId: string, size: string, price?: string) => void;
	/** Ends an order from the venue's side. */
	readonly end: (orderId: string) => void;
	/** A price is traded: triggers what waits for it. What a trigger makes rests until it is filled by the test. */
	readonly reach: (price: string) => void;
	/** Where the private stream goes. */
	onEvent: (event: AccountEvent) => void;
};

const takerRate = '0.001';

export const limitRequest: OrderRequest = {
	clientOid: 'x' as OrderRequest['clientOid'],
	symbol: 'BTC-USDT',
	side: 'buy',
	type: 'limit',
	price: '100',
	size: '1',
	funds: undefined,
	timeInForce: 'GTC',
	cancelAfter: undefined,
	postOnly: false,
	hidden: false,
	iceberg: false,
	visibleSize: undefined,
	stop: undefined,
};

export function createFakeVenue(clock: VirtualClock): FakeVenue {
	const orders: Placed[] = [];
	let nextId = 1;
	let nextTrade = 9_007_199_254_740_993n;

	const later = <Value>(work: () => Value): Promise<Value> =>
		new Promise((resolve, reject) => {
			clock.after(venue.latencyMs, () => {
				if (venue.isDown) {
					reject(new Error('the venue is down'));
					return;
				}

				try {
					resolve(work());
				} catch (error) {
					reject(error);
				}
			});
		});

	const emit = (order: Placed, kind: OrderUpdateEvent['kind'], fill?: Fill): void => {
		if (venue.stream === 'mute') {
			return;
		}

		const { request } = order;
		const size = request.size;
		venue.onEvent({
			type: 'order-update',
			symbol: request.symbol,
			side: request.side,
			orderType: request.type,
			orderId: order.orderId,
			clientOid: request.clientOid === '' ? undefined : request.clientOid,
			kind,
			status: kind === 'received' ? 'new' : kind === 'filled' || kind === 'canceled' ? 'done' : 'open',
			price: request.price,
			originSize: size,
			originFunds: request.funds,
			size,
			oldSize: undefined,
			filledSize: kind === 'received' ? undefined : order.filled,
			remainSize: undefined,
			canceledSize: kind === 'received' ? undefined : order.canceled,
			canceledFunds: undefined,
			remainFunds: undefined,
			match:
				fill === undefined
					? undefined
					: {
							price: fill.price,
							size: fill.size,
							tradeId: fill.tradeId,
							liquidity: fill.liquidity,
							feeType: undefined,
						},
			orderTime: order.createdAt,
			time: fill?.time ?? venueNow(),
			receivedAt: clock.wallNow(),
		});
	};

	const venueNow = (): number => clock.wallNow() + venue.clockOffsetMs;

	const trade = (order: Placed, size: string, price: string): void => {
		nextTrade += 1n;
		const { symbol, side } = order.request;
		order.filled = decimalText(addDecimals(order.filled, size));
		const fill: Fill = {
			symbol,
			orderId: order.orderId,
			tradeId: String(nextTrade),
			side,
			price,
			size,
			liquidity: order.request.type === 'market' ? 'taker' : 'maker',
			fee: decimalText(addDecimals('0', price).times(size).times(takerRate)),
			feeCurrency: 'USDT',
			time: venueNow(),
		};
		order.fills.push(fill);
		const funds = multiplyDecimals(price, size);
		const isBuy = side === 'buy';
		settle('BTC', isBuy ? addDecimals('0', size) : subtractDecimals('0', size));
		settle('USDT', (isBuy ? subtractDecimals('0', funds) : funds).minus(fill.fee as string));
		const isFull = order.request.size !== undefined && compareDecimals(order.filled, order.request.size) >= 0;
		order.active = order.active && !isFull;
		emit(order, 'match', fill);
		if (isFull) {
			emit(order, 'filled');
		}
	};

	/** What the stream says of stops: no client id, and of a pair its legs. */
	const emitStop = (order: Placed, kind: 'open' | 'triggered' | 'canceled', leg?: 'stop' | 'target'): void => {
		const { request } = order;
		const names = legsOf(order);
		for (const [which, orderId] of names) {
			if (venue.stream === 'mute' || (leg !== undefined && which !== leg)) {
				continue;
			}

			venue.onEvent({
				type: 'stop-order',
				symbol: request.symbol,
				orderId,
				kind,
				side: request.side,
				size: request.size,
				orderPrice: request.price,
				stopPrice: request.stop?.stopPrice ?? '0',
				stop: names.length === 1 ? 'loss' : which === 'stop' ? 'l_s_o' : 'e_l_o',
				isLeg: names.length > 1,
				triggerSuccess: kind === 'triggered' ? !venue.failsTriggers : undefined,
				error: undefined,
				time: venueNow(),
				receivedAt: clock.wallNow(),
			});
		}
	};

	const legsOf = ({ request, orderId }: Placed): readonly (readonly ['stop' | 'target', string])[] =>
		familyOf(request) === 'oco'
			? [
					['target', `${orderId}t`],
					['stop', `${orderId}s`],
				]
			: [['stop', orderId]];

	const end = (order: Placed): void => {
		if (order.active) {
			order.active = false;
			order.canceled = decimalText(subtractDecimals(order.request.size ?? order.filled, order.filled));
			if (isBeside(order)) {
				emitStop(order, 'canceled');
			} else {
				emit(order, 'canceled');
			}
		}
	};

	const isBeside = (order: Placed): boolean => familyOf(order.request) !== 'plain';

	const trigger = (order: Placed, leg: 'stop' | 'target'): void => {
		order.active = false;
		order.triggered = leg;
		emitStop(order, 'triggered', leg);
		if (familyOf(order.request) === 'oco') {
			emitStop(order, 'canceled', leg === 'stop' ? 'target' : 'stop');
		}

		if (!venue.failsTriggers) {
			const { request } = order;
			const price = leg === 'stop' && request.stop?.limitPrice !== undefined ? request.stop.limitPrice : request.price;
			const names = { same: request.clientOid, empty: '', other: `trig-${nextId}` };
			const clientOid = names[venue.childOid] as OrderRequest['clientOid'];
			order.childId = take({ ...request, clientOid, price, stop: undefined }, true).orderId;
		}
	};

	const reach = (price: string): void => {
		venue.price = price;
		for (const order of [...active()].filter(isBeside)) {
			const { stop, price: target } = order.request;
			const { direction, stopPrice } = stop!;
			const distance = compareDecimals(price, stopPrice);
			const toTarget = target === undefined ? undefined : compareDecimals(price, target);
			if (direction === 'loss' ? distance <= 0 : distance >= 0) {
				trigger(order, 'stop');
			} else if (toTarget !== undefined && (direction === 'loss' ? toTarget >= 0 : toTarget <= 0)) {
				trigger(order, 'target');
			}
		}
	};

	const take = (request: OrderRequest, isChild = false): Placed => {
		const order: Placed = {
			orderId: `id${nextId}`,
			request,
			createdAt: venueNow(),
			filled: '0',
			canceled: '0',
			active: true,
			fills: [],
			triggered: undefined,
			childId: undefined,
			isChild,
		};
		nextId += 1;
		orders.push(order);
		if (isBeside(order)) {
			emitStop(order, 'open');
			return order;
		}

		emit(order, 'received');
		if (request.type === 'market') {
			const size = request.size ?? decimalText(addDecimals('0', request.funds ?? '0').div(venue.price));
			trade(order, size, venue.price);
			if (order.active) {
				order.active = false;
				emit(order, 'filled');
			}
		} else {
			emit(order, 'open');
		}

		return order;
	};

	const isShown = (order: Placed): boolean =>
		(!order.isChild || venueNow() - order.createdAt >= venue.hidesChildMs) &&
		!(venue.forgetsStops && isBeside(order) && !order.active);

	const childOf = (order: Placed): Placed | undefined =>
		orders.find(
			entry =>
				entry.orderId === order.childId &&
				isShown(entry) &&
				(venue.namesChildren || entry.request.clientOid === order.request.clientOid),
		);

	const toRecord = (order: Placed): VenueOrder => {
		const record = plainRecord(order);
		if (order.triggered === undefined) {
			return record;
		}

		const child = childOf(order);
		const triggered = { ...record, triggered: true, canceledSize: '0', cancelExist: false };
		return child === undefined ? { ...triggered, active: true } : { ...triggered, triggeredOrderId: child.orderId };
	};

	const plainRecord = (order: Placed): VenueOrder => ({
		orderId: order.orderId,
		clientOid: order.request.clientOid,
		symbol: order.request.symbol,
		side: order.request.side,
		type: isBeside(order) ? (familyOf(order.request) as 'stop' | 'oco') : order.request.type,
		...(familyOf(order.request) === 'oco' ? { legIds: legsOf(order).map(([, id]) => id) } : {}),
		price: order.request.price ?? '0',
		size: order.request.size ?? '0',
		funds: order.request.funds ?? '0',
		filledSize: order.filled,
		filledFunds: '0',
		canceledSize: order.canceled,
		active: order.active,
		cancelExist: compareDecimals(order.canceled, '0') > 0,
		createdAt: order.createdAt,
	});

	const submit = (request: OrderRequest, sentAt: number): Promise<SubmitOutcome> => {
		venue.submits.push({ request, at: clock.wallNow() });
		const { script } = venue;
		const answer = (outcome: SubmitOutcome, delayMs = venue.latencyMs): Promise<SubmitOutcome> =>
			new Promise(resolve => {
				clock.after(delayMs, () => resolve(outcome));
			});
		// What the venue's gateway refuses since it came too late.
		const takeLate = (): void => {
			if (clock.wallNow() <= sentAt + 5000) {
				take(request);
			}
		};
		switch (script) {
			case 'accept': {
				let orderId = '';
				clock.after(venue.latencyMs / 2, () => {
					orderId = take(request).orderId;
				});
				return new Promise(resolve => {
					clock.after(venue.latencyMs, () => resolve({ kind: 'accepted', orderId }));
				});
			}

			case 'event-first': {
				const { orderId } = take(request);
				return answer({ kind: 'accepted', orderId }, venue.latencyMs + 500);
			}

			case 'take-silent':
				clock.after(venue.latencyMs / 2, () => take(request));
				return answer({ kind: 'unknown', reason: 'no answer in 5 s' }, 5000);
			case 'take-5xx':
				clock.after(venue.latencyMs / 2, () => take(request));
				return answer({ kind: 'unknown', reason: 'HTTP 502' });
			case 'never':
				return answer({ kind: 'unknown', reason: 'HTTP 502' });
			case 'late':
				clock.after(venue.lateMs, takeLate);
				return answer({ kind: 'unknown', reason: 'reset' });
			case 'reject':
				return answer({ kind: 'rejected', code: '200004', text: 'Balance insufficient' });
			case 'not-sent':
				return answer({ kind: 'not-sent', reason: 'DNS ENOTFOUND' });
			case 'throttle':
				return answer({ kind: 'unknown', reason: '429000 Too Many Requests' });
		}
	};

	const cancel: Gateway['cancel'] = ({ clientOid, orderId, family }) => {
		venue.cancels.push({ clientOid, at: clock.wallNow() });
		return later((): CancelOutcome => {
			if (venue.throttledCancels > 0) {
				venue.throttledCancels -= 1;
				return { kind: 'failed', reason: '429000', retryAfterMs: 400 };
			}

			const order = orders.find(entry =>
				orderId === undefined
					? entry.request.clientOid === clientOid && familyOf(entry.request) === family
					: entry.orderId === orderId && familyOf(entry.request) === family,
			);
			if (order === undefined || !order.active) {
				return { kind: 'gone', text: 'order_not_exist_or_not_allow_to_cancel' };
			}

			end(order);
			if (venue.lostCancelAcks > 0) {
				venue.lostCancelAcks -= 1;
				return { kind: 'failed', reason: 'timeout', retryAfterMs: undefined };
			}

			return { kind: 'requested', ...(isBeside(order) ? { endedIds: [order.orderId] } : {}) };
		});
	};

	const balances = (): readonly Balance[] =>
		Object.entries(venue.totals).map(([currency, total]) => {
			let hold = addDecimals(currency === 'USDT' ? venue.extraHold : '0', '0');
			for (const { request, filled } of active()) {
				const rest = subtractDecimals(request.size ?? '0', filled);
				if (request.stop === undefined && request.side === 'buy' && currency === 'USDT') {
					hold = hold.plus(rest.times(request.price ?? '0').times('1.001'));
				} else if (request.stop === undefined && request.side === 'sell' && currency === 'BTC') {
					hold = hold.plus(rest);
				}
			}

			return {
				currency,
				total,
				hold: decimalText(hold),
				available: decimalText(subtractDecimals(total, hold)),
			};
		});

	const settle = (currency: string, change: Decimal): void => {
		venue.totals[currency] = decimalText(addDecimals(venue.totals[currency] ?? '0', change));
	};

	const active = (): Placed[] => orders.filter(order => order.active);

	const endAll = (ended: readonly Placed[]): CanceledMany => {
		ended.forEach(end);
		return { failedSymbols: [], endedIds: ended.filter(isBeside).map(({ orderId }) => orderId) };
	};

	const venue: FakeVenue = {
		gateway: {
			submit,
			cancel,
			cancelAll: () => later(() => endAll(active())),
			cancelSymbol: symbol => later(() => endAll(active().filter(order => order.request.symbol === symbol))),
			findByClientOid: (_symbol, clientOid, family) =>
				later(() => {
					const named = orders.filter(entry => entry.request.clientOid === clientOid && isShown(entry));
					const order = named.find(entry => family === undefined || familyOf(entry.request) === family) ?? named[0];
					return order === undefined ||
						(family === 'plain' && isBeside(order)) ||
						(venue.hidesDoneByClientOid && !order.active)
						? undefined
						: toRecord(order);
				}),
			findById: (_symbol, orderId, family) =>
				later(() => {
					const order = orders.find(entry => entry.orderId === orderId && isShown(entry));
					return order === undefined || (family !== undefined && familyOf(order.request) !== family)
						? undefined
						: toRecord(order);
				}),
			activeSymbols: () => later(() => [...new Set(active().map(order => order.request.symbol))]),
			activeOrders: symbol =>
				later(() =>
					active()
						.filter(order => order.request.symbol === symbol && isShown(order))
						.map(toRecord),
				),
			doneOrders: (symbol, since) =>
				later(() =>
					orders
						.filter(order => !order.active && order.request.symbol === symbol && order.createdAt >= since)
						.filter(order => !isBeside(order) && isShown(order))
						.map(toRecord),
				),
			fills: query =>
				later(() =>
					orders
						.filter(isShown)
						.flatMap(order => order.fills)
						.filter(fill => ('orderId' in query ? fill.orderId === query.orderId : fill.time >= query.since))
						.filter(fill => fill.symbol === query.symbol),
				),
			balances: () => later(balances),
			fees: () => later(() => ({ taker: takerRate, maker: takerRate })),
			venueStatus: () => later(() => venue.status),
			venueNow,
			deadMan: async (seconds, symbols) => {
				if (venue.deadManFails) {
					throw new Error('the venue is down');
				}

				venue.deadMan.push({ seconds, symbols, at: clock.wallNow() });
				return seconds === -1 ? undefined : venueNow() + seconds * 1000;
			},
			get hasNativeStops() {
				return venue.nativeStops;
			},
			get hasNativeOcos() {
				return venue.nativeOcos;
			},
		},
		script: 'accept',
		lateMs: 3000,
		latencyMs: 40,
		stream: 'on',
		isDown: false,
		status: 'open',
		throttledCancels: 0,
		lostCancelAcks: 0,
		hidesDoneByClientOid: false,
		nativeStops: false,
		nativeOcos: false,
		failsTriggers: false,
		childOid: 'same',
		namesChildren: false,
		hidesChildMs: 0,
		forgetsStops: false,
		price: '100',
		clockOffsetMs: 0,
		totals: { USDT: '100000', BTC: '10' },
		extraHold: '0',
		balances,
		submits: [],
		cancels: [],
		deadMan: [],
		deadManFails: false,
		orders: () => orders,
		active,
		of: clientOid => orders.find(order => order.request.clientOid === clientOid),
		placeForeign: (clientOid, rest = {}) =>
			take({ ...limitRequest, clientOid: clientOid as OrderRequest['clientOid'], ...rest }),
		fill(orderId, size, price) {
			const order = orders.find(entry => entry.orderId === orderId)!;
			trade(order, size, price ?? order.request.price ?? venue.price);
		},
		end(orderId) {
			end(orders.find(entry => entry.orderId === orderId)!);
		},
		reach,
		onEvent: () => {},
	};
	return venue;
}
