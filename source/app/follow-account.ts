import type { KucoinAccount } from '../exchange/kucoin/account.js';
import { assertNever } from '../lib/assert-never.js';
import { decimalText, subtractDecimals } from '../lib/decimal.js';
import { isKcmonError } from '../lib/errors.js';
import type { Cancel } from '../lib/seams.js';
import type { AccountEvent } from '../model/account-event.js';
import type { Fill } from '../model/order.js';
import { createFiles } from '../platform/files.js';
import { toVenueOrder } from '../trading/paper-order.js';
import type { PaperState } from '../trading/paper-state.js';
import { readPaperState } from './account-access.js';
import {
	type BalanceLine,
	balanceLineOfEvent,
	type OrderLine,
	orderLineOfUpdate,
	toBalanceLine,
	toOrderLine,
} from './account-lines.js';
import { readAccount } from './account-rows.js';
import type { Composition } from './compose.js';
import type { AppIo } from './io.js';
import type { RunOptions } from './options.js';
import { paperPath } from './paper-file.js';

type FollowDeps = {
	readonly composition: Pick<Composition, 'clock' | 'engine' | 'account'>;
	readonly io: Pick<AppIo, 'stderr'>;
};

const pollMs = 250;

const besideWaitMs = 200;

/** Hears the account, one change at a time. */
export type AccountWriter = {
	readonly order: (line: OrderLine) => void;
	readonly balance: (line: BalanceLine) => void;
	/** A trade of an order, as soon as it is told. */
	readonly fill?: (fill: AccountFill) => void;
};

export type AccountFill = Pick<Fill, 'symbol' | 'side' | 'price' | 'size' | 'liquidity'>;

/**
 * Tells the account as it is, then its changes: working orders and balances first, again after every reconnect, with
 * what became meanwhile of orders that had been told. Never trades: another kcmon may.
 */
export function followAccount(deps: FollowDeps, options: RunOptions, write: AccountWriter): Cancel {
	const { account } = deps.composition;
	return options.mode === 'paper' || account === undefined
		? followPaper(deps, options, write)
		: followVenue(deps, account, write);
}

