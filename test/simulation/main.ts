import { daysPace, minutesPace } from './pace.js';
import { replayCommand, summarize } from './report.js';
import { runSeed, type SeedReport } from './run-seed.js';

/**
 * `main.mjs run FIRST STEP COUNT MINUTES PACE [trace]` runs seeds and writes a line of JSON for each; `main.mjs report MINUTES`
 * reads such lines and writes what they come to.
 */
const [command, ...words] = process.argv.slice(2);

if (command === 'run') {
	const [first = 1, step = 1, count = 1, minutes = 10] = words.slice(0, 4).map(Number);
	const echo = (line: string): void => console.error(line);
	const pace = words[4] === 'days' ? daysPace : minutesPace;
	for (let index = 0; index < count; index += 1) {
		const report = await runSeed(first + index * step, { minutes, pace, ...(words[5] === 'trace' ? { echo } : {}) });
		process.stdout.write(`${JSON.stringify(report)}\n`);
	}
} else {
	let text = '';
	for await (const part of process.stdin.setEncoding('utf8')) {
		text += part;
	}

	const minutes = Number(words[0]);
	const reports = text
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line) as SeedReport);
	const report = summarize(reports, minutes);
	const commands = report.violations.map(({ seed }) => replayCommand(seed, minutes));
	process.stdout.write(JSON.stringify({ ...report, commands }));
}
