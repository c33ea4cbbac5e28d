// Made by scripts/compile-schemas.js from wire.ts. Do not edit: change wire.ts and run `npm run schemas`.
import { isSymbol } from '../../model/instrument.js';
import { isAmountText, isDecimal, isDigits, isId, isNumberText, isSequence, isSignedDecimal, isTime } from './wire-text.js';

type Fields = Readonly<Record<string, unknown>>;

/** Undefined when the value has the documented shape, else `path: expected what` of the first field that has not. */
export type Check = (value: unknown) => string | undefined;

export const checkAccountRows: Check = value => {
	if (!Array.isArray(value)) {
		return ': expected a list';
	}
	const l2 = value as readonly unknown[];
	for (let n1 = 0; n1 < l2.length; n1 += 1) {
		const i3 = l2[n1];
		if (typeof i3 !== 'object' || i3 === null || Array.isArray(i3)) {
			return '[' + n1 + ']: expected an object';
		}
		const o4 = i3 as Fields;
		const f5 = o4.currency;
		if (typeof f5 !== 'string' || !isId(f5)) {
			return '[' + n1 + '].currency: expected a currency';
		}
		const f6 = o4.type;
		if (typeof f6 !== 'string') {
			return '[' + n1 + '].type: expected a text';
		}
		const f7 = o4.balance;
		if (typeof f7 !== 'string' || !isSignedDecimal(f7)) {
			return '[' + n1 + '].balance: expected a plain decimal';
		}
		const f8 = o4.available;
		if (typeof f8 !== 'string' || !isSignedDecimal(f8)) {
			return '[' + n1 + '].available: expected a plain decimal';
		}
		const f9 = o4.holds;
		if (typeof f9 !== 'string' || !isSignedDecimal(f9)) {
			return '[' + n1 + '].holds: expected a plain decimal';
		}
	}
	return undefined;
};

export const checkAllTickers: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.time;
	if (typeof f2 !== 'number' || !isTime(f2)) {
		return 'time: expected a time';
	}
	const f3 = o1.ticker;
	if (!Array.isArray(f3)) {
		return 'ticker: expected a list';
	}
	return undefined;
};

export const checkApiKeyInfo: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.permission;
	if (typeof f2 !== 'string') {
		return 'permission: expected a text';
	}
	const f3 = o1.ipWhitelist;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string') && (f3 !== null)) {
			return 'ipWhitelist: expected a text or null';
		}
	}
	const f4 = o1.apiVersion;
	if (f4 !== undefined) {
		if ((typeof f4 !== 'number') && (f4 !== null)) {
			return 'apiVersion: expected a number or null';
		}
	}
	const f5 = o1.isMaster;
	if (f5 !== undefined) {
		if ((typeof f5 !== 'boolean') && (f5 !== null)) {
			return 'isMaster: expected true or false or null';
		}
	}
	return undefined;
};

export const checkAuction: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	if (o1.estimatedPrice === undefined && o1.ep === undefined) {
		return 'estimatedPrice: expected a plain decimal, not negative';
	}
	const f2 = o1.symbol;
	if (f2 !== undefined) {
		if (typeof f2 !== 'string' || !isSymbol(f2)) {
			return 'symbol: expected a symbol BASE-QUOTE';
		}
	}
	const f3 = o1.estimatedPrice;
	if (f3 !== undefined) {
		if (typeof f3 !== 'string' || !isDecimal(f3)) {
			return 'estimatedPrice: expected a plain decimal, not negative';
		}
	}
	const f4 = o1.estimatedSize;
	if (f4 !== undefined) {
		if (typeof f4 !== 'string' || !isDecimal(f4)) {
			return 'estimatedSize: expected a plain decimal, not negative';
		}
	}
	const f5 = o1.time;
	if (f5 !== undefined) {
		if (typeof f5 !== 'number' || !isTime(f5)) {
			return 'time: expected a time';
		}
	}
	const f6 = o1.s;
	if (f6 !== undefined) {
		if (typeof f6 !== 'string' || !isSymbol(f6)) {
			return 's: expected a symbol BASE-QUOTE';
		}
	}
	const f7 = o1.ep;
	if (f7 !== undefined) {
		if (typeof f7 !== 'string' || !isDecimal(f7)) {
			return 'ep: expected a plain decimal, not negative';
		}
	}
	const f8 = o1.es;
	if (f8 !== undefined) {
		if (typeof f8 !== 'string' || !isDecimal(f8)) {
			return 'es: expected a plain decimal, not negative';
		}
	}
	const f9 = o1.ts;
	if (f9 !== undefined) {
		if (typeof f9 !== 'number' || !isTime(f9)) {
			return 'ts: expected a time';
		}
	}
	return undefined;
};

export const checkBalance: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.accountId;
	if (f2 !== undefined) {
		if ((typeof f2 !== 'string' || !isId(f2)) && (f2 !== null)) {
			return 'accountId: expected an id or null';
		}
	}
	const f3 = o1.currency;
	if (typeof f3 !== 'string' || !isId(f3)) {
		return 'currency: expected a currency';
	}
	const f4 = o1.total;
	if (typeof f4 !== 'string' || !isSignedDecimal(f4)) {
		return 'total: expected a plain decimal';
	}
	const f5 = o1.available;
	if (typeof f5 !== 'string' || !isSignedDecimal(f5)) {
		return 'available: expected a plain decimal';
	}
	const f6 = o1.hold;
	if (typeof f6 !== 'string' || !isSignedDecimal(f6)) {
		return 'hold: expected a plain decimal';
	}
	const f7 = o1.availableChange;
	if (f7 !== undefined) {
		if ((typeof f7 !== 'string' || !isSignedDecimal(f7)) && (f7 !== null)) {
			return 'availableChange: expected a plain decimal or null';
		}
	}
	const f8 = o1.holdChange;
	if (f8 !== undefined) {
		if ((typeof f8 !== 'string' || !isSignedDecimal(f8)) && (f8 !== null)) {
			return 'holdChange: expected a plain decimal or null';
		}
	}
	const f9 = o1.relationEvent;
	if (typeof f9 !== 'string') {
		return 'relationEvent: expected a text';
	}
	const f10 = o1.relationEventId;
	if (typeof f10 !== 'string' || !isId(f10)) {
		return 'relationEventId: expected an id';
	}
	const f11 = o1.relationContext;
	if (f11 !== undefined) {
		if ((f11 !== null)) {
			if (typeof f11 !== 'object' || f11 === null || Array.isArray(f11)) {
				return 'relationContext: expected an object';
			}
			const o12 = f11 as Fields;
			const f13 = o12.symbol;
			if (f13 !== undefined) {
				if ((typeof f13 !== 'string' || !isSymbol(f13)) && (f13 !== null)) {
					return 'relationContext.symbol: expected a symbol BASE-QUOTE or null';
				}
			}
			const f14 = o12.orderId;
			if (f14 !== undefined) {
				if ((typeof f14 !== 'string') && (f14 !== null)) {
					return 'relationContext.orderId: expected a text or null';
				}
			}
			const f15 = o12.tradeId;
			if (f15 !== undefined) {
				if ((typeof f15 !== 'string') && (f15 !== null)) {
					return 'relationContext.tradeId: expected a text or null';
				}
			}
		}
	}
	const f16 = o1.time;
	if ((typeof f16 !== 'string' || !isDigits(f16)) && (typeof f16 !== 'number' || !isTime(f16))) {
		return 'time: expected digits or a time';
	}
	return undefined;
};

