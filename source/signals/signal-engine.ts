import { decimalText, multiplyDecimals } from '../lib/decimal.js';
import type { Instrument } from '../model/instrument.js';
import type { MarketEvent, TickerEvent, TradeEvent } from '../model/market-event.js';
import type { Signal, SignalEvent } from '../model/signal-event.js';
import type { BookView } from './book-view.js';
import { type Features, selectFeatures } from './features.js';
import { makeAlertSignal, makeSignal } from './make-signal.js';
import { createPriceAlerts, type PriceAlerts } from './price-alerts.js';
import type { Rule } from './rule.js';
import { type RuleSettings, resolveRuleSettings } from './rule-settings.js';
import { createRuleState, type RuleReport, type RuleState } from './rule-state.js';
import { createBreakdown, createBreakout } from './rules/breakout.js';
import { createLiquidityRule } from './rules/liquidity.js';
import { createMomentumRule } from './rules/momentum.js';
import { createVolumeSurge } from './rules/volume-surge.js';
import type { Scorecard } from './scorecard.js';
import type { PublishSignal } from './source.js';
import { createSymbolFeatures, type SymbolFeatures } from './symbol-features.js';

export type SignalEngineDeps = {
	readonly publish: PublishSignal;
	/** Settings that differ from their defaults. */
	readonly rules?: Partial<RuleSettings>;
	/** Scores what is published, and signals from outside that `observe` is told of. */
	readonly scorecard?: Scorecard;
	/** Fee of one leg, a fraction as a plain decimal. Without it the setting times the pair's coefficient. */
	readonly takerFeeOf?: (symbol: string) => string;
};

/** What the panel shows of one symbol. */
export type SignalPanel = {
	readonly symbol: string;
	/** Venue time that it stands at, ms; 0 before the first event. */
	readonly time: number;
	readonly features: Features;
	readonly rules: readonly RuleReport[];
};

export type SignalEngine = {
	/** Hears every event after the book has applied it, in order. `book` is of the event's symbol. */
	readonly observe: (event: MarketEvent | SignalEvent, book?: BookView) => void;
	/** Undefined before the first event of the symbol. */
	readonly panel: (symbol: string) => SignalPanel | undefined;
	readonly setAlerts: PriceAlerts['set'];
	readonly alerts: PriceAlerts['list'];
	readonly settings: RuleSettings;
	/** Drops everything computed of a symbol that is not watched any more. */
	readonly forget: (symbol: string) => void;
};

type SymbolRecord = {
	readonly features: SymbolFeatures;
	readonly rules: readonly RuleRecord[];
	/** Those among them that are due, in the same order: by whether a tick and whether a print came. */
	readonly due: readonly (readonly RuleRecord[])[];
	readonly score: ReturnType<Scorecard['quotesOf']> | undefined;
	/** Of the features, when rules were judged last. */
	ticks: number;
};

type RuleRecord = { readonly rule: Rule; readonly state: RuleState };

/**
 * Computes kcmon's own signals. Pure: all time is the venue's, carried by the events, so that the same events make the
 * same signals, byte for byte, at any speed. Signals are published within `observe`.
 */
