import { expect, test } from 'vitest';
import { createLastState } from '../../source/app/last-state.js';
import { joinPieces } from '../../source/lib/pieces.js';
import type { Files } from '../../source/lib/seams.js';
import { createVirtualClock } from '../../source/simulator/virtual/clock.js';
import { createStore } from '../../source/store/store.js';

const path = '/data/last-state.json';

function createMemoryFiles(content = new Map<string, string>()) {
	const files: Files = {
		read: name => content.get(name),
		replace: (name, text) => {
			content.set(name, joinPieces(text));
		},
		append: () => {},
		list: () => [...content.keys()],
		remove: name => {
			content.delete(name);
		},
		makeFolder: () => {},
	};
	return { content, files };
}

function build(content = new Map<string, string>(), venue = 'KuCoin') {
	const clock = createVirtualClock();
	const { files } = createMemoryFiles(content);
	const store = createStore(clock, ['BTC-USDT']);
	const said: string[] = [];
	const log = { info: (text: string) => said.push(text), warn: (text: string) => said.push(text) };
	const lastState = createLastState({ clock, files, log, store }, { dataDir: '/data', venue });
	const hear = (price: string) =>
		store.apply({
			type: 'ticker',
			symbol: 'BTC-USDT',
			price,
			size: '1',
			bestBid: '1',
			bestBidSize: '1',
			bestAsk: '2',
			bestAskSize: '1',
			sequence: price,
			time: clock.wallNow(),
			receivedAt: clock.wallNow(),
		});
	const shown = () => store.state.symbols.get('BTC-USDT')?.savedTicker?.price;
	return { clock, content, files, store, said, lastState, hear, shown };
}

test('saves every ten seconds and at the end, and restores as the last known', async () => {
	const first = build();
	first.lastState.start();
	first.hear('100');
	await first.clock.advance(10_000);
	expect(first.content.get(path)).toContain('"price":"100"');
	first.hear('101');
	first.lastState.stop();

	const second = build(first.content);
	second.lastState.restore();

	expect(second.shown()).toBe('101');
	expect(second.store.state.symbols.get('BTC-USDT')?.streams.ticker.restored).toBeDefined();
});

test('uses the state of the run before when the newer one is damaged', () => {
	const first = build();
	first.hear('100');
	first.lastState.stop();
	const second = build(first.content);
	second.lastState.restore();
	second.hear('200');
	second.lastState.stop();
	first.content.set(path, (first.content.get(path) as string).slice(0, 40));

	const third = build(first.content);
	third.lastState.restore();

	expect(third.shown()).toBe('100');
	expect(third.said[0]).toContain('last-state.json was not used');
});

test.each(['', '{', 'null', '[]', '{"venue":"KuCoin","state":{"version":9}}'])('ignores the damaged file %j', text => {
	const { lastState, shown } = build(new Map([[path, text]]));

	lastState.restore();

	expect(shown()).toBeUndefined();
});

test('does not show the prices of another venue', () => {
	const demo = build(new Map(), 'demo exchange');
	demo.hear('100');
	demo.lastState.stop();

	const real = build(demo.content);
	real.lastState.restore();

	expect(real.shown()).toBeUndefined();
});

test('says once that it cannot save, and goes on', async () => {
	const { clock, files, lastState, hear, said } = build();
	Object.assign(files, {
		replace: () => {
			throw new Error('ENOSPC');
		},
	});
	hear('1');

	lastState.start();
	await clock.advance(30_000);

	expect(said).toEqual(['the last state was not saved: ENOSPC']);
});

test('writes nothing when there is nothing to keep', () => {
	const { content, lastState } = build();

	lastState.stop();

	expect(content.size).toBe(0);
});
