import type { Engine, EngineEvent } from '../engine/engine.js';
import { exitCodes } from '../lib/errors.js';
import { formatAge, formatPercent } from '../lib/format.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { ModeName, StatusView, TickerView } from '../store/views.js';
import { createViewSource, type ViewSource } from '../ui/view-source.js';
import type { AccountWriter } from './follow-account.js';
import type { AppIo } from './io.js';

export type PlainDeps = {
	readonly engine: Engine;
	readonly clock: Clock;
	readonly io: Pick<AppIo, 'stdout' | 'onDrain' | 'stopping' | 'onStop'>;
	/** Hears the account; without it there is none in this run. Started once the market is. */
	readonly follow?: (write: AccountWriter) => Cancel;
};

const leastGapMs = 1000;
/** A price that goes on changing is told again after so long: what is spoken takes its time, and must not bury an order. */
const priceGapMs = 10_000;
/** A reader that is behind for longer hears how many more there were. */
const mostWaiting = 200;
/** Orders of which the last line is known. */
const mostRemembered = 1000;
/** Signals that are told of one second. */
const mostSignals = 20;

/**
 * The dashboard as lines, for screen readers and terminals that draw nothing: one line of a symbol when its data state has
 * changed, and every ten seconds while its price or quotes do; and one for each order, fill, signal and alert, within a
 * second. Never an escape code. Until it is left.
 */
export async function runPlain(
	{ engine, clock, io, follow }: PlainDeps,
	run: { readonly mode: ModeName; readonly venue: string; readonly durationMs: number | undefined },
): Promise<number> {
	const views = createViewSource(engine.store.state, clock, run);
	let isSlow = false;
	const forget: Cancel[] = [];
	const lines = createPlainLines(views, clock);
	const news = createPlainNews();
	forget.push(engine.subscribe(news.hear));
	const write = (text: string): void => {
		isSlow = !io.stdout(text);
	};

	write(`kcmon ${run.mode} ${toSafeText(run.venue)} ${views.symbols().join(' ')}\n`);
	forget.push(
		io.onDrain(() => {
			isSlow = false;
		}),
		clock.every(leastGapMs, () => {
			// A reader that is behind hears the newest state when it has caught up, not the ones between.
			if (!isSlow) {
				const changed = [...news.take(), ...lines.next()];
				if (changed.length > 0) {
					write(`${changed.join('\n')}\n`);
				}
			}
		}),
	);
	io.onStop(() => {
		for (const cancel of forget) {
			cancel();
		}
	});
	engine.start();
	if (follow !== undefined) {
		forget.push(follow(news.account));
	}

	return new Promise(resolve => {
		if (run.durationMs !== undefined) {
			forget.push(clock.after(run.durationMs, () => resolve(exitCodes.done)));
		}

		io.stopping.addEventListener('abort', () => resolve(exitCodes.done));
	});
}

/** What happens once and must not be missed: orders, fills and alerts, in the order in which they came. */
export function createPlainNews(): {
	readonly hear: (event: EngineEvent) => void;
	readonly account: AccountWriter;
	/** What came since the last call. */
	readonly take: () => readonly string[];
} {
	let waiting: string[] = [];
	let dropped = 0;
	/** The last line of each order, by its id, the newest at the end. */
	const saidOf = new Map<string, string>();
	const add = (text: string): void => {
		if (waiting.length < mostWaiting) {
			waiting.push(toSafeText(text));
		} else {
			dropped += 1;
		}
	};

	return {
		hear: event => {
			if (event.type === 'alert') {
				add(`ALERT ${event.text}`);
			} else if (event.type === 'notice') {
				add(`NOTICE ${event.text}`);
			}
		},
		account: {
			order: ({ order_id, symbol, side, size, price, status, filled_size, stop_price }) => {
				const at = price === '' || Number(price) === 0 ? 'at the market' : `at ${price}`;
				const stop = stop_price === undefined ? '' : ` stop ${stop_price}`;
				const filled = Number(filled_size) > 0 ? ` filled ${filled_size}` : '';
				const line = `ORDER ${symbol} ${side} ${size} ${at}${stop} ${status}${filled}`.replace(/ +/g, ' ');
				// Two events may say the same: that it was received, and that it stands in the book.
				if (saidOf.get(order_id) !== line) {
					saidOf.delete(order_id);
					saidOf.set(order_id, line);
					if (saidOf.size > mostRemembered) {
						saidOf.delete(saidOf.keys().next().value as string);
					}

					add(line);
				}
			},
			fill: ({ symbol, side, price, size, liquidity }) => {
				add(`FILL ${symbol} ${side} ${size} at ${price} as ${liquidity}`);
			},
			// Changes with every order; what it is now can be asked for.
			balance: () => {},
		},
		take: () => {
			const lines = dropped === 0 ? waiting : [...waiting, `and ${dropped} more: kcmon orders, kcmon fills`];
			waiting = [];
			dropped = 0;
			return lines;
		},
	};
}

/** Remembers what was said, so that only changes are said again. */
export function createPlainLines(
	views: Pick<ViewSource, 'ticker' | 'symbols' | 'status' | 'signals'>,
	clock: Pick<Clock, 'monoNow'>,
) {
	const said = new Map<string, { readonly facts: string; readonly state: string; readonly at: number }>();
	let banner: string | undefined;
	let signals = 0;
	return {
		/** The lines that changed since the last call. */
		next: (): readonly string[] => {
			const lines: string[] = [];
			const status = views.status();
			if (status.banner !== banner) {
				banner = status.banner;
				lines.push(banner === undefined ? connectedLine(status) : `${status.freshness.state} ${banner}`);
			}

			for (const symbol of views.symbols()) {
				const ticker = views.ticker(symbol);
				const facts = describeTicker(ticker);
				const { state } = ticker.freshness;
				const last = said.get(symbol);
				const now = clock.monoNow();
				if (last?.state !== state || (last.facts !== facts && now - last.at >= priceGapMs)) {
					said.set(symbol, { facts, state, at: now });
					lines.push(`${symbol} ${facts} ${describeState(ticker)}`);
				}
			}

			const { received, quarantined, rows } = views.signals(mostSignals);
			const fresh = received + quarantined - signals;
			signals = received + quarantined;
			const told = rows.slice(0, Math.max(0, fresh));
			if (fresh > told.length) {
				lines.push(`SIGNALS ${fresh - told.length} more came before these: kcmon signals log`);
			}

			for (const row of told.toReversed()) {
				lines.push(
					`SIGNAL ${[row.symbol, row.signalType, row.side ?? '', `confidence ${row.confidence.toFixed(2)}`, row.source, row.state, row.reason ?? ''].filter(part => part !== '').join(' ')}`,
				);
			}

			return lines;
		},
	};
}

const connectedLine = (status: StatusView): string => `connected to ${status.venue}`;

function describeTicker(view: TickerView): string {
	const parts = [view.last ?? 'no price'];
	if (view.changeRate !== undefined) {
		parts.push(formatPercent(view.changeRate));
	}

	if (view.bestBid !== undefined && view.bestAsk !== undefined) {
		parts.push(`bid ${view.bestBid} ask ${view.bestAsk}`);
	}

	return parts.join(' ');
}

function describeState({ freshness }: TickerView): string {
	const age = freshness.state === 'LIVE' || freshness.ageMs === undefined ? '' : ` ${formatAge(freshness.ageMs)}`;
	return `${freshness.state}${age}${freshness.note === '' ? '' : ` ${freshness.note}`}`;
}
