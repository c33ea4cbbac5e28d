// Another client under the load of the ingest bench, in a process of its own. Arguments: CLIENT (ccxt) REST SYMBOLS MESSAGES
// FOLDER, where FOLDER has the packages of the package.json beside this file. Prints one line of JSON, as test/bench/ingest-client.ts does.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [client, rest, symbolCount, messageCount, folder] = process.argv.slice(2);
const messages = Number(messageCount);
const ids = Array.from({ length: Number(symbolCount) }, (_, index) => `B${index}-USDT`);
const require = createRequire(join(folder, 'package.json'));

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
		process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
	}
}

/** ccxt pro: books, trades and tickers, as its users read them. */
async function runCcxt() {
	const ccxt = require('ccxt');
	const exchange = new ccxt.pro.kucoin();
	// It asks for this before a socket without TLS.
	await exchange.loadHttpProxyAgent();
	exchange.urls.api = Object.fromEntries(Object.keys(exchange.urls.api).map(name => [name, rest]));
	const markets = ids.map(id => {
		const [base, quote] = id.split('-');
		return {
			...{ id, symbol: `${base}/${quote}`, base, quote, baseId: base, quoteId: quote, active: true },
			...{ type: 'spot', spot: true, margin: false, swap: false, future: false, option: false, contract: false },
			...{ precision: { price: 0.1, amount: 1e-8 }, limits: {}, info: {} },
		};
	});
	exchange.setMarkets(markets, {});
	const handle = exchange.handleMessage.bind(exchange);
	exchange.handleMessage = (socket, message) => {
		handle(socket, message);
		if (message.type === 'message') {
			count();
		}
	};
	const symbols = markets.map(({ symbol }) => symbol);
	const forever = async watch => {
		for (;;) {
			await watch();
		}
	};
	await Promise.all([
		forever(() => exchange.watchOrderBookForSymbols(symbols)),
		forever(() => exchange.watchTradesForSymbols(symbols)),
		forever(() => exchange.watchTickers(symbols)),
	]);
}

await runCcxt();
