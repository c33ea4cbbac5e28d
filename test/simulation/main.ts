import { runSeed } from './run-seed.js';

/** Runs seeds and writes one line of JSON for each: `main.mjs FIRST COUNT MINUTES [trace]`. */
const [first = '1', count = '1', minutes = '10', mode] = process.argv.slice(2);
const echo = (line: string): void => console.error(line);
for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1) {
	const report = await runSeed(seed, { minutes: Number(minutes), ...(mode === 'trace' ? { echo } : {}) });
	console.log(JSON.stringify(report));
}

process.exit(0);
