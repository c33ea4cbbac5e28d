import { expect, test } from 'vitest';
import type { LadderRequest } from '../../source/store/views.js';
import { createLadderWindow } from '../../source/ui/ladder-window.js';
import { createFakeViews, makeLadder } from './sample-views.js';

/** A market of one symbol whose mid a test moves. */
function createMarket() {
	const market = { mid: 100, requests: [] as LadderRequest[] };
	const views = createFakeViews({
		ladder: (symbol, request) => {
			market.requests.push(request);
			const ladder = makeLadder({ ...request, anchor: request.anchor ?? market.mid });
			const spreadIndex = ladder.rows.findIndex(({ priceNumber }) => priceNumber < market.mid);
			return {
				...ladder,
				symbol,
				mid: market.mid,
				spreadIndex: spreadIndex === -1 ? ladder.rows.length : spreadIndex,
			};
		},
	});
	return { market, views };
}

const prices = (view: { readonly rows: readonly { readonly priceNumber: number }[] }): number[] =>
	view.rows.map(({ priceNumber }) => priceNumber);

test('the ladder stays where it is while the touch moves inside it', () => {
	const { market, views } = createMarket();
	const window = createLadderWindow();
	const before = prices(window.look(views, 'BTC-USDT', 11));

	market.mid = 100.4;

	expect(prices(window.look(views, 'BTC-USDT', 11))).toEqual(before);
});

test('c puts the touch back into the middle', () => {
	const { market, views } = createMarket();
	const window = createLadderWindow();
	window.look(views, 'BTC-USDT', 11);
	market.mid = 100.4;

	window.recenter();

	expect(prices(window.look(views, 'BTC-USDT', 11))[5]).toBe(100.4);
});

test('the window follows a touch that has left it, unless somebody works in it', () => {
	const { market, views } = createMarket();
	const followed = createLadderWindow();
	const worked = createLadderWindow();
	followed.look(views, 'BTC-USDT', 11);
	const before = prices(worked.look(views, 'BTC-USDT', 11));
	worked.move(-1);

	market.mid = 105;

	expect(prices(followed.look(views, 'BTC-USDT', 11))[5]).toBe(105);
	expect(prices(worked.look(views, 'BTC-USDT', 11))).toEqual(before);
});

test('the first move puts the cursor on the touch, the next ones walk', () => {
	const { views } = createMarket();
	const window = createLadderWindow();
	window.look(views, 'BTC-USDT', 11);

	window.move(1);
	expect(window.cursor()).toBe(99.9);

	window.look(views, 'BTC-USDT', 11);
	window.move(2);
	expect(window.cursor()).toBe(99.7);
});

test('a cursor at the edge takes the window along', () => {
	const { views } = createMarket();
	const window = createLadderWindow();
	window.look(views, 'BTC-USDT', 5);
	window.move(1);
	for (let step = 0; step < 5; step++) {
		window.look(views, 'BTC-USDT', 5);
		window.move(1);
	}

	const shown = prices(window.look(views, 'BTC-USDT', 5));
	expect(window.cursor()).toBeCloseTo(99.4);
	expect(shown.at(-1)).toBeCloseTo(99.4);
});

test('grouping goes by 1, 2, 5 and stops at the tick', () => {
	const { market, views } = createMarket();
	const window = createLadderWindow();
	window.look(views, 'BTC-USDT', 11);
	const groupNow = (): number => {
		window.look(views, 'BTC-USDT', 11);
		return market.requests.at(-1)!.groupTicks;
	};

	expect(groupNow()).toBe(1);
	window.group('coarser');
	expect(groupNow()).toBe(2);
	window.group('coarser');
	expect(groupNow()).toBe(5);
	window.group('finer');
	window.group('finer');
	window.group('finer');
	expect(groupNow()).toBe(1);
});

test('the first grouping shows enough of a market with a small tick', () => {
	const { market, views } = createMarket();
	market.mid = 67_000;
	const window = createLadderWindow();

	const view = window.look(views, 'BTC-USDT', 10);

	const bps = ((view.rows[0]!.priceNumber - view.rows.at(-1)!.priceNumber) / 67_000) * 10_000;
	expect(bps).toBeGreaterThan(2.5);
	expect(bps).toBeLessThan(20);
});

test('another symbol starts with a window of its own', () => {
	const { market, views } = createMarket();
	const window = createLadderWindow();
	window.look(views, 'BTC-USDT', 11);
	window.move(1);
	window.group('coarser');

	market.mid = 50;
	const view = window.look(views, 'ETH-USDT', 11);

	expect(window.cursor()).toBeUndefined();
	expect(prices(view)[5]).toBe(50);
	expect(market.requests.at(-1)!.groupTicks).toBe(1);
});

test('esc takes the cursor away once', () => {
	const { views } = createMarket();
	const window = createLadderWindow();
	window.look(views, 'BTC-USDT', 11);
	window.move(1);

	expect(window.dropCursor()).toBe(true);
	expect(window.dropCursor()).toBe(false);
});

test('moving in a ladder without a book does nothing', () => {
	const window = createLadderWindow();

	window.move(1);

	expect(window.cursor()).toBeUndefined();
});
