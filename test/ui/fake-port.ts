import { vi } from 'vitest';
import type { OrderDraft, Preview, TradingPort } from '../../source/engine/trading-port.js';
import { decimalText, multiplyDecimals, parseDecimal, quantizeDown } from '../../source/lib/decimal.js';

export const preview: Preview = {
	denied: undefined,
	cost: '49.95',
	fee: '0.04995',
	distanceBps: -10,
	estimatedSize: undefined,
	riskFunds: undefined,
	rewardFunds: undefined,
	available: '10000',
	availableCurrency: 'USDT',
	takerFee: '0.001',
};

/** The sizes a real account of 10,000 USDT and 2 BTC would get, without fees; refuses sizes of 7 and numbers that are none. */
export function createFakePort(changes: Partial<TradingPort> = {}) {
	const sent: OrderDraft[] = [];
	const isNumber = (text: string | undefined): boolean => text !== undefined && /^\d+(\.\d+)?$/.test(text);
	const denialOf = (draft: OrderDraft): Preview['denied'] => {
		if (draft.type === 'limit' && !isNumber(draft.price)) {
			return { kind: 'denied', code: 'PRICE_INVALID', field: 'price', context: { price: draft.price ?? '' } };
		}

		if (draft.funds === undefined && !isNumber(draft.size)) {
			return { kind: 'denied', code: 'SIZE_INVALID', field: 'size', context: { size: draft.size ?? '' } };
		}

		return draft.size === '7'
			? { kind: 'denied', code: 'MAX_ORDER_FUNDS', field: 'size', context: { funds: '700', limit: '500' } }
			: undefined;
	};
	const port: TradingPort = {
		preview: draft => ({ ...preview, denied: denialOf(draft) }),
		submit: draft => {
			sent.push(draft);
			return { kind: 'submitted', clientOid: `kc1TEST${sent.length}` };
		},
		cancel: vi.fn(),
		cancelAll: vi.fn(async () => ({ requested: 1, canceled: 1, left: 0, verified: true, brackets: 0 })),
		flatten: vi.fn(async () => {}),
		kill: vi.fn(async () => ({ requested: 1, canceled: 1, left: 0, verified: true, brackets: 0 })),
		resume: vi.fn(),
		arm: vi.fn((typed: string) => typed === 'ab12'),
		disarm: vi.fn(),
		setAuto: vi.fn(),
		working: () => 0,
		maxOrderFunds: () => '1000',
		sizeFor: (rule, draft) => {
			const price = draft.price ?? '100.1';
			if (!isNumber(price)) {
				return undefined;
			}

			const cut = (size: ReturnType<typeof parseDecimal>): string => decimalText(quantizeDown(size, '0.0001'));
			switch (rule.kind) {
				case 'size':
					return rule.size;
				case 'funds':
					return isNumber(rule.funds) ? cut(parseDecimal(rule.funds).div(price)) : undefined;
				case 'percent':
					return draft.side === 'sell'
						? cut(multiplyDecimals('0.02', String(rule.percent)))
						: cut(multiplyDecimals('100', String(rule.percent)).div(price));
				case 'risk':
					return isNumber(rule.stop) && rule.stop !== price
						? cut(multiplyDecimals('100', rule.percent).div(parseDecimal(price).minus(rule.stop).abs()))
						: undefined;
			}
		},
		explain: ({ code, context }) => ({
			words: code === 'MAX_ORDER_FUNDS' ? 'The order is above `risk.maxOrderFunds`' : `words of ${code}`,
			line: [code, ...Object.entries(context).map(([name, value]) => `${name}=${value}`)].join(' '),
		}),
		explainCode: code => `words of ${code}`,
		...changes,
	};
	return { port, sent };
}
