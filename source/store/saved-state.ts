import { isPlainDecimal } from '../lib/decimal.js';
import type { StatsEvent, TickerEvent } from '../model/market-event.js';
import type { State, SymbolState } from './state.js';
import type { Instant } from './views.js';

/** One symbol as it was last seen. */
export type SavedSymbol = {
	readonly symbol: string;
	readonly ticker: TickerEvent | undefined;
	readonly stats: StatsEvent | undefined;
};

/** What one run leaves to the next. Plain JSON. */
export type SavedState = {
	readonly version: 1;
	/** Wall ms. */
	readonly savedAt: number;
	readonly symbols: readonly SavedSymbol[];
};

export function exportState(state: State, wallNow: number): SavedState {
	const symbols: SavedSymbol[] = [];
	for (const symbol of state.symbols.values()) {
		const ticker = symbol.ticker.last() ?? symbol.savedTicker;
		if (ticker !== undefined || symbol.stats !== undefined) {
			symbols.push({ symbol: symbol.symbol, ticker, stats: symbol.stats });
		}
	}

	return { version: 1, savedAt: wallNow, symbols };
}

/** Fills what this run has not heard yet. Anything that is not what `exportState` writes is left out. */
export function restoreState(state: State, saved: unknown, at: Instant): void {
	if (!isRecord(saved) || saved.version !== 1 || !Array.isArray(saved.symbols)) {
		return;
	}

	for (const entry of saved.symbols as unknown[]) {
		const symbol = isRecord(entry) && typeof entry.symbol === 'string' ? state.symbols.get(entry.symbol) : undefined;
		if (symbol !== undefined && isRecord(entry)) {
			restoreTicker(symbol, entry.ticker, at);
			restoreStats(symbol, entry.stats, at);
		}
	}
}

function restoreTicker(symbol: SymbolState, saved: unknown, at: Instant): void {
	const facts = symbol.streams.ticker;
	if (facts.lastDataAt !== undefined || !hasTexts(saved, tickerTexts) || saved.symbol !== symbol.symbol) {
		return;
	}

	const { receivedAt } = saved;
	if (
		!tickerDecimals.every(key => isPlainDecimal(saved[key] as string)) ||
		!isTime(receivedAt) ||
		!isTime(saved.time)
	) {
		return;
	}

	symbol.savedTicker = saved as unknown as TickerEvent;
	facts.restored = { ageMs: Math.max(0, at.wall - receivedAt), at: at.mono };
}

function restoreStats(symbol: SymbolState, saved: unknown, at: Instant): void {
	const facts = symbol.streams.stats;
	if (facts.lastDataAt !== undefined || !isRecord(saved) || saved.symbol !== symbol.symbol) {
		return;
	}

	const { receivedAt } = saved;
	const fits = statsDecimals.every(key => saved[key] === undefined || isDecimalText(saved[key]));
	if (!fits || !isTime(receivedAt) || !isTime(saved.time)) {
		return;
	}

	const text = (key: (typeof statsDecimals)[number]): string | undefined => saved[key] as string | undefined;
	symbol.stats = {
		type: 'stats',
		symbol: symbol.symbol,
		last: text('last'),
		changeRate: text('changeRate'),
		changePrice: text('changePrice'),
		open: text('open'),
		high: text('high'),
		low: text('low'),
		volume: text('volume'),
		quoteVolume: text('quoteVolume'),
		time: saved.time,
		receivedAt,
	};
	facts.restored = { ageMs: Math.max(0, at.wall - receivedAt), at: at.mono };
}

const tickerDecimals = ['price', 'size', 'bestBid', 'bestBidSize', 'bestAsk', 'bestAskSize'] as const;
const tickerTexts = ['symbol', 'sequence', ...tickerDecimals] as const;
const statsDecimals = ['last', 'changeRate', 'changePrice', 'open', 'high', 'low', 'volume', 'quoteVolume'] as const;

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const hasTexts = (value: unknown, keys: readonly string[]): value is Record<string, unknown> =>
	isRecord(value) && keys.every(key => typeof value[key] === 'string');

const isDecimalText = (value: unknown): value is string => typeof value === 'string' && isPlainDecimal(value);

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
