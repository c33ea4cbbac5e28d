import { openInside } from './inside-kcmon.js';
import { createLoad } from './load.js';

/**
 * A thousand messages a second for some minutes, of twenty symbols, at the pace of the clock; run with `--expose-gc`.
 * Arguments: MINUTES SAMPLES. Prints a line of JSON a sample: the heap after a forced collection.
 */
const [minutes = 1, samples = 10] = process.argv.slice(2).map(Number);
const load = createLoad(20);
const { engine, receiveBytes } = await openInside(load, 'on');
const started = performance.now();
const endsAt = started + minutes * 60_000;
let sent = 0;

function sample(): void {
	globalThis.gc?.();
	const { heapUsed, rss, arrayBuffers } = process.memoryUsage();
	const minute = (performance.now() - started) / 60_000;
	process.stdout.write(
		`${JSON.stringify({ minute, messages: sent, heapMb: heapUsed / 1_048_576, buffersMb: arrayBuffers / 1_048_576, rssMb: rss / 1_048_576, gaps: engine.store.state.counters.gaps })}\n`,
	);
}

let nextSample = 0;
const timer = setInterval(() => {
	const now = performance.now();
	// A machine that is late catches up: what counts is how many came.
	for (const due = now - started; sent < due; sent += 1) {
		receiveBytes(Buffer.from(load.next()));
	}

	if (now >= started + (nextSample * (endsAt - started)) / samples) {
		nextSample += 1;
		sample();
		if (nextSample > samples) {
			clearInterval(timer);
			process.exit(0);
		}
	}
}, 20);
