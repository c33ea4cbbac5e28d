import { decimalsOf, type Instrument } from '../model/instrument.js';
import { createRandomStream } from './random-streams.js';

/** One market: the rules that the venue publishes, and the temper of the crowd that trades in it. */
export type MarketProfile = {
	readonly instrument: Instrument;
	readonly priceDecimals: number;
	readonly baseDecimals: number;
	/** In ticks. */
	readonly startTicks: number;
	/** Usual distance of best bid and best ask, in ticks. */
	readonly spreadTicks: number;
	/** Price levels a side that the makers keep up. */
	readonly levels: number;
	/** Mean distance of two levels, in ticks. */
	readonly gapTicks: number;
	/** Actions of makers a second. */
	readonly quotesPerSecond: number;
	/** Takers a second, apart from bursts. */
	readonly takersPerSecond: number;
	/** Typical size of an order, in lots. */
	readonly sizeLots: number;
	/** Standard deviation of the logarithm of the price over one second of live trading. */
	readonly volatility: number;
	/** Volume of an ordinary day, in lots. */
	readonly dayLots: number;
	/** Sequence of the book when the venue opens. */
	readonly sequence: number;
	readonly isMarginEnabled: boolean;
	readonly markets: readonly string[];
};

type Row = {
	symbol: string;
	market: string;
	markets: readonly string[];
	price: string;
	tick: string;
	base: string;
	quote: string;
	minSize: string;
	spread: number;
	levels: number;
	gap: number;
	quotes: number;
	takers: number;
	size: string;
	volatility: number;
	dayVolume: string;
	sequence: number;
	coefficient: string;
	margin: boolean;
};

const usual = { market: 'USDS', base: '0.0001', quote: '0.0001', minSize: '0.01', spread: 1, coefficient: '1.00' };

const rows: readonly Row[] = [
	{
		...usual,
		symbol: 'BTC-USDT',
		markets: ['USDS', 'PoW'],
		price: '67268.4',
		tick: '0.1',
		base: '0.00000001',
		quote: '0.000001',
		minSize: '0.00001',
		levels: 160,
		gap: 3,
		quotes: 74,
		takers: 3.2,
		size: '0.04',
		volatility: 0.000016,
		dayVolume: '2230',
		sequence: 14_610_502_970,
		margin: true,
	},
	{
		...usual,
		symbol: 'ETH-USDT',
		markets: ['USDS', 'Layer 1'],
		price: '2621.37',
		tick: '0.01',
		base: '0.0000001',
		quote: '0.000001',
		minSize: '0.0001',
		levels: 150,
		gap: 3,
		quotes: 46,
		takers: 1.6,
		size: '0.6',
		volatility: 0.00002,
		dayVolume: '41000',
		sequence: 12_340_811_203,
		margin: true,
	},
	{
		...usual,
		symbol: 'SOL-USDT',
		markets: ['USDS', 'Solana', 'Layer 1'],
		price: '152.648',
		tick: '0.001',
		quote: '0.000001',
		levels: 140,
		gap: 6,
		quotes: 32,
		takers: 1.1,
		size: '9',
		volatility: 0.000025,
		dayVolume: '520000',
		sequence: 8_771_204_511,
		margin: true,
	},
	{
		...usual,
		symbol: 'KCS-USDT',
		markets: ['USDS', 'KCS'],
		price: '8.423',
		tick: '0.001',
		levels: 110,
		gap: 2,
		quotes: 12,
		takers: 0.4,
		size: '18',
		volatility: 0.00002,
		dayVolume: '160000',
		sequence: 1_204_556_017,
		margin: true,
	},
	{
		...usual,
		symbol: 'PEPE-USDT',
		markets: ['USDS', 'Meme'],
		price: '0.00001043',
		tick: '0.00000001',
		base: '1',
		quote: '0.00000001',
		minSize: '1000',
		levels: 100,
		gap: 1,
		quotes: 14,
		takers: 0.7,
		size: '9000000',
		volatility: 0.00005,
		dayVolume: '620000000000',
		sequence: 933_410_227,
		margin: true,
	},
	{
		...usual,
		symbol: 'SATS-USDT',
		markets: ['USDS', 'BRC-20'],
		price: '0.0000000587',
		tick: '0.0000000001',
		base: '1',
		quote: '0.0000000001',
		minSize: '100000',
		levels: 60,
		gap: 1,
		quotes: 4,
		takers: 0.25,
		size: '400000000',
		volatility: 0.00004,
		dayVolume: '9000000000000',
		sequence: 402_119_830,
		margin: false,
	},
	{
		...usual,
		symbol: 'ETH-BTC',
		market: 'BTC',
		markets: ['BTC'],
		price: '0.03897',
		tick: '0.00001',
		base: '0.0000001',
		quote: '0.00000001',
		minSize: '0.0001',
		levels: 100,
		gap: 1,
		quotes: 5,
		takers: 0.3,
		size: '1.4',
		volatility: 0.000015,
		dayVolume: '5200',
		sequence: 5_023_771_440,
		margin: true,
	},
	{
		...usual,
		symbol: 'EWT-BTC',
		market: 'BTC',
		markets: ['BTC'],
		price: '0.000004484',
		tick: '0.000000001',
		quote: '0.00000001',
		minSize: '0.1',
		spread: 45,
		levels: 22,
		gap: 34,
		quotes: 0.08,
		takers: 0.02,
		size: '70',
		volatility: 0.00004,
		dayVolume: '99800',
		sequence: 352_089_952,
		coefficient: '3.00',
		margin: false,
	},
];

