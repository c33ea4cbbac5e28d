import { bookImbalance, bookImbalanceWithin, queueImbalance, weightedMid } from './indicators/imbalance.js';
import type { SymbolFeatures } from './symbol-features.js';

type Reader = (features: SymbolFeatures) => number;

const overBook =
	(read: (features: SymbolFeatures, book: NonNullable<ReturnType<SymbolFeatures['book']>>) => number): Reader =>
	features => {
		const book = features.book();
		return book === undefined || !features.isLive() ? Number.NaN : read(features, book);
	};

const imbalanceOf = (levels: number): Reader => overBook((_, { bids, asks }) => bookImbalance(bids, asks, levels));

const bpsOf = (features: SymbolFeatures, distance: number): number => (distance / features.mid()) * 1e4;

const readers = {
	mid: features => features.mid(),
	wmid: features => weightedMid(features.bid(), features.bidSize(), features.ask(), features.askSize()),
	spread_bps: features => features.spreadBps(),
	spread_limit_bps: features => features.spreadGate.limit(),
	queue_imbalance: overBook(features => queueImbalance(features.bidSize(), features.askSize())),
	book_imbalance_5: imbalanceOf(5),
	book_imbalance_20: imbalanceOf(20),
	book_imbalance_10bps: overBook((features, book) => bookImbalanceWithin(book, features.mid(), 10)),
	ofi_1s: features => orderFlowAt(features).sums().s1,
	ofi_5s: features => orderFlowAt(features).sums().s5,
	ofi_30s: features => orderFlowAt(features).sums().s30,
	ofi_z: features => orderFlowAt(features).z(),
	cvd_session: features => features.tradeFlow.delta().session,
	cvd_day: features => features.tradeFlow.delta().day,
	trade_imbalance_10s: features => tradeFlowAt(features).imbalance().s10,
	trade_imbalance_60s: features => tradeFlowAt(features).imbalance().s60,
	buy_surge_z: features => surgeAt(features, 'buySurge').volumeZ(),
	buy_surge_count_z: features => surgeAt(features, 'buySurge').countZ(),
	sell_surge_z: features => surgeAt(features, 'sellSurge').volumeZ(),
	sell_surge_count_z: features => surgeAt(features, 'sellSurge').countZ(),
	vwap_15m: features => {
		features.vwap.advance(features.clock());
		return features.vwap.value() ?? Number.NaN;
	},
	vwap_15m_z: features => features.vwap.z(features.mid()),
	vwap_session: features => features.sessionVwap.value() ?? Number.NaN,
	vwap_session_z: features => features.sessionVwap.z(features.mid()),
	volatility: features => features.volatility.annualized(),
	donchian_high: features => features.channel.high(),
	donchian_low: features => features.channel.low(),
	level_high: features => features.up.level(),
	level_low: features => features.down.level(),
	donchian_high_bps: features => bpsOf(features, features.channel.high() - features.mid()),
	donchian_low_bps: features => bpsOf(features, features.mid() - features.channel.low()),
	atr_1m: features => features.minutes.range().value(),
	ema12_1s: features => features.fast().ema12(),
	ema26_1s: features => features.fast().ema26(),
	macd_1s: features => features.fast().histogram(),
	rsi_1s: features => features.fast().rsi(),
	ema12_1m: features => features.minutes.momentum().ema12(),
	ema26_1m: features => features.minutes.momentum().ema26(),
	macd_1m: features => features.minutes.momentum().histogram(),
	macd_1m_bps: features => bpsOf(features, features.minutes.momentum().histogram()),
	rsi_1m: features => features.minutes.momentum().rsi(),
	vpin: features => features.vpin.value() ?? Number.NaN,
	kyle_lambda: features => features.kyle.value()?.lambda ?? Number.NaN,
	kyle_r2: features => features.kyle.value()?.r2 ?? Number.NaN,
	liquidity_bid: features => features.liquidity.bid().change,
	liquidity_ask: features => features.liquidity.ask().change,
	book_age_ms: features => features.bookAgeMs(),
} satisfies Readonly<Record<string, Reader>>;

export type FeatureName = keyof typeof readers;

/** Every feature of one symbol at one moment; what is not known yet is left out. Units are in the catalog. */
export type Features = { readonly [Name in FeatureName]?: number };

export const featureNames = Object.keys(readers) as readonly FeatureName[];

/** What reads one feature, for those who read it after every event. */
export const readerOf = (name: FeatureName): ((features: SymbolFeatures) => number) => readers[name];

/** One feature now; NaN while it is not known. */
export const readFeature = (name: FeatureName, features: SymbolFeatures): number => readers[name](features);

export function selectFeatures(features: SymbolFeatures): Features {
	return Object.freeze(pickFeatures(features, featureNames));
}

/** Some features by name, to ten significant digits; what is not known is left out. */
export function pickFeatures(features: SymbolFeatures, names: readonly FeatureName[]): Record<string, number> {
	const picked: Record<string, number> = {};
	for (const name of names) {
		const value = readers[name](features);
		if (Number.isFinite(value)) {
			picked[name] = Number(value.toPrecision(10));
		}
	}

	return picked;
}

// Windows run on with the clock of the symbol, which may be ahead of their last event.
function orderFlowAt(features: SymbolFeatures): SymbolFeatures['orderFlow'] {
	features.orderFlow.advance(features.clock());
	return features.orderFlow;
}

function tradeFlowAt(features: SymbolFeatures): SymbolFeatures['tradeFlow'] {
	features.tradeFlow.advance(features.clock());
	return features.tradeFlow;
}

function surgeAt(features: SymbolFeatures, name: 'buySurge' | 'sellSurge'): SymbolFeatures['buySurge'] {
	features[name].advance(features.clock());
	return features[name];
}
