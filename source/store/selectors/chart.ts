import { type Candles, intervalMs } from '../../market/candles.js';
import { decimalsOf } from '../../model/instrument.js';
import { type ChartLines, computeChartLines } from '../../signals/chart-lines.js';
import { judgeStream } from '../judge.js';
import type { State, SymbolState } from '../state.js';
import type { ChartFill, ChartLine, ChartMark, ChartRequest, ChartSlot, ChartView, Instant } from '../views.js';
import { symbolOf, tickOf } from './symbol-of.js';

/** Lines are computed over all bars, so that they do not depend on what is shown; and once for each change. */
const computed = new WeakMap<Candles, { readonly revision: number; readonly lines: ChartLines }>();

/** The bars of one symbol at the interval of the chart, with the lines over them and what is ours among them. */
export function selectChart(state: State, name: string, request: ChartRequest, at: Instant): ChartView {
	const symbol = symbolOf(state, name);
	const interval = state.candleInterval;
	const candles = symbol.candles.get(interval);
	const now = at.wall + (state.clockOffsetMs ?? 0);
	const slots: readonly ChartSlot[] = candles?.slots(request.count, request.end ?? now) ?? [];
	return Object.freeze({
		symbol: name,
		interval,
		intervalMs: intervalMs[interval],
		freshness: judgeStream(state, symbol, 'candles', at.mono),
		slots,
		lines: candles === undefined ? [] : selectLines(candles, slots, request.lines),
		marks: selectMarks(state, name),
		fills: selectFills(state, name, slots, intervalMs[interval]),
		decimals: decimalsOf(tickOf(symbol)),
		last: symbol.ticker.last()?.price ?? candles?.newest()?.close,
		oldest: candles?.oldest()?.start,
		newest: candles?.newest()?.start,
		known: candles?.size() ?? 0,
		...currenciesOf(symbol),
	});
}

const currenciesOf = ({ baseCurrency, quoteCurrency }: SymbolState) => ({ baseCurrency, quoteCurrency });

const lineNames: Readonly<Record<ChartLine['kind'], keyof ChartLines>> = {
	ema12: 'emaFast',
	ema26: 'emaSlow',
	vwap: 'vwap',
	channelHigh: 'high',
	channelLow: 'low',
};

function selectLines(candles: Candles, slots: readonly ChartSlot[], wanted: ChartRequest['lines']): ChartLine[] {
	const bars = candles.bars();
	if (wanted.length === 0 || slots.length === 0 || bars.length === 0) {
		return [];
	}

	const lines = linesOf(candles);
	const first = slots[0]!.start;
	// From the newest back: what is shown is near the end.
	let at = bars.length - 1;
	while (at > 0 && bars[at]!.start > first) {
		at -= 1;
	}

	return wanted.map(kind => {
		const values = lines[lineNames[kind]];
		let index = at;
		return {
			kind,
			values: slots.map(({ start, candle }) => {
				while (index < bars.length && bars[index]!.start < start) {
					index += 1;
				}

				return candle === undefined || bars[index]?.start !== start ? Number.NaN : values[index]!;
			}),
		};
	});
}

function linesOf(candles: Candles): ChartLines {
	const known = computed.get(candles);
	if (known !== undefined && known.revision === candles.revision()) {
		return known.lines;
	}

	const lines = computeChartLines(candles.bars(), intervalMs[candles.interval]);
	computed.set(candles, { revision: candles.revision(), lines });
	return lines;
}

/** Working orders of ours with a price, and exits that kcmon watches itself. */
function selectMarks(state: State, name: string): readonly ChartMark[] {
	const marks: ChartMark[] = [];
	for (const { order, isFinal } of state.trading.orders.values()) {
		if (isFinal || order.external || order.symbol !== name) {
			continue;
		}

		const stopPrice = order.request?.stop?.stopPrice;
		if (stopPrice !== undefined) {
			marks.push({ price: stopPrice, kind: 'stop' });
		}

		// A pair is one order: its price is the target's. The price of a lone stop says only how far it may sell.
		if (order.price !== undefined && (stopPrice === undefined || order.role === 'target')) {
			marks.push({
				price: order.price,
				kind: order.role === 'stop' || order.role === 'target' ? order.role : order.side,
			});
		}
	}

	for (const exit of state.trading.gate?.held ?? []) {
		if (exit.symbol === name) {
			marks.push({ price: exit.stop, kind: 'stop' });
		}
	}

	return marks;
}

function selectFills(state: State, name: string, slots: readonly ChartSlot[], length: number): readonly ChartFill[] {
	const [first] = slots;
	const last = slots.at(-1);
	const { fills } = state.trading;
	const found: ChartFill[] = [];
	for (let index = 0; index < fills.size(); index += 1) {
		const fill = fills.newest(index)?.fill;
		if (
			fill !== undefined &&
			first !== undefined &&
			last !== undefined &&
			fill.symbol === name &&
			fill.time >= first.start &&
			fill.time < last.start + length
		) {
			found.push({ time: fill.time, price: Number(fill.price), side: fill.side });
		}
	}

	return found;
}
