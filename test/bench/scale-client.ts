import { openInside } from './inside-kcmon.js';
import { createLoad } from './load.js';

/** Many symbols in one process, without sockets of the machine. Arguments: SYMBOLS BOOKS MESSAGES. Prints one line of JSON. */
const [symbols = 20, books = symbols, messages = 300_000] = process.argv.slice(2).map(Number);
const load = createLoad(symbols, { bookCount: books });
const { receiveBytes, sockets } = await openInside(load, 'on');
const chunk = 2000;
let spent = 0;
for (let done = 0; done < messages; done += chunk) {
	const frames = Array.from({ length: chunk }, () => Buffer.from(load.next()));
	const before = process.cpuUsage();
	for (const frame of frames) {
		receiveBytes(frame);
	}

	await new Promise<void>(resolve => setImmediate(resolve));
	const { user, system } = process.cpuUsage(before);
	spent += user + system;
}

const rssMb = process.memoryUsage.rss() / 1_048_576;
process.stdout.write(`${JSON.stringify({ cpuUsPerMessage: spent / messages, rssMb, sockets: sockets() })}\n`, () =>
	process.exit(0),
);
