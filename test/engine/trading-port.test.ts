import { expect, test } from 'vitest';
import type { Trading } from '../../source/engine/trading.js';
import { createTradingPort, type OrderDraft, type Preview, plainDraft } from '../../source/engine/trading-port.js';
import { createStore } from '../../source/store/store.js';
import { snapshot } from '../market/events.js';
import { createManualClock } from '../store/manual-clock.js';
import { instrument } from '../ui/sample-views.js';

const preview: Preview = {
	denied: undefined,
	cost: undefined,
	fee: undefined,
	distanceBps: undefined,
	estimatedSize: undefined,
	riskFunds: undefined,
	rewardFunds: undefined,
	available: '10000',
	availableCurrency: 'USDT',
	takerFee: '0.001',
};

const draft: OrderDraft = {
	...plainDraft,
	symbol: 'BTC-USDT',
	side: 'buy',
	price: '100',
	why: 'test',
};

function openPort({ isKnown = true, hasBook = true, hasBalances = true } = {}) {
	const store = createStore(createManualClock(), ['BTC-USDT']);
	if (isKnown) {
		store.apply({ type: 'instruments', instruments: [instrument], receivedAt: 0 });
	}

	if (hasBook) {
		store.apply(snapshot(10, [['99', '1']], [['101', '2']]));
	}

	if (!hasBalances) {
		return createTradingPort({ preview: () => preview } as unknown as Trading, store.state);
	}

	store.apply({
		type: 'balances',
		balances: [
			{ currency: 'USDT', available: '10000', hold: '0', total: '10000' },
			{ currency: 'BTC', available: '2', hold: '0', total: '2' },
		],
		complete: true,
		receivedAt: 0,
	});
	return createTradingPort({ preview: () => preview } as unknown as Trading, store.state);
}

test('a share of the account is sized at the price, with the fee, down to the increment', () => {
	const port = openPort();

	expect(port.sizeFor({ kind: 'percent', percent: 100 }, draft)).toBe('99.9');
	expect(port.sizeFor({ kind: 'percent', percent: 50 }, { ...draft, side: 'sell' })).toBe('1');
});

test('without a price of its own a draft is sized at the best opposite price', () => {
	expect(openPort().sizeFor({ kind: 'funds', funds: '202' }, { ...draft, price: undefined })).toBe('2');
	expect(openPort().sizeFor({ kind: 'funds', funds: '198' }, { ...draft, side: 'sell', price: undefined })).toBe('2');
});

test('a size by risk counts both fees', () => {
	// 100 of 10,000 at risk; 2 from entry to stop and 0.198 of fees a unit.
	expect(openPort().sizeFor({ kind: 'risk', percent: '1', stop: '98' }, draft)).toBe('45.4959');
});

test('nothing is sized without instrument, price, balance or a number', () => {
	const rule = { kind: 'funds', funds: '100' } as const;

	expect(openPort({ isKnown: false }).sizeFor(rule, draft)).toBeUndefined();
	expect(openPort({ hasBook: false }).sizeFor(rule, { ...draft, price: undefined })).toBeUndefined();
	expect(openPort({ hasBalances: false }).sizeFor({ kind: 'risk', percent: '1', stop: '98' }, draft)).toBeUndefined();
	expect(openPort({ hasBalances: false }).sizeFor({ kind: 'percent', percent: 100 }, draft)).toBeUndefined();
	expect(openPort({ hasBalances: false }).sizeFor(rule, draft)).toBe('1');
	expect(openPort().sizeFor({ kind: 'funds', funds: '1e400' }, draft)).toBeUndefined();
	expect(openPort().sizeFor(rule, { ...draft, price: 'NaN' })).toBeUndefined();
});

test('a denial is explained in a sentence and by its code with its values', () => {
	const port = openPort();

	expect(
		port.explain({
			kind: 'denied',
			code: 'PRICE_INCREMENT',
			field: 'price',
			context: { price: '1.05', increment: '0.1' },
		}),
	).toEqual({
		words: 'The price is not a multiple of the tick',
		line: 'PRICE_INCREMENT price=1.05 increment=0.1',
	});
	expect(port.explainCode('NOT_ARMED')).toBe('Live trading is disarmed; A arms it');
	expect(port.explainCode('private stream down')).toBe('private stream down');
	expect(port.explainCode('constructor')).toBe('constructor');
});
