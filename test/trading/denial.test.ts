import { expect, test } from 'vitest';
import { type Denied, denialCodes, formatDenial } from '../../source/trading/denial.js';

test('codes are stable words of capitals, each with one plain sentence', () => {
	for (const [code, sentence] of Object.entries(denialCodes)) {
		expect(code).toMatch(/^[A-Z][A-Z_]+[A-Z]$/);
		expect(sentence).toMatch(/^[A-Z`].*[^.]$/);
	}

	expect(new Set(Object.values(denialCodes)).size).toBe(Object.keys(denialCodes).length);
});

test.each<[Partial<Denied>, string]>([
	[{}, 'MAX_ORDER_FUNDS funds=1200 limit=1000'],
	[{ context: {} }, 'MAX_ORDER_FUNDS'],
	[{ code: 'PRICE_INVALID', context: { price: '' } }, 'PRICE_INVALID price='],
])('writes %j as one line', (changes, line) => {
	const denied: Denied = {
		kind: 'denied',
		code: 'MAX_ORDER_FUNDS',
		field: 'size',
		context: { funds: '1200', limit: '1000' },
		...changes,
	};

	expect(formatDenial(denied)).toBe(line);
});
