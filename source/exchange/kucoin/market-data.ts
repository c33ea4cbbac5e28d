import type { Clock } from '../../lib/seams.js';
import type { MarketData } from '../../market/feed.js';
import { isSymbol } from '../../model/instrument.js';
import type { BookSnapshotEvent, TickerEvent } from '../../model/market-event.js';
import { takeClockSample } from './clock-offset.js';
import { DecodeError } from './decode-error.js';
import {
	decodeAllTickers,
	decodeRestBook,
	decodeRestStats,
	decodeRestTicker,
	decodeRestTrades,
	decodeStatus,
} from './decode-rest.js';
import { type Endpoint, endpoints } from './endpoints.js';
import { ApiError, isApiError, isUnknownSymbol, unknownSymbolError } from './errors.js';
import { readCandles } from './history.js';
import { decodeInstruments } from './instruments.js';
import type { Rest, RestCall } from './rest.js';
import { showValue } from './wire-text.js';

/** What the feed needs beyond the port: undefined and one-try variants, and the whole list of tickers. */
export type KucoinData = MarketData & {
	/** Undefined for a pair without a trade or an empty side. */
	readonly tryTicker: (symbol: string) => Promise<TickerEvent | undefined>;
	/** The book that increments are applied to: whole with a key, 100 levels a side without. One try. */
	readonly seedBook: (symbol: string) => Promise<BookSnapshotEvent>;
	readonly allTickers: () => Promise<ReturnType<typeof decodeAllTickers>>;
	readonly venueTime: () => Promise<number>;
};

/** The venue's server time. One try, so that the round trip is one. Source: KuCoin docs, Get Server Time. */
export async function readVenueTime(rest: Rest): Promise<number> {
	const time = await rest.call({ method: 'GET', endpoint: endpoints.timestamp, attempts: 1 });
	if (typeof time !== 'number' || !(time > 1e11 && time < 1e14)) {
		throw new DecodeError(`Expected the server's time in ms, was ${showValue(time)} (GET /api/v1/timestamp)`);
	}

	return time;
}

/** KuCoin's public market data by REST. */
export function createMarketData(
	{ rest, clock }: { readonly rest: Rest; readonly clock: Clock },
	options: {
		readonly signed: boolean;
		/** The venue said that it has no such pair, in words that `rest` does not know as such. */
		readonly onUnknownSymbol?: (symbol: string) => void;
	} & Pick<RestCall, 'isWanted' | 'isReachable'>,
): KucoinData {
	const wanted: Pick<RestCall, 'isWanted' | 'isReachable'> = {
		...(options.isWanted === undefined ? {} : { isWanted: options.isWanted }),
		...(options.isReachable === undefined ? {} : { isReachable: options.isReachable }),
	};

	/** Ends a question that the venue answered with: no such pair. */
	function endUnknown(symbol: string, status?: number): never {
		options.onUnknownSymbol?.(symbol);
		throw unknownSymbolError(symbol, status);
	}

	/** Ends a question that failed; by which codes the venue says that there is no such pair differs. */
	function endFailed(error: unknown, symbol: string): never {
		if (!isApiError(error)) {
			throw error;
		}

		if (error.venueCode === '400000') {
			endUnknown(symbol, error.status);
		}

		// `rest` has told of it already.
		throw isUnknownSymbol(error) ? unknownSymbolError(symbol, error.status) : error;
	}

	async function read(endpoint: Endpoint, symbol: string, signed = false, attempts?: number): Promise<unknown> {
		if (!isSymbol(symbol)) {
			throw unknownSymbolError(symbol);
		}

		let data: unknown;
		try {
			data = await rest.call({
				method: 'GET',
				endpoint,
				query: { symbol },
				signed,
				...wanted,
				...(attempts === undefined ? {} : { attempts }),
			});
		} catch (error) {
			endFailed(error, symbol);
		}

		// The venue's older answer to a pair that it does not have.
		if (data === null || data === undefined) {
			endUnknown(symbol);
		}

		return data;
	}

	const readBook = async (symbol: string, depth: number, attempts?: number): Promise<BookSnapshotEvent> => {
		const askedAt = clock.monoNow();
		const isWhole = options.signed && depth > 100;
		const limit = isWhole ? 0 : depth > 20 ? 100 : 20;
		const endpoint = isWhole ? endpoints.bookFull : limit === 20 ? endpoints.book20 : endpoints.book100;
		const data = await read(endpoint, symbol, isWhole, attempts);
		return { ...decodeRestBook(data, symbol, limit, clock.wallNow()), ageMs: clock.monoNow() - askedAt };
	};

	let isKeyRefused = false;
	const seedBook = async (symbol: string): Promise<BookSnapshotEvent> => {
		if (options.signed && !isKeyRefused) {
			try {
				return await readBook(symbol, Number.POSITIVE_INFINITY, 1);
			} catch (error) {
				// A key that may not read must not cost the book: the partial one needs none.
				if (!isApiError(error) || error.outcome !== 'rejected' || isUnknownSymbol(error)) {
					throw error;
				}

				isKeyRefused = true;
			}
		}

		return readBook(symbol, 100, 1);
	};

	const tryTicker = async (symbol: string): Promise<TickerEvent | undefined> => {
		const askedAt = clock.monoNow();
		const ticker = decodeRestTicker(await read(endpoints.level1, symbol), symbol, clock.wallNow());
		return ticker === undefined ? undefined : { ...ticker, ageMs: clock.monoNow() - askedAt };
	};

	return {
		instruments: async () =>
			decodeInstruments(await rest.call({ method: 'GET', endpoint: endpoints.symbols, ...wanted })),
		tryTicker,
		ticker: async symbol => {
			const ticker = await tryTicker(symbol);
			if (ticker === undefined) {
				throw new ApiError(
					`Reading the ticker of ${symbol}`,
					{ status: 200, venueCode: undefined, message: 'the pair has no trade or an empty side yet' },
					{ code: 'ERR_NO_TICKER', outcome: 'rejected' },
				);
			}

			return ticker;
		},
		stats: async symbol => decodeRestStats(await read(endpoints.stats, symbol), clock.wallNow()),
		book: readBook,
		seedBook,
		trades: async symbol => decodeRestTrades(await read(endpoints.histories, symbol), symbol, clock.wallNow()),
		candles: async (symbol, interval, bounds) => {
			if (!isSymbol(symbol)) {
				throw unknownSymbolError(symbol);
			}

			try {
				return await readCandles({ rest, clock }, symbol, interval, bounds);
			} catch (error) {
				endFailed(error, symbol);
			}
		},
		allTickers: async () =>
			decodeAllTickers(await rest.call({ method: 'GET', endpoint: endpoints.allTickers, ...wanted }), clock.wallNow()),
		status: async () =>
			decodeStatus(await rest.call({ method: 'GET', endpoint: endpoints.status, attempts: 2, ...wanted })),
		venueTime: () => readVenueTime(rest),
		clockSample: () => takeClockSample(clock, () => readVenueTime(rest)),
	};
}
