import type { OrderDraft, Preview } from '../../engine/trading-port.js';
import { addDecimals, decimalText, isPlainDecimal, subtractDecimals } from '../../lib/decimal.js';
import type { Freshness, ModeName } from '../../store/views.js';
import { padEnd } from '../painters/cell-text.js';
import { ownText, type PaintOptions, paintFrame } from '../painters/frame.js';
import type { Glyphs } from '../painters/glyphs.js';
import { fitRow, span } from '../painters/rows.js';
import { verifiedWords } from '../painters/signals.js';
import type { Painted, PaintedRow, Span } from '../painters/spans.js';
import { wrapText } from '../painters/wrap.js';
import { paintEstimate, shownAmount } from './paint-estimate.js';
import type { TicketRules } from './ticket-state.js';

export type ReviewView = {
	/** Exactly what `y` sends. */
	readonly draft: OrderDraft;
	/** How far the middle of the market went since its ticket was opened; undefined at market. */
	readonly drift: string | undefined;
	/** As of now. */
	readonly preview: Preview;
	/** Why it would be refused now, in words and with its code. */
	readonly denied: { readonly words: string; readonly line: string } | undefined;
	readonly warnings: readonly string[];
	readonly mode: ModeName;
	readonly rules: Pick<TicketRules, 'baseCurrency' | 'quoteCurrency'>;
	/** Of the book. */
	readonly freshness: Freshness;
};

const labelCells = 14;

/** The order in full, before it is sent. */
export function paintReview(view: ReviewView, width: number, height: number, options: PaintOptions): Painted {
	const { glyphs } = options;
	const { draft, denied } = view;
	const title = { name: 'REVIEW', detail: `${view.mode} ${draft.symbol}`, freshness: view.freshness };
	return paintFrame(title, width, height, options, (innerWidth, innerHeight) => {
		const say = (text: string, token: Span['token']): PaintedRow[] =>
			wrapText(ownText(text, glyphs), innerWidth - 2, 2, glyphs.ellipsis).map((line, index) => [
				span(`${index === 0 ? glyphs.doubt : ' '} ${line}`, token),
			]);
		const said = [
			...(denied === undefined ? [] : [...say(denied.words, 'danger'), ...say(denied.line, 'danger')]),
			...view.warnings.flatMap(warning => say(warning, 'warning')),
		];
		const keys: PaintedRow =
			denied === undefined
				? [span('y', 'key'), span(' send  ', 'dim'), span('esc', 'key'), span(' back', 'dim')]
				: [span('esc', 'key'), span(' back', 'dim')];
		const facts = factsOf(view, glyphs).map(([label, value]) =>
			fitRow([span(`  ${padEnd(label, labelCells)} `, 'dim'), value], innerWidth),
		);
		const estimate = paintEstimate(view, innerWidth);
		// What is wrong and the keys are never the lines that do not fit.
		const room = Math.max(0, innerHeight - said.length - 1);
		const body = [...facts, ...estimate].slice(0, room);
		const blanks = Math.max(0, room - body.length);
		return [...body, ...Array.from({ length: blanks }, () => []), ...said, keys];
	});
}

function factsOf({ draft, preview, mode, rules }: ReviewView, glyphs: Glyphs): readonly (readonly [string, Span])[] {
	const { baseCurrency, quoteCurrency } = rules;
	const isBuy = draft.side === 'buy';
	const facts: (readonly [string, Span])[] = [
		['order', span(`${draft.side.toUpperCase()} ${draft.type} ${draft.symbol}`, isBuy ? 'bid' : 'ask', { bold: true })],
		['mode', span(mode === 'LIVE' ? 'LIVE: real money' : mode, mode === 'LIVE' ? 'danger' : 'accent', { bold: true })],
	];
	const add = (label: string, value: string | undefined): void => {
		if (value !== undefined) {
			facts.push([label, span(value, 'text', { bold: true })]);
		}
	};
	add('price', draft.price === undefined ? 'at market' : `${draft.price} ${quoteCurrency}`);
	add('size', draft.size === undefined ? undefined : `${draft.size} ${baseCurrency}`);
	add('funds', draft.funds === undefined ? undefined : `${draft.funds} ${quoteCurrency}`);
	add('options', optionsOf(draft, baseCurrency));
	add('stop', draft.exits?.stop === undefined ? undefined : `${draft.exits.stop} ${quoteCurrency}`);
	add('target', draft.exits?.target === undefined ? undefined : `${draft.exits.target} ${quoteCurrency}`);
	add(isBuy ? 'total with fee' : 'net of fee', totalOf(draft, preview, quoteCurrency));
	add('available', `${preview.available} ${preview.availableCurrency}`);
	const { signal } = draft;
	if (signal?.terms !== undefined) {
		const { verified } = signal.terms;
		const token = verified === 'none' ? 'warning' : 'text';
		facts.push([
			'from signal',
			span(`${ownText(signal.source, glyphs)}, ${verifiedWords[verified]}`, token, { bold: true }),
		]);
	}

	return facts;
}

function optionsOf(draft: OrderDraft, baseCurrency: string): string | undefined {
	const options = [
		...(draft.type === 'limit' ? [draft.timeInForce] : []),
		...(draft.cancelAfter === undefined ? [] : [`${draft.cancelAfter}s`]),
		...(draft.postOnly ? ['post-only'] : []),
		...(draft.hidden ? ['hidden'] : []),
		...(draft.visibleSize === undefined ? [] : [`iceberg showing ${draft.visibleSize} ${baseCurrency}`]),
	];
	return options.length === 0 ? undefined : options.join(' ');
}

function totalOf(draft: OrderDraft, { cost, fee }: Preview, quoteCurrency: string): string | undefined {
	if (cost === undefined || fee === undefined || !isPlainDecimal(cost)) {
		return undefined;
	}

	const total = draft.side === 'buy' ? addDecimals(cost, fee) : subtractDecimals(cost, fee);
	return `${shownAmount(decimalText(total))} ${quoteCurrency}`;
}
