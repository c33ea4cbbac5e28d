// Another client under the load of the ingest bench, in a process of its own. Arguments: CLIENT REST SYMBOLS MESSAGES FOLDER, where
// CLIENT is a package of the package.json beside this file, and FOLDER has it installed. Prints one line of JSON, as
// test/bench/ingest-client.ts does.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runCcxt } from './ccxt.js';
import { runKucoinNodeSdk } from './kucoin-node-sdk.js';
import { runKucoinUniversalSdk } from './kucoin-universal-sdk.js';

const clients = {
	ccxt: runCcxt,
	'kucoin-node-sdk': runKucoinNodeSdk,
	'kucoin-universal-sdk': runKucoinUniversalSdk,
};
const [client, rest, symbolCount, messageCount, folder] = process.argv.slice(2);
const run = clients[client];
if (run === undefined) {
	throw new Error(`No client named ${client}; there are ${Object.keys(clients).join(', ')}`);
}

const messages = Number(messageCount);
const ids = Array.from({ length: Number(symbolCount) }, (_, index) => `B${index}-USDT`);
// Standard output is the bench's; some clients print to it, also from threads of theirs.
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

let seen = 0;
let half;
let startCpu;
let startTime = 0;
const spent = from => {
	const { user, system } = process.cpuUsage(from);
	return user + system;
};

function count() {
	if (seen === 0) {
		startCpu = process.cpuUsage();
		startTime = performance.now();
	}

	seen += 1;
	if (seen === messages >> 1) {
		half = process.cpuUsage();
	} else if (seen === messages) {
		const result = {
			client,
			cpuUsPerMessage: spent(startCpu) / messages,
			warmUsPerMessage: spent(half) / (messages - (messages >> 1)),
			messagesPerSecond: (messages / (performance.now() - startTime)) * 1000,
			rssMb: process.memoryUsage.rss() / 1_048_576,
		};
		print(`${JSON.stringify(result)}\n`, () => process.exit(0));
	}
}

await run({ require: createRequire(join(folder, 'package.json')), rest, ids, count });