/**
 * The venue's markets: eight real shapes, then as many invented ones (`S0009-USDT` …) as are needed to make `count`.
 * Source of the shapes: KuCoin docs, Get All Symbols.
 */
export function createMarketProfiles(count: number, seed: number): readonly MarketProfile[] {
	const all = rows.slice(0, Math.max(1, count)).map(profileOf);
	const random = createRandomStream(seed, 'profiles');
	for (let index = all.length; index < count; index += 1) {
		const cents = 100 + Math.floor(random() * 900_000);
		all.push(
			profileOf({
				...usual,
				symbol: `S${String(index + 1).padStart(4, '0')}-USDT`,
				markets: ['USDS'],
				price: (cents / 1000).toFixed(3),
				tick: '0.001',
				levels: 24,
				gap: 2,
				quotes: 0.2 + random() * 0.4,
				takers: 0.02 + random() * 0.05,
				size: '25',
				volatility: 0.00003,
				dayVolume: '40000',
				sequence: 100_000_000 + Math.floor(random() * 300_000_000),
				margin: false,
			}),
		);
	}

	return all;
}

function profileOf(row: Row): MarketProfile {
	const [baseCurrency = '', quoteCurrency = ''] = row.symbol.split('-');
	const priceDecimals = decimalsOf(row.tick);
	const baseDecimals = decimalsOf(row.base);
	const minFunds = quoteCurrency === 'BTC' ? '0.000001' : '0.1';
	return {
		instrument: {
			symbol: row.symbol,
			name: row.symbol,
			baseCurrency,
			quoteCurrency,
			feeCurrency: quoteCurrency,
			market: row.market,
			priceIncrement: row.tick,
			baseIncrement: row.base,
			quoteIncrement: row.quote,
			baseMinSize: row.minSize,
			baseMaxSize: '10000000000',
			quoteMinSize: minFunds,
			quoteMaxSize: '99999999',
			minFunds,
			priceLimitRate: '0.1',
			makerFeeCoefficient: row.coefficient,
			takerFeeCoefficient: row.coefficient,
			enableTrading: true,
			specialTreatment: false,
		},
		priceDecimals,
		baseDecimals,
		startTicks: Math.round(Number(row.price) * 10 ** priceDecimals),
		spreadTicks: row.spread,
		levels: row.levels,
		gapTicks: row.gap,
		quotesPerSecond: row.quotes,
		takersPerSecond: row.takers,
		sizeLots: Math.round(Number(row.size) * 10 ** baseDecimals),
		volatility: row.volatility,
		dayLots: Math.round(Number(row.dayVolume) * 10 ** baseDecimals),
		sequence: row.sequence,
		isMarginEnabled: row.margin,
		markets: row.markets,
	};
}
