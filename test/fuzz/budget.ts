import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isKcmonError } from '../../source/lib/errors.js';

/** Inputs a decoder: as many as CI has time for, or what `npm run fuzz` asks for, which also takes another seed each time. */
export const budget = (usual: number): number => Math.round(usual * Number(process.env.KCMON_FUZZ ?? 1));

/** Printed with every failure: `KCMON_FUZZ_SEED=N npx vitest run test/fuzz` runs the same inputs again. */
export const seed = Number(process.env.KCMON_FUZZ_SEED ?? 20_260_101);

/** Runs one input. What is thrown must be one of our own errors; anything else is told with the input that did it. */
export function attempt<Value>(run: () => Value, input: string): Value | undefined {
	try {
		return run();
	} catch (error) {
		if (isKcmonError(error)) {
			return undefined;
		}

		throw new Error(`seed ${seed}: ${String(error)} on ${JSON.stringify(input.slice(0, 2000))}`, { cause: error });
	}
}

/** What a run of many inputs cost: time by the clock, which a busy machine lengthens, and what stays on the heap. */
export function createMeter() {
	setFlagsFromString('--expose-gc');
	const gc = runInNewContext('gc') as () => void;
	// Shapes of objects stay for a few collections after the last object that had them.
	const collect = (): void => {
		for (let turn = 0; turn < 8; turn += 1) {
			gc();
		}
	};
	collect();
	const heapBefore = process.memoryUsage().heapUsed;
	// Raw numbers: a list of them would be most of what is measured.
	let times = new Float64Array(1024);
	let count = 0;
	const cpuBefore = process.cpuUsage();
	return {
		time: <Value>(run: () => Value): Value => {
			const from = performance.now();
			const value = run();
			if (count === times.length) {
				const more = new Float64Array(count * 2);
				more.set(times);
				times = more;
			}

			times[count] = performance.now() - from;
			count += 1;
			return value;
		},
		report: () => {
			const cpu = process.cpuUsage(cpuBefore);
			collect();
			const sorted = times.slice(0, count).sort();
			return {
				inputs: count,
				cpuSeconds: Math.round((cpu.user + cpu.system) / 1e5) / 10,
				medianUs: Math.round((sorted[Math.floor(count / 2)] ?? 0) * 1000),
				p99Us: Math.round((sorted[Math.floor(count * 0.99)] ?? 0) * 1000),
				worstMs: Math.round((sorted.at(-1) ?? 0) * 10) / 10,
				heapGrowthMb: Math.round((process.memoryUsage().heapUsed - heapBefore) / 104_857.6) / 10,
			};
		},
	};
}