export const checkBullet: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.token;
	if (typeof f2 !== 'string') {
		return 'token: expected a text';
	}
	const f3 = o1.instanceServers;
	if (!Array.isArray(f3)) {
		return 'instanceServers: expected a list';
	}
	const l5 = f3 as readonly unknown[];
	for (let n4 = 0; n4 < l5.length; n4 += 1) {
		const i6 = l5[n4];
		if (typeof i6 !== 'object' || i6 === null || Array.isArray(i6)) {
			return 'instanceServers[' + n4 + ']: expected an object';
		}
		const o7 = i6 as Fields;
		const f8 = o7.endpoint;
		if (typeof f8 !== 'string') {
			return 'instanceServers[' + n4 + '].endpoint: expected a text';
		}
		const f9 = o7.pingInterval;
		if (typeof f9 !== 'number' || !isTime(f9)) {
			return 'instanceServers[' + n4 + '].pingInterval: expected a time';
		}
		const f10 = o7.pingTimeout;
		if (typeof f10 !== 'number' || !isTime(f10)) {
			return 'instanceServers[' + n4 + '].pingTimeout: expected a time';
		}
	}
	return undefined;
};

export const checkCanceledAll: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.failedSymbols;
	if (f2 !== undefined) {
		if ((f2 !== null)) {
			if (!Array.isArray(f2)) {
				return 'failedSymbols: expected a list';
			}
		}
	}
	return undefined;
};

export const checkCanceledStops: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.cancelledOrderIds;
	if (f2 !== undefined) {
		if ((f2 !== null)) {
			if (!Array.isArray(f2)) {
				return 'cancelledOrderIds: expected a list';
			}
			const l4 = f2 as readonly unknown[];
			for (let n3 = 0; n3 < l4.length; n3 += 1) {
				const i5 = l4[n3];
				if (typeof i5 !== 'string') {
					return 'cancelledOrderIds[' + n3 + ']: expected a text';
				}
			}
		}
	}
	const f6 = o1.cancelledOrderId;
	if (f6 !== undefined) {
		if ((typeof f6 !== 'string') && (f6 !== null)) {
			return 'cancelledOrderId: expected a text or null';
		}
	}
	return undefined;
};

export const checkCandles: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.symbol;
	if (typeof f2 !== 'string') {
		return 'symbol: expected a text';
	}
	const f3 = o1.candles;
	if (!Array.isArray(f3) || f3.length < 7) {
		return 'candles: expected a list of 7';
	}
	const r4 = f3 as readonly unknown[];
	const i5 = r4[0];
	if (typeof i5 !== 'string' || !isDigits(i5)) {
		return 'candles[0]: expected digits';
	}
	const i6 = r4[1];
	if (typeof i6 !== 'string' || !isDecimal(i6)) {
		return 'candles[1]: expected a plain decimal, not negative';
	}
	const i7 = r4[2];
	if (typeof i7 !== 'string' || !isDecimal(i7)) {
		return 'candles[2]: expected a plain decimal, not negative';
	}
	const i8 = r4[3];
	if (typeof i8 !== 'string' || !isDecimal(i8)) {
		return 'candles[3]: expected a plain decimal, not negative';
	}
	const i9 = r4[4];
	if (typeof i9 !== 'string' || !isDecimal(i9)) {
		return 'candles[4]: expected a plain decimal, not negative';
	}
	const i10 = r4[5];
	if (typeof i10 !== 'string' || !isDecimal(i10)) {
		return 'candles[5]: expected a plain decimal, not negative';
	}
	const i11 = r4[6];
	if (typeof i11 !== 'string' || !isDecimal(i11)) {
		return 'candles[6]: expected a plain decimal, not negative';
	}
	const f12 = o1.time;
	if ((typeof f12 !== 'string' || !isDigits(f12)) && (typeof f12 !== 'number' || !isTime(f12))) {
		return 'time: expected digits or a time';
	}
	return undefined;
};

export const checkDeadMan: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.currentTime;
	if (f2 !== undefined) {
		if ((typeof f2 !== 'string' || !isDigits(f2)) && (typeof f2 !== 'number') && (f2 !== null)) {
			return 'currentTime: expected digits or a number or null';
		}
	}
	const f3 = o1.triggerTime;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string' || !isDigits(f3)) && (typeof f3 !== 'number') && (f3 !== null)) {
			return 'triggerTime: expected digits or a number or null';
		}
	}
	return undefined;
};

export const checkDepth: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.asks;
	if (!Array.isArray(f2)) {
		return 'asks: expected a list';
	}
	const l4 = f2 as readonly unknown[];
	for (let n3 = 0; n3 < l4.length; n3 += 1) {
		const i5 = l4[n3];
		if (!Array.isArray(i5) || i5.length < 2) {
			return 'asks[' + n3 + ']: expected a list of 2';
		}
		const r6 = i5 as readonly unknown[];
		const i7 = r6[0];
		if (typeof i7 !== 'string' || !isDecimal(i7)) {
			return 'asks[' + n3 + '][0]: expected a plain decimal, not negative';
		}
		const i8 = r6[1];
		if (typeof i8 !== 'string' || !isDecimal(i8)) {
			return 'asks[' + n3 + '][1]: expected a plain decimal, not negative';
		}
	}
	const f9 = o1.bids;
	if (!Array.isArray(f9)) {
		return 'bids: expected a list';
	}
	const l11 = f9 as readonly unknown[];
	for (let n10 = 0; n10 < l11.length; n10 += 1) {
		const i12 = l11[n10];
		if (!Array.isArray(i12) || i12.length < 2) {
			return 'bids[' + n10 + ']: expected a list of 2';
		}
		const r13 = i12 as readonly unknown[];
		const i14 = r13[0];
		if (typeof i14 !== 'string' || !isDecimal(i14)) {
			return 'bids[' + n10 + '][0]: expected a plain decimal, not negative';
		}
		const i15 = r13[1];
		if (typeof i15 !== 'string' || !isDecimal(i15)) {
			return 'bids[' + n10 + '][1]: expected a plain decimal, not negative';
		}
	}
	const f16 = o1.timestamp;
	if (typeof f16 !== 'number' || !isTime(f16)) {
		return 'timestamp: expected a time';
	}
	return undefined;
};

export const checkLevel1: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.asks;
	if (!Array.isArray(f2)) {
		return 'asks: expected a list';
	}
	const l4 = f2 as readonly unknown[];
	for (let n3 = 0; n3 < l4.length; n3 += 1) {
		const i5 = l4[n3];
		if (typeof i5 !== 'string' || !isDecimal(i5)) {
			return 'asks[' + n3 + ']: expected a plain decimal, not negative';
		}
	}
	const f6 = o1.bids;
	if (!Array.isArray(f6)) {
		return 'bids: expected a list';
	}
	const l8 = f6 as readonly unknown[];
	for (let n7 = 0; n7 < l8.length; n7 += 1) {
		const i9 = l8[n7];
		if (typeof i9 !== 'string' || !isDecimal(i9)) {
			return 'bids[' + n7 + ']: expected a plain decimal, not negative';
		}
	}
	const f10 = o1.timestamp;
	if (typeof f10 !== 'number' || !isTime(f10)) {
		return 'timestamp: expected a time';
	}
	return undefined;
};

