import { expect, test } from 'vitest';
import { listPlannedMarks } from '../../../source/ui/ticket/planned-marks.js';
import { openTicket } from '../../../source/ui/ticket/ticket-state.js';

const ticket = {
	...openTicket({ symbol: 'BTC-USDT', side: 'buy', price: '100', why: 'key b' }),
	stop: '98',
	target: '104.5',
};

test('an open ticket plans entry, stop and target in the chart of its symbol', () => {
	expect(listPlannedMarks({ kind: 'ticket', ticket }, 'BTC-USDT')).toEqual([
		{ price: '100', kind: 'buy', isPlanned: true },
		{ price: '98', kind: 'stop', isPlanned: true },
		{ price: '104.5', kind: 'target', isPlanned: true },
	]);
	expect(listPlannedMarks({ kind: 'ticket', ticket }, 'ETH-USDT')).toEqual([]);
	expect(listPlannedMarks(undefined, 'BTC-USDT')).toEqual([]);
	expect(listPlannedMarks({ kind: 'help', scroll: 0 }, 'BTC-USDT')).toEqual([]);
});

test('what is half typed, or has no price, has no place', () => {
	const half = { ...ticket, type: 'market', stop: '98.', target: '' } as const;

	expect(listPlannedMarks({ kind: 'ticket', ticket: half }, 'BTC-USDT')).toEqual([]);
});
