/**
 * KuCoin's older SDK: a book of each symbol by its own `Level2`, trades and tickers as they come. Its books ask for their
 * snapshot five seconds after they were opened, whatever comes in between; so the load, which begins when the last topic is
 * subscribed, has to wait until they stand.
 */
export async function runKucoinNodeSdk({ require, rest, ids, count }) {
	const sdk = require('kucoin-node-sdk');
	sdk.init({ baseUrl: rest, apiAuth: { key: 'bench', secret: 'bench', passphrase: 'bench' }, authVersion: 2 });
	const { Datafeed, Level2 } = sdk.websocket;
	// It prints a line for each message that comes before a book stands.
	Level2.setLogger(() => {});
	const feed = new Datafeed();
	const books = ids.map(id => new Level2(id, feed));
	for (const book of books) {
		book.handleMessageEvent(count);
		book.listen();
	}

	while (books.some(({ fullSnapshot }) => fullSnapshot.dirty)) {
		await new Promise(resolve => setTimeout(resolve, 100));
	}

	for (const name of ['match', 'ticker']) {
		const last = new Map();
		// Every listener of a prefix hears all of its topics: one for all of them costs the SDK the least.
		const topics = ids.map(id => `/market/${name}:${id}`);
		feed.subscribe(topics.join(',').replaceAll(`,/market/${name}:`, ','), ({ topic, data }) => {
			last.set(topic, data);
			count();
		});
	}
}
