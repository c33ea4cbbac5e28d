import type { Random } from '../../source/lib/seams.js';
import { createExchange, type Exchange } from '../../source/simulator/exchange.js';
import { createRandomStream } from '../../source/simulator/random-streams.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';
import { createVirtualDisk, type VirtualDisk } from '../../source/simulator/virtual/disk.js';
import { createVirtualMachine, type VirtualMachine } from '../../source/simulator/virtual/machine.js';
import { createVirtualNet, type NetWatcher, type VirtualNet } from '../../source/simulator/virtual/net.js';
import { dataDir, symbols } from './options.js';
import type { Pace } from './pace.js';
import { createTrace, type Trace } from './trace.js';

/** A computer, a disk, a network and an exchange, in virtual time and from one seed. No program runs in it yet. */
export type World = {
	readonly seed: number;
	readonly pace: Pace;
	readonly clock: VirtualClock;
	readonly exchange: Exchange;
	readonly machine: VirtualMachine;
	readonly disk: VirtualDisk & { readonly putReserve: () => void };
	readonly net: VirtualNet;
	readonly trace: Trace;
	/** Streams of different names are independent: one part that draws more changes nothing for the others. */
	readonly random: (name: string) => Random;
};

/** How often the crowd acts, against the venue of a demo: an empty market would prove nothing, a full one takes all the time. */
export const crowdRate = { 'BTC-USDT': 0.06, 'ETH-USDT': 0.006 } as const;

/** The journal's reserve is put there where the program would make it, at a tenth of the cost of a whole run. */
const reserveBytes = 8 * 1024 * 1024;

/** All promises that can settle have settled, in the order in which they would. */
const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

export function createWorld(
	seed: number,
	options: {
		readonly pace: Pace;
		readonly watcher: NetWatcher;
		readonly hasRun: () => boolean;
		readonly echo?: (line: string) => void;
	},
): World {
	const clock = createVirtualClock({ settle: async () => (options.hasRun() ? settle() : undefined) });
	const trace = createTrace(clock.monoNow, options.echo);
	const random = (name: string): Random => createRandomStream(seed, `world:${name}`);
	const exchange: Exchange = createExchange(
		{ clock },
		{ seed, symbols: symbols.length, endpoint: () => 'wss://ws-api-spot.kucoin.com/', cutLinks: () => net.cutAll() },
	);
	for (const [symbol, rate] of Object.entries(crowdRate)) {
		exchange.venue.setRate(symbol, rate * options.pace.crowd);
	}

	const net: VirtualNet = createVirtualNet({ clock, random: random('net'), exchange }, options.watcher);
	const disk = createVirtualDisk();
	const putReserve = (): void => {
		const path = `${dataDir}/journal/reserve`;
		if (!disk.content.has(path) && disk.hasRoom(reserveBytes)) {
			disk.replace(path, 'r'.repeat(reserveBytes));
		}
	};
	putReserve();
	return {
		seed,
		pace: options.pace,
		clock,
		exchange,
		machine: createVirtualMachine(clock),
		disk: { ...disk, putReserve },
		net,
		trace,
		random,
	};
}