export const checkLevel2: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.symbol;
	if (typeof f2 !== 'string') {
		return 'symbol: expected a text';
	}
	const f3 = o1.sequenceStart;
	if (typeof f3 !== 'number' || !isSequence(f3)) {
		return 'sequenceStart: expected an exact integer';
	}
	const f4 = o1.sequenceEnd;
	if (typeof f4 !== 'number' || !isSequence(f4)) {
		return 'sequenceEnd: expected an exact integer';
	}
	const f5 = o1.changes;
	if (typeof f5 !== 'object' || f5 === null || Array.isArray(f5)) {
		return 'changes: expected an object';
	}
	const o6 = f5 as Fields;
	const f7 = o6.asks;
	if (!Array.isArray(f7)) {
		return 'changes.asks: expected a list';
	}
	const l9 = f7 as readonly unknown[];
	for (let n8 = 0; n8 < l9.length; n8 += 1) {
		const i10 = l9[n8];
		if (!Array.isArray(i10) || i10.length < 3) {
			return 'changes.asks[' + n8 + ']: expected a list of 3';
		}
		const r11 = i10 as readonly unknown[];
		const i12 = r11[0];
		if (typeof i12 !== 'string' || !isDecimal(i12)) {
			return 'changes.asks[' + n8 + '][0]: expected a plain decimal, not negative';
		}
		const i13 = r11[1];
		if (typeof i13 !== 'string' || !isDecimal(i13)) {
			return 'changes.asks[' + n8 + '][1]: expected a plain decimal, not negative';
		}
		const i14 = r11[2];
		if (typeof i14 !== 'string' || !isDigits(i14)) {
			return 'changes.asks[' + n8 + '][2]: expected digits';
		}
	}
	const f15 = o6.bids;
	if (!Array.isArray(f15)) {
		return 'changes.bids: expected a list';
	}
	const l17 = f15 as readonly unknown[];
	for (let n16 = 0; n16 < l17.length; n16 += 1) {
		const i18 = l17[n16];
		if (!Array.isArray(i18) || i18.length < 3) {
			return 'changes.bids[' + n16 + ']: expected a list of 3';
		}
		const r19 = i18 as readonly unknown[];
		const i20 = r19[0];
		if (typeof i20 !== 'string' || !isDecimal(i20)) {
			return 'changes.bids[' + n16 + '][0]: expected a plain decimal, not negative';
		}
		const i21 = r19[1];
		if (typeof i21 !== 'string' || !isDecimal(i21)) {
			return 'changes.bids[' + n16 + '][1]: expected a plain decimal, not negative';
		}
		const i22 = r19[2];
		if (typeof i22 !== 'string' || !isDigits(i22)) {
			return 'changes.bids[' + n16 + '][2]: expected digits';
		}
	}
	const f23 = o1.time;
	if (f23 !== undefined) {
		if (typeof f23 !== 'number' || !isTime(f23)) {
			return 'time: expected a time';
		}
	}
	return undefined;
};

export const checkMatch: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.symbol;
	if (typeof f2 !== 'string') {
		return 'symbol: expected a text';
	}
	const f3 = o1.type;
	if (f3 !== 'match') {
		return 'type: expected match';
	}
	const f4 = o1.side;
	if (f4 !== 'buy' && f4 !== 'sell') {
		return 'side: expected buy, sell';
	}
	const f5 = o1.price;
	if (typeof f5 !== 'string' || !isDecimal(f5)) {
		return 'price: expected a plain decimal, not negative';
	}
	const f6 = o1.size;
	if (typeof f6 !== 'string' || !isDecimal(f6)) {
		return 'size: expected a plain decimal, not negative';
	}
	const f7 = o1.sequence;
	if (typeof f7 !== 'string' || !isDigits(f7)) {
		return 'sequence: expected digits';
	}
	const f8 = o1.tradeId;
	if (typeof f8 !== 'string' || !isId(f8)) {
		return 'tradeId: expected an id';
	}
	const f9 = o1.makerOrderId;
	if (typeof f9 !== 'string' || !isId(f9)) {
		return 'makerOrderId: expected an id';
	}
	const f10 = o1.takerOrderId;
	if (typeof f10 !== 'string' || !isId(f10)) {
		return 'takerOrderId: expected an id';
	}
	const f11 = o1.time;
	if (typeof f11 !== 'string' || !isDigits(f11)) {
		return 'time: expected digits';
	}
	return undefined;
};

export const checkOcoDetails: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.orderId;
	if (typeof f2 !== 'string' || !isId(f2)) {
		return 'orderId: expected an id';
	}
	const f3 = o1.symbol;
	if (typeof f3 !== 'string' || !isSymbol(f3)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f4 = o1.clientOid;
	if (f4 !== undefined) {
		if ((typeof f4 !== 'string') && (f4 !== null)) {
			return 'clientOid: expected a text or null';
		}
	}
	const f5 = o1.orderTime;
	if ((typeof f5 !== 'string' || !isDigits(f5)) && (typeof f5 !== 'number' || !isTime(f5))) {
		return 'orderTime: expected digits or a time';
	}
	const f6 = o1.status;
	if (typeof f6 !== 'string') {
		return 'status: expected a text';
	}
	const f7 = o1.orders;
	if (!Array.isArray(f7)) {
		return 'orders: expected a list';
	}
	const l9 = f7 as readonly unknown[];
	for (let n8 = 0; n8 < l9.length; n8 += 1) {
		const i10 = l9[n8];
		if (typeof i10 !== 'object' || i10 === null || Array.isArray(i10)) {
			return 'orders[' + n8 + ']: expected an object';
		}
		const o11 = i10 as Fields;
		const f12 = o11.id;
		if (typeof f12 !== 'string' || !isId(f12)) {
			return 'orders[' + n8 + '].id: expected an id';
		}
		const f13 = o11.side;
		if (f13 !== 'buy' && f13 !== 'sell') {
			return 'orders[' + n8 + '].side: expected buy, sell';
		}
		const f14 = o11.price;
		if (typeof f14 !== 'string' || !isDecimal(f14)) {
			return 'orders[' + n8 + '].price: expected a plain decimal, not negative';
		}
		const f15 = o11.stopPrice;
		if (typeof f15 !== 'string' || !isDecimal(f15)) {
			return 'orders[' + n8 + '].stopPrice: expected a plain decimal, not negative';
		}
		const f16 = o11.size;
		if (typeof f16 !== 'string' || !isDecimal(f16)) {
			return 'orders[' + n8 + '].size: expected a plain decimal, not negative';
		}
		const f17 = o11.status;
		if (typeof f17 !== 'string') {
			return 'orders[' + n8 + '].status: expected a text';
		}
	}
	return undefined;
};

export const checkOcoRow: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.orderId;
	if (typeof f2 !== 'string' || !isId(f2)) {
		return 'orderId: expected an id';
	}
	const f3 = o1.symbol;
	if (typeof f3 !== 'string' || !isSymbol(f3)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f4 = o1.clientOid;
	if (f4 !== undefined) {
		if ((typeof f4 !== 'string') && (f4 !== null)) {
			return 'clientOid: expected a text or null';
		}
	}
	const f5 = o1.orderTime;
	if (f5 !== undefined) {
		if ((typeof f5 !== 'string' || !isDigits(f5)) && (typeof f5 !== 'number' || !isTime(f5))) {
			return 'orderTime: expected digits or a time';
		}
	}
	const f6 = o1.status;
	if (typeof f6 !== 'string') {
		return 'status: expected a text';
	}
	return undefined;
};

