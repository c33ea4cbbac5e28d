import type { Scenario } from './scenarios.js';

const symbol = 'BTC-USDT';
/** A surge is known to be one after a minute of trades, and the channel that is broken is a minute long, too. */
const firstMs = 75_000;
const everyMs = 120_000;
/** More than a breakout's risk must be to pay for two taker fees of 0.1 % and the spread. */
const bps = 28;
/** Up four times, for who takes their time, and down again. */
const directions = [1, 1, 1, 1, -1, -1, -1, -1] as const;
const hourMs = 3_600_000;

/**
 * What happens in the demo of the dashboard in its first hour: every two minutes BTC-USDT runs out of its range, by takers
 * through the matching engine as any move. kcmon's own rules see a breakout or a breakdown, as they would at KuCoin.
 */
export const demoRuns: Scenario = {
	seed: undefined,
	steps: Array.from({ length: Math.floor((hourMs - firstMs) / everyMs) + 1 }, (_, index) => ({
		atMs: firstMs + index * everyMs,
		fault: { fault: 'price.run', symbol, bps: bps * directions[index % directions.length]! },
	})),
};
