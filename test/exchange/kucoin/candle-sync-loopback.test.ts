import { afterEach, expect, test } from 'vitest';
import { type Candles, createCandles, intervalMs } from '../../../source/market/candles.js';
import { type CandleEvent, type CandleInterval, candleIntervals } from '../../../source/model/market-event.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { nothing, startWorld, type World } from './loopback-world.js';

const symbol = 'BTC-USDT';
let world: World | undefined;

afterEach(async () => {
	await world?.stop();
	world = undefined;
});

const describeBar = ({ start, open, high, low, close, volume, turnover }: CandleEvent) =>
	`${start} ${open} ${high} ${low} ${close} ${volume} ${turnover}`;

/** The exchange's own bars of the span that the chart knows, as its REST tells them now. */
async function venueBars(interval: CandleInterval, candles: Candles): Promise<readonly string[]> {
	const from = candles.oldest()!.start;
	const bars = await world!.kucoin.data.candles(symbol, interval, { from, to: Date.now() + 2 * intervalMs[interval] });
	return bars.map(describeBar);
}

/** Counts the pushes of each interval and keeps every chart by the market's own rules. */
function keepCharts() {
	const charts = new Map(candleIntervals.map(interval => [interval, createCandles(interval)] as const));
	const told = new Map<string, number>();
	return {
		charts,
		told,
		onEvent: (event: { readonly type: string }): void => {
			if (event.type === 'candle') {
				const candle = event as CandleEvent;
				charts.get(candle.interval as CandleInterval)!.apply(candle);
				told.set(candle.interval, (told.get(candle.interval) ?? 0) + 1);
			}
		},
	};
}

test('history and live bars are the exchange’s own at every interval, without a seam', async () => {
	const { charts, told, onEvent } = keepCharts();
	const candles = candleIntervals.map(interval => ({ symbol, interval, bars: 300 }));
	world = await startWorld({ tickers: [symbol], candles, focused: symbol }, { onEvent });
	const { simulator } = world;
	// Pushes before, between and after the replies of history.
	await waitUntil(() => candleIntervals.every(interval => charts.get(interval)!.size() > 30), { withinMs: 20_000 });
	const counts = new Map(told);
	await waitUntil(
		() => candleIntervals.every(interval => (told.get(interval) ?? 0) >= (counts.get(interval) ?? 0) + 10),
		{ withinMs: 20_000 },
	);
	simulator.venue.setQuiet(simulator.venue.market(symbol)!, true);

	for (const interval of candleIntervals) {
		const chart = charts.get(interval)!;
		const expected = await venueBars(interval, chart);
		await waitUntil(() => describeBar(chart.newest()!) === expected.at(-1), {
			describe: () => `${interval}: ${describeBar(chart.newest()!)} instead of ${expected.at(-1)}`,
		});

		expect(chart.bars().map(describeBar), interval).toEqual(expected);
		expect(expected.length, interval).toBeGreaterThan(30);
	}
}, 60_000);

test('bars that were missed while the socket was down are there once it is back', async () => {
	const { charts, told, onEvent } = keepCharts();
	const candles = [{ symbol, interval: '1min' as const, bars: 300 }];
	world = await startWorld({ tickers: [symbol], candles, focused: symbol }, { onEvent });
	const chart = charts.get('1min')!;
	await waitUntil(() => chart.size() > 100);
	world.simulator.control({ fault: 'net.refuse', forMs: 2000 });
	world.simulator.control({ fault: 'link.cut' });
	await waitUntil(() => world!.events.some(event => event.type === 'socket' && event.reconnects > 0), {
		withinMs: 20_000,
	});
	const before = told.get('1min')!;
	await waitUntil(() => told.get('1min')! > before + 100, { withinMs: 20_000 });
	world.simulator.venue.setQuiet(world.simulator.venue.market(symbol)!, true);
	const expected = await venueBars('1min', chart);
	await waitUntil(() => describeBar(chart.newest()!) === expected.at(-1));

	expect(chart.bars().map(describeBar)).toEqual(expected);
}, 60_000);

test('a chart that is scrolled gets older bars, in one read behind those it has', async () => {
	const { charts, onEvent } = keepCharts();
	const chart = charts.get('15min')!;
	const wanted = (bars: number) => ({ ...nothing, candles: [{ symbol, interval: '15min' as const, bars }] });
	world = await startWorld(wanted(100), { onEvent });
	await waitUntil(() => chart.size() > 90);
	const first = chart.oldest()!.start;

	world.feed.watch(wanted(400));
	await waitUntil(() => chart.oldest()!.start < first - 290 * intervalMs['15min']);

	const expected = await venueBars('15min', chart);
	expect(chart.bars().slice(0, 390).map(describeBar)).toEqual(expected.slice(0, 390));
}, 30_000);
