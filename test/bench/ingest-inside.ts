import { getHeapStatistics } from 'node:v8';
import { openInside } from './inside-kcmon.js';
import { createLoad } from './load.js';
import { createPlainClient } from './plain-client.js';

/**
 * The work on a message without the socket: frames are handed over as bytes that lie in memory. Far less noise than a
 * socket has, so this is what to compare before and after a change, and to profile. Arguments: CLIENT SYMBOLS MESSAGES
 * as of `ingest-client.ts`. Prints one line of JSON; `heapBytesPerMessage` is what was allocated, which no neighbor on the
 * machine changes, and `calmUsPerMessage` the time of the tenth of the bursts that nobody disturbed.
 */
const [client = 'book', symbolText = '20', messageText = '300000'] = process.argv.slice(2);
const messages = Number(messageText);
const load = createLoad(Number(symbolText));
// One block outside of the heap, so that the load does not weigh on the collector.
const longestFrame = 512;
const bytes = Buffer.allocUnsafeSlow(messages * longestFrame);
const ends = new Float64Array(messages);
for (let index = 0, at = 0; index < messages; index += 1) {
	at += bytes.write(load.next(), at, 'latin1');
	ends[index] = at;
}

const open = async (): Promise<(frame: Buffer) => void> => {
	const { receiveBytes } = await openInside(load, client === 'kcmon' ? 'on' : 'off');
	return receiveBytes;
};
const handle = client.startsWith('kcmon') ? await open() : createPlainClient(client);
// A burst at a time, with the loop between them, as a socket would bring them.
const burst = 200;
const startCpu = process.cpuUsage();
const startThread = process.threadCpuUsage();
const costs: number[] = [];
let allocated = 0;
for (let from = 0; from < messages; from += burst) {
	const heapBefore = getHeapStatistics().used_heap_size;
	const startedAt = performance.now();
	for (let index = from; index < Math.min(from + burst, messages); index += 1) {
		handle(bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]));
	}

	costs.push(((performance.now() - startedAt) * 1000) / burst);
	// A burst in which the collector ran tells nothing; there is one in a hundred of them.
	allocated += Math.max(0, getHeapStatistics().used_heap_size - heapBefore);
	await new Promise<void>(resolve => setImmediate(resolve));
}

const { user, system } = process.cpuUsage(startCpu);
const main = process.threadCpuUsage(startThread);
process.stdout.write(
	`${JSON.stringify({
		client,
		cpuUsPerMessage: (user + system) / messages,
		mainUsPerMessage: (main.user + main.system) / messages,
		calmUsPerMessage: costs.sort((left, right) => left - right)[Math.floor(costs.length / 10)],
		heapBytesPerMessage: Math.round(allocated / messages),
	})}\n`,
	() => process.exit(0),
);
