import { assertNever } from '../lib/assert-never.js';
import type { OrderRow, OrdersView, StatusView } from '../store/views.js';
import type { Dialog } from './ui-state.js';

/** Asked before something that cannot be taken back. */
export type Question =
	| { readonly what: 'cancelSymbol' | 'flatten'; readonly symbol: string }
	/** HALTED is to be lifted. */
	| { readonly what: 'lift' }
	/** Signals are to place orders by themselves. */
	| { readonly what: 'auto' };

/** A dialog that asks: one sentence, what it is about, and the keys that answer. */
export type QuestionView = {
	readonly title: string;
	readonly asks: string;
	readonly lines: readonly string[];
	/** What has been typed, where something is to be typed. */
	readonly input: string | undefined;
	readonly keys: readonly { readonly keys: string; readonly label: string }[];
	/** Of what came of it so far. */
	readonly progress: string | undefined;
};

export const isOurs = (row: OrderRow): boolean => !row.isFinal && !row.external;

/** `BUY 0.5 BTC-USDT at 67234.4 · stop 66900 · target 68200` */
export function describeRow(row: OrderRow): string {
	const amount = row.size ?? (row.funds === undefined ? '' : `for ${row.funds}`);
	const price = row.price === undefined ? row.kind : `at ${row.price}`;
	const order = [row.side.toUpperCase(), amount, row.symbol, price].filter(part => part !== '').join(' ');
	return [
		order,
		...(row.stop === undefined ? [] : [`stop ${row.stop}`]),
		...(row.target === undefined ? [] : [`target ${row.target}`]),
	].join(' · ');
}

/** A number of things: `1 order`, `3 orders`. */
export const countOf = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** What a dialog asks now; undefined for one that asks nothing. */
export function questionOf(
	dialog: Dialog | undefined,
	views: { readonly orders: (symbol: string) => OrdersView; readonly status: () => StatusView },
): QuestionView | undefined {
	if (dialog?.kind === 'confirm') {
		return confirmationOf(dialog.question, views);
	}

	if (dialog?.kind === 'quit') {
		return quitQuestionOf(dialog.progress, views.orders(views.status().symbol));
	}

	return dialog?.kind === 'arm' ? armQuestionOf(dialog.text) : undefined;
}

const hasExits = ({ stop, target }: OrderRow): boolean => stop !== undefined || target !== undefined;

const listOf = (rows: readonly OrderRow[]): string[] => rows.map(row => `${row.status} ${describeRow(row)}`);

function confirmationOf(
	question: Question,
	views: { readonly orders: (symbol: string) => OrdersView; readonly status: () => StatusView },
): QuestionView {
	const shared = { input: undefined, progress: undefined };
	switch (question.what) {
		case 'cancelSymbol': {
			const mine = views.orders(question.symbol).orders.filter(row => isOurs(row) && row.symbol === question.symbol);
			return {
				...shared,
				title: 'CANCEL',
				asks: `Cancel ${countOf(mine.length, 'order')} of mine in ${question.symbol}?`,
				lines: [
					...(mine.some(hasExits) ? ['brackets are given up: their stops and targets go too'] : []),
					...listOf(mine),
				],
				keys: [
					{ keys: 'y', label: 'cancel them' },
					{ keys: 'esc', label: 'back' },
				],
			};
		}

		case 'flatten': {
			const { orders, position } = views.orders(question.symbol);
			const mine = orders.filter(row => isOurs(row) && row.symbol === question.symbol);
			const base = question.symbol.split('-')[0] ?? '';
			return {
				...shared,
				title: 'FLATTEN',
				asks:
					position === undefined || !(Number(position.size) > 0)
						? `Cancel ${countOf(mine.length, 'order')} in ${question.symbol}? There is nothing to sell`
						: `Cancel ${countOf(mine.length, 'order')} in ${question.symbol} and sell ${position.size} ${base} at market?`,
				lines: [
					...(position?.sold === undefined ? [] : [`${position.sold.size} ${base} that a bracket sold stays sold`]),
					...listOf(mine),
				],
				keys: [
					{ keys: 'y', label: 'flatten' },
					{ keys: 'esc', label: 'back' },
				],
			};
		}

		case 'lift': {
			const { orders } = views.orders(views.status().symbol);
			const mine = orders.filter(isOurs);
			return {
				...shared,
				title: 'HALTED',
				asks: 'Trading is HALTED. Lift it?',
				lines:
					mine.length === 0
						? ['no order of mine is working']
						: [`${countOf(mine.length, 'order')} of mine may still be working`, ...listOf(mine)],
				keys: [
					{ keys: 'y', label: 'lift' },
					{ keys: '!', label: 'cancel mine again' },
					{ keys: 'esc', label: 'stay halted' },
				],
			};
		}

		case 'auto': {
			const { auto, mode } = views.status();
			return {
				...shared,
				title: 'AUTO',
				asks: 'Let signals place orders by themselves?',
				lines: [
					...(mode === 'LIVE' ? ['LIVE: real money'] : []),
					`It is off: ${auto?.why ?? ''}`,
					`${auto?.orders ?? 0} of ${auto?.maxOrders ?? 0} automatic orders today; caps and sources: kcmon config, signals.auto`,
					'a or ! stops it at once.',
				],
				keys: [
					{ keys: 'y', label: 'start' },
					{ keys: 'esc', label: 'back' },
				],
			};
		}

		default:
			return assertNever(question);
	}
}

function quitQuestionOf(progress: string | undefined, { orders, heldExits }: OrdersView): QuestionView {
	const mine = orders.filter(isOurs);
	const held = heldExits ?? 0;
	return {
		title: 'QUIT',
		asks: `${countOf(mine.length, 'order')} of mine ${mine.length === 1 ? 'is' : 'are'} working. What becomes of ${mine.length === 1 ? 'it' : 'them'}?`,
		lines: [
			...(held === 0 ? [] : [`${countOf(held, 'exit')} held here ${held === 1 ? 'dies' : 'die'} with this process`]),
			...listOf(mine),
		],
		input: undefined,
		keys: [
			{ keys: 'c', label: 'cancel mine and quit' },
			{ keys: 'l', label: 'leave and quit' },
			{ keys: 'esc', label: 'stay' },
		],
		progress,
	};
}

function armQuestionOf(text: string): QuestionView {
	return {
		title: 'ARM LIVE',
		asks: 'Type the last four characters of the API key',
		lines: [
			'While armed, orders are sent to the exchange with real money.',
			"The dead-man's switch is kept alive: if kcmon falls silent, the exchange cancels all orders of the symbols traded here, those of other programs too.",
			'It disarms by itself after 8 h and after a sleep.',
		],
		input: text,
		keys: [
			{ keys: 'enter', label: 'arm' },
			{ keys: 'esc', label: 'back' },
		],
		progress: undefined,
	};
}
