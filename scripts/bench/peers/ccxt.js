/** ccxt pro: books, trades and tickers, as its users read them. */
export async function runCcxt({ require, rest, ids, count }) {
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
