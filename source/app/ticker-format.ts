import { UsageError } from '../lib/errors.js';
import { formatFixed, formatPercent } from '../lib/format.js';
import { nearestName } from '../lib/nearest.js';
import type { StatsEvent, TickerEvent } from '../model/market-event.js';

type Facts = { readonly ticker: TickerEvent; readonly stats: StatsEvent };

const unknown = '-';

/** What a template may name. Names of `--json` are the same here; texts are the exchange's own. */
const fields: Readonly<Record<string, (facts: Facts) => string>> = {
	symbol: ({ ticker }) => ticker.symbol,
	base: ({ ticker }) => ticker.symbol.split('-')[0]!,
	quote: ({ ticker }) => ticker.symbol.split('-')[1]!,
	price: ({ ticker }) => ticker.price,
	size: ({ ticker }) => ticker.size,
	bid: ({ ticker }) => ticker.bestBid,
	bid_size: ({ ticker }) => ticker.bestBidSize,
	ask: ({ ticker }) => ticker.bestAsk,
	ask_size: ({ ticker }) => ticker.bestAskSize,
	spread_bps: ({ ticker }) => spreadOf(ticker),
	change: ({ stats }) => formatPercent(rateOf(stats)),
	change_rate: ({ stats }) => stats.changeRate ?? unknown,
	arrow: ({ stats }) => arrowOf(rateOf(stats)),
	high: ({ stats }) => stats.high ?? unknown,
	low: ({ stats }) => stats.low ?? unknown,
	volume: ({ stats }) => stats.volume ?? unknown,
	quote_volume: ({ stats }) => stats.quoteVolume ?? unknown,
	time: ({ ticker }) => new Date(ticker.time).toISOString(),
};

export const tickerFields = Object.keys(fields);

/**
 * Reads `{symbol} {price} {change}`; `{{` and `}}` are braces. Throws a `UsageError` that names a field that there is not.
 * The result makes one line, without its end.
 */
export function parseTickerFormat(template: string): (facts: Facts) => string {
	const parts: (string | ((facts: Facts) => string))[] = [];
	for (const [part] of template.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g)) {
		if (part === '{{' || part === '}}') {
			parts.push(part[0]!);
		} else if (part === '{' || part === '}') {
			throw new UsageError(
				`--format: Expected {FIELD}, was ${JSON.stringify(template)}`,
				`Write ${part}${part} for a brace`,
			);
		} else if (part.startsWith('{')) {
			parts.push(fieldOf(part.slice(1, -1)));
		} else {
			parts.push(part);
		}
	}

	return facts => parts.map(part => (typeof part === 'string' ? part : part(facts))).join('');
}

function fieldOf(name: string): (facts: Facts) => string {
	const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
	if (field === undefined) {
		const nearest = nearestName(name, tickerFields);
		throw new UsageError(
			`--format: unknown field {${name}}`,
			`${nearest?.likely === true ? `Did you mean {${nearest.name}}? ` : ''}Fields: ${tickerFields.join(' ')}`,
		);
	}

	return field;
}

const rateOf = ({ changeRate }: StatsEvent): number | undefined =>
	changeRate === undefined ? undefined : Number(changeRate);

const arrowOf = (rate: number | undefined): string => (rate === undefined || rate === 0 ? '=' : rate > 0 ? '▲' : '▼');

function spreadOf({ bestBid, bestAsk }: TickerEvent): string {
	const bid = Number(bestBid);
	const ask = Number(bestAsk);
	return bid > 0 && ask >= bid ? formatFixed(((ask - bid) / ((ask + bid) / 2)) * 10_000, 2) : unknown;
}
