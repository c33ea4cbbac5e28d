import { type ChainedLine, toEntry } from '../journal/chain.js';
import type { JournalEntry } from '../journal/journal.js';
import { type ReadIntent, readEvidence, readIntent } from '../journal/read-entry.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Fill } from '../model/order.js';
import { applyEvidence, createOrder, filledSizeOf, fillKey, type Order, statusOf } from '../trading/order-state.js';

const columns = [
	'kind',
	'seq',
	'time',
	'account',
	'symbol',
	'side',
	'type',
	'status',
	'price',
	'size',
	'funds',
	'filled_size',
	'filled_funds',
	'canceled_size',
	'fee',
	'fee_currency',
	'liquidity',
	'client_oid',
	'order_id',
	'trade_id',
	'role',
	'bracket_id',
	'signal_id',
	'why',
	'note',
] as const;

type Row = Partial<Record<(typeof columns)[number], string | number | undefined>>;

export type JournalCsv = {
	readonly add: (line: ChainedLine) => void;
	/** The header, then one row an order as it ended and one a fill, in the order of the journal; without line breaks. */
	readonly lines: () => Iterable<string>;
};

/** Orders and fills of a journal as a table (RFC 4180), for a spreadsheet. Amounts are exact; times are ISO 8601. */
export function createJournalCsv(): JournalCsv {
	const accounts = new Map<string, string>();
	const orders = new Map<string, { readonly entry: JournalEntry; readonly intent: ReadIntent; order: Order }>();
	const fills = new Map<string, { readonly entry: JournalEntry; readonly clientOid: string; fill: Fill }>();

	const addEvidence = (entry: JournalEntry) => {
		const read = readEvidence(entry);
		if (read === undefined) {
			return;
		}

		const { clientOid, evidence } = read;
		const known = orders.get(clientOid);
		if (known !== undefined) {
			known.order = applyEvidence(known.order, evidence);
		}

		if (evidence.kind === 'fill') {
			const key = `${evidence.fill.symbol} ${fillKey(evidence.fill)}`;
			const row = fills.get(key);
			if (row === undefined) {
				fills.set(key, { entry, clientOid, fill: evidence.fill });
			} else if (evidence.fill.fee !== undefined) {
				row.fill = evidence.fill;
			}
		}
	};

	const orderRow = ({ entry, intent, order }: { entry: JournalEntry; intent: ReadIntent; order: Order }): Row => ({
		kind: 'order',
		seq: entry.seq,
		time: formatTime(intent.facts.sentAt),
		account: accounts.get(entry.boot),
		symbol: order.symbol,
		side: order.side,
		type: order.type,
		status: statusOf(order),
		price: order.price,
		size: order.size,
		funds: order.funds,
		filled_size: filledSizeOf(order),
		filled_funds: order.fillsFunds,
		canceled_size: order.canceledSize,
		client_oid: order.clientOid,
		order_id: order.orderId,
		role: order.role,
		bracket_id: order.bracketId,
		signal_id: order.signalId,
		why: entry.why,
		note: order.rejected === undefined ? (order.notSent ?? '') : `${order.rejected.code} ${order.rejected.text}`,
	});

	const fillRow = ({ entry, clientOid, fill }: { entry: JournalEntry; clientOid: string; fill: Fill }): Row => ({
		kind: 'fill',
		seq: entry.seq,
		time: formatTime(fill.time),
		account: accounts.get(entry.boot),
		symbol: fill.symbol,
		side: fill.side,
		price: fill.price,
		size: fill.size,
		fee: fill.fee,
		fee_currency: fill.feeCurrency,
		liquidity: fill.liquidity,
		client_oid: clientOid,
		order_id: fill.orderId,
		trade_id: fill.tradeId,
		why: entry.why,
	});

	return {
		add: line => {
			const entry = toEntry(line);
			if (entry.kind === 'boot') {
				accounts.set(entry.boot, String(entry.body.account ?? ''));
				return;
			}

			const intent = entry.kind === 'intent' ? readIntent(entry) : undefined;
			if (intent === undefined) {
				addEvidence(entry);
				return;
			}

			const { role, bracketId, signalId, sentAt } = intent.facts;
			const order = createOrder(intent.request, { createdAt: sentAt, role, bracketId, signalId });
			orders.set(intent.request.clientOid, { entry, intent, order });
		},
		*lines() {
			yield columns.join(',');
			const rows = [...[...orders.values()].map(orderRow), ...[...fills.values()].map(fillRow)];
			rows.sort((left, right) => Number(left.seq) - Number(right.seq));
			for (const row of rows) {
				yield columns.map(column => formatCell(row[column])).join(',');
			}
		},
	};
}

function formatTime(time: number): string {
	const date = new Date(time);
	return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

/** Foreign text is made safe, also for a spreadsheet, which takes a cell that starts with `=` for a formula. */
function formatCell(value: string | number | undefined): string {
	const text = toSafeText(value === undefined ? '' : String(value));
	const inert = /^[=+@\t-]/.test(text) ? `'${text}` : text;
	return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