export function createSignalEngine(deps: SignalEngineDeps): SignalEngine {
	const settings = resolveRuleSettings(deps.rules);
	const { publish, scorecard } = deps;
	const symbols = new Map<string, SymbolRecord>();
	const fees = new Map<string, string>();
	const alerts = createPriceAlerts(settings['alerts.hysteresisBps']);
	const baseFee = settings['fees.taker'].toFixed(8);
	let instruments: ReadonlyMap<string, Instrument> = new Map();

	const takerFeeOf = (symbol: string): string => {
		const told = deps.takerFeeOf?.(symbol) ?? fees.get(symbol);
		if (told !== undefined) {
			return told;
		}

		const coefficient = instruments.get(symbol)?.takerFeeCoefficient ?? '1';
		const fee = decimalText(multiplyDecimals(baseFee, coefficient));
		fees.set(symbol, fee);
		return fee;
	};

	const rules = createRules(settings, takerFeeOf);

	const recordOf = (symbol: string): SymbolRecord => symbols.get(symbol) ?? openRecord(symbol);

	const openRecord = (symbol: string): SymbolRecord => {
		const features = createSymbolFeatures(symbol, {
			channelBars: settings['breakout.bars'],
			atrBars: settings['breakout.atrBars'],
			bufferTicks: settings['breakout.bufferTicks'],
			bufferSpread: settings['breakout.bufferSpread'],
			spreadCapBps: settings['breakout.spreadBps'],
			liquidityBps: settings['liquidity.bps'],
			liquidityWindowMs: settings['liquidity.windowMs'],
		});
		const instrument = instruments.get(symbol);
		if (instrument !== undefined) {
			features.setTick(instrument.priceIncrement);
		}

		const all = rules.map(rule => ({ rule, state: createRuleState(rule) }));
		const record = {
			features,
			rules: all,
			due: [0, 1, 2, 3].map(what =>
				all.filter(({ rule: { pace } }) => pace === 'event' || (pace === 'tick' ? (what & 1) === 1 : (what & 2) === 2)),
			),
			score: scorecard?.quotesOf(symbol),
			ticks: 0,
		};
		symbols.set(symbol, record);
		return record;
	};

	const step = (record: SymbolRecord, isTrade: boolean, receivedAt: number): void => {
		const { features } = record;
		const ticks = features.ticks();
		const due = record.due[(ticks === record.ticks ? 0 : 1) + (isTrade ? 2 : 0)] as readonly RuleRecord[];
		record.ticks = ticks;
		for (let index = 0; index < due.length; index += 1) {
			const { rule, state } = due[index] as RuleRecord;
			const finding = state.step(features);
			if (finding !== undefined) {
				tell(makeSignal(rule, finding, features, receivedAt), receivedAt);
			}
		}
	};

	const tell = (signal: Signal, receivedAt: number): void => publish({ type: 'signal', signal, receivedAt });

	const tellAlerts = (event: TradeEvent | TickerEvent): void => {
		if (!alerts.has(event.symbol)) {
			return;
		}

		const price = Number(event.price);
		for (const alert of alerts.reach(event.symbol, price, event.time)) {
			tell(makeAlertSignal(alert, event), event.receivedAt);
		}
	};

	const applyBook = (symbol: string, book: BookView | undefined, receivedAt: number): void => {
		if (book === undefined) {
			return;
		}

		const known = symbols.get(symbol);
		const record = known === undefined || known.features.isBefore(book) ? openRecord(symbol) : known;
		const { features, score } = record;
		features.applyBook(book);
		if (features.isLive()) {
			score?.quote(features.clock(), features.bid(), features.ask());
		} else {
			score?.lose();
		}

		step(record, false, receivedAt);
	};

	return {
		settings,
		observe(event, book) {
			switch (event.type) {
				case 'book-delta':
				case 'book-snapshot':
					applyBook(event.symbol, book, event.receivedAt);
					return;
				case 'trade': {
					const record = recordOf(event.symbol);
					if (record.features.applyTrade(event)) {
						tellAlerts(event);
						step(record, true, event.receivedAt);
					}

					return;
				}
				case 'ticker':
					tellAlerts(event);
					return;
				case 'book-status': {
					const record = symbols.get(event.symbol);
					if (record !== undefined) {
						record.features.applyStatus(book);
						if (!record.features.isLive()) {
							record.score?.lose();
							for (const { state } of record.rules) {
								state.interrupt();
							}
						}
					}

					return;
				}
				case 'stats':
					recordOf(event.symbol).features.applyStats(event);
					return;
				case 'candle':
					if (event.interval === '1min') {
						recordOf(event.symbol).features.applyCandle(event);
					}

					return;
				case 'instruments':
					instruments = new Map(event.instruments.map(instrument => [instrument.symbol, instrument]));
					fees.clear();
					for (const [symbol, { features }] of symbols) {
						const instrument = instruments.get(symbol);
						if (instrument !== undefined) {
							features.setTick(instrument.priceIncrement);
						}
					}

					return;
				case 'signal':
					scorecard?.track(event.signal);
					return;
				case 'book-audit':
				case 'signal-quarantined':
			}
		},
		panel(symbol) {
			const record = symbols.get(symbol);
			return record === undefined
				? undefined
				: {
						symbol,
						time: record.features.clock(),
						features: selectFeatures(record.features),
						rules: record.rules.map(({ state }) => state.report(record.features)),
					};
		},
		setAlerts: alerts.set,
		alerts: alerts.list,
		forget(symbol) {
			symbols.get(symbol)?.score?.lose();
			symbols.delete(symbol);
		},
	};
}

function createRules(settings: RuleSettings, takerFeeOf: (symbol: string) => string): readonly Rule[] {
	return [
		...(settings['breakout.enabled'] ? [createBreakout(settings, takerFeeOf)] : []),
		...(settings['breakdown.enabled'] ? [createBreakdown(settings, takerFeeOf)] : []),
		...(settings['surge.enabled'] ? [createVolumeSurge(settings)] : []),
		...(settings['liquidity.enabled']
			? [createLiquidityRule('bid', settings), createLiquidityRule('ask', settings)]
			: []),
		...(settings['momentum.enabled'] ? [createMomentumRule('up', settings), createMomentumRule('down', settings)] : []),
	];
}