export const checkOpenSymbols: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.symbols;
	if (f2 !== undefined) {
		if ((f2 !== null)) {
			if (!Array.isArray(f2)) {
				return 'symbols: expected a list';
			}
			const l4 = f2 as readonly unknown[];
			for (let n3 = 0; n3 < l4.length; n3 += 1) {
				const i5 = l4[n3];
				if (typeof i5 !== 'string' || !isSymbol(i5)) {
					return 'symbols[' + n3 + ']: expected a symbol BASE-QUOTE';
				}
			}
		}
	}
	return undefined;
};

export const checkOrder: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.symbol;
	if (typeof f2 !== 'string' || !isSymbol(f2)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f3 = o1.side;
	if (f3 !== 'buy' && f3 !== 'sell') {
		return 'side: expected buy, sell';
	}
	const f4 = o1.orderType;
	if (f4 !== 'limit' && f4 !== 'market') {
		return 'orderType: expected limit, market';
	}
	const f5 = o1.orderId;
	if (typeof f5 !== 'string' || !isId(f5)) {
		return 'orderId: expected an id';
	}
	const f6 = o1.clientOid;
	if (f6 !== undefined) {
		if ((typeof f6 !== 'string') && (f6 !== null)) {
			return 'clientOid: expected a text or null';
		}
	}
	const f7 = o1.type;
	if (f7 !== 'received' && f7 !== 'open' && f7 !== 'match' && f7 !== 'update' && f7 !== 'filled' && f7 !== 'canceled') {
		return 'type: expected received, open, match, update, filled, canceled';
	}
	const f8 = o1.status;
	if (f8 !== 'new' && f8 !== 'open' && f8 !== 'match' && f8 !== 'done') {
		return 'status: expected new, open, match, done';
	}
	const f9 = o1.orderTime;
	if ((typeof f9 !== 'string' || !isDigits(f9)) && (typeof f9 !== 'number' || !isTime(f9))) {
		return 'orderTime: expected digits or a time';
	}
	const f10 = o1.ts;
	if ((typeof f10 !== 'string' || !isDigits(f10)) && (typeof f10 !== 'number' || !isTime(f10))) {
		return 'ts: expected digits or a time';
	}
	const f11 = o1.price;
	if (f11 !== undefined) {
		if ((typeof f11 !== 'string' || !isDecimal(f11)) && (f11 !== null)) {
			return 'price: expected a plain decimal, not negative or null';
		}
	}
	const f12 = o1.originSize;
	if (f12 !== undefined) {
		if ((typeof f12 !== 'string' || !isDecimal(f12)) && (f12 !== null)) {
			return 'originSize: expected a plain decimal, not negative or null';
		}
	}
	const f13 = o1.originFunds;
	if (f13 !== undefined) {
		if ((typeof f13 !== 'string' || !isDecimal(f13)) && (f13 !== null)) {
			return 'originFunds: expected a plain decimal, not negative or null';
		}
	}
	const f14 = o1.size;
	if (f14 !== undefined) {
		if ((typeof f14 !== 'string' || !isDecimal(f14)) && (f14 !== null)) {
			return 'size: expected a plain decimal, not negative or null';
		}
	}
	const f15 = o1.oldSize;
	if (f15 !== undefined) {
		if ((typeof f15 !== 'string' || !isDecimal(f15)) && (f15 !== null)) {
			return 'oldSize: expected a plain decimal, not negative or null';
		}
	}
	const f16 = o1.filledSize;
	if (f16 !== undefined) {
		if ((typeof f16 !== 'string' || !isDecimal(f16)) && (f16 !== null)) {
			return 'filledSize: expected a plain decimal, not negative or null';
		}
	}
	const f17 = o1.remainSize;
	if (f17 !== undefined) {
		if ((typeof f17 !== 'string' || !isDecimal(f17)) && (f17 !== null)) {
			return 'remainSize: expected a plain decimal, not negative or null';
		}
	}
	const f18 = o1.canceledSize;
	if (f18 !== undefined) {
		if ((typeof f18 !== 'string' || !isDecimal(f18)) && (f18 !== null)) {
			return 'canceledSize: expected a plain decimal, not negative or null';
		}
	}
	const f19 = o1.canceledFunds;
	if (f19 !== undefined) {
		if ((typeof f19 !== 'string' || !isDecimal(f19)) && (f19 !== null)) {
			return 'canceledFunds: expected a plain decimal, not negative or null';
		}
	}
	const f20 = o1.remainFunds;
	if (f20 !== undefined) {
		if ((typeof f20 !== 'string' || !isDecimal(f20)) && (f20 !== null)) {
			return 'remainFunds: expected a plain decimal, not negative or null';
		}
	}
	const f21 = o1.matchPrice;
	if (f21 !== undefined) {
		if ((typeof f21 !== 'string' || !isDecimal(f21)) && (f21 !== null)) {
			return 'matchPrice: expected a plain decimal, not negative or null';
		}
	}
	const f22 = o1.matchSize;
	if (f22 !== undefined) {
		if ((typeof f22 !== 'string' || !isDecimal(f22)) && (f22 !== null)) {
			return 'matchSize: expected a plain decimal, not negative or null';
		}
	}
	const f23 = o1.tradeId;
	if (f23 !== undefined) {
		if ((typeof f23 !== 'string' || !isId(f23)) && (f23 !== null)) {
			return 'tradeId: expected an id or null';
		}
	}
	const f24 = o1.liquidity;
	if (f24 !== undefined) {
		if (f24 !== 'taker' && f24 !== 'maker' && f24 !== null) {
			return 'liquidity: expected taker, maker, null';
		}
	}
	const f25 = o1.feeType;
	if (f25 !== undefined) {
		if (f25 !== 'takerFee' && f25 !== 'makerFee' && f25 !== null) {
			return 'feeType: expected takerFee, makerFee, null';
		}
	}
	return undefined;
};

export const checkPlaced: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.orderId;
	if (typeof f2 !== 'string' || !isId(f2)) {
		return 'orderId: expected an id';
	}
	const f3 = o1.clientOid;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string') && (f3 !== null)) {
			return 'clientOid: expected a text or null';
		}
	}
	return undefined;
};

