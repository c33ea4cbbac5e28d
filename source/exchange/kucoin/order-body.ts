import type { OrderRequest } from '../../model/order.js';

/** Stops of margin trading stand in the same lists as those of spot trading, under another word. Source: KuCoin docs, Add Stop Order. */
export const spotTradeType = 'TRADE';

/** The venue refuses an order that reaches it later than this after its timestamp, so a lost one cannot appear for ever. */
export const orderWindowMs = 5000;

/**
 * The JSON of a placement, `POST /api/v1/hf/orders`, or of a stop order, `POST /api/v1/stop-order`. Prices and sizes go as they
 * are. `timestamp` is the `KC-API-TIMESTAMP` of the same request. Source: KuCoin docs, Add Order, Add Stop Order.
 *
 * `{"clientOid":"…","symbol":"BTC-USDT","side":"buy","type":"limit","price":"50000","size":"0.00001","timeInForce":"GTC",
 * "allowMaxTimeWindow":5000,"clientTimestamp":1735689600000}`
 */
export function encodeOrder(order: OrderRequest, timestamp: number): string {
	const { clientOid, symbol, side, type, stop } = order;
	const body: Record<string, string | number | boolean> = { clientOid, symbol, side, type };
	const put = (name: string, value: string | number | undefined): void => {
		if (value !== undefined) {
			body[name] = value;
		}
	};

	put('size', order.size);
	if (type === 'limit') {
		put('price', order.price);
		body.timeInForce = order.timeInForce;
		if (order.timeInForce === 'GTT') {
			put('cancelAfter', order.cancelAfter);
		}

		for (const flag of ['postOnly', 'hidden', 'iceberg'] as const) {
			if (order[flag]) {
				body[flag] = true;
			}
		}

		if (order.iceberg) {
			put('visibleSize', order.visibleSize);
		}
	} else {
		put('funds', order.funds);
	}

	if (stop !== undefined) {
		body.stop = stop.direction;
		body.stopPrice = stop.stopPrice;
		body.tradeType = spotTradeType;
	}

	return JSON.stringify({ ...body, allowMaxTimeWindow: orderWindowMs, clientTimestamp: timestamp });
}

/**
 * The JSON of a pair, `POST /api/v3/oco/order`: the target at `price`, and at `stopPrice` a limit order at `limitPrice`. It has
 * no window of its own: one that is late is refused by the `KC-API-TIMESTAMP` of its request. Source: KuCoin docs, Add OCO Order.
 *
 * `{"clientOid":"…","symbol":"BTC-USDT","side":"sell","price":"110000","size":"0.0001","stopPrice":"90000","limitPrice":"89500",
 * "tradeType":"TRADE"}`
 */
export function encodeOco({ clientOid, symbol, side, price, size, stop }: OrderRequest): string {
	const { stopPrice, limitPrice } = stop ?? {};
	return JSON.stringify({ clientOid, symbol, side, price, size, stopPrice, limitPrice, tradeType: spotTradeType });
}
