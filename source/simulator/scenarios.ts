import { UsageError } from '../lib/errors.js';
import type { Clock } from '../lib/seams.js';
import { parseFault } from './fault-catalog.js';
import { checkFault } from './fault-check.js';
import type { Fault } from './faults.js';
import { gridMs, type Venue } from './venue.js';

export type ScenarioStep = { readonly atMs: number; readonly fault: Fault };

/** `seed` undefined = that of the command line. */
export type Scenario = { readonly seed: number | undefined; readonly steps: readonly ScenarioStep[] };

/**
 * Reads a scenario: what goes wrong, and when, counted in ms from the exchange's start.
 *
 * ```json
 * {"seed": 7, "steps": [
 *   {"atMs": 3000, "fault": "l2.drop", "symbol": "BTC-USDT", "count": 3},
 *   {"atMs": 5000, "fault": "link.cut"},
 *   {"atMs": 5000, "fault": "net.refuse", "forMs": 10000},
 *   {"atMs": 20000, "fault": "mute.topic", "topic": "/market/match", "forMs": 60000}
 * ]}
 * ```
 *
 * A market can be scripted as well: `market.quiet` silences its crowd, `market.book` sets its levels, `trade.print` executes
 * one taker; see `scripted-market.ts`.
 *
 * ```json
 * {"steps": [
 *   {"atMs": 0, "fault": "market.quiet", "symbol": "BTC-USDT"},
 *   {"atMs": 0, "fault": "market.book", "symbol": "BTC-USDT", "bids": [["60000", "1"]], "asks": [["60000.1", "0.5"]]},
 *   {"atMs": 1000, "fault": "trade.print", "symbol": "BTC-USDT", "side": "buy", "price": "60000.1", "size": "0.2"}
 * ]}
 * ```
 *
 * The names and their arguments are in `fault-catalog.ts`. Throws a `UsageError` that names the wrong field.
 */
export function parseScenario(text: string, file: string): Scenario {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new UsageError(`Scenario ${file} is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
	}

	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new UsageError(`Scenario ${file} should be an object with "steps"`);
	}

	const { seed, steps, ...others } = value as Readonly<Record<string, unknown>>;
	const [stray] = Object.keys(others);
	if (stray !== undefined) {
		throw new UsageError(`Scenario ${file}: ${stray} is not known; it takes seed and steps`);
	}

	if (seed !== undefined && !Number.isSafeInteger(seed)) {
		throw new UsageError(`Scenario ${file}: seed should be a whole number, was ${JSON.stringify(seed)}`);
	}

	if (!Array.isArray(steps)) {
		throw new UsageError(`Scenario ${file}: steps should be a list, was ${JSON.stringify(steps)}`);
	}

	return {
		seed: seed as number | undefined,
		steps: steps.map((step: unknown, index) => {
			const where = `Scenario ${file}: steps[${index}]`;
			const fault = parseFault(step, where);
			const { atMs } = step as { readonly atMs?: unknown };
			if (typeof atMs !== 'number' || !Number.isFinite(atMs) || atMs < 0) {
				throw new UsageError(`${where}.atMs should be ms from the start, was ${JSON.stringify(atMs)}`);
			}

			return { atMs, fault };
		}),
	};
}

/**
 * Takes the steps at their times, each in the first step of the venue's grid (10 ms) at or after it, before the crowd acts:
 * the jitter of timers changes nothing. Returns what stops it. Throws a `UsageError` for a step that does not fit.
 */
export function playScenario(
	scenario: Scenario,
	deps: { readonly clock: Clock; readonly venue: Venue; readonly control: (fault: Fault) => void },
): () => void {
	const { clock, venue, control } = deps;
	let stopped = false;
	for (const { fault } of scenario.steps) {
		checkFault(venue, fault);
	}

	const cancels = scenario.steps.map(({ atMs, fault }) => {
		const time = venue.startedAt + atMs;
		venue.at(time, () => {
			if (!stopped) {
				control(fault);
			}
		});
		// Wakes an exchange that nobody looks at.
		return clock.after(time - venue.time() + gridMs, venue.advance);
	});
	return () => {
		stopped = true;
		for (const cancel of cancels) {
			cancel();
		}
	};
}