export const checkRestBook: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.time;
	if (f2 !== undefined) {
		if (typeof f2 !== 'number' || !isTime(f2)) {
			return 'time: expected a time';
		}
	}
	const f3 = o1.sequence;
	if (typeof f3 !== 'string' || !isDigits(f3)) {
		return 'sequence: expected digits';
	}
	const f4 = o1.bids;
	if (!Array.isArray(f4)) {
		return 'bids: expected a list';
	}
	const l6 = f4 as readonly unknown[];
	for (let n5 = 0; n5 < l6.length; n5 += 1) {
		const i7 = l6[n5];
		if (!Array.isArray(i7) || i7.length < 2) {
			return 'bids[' + n5 + ']: expected a list of 2';
		}
		const r8 = i7 as readonly unknown[];
		const i9 = r8[0];
		if (typeof i9 !== 'string' || !isDecimal(i9)) {
			return 'bids[' + n5 + '][0]: expected a plain decimal, not negative';
		}
		const i10 = r8[1];
		if (typeof i10 !== 'string' || !isDecimal(i10)) {
			return 'bids[' + n5 + '][1]: expected a plain decimal, not negative';
		}
	}
	const f11 = o1.asks;
	if (!Array.isArray(f11)) {
		return 'asks: expected a list';
	}
	const l13 = f11 as readonly unknown[];
	for (let n12 = 0; n12 < l13.length; n12 += 1) {
		const i14 = l13[n12];
		if (!Array.isArray(i14) || i14.length < 2) {
			return 'asks[' + n12 + ']: expected a list of 2';
		}
		const r15 = i14 as readonly unknown[];
		const i16 = r15[0];
		if (typeof i16 !== 'string' || !isDecimal(i16)) {
			return 'asks[' + n12 + '][0]: expected a plain decimal, not negative';
		}
		const i17 = r15[1];
		if (typeof i17 !== 'string' || !isDecimal(i17)) {
			return 'asks[' + n12 + '][1]: expected a plain decimal, not negative';
		}
	}
	return undefined;
};

export const checkRestCandles: Check = value => {
	if (!Array.isArray(value)) {
		return ': expected a list';
	}
	const l2 = value as readonly unknown[];
	for (let n1 = 0; n1 < l2.length; n1 += 1) {
		const i3 = l2[n1];
		if (!Array.isArray(i3) || i3.length < 7) {
			return '[' + n1 + ']: expected a list of 7';
		}
		const r4 = i3 as readonly unknown[];
		const i5 = r4[0];
		if (typeof i5 !== 'string' || !isDigits(i5)) {
			return '[' + n1 + '][0]: expected digits';
		}
		const i6 = r4[1];
		if (typeof i6 !== 'string' || !isDecimal(i6)) {
			return '[' + n1 + '][1]: expected a plain decimal, not negative';
		}
		const i7 = r4[2];
		if (typeof i7 !== 'string' || !isDecimal(i7)) {
			return '[' + n1 + '][2]: expected a plain decimal, not negative';
		}
		const i8 = r4[3];
		if (typeof i8 !== 'string' || !isDecimal(i8)) {
			return '[' + n1 + '][3]: expected a plain decimal, not negative';
		}
		const i9 = r4[4];
		if (typeof i9 !== 'string' || !isDecimal(i9)) {
			return '[' + n1 + '][4]: expected a plain decimal, not negative';
		}
		const i10 = r4[5];
		if (typeof i10 !== 'string' || !isDecimal(i10)) {
			return '[' + n1 + '][5]: expected a plain decimal, not negative';
		}
		const i11 = r4[6];
		if (typeof i11 !== 'string' || !isDecimal(i11)) {
			return '[' + n1 + '][6]: expected a plain decimal, not negative';
		}
	}
	return undefined;
};

export const checkRestFill: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.orderId;
	if (typeof f2 !== 'string' || !isId(f2)) {
		return 'orderId: expected an id';
	}
	const f3 = o1.tradeId;
	if ((typeof f3 !== 'string' || !isId(f3)) && (typeof f3 !== 'number' || !isSequence(f3))) {
		return 'tradeId: expected an id or an exact integer';
	}
	const f4 = o1.symbol;
	if (typeof f4 !== 'string' || !isSymbol(f4)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f5 = o1.side;
	if (f5 !== 'buy' && f5 !== 'sell') {
		return 'side: expected buy, sell';
	}
	const f6 = o1.price;
	if (typeof f6 !== 'string' || !isDecimal(f6)) {
		return 'price: expected a plain decimal, not negative';
	}
	const f7 = o1.size;
	if (typeof f7 !== 'string' || !isDecimal(f7)) {
		return 'size: expected a plain decimal, not negative';
	}
	const f8 = o1.liquidity;
	if (f8 !== 'taker' && f8 !== 'maker') {
		return 'liquidity: expected taker, maker';
	}
	const f9 = o1.forceTaker;
	if (f9 !== undefined) {
		if ((typeof f9 !== 'boolean') && (f9 !== null)) {
			return 'forceTaker: expected true or false or null';
		}
	}
	const f10 = o1.fee;
	if (f10 !== undefined) {
		if ((typeof f10 !== 'string' || !isSignedDecimal(f10)) && (f10 !== '') && (f10 !== null)) {
			return 'fee: expected a plain decimal or  or null';
		}
	}
	const f11 = o1.feeRate;
	if (f11 !== undefined) {
		if ((typeof f11 !== 'string' || !isSignedDecimal(f11)) && (f11 !== '') && (f11 !== null)) {
			return 'feeRate: expected a plain decimal or  or null';
		}
	}
	const f12 = o1.feeCurrency;
	if (f12 !== undefined) {
		if ((typeof f12 !== 'string') && (f12 !== null)) {
			return 'feeCurrency: expected a text or null';
		}
	}
	const f13 = o1.createdAt;
	if ((typeof f13 !== 'string' || !isDigits(f13)) && (typeof f13 !== 'number' || !isTime(f13))) {
		return 'createdAt: expected digits or a time';
	}
	return undefined;
};

export const checkRestOrder: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.id;
	if (typeof f2 !== 'string' || !isId(f2)) {
		return 'id: expected an id';
	}
	const f3 = o1.clientOid;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string') && (f3 !== null)) {
			return 'clientOid: expected a text or null';
		}
	}
	const f4 = o1.symbol;
	if (typeof f4 !== 'string' || !isSymbol(f4)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f5 = o1.type;
	if (typeof f5 !== 'string') {
		return 'type: expected a text';
	}
	const f6 = o1.side;
	if (f6 !== 'buy' && f6 !== 'sell') {
		return 'side: expected buy, sell';
	}
	const f7 = o1.price;
	if (f7 !== undefined) {
		if ((typeof f7 !== 'string' || !isDecimal(f7)) && (f7 !== '') && (f7 !== null)) {
			return 'price: expected a plain decimal, not negative or  or null';
		}
	}
	const f8 = o1.size;
	if (f8 !== undefined) {
		if ((typeof f8 !== 'string' || !isDecimal(f8)) && (f8 !== '') && (f8 !== null)) {
			return 'size: expected a plain decimal, not negative or  or null';
		}
	}
	const f9 = o1.funds;
	if (f9 !== undefined) {
		if ((typeof f9 !== 'string' || !isDecimal(f9)) && (f9 !== '') && (f9 !== null)) {
			return 'funds: expected a plain decimal, not negative or  or null';
		}
	}
	const f10 = o1.dealSize;
	if (typeof f10 !== 'string' || !isDecimal(f10)) {
		return 'dealSize: expected a plain decimal, not negative';
	}
	const f11 = o1.dealFunds;
	if (f11 !== undefined) {
		if ((typeof f11 !== 'string' || !isDecimal(f11)) && (f11 !== '') && (f11 !== null)) {
			return 'dealFunds: expected a plain decimal, not negative or  or null';
		}
	}
	const f12 = o1.cancelledSize;
	if (f12 !== undefined) {
		if ((typeof f12 !== 'string' || !isDecimal(f12)) && (f12 !== '') && (f12 !== null)) {
			return 'cancelledSize: expected a plain decimal, not negative or  or null';
		}
	}
	const f13 = o1.canceledSize;
	if (f13 !== undefined) {
		if ((typeof f13 !== 'string' || !isDecimal(f13)) && (f13 !== '') && (f13 !== null)) {
			return 'canceledSize: expected a plain decimal, not negative or  or null';
		}
	}
	const f14 = o1.cancelExist;
	if (f14 !== undefined) {
		if ((typeof f14 !== 'boolean') && (f14 !== null)) {
			return 'cancelExist: expected true or false or null';
		}
	}
	const f15 = o1.active;
	if (typeof f15 !== 'boolean') {
		return 'active: expected true or false';
	}
	const f16 = o1.createdAt;
	if ((typeof f16 !== 'string' || !isDigits(f16)) && (typeof f16 !== 'number' || !isTime(f16))) {
		return 'createdAt: expected digits or a time';
	}
	return undefined;
};

