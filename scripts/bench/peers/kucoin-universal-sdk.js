/** KuCoin's present SDK: its three topics, each message as the object that it makes of it. It keeps no book. */
export async function runKucoinUniversalSdk({ require, rest, ids, count }) {
	const { ClientOptionBuilder, DefaultClient, TransportOptionBuilder, WebSocketClientOptionBuilder } =
		require('kucoin-universal-sdk');
	const options = new ClientOptionBuilder()
		.setSpotEndpoint(rest)
		.setTransportOption(new TransportOptionBuilder().build())
		.setWebSocketClientOption(new WebSocketClientOptionBuilder().build())
		.build();
	const socket = new DefaultClient(options).wsService().newSpotPublicWS();
	await socket.start();
	const last = new Map();
	const listen = (topic, _subject, event) => {
		last.set(topic, event);
		count();
	};
	await socket.orderbookIncrement(ids, listen);
	await socket.trade(ids, listen);
	await socket.ticker(ids, listen);
}
