import { isKcmonError, NetError } from '../lib/errors.js';
import type { FeedEvent } from '../market/feed.js';
import { type Check, skipped } from './doctor-check.js';
import { nextStepOfNetFailure } from './next-step.js';
import type { RunOptions } from './options.js';
import type { VenueAccess } from './venue-access.js';

const socketTimeoutMs = 15_000;
/** KuCoin refuses signed requests from 5 s on; the warning comes before. */
const clockWarnMs = 2000;

/** The way to the exchange, step by step: name, encryption, REST, clock, service status, WebSocket. */
export async function checkVenue(venue: VenueAccess, options: RunOptions): Promise<Check[]> {
	try {
		const samples = [await venue.data.clockSample(), await venue.data.clockSample(), await venue.data.clockSample()];
		const best = samples.reduce((least, sample) => (sample.rttMs < least.rttMs ? sample : least));
		const rest: Check = {
			check: 'REST',
			state: 'ok',
			detail: `${venue.name}, round trip ${Math.round(best.rttMs)} ms`,
		};
		return [
			rest,
			checkClock(best.offsetMs),
			await checkStatus(venue),
			...(await checkKey(venue, options)),
			await checkSocket(venue, options),
		];
	} catch (error) {
		const hasKey = venue.kucoin.account !== undefined && options.mode !== 'demo';
		const later = ['clock', 'service', ...(hasKey ? ['key', 'IP list'] : []), 'WebSocket'];
		return [describeFailure(venue, error), ...later.map(check => skipped(check, 'REST comes first'))];
	}
}

function checkClock(offsetMs: number): Check {
	const rounded = Math.round(offsetMs);
	const detail = `the exchange's clock is ${Math.abs(rounded)} ms ${rounded < 0 ? 'behind' : 'ahead of'} this machine's`;
	return Math.abs(offsetMs) < clockWarnMs
		? { check: 'clock', state: 'ok', detail }
		: {
				check: 'clock',
				state: 'warn',
				detail,
				todo: 'Let a time service set the clock; kcmon corrects what it shows and signs',
			};
}

/** What the key may do. Nothing where there is none, or the demo's own. */
async function checkKey(venue: VenueAccess, options: RunOptions): Promise<Check[]> {
	const { account } = venue.kucoin;
	if (account === undefined || options.mode === 'demo') {
		return [];
	}

	const check = 'key';
	try {
		const { allowOtherProducts } = options.trading;
		const { permissions, refusals, hasIpWhitelist } = await account.checkKey({ allowOtherProducts });
		const ipList: Check = hasIpWhitelist
			? { check: 'IP list', state: 'ok', detail: 'the key can be used from named addresses only' }
			: {
					check: 'IP list',
					state: 'warn',
					detail: 'none: whoever gets hold of the key can use it from anywhere, and KuCoin may let it expire',
					todo: "Name this machine's address in the IP list of the key at KuCoin",
				};
		const detail = `permissions ${permissions.join(', ')}`;
		if (refusals.length > 0) {
			// Only live trading needs it.
			const state = options.mode === 'live' ? 'fail' : 'warn';
			const todo = 'Make a key with General and Spot only at KuCoin, and put it in the place of this one';
			return [{ check, state, detail: `${detail}; live is refused: ${refusals.join('; ')}`, todo }, ipList];
		}

		return [{ check, state: 'ok', detail }, ipList];
	} catch (error) {
		return [describeFailure(venue, error, check)];
	}
}

async function checkStatus(venue: VenueAccess): Promise<Check> {
	try {
		const { status, message } = await venue.data.status();
		const detail = message === '' ? status : `${status}: ${message}`;
		return { check: 'service', state: status === 'open' ? 'ok' : 'warn', detail };
	} catch (error) {
		return describeFailure(venue, error, 'service');
	}
}

/** Connects as the dashboard does and waits for the first socket that is live. */
async function checkSocket(venue: VenueAccess, options: RunOptions): Promise<Check> {
	let settle = (_check: Check): void => {};
	const settled = new Promise<Check>(resolve => {
		settle = resolve;
	});
	const startedAt = venue.clock.monoNow();
	let lastReason = 'no answer';
	const feed = venue.kucoin.createFeed((event: FeedEvent) => {
		if (event.type !== 'socket') {
			return;
		}

		lastReason = event.reason ?? lastReason;
		if (event.state === 'live') {
			const ms = Math.round(venue.clock.monoNow() - startedAt);
			settle({ check: 'WebSocket', state: 'ok', detail: `${event.host ?? venue.name}, live after ${ms} ms` });
		}
	});
	const cancel = venue.clock.after(socketTimeoutMs, () => {
		const detail = `not live after ${socketTimeoutMs / 1000} s: ${lastReason}`;
		settle({ check: 'WebSocket', state: 'fail', detail, todo: nextStepOfNetFailure.timeout, remote: true });
	});
	feed.watch({
		tickers: options.symbols.slice(0, 1),
		trades: [],
		books: [],
		stats: [],
		candles: [],
		minutes: [],
		focused: undefined,
	});
	feed.start();
	const check = await settled;
	cancel();
	await feed.stop();
	return check;
}

function describeFailure(venue: VenueAccess, error: unknown, check = 'REST'): Check {
	if (!isKcmonError(error)) {
		throw error;
	}

	if (!(error instanceof NetError)) {
		const todo = error.hint ?? nextStepOfNetFailure.rejected;
		return { check, state: 'fail', detail: `${venue.name}: ${error.message}`, todo, remote: true };
	}

	const { kind, text } = error.failure;
	const step = kind === 'dns' ? 'DNS' : kind === 'tls' ? 'TLS' : check;
	return {
		check: step,
		state: 'fail',
		detail: `${venue.name}: ${text}`,
		todo: nextStepOfNetFailure[kind],
		remote: true,
	};
}