export const checkRestPage: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.items;
	if (!Array.isArray(f2)) {
		return 'items: expected a list';
	}
	const f3 = o1.lastId;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string' || !isDigits(f3)) && (typeof f3 !== 'number' || !isSequence(f3)) && (f3 !== null)) {
			return 'lastId: expected digits or an exact integer or null';
		}
	}
	return undefined;
};

export const checkRestStats: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.symbol;
	if (typeof f2 !== 'string' || !isSymbol(f2)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f3 = o1.last;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string' || !isDecimal(f3)) && (f3 !== null)) {
			return 'last: expected a plain decimal, not negative or null';
		}
	}
	const f4 = o1.changeRate;
	if (f4 !== undefined) {
		if ((typeof f4 !== 'string' || !isSignedDecimal(f4)) && (f4 !== null)) {
			return 'changeRate: expected a plain decimal or null';
		}
	}
	const f5 = o1.changePrice;
	if (f5 !== undefined) {
		if ((typeof f5 !== 'string' || !isSignedDecimal(f5)) && (f5 !== null)) {
			return 'changePrice: expected a plain decimal or null';
		}
	}
	const f6 = o1.high;
	if (f6 !== undefined) {
		if ((typeof f6 !== 'string' || !isDecimal(f6)) && (f6 !== null)) {
			return 'high: expected a plain decimal, not negative or null';
		}
	}
	const f7 = o1.low;
	if (f7 !== undefined) {
		if ((typeof f7 !== 'string' || !isDecimal(f7)) && (f7 !== null)) {
			return 'low: expected a plain decimal, not negative or null';
		}
	}
	const f8 = o1.vol;
	if (f8 !== undefined) {
		if ((typeof f8 !== 'string' || !isDecimal(f8)) && (f8 !== null)) {
			return 'vol: expected a plain decimal, not negative or null';
		}
	}
	const f9 = o1.volValue;
	if (f9 !== undefined) {
		if ((typeof f9 !== 'string' || !isDecimal(f9)) && (f9 !== null)) {
			return 'volValue: expected a plain decimal, not negative or null';
		}
	}
	const f10 = o1.buy;
	if (f10 !== undefined) {
		if ((typeof f10 !== 'string' || !isDecimal(f10)) && (f10 !== null)) {
			return 'buy: expected a plain decimal, not negative or null';
		}
	}
	const f11 = o1.sell;
	if (f11 !== undefined) {
		if ((typeof f11 !== 'string' || !isDecimal(f11)) && (f11 !== null)) {
			return 'sell: expected a plain decimal, not negative or null';
		}
	}
	const f12 = o1.time;
	if (f12 !== undefined) {
		if ((typeof f12 !== 'number' || !isTime(f12)) && (f12 !== null)) {
			return 'time: expected a time or null';
		}
	}
	return undefined;
};

export const checkRestStatus: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.status;
	if (f2 !== 'open' && f2 !== 'close' && f2 !== 'cancelonly') {
		return 'status: expected open, close, cancelonly';
	}
	const f3 = o1.msg;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string') && (f3 !== null)) {
			return 'msg: expected a text or null';
		}
	}
	return undefined;
};

export const checkRestTicker: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.time;
	if (typeof f2 !== 'number' || !isTime(f2)) {
		return 'time: expected a time';
	}
	const f3 = o1.sequence;
	if (typeof f3 !== 'string' || !isDigits(f3)) {
		return 'sequence: expected digits';
	}
	const f4 = o1.price;
	if (f4 !== undefined) {
		if ((typeof f4 !== 'string' || !isDecimal(f4)) && (f4 !== null)) {
			return 'price: expected a plain decimal, not negative or null';
		}
	}
	const f5 = o1.size;
	if (f5 !== undefined) {
		if ((typeof f5 !== 'string' || !isDecimal(f5)) && (f5 !== null)) {
			return 'size: expected a plain decimal, not negative or null';
		}
	}
	const f6 = o1.bestBid;
	if (f6 !== undefined) {
		if ((typeof f6 !== 'string' || !isDecimal(f6)) && (f6 !== null)) {
			return 'bestBid: expected a plain decimal, not negative or null';
		}
	}
	const f7 = o1.bestBidSize;
	if (f7 !== undefined) {
		if ((typeof f7 !== 'string' || !isDecimal(f7)) && (f7 !== null)) {
			return 'bestBidSize: expected a plain decimal, not negative or null';
		}
	}
	const f8 = o1.bestAsk;
	if (f8 !== undefined) {
		if ((typeof f8 !== 'string' || !isDecimal(f8)) && (f8 !== null)) {
			return 'bestAsk: expected a plain decimal, not negative or null';
		}
	}
	const f9 = o1.bestAskSize;
	if (f9 !== undefined) {
		if ((typeof f9 !== 'string' || !isDecimal(f9)) && (f9 !== null)) {
			return 'bestAskSize: expected a plain decimal, not negative or null';
		}
	}
	return undefined;
};

export const checkRestTrades: Check = value => {
	if (!Array.isArray(value)) {
		return ': expected a list';
	}
	const l2 = value as readonly unknown[];
	for (let n1 = 0; n1 < l2.length; n1 += 1) {
		const i3 = l2[n1];
		if (typeof i3 !== 'object' || i3 === null || Array.isArray(i3)) {
			return '[' + n1 + ']: expected an object';
		}
		const o4 = i3 as Fields;
		const f5 = o4.sequence;
		if (typeof f5 !== 'string' || !isDigits(f5)) {
			return '[' + n1 + '].sequence: expected digits';
		}
		const f6 = o4.price;
		if (typeof f6 !== 'string' || !isDecimal(f6)) {
			return '[' + n1 + '].price: expected a plain decimal, not negative';
		}
		const f7 = o4.size;
		if (typeof f7 !== 'string' || !isDecimal(f7)) {
			return '[' + n1 + '].size: expected a plain decimal, not negative';
		}
		const f8 = o4.side;
		if (f8 !== 'buy' && f8 !== 'sell') {
			return '[' + n1 + '].side: expected buy, sell';
		}
		const f9 = o4.time;
		if ((typeof f9 !== 'string' || !isDigits(f9)) && (typeof f9 !== 'number' || !isTime(f9))) {
			return '[' + n1 + '].time: expected digits or a time';
		}
	}
	return undefined;
};

