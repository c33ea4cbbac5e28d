import { bundle, firstLine, median, optionOf, round, start } from './tools.js';

/** Name, symbols, and how many of them with book and trades; the others bring tickers. */
const cases = [
	['20 symbols, 20 books', 20, 20],
	['50 symbols, 50 books', 50, 50],
	['1000 symbols, 1 book', 1000, 1],
	// Its books take a minute or two to be read, within the venue's quota of requests.
	['1000 symbols, 1000 books', 1000, 1000],
];

/** Cost of a message and memory as symbols grow; the engine over a venue in the same process, signals on. */
export async function benchScale(runs) {
	const file = await bundle('scale-client');
	const messages = optionOf('--messages', 300_000);
	const results = new Map(cases.map(([name]) => [name, []]));
	for (let run = 0; run < runs; run += 1) {
		for (const [name, symbols, books] of cases) {
			results.get(name).push(await firstLine(start(file, symbols, books, messages)));
		}
	}

	const cpuOf = list => median(list.map(({ cpuUsPerMessage }) => cpuUsPerMessage));
	const floor = cpuOf(results.get(cases[0][0]));
	return [...results].map(([name, list]) => ({
		case: name,
		sockets: list[0].sockets,
		'us/msg': round(cpuOf(list)),
		'ratio to 20 symbols': round(cpuOf(list) / floor),
		'rss MB': Math.round(median(list.map(({ rssMb }) => rssMb))),
	}));
}
