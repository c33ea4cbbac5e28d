/** What one minute of the soak does to the exchange: bodies of `POST /control`, sent in order. */
export type MinuteFault = { readonly name: string; readonly calls: readonly Readonly<Record<string, unknown>>[] };

const cut = { fault: 'link.cut' };
const one = (fault: Readonly<Record<string, unknown>>, name = String(fault.fault)): MinuteFault => ({
	name,
	calls: [fault],
});

/** In turn, one a minute; the last row is followed by the first. A fault that lasts ends before its minute does. */
export const minuteFaults: readonly MinuteFault[] = [
	one(cut),
	one({ fault: 'l2.drop', count: 3 }),
	one({ fault: 'link.blackhole', forMs: 8000 }),
	one({ fault: 'mute.topic', topic: '/market/match', forMs: 30_000 }),
	{ name: 'token.expire + cut', calls: [{ fault: 'token.expire' }, cut] },
	one({ fault: 'l2.silentCorrupt', count: 1, symbol: 'BTC-USDT' }),
	one({ fault: 'rest.500', forMs: 15_000 }),
	{ name: 'net.refuse + cut', calls: [{ fault: 'net.refuse', forMs: 10_000 }, cut] },
	one({ fault: 'frame.malformed', kind: 'bad-json', times: 20 }, 'frame.malformed bad-json'),
	one({ fault: 'mute.pong', forMs: 45_000 }),
	one({ fault: 'l2.dup', count: 200 }),
	one({ fault: 'mute.private', forMs: 30_000 }),
	{
		name: 'snap.500 + l2.drop',
		calls: [
			{ fault: 'snap.500', forMs: 10_000 },
			{ fault: 'l2.drop', count: 1 },
		],
	},
	one({ fault: 'ws.latency', ms: 900, forMs: 20_000 }),
	one({ fault: 'priv.dup', forMs: 30_000 }),
	{ name: 'rest.token.429 + cut', calls: [{ fault: 'rest.token.429', forMs: 10_000 }, cut] },
	one({ fault: 'frame.malformed', kind: 'deep', times: 1 }, 'frame.malformed deep'),
	one({ fault: 'l2.swap', count: 20 }),
	one({ fault: 'rest.html403', forMs: 10_000 }),
	one({ fault: 'trade.burst', symbol: 'BTC-USDT', side: 'buy', size: '0.001', count: 300 }),
	one({ fault: 'clock.step', ms: 3000 }),
	{
		name: 'rest.place.lostAck',
		calls: [{ fault: 'rest.place.lostAck', count: 1 }],
	},
	one({ fault: 'mute.ack', forMs: 10_000 }),
	one({ fault: 'frame.malformed', kind: 'oversized', times: 1 }, 'frame.malformed oversized'),
	one({ fault: 'clock.step', ms: -3000 }),
];
