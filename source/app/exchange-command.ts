import type { AppIo } from './io.js';
import type { RunOptions } from './options.js';

/**
 * `kcmon exchange`: serves the embedded exchange on loopback until the program is stopped or `--duration` has passed. The
 * first line of stdout, `{"rest":"http://127.0.0.1:PORT"}`, is printed when it is ready.
 */
export async function runExchange(
	options: Pick<RunOptions, 'port' | 'seed' | 'scenario' | 'durationMs' | 'exchangeSymbols'>,
	io: AppIo,
): Promise<number> {
	const { port, seed, scenario, durationMs, exchangeSymbols: symbols = 8 } = options;
	const { startSimulator } = await import('../simulator/simulator.js');
	const exchange = await startSimulator({ port, seed, scenario, symbols });
	io.onStop(exchange.stop);
	io.stdout(`${JSON.stringify({ rest: exchange.restUrl })}\n`);
	io.stderr(
		`kcmon: the embedded exchange runs with seed ${exchange.venue.seed}${scenario === undefined ? '' : ` and scenario ${scenario}`}; ` +
			`faults by POST ${exchange.restUrl}/control; Ctrl+C ends it\n`,
	);
	await new Promise<void>(resolve => {
		io.stopping.addEventListener('abort', () => resolve(), { once: true });
		if (durationMs !== undefined) {
			exchange.after(durationMs, resolve);
		}
	});
	return 0;
}
