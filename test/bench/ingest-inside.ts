import { openInside } from './inside-kcmon.js';
import { createLoad } from './load.js';
import { createPlainClient } from './plain-client.js';

/**
 * The work on a message without the socket: frames are handed over as bytes that lie in memory. Far less noise than a
 * socket has, so this is what to compare before and after a change, and to profile. Arguments: CLIENT SYMBOLS MESSAGES
 * as of `ingest-client.ts`. Prints one line of JSON.
 */
const [client = 'book', symbolText = '20', messageText = '300000'] = process.argv.slice(2);
const load = createLoad(Number(symbolText));
const frames = Array.from({ length: Number(messageText) }, load.next);
// One block, so that the load does not weigh on the collector.
const bytes = Buffer.from(frames.join(''));
const ends = Float64Array.from(frames, frame => frame.length);
for (let index = 1; index < ends.length; index += 1) {
	ends[index] = ends[index]! + ends[index - 1]!;
}

frames.length = 0;

const open = async (): Promise<(frame: Buffer) => void> => {
	const { receive } = await openInside(load, client === 'kcmon' ? 'on' : 'off');
	return frame => receive(frame.toString('utf8'));
};
const handle = client.startsWith('kcmon') ? await open() : createPlainClient(client);
// A burst at a time, with the loop between them, as a socket would bring them.
const burst = 200;
const startCpu = process.cpuUsage();
const startThread = process.threadCpuUsage();
for (let from = 0; from < ends.length; from += burst) {
	for (let index = from; index < Math.min(from + burst, ends.length); index += 1) {
		handle(bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]));
	}

	await new Promise<void>(resolve => setImmediate(resolve));
}

const { user, system } = process.cpuUsage(startCpu);
const main = process.threadCpuUsage(startThread);
process.stdout.write(
	`${JSON.stringify({ client, cpuUsPerMessage: (user + system) / ends.length, mainUsPerMessage: (main.user + main.system) / ends.length })}\n`,
	() => process.exit(0),
);