export const checkSnapshot: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.data;
	if (typeof f2 !== 'object' || f2 === null || Array.isArray(f2)) {
		return 'data: expected an object';
	}
	const o3 = f2 as Fields;
	const f4 = o3.symbol;
	if (typeof f4 !== 'string' || !isSymbol(f4)) {
		return 'data.symbol: expected a symbol BASE-QUOTE';
	}
	const f5 = o3.datetime;
	if (typeof f5 !== 'string' || !isDigits(f5)) {
		return 'data.datetime: expected digits';
	}
	const f6 = o3.lastTradedPrice;
	if (f6 !== undefined) {
		if ((typeof f6 !== 'string' || !isAmountText(f6)) && (f6 !== null)) {
			return 'data.lastTradedPrice: expected a number, not negative or null';
		}
	}
	const f7 = o3.open;
	if (f7 !== undefined) {
		if ((typeof f7 !== 'string' || !isAmountText(f7)) && (f7 !== null)) {
			return 'data.open: expected a number, not negative or null';
		}
	}
	const f8 = o3.high;
	if (f8 !== undefined) {
		if ((typeof f8 !== 'string' || !isAmountText(f8)) && (f8 !== null)) {
			return 'data.high: expected a number, not negative or null';
		}
	}
	const f9 = o3.low;
	if (f9 !== undefined) {
		if ((typeof f9 !== 'string' || !isAmountText(f9)) && (f9 !== null)) {
			return 'data.low: expected a number, not negative or null';
		}
	}
	const f10 = o3.changePrice;
	if (f10 !== undefined) {
		if ((typeof f10 !== 'string' || !isNumberText(f10)) && (f10 !== null)) {
			return 'data.changePrice: expected a number or null';
		}
	}
	const f11 = o3.changeRate;
	if (f11 !== undefined) {
		if ((typeof f11 !== 'string' || !isNumberText(f11)) && (f11 !== null)) {
			return 'data.changeRate: expected a number or null';
		}
	}
	const f12 = o3.vol;
	if (f12 !== undefined) {
		if ((typeof f12 !== 'string' || !isAmountText(f12)) && (f12 !== null)) {
			return 'data.vol: expected a number, not negative or null';
		}
	}
	const f13 = o3.volValue;
	if (f13 !== undefined) {
		if ((typeof f13 !== 'string' || !isAmountText(f13)) && (f13 !== null)) {
			return 'data.volValue: expected a number, not negative or null';
		}
	}
	return undefined;
};

export const checkStopOrder: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.symbol;
	if (typeof f2 !== 'string' || !isSymbol(f2)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f3 = o1.orderId;
	if (typeof f3 !== 'string' || !isId(f3)) {
		return 'orderId: expected an id';
	}
	const f4 = o1.type;
	if (typeof f4 !== 'string') {
		return 'type: expected a text';
	}
	const f5 = o1.orderType;
	if (f5 !== undefined) {
		if ((typeof f5 !== 'string') && (f5 !== null)) {
			return 'orderType: expected a text or null';
		}
	}
	const f6 = o1.side;
	if (f6 !== 'buy' && f6 !== 'sell') {
		return 'side: expected buy, sell';
	}
	const f7 = o1.size;
	if (f7 !== undefined) {
		if ((typeof f7 !== 'string' || !isDecimal(f7)) && (f7 !== null)) {
			return 'size: expected a plain decimal, not negative or null';
		}
	}
	const f8 = o1.orderPrice;
	if (f8 !== undefined) {
		if ((typeof f8 !== 'string' || !isDecimal(f8)) && (f8 !== null)) {
			return 'orderPrice: expected a plain decimal, not negative or null';
		}
	}
	const f9 = o1.stopPrice;
	if (typeof f9 !== 'string' || !isDecimal(f9)) {
		return 'stopPrice: expected a plain decimal, not negative';
	}
	const f10 = o1.stop;
	if (typeof f10 !== 'string') {
		return 'stop: expected a text';
	}
	const f11 = o1.tradeType;
	if (f11 !== undefined) {
		if ((typeof f11 !== 'string') && (f11 !== null)) {
			return 'tradeType: expected a text or null';
		}
	}
	const f12 = o1.triggerSuccess;
	if (f12 !== undefined) {
		if ((typeof f12 !== 'boolean') && (f12 !== null)) {
			return 'triggerSuccess: expected true or false or null';
		}
	}
	const f13 = o1.error;
	if (f13 !== undefined) {
		if ((typeof f13 !== 'string') && (f13 !== null)) {
			return 'error: expected a text or null';
		}
	}
	const f14 = o1.createdAt;
	if ((typeof f14 !== 'string' || !isDigits(f14)) && (typeof f14 !== 'number' || !isTime(f14))) {
		return 'createdAt: expected digits or a time';
	}
	const f15 = o1.ts;
	if ((typeof f15 !== 'string' || !isDigits(f15)) && (typeof f15 !== 'number' || !isTime(f15))) {
		return 'ts: expected digits or a time';
	}
	return undefined;
};

export const checkStopPage: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.currentPage;
	if (f2 !== undefined) {
		if (typeof f2 !== 'number') {
			return 'currentPage: expected a number';
		}
	}
	const f3 = o1.totalPage;
	if (f3 !== undefined) {
		if (typeof f3 !== 'number') {
			return 'totalPage: expected a number';
		}
	}
	const f4 = o1.items;
	if (!Array.isArray(f4)) {
		return 'items: expected a list';
	}
	return undefined;
};

export const checkStopRecord: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.id;
	if (typeof f2 !== 'string' || !isId(f2)) {
		return 'id: expected an id';
	}
	const f3 = o1.clientOid;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string') && (f3 !== null)) {
			return 'clientOid: expected a text or null';
		}
	}
	const f4 = o1.symbol;
	if (typeof f4 !== 'string' || !isSymbol(f4)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f5 = o1.type;
	if (f5 !== undefined) {
		if ((typeof f5 !== 'string') && (f5 !== null)) {
			return 'type: expected a text or null';
		}
	}
	const f6 = o1.side;
	if (f6 !== 'buy' && f6 !== 'sell') {
		return 'side: expected buy, sell';
	}
	const f7 = o1.price;
	if (f7 !== undefined) {
		if ((typeof f7 !== 'string' || !isDecimal(f7)) && (f7 !== '') && (f7 !== null)) {
			return 'price: expected a plain decimal, not negative or  or null';
		}
	}
	const f8 = o1.size;
	if (f8 !== undefined) {
		if ((typeof f8 !== 'string' || !isDecimal(f8)) && (f8 !== '') && (f8 !== null)) {
			return 'size: expected a plain decimal, not negative or  or null';
		}
	}
	const f9 = o1.funds;
	if (f9 !== undefined) {
		if ((typeof f9 !== 'string' || !isDecimal(f9)) && (f9 !== '') && (f9 !== null)) {
			return 'funds: expected a plain decimal, not negative or  or null';
		}
	}
	const f10 = o1.stopPrice;
	if (typeof f10 !== 'string' || !isDecimal(f10)) {
		return 'stopPrice: expected a plain decimal, not negative';
	}
	const f11 = o1.stop;
	if (f11 !== undefined) {
		if ((typeof f11 !== 'string') && (f11 !== null)) {
			return 'stop: expected a text or null';
		}
	}
	const f12 = o1.tradeType;
	if (f12 !== undefined) {
		if ((typeof f12 !== 'string') && (f12 !== null)) {
			return 'tradeType: expected a text or null';
		}
	}
	const f13 = o1.status;
	if (typeof f13 !== 'string') {
		return 'status: expected a text';
	}
	const f14 = o1.createdAt;
	if ((typeof f14 !== 'string' || !isDigits(f14)) && (typeof f14 !== 'number' || !isTime(f14))) {
		return 'createdAt: expected digits or a time';
	}
	return undefined;
};

