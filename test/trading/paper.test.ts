import { expect, test } from 'vitest';
import { createPaperWorld, makeRequest } from './paper-world.js';

test('rests behind the shown size and fills beyond it, with the maker fee', async () => {
	const world = createPaperWorld();
	world.setBook([['100', '2']], [['101', '5']]);
	const id = await world.place(makeRequest({ price: '100', size: '1' }));

	expect(await world.balance('USDT')).toBe('10000/100.1');

	world.print('sell', '100', '2');
	expect(world.story(id)).toBe('received open');

	world.print('sell', '100', '0.4');
	world.print('sell', '100', '0.7');

	expect(world.story(id)).toBe('received open 100×0.4 100×0.6 filled');
	expect(await world.balance('USDT')).toBe('9899.9/0');
	expect(await world.balance('BTC')).toBe('11/0');
});
