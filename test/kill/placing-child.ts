/**
 * Places one order as the dashboard does, with the real journal, sockets and requests, and kills itself with SIGKILL at
 * a step of it. Or starts again on the same data directory and prints what it finds. Bundled and run by `runs.ts`.
 */
import { openDesk } from '../../source/app/desk.js';
import type { RunOptions } from '../../source/app/options.js';
import type { VenueAccess } from '../../source/app/venue-access.js';
import { createEngine } from '../../source/engine/engine.js';
import { createKucoin } from '../../source/exchange/kucoin/venue.js';
import type { Files, Net } from '../../source/lib/seams.js';
import { createClock } from '../../source/platform/clock.js';
import { createFiles } from '../../source/platform/files.js';
import { createNet } from '../../source/platform/net.js';
import { createRandom } from '../../source/platform/random.js';
import { plainDraft } from '../../source/trading/draft.js';
import { filledSizeOf, hasFillsPending, statusOf } from '../../source/trading/order-state.js';
import { readJournal } from '../helpers/live-run.js';

type Job = {
	readonly restUrl: string;
	readonly credentials: { readonly key: string; readonly secret: string; readonly passphrase: string };
	readonly dataDir: string;
	/** `recover`: places nothing. */
	readonly order: 'limit' | 'market' | 'recover';
	/** Dies at this step; 0 never does. */
	readonly dieAt: number;
	/** Ms after the step. */
	readonly dieAfterMs: number;
	/** How long a recovery waits for the outcome of an order that is not at the venue. */
	readonly patienceMs: number;
};

const job = JSON.parse(process.argv[2] as string) as Job;
const clock = createClock();
let isPlacing = false;
let steps = 0;

/** One await or one write of the order's way. */
function step(): void {
	if (!isPlacing) {
		return;
	}

	steps += 1;
	if (steps !== job.dieAt) {
		return;
	}

	if (job.dieAfterMs === 0) {
		process.kill(process.pid, 'SIGKILL');
	} else {
		setTimeout(() => process.kill(process.pid, 'SIGKILL'), job.dieAfterMs);
	}
}

function countFiles(files: Files): Files {
	return {
		...files,
		append: (...args) => {
			step();
			files.append(...args);
			step();
		},
		replace: (...args) => {
			step();
			files.replace(...args);
			step();
		},
	};
}

function countNet<Counted extends Net>(net: Counted): Counted {
	return {
		...net,
		request: async request => {
			step();
			const reply = net.request(request);
			step();
			try {
				return await reply;
			} finally {
				step();
			}
		},
		connect: (url, options, events) =>
			net.connect(url, options, {
				...events,
				onText: text => {
					// Frames of the account only: the market's come by the hundred.
					const isOwn = text.includes('/spotMarket/tradeOrdersV2') || text.includes('/account/balance');
					if (isOwn) {
						step();
					}

					events.onText(text);
					if (isOwn) {
						step();
					}
				},
			}),
	};
}

const net = countNet(createNet());
const random = createRandom();
const kucoin = createKucoin(
	{ clock, random, net },
	{ restUrl: job.restUrl, credentials: job.credentials, compress: false, userAgent: 'test' },
);
const venue: VenueAccess = { clock, kucoin, data: kucoin.data, name: 'loopback', stop: async () => net.close() };
const limits = {
	maxOrderFunds: 1000,
	maxDayFunds: 10_000,
	maxOpenOrders: 50,
	maxOrdersPerMinute: 60,
	priceBandBps: 1000,
	maxSessionLoss: 500,
	symbols: [],
};
const options = {
	mode: 'demo',
	restUrl: job.restUrl,
	tradeDir: job.dataDir,
	trading: { limits, paperBalances: {}, paperLatencyMs: 0 },
	signalUse: { requireVerified: true },
} as unknown as RunOptions;

const desk = await openDesk({ clock, random, files: countFiles(createFiles()), venue }, options);
if (desk.kind !== 'open') {
	throw new Error(`The data directory is ${desk.kind}`);
}

const engine = createEngine(
	{ clock, createFeed: kucoin.createFeed, createTrading: desk.createTrading },
	{
		symbols: ['BTC-USDT'],
		streams: { tickers: true, trades: true, books: true, stats: false, candles: false },
		depthOf: 'all',
	},
);
const trading = engine.trading!;
const { state } = engine.store;
const feed = kucoin.account!.createPrivateFeed({
	onEvent: trading.receive,
	onHealth: engine.publish,
	onStream: trading.streamChanged,
});
engine.start();
feed.start();

const until = async (condition: () => boolean, withinMs: number): Promise<boolean> => {
	const end = clock.monoNow() + withinMs;
	while (!condition() && clock.monoNow() < end) {
		await new Promise(resolve => setTimeout(resolve, 5));
	}

	return condition();
};
const orders = () => [...state.trading.orders.values()].map(({ order }) => order).filter(({ external }) => !external);
const isOpen = (): boolean => state.trading.gate !== undefined && state.trading.gate.closedBecause === undefined;
const describe = () =>
	orders().map(order => ({
		clientOid: order.clientOid,
		status: statusOf(order),
		filled: filledSizeOf(order),
		fills: order.fills.size,
	}));

if (job.order === 'recover') {
	// As long as a busy machine needs: what fails is tried again for as long.
	if (!(await until(isOpen, 180_000))) {
		const problems = readJournal(job.dataDir).flatMap(({ kind, problem }) =>
			kind === 'recon' && problem ? [problem] : [],
		);
		throw new Error(`The gate stays closed: ${state.trading.gate?.closedBecause}; ${problems.slice(-3).join(' | ')}`);
	}

	const settled = (): boolean =>
		orders().every(order => !['INTENT', 'SENDING', 'UNKNOWN'].includes(statusOf(order)) && !hasFillsPending(order));
	await until(settled, job.patienceMs);
	process.stdout.write(`${JSON.stringify({ orders: describe() })}\n`);
} else {
	const side = draftOf(job.order);
	if (!(await until(() => isOpen() && trading.preview(side).denied === undefined, 10_000))) {
		throw new Error(`The order is denied: ${JSON.stringify(trading.preview(side).denied)}`);
	}

	isPlacing = true;
	const report = trading.submit(side);
	if (report.kind === 'denied') {
		throw new Error(`Denied: ${report.code}`);
	}

	const isOver = (): boolean => {
		const [status] = describe().map(order => order.status);
		return status === (job.order === 'limit' ? 'WORKING' : 'FILLED');
	};
	await until(isOver, 5000);
	// What follows the order: its fees, the journal's own time.
	await new Promise(resolve => setTimeout(resolve, 800));
	process.stdout.write(`${JSON.stringify({ steps, orders: describe() })}\n`);
}

process.exit(0);

function draftOf(type: 'limit' | 'market') {
	return {
		...plainDraft,
		symbol: 'BTC-USDT',
		side: 'buy',
		type,
		price: type === 'limit' ? '64500' : undefined,
		size: '0.001',
		why: 'test',
	} as const;
}
