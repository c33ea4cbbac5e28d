import type { AccountEvent, BalanceEvent, OrderUpdateEvent } from '../../source/model/account-event.js';
import type { Instrument } from '../../source/model/instrument.js';
import type { PriceSize, Side } from '../../source/model/market-event.js';
import type { ClientOid, OrderRequest } from '../../source/model/order.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';
import type { SubmitOutcome } from '../../source/trading/gateway.js';
import { createPaperGateway, type PaperGateway } from '../../source/trading/paper.js';
import type { BookSide } from '../../source/trading/paper-market.js';
import { openPaperState, type PaperState } from '../../source/trading/paper-state.js';
import type { Approved } from '../../source/trading/risk.js';

export const symbol = 'BTC-USDT';

export const bitcoin: Instrument = {
	symbol,
	name: symbol,
	baseCurrency: 'BTC',
	quoteCurrency: 'USDT',
	feeCurrency: 'USDT',
	market: 'USDS',
	priceIncrement: '0.1',
	baseIncrement: '0.00001',
	quoteIncrement: '0.01',
	baseMinSize: '0.0001',
	baseMaxSize: '1000',
	quoteMinSize: '0.1',
	quoteMaxSize: '1000000',
	minFunds: '0.1',
	priceLimitRate: '0.1',
	makerFeeCoefficient: '1',
	takerFeeCoefficient: '1',
	enableTrading: true,
	specialTreatment: false,
};

let made = 0;

/** A limit buy of 1 at 100, changed by what a test says. */
export function makeRequest(change: Partial<OrderRequest> = {}): Approved<OrderRequest> {
	made += 1;
	const request: OrderRequest = {
		clientOid: `kc1TEST${made}` as ClientOid,
		symbol,
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
		...change,
	};
	return request as Approved<OrderRequest>;
}

export const marketBySize = (side: Side, size: string): Approved<OrderRequest> =>
	makeRequest({ side, type: 'market', price: undefined, size });

export const marketByFunds = (side: Side, funds: string): Approved<OrderRequest> =>
	makeRequest({ side, type: 'market', price: undefined, size: undefined, funds });

export type PaperWorld = {
	readonly clock: VirtualClock;
	readonly gateway: PaperGateway;
	readonly events: AccountEvent[];
	readonly notices: string[];
	readonly changes: () => number;
	/** What every attempt to save fails with from now on. */
	readonly breakSaving: (problem: string) => void;
	/** Replaces both sides and tells the gateway. */
	readonly setBook: (bids: readonly PriceSize[], asks: readonly PriceSize[]) => void;
	readonly setLive: (live: boolean) => void;
	readonly setInstrument: (instrument: Instrument | undefined) => void;
	readonly print: (side: Side, price: string, size: string, more?: { tradeId?: string; time?: number }) => void;
	/** Sends, lets the latency pass, and returns what came of it. */
	readonly submit: (request: Approved<OrderRequest>) => Promise<SubmitOutcome>;
	/** As `submit`, and fails unless it was accepted. Returns the order id. */
	readonly place: (request: Approved<OrderRequest>) => Promise<string>;
	readonly cancel: (orderId: string) => Promise<string>;
	/** `received open match…` of one order. */
	readonly story: (orderId: string) => string;
	/** `total/hold` of a currency. */
	readonly balance: (currency: string) => Promise<string>;
};

/** A paper gateway over a book that the test writes, at 10 ms latency. Every act takes at least 1 ms of venue time. */
export function createPaperWorld(options: { balances?: Record<string, string>; state?: PaperState } = {}): PaperWorld {
	const clock = createVirtualClock();
	const sides: Record<BookSide, readonly PriceSize[]> = { bid: [['99', '5']], ask: [['101', '5']] };
	const events: AccountEvent[] = [];
	const notices: string[] = [];
	let changes = 0;
	let diskProblem: string | undefined;
	let live = true;
	let instrument: Instrument | undefined = bitcoin;
	let bookTime = clock.wallNow();
	let prints = 0;

	const gateway = createPaperGateway(
		{
			clock,
			market: {
				instrument: name => (name === instrument?.symbol ? instrument : undefined),
				isLive: () => live,
				levels: (_symbol, side) => sides[side],
				sizeAt: (_symbol, side, price) => sides[side].find(level => Number(level[0]) === Number(price))?.[1] ?? '0',
				bookTime: () => bookTime,
				venueNow: clock.wallNow,
			},
			publish: event => {
				events.push(event);
			},
			changed: () => {
				changes += 1;
				if (diskProblem !== undefined) {
					throw new Error(diskProblem);
				}
			},
			say: text => {
				notices.push(text);
			},
		},
		{
			latencyMs: 10,
			state: options.state ?? openPaperState(clock.wallNow(), options.balances ?? { USDT: '10000', BTC: '10' }),
		},
	);

	const tellBook = (): void => {
		gateway.observe({
			type: 'book-delta',
			symbol,
			sequenceStart: 1,
			sequenceEnd: 1,
			bids: [],
			asks: [],
			time: bookTime,
			receivedAt: clock.wallNow(),
		});
	};

	const submit = async (request: Approved<OrderRequest>): Promise<SubmitOutcome> => {
		const outcome = gateway.submit(request, clock.wallNow());
		await clock.advance(10);
		return outcome;
	};

	return {
		clock,
		gateway,
		events,
		notices,
		changes: () => changes,
		breakSaving: problem => {
			diskProblem = problem;
		},
		setBook: (bids, asks) => {
			clock.advanceSync(1);
			sides.bid = bids;
			sides.ask = asks;
			bookTime = clock.wallNow();
			tellBook();
		},
		setLive: now => {
			live = now;
			tellBook();
		},
		setInstrument: now => {
			instrument = now;
		},
		print: (side, price, size, more = {}) => {
			clock.advanceSync(1);
			prints += 1;
			gateway.observe({
				type: 'trade',
				symbol,
				tradeId: more.tradeId ?? `${11_000_000_000_000_000n + BigInt(prints)}`,
				side,
				price,
				size,
				sequence: String(prints),
				makerOrderId: 'maker',
				takerOrderId: 'taker',
				time: more.time ?? clock.wallNow(),
				receivedAt: clock.wallNow(),
			});
		},
		submit,
		place: async request => {
			const outcome = await submit(request);
			if (outcome.kind !== 'accepted') {
				throw new Error(`Expected an accepted order, was ${JSON.stringify(outcome)}`);
			}

			return outcome.orderId;
		},
		cancel: async orderId => {
			const outcome = gateway.cancel({ symbol, orderId, clientOid: 'none', family: 'plain' as const });
			await clock.advance(10);
			return (await outcome).kind;
		},
		story: orderId =>
			events
				.filter((event): event is OrderUpdateEvent => event.type === 'order-update' && event.orderId === orderId)
				.map(event => (event.match === undefined ? event.kind : `${event.match.price}×${event.match.size}`))
				.join(' '),
		balance: async currency => {
			const found = (await gateway.balances()).find(balance => balance.currency === currency);
			return found === undefined ? 'none' : `${found.total}/${found.hold}`;
		},
	};
}

export const balancesIn = (events: readonly AccountEvent[]): readonly BalanceEvent[] =>
	events.filter((event): event is BalanceEvent => event.type === 'balance');
