import type { Instrument } from '../../source/model/instrument.js';
import type { ClientOid, OrderRequest } from '../../source/model/order.js';
import type { RiskContext, RiskLimits } from '../../source/trading/risk.js';

export const instrument: Instrument = {
	symbol: 'BTC-USDT',
	name: 'BTC-USDT',
	baseCurrency: 'BTC',
	quoteCurrency: 'USDT',
	feeCurrency: 'USDT',
	market: 'USDS',
	priceIncrement: '0.1',
	baseIncrement: '0.00000001',
	quoteIncrement: '0.000001',
	baseMinSize: '0.00001',
	baseMaxSize: '10000000000',
	quoteMinSize: '0.1',
	quoteMaxSize: '99999999',
	minFunds: '0.1',
	priceLimitRate: '0.1',
	makerFeeCoefficient: '1',
	takerFeeCoefficient: '1',
	enableTrading: true,
	specialTreatment: false,
};

export const limits: RiskLimits = {
	maxOrderFunds: 1000,
	maxDayFunds: 10_000,
	maxOpenOrders: 50,
	maxOrdersPerMinute: 60,
	priceBandBps: 500,
	maxSessionLoss: 500,
	symbols: [],
};

/** A buy of 0.01 at 50000, that passes in the context of `makeContext`. */
export const makeRequest = (changes: Partial<OrderRequest> = {}): OrderRequest => ({
	clientOid: 'kc1TEST01' as ClientOid,
	symbol: 'BTC-USDT',
	side: 'buy',
	type: 'limit',
	price: '50000',
	size: '0.01',
	funds: undefined,
	timeInForce: 'GTC',
	cancelAfter: undefined,
	postOnly: false,
	hidden: false,
	iceberg: false,
	visibleSize: undefined,
	stop: undefined,
	...changes,
});

export const market = { type: 'market', price: undefined } as const;

/** A book of 50000 / 50001, 5000 USDT and 1 BTC, nothing bought, no limit near. */
export const makeContext = (
	changes: Partial<Omit<RiskContext, 'limits'>> & { readonly limits?: Partial<RiskLimits> } = {},
): RiskContext => ({
	instrument,
	gate: undefined,
	trading: 'ACTIVE',
	bestBid: '50000',
	bestAsk: '50001',
	sweepPrice: '50001',
	baseAvailable: '1',
	quoteAvailable: '5000',
	position: '0',
	takerFee: '0.001',
	openOrders: 0,
	ordersLastMinute: 0,
	dayFunds: '0',
	sessionLoss: '0',
	...changes,
	limits: { ...limits, ...changes.limits },
});
