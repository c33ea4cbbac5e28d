import { exitCodes, UsageError } from '../lib/errors.js';
import { formatPercent } from '../lib/format.js';
import { intervalMs } from '../market/candles.js';
import { OrderBook } from '../market/order-book.js';
import type { StatsEvent, TickerEvent, TradeEvent } from '../model/market-event.js';
import { encodeBook, encodeCandle, encodeTickerWithStats, encodeTrade } from './events-json.js';
import type { AppIo } from './io.js';
import type { RunOptions } from './options.js';
import { formatTable, type TableColumn } from './text-table.js';
import { parseTickerFormat } from './ticker-format.js';
import { openVenue, type VenueAccess } from './venue-access.js';

/**
 * The one-shot commands: one answer of the exchange's REST interface, as a table or, with `--json`, in the shapes of
 * `kcmon stream`: one object a line, a list (several symbols, trades, candles) as one line an entry. They reject with a
 * `NetError` (exit 4) where the exchange cannot be reached and with an `ApiError` (exit 5) where it refuses.
 */

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });

const tickerTitles = ['LAST', 'CHANGE', 'BID', 'ASK', 'SPREAD BPS', 'HIGH', 'LOW', 'VOLUME'];
const barsShown = 100;
/** Price, best bid and ask and 24 h statistics of each symbol. Prints those that were had, also when one was not. */
export async function runTicker(options: RunOptions, io: AppIo): Promise<number> {
	if (options.format !== undefined && options.json) {
		throw new UsageError('--format and --json exclude each other');
	}

	// A wrong template is told before the exchange is asked.
	const format = options.format === undefined ? undefined : parseTickerFormat(options.format);
	return withVenue(options, io, async ({ data }) => {
		const asked = await Promise.allSettled(
			options.symbols.map(async symbol => {
				const [ticker, stats] = await Promise.all([data.ticker(symbol), data.stats(symbol)]);
				return { ticker, stats };
			}),
		);
		const answers = asked.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []));
		const failed = asked.find(answer => answer.status === 'rejected');
		if (failed !== undefined && answers.length === 0) {
			throw failed.reason;
		}

		const text =
			format === undefined ? formatTickers(answers, options) : answers.map(answer => `${format(answer)}\n`).join('');
		if (failed !== undefined) {
			io.stdout(text);
			throw failed.reason;
		}

		return text;
	});
}

type TickerAnswer = { readonly ticker: TickerEvent; readonly stats: StatsEvent };

function formatTickers(answers: readonly TickerAnswer[], options: RunOptions): string {
	if (options.json) {
		return answers.map(({ ticker, stats }) => encodeTickerWithStats(ticker, stats)).join('');
	}

	return formatTable(
		[left('SYMBOL'), ...tickerTitles.map(right)],
		answers.map(({ ticker, stats }) => [
			ticker.symbol,
			ticker.price,
			formatPercent(stats.changeRate === undefined ? undefined : Number(stats.changeRate)),
			ticker.bestBid,
			ticker.bestAsk,
			formatSpread(Number(ticker.bestBid), Number(ticker.bestAsk)),
			stats.high ?? '-',
			stats.low ?? '-',
			stats.volume ?? '-',
		]),
	);
}

/** The best `--depth` levels a side. */
export function runBook(options: RunOptions, io: AppIo): Promise<number> {
	return withVenue(options, io, async ({ data }) => {
		const [symbol] = options.symbols as [string];
		const snapshot = await data.book(symbol, options.depth);
		const book = new OrderBook();
		book.applySnapshot(snapshot);
		if (options.json) {
			const { receivedAt } = snapshot;
			return encodeBook({ symbol, state: 'live', book, depth: options.depth, receivedAt });
		}

		const { bids, asks } = book;
		const rows = Array.from({ length: Math.min(options.depth, Math.max(bids.count, asks.count)) }, (_, index) => [
			...(index < bids.count ? [bids.sizeTextAt(index), bids.priceTextAt(index)] : ['', '']),
			...(index < asks.count ? [asks.priceTextAt(index), asks.sizeTextAt(index)] : ['', '']),
		]);
		return formatTable([right('BID SIZE'), right('BID'), right('ASK'), right('ASK SIZE')], rows);
	});
}

/** The latest trades, oldest first. */
export function runTrades(options: RunOptions, io: AppIo): Promise<number> {
	return withVenue(options, io, async ({ data }) => {
		const [symbol] = options.symbols as [string];
		const trades = await data.trades(symbol);
		if (options.json) {
			return trades.map(encodeTrade).join('');
		}

		const toRow = (trade: TradeEvent) => [formatTime(trade.time), trade.side, trade.price, trade.size];
		return formatTable([left('TIME (UTC)'), left('SIDE'), right('PRICE'), right('SIZE')], trades.map(toRow));
	});
}

/** The latest bars of `--interval`, oldest first. */
export function runCandles(options: RunOptions, io: AppIo): Promise<number> {
	return withVenue(options, io, async ({ data, clock }) => {
		const [symbol] = options.symbols as [string];
		const to = Math.floor(clock.wallNow());
		const candles = await data.candles(symbol, options.interval, {
			from: to - barsShown * intervalMs[options.interval],
			to,
		});
		if (options.json) {
			return candles.map(encodeCandle).join('');
		}

		return formatTable(
			[left('START (UTC)'), right('OPEN'), right('HIGH'), right('LOW'), right('CLOSE'), right('VOLUME')],
			candles.map(candle => [
				formatTime(candle.start),
				candle.open,
				candle.high,
				candle.low,
				candle.close,
				candle.volume,
			]),
		);
	});
}

async function withVenue(
	options: RunOptions,
	io: AppIo,
	ask: (venue: VenueAccess) => Promise<string>,
): Promise<number> {
	const venue = await openVenue(options);
	try {
		io.stdout(await ask(venue));
		return exitCodes.done;
	} finally {
		await venue.stop();
	}
}

const formatTime = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

function formatSpread(bid: number, ask: number): string {
	const mid = (bid + ask) / 2;
	return mid > 0 && ask >= bid ? (((ask - bid) / mid) * 10_000).toFixed(2) : '-';
}
