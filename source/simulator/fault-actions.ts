import { UsageError } from '../lib/errors.js';
import type { MalformedKind } from './fault-catalog.js';
import type { Fault } from './faults.js';
import { parseUnits } from './fixed-point.js';
import { makeMalformedFrame } from './malformed-frames.js';
import type { Market } from './market.js';
import type { PublicFeed } from './public-feed.js';
import type { PoolName, RateLimits } from './rate-limits.js';
import type { SocketTokens } from './socket-tokens.js';
import type { ServiceStatus, Venue } from './venue.js';

export type FaultActionDeps = {
	readonly venue: Venue;
	readonly feed: PublicFeed;
	readonly tokens: SocketTokens;
	readonly limits: RateLimits;
	/** Ends every connection at once. */
	readonly cutLinks: () => void;
};

/** Does what an instant fault asks. Throws a `UsageError` for a market that does not exist or a price that does not fit. */
export function runFaultAction(deps: FaultActionDeps, fault: Fault): void {
	const { venue } = deps;
	const marketOf = (): Market => {
		const market = venue.market(String(fault.symbol));
		if (market === undefined) {
			throw new UsageError(
				`${fault.fault}.symbol was ${JSON.stringify(fault.symbol)}, which this exchange does not have`,
			);
		}

		return market;
	};
	const units = (field: string, decimals: number): number => {
		const value = parseUnits(String(fault[field]), decimals);
		if (value === undefined || value === 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) {
			throw new UsageError(
				`${fault.fault}.${field} was ${JSON.stringify(fault[field])}, which does not fit the increments`,
			);
		}

		return Number(value);
	};

	switch (fault.fault) {
		case 'link.cut':
			deps.cutLinks();
			return;
		case 'clock.step':
			venue.setSkew(venue.skew() + Number(fault.ms), 0);
			return;
		case 'clock.skew':
			venue.setSkew(Number(fault.ms), 0);
			return;
		case 'clock.drift':
			venue.setSkew(venue.skew(), Number(fault.msPerS));
			return;
		case 'venue.status':
			venue.setStatus(fault.status as ServiceStatus, String(fault.message ?? ''));
			return;
		case 'token.expire':
			deps.tokens.expireAll();
			return;
		case 'token.life':
			deps.tokens.setLife(Number(fault.ms));
			return;
		case 'quota.set':
			deps.limits.setQuota(fault.pool as PoolName, fault.units === undefined ? undefined : Number(fault.units));
			return;
		case 'sym.remove':
			marketOf().removed = true;
			return;
		case 'sym.halt':
			marketOf().enabled = fault.trading === true;
			return;
		case 'feed.rate':
			if (!(Number(fault.rate) > 0 && Number(fault.rate) <= 1000)) {
				throw new UsageError(`feed.rate.rate should be above 0 and at most 1000, was ${String(fault.rate)}`);
			}

			venue.setRate(fault.symbol === undefined ? undefined : marketOf().symbol, Number(fault.rate));
			return;
		case 'price.move': {
			const market = marketOf();
			const ticks = units('to', market.profile.priceDecimals);
			venue.crowd(market.symbol)?.path.steer(ticks, Number(fault.overMs ?? 1000) / 1000);
			return;
		}

		case 'trade.burst': {
			const market = marketOf();
			const lots = units('size', market.profile.baseDecimals);
			for (let count = 0; count < Number(fault.count ?? 1); count += 1) {
				venue.crowd(market.symbol)?.take(venue.time(), fault.side === 'sell' ? 'sell' : 'buy', lots);
			}

			return;
		}

		case 'frame.malformed': {
			const topic = fault.topic === undefined ? undefined : String(fault.topic);
			const text = topic ?? '/market/ticker:BTC-USDT';
			for (let count = 0; count < Number(fault.times ?? 1); count += 1) {
				const frame = makeMalformedFrame(fault.kind as MalformedKind, text, venue.stamp(venue.time()));
				for (const listener of deps.feed.listeners(topic)) {
					listener.sendRaw(frame);
				}
			}

			return;
		}

		default:
			throw new UsageError(`${fault.fault} is not done at once`);
	}
}
