import { givenUp } from '../engine/cancel-scopes.js';
import { type OrderDraft, plainDraft, type TradingPort } from '../engine/trading-port.js';
import type { Side } from '../model/market-event.js';
import type { OrderRow, OrdersView } from '../store/views.js';
import type { DeskDeps } from './desk-deps.js';
import { countOf, describeRow, isOurs } from './question.js';
import { describeDraft } from './ticket/describe-draft.js';

/** What single keys do to orders. */
export type OrderKeys = {
	/** `x` */
	readonly cancelSelected: () => void;
	/** `X` and then `y` */
	readonly cancelSymbol: (symbol: string) => void;
	/** `F` and then `y` */
	readonly flatten: (symbol: string) => void;
	/** `!` */
	readonly kill: () => void;
	/** `!` again and `y` */
	readonly lift: () => void;
	/** `B`, `S` */
	readonly placePreset: (side: Side, key: string) => void;
	/** Arrows in ORDERS. */
	readonly moveSelection: (by: number) => void;
};

export function createOrderKeys(
	deps: DeskDeps,
	port: TradingPort,
	{ presetFunds }: { readonly presetFunds: string },
): OrderKeys {
	const { views, ui, ladder, repaint } = deps;
	const ordersNow = (): OrdersView => views.orders(views.focused());

	const tell = (text: string): void => {
		deps.say(text);
		repaint();
	};

	/** Something that ends later: what came of it, or why nothing did, is said then. */
	const follow = <Result>(work: Promise<Result>, describe: (result: Result) => string, what: string): void => {
		work.then(
			result => tell(describe(result)),
			(error: unknown) => tell(`${what} failed: ${error instanceof Error ? error.message : String(error)}`),
		);
	};

	const cancel = (row: OrderRow): void => {
		if (row.external) {
			deps.say('an external order: only kcmon cancel --account touches it');
		} else if (row.isFinal) {
			deps.say(`nothing to cancel: it is ${row.status}`);
		} else {
			port.cancel(row.clientOid, 'key x');
			deps.say(`canceling ${describeRow(row)}`);
		}
	};

	const ownAtCursor = (mine: readonly OrderRow[]): readonly OrderRow[] => {
		const cursor = ladder.cursorRow();
		if (cursor === undefined) {
			return [];
		}

		const { row, step } = cursor;
		const slack = step / 1000;
		return mine.filter(order => {
			const price = Number(order.price);
			// A bid belongs to the row at or below its price, an ask to the one at or above it.
			return order.side === 'buy'
				? price > row.priceNumber - slack && price < row.priceNumber + step - slack
				: price < row.priceNumber + slack && price > row.priceNumber - step + slack;
		});
	};

	return {
		cancelSelected: () => {
			const { orders } = ordersNow();
			const { focus, selectedOrder } = ui.get();
			const symbol = views.focused();
			const mine = orders.filter(row => isOurs(row) && row.symbol === symbol);
			const atCursor = ownAtCursor(mine);
			const selected = orders.find(({ clientOid }) => clientOid === selectedOrder);
			if (selected !== undefined && (focus === 'orders' || atCursor.length === 0)) {
				cancel(selected);
			} else if (atCursor.length === 1) {
				cancel(atCursor[0]!);
			} else if (atCursor.length > 1) {
				deps.say(`${countOf(atCursor.length, 'order')} of mine at this price: choose one in ORDERS`);
			} else if (mine.length === 1) {
				cancel(mine[0]!);
			} else {
				deps.say(
					mine.length === 0
						? `no working order of mine in ${symbol}`
						: `${countOf(mine.length, 'order')} of mine in ${symbol}: choose one in ORDERS, or X cancels all`,
				);
			}
		},
		cancelSymbol: symbol => {
			deps.say(`canceling mine in ${symbol}`);
			follow(port.cancelAll({ scope: 'symbol', symbol }, 'key X'), describeReport, 'canceling');
		},
		flatten: symbol => {
			deps.say(`flattening ${symbol}`);
			follow(port.flatten(symbol, 'key F'), () => `flattened ${symbol}`, 'flattening');
		},
		kill: () => {
			// Before anything is drawn: a screen that fails must not keep orders working.
			const report = port.kill('key !');
			deps.say('HALTED: canceling all of mine');
			follow(report, result => `HALTED: ${describeReport(result)}`, 'the kill switch');
		},
		lift: () => {
			port.resume('key ! y');
			deps.say('trading is no longer halted');
		},
		placePreset: (side, key) => {
			const symbol = views.focused();
			const { bestBid, bestAsk } = views.ladder(symbol, { rows: 2, groupTicks: 1, anchor: undefined });
			const price = side === 'buy' ? bestBid : bestAsk;
			if (price === undefined) {
				deps.say(`nothing was sent: ${symbol} has no best ${side === 'buy' ? 'bid' : 'ask'}`);
				return;
			}

			const bare = presetDraft(symbol, side, price, `key ${key}`);
			const size = port.sizeFor({ kind: 'funds', funds: presetFunds }, bare);
			if (size === undefined || size === '0') {
				deps.say(`nothing was sent: trading.presetFunds ${presetFunds} is less than one step of ${symbol}`);
				return;
			}

			const draft = { ...bare, size };
			const report = port.submit(draft);
			deps.say(report.kind === 'submitted' ? `sent ${describeDraft(draft)}` : `not sent: ${port.explain(report).line}`);
		},
		moveSelection: by => {
			const { orders } = ordersNow();
			if (orders.length === 0) {
				return;
			}

			const at = orders.findIndex(({ clientOid }) => clientOid === ui.get().selectedOrder);
			const index = at === -1 ? 0 : Math.max(0, Math.min(orders.length - 1, at + by));
			ui.dispatch({ type: 'order.select', id: orders[index]!.clientOid });
		},
	};
}

/** What came of a canceling, in one line. */
export function describeReport(report: Awaited<ReturnType<TradingPort['cancelAll']>>): string {
	const { requested, canceled, left, verified, brackets } = report;
	const gone = brackets > 0 ? ` · ${givenUp(brackets)}` : '';
	if (requested === 0 && left === 0) {
		return `no order of mine was working${verified ? ', the venue agrees' : ''}${gone}`;
	}

	const outcome = `canceled ${canceled} of ${requested}`;
	return left > 0
		? `${outcome}, ${left} LEFT: look at ORDERS${gone}`
		: `${outcome}${verified ? ', the venue has none' : ', not verified yet'}${gone}`;
}

const presetDraft = (symbol: string, side: Side, price: string, why: string): OrderDraft => ({
	...plainDraft,
	symbol,
	side,
	price,
	why,
});
