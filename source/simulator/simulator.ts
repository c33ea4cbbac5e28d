import { KcmonError } from '../lib/errors.js';
import type { Clock } from '../lib/seams.js';
import type { Accounts } from './accounts.js';
import { isControlTarget } from './control.js';
import { createExchange, demoCredentials } from './exchange.js';
import { parseFault } from './fault-catalog.js';
import type { Faults } from './faults.js';
import { createLoopbackHttp } from './loopback/http-server.js';
import { machineClock } from './loopback/machine-clock.js';
import { readScenario } from './loopback/scenario-file.js';
import { createLoopbackWs, type LoopbackWs } from './loopback/ws-server.js';
import type { OrderDesk } from './order-desk.js';
import { playScenario, type Scenario } from './scenarios.js';
import type { StopDesk } from './stop-desk.js';
import type { Venue } from './venue.js';

/** The embedded exchange, started on loopback. */
export type SimulatorOptions = {
	readonly seed: number;
	/** 0 = any free port. */
	readonly port: number;
	/** A scenario or the path of its file; undefined = a healthy exchange. Its own seed, if any, wins. */
	readonly scenario: string | Scenario | undefined;
	/** How many markets; 8 without it. */
	readonly symbols?: number;
	/** The machine's without it. */
	readonly clock?: Clock;
};

export type RunningSimulator = {
	/** `http://127.0.0.1:PORT` */
	readonly restUrl: string;
	/** The demo account's invented key, so that `--demo` can sign like any client. */
	readonly credentials: { readonly key: string; readonly secret: string; readonly passphrase: string };
	/** The exchange itself: its books and orders are the truth of every test. */
	readonly venue: Venue;
	readonly accounts: Accounts;
	readonly desk: OrderDesk;
	readonly stops: StopDesk;
	readonly faults: Faults;
	/**
	 * Switches a fault on, as `POST /control` does: `control({fault: 'l2.drop', symbol: 'BTC-USDT', count: 1})`.
	 * Throws a `UsageError` that names a wrong field.
	 */
	readonly control: (fault: { readonly fault: string; readonly [argument: string]: unknown }) => void;
	/** Open sockets now. */
	readonly connections: () => number;
	/** Runs something later, unless the exchange stops before. */
	readonly after: (delayMs: number, callback: () => void) => void;
	readonly stop: () => Promise<void>;
};

const defaultSymbols = 8;

/** Starts an exchange on 127.0.0.1: REST and sockets on one port. Rejects when the port is taken or the scenario is wrong. */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
	const scenario = typeof options.scenario === 'string' ? readScenario(options.scenario) : options.scenario;
	const clock = options.clock ?? machineClock;
	let port = 0;
	let sockets: LoopbackWs | undefined;
	const exchange = createExchange(
		{ clock },
		{
			seed: scenario?.seed ?? options.seed,
			symbols: options.symbols ?? defaultSymbols,
			endpoint: () => `ws://127.0.0.1:${port}/`,
			cutLinks: () => sockets?.cutAll(),
		},
	);
	const { faults, after } = exchange;
	const refusing = (): boolean => faults.active('net.refuse') !== undefined;
	const http = createLoopbackHttp(
		request => (isControlTarget(request.target) ? exchange.answerControl(request) : exchange.rest.handle(request)),
		{ after, refusing: target => refusing() && !isControlTarget(target) },
	);
	sockets = createLoopbackWs(http.server, exchange.openSession, {
		after,
		refusing,
		blackholed: () => faults.active('link.blackhole', fault => fault.direction !== 'up') !== undefined,
		latencyMs: () => Number(faults.active('ws.latency')?.ms ?? 0),
	});
	let stopScenario: (() => void) | undefined;
	try {
		stopScenario = scenario === undefined ? undefined : playScenario(scenario, { ...exchange, clock });
	} catch (error) {
		exchange.stop();
		sockets.close();
		throw error;
	}

	try {
		port = await http.listen(options.port);
	} catch (error) {
		stopScenario?.();
		exchange.stop();
		const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
		throw new KcmonError(`The exchange could not listen on 127.0.0.1:${options.port}: ${reason}`, {
			code: 'ERR_EXCHANGE_PORT',
			hint: 'Choose another --port, or 0 for any free one',
		});
	}

	let open = true;
	let stopped = false;
	const watchDoor = (): void => {
		if (!stopped && refusing() === open) {
			open = !open;
			if (open) {
				// Somebody else may have taken the port meanwhile: try again next time.
				void http.listen(port).catch(() => {
					open = false;
				});
			} else {
				http.stopListening();
			}
		}
	};
	exchange.venue.subscribe({ onGrid: watchDoor });

	return {
		restUrl: `http://127.0.0.1:${port}`,
		credentials: demoCredentials,
		venue: exchange.venue,
		accounts: exchange.accounts,
		desk: exchange.desk,
		stops: exchange.stops,
		faults,
		control: fault => exchange.control(parseFault(fault, 'control')),
		connections: () => sockets.connections(),
		after,
		stop: async () => {
			stopScenario?.();
			stopped = true;
			exchange.stop();
			sockets.close();
			await http.close();
		},
	};
}