export const checkSymbolRow: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.symbol;
	if (typeof f2 !== 'string' || !isSymbol(f2)) {
		return 'symbol: expected a symbol BASE-QUOTE';
	}
	const f3 = o1.name;
	if (f3 !== undefined) {
		if ((typeof f3 !== 'string') && (f3 !== null)) {
			return 'name: expected a text or null';
		}
	}
	const f4 = o1.baseCurrency;
	if (typeof f4 !== 'string' || !isId(f4)) {
		return 'baseCurrency: expected a currency';
	}
	const f5 = o1.quoteCurrency;
	if (typeof f5 !== 'string' || !isId(f5)) {
		return 'quoteCurrency: expected a currency';
	}
	const f6 = o1.feeCurrency;
	if (f6 !== undefined) {
		if ((typeof f6 !== 'string') && (f6 !== null)) {
			return 'feeCurrency: expected a text or null';
		}
	}
	const f7 = o1.market;
	if (f7 !== undefined) {
		if ((typeof f7 !== 'string') && (f7 !== null)) {
			return 'market: expected a text or null';
		}
	}
	const f8 = o1.baseMinSize;
	if (typeof f8 !== 'string' || !isDecimal(f8)) {
		return 'baseMinSize: expected a plain decimal, not negative';
	}
	const f9 = o1.baseMaxSize;
	if (typeof f9 !== 'string' || !isDecimal(f9)) {
		return 'baseMaxSize: expected a plain decimal, not negative';
	}
	const f10 = o1.quoteMinSize;
	if (typeof f10 !== 'string' || !isDecimal(f10)) {
		return 'quoteMinSize: expected a plain decimal, not negative';
	}
	const f11 = o1.quoteMaxSize;
	if (typeof f11 !== 'string' || !isDecimal(f11)) {
		return 'quoteMaxSize: expected a plain decimal, not negative';
	}
	const f12 = o1.baseIncrement;
	if (typeof f12 !== 'string' || !isDecimal(f12)) {
		return 'baseIncrement: expected a plain decimal, not negative';
	}
	const f13 = o1.quoteIncrement;
	if (typeof f13 !== 'string' || !isDecimal(f13)) {
		return 'quoteIncrement: expected a plain decimal, not negative';
	}
	const f14 = o1.priceIncrement;
	if (typeof f14 !== 'string' || !isDecimal(f14)) {
		return 'priceIncrement: expected a plain decimal, not negative';
	}
	const f15 = o1.priceLimitRate;
	if (f15 !== undefined) {
		if ((typeof f15 !== 'string' || !isDecimal(f15)) && (f15 !== null)) {
			return 'priceLimitRate: expected a plain decimal, not negative or null';
		}
	}
	const f16 = o1.minFunds;
	if (f16 !== undefined) {
		if ((typeof f16 !== 'string' || !isDecimal(f16)) && (f16 !== null)) {
			return 'minFunds: expected a plain decimal, not negative or null';
		}
	}
	const f17 = o1.enableTrading;
	if (typeof f17 !== 'boolean') {
		return 'enableTrading: expected true or false';
	}
	const f18 = o1.makerFeeCoefficient;
	if (f18 !== undefined) {
		if ((typeof f18 !== 'string' || !isDecimal(f18)) && (f18 !== null)) {
			return 'makerFeeCoefficient: expected a plain decimal, not negative or null';
		}
	}
	const f19 = o1.takerFeeCoefficient;
	if (f19 !== undefined) {
		if ((typeof f19 !== 'string' || !isDecimal(f19)) && (f19 !== null)) {
			return 'takerFeeCoefficient: expected a plain decimal, not negative or null';
		}
	}
	const f20 = o1.st;
	if (f20 !== undefined) {
		if ((typeof f20 !== 'boolean') && (f20 !== null)) {
			return 'st: expected true or false or null';
		}
	}
	return undefined;
};

export const checkTicker: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	if (o1.time === undefined && o1.Time === undefined) {
		return 'time: expected a time';
	}
	const f2 = o1.sequence;
	if (typeof f2 !== 'string' || !isDigits(f2)) {
		return 'sequence: expected digits';
	}
	const f3 = o1.price;
	if (typeof f3 !== 'string' || !isDecimal(f3)) {
		return 'price: expected a plain decimal, not negative';
	}
	const f4 = o1.size;
	if (typeof f4 !== 'string' || !isDecimal(f4)) {
		return 'size: expected a plain decimal, not negative';
	}
	const f5 = o1.bestBid;
	if (typeof f5 !== 'string' || !isDecimal(f5)) {
		return 'bestBid: expected a plain decimal, not negative';
	}
	const f6 = o1.bestBidSize;
	if (typeof f6 !== 'string' || !isDecimal(f6)) {
		return 'bestBidSize: expected a plain decimal, not negative';
	}
	const f7 = o1.bestAsk;
	if (typeof f7 !== 'string' || !isDecimal(f7)) {
		return 'bestAsk: expected a plain decimal, not negative';
	}
	const f8 = o1.bestAskSize;
	if (typeof f8 !== 'string' || !isDecimal(f8)) {
		return 'bestAskSize: expected a plain decimal, not negative';
	}
	const f9 = o1.time;
	if (f9 !== undefined) {
		if (typeof f9 !== 'number' || !isTime(f9)) {
			return 'time: expected a time';
		}
	}
	const f10 = o1.Time;
	if (f10 !== undefined) {
		if (typeof f10 !== 'number' || !isTime(f10)) {
			return 'Time: expected a time';
		}
	}
	return undefined;
};

export const checkTradeFees: Check = value => {
	if (!Array.isArray(value)) {
		return ': expected a list';
	}
	const l2 = value as readonly unknown[];
	for (let n1 = 0; n1 < l2.length; n1 += 1) {
		const i3 = l2[n1];
		if (typeof i3 !== 'object' || i3 === null || Array.isArray(i3)) {
			return '[' + n1 + ']: expected an object';
		}
		const o4 = i3 as Fields;
		const f5 = o4.symbol;
		if (typeof f5 !== 'string' || !isSymbol(f5)) {
			return '[' + n1 + '].symbol: expected a symbol BASE-QUOTE';
		}
		const f6 = o4.takerFeeRate;
		if (typeof f6 !== 'string' || !isSignedDecimal(f6)) {
			return '[' + n1 + '].takerFeeRate: expected a plain decimal';
		}
		const f7 = o4.makerFeeRate;
		if (typeof f7 !== 'string' || !isSignedDecimal(f7)) {
			return '[' + n1 + '].makerFeeRate: expected a plain decimal';
		}
	}
	return undefined;
};

export const checkUserInfo: Check = value => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return ': expected an object';
	}
	const o1 = value as Fields;
	const f2 = o1.level;
	if (typeof f2 !== 'number') {
		return 'level: expected a number';
	}
	return undefined;
};
