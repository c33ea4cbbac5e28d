import type { KucoinAccount } from '../../../source/exchange/kucoin/account.js';
import type { PrivateFeed } from '../../../source/exchange/kucoin/private-feed.js';
import { createKucoin } from '../../../source/exchange/kucoin/venue.js';
import { createSeededRandom } from '../../../source/lib/seeded-random.js';
import type { AccountEvent, OrderUpdateEvent } from '../../../source/model/account-event.js';
import type { HealthEvent } from '../../../source/model/health-event.js';
import type { ClientOid, OrderRequest } from '../../../source/model/order.js';
import { createClock } from '../../../source/platform/clock.js';
import { createNet } from '../../../source/platform/net.js';
import { demoOwner } from '../../../source/simulator/exchange.js';
import { type RunningSimulator, startSimulator } from '../../../source/simulator/simulator.js';
import type { UserOrder } from '../../../source/simulator/user-order.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { limitOrder } from './account-bench.js';

export type AccountWorld = {
	readonly simulator: RunningSimulator;
	readonly account: KucoinAccount;
	readonly feed: PrivateFeed;
	readonly events: AccountEvent[];
	readonly health: HealthEvent[];
	readonly streams: string[];
	/** What the stream said of one order, kinds in order. */
	readonly kindsOf: (clientOid: string) => readonly string[];
	readonly updatesOf: (clientOid: string) => readonly OrderUpdateEvent[];
	/** The exchange's own orders of the account with this client id: the truth. */
	readonly truth: (clientOid: string) => readonly UserOrder[];
	/** A limit order with a client id of its own. */
	readonly order: (changes?: Partial<OrderRequest>) => ReturnType<typeof limitOrder>;
	readonly submit: (order: ReturnType<typeof limitOrder>) => ReturnType<KucoinAccount['gateway']['submit']>;
	/** Best bid and ask of BTC-USDT with the size at the ask, and a price a way off, as texts. */
	readonly touch: () => Promise<{
		readonly bid: string;
		readonly ask: string;
		readonly askSize: string;
		readonly far: string;
	}>;
	readonly stop: () => Promise<void>;
};

/** The embedded exchange and the account of its key over real HTTP and a real socket. */
export async function startAccountWorld(
	options: { readonly live?: boolean; readonly credentials?: RunningSimulator['credentials'] } = {},
): Promise<AccountWorld> {
	const simulator = await startSimulator({ seed: 11, port: 0, scenario: undefined });
	const net = createNet();
	const clock = createClock();
	const kucoin = createKucoin(
		{ clock, random: createSeededRandom(11), net },
		{
			restUrl: simulator.restUrl,
			credentials: options.credentials ?? simulator.credentials,
			compress: false,
			userAgent: 'kcmon/test',
		},
	);
	const account = kucoin.account!;
	const events: AccountEvent[] = [];
	const health: HealthEvent[] = [];
	const streams: string[] = [];
	const feed = account.createPrivateFeed({
		onEvent: event => events.push(event),
		onHealth: event => health.push(event),
		onStream: state => streams.push(state),
	});
	feed.start();
	if (options.live !== false) {
		await waitUntil(() => feed.state() === 'live');
	}

	let orders = 0;
	const updatesOf = (clientOid: string): readonly OrderUpdateEvent[] =>
		events.flatMap(event => (event.type === 'order-update' && event.clientOid === clientOid ? [event] : []));
	return {
		simulator,
		account,
		feed,
		events,
		health,
		streams,
		updatesOf,
		kindsOf: clientOid => updatesOf(clientOid).map(({ kind }) => kind),
		truth: clientOid =>
			[...simulator.desk.active(demoOwner, undefined), ...simulator.desk.done(demoOwner, undefined)].filter(
				order => order.clientOid === clientOid,
			),
		order: changes => {
			orders += 1;
			const clientOid = `kc1TEST${String(orders).padStart(26, '0')}` as ClientOid;
			return limitOrder({ clientOid, price: '1000', size: '0.01', ...changes });
		},
		submit: order => account.gateway.submit(order, Math.round(account.gateway.venueNow())),
		touch: async () => {
			const { bids, asks } = await kucoin.data.book('BTC-USDT', 20);
			const [[bid], [ask, askSize]] = [bids[0]!, asks[0]!];
			return { bid, ask, askSize, far: String(Math.floor(Number(bid) * 0.97)) };
		},
		stop: async () => {
			feed.stop();
			await simulator.stop();
			net.close();
		},
	};
}
