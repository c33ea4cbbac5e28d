import { createEngine } from '../../source/engine/engine.js';
import { createKucoin } from '../../source/exchange/kucoin/venue.js';
import { createRecorder } from '../../source/exchange/replay/recorder.js';
import type { Net } from '../../source/lib/seams.js';
import { createSeededRandom } from '../../source/lib/seeded-random.js';
import { createClock } from '../../source/platform/clock.js';
import { openRecordingWriter } from '../../source/platform/recording-file.js';
import { createExchange, type Exchange } from '../../source/simulator/exchange.js';
import { createVirtualClock, type VirtualClock } from '../../source/simulator/virtual/clock.js';

/** A millisecond each way. */
const lineMs = 1;

/** The way to an exchange in the same process, in virtual time. */
function createInProcessNet(clock: VirtualClock, exchange: Exchange): Net {
	return {
		request: ({ method, url, headers = {}, body = '' }) =>
			new Promise(resolve => {
				const { pathname, search } = new URL(url);
				const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
				clock.after(lineMs, () => {
					const reply = exchange.rest.handle({ method, target: `${pathname}${search}`, headers: lower, body });
					clock.after(lineMs, () => resolve({ status: reply.status, headers: reply.headers ?? {}, body: reply.body }));
				});
			}),
		connect: (url, _options, events) => {
			const { searchParams } = new URL(url);
			let bytes = 0;
			let isOpen = true;
			const receive = (frame: string | Uint8Array): void => {
				const text = String(frame);
				bytes += text.length;
				clock.after(lineMs, () => {
					if (isOpen) {
						events.onText(text);
					}
				});
			};
			let session: ReturnType<Exchange['openSession']> | undefined;
			clock.after(lineMs, () => {
				events.onOpen();
				session = exchange.openSession(
					{ token: searchParams.get('token') ?? '', connectId: searchParams.get('connectId') ?? undefined },
					{ send: receive, sendRaw: receive, close: (code, reason) => events.onClose({ code, reason }) },
				);
			});
			const leave = (): void => {
				isOpen = false;
				session?.closed();
			};
			return {
				send: text => session?.receive(text),
				close: leave,
				terminate: leave,
				bytesReceived: () => bytes,
			};
		},
	};
}

/** Records the embedded exchange for some minutes of virtual time: as `kcmon record --demo` would, without waiting for it. */
export async function recordWorld(
	file: string,
	options: { readonly symbols: readonly string[]; readonly minutes: number; readonly seed: number },
): Promise<{ readonly frames: number }> {
	const clock = createVirtualClock();
	const exchange = createExchange(
		{ clock },
		{ seed: options.seed, symbols: 8, endpoint: () => 'ws://127.0.0.1:2/', cutLinks: () => {} },
	);
	const real = createClock();
	const writer = openRecordingWriter(file, {
		clock: real,
		onTrouble: error => {
			throw error;
		},
	});
	const recorder = createRecorder({
		clock,
		write: writer.write,
		waiting: () => 0,
		onLost: () => {},
	});
	const kucoin = createKucoin(
		{ clock, random: createSeededRandom(options.seed), net: recorder.tapNet(createInProcessNet(clock, exchange)) },
		{ restUrl: 'http://127.0.0.1:2', credentials: undefined, compress: false, userAgent: 'kcmon/bench' },
	);
	const engine = createEngine(
		{ clock, createFeed: publish => kucoin.createFeed(publish, { tap: recorder.tap }) },
		{
			symbols: options.symbols,
			streams: { tickers: true, trades: true, books: true, stats: true, candles: true },
			depthOf: 'all',
			signals: 'off',
		},
	);
	recorder.begin({ program: 'bench', venue: 'demo exchange', symbols: options.symbols });
	engine.start();
	for (let minute = 0; minute < options.minutes; minute += 1) {
		await clock.advance(60_000);
		// The disk is real.
		while (writer.waiting() > 8_000_000) {
			await new Promise<void>(resolve => real.after(5, resolve));
		}

		await new Promise<void>(resolve => real.after(0, resolve));
	}

	recorder.end();
	await engine.stop();
	exchange.stop();
	await writer.close();
	return { frames: recorder.frames() };
}
