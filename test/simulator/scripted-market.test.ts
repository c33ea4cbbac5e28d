import { expect, test } from 'vitest';
import { UsageError } from '../../source/lib/errors.js';
import { parseFault } from '../../source/simulator/fault-catalog.js';
import { parseScenario, playScenario } from '../../source/simulator/scenarios.js';
import { createQuietWorld, get, openQuietSocket, type QuietSocket, signed } from './in-process.js';

const symbol = 'BTC-USDT';

function scripted() {
	const world = createQuietWorld({ seed: 5 });
	const control = (fault: Record<string, unknown>): void => world.exchange.control(parseFault(fault, 'test'));
	control({ fault: 'market.quiet', symbol });
	const socket = openQuietSocket(world.exchange);
	socket.subscribe(`/market/match:${symbol}`);
	socket.subscribe(`/market/level2:${symbol}`);
	return { ...world, control, socket };
}

const printsOf = (socket: QuietSocket) =>
	socket.frames
		.filter(({ subject }) => subject === 'trade.l3match')
		.map(({ data }) => [data.side, data.price, data.size]);
const deltasOf = (socket: QuietSocket) =>
	socket.frames.filter(({ subject }) => subject === 'trade.l2update').map(({ data }) => data);
const bookOf = (world: ReturnType<typeof scripted>) => {
	const { bids, asks } = get(world.exchange, `/api/v1/market/orderbook/level2_20?symbol=${symbol}`).data;
	return { bids, asks };
};

const bids = [
	['60000', '1'],
	['59999.5', '2'],
];
const asks = [
	['60000.1', '0.5'],
	['60001', '0.5'],
	['60010', '3'],
];

test('a quiet market does nothing while others go on, and comes back at its last price', () => {
	const { clock, exchange, control, socket } = scripted();
	socket.subscribe('/market/level2:ETH-USDT');
	control({ fault: 'market.book', symbol, bids: [], asks: [] });
	control({ fault: 'trade.print', symbol, side: 'buy', price: '70000', size: '0.1' });
	const before = socket.frames.length;

	clock.advanceSync(10_000);

	const during = socket.frames.slice(before).map(({ topic }) => topic);
	expect(during).not.toContain(`/market/level2:${symbol}`);
	expect(during).toContain('/market/level2:ETH-USDT');
	control({ fault: 'market.quiet', symbol, quiet: false });
	const resumed = socket.frames.length;
	clock.advanceSync(200);
	// Nobody makes up for the ten seconds of silence: about 77 a second is what this crowd does.
	expect(socket.frames.slice(resumed).filter(({ topic }) => topic === `/market/level2:${symbol}`).length).toBeLessThan(
		60,
	);
	clock.advanceSync(10_000);
	expect(
		Math.abs(Number(get(exchange, `/api/v1/market/orderbook/level1?symbol=${symbol}`).data.price) - 70_000),
	).toBeLessThan(200);
});

test('market.book sets the levels exactly, in one increment, and only what differs moves', () => {
	const world = scripted();
	world.control({ fault: 'market.book', symbol, bids, asks });
	expect(bookOf(world)).toEqual({ bids, asks });
	expect(deltasOf(world.socket)).toHaveLength(1);

	world.control({
		fault: 'market.book',
		symbol,
		asks: [
			['60000.1', '0.5'],
			['60001', '0.7'],
			['60010', '3'],
		],
	});

	const [, delta] = deltasOf(world.socket);
	expect(delta.changes.bids).toEqual([]);
	expect(delta.changes.asks.map(([price, size]: string[]) => [price, size])).toEqual([['60001', '0.7']]);
	expect(bookOf(world).bids).toEqual(bids);
	world.clock.advanceSync(5000);
	expect(bookOf(world).asks[1]).toEqual(['60001', '0.7']);
});

test('trade.print takes the best price first, then what is next, and no more than it says', () => {
	const world = scripted();
	world.control({ fault: 'market.book', symbol, bids, asks });

	world.control({ fault: 'trade.print', symbol, side: 'buy', price: '60001', size: '0.8' });

	expect(printsOf(world.socket)).toEqual([
		['buy', '60000.1', '0.5'],
		['buy', '60001', '0.3'],
	]);
	expect(bookOf(world)).toEqual({
		bids,
		asks: [
			['60001', '0.2'],
			['60010', '3'],
		],
	});
});

