import { createEngine } from '../engine/engine.js';
import { toSafeText } from '../lib/safe-text.js';
import { createScorecard } from '../signals/scorecard.js';
import type { ScoreRow } from '../signals/tally.js';
import { createSignalTrades, type SignalTradesRow } from '../trading/signal-trades.js';
import { formatCsv } from './csv.js';
import type { AppIo } from './io.js';
import type { RunOptions } from './options.js';
import { createMarketOfStore } from './paper-market.js';
import { describeEnding, openPlayback } from './playback.js';
import { formatTable } from './text-table.js';
import { openVenue } from './venue-access.js';

/** What the rules made of one recording. */
export type Backtest = {
	readonly recording: string;
	/** Wall ms of its first and last line. */
	readonly from: number;
	readonly to: number;
	/** Frames. */
	readonly messages: number;
	readonly rows: readonly (ScoreRow & { readonly paper: SignalTradesRow })[];
};

/**
 * `kcmon backtest FILE…`: plays each recording as fast as it goes through the same adapter, store and rules, and says what
 * the signals in it were worth: by the scorecard, and traded on paper with fees, spread and queue.
 */
export async function runBacktest(files: readonly string[], options: RunOptions, io: AppIo): Promise<number> {
	const backtests: Backtest[] = [];
	for (const file of files) {
		const backtest = await backtestFile(file, options, io);
		if (io.stopping.aborted) {
			break;
		}

		backtests.push(backtest);
		if (options.json) {
			io.stdout(`${JSON.stringify(encodeBacktest(backtest))}\n`);
		}
	}

	if (options.csv) {
		io.stdout(formatBacktestCsv(backtests));
	} else if (!options.json) {
		io.stdout(backtests.map(each => formatBacktest(each, options.trading.presetFunds)).join('\n'));
	}

	return 0;
}

async function backtestFile(file: string, options: RunOptions, io: AppIo): Promise<Backtest> {
	const { player, machine, recording, options: played } = await openPlayback(file, Number.POSITIVE_INFINITY, options);
	const { clock } = machine;
	const rules = options.ownSignals?.rules;
	const scorecard = createScorecard(rules === undefined ? {} : { takerFee: rules['fees.taker'] });
	const venue = await openVenue(played, undefined, machine);
	const engine = createEngine(
		{
			clock,
			createFeed: publish => venue.kucoin.createFeed(publish, { playback: player.playback }),
			signals: { scorecard, ...(rules === undefined ? {} : { rules }) },
		},
		{
			symbols: played.symbols,
			streams: { tickers: true, trades: true, books: true, stats: true, candles: true },
			depthOf: 'all',
			signals: 'on',
		},
	);
	const { state } = engine.store;
	const trades = createSignalTrades(
		{
			clock,
			market: createMarketOfStore(state, clock),
			touch: symbol => {
				const book = state.symbols.get(symbol)?.book;
				return book === undefined || book.bids.count === 0 || book.asks.count === 0
					? undefined
					: { bid: book.bids.best, ask: book.asks.best };
			},
		},
		{ funds: options.trading.presetFunds, latencyMs: options.trading.paperLatencyMs, symbols: played.symbols },
	);
	engine.subscribe(event => {
		switch (event.type) {
			case 'signal':
				trades.take(event.signal);
				return;
			case 'trade':
			case 'book-delta':
			case 'book-snapshot':
			case 'book-status':
				trades.observe(event);
				return;
			default:
		}
	});
	const forget = io.onStop(player.release);
	engine.start();
	try {
		await player.play({
			onSignal: engine.publish,
			onLost: count => io.stderr(`kcmon: ${count} lines are missing in ${toSafeText(file)}: its disk was too slow\n`),
		});
	} finally {
		forget();
		await engine.stop();
	}

	const ending = describeEnding(file, recording);
	if (ending !== undefined) {
		io.stderr(`kcmon: ${ending}\n`);
	}

	return {
		recording: file,
		from: recording.header.started,
		to: Math.floor(clock.wallNow()),
		messages: player.frames(),
		rows: scorecard.rows().map(row => ({ ...row, paper: trades.rowOf(row.source, row.signalType) })),
	};
}

const rounded = (value: number | undefined, digits: number): number | null =>
	value === undefined ? null : Number(value.toFixed(digits));

/** The shape that scripts read; its names are part of the interface. */
export function encodeBacktest({ recording, from, to, messages, rows }: Backtest): object {
	return {
		recording,
		from,
		to,
		messages,
		rules: rows.map(row => ({
			source: row.source,
			signal_type: row.signalType,
			signals: row.signals,
			hit_rate: rounded(row.hitRate, 4),
			mean_bps: {
				'5s': rounded(row.meanBps['5s'], 3),
				'30s': rounded(row.meanBps['30s'], 3),
				'300s': rounded(row.meanBps['300s'], 3),
			},
			stop_first: row.stopFirst,
			target_first: row.targetFirst,
			net_bps_after_fees: rounded(row.paper.meanNetBps, 3),
		})),
	};
}

export function formatBacktestCsv(backtests: readonly Backtest[]): string {
	return formatCsv(
		[
			'recording',
			'source',
			'signal_type',
			'signals',
			'hit_rate',
			'mean_bps_5s',
			'mean_bps_30s',
			'mean_bps_300s',
			'stop_first',
			'target_first',
			'net_bps_after_fees',
		],
		backtests.flatMap(({ recording, rows }) =>
			rows.map(row => [
				recording,
				row.source,
				row.signalType,
				row.signals,
				rounded(row.hitRate, 4),
				rounded(row.meanBps['5s'], 3),
				rounded(row.meanBps['30s'], 3),
				rounded(row.meanBps['300s'], 3),
				row.stopFirst,
				row.targetFirst,
				rounded(row.paper.meanNetBps, 3),
			]),
		),
	);
}

const left = (title: string) => ({ title, align: 'left' }) as const;
const right = (title: string) => ({ title, align: 'right' }) as const;

const columns = [
	left('source'),
	left('signal'),
	right('signals'),
	right('hit rate'),
	right('5 s'),
	right('30 s'),
	right('300 s'),
	right('stop first'),
	right('target first'),
	right('trades'),
	right('net bps'),
];

const signed = (value: number | undefined): string =>
	value === undefined ? '-' : `${value >= 0 ? '+' : '\u2212'}${Math.abs(value).toFixed(1)}`;

export function formatBacktest({ recording, from, to, messages, rows }: Backtest, funds: string): string {
	const time = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
	const minutes = (to - from) / 60_000;
	const span = minutes < 1 ? `${Math.round(minutes * 60)} s` : `${minutes.toFixed(1)} min`;
	const head = `${toSafeText(recording)}  ${time(from)} to ${time(to)} UTC, ${span}, ${messages} messages\n`;
	if (rows.length === 0) {
		return `${head}No rule gave a signal.\n`;
	}

	return `${head}${formatTable(
		columns,
		rows.map(row => [
			toSafeText(row.source),
			toSafeText(row.signalType),
			String(row.signals),
			row.hitRate === undefined ? '-' : `${(row.hitRate * 100).toFixed(0)} %`,
			signed(row.meanBps['5s']),
			signed(row.meanBps['30s']),
			signed(row.meanBps['300s']),
			String(row.stopFirst),
			String(row.targetFirst),
			String(row.paper.trades),
			signed(row.paper.meanNetBps),
		]),
	)}Mean change of mid in bps after each time, signed by the signal's side; net: ${funds} of quote currency a signal on paper, fees, spread and queue paid.\n`;
}
