import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleChild, countSteps, type KillResult, killOnce, type OrderKind } from './runs.js';

/** `npm run test:kill` asks for more than the twenty of every run. */
const runs = Number(process.env.KCMON_KILL_RUNS ?? 20);
/** Long enough to be sure that an order never arrived: the venue's window and two looks after it. */
const patienceMs = runs > 20 ? 120_000 : 2000;
const atOnce = 5;

let folder: string;
let script: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kcmon-kill-bundle-'));
	script = await bundleChild(folder);
});

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

test(`a placing that is killed at any of its steps is found again, ${runs} times`, async () => {
	const kinds: readonly OrderKind[] = ['limit', 'market'];
	const steps = new Map<OrderKind, number>();
	for (const order of kinds) {
		steps.set(order, await countSteps(script, order));
	}

	const jobs = Array.from({ length: runs }, (_, index) => {
		const order = kinds[index % kinds.length]!;
		const count = steps.get(order)!;
		const round = Math.floor(index / kinds.length);
		// Spread over all steps; the same step again dies a little later.
		const dieAt = 1 + (Math.round((round * count * kinds.length) / Math.min(runs, count * kinds.length)) % count);
		return { order, dieAt, dieAfterMs: Math.floor((round * kinds.length) / (count * kinds.length)) };
	});
	const results: KillResult[] = [];
	const work = [...jobs];
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			for (let job = work.shift(); job !== undefined; job = work.shift()) {
				results.push(await killOnce(script, job, patienceMs));
			}
		}),
	);

	const problems = results.flatMap(result =>
		problemsOf(result).map(problem => `${JSON.stringify(result)}: ${problem}`),
	);
	expect(problems).toEqual([]);
	expect(results).toHaveLength(runs);
	// The kills did hit different moments.
	expect(new Set(results.map(({ venue }) => venue.length))).toEqual(new Set([0, 1]));
}, 3_600_000);

function problemsOf({ venue, intents, found, chainHolds }: KillResult): readonly string[] {
	const problems: string[] = [];
	const [order] = venue;
	const [known] = found;
	if (!chainHolds) {
		problems.push('the journal does not hold');
	}

	if (venue.length > 1) {
		problems.push('there are two orders');
	}

	if (venue.length > intents) {
		problems.push('an order was sent before its intent was durable');
	}

	if (found.length > 1) {
		problems.push('one order is known twice');
	}

	if (order === undefined) {
		const words = patienceMs > 10_000 ? ['NOT PLACED', 'NOT SENT'] : ['NOT PLACED', 'NOT SENT', 'UNKNOWN'];
		if (known !== undefined && !words.includes(known.status)) {
			problems.push('an order that is not there is taken for one');
		}
	} else if (known === undefined) {
		problems.push('the order was not found');
	} else {
		const wanted = order.active ? ['WORKING', 'PARTIAL'] : ['FILLED', 'CANCELED'];
		if (!wanted.includes(known.status)) {
			problems.push(`the order is ${known.status}`);
		}

		if (Number(known.filled) !== Number(order.filled) || known.fills !== order.fills) {
			problems.push('fills differ');
		}
	}

	return problems;
}