function followVenue({ composition, io }: FollowDeps, account: KucoinAccount, write: AccountWriter): Cancel {
	const { clock, engine } = composition;
	const { gateway } = account;
	/** Of orders that were printed as working: their symbols. */
	const working = new Map<string, string>();
	/** What comes while the account is being read would be overtaken by it. */
	let waiting: AccountEvent[] | undefined;
	let reading = 0;

	/** The same of stops and pairs: their last lines. */
	const beside = new Map<string, OrderLine>();
	const asked = new Set<string>();
	let isStopped = false;

	const writeOrder = (line: OrderLine): void => {
		if (line.status === 'WORKING' || line.status === 'PARTIAL') {
			working.set(line.order_id, line.symbol);
			if (line.stop_price !== undefined) {
				beside.set(line.order_id, line);
			}
		} else {
			working.delete(line.order_id);
			beside.delete(line.order_id);
		}

		write.order(line);
	};

	const tellProblem = (error: unknown): void => {
		io.stderr(`kcmon: the account could not be read: ${isKcmonError(error) ? error.message : 'failed'}\n`);
	};

	/** The stream names a stop by an id alone, and of a pair only its legs: what they are is in the venue's lists. */
	const readBeside = async (symbol: string): Promise<void> => {
		try {
			const listed = (await gateway.activeOrders(symbol)).filter(({ stopPrice }) => stopPrice !== undefined);
			const isListed = new Set(listed.map(({ orderId }) => orderId));
			const gone = [...beside.values()].filter(line => line.symbol === symbol && !isListed.has(line.order_id));
			const ended = await Promise.all(
				gone.map(async (line): Promise<OrderLine> => {
					const record = await gateway.findById(symbol, line.order_id);
					const receivedAt = Math.round(clock.wallNow());
					// The venue forgets a stop with its cancel.
					return record === undefined
						? { ...line, status: 'CANCELED', received_at: receivedAt }
						: toOrderLine(record, receivedAt);
				}),
			);
			const fresh = listed.filter(({ orderId }) => !beside.has(orderId));
			for (const line of [...fresh.map(order => toOrderLine(order, clock.wallNow())), ...ended]) {
				if (!isStopped) {
					writeOrder(line);
				}
			}
		} catch (error) {
			tellProblem(error);
		}
	};

	const lookBeside = (symbol: string): void => {
		if (!asked.has(symbol)) {
			asked.add(symbol);
			// Both legs of a pair speak, and a trigger with its order.
			clock.after(besideWaitMs, () => {
				asked.delete(symbol);
				void readBeside(symbol);
			});
		}
	};

	const hear = (event: AccountEvent): void => {
		if (waiting !== undefined) {
			waiting.push(event);
			return;
		}

		switch (event.type) {
			case 'order-update':
				writeOrder(orderLineOfUpdate(event));
				if (event.match !== undefined) {
					const { price, size, liquidity } = event.match;
					write.fill?.({ symbol: event.symbol, side: event.side, price, size, liquidity: liquidity ?? 'taker' });
				}

				return;
			case 'balance':
				write.balance(balanceLineOfEvent(event));
				return;
			case 'stop-order':
				lookBeside(event.symbol);
				return;
			default:
				assertNever(event);
		}
	};

	const readAll = async (): Promise<void> => {
		reading += 1;
		const mine = reading;
		waiting = [];
		try {
			const before = [...working];
			const [orders, balances] = await Promise.all([
				readAccount('orders', { gateway, clock }, []),
				readAccount('balances', { gateway, clock }, []),
			]);
			const active = new Set(orders.map(({ order_id }) => order_id));
			const gone = before.filter(([orderId]) => !active.has(orderId));
			const ended = await Promise.all(gone.map(([orderId, symbol]) => gateway.findById(symbol, orderId)));
			if (mine !== reading) {
				return;
			}

			for (const line of [...orders, ...ended.flatMap(order => (order ? [toOrderLine(order, clock.wallNow())] : []))]) {
				writeOrder(line);
			}

			balances.forEach(write.balance);
		} catch (error) {
			tellProblem(error);
		} finally {
			if (mine === reading) {
				const missed = waiting ?? [];
				waiting = undefined;
				missed.forEach(hear);
			}
		}
	};

	const feed = account.createPrivateFeed({
		onEvent: hear,
		onHealth: engine.publish,
		onStream: state => {
			if (state !== 'lost') {
				void readAll();
			} else {
				io.stderr('kcmon: the stream of the account is lost; orders and balances are read anew when it is back\n');
			}
		},
	});
	feed.start();
	return () => {
		isStopped = true;
		feed.stop();
	};
}

/** The paper account is a file, which the kcmon that trades replaces at every change. */
function followPaper({ composition, io }: FollowDeps, options: RunOptions, write: AccountWriter): Cancel {
	const { clock } = composition;
	const files = createFiles();
	let text: string | undefined | false = false;
	let problem: string | undefined;
	const printed = new Map<string, string>();

	const isNews = (key: string, value: string): boolean => {
		const news = printed.get(key) !== value;
		printed.set(key, value);
		return news;
	};

	const tell = (state: PaperState): void => {
		const isFirst = printed.size === 0;
		const now = clock.wallNow();
		for (const fill of state.fills) {
			if (isNews(`fill ${fill.orderId} ${fill.tradeId}`, '') && !isFirst) {
				write.fill?.(fill);
			}
		}

		for (const order of state.orders) {
			const key = `order ${order.orderId}`;
			if (isNews(key, `${order.active} ${order.filledSize}`) && (order.active || !isFirst)) {
				write.order({ ...toOrderLine(toVenueOrder(order), now), time: order.updatedAt });
			}
		}

		for (const { currency, total, hold } of state.balances) {
			if (isNews(`balance ${currency}`, `${total} ${hold}`)) {
				const available = decimalText(subtractDecimals(total, hold));
				write.balance(toBalanceLine({ currency, total, hold, available }, now, now));
			}
		}
	};

	const look = (): void => {
		try {
			const now = files.read(paperPath(options.tradeDir));
			if (now !== text) {
				text = now;
				tell(readPaperState(options, clock));
				problem = undefined;
			}
		} catch (error) {
			const message = isKcmonError(error) ? error.message : 'failed';
			if (message !== problem) {
				problem = message;
				io.stderr(`kcmon: the paper account could not be read: ${message}\n`);
			}
		}
	};

	look();
	return clock.every(pollMs, look);
}
