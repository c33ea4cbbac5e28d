import { daysPace, minutesPace } from './pace.js';
import { replayCommand, summarize } from './report.js';
import { runSeed, type SeedReport } from './run-seed.js';

/**
 * `main.mjs run MINUTES PACE SEED,SEED,… [trace]` runs seeds and writes a line of JSON for each; `main.mjs report MINUTES`
 * reads such lines and writes what they come to.
 */
const [command, ...words] = process.argv.slice(2);

if (command === 'run') {
	const [minutes, paceName, seeds = '', traced] = words;
	const pace = paceName === 'days' ? daysPace : minutesPace;
	const echo = (line: string): void => console.error(line);
	for (const seed of seeds.split(',').map(Number)) {
		const report = await runSeed(seed, { minutes: Number(minutes), pace, ...(traced === 'trace' ? { echo } : {}) });
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
