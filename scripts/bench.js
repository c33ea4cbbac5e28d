// Runs benches: node scripts/bench.js [ingest|inside|latency|scale|memory|screen|start|backtest] [--runs N] [--json]
// Each figure is a ratio to a floor measured in the same run; absolute figures are of this machine and hour.
import { benchBacktest } from './bench/backtest.js';
import { benchIngest } from './bench/ingest.js';
import { benchInside } from './bench/inside.js';
import { benchLatency } from './bench/latency.js';
import { benchMemory } from './bench/memory.js';
import { benchScale } from './bench/scale.js';
import { benchScreen } from './bench/screen.js';
import { benchStart } from './bench/start.js';
import { optionOf, removeFolder } from './bench/tools.js';

/** Each takes the number of interleaved runs and gives rows of a table. */
const benches = {
	ingest: benchIngest,
	inside: benchInside,
	latency: benchLatency,
	scale: benchScale,
	memory: benchMemory,
	screen: benchScreen,
	start: benchStart,
	backtest: benchBacktest,
};

const names = process.argv.slice(2).filter(word => !word.startsWith('--') && Number.isNaN(Number(word)));
const runs = optionOf('--runs', 5);
const json = process.argv.includes('--json');
const report = {};
try {
	for (const name of names.length === 0 ? Object.keys(benches) : names) {
		if (benches[name] === undefined) {
			throw new Error(`No bench named ${name}; there are ${Object.keys(benches).join(', ')}`);
		}

		report[name] = await benches[name](runs);
		if (!json) {
			console.log(`\n${name} (Node ${process.version}, medians of ${runs} interleaved runs)`);
			console.table(report[name]);
		}
	}

	if (json) {
		console.log(JSON.stringify({ node: process.version, runs, ...report }));
	}
} finally {
	removeFolder();
}
