import { decimalText, multiplyDecimals } from '../lib/decimal.js';
import type { State } from '../store/state.js';
import { type DenialCode, denialCodes, formatDenial } from '../trading/denial.js';
import { type OrderDraft, type Preview, plainDraft } from '../trading/draft.js';
import { resolveSize, type SizeRule } from '../trading/sizing.js';
import type { Trading } from './trading.js';

export { type OrderDraft, type Preview, plainDraft, type SizeRule };

/** The part of trading that a screen uses: orders are asked for by drafts, and everything comes back as values. */
export type TradingPort = Pick<
	Trading,
	| 'preview'
	| 'submit'
	| 'cancel'
	| 'cancelAll'
	| 'flatten'
	| 'kill'
	| 'resume'
	| 'arm'
	| 'disarm'
	| 'setAuto'
	| 'working'
> & {
	/** `risk.maxOrderFunds` in force, quote currency: it may become tighter while the program runs. */
	readonly maxOrderFunds: () => string;
	/**
	 * The base size that a rule comes to for this draft, at its price or, without one, at the best opposite price.
	 * Undefined while a price, a stop or the instrument is missing, or a number is none.
	 */
	readonly sizeFor: (rule: SizeRule, draft: OrderDraft) => string | undefined;
	/** A denial's sentence for a person, and the line with its code and values. */
	readonly explain: (denied: NonNullable<Preview['denied']>) => { readonly words: string; readonly line: string };
	/** The sentence of a code such as `NOT_RECONCILED`; any other text as it is. */
	readonly explainCode: (code: string) => string;
};

/** What an account of the lowest level pays. */
const baseRate = '0.001';

export function createTradingPort(trading: Trading, state: State): TradingPort {
	const { preview, submit, cancel, cancelAll, flatten, kill, resume, arm, disarm, setAuto, working } = trading;
	return {
		preview,
		submit,
		cancel,
		cancelAll,
		flatten,
		kill,
		resume,
		arm,
		disarm,
		setAuto,
		working,
		maxOrderFunds: () => String(trading.limits().maxOrderFunds),
		sizeFor: (rule, draft) => {
			const instrument = state.instruments.get(draft.symbol) ?? state.symbols.get(draft.symbol)?.instrument;
			const price = draft.price ?? oppositeOf(state, draft);
			// Before the balances came nothing is known of them: that is no account of zero.
			const isKnown = (rule.kind !== 'percent' && rule.kind !== 'risk') || state.trading.balances.size > 0;
			if (instrument === undefined || price === undefined || !isKnown) {
				return undefined;
			}

			const availableOf = (currency: string): string => state.trading.balances.get(currency)?.available ?? '0';
			try {
				return resolveSize(rule, {
					side: draft.side,
					price,
					instrument,
					baseAvailable: availableOf(instrument.baseCurrency),
					quoteAvailable: availableOf(instrument.quoteCurrency),
					takerFee: preview(draft).takerFee ?? decimalText(multiplyDecimals(baseRate, instrument.takerFeeCoefficient)),
				});
			} catch (error) {
				if (error instanceof RangeError) {
					return undefined;
				}

				throw error;
			}
		},
		explain: denied => ({ words: plainWordsOf(denied.code), line: formatDenial(denied) }),
		explainCode: code => (Object.hasOwn(denialCodes, code) ? plainWordsOf(code as DenialCode) : code),
	};
}

/** Without the marks that the documents set names in. */
const plainWordsOf = (code: DenialCode): string => denialCodes[code].replaceAll('`', '');

/** The best price that an order of this side would meet. */
function oppositeOf(state: State, { symbol, side }: OrderDraft): string | undefined {
	const book = state.symbols.get(symbol)?.book;
	const levels = side === 'buy' ? book?.asks : book?.bids;
	return levels === undefined || levels.count === 0 ? undefined : levels.priceTextAt(0);
}
