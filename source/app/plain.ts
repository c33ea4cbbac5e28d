import type { Engine } from '../engine/engine.js';
import { exitCodes } from '../lib/errors.js';
import { formatAge, formatPercent } from '../lib/format.js';
import { toSafeText } from '../lib/safe-text.js';
import type { Cancel, Clock } from '../lib/seams.js';
import type { ModeName, StatusView, TickerView } from '../store/views.js';
import { createViewSource, type ViewSource } from '../ui/view-source.js';
import type { AppIo } from './io.js';

export type PlainDeps = {
	readonly engine: Engine;
	readonly clock: Clock;
	readonly io: Pick<AppIo, 'stdout' | 'onDrain' | 'stopping' | 'onStop'>;
};

const leastGapMs = 1000;

/**
 * The dashboard as lines, for screen readers and terminals that draw nothing: one line when a symbol's price, quotes or
 * data state changed, at most one a second for each. Never an escape code. Until it is left.
 */
export async function runPlain(
	{ engine, clock, io }: PlainDeps,
	run: { readonly mode: ModeName; readonly venue: string; readonly durationMs: number | undefined },
): Promise<number> {
	const views = createViewSource(engine.store.state, clock, run);
	let isSlow = false;
	const forget: Cancel[] = [];
	const lines = createPlainLines(views);
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
				const changed = lines.next();
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
	return new Promise(resolve => {
		if (run.durationMs !== undefined) {
			forget.push(clock.after(run.durationMs, () => resolve(exitCodes.done)));
		}

		io.stopping.addEventListener('abort', () => resolve(exitCodes.done));
	});
}

/** Remembers what was said, so that only changes are said again. */
export function createPlainLines(views: Pick<ViewSource, 'ticker' | 'symbols' | 'status' | 'signals'>) {
	const said = new Map<string, string>();
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
				const key = `${facts} ${ticker.freshness.state}`;
				if (said.get(symbol) !== key) {
					said.set(symbol, key);
					lines.push(`${symbol} ${facts} ${describeState(ticker)}`);
				}
			}

			const { received, quarantined, rows } = views.signals(20);
			const fresh = received + quarantined - signals;
			signals = received + quarantined;
			for (const row of rows.slice(0, Math.max(0, fresh)).toReversed()) {
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
