import { UsageError } from '../lib/errors.js';
import type { Side } from '../model/market-event.js';
import type { ConnectionLimits } from './connection-limits.js';
import type { ChildOid, MalformedKind } from './fault-catalog.js';
import { marketOf, rowsOf, unitsOf } from './fault-check.js';
import type { Fault } from './faults.js';
import { makeMalformedFrame } from './malformed-frames.js';
import type { Market } from './market.js';
import type { PublicFeed } from './public-feed.js';
import type { PoolName, RateLimits } from './rate-limits.js';
import { printTrade, setBook, takeNow } from './scripted-market.js';
import type { SocketTokens } from './socket-tokens.js';
import type { StopDesk } from './stop-desk.js';
import type { ServiceStatus, Venue } from './venue.js';

export type FaultActionDeps = {
	readonly venue: Venue;
	readonly feed: PublicFeed;
	readonly tokens: SocketTokens;
	readonly limits: RateLimits;
	readonly connections: ConnectionLimits;
	readonly stops: Pick<StopDesk, 'setChildOid'>;
	/** Ends every connection at once. */
	readonly cutLinks: () => void;
};

/** Does what an instant fault asks, once `checkFault` has let it through. */
export function runFaultAction(deps: FaultActionDeps, fault: Fault): void {
	const { venue } = deps;
	const target = (): Market => marketOf(venue, fault);

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
		case 'conn.limit':
			deps.connections.set({
				most: fault.most === undefined ? undefined : Number(fault.most),
				perMinute: fault.perMinute === undefined ? undefined : Number(fault.perMinute),
			});
			return;
		case 'stop.childOid':
			deps.stops.setChildOid(fault.as as ChildOid);
			return;
		case 'sym.remove':
			target().removed = true;
			return;
		case 'sym.halt':
			target().enabled = fault.trading === true;
			return;
		case 'feed.rate':
			venue.setRate(fault.symbol === undefined ? undefined : target().symbol, Number(fault.rate));
			return;
		case 'price.move': {
			const market = target();
			const ticks = unitsOf(fault, 'to', market.profile.priceDecimals);
			venue.crowd(market.symbol)?.path.steer(ticks, Number(fault.overMs ?? 1000) / 1000);
			return;
		}

		case 'price.run': {
			venue.crowd(target().symbol)?.run(venue.time(), Number(fault.bps));
			return;
		}

		case 'trade.burst': {
			const market = target();
			const lots = unitsOf(fault, 'size', market.profile.baseDecimals);
			for (let count = 0; count < Number(fault.count ?? 1); count += 1) {
				takeNow(market, venue.time(), sideOf(fault), lots);
			}

			return;
		}

		case 'market.quiet':
			venue.setQuiet(target(), fault.quiet !== false);
			return;
		case 'market.book': {
			const market = target();
			const book = { bids: rowsOf(market, fault, 'bids'), asks: rowsOf(market, fault, 'asks') };
			setBook(market, venue.time(), book);
			return;
		}

		case 'trade.print': {
			const market = target();
			printTrade(market, venue.time(), {
				side: sideOf(fault),
				ticks: unitsOf(fault, 'price', market.profile.priceDecimals),
				lots: unitsOf(fault, 'size', market.profile.baseDecimals),
			});
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

const sideOf = (fault: Fault): Side => (fault.side === 'sell' ? 'sell' : 'buy');