test('trade.print offers what the book lacks, at any price, and leaves no rest', () => {
	const world = scripted();
	world.control({ fault: 'market.book', symbol, bids, asks });

	world.control({ fault: 'trade.print', symbol, side: 'buy', price: '60000.1', size: '2' });
	world.control({ fault: 'trade.print', symbol, side: 'sell', price: '90000', size: '0.25' });
	world.control({ fault: 'trade.print', symbol, side: 'sell', price: '20000', size: '4' });

	expect(printsOf(world.socket)).toEqual([
		['buy', '60000.1', '0.5'],
		['buy', '60000.1', '1.5'],
		['sell', '90000', '0.25'],
		['sell', '60000', '1'],
		['sell', '59999.5', '2'],
		['sell', '20000', '1'],
	]);
	expect(bookOf(world)).toEqual({ bids: [], asks: [] });
});

test('a print fills an order of ours that stands first, and the account knows', () => {
	const world = scripted();
	world.control({ fault: 'market.book', symbol, bids, asks });
	const body = { clientOid: 'ours', symbol, type: 'limit', side: 'sell', price: '60000.1', size: '0.2' };
	const { orderId } = signed(world, 'POST', '/api/v1/hf/orders', JSON.stringify(body)).data;

	world.control({ fault: 'trade.print', symbol, side: 'buy', price: '60000.1', size: '0.6' });

	const order = signed(world, 'GET', `/api/v1/hf/orders/${orderId}?symbol=${symbol}`).data;
	expect(order).toMatchObject({ dealSize: '0.1', dealFunds: '6000.01', fee: '6.00001', active: true });
});

test('a scenario is the same to the last byte, however its timers jitter', () => {
	const steps = [
		{ atMs: 5, fault: 'market.quiet', symbol },
		{ atMs: 5, fault: 'market.book', symbol, bids, asks },
		{ atMs: 1234, fault: 'trade.print', symbol, side: 'buy', price: '60000.1', size: '0.3' },
		{ atMs: 2000, fault: 'trade.print', symbol, side: 'sell', price: '60000', size: '0.4' },
	];
	const run = (jitter: readonly number[]): readonly string[] => {
		const { clock, exchange } = createQuietWorld({ seed: 5 });
		const socket = openQuietSocket(exchange);
		socket.subscribe(`/market/match:${symbol}`);
		playScenario(parseScenario(JSON.stringify({ steps }), 'f.json'), { ...exchange, clock });
		for (let gone = 0, index = 0; gone < 3000; index += 1) {
			clock.advanceSync(jitter[index % jitter.length]!);
			gone += jitter[index % jitter.length]!;
		}

		const start = exchange.venue.startedAt;
		expect(
			socket.frames
				.filter(({ subject }) => subject === 'trade.l3match')
				.map(({ data }) => [data.price, Number(data.time.slice(0, -6)) - start]),
		).toEqual([
			['60000.1', 1240],
			['60000', 2000],
		]);
		return socket.texts;
	};

	expect(run([10])).toEqual(run([1, 3, 37, 9, 50]));
});

test('a script that does not fit this exchange is refused before it starts', () => {
	const { clock, exchange, control } = scripted();
	const refusals: readonly (readonly [Record<string, unknown>, string])[] = [
		[{ fault: 'trade.print', symbol: 'NO-SUCH', side: 'buy', price: '1', size: '1' }, 'NO-SUCH'],
		[{ fault: 'trade.print', symbol, side: 'buy', price: '1.05', size: '1' }, 'trade.print.price was "1.05"'],
		[{ fault: 'trade.print', symbol, side: 'buy', price: '1', size: '0' }, 'trade.print.size was "0"'],
		[{ fault: 'market.book', symbol, bids: [['2', '1']], asks: [['2', '1']] }, 'market.book.bids crosses'],
		[
			{
				fault: 'market.book',
				symbol,
				bids: [
					['2', '1'],
					['2.0', '3'],
				],
			},
			'names a price twice',
		],
		[{ fault: 'market.book', symbol, bids: [['2.001', '1']] }, 'does not fit the increments at 2.001'],
		[{ fault: 'market.book', symbol, bids: [[2, '1']] }, 'should be a list of ["price", "size"]'],
		[{ fault: 'bal.skew', currency: 'USDT', amount: 'lots' }, 'bal.skew.amount was "lots"'],
		[{ fault: 'l2.drop', symbol: 'BTC-USTD' }, 'BTC-USTD'],
	];
	for (const [fault, message] of refusals) {
		expect(() => control(fault)).toThrow(UsageError);
		expect(() => control(fault)).toThrow(message);
		expect(() => {
			const scenario = parseScenario(JSON.stringify({ steps: [{ atMs: 1, ...fault }] }), 'f.json');
			playScenario(scenario, { ...exchange, clock });
		}).toThrow(message);
	}
});
