import { expect, test } from 'vitest';
import { evidenceOfRecord, orderOfRecord } from '../../source/engine/venue-evidence.js';
import { decodeOco, decodeStopRecord } from '../../source/exchange/kucoin/decode-orders.js';
import { selectOrders } from '../../source/store/selectors/orders.js';
import { createStore } from '../../source/store/store.js';
import type { VenueOrder } from '../../source/trading/gateway.js';
import { applyEvidence, type Order } from '../../source/trading/order-state.js';
import { readFixtureData } from '../exchange/kucoin/fixture.js';
import { createManualClock } from '../store/manual-clock.js';

const [stopRow] = (readFixtureData('rest-stop-order-list') as { readonly items: readonly object[] }).items;

const rowOf = (order: Order) => {
	const clock = createManualClock();
	const store = createStore(clock, [order.symbol]);
	store.apply({ type: 'order', order, receivedAt: 0 });
	return selectOrders(store.state, order.symbol, { wall: clock.wallNow(), mono: clock.monoNow() }).orders[0];
};

test.each<[string, VenueOrder, string]>([
	['a stop', decodeStopRecord(stopRow, 'the list of stops').order, 'stop 60000'],
	['a pair', decodeOco(readFixtureData('rest-oco-details'), 'the pair'), 'stop 98000'],
])('%s of another program shows the price that it waits for, and has none in the book', (_name, record, trigger) => {
	const order = applyEvidence(orderOfRecord(record, true), evidenceOfRecord(record));

	expect(rowOf(order)).toMatchObject({ price: undefined, trigger, status: 'WORKING', external: true });
	expect(rowOf(applyEvidence(order, evidenceOfRecord({ ...record, triggered: true })))?.trigger).toBeUndefined();
});
